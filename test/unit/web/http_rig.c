#include "unit/web/http_rig.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/http_upload.h"
#include "check.h"

#define ANSWER_MAX ((size_t)64 * 1024 * 1024)

/* -- what the server answers ---------------------------------------------------------- */

static void
answer_text(struct exchange *x, Str text)
{
    exchange_answer(x, &(struct answer){ .status = 200, .type = S("text/plain"), .body = text });
}

static void
on_echo(struct exchange *x)
{
    const struct request *q = exchange_request(x);
    struct buf            b = BUF_MAX(100000);

    buf_format(&b, "%.*s %.*s %zu", STR_ARG(http_method_name(q->method)), STR_ARG(q->path),
               q->body.n);
    for (size_t i = 0; i < q->form.count; i++)
        buf_format(&b, " %.*s=%.*s", STR_ARG(q->form.at[i].name), STR_ARG(q->form.at[i].value));
    for (const struct upload *u = q->uploads; u != NULL; u = u->next)
        buf_format(&b, " [%.*s %.*s %.*s %zu %.*s]", STR_ARG(u->field), STR_ARG(u->filename),
                   STR_ARG(u->declared_type), (size_t)u->size,
                   STR_ARG(hex_text(exchange_arena(x), str_sub(hash_bytes(&u->hash), 0, 4))));
    if (q->peer.local)
        buf_format(&b, " uid %u", q->peer.uid);
    answer_text(x, str_copy(exchange_arena(x), buf_str(&b)));
    buf_free(&b);
}

static void
on_large(struct exchange *x)
{
    size_t n = 8 * 1024 * 1024;
    char  *p = arena_alloc_raw(exchange_arena(x), n);

    memset(p, 'L', n);
    answer_text(x, (Str){ p, n });
}

static void
on_file(struct exchange *x)
{
    char path[] = "/tmp/tinhso-http-XXXXXX";
    int  fd = mkstemp(path);

    if (fd < 0 || write(fd, "from a file", 11) != 11)
        BUG("temporary file");
    unlink(path);
    exchange_answer(x, &(struct answer){ .status = 200, .file = fd, .file_length = 11 });
}

static void
on_bad_header(struct exchange *x)
{
    static const struct header bad = { { "X", 1 }, { "a\r\nSet-Cookie: b", 16 } };

    exchange_answer(x, &(struct answer){ .status = 200, .headers = &bad, .header_count = 1 });
}

/* Keeps the first file under the name "kept". */
static void
on_take(struct exchange *x)
{
    struct upload *u = exchange_request(x)->uploads;
    Str            kept = str_format(exchange_arena(x), "%s/kept", test_folder());

    upload_take(u);
    if (rename(u->path.p, kept.p) != 0)
        BUG("rename");
    answer_text(x, S("taken"));
}

static void
on_parked(struct rig *rig, struct exchange *x)
{
    pthread_mutex_lock(&rig->lock);
    rig->parked[rig->parked_count++] = x;
    pthread_mutex_unlock(&rig->lock);
}

/* Waking whoever waits is left to this, so a telling that fails to come hangs. */
static void
handed(void *context, int loop)
{
    struct rig *rig = context;

    (void)loop;
    pthread_mutex_lock(&rig->lock);
    pthread_cond_broadcast(&rig->some);
    pthread_mutex_unlock(&rig->lock);
}

static void
handle(void *context, struct exchange *x)
{
    struct rig *rig = context;
    Str         path = exchange_request(x)->path;

    atomic_fetch_add(&rig->handled, 1);
    if (str_eq(path, S("/parked")))
        on_parked(rig, x);
    else if (str_eq(path, S("/large")))
        on_large(x);
    else if (str_eq(path, S("/file")))
        on_file(x);
    else if (str_eq(path, S("/bad-header")))
        on_bad_header(x);
    else if (str_eq(path, S("/take")))
        on_take(x);
    else if (str_eq(path, S("/none")))
        exchange_answer(x, &(struct answer){ .status = 304 });
    else
        on_echo(x);
}

static void
admit(void *context, const struct request *head, struct http_admission *out)
{
    struct rig *rig = context;

    out->even_busy = str_eq(head->path, S("/healthz"));
    if (str_eq(head->path, S("/nothing")))
        out->refuse = (struct http_refusal){ 404, "There is nothing at this address." };
    if (!str_eq(head->path, S("/no-body")))
        out->max_body = 1000;
    if (str_eq(head->path, S("/upload")) || str_eq(head->path, S("/take"))) {
        out->max_body = 1024 * 1024;
        out->max_file = 500 * 1000;
        out->max_files = 2;
        out->spool = str_of(rig->spool);
    }
}

static bool
is_busy(void *context)
{
    return atomic_load(&((struct rig *)context)->busy);
}

static Time
read_now(void *context)
{
    return atomic_load(&((struct rig *)context)->now);
}

