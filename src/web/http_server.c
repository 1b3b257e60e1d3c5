/* web/http_server.c -- starting and stopping the loops, and what a handler sees of
 * an exchange.  Floor 11. */
#include "web/http_server.h"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "web/http_inside.h"

#define CONNECTIONS_MAX 10000

/* -- starting --------------------------------------------------------------------------- */

static void
fill_defaults(struct http_options *o)
{
    if (o->max_connections == 0)
        o->max_connections = CONNECTIONS_MAX;
    if (o->head_time == 0)
        o->head_time = HTTP_HEAD_TIME;
    if (o->idle_time == 0)
        o->idle_time = HTTP_IDLE_TIME;
    if (o->grace_time == 0)
        o->grace_time = HTTP_GRACE_TIME;
}

static void
watch(const struct loop *loop, int fd, enum source *source)
{
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = source };

    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &e) != 0)
        BUG("epoll_ctl failed");
}

static enum err
loop_open(struct http_server *server, int index)
{
    struct loop *loop = &server->loops[index];

    loop->source = SOURCE_MAIL;
    loop->server = server;
    loop->index = index;
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (loop->epoll < 0 || loop->wake < 0)
        return ERR_INTERNAL;
    watch(loop, loop->wake, &loop->source);
    return ERR_OK;
}

static void
take_listeners(struct http_server *server, const int *listening, size_t count)
{
    server->listeners = mem_alloc((count + 1) * sizeof *server->listeners);
    server->listener_count = count;
    for (size_t i = 0; i < count; i++) {
        struct listener *l = &server->listeners[i];

        *l = (struct listener){ .source = SOURCE_LISTENER, .fd = listening[i],
                                .local = http_port(listening[i]) == 0 };
        watch(&server->loops[0], l->fd, &l->source);
    }
}

/* Signals are for the thread that started the server; a loop that writes to a
 * closed socket wants an error, not a signal. */
static enum err
start_threads(struct http_server *server)
{
    sigset_t all, before;
    enum err e = ERR_OK;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    server->syncer = syncer_start();
    for (int i = 0; i < server->options.loops && e == ERR_OK; i++)
        if (pthread_create(&server->loops[i].thread, NULL, loop_main, &server->loops[i]) != 0)
            e = ERR_INTERNAL;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return e;
}

enum err
http_server_start(const struct http_options *options, const int *listening, size_t count,
                  struct http_server **out)
{
    struct http_server *server = mem_alloc(sizeof *server);

    if (options->loops < 1 || options->handle == NULL || options->monotonic == NULL)
        BUG("a server without loops, handler or clock");
    server->options = *options;
    fill_defaults(&server->options);
    server->loops = mem_alloc((size_t)options->loops * sizeof *server->loops);
    for (int i = 0; i < options->loops; i++)
        TRY(loop_open(server, i));
    if (options->max_per_address > 0)
        server->addresses =
            addresses_new(server->options.max_connections, options->max_per_address);
    take_listeners(server, listening, count);
    TRY(start_threads(server)); /* out of descriptors or threads at start: the process ends */
    *out = server;
    return ERR_OK;
}

void
http_server_stop(struct http_server *server, Time patience)
{
    struct http_options *o = &server->options;

    atomic_store(&server->stop_at, o->monotonic(o->monotonic_context) + patience);
    atomic_store(&server->stopping, true);
    for (int i = 0; i < o->loops; i++)
        loop_wake(&server->loops[i]);
    for (int i = 0; i < o->loops; i++)
        pthread_join(server->loops[i].thread, NULL);
    for (int i = 0; i < o->loops; i++)
        close(server->loops[i].wake);
    syncer_stop(server->syncer);
    addresses_free(server->addresses);
    mem_free(server->loops);
    mem_free(server->listeners);
    mem_free(server);
}

void
http_server_counts(const struct http_server *server, struct http_counts *out)
{
    *out = (struct http_counts){ .open = atomic_load(&server->open),
                                 .parked = atomic_load(&server->parked) };
    for (int i = 0; i < server->options.loops; i++) {
        const struct loop *l = &server->loops[i];

        out->connections += atomic_load_explicit(&l->connections, memory_order_relaxed);
        out->requests += atomic_load_explicit(&l->requests, memory_order_relaxed);
        out->refused += atomic_load_explicit(&l->refused, memory_order_relaxed);
        out->turned_away += atomic_load_explicit(&l->turned_away, memory_order_relaxed);
    }
}

/* -- an exchange -------------------------------------------------------------------------- */

const struct request *
exchange_request(const struct exchange *x)
{
    return &x->request;
}

struct arena *
exchange_arena(struct exchange *x)
{
    return x->arena;
}

int
exchange_loop(const struct exchange *x)
{
    return x->loop->index;
}

void
exchange_answer(struct exchange *x, const struct answer *answer)
{
    if (atomic_exchange(&x->answered, true))
        BUG("an exchange was answered twice");
    x->answer = *answer;
    if (pthread_equal(pthread_self(), x->loop->self) && x->in_handler)
        x->answered_here = true;
    else
        loop_post(x->loop, &x->letter);
}
