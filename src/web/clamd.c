/* web/clamd.c -- see clamd.h.  Floor 11.
 *
 *   zINSTREAM\0 ─ length, bytes ─ length, bytes ─ … ─ 0 ──▶ stream: OK\0
 *                                                         stream: NAME FOUND\0
 *
 * Invariant: anything but these two answers, whole, is no answer: never "clean". */
#include "web/clamd.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"

#define WAIT_SECONDS 30
#define PIECE        ((size_t)64 << 10)
#define ANSWER_MAX   1024

bool
clamd_is_address(Str where)
{
    Str host, port;

    if (str_starts(where, S("/")))
        return where.n < sizeof ((struct sockaddr_un *)0)->sun_path;
    return str_cut(where, ':', &host, &port) && host.n > 0 && port.n > 0;
}

/* -- the socket ---------------------------------------------------------------------------- */

static int
connected(int family, const struct sockaddr *a, socklen_t size)
{
    struct timeval wait = { .tv_sec = WAIT_SECONDS };
    int            fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), failed;

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait); /* it bounds connect too */
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    if (connect(fd, a, size) == 0)
        return fd;
    failed = errno;
    close(fd);
    errno = failed;
    return -1;
}

static int
connect_path(Str where)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };

    memcpy(a.sun_path, where.p, where.n); /* shorter: clamd_is_address */
    return connected(AF_UNIX, (struct sockaddr *)&a, sizeof a);
}

static int
connect_host(struct arena *arena, Str where)
{
    struct addrinfo  want = { .ai_socktype = SOCK_STREAM }, *list;
    Str              host, port;
    int              fd = -1;

    if (!str_cut(where, ':', &host, &port) ||
        getaddrinfo(str_c(arena, host), str_c(arena, port), &want, &list) != 0) {
        errno = EHOSTUNREACH;
        return -1;
    }
    for (const struct addrinfo *a = list; a != NULL && fd < 0; a = a->ai_next)
        fd = connected(a->ai_family, a->ai_addr, a->ai_addrlen);
    freeaddrinfo(list);
    return fd;
}

static bool
send_all(int fd, const void *bytes, size_t n)
{
    const char *p = bytes;

    while (n > 0) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        p += sent;
        n -= (size_t)sent;
    }
    return true;
}

/* -- one file ------------------------------------------------------------------------------ */

static bool
send_piece(int fd, const char *bytes, size_t n)
{
    unsigned char length[4] = { (unsigned char)(n >> 24), (unsigned char)(n >> 16),
                                (unsigned char)(n >> 8), (unsigned char)n };

    return send_all(fd, length, sizeof length) && send_all(fd, bytes, n);
}

static bool
send_file(struct arena *arena, int fd, const char *path)
{
    char   *piece = arena_alloc_raw(arena, PIECE);
    int     file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = -1;
    bool    sent = file >= 0 && send_all(fd, "zINSTREAM", sizeof "zINSTREAM");

    while (sent) {
        n = read(file, piece, PIECE);
        if (n <= 0)
            break;
        sent = send_piece(fd, piece, (size_t)n);
    }
    if (file >= 0)
        close(file);
    return sent && n == 0 && send_piece(fd, piece, 0);
}

/* Up to the zero byte that ends it; empty when none came. */
static Str
read_answer(struct arena *arena, int fd)
{
    char  *p = arena_alloc_raw(arena, ANSWER_MAX);
    size_t n = 0;

    while (n < ANSWER_MAX) {
        ssize_t got = recv(fd, p + n, ANSWER_MAX - n, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        n += (size_t)got;
        if (p[n - 1] == '\0')
            return (Str){ p, n - 1 };
    }
    return S("");
}

static enum err
judge(Str answer, Str *found)
{
    const Str begins = S("stream: "), ends = S(" FOUND");

    *found = S("");
    if (str_eq(answer, S("stream: OK")))
        return ERR_OK;
    if (!str_starts(answer, begins) || !str_ends(answer, ends) ||
        answer.n <= begins.n + ends.n)
        return ERR_BUSY;
    *found = str_sub(answer, begins.n, answer.n - ends.n);
    return ERR_OK;
}

enum err
clamd_scan(struct arena *arena, Str where, const char *path, Str *found)
{
    int  fd = str_starts(where, S("/")) ? connect_path(where) : connect_host(arena, where);
    Str  answer;
    bool sent;

    *found = S("");
    if (fd < 0) {
        log_event(LOG_ERROR, "scanner", "%.*s cannot be reached: %s", STR_ARG(where),
                  strerror(errno));
        return ERR_BUSY;
    }
    /* It may answer before all is sent: "size limit exceeded". */
    sent = send_file(arena, fd, path);
    answer = read_answer(arena, fd);
    close(fd);
    if (sent && judge(answer, found) == ERR_OK)
        return ERR_OK;
    log_event(LOG_ERROR, "scanner", "%.*s gave no verdict: \"%.*s\"", STR_ARG(where),
              STR_ARG(answer));
    return ERR_BUSY;
}
