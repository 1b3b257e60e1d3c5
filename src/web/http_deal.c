/* web/http_deal.c -- accepting connections and dealing them out.  Floor 11.
 *
 * Loop 0 alone accepts and gives each connection to the loop with the fewest.
 * The kernel's own ways (a socket a loop, or one shared) leave one loop with
 * most of a small number of connections, and its core busy alone. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/http_inside.h"

#define ACCEPTS_A_TURN 64

static struct loop *
least_loaded(struct http_server *server)
{
    struct loop *best = &server->loops[0];

    for (int i = 1; i < server->options.loops; i++)
        if (atomic_load(&server->loops[i].open) < atomic_load(&best->open))
            best = &server->loops[i];
    return best;
}

/* Said without reading the request: it costs one packet, and no memory.  What
 * has come is taken first, for closing over unread bytes would make the kernel
 * reset the connection and the client lose the answer. */
static void
turn_away(struct loop *loop, int fd)
{
    static const char answer[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\n"
                                 "Content-Length: 0\r\nConnection: close\r\n\r\n";
    char              unread[4096];

    (void)recv(fd, unread, sizeof unread, MSG_DONTWAIT);
    (void)send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)shutdown(fd, SHUT_WR);
    close(fd);
    count_one(&loop->turned_away);
}

static void
fill_peer(struct conn *c, const struct sockaddr_storage *from, bool local)
{
    const void *address = NULL;

    if (local) {
        struct ucred who;
        socklen_t    size = sizeof who;

        if (getsockopt(c->fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0) {
            c->peer.local = true;
            c->peer.uid = who.uid;
            c->peer.pid = who.pid;
        }
        return;
    }
    if (from->ss_family == AF_INET)
        address = &((const struct sockaddr_in *)(const void *)from)->sin_addr;
    else if (from->ss_family == AF_INET6)
        address = &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;
    if (address && inet_ntop(from->ss_family, address, c->address, sizeof c->address) != NULL)
        c->peer.address = str_of(c->address);
}

static void
deal_one(struct loop *loop, struct listener *l, int fd, const struct sockaddr_storage *from)
{
    struct http_server *server = loop->server;
    struct conn        *c = mem_alloc(sizeof *c);
    int                 on = 1;

    c->source = SOURCE_CONNECTION;
    c->fd = fd;
    c->letter = (struct letter){ .kind = LETTER_CONNECTION, .of = c };
    fill_peer(c, from, l->local);
    if (server->addresses && !l->local && !address_enter(server->addresses, c->peer.address)) {
        turn_away(loop, fd);
        mem_free(c);
        return;
    }
    if (!l->local)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    c->loop = least_loaded(server);
    atomic_fetch_add(&server->open, 1);
    atomic_fetch_add(&c->loop->open, 1);
    count_one(&loop->connections);
    if (c->loop == loop)
        conn_adopt(c);
    else
        loop_post(c->loop, &c->letter);
}

static void
listen_for(struct loop *loop, struct listener *l, unsigned events)
{
    struct epoll_event e = { .events = events, .data.ptr = l };

    if (epoll_ctl(loop->epoll, EPOLL_CTL_MOD, l->fd, &e) != 0)
        BUG("epoll_ctl: errno %d", errno);
    l->paused = events == 0;
}

void
deal_connections(struct loop *loop, struct listener *l)
{
    for (int i = 0; i < ACCEPTS_A_TURN; i++) {
        struct sockaddr_storage from = { 0 };
        socklen_t               size = sizeof from;
        int fd = accept4(l->fd, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
            listen_for(loop, l, 0); /* until the next tick: better than spinning */
        if (fd < 0 && (errno == ECONNABORTED || errno == EINTR))
            continue;
        if (fd < 0)
            return;
        if (atomic_load(&loop->server->open) >= loop->server->options.max_connections)
            turn_away(loop, fd);
        else
            deal_one(loop, l, fd, &from);
    }
}

void
deal_again(struct loop *loop)
{
    for (size_t i = 0; loop->index == 0 && i < loop->server->listener_count; i++)
        if (loop->server->listeners[i].paused)
            listen_for(loop, &loop->server->listeners[i], EPOLLIN);
}

/* Closing wakes the other loops, whose last look at their mail waits for it. */
void
deal_stop(struct loop *loop)
{
    struct http_server *server = loop->server;

    if (loop->index != 0)
        return;
    for (size_t i = 0; i < server->listener_count; i++) {
        close(server->listeners[i].fd);
        server->listeners[i].paused = false;
    }
    server->listener_count = 0;
    atomic_store(&server->dealt, true);
    for (int i = 1; i < server->options.loops; i++)
        loop_wake(&server->loops[i]);
}