static Time
read_date(void *context)
{
    (void)context;
    return time_at(day_of(2024, 7, 1), 7 * 60 + 30);
}

void
rig_more(void *of, struct exchange *x)
{
    struct rig *rig = of;

    on_parked(rig, x);
    pthread_mutex_lock(&rig->lock);
    pthread_cond_broadcast(&rig->some); /* nothing was handed over: no telling comes */
    pthread_mutex_unlock(&rig->lock);
}

/* -- the server --------------------------------------------------------------------------- */

void
rig_prepare(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    pthread_mutex_init(&rig->lock, NULL);
    pthread_cond_init(&rig->some, NULL);
    (void)snprintf(rig->spool, sizeof rig->spool, "%s", test_folder());
    atomic_store(&rig->now, TIME_HOUR);
    rig->clock = (struct clock){ read_date, NULL };
    rig->options = (struct http_options){ .clock = &rig->clock, .monotonic = read_now,
                                          .monotonic_context = rig, .handle = handle,
                                          .admit = admit, .busy = is_busy, .handed = handed,
                                          .context = rig,
                                          .loops = 2 };
}

void
rig_start(struct rig *rig)
{
    int fd = -1;

    check_ok(http_listen(S("127.0.0.1:0"), &fd));
    rig->port = http_port(fd);
    check_ok(http_server_start(&rig->options, &fd, 1, &rig->server));
}

void
rig_stop(struct rig *rig)
{
    http_server_stop(rig->server, 0);
    pthread_mutex_destroy(&rig->lock);
    pthread_cond_destroy(&rig->some);
}

void
rig_pass(struct rig *rig, Time time)
{
    atomic_fetch_add(&rig->now, time);
}

void
rig_wait_closed(const struct rig *rig)
{
    struct http_counts counts = { .open = 1 };

    for (int i = 0; i < 20000 && counts.open > 0; i++) {
        usleep(1000);
        http_server_counts(rig->server, &counts);
    }
    check_int((int64_t)counts.open, 0);
}

struct exchange *
rig_take(struct rig *rig)
{
    struct exchange *x;

    pthread_mutex_lock(&rig->lock);
    while (rig->parked_count == 0)
        pthread_cond_wait(&rig->some, &rig->lock);
    x = rig->parked[0];
    rig->parked_count--;
    memmove(rig->parked, rig->parked + 1, (size_t)rig->parked_count * sizeof x);
    pthread_mutex_unlock(&rig->lock);
    return x;
}

/* -- clients -------------------------------------------------------------------------------- */

int
client_open(const struct rig *rig)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)rig->port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval     patience = { .tv_sec = 20 };
    int                fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        BUG("connect");
    /* A server that does not answer fails the test instead of hanging it. */
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

void
client_send(int fd, const char *text)
{
    size_t n = strlen(text);

    if (send(fd, text, n, MSG_NOSIGNAL) != (ssize_t)n)
        printf("  a client could not send %zu bytes\n", n);
}

Str
client_read_all(int fd)
{
    struct buf b = BUF_MAX(ANSWER_MAX);
    char       piece[4096];
    ssize_t    n;
    Str        out;

    while ((n = recv(fd, piece, sizeof piece, 0)) > 0)
        buf_bytes(&b, piece, (size_t)n);
    out = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return out;
}

Str
client_ask(const struct rig *rig, const char *text)
{
    int fd = client_open(rig);
    Str answer;

    client_send(fd, text);
    shutdown(fd, SHUT_WR);
    answer = client_read_all(fd);
    close(fd);
    return answer;
}

static size_t
length_in(Str head)
{
    ptrdiff_t at = str_find(head, S("Content-Length: "));

    return at < 0 ? 0 : strtoul(head.p + at + 16, NULL, 10);
}

Str
client_read(int fd)
{
    struct buf b = BUF_MAX(ANSWER_MAX);
    Str        out;
    char       c;

    while (recv(fd, &c, 1, 0) == 1) {
        buf_byte(&b, c);
        if (str_ends(buf_str(&b), S("\r\n\r\n")))
            break;
    }
    buf_byte(&b, '\0');
    b.n--;
    for (size_t left = b.n > 0 ? length_in(buf_str(&b)) : 0; left > 0; left--)
        if (recv(fd, &c, 1, 0) == 1)
            buf_byte(&b, c);
        else
            break;
    out = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return out;
}

bool
client_is_closed(int fd)
{
    char c;

    return recv(fd, &c, 1, 0) == 0;
}

void
client_close(int fd)
{
    close(fd);
}

int
status_of_answer(Str answer)
{
    if (!str_starts(answer, S("HTTP/1.1 ")) || answer.n < 12)
        return 0;
    return (answer.p[9] - '0') * 100 + (answer.p[10] - '0') * 10 + (answer.p[11] - '0');
}
