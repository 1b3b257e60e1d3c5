/* web/http_listen.c -- opening the sockets a server listens at.  Floor 11. */
#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/scan.h"
#include "web/http_server.h"

union any_address {
    struct sockaddr     any;
    struct sockaddr_in  v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un  local;
};

static enum err
err_of_errno(void)
{
    switch (errno) {
    case EADDRINUSE:
        return ERR_CONFLICT;
    case EACCES:
    case EPERM:
        return ERR_FORBIDDEN;
    default:
        return ERR_INTERNAL;
    }
}

/* Numeric addresses only: a name server has no say in where we listen. */
static enum err
parse_address(Str text, union any_address *out, socklen_t *out_size)
{
    char    host[64];
    size_t  colon = text.n;
    int64_t port;
    bool    v6;

    while (colon > 0 && text.p[colon - 1] != ':')
        colon--;
    if (colon < 2 || scan_digits(str_sub(text, colon, text.n), &port) != ERR_OK || port > 65535)
        return ERR_MALFORMED;
    v6 = text.p[0] == '[' && text.p[colon - 2] == ']';
    text = v6 ? str_sub(text, 1, colon - 3) : str_sub(text, 0, colon - 1);
    if (str_eq(text, S("localhost")))
        text = S("127.0.0.1");
    if (text.n >= sizeof host)
        return ERR_MALFORMED;
    memcpy(host, text.p, text.n);
    host[text.n] = '\0';
    memset(out, 0, sizeof *out);
    if (v6) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons((uint16_t)port);
        *out_size = sizeof out->v6;
        return inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1 ? ERR_OK : ERR_MALFORMED;
    }
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons((uint16_t)port);
    *out_size = sizeof out->v4;
    return inet_pton(AF_INET, host, &out->v4.sin_addr) == 1 ? ERR_OK : ERR_MALFORMED;
}

/* On failure errno is that of what failed, not of the closing. */
static enum err
fail_closing(int fd)
{
    int      saved = errno;
    enum err e = err_of_errno();

    close(fd);
    errno = saved;
    return e;
}

enum err
http_listen(Str address, int *out_fd)
{
    union any_address a;
    socklen_t         size;
    int               fd, on = 1;

    TRY(parse_address(address, &a, &size));
    fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return err_of_errno();
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, &a.any, size) != 0 || listen(fd, SOMAXCONN) != 0)
        return fail_closing(fd);
    *out_fd = fd;
    return ERR_OK;
}

/* A socket file that refuses connections was left by a process that died. */
static bool
is_left_over(const union any_address *a, socklen_t size)
{
    int  fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool refused;

    if (fd < 0)
        return false;
    refused = connect(fd, &a->any, size) != 0 && errno == ECONNREFUSED;
    close(fd);
    return refused;
}

enum err
http_listen_unix(Str path, int *out_fd)
{
    union any_address a;
    socklen_t         size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.n + 1);
    int               fd, bound;

    if (path.n == 0 || path.n >= sizeof a.local.sun_path)
        return ERR_MALFORMED;
    memset(&a, 0, sizeof a);
    a.local.sun_family = AF_UNIX;
    memcpy(a.local.sun_path, path.p, path.n);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return err_of_errno();
    bound = bind(fd, &a.any, size);
    if (bound != 0 && errno == EADDRINUSE && is_left_over(&a, size)) {
        unlink(a.local.sun_path);
        bound = bind(fd, &a.any, size);
    }
    if (bound != 0)
        return fail_closing(fd);
    /* Before listen: nobody can have connected with the wider mode. */
    if (chmod(a.local.sun_path, 0600) != 0 || listen(fd, SOMAXCONN) != 0)
        return fail_closing(fd);
    *out_fd = fd;
    return ERR_OK;
}

int
http_port(int fd)
{
    union any_address a;
    socklen_t         size = sizeof a;

    if (getsockname(fd, &a.any, &size) != 0)
        return 0;
    if (a.any.sa_family == AF_INET)
        return ntohs(a.v4.sin_port);
    return a.any.sa_family == AF_INET6 ? ntohs(a.v6.sin6_port) : 0;
}
