/* test/http/tiny.c -- the smallest program around the HTTP server, to measure it
 * and to put nginx before it.
 *
 *     tiny PORT [LOOPS]
 *
 * "/" answers 1 KB at once; "/parked" the same from another thread, which takes
 * all that wait and answers them together, as the pen will; "/stream" one
 * megabyte in chunks; POST "/echo" the size of what came; "/certificate" the one nginx saw. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "web/http_server.h"

#define PARKED_MAX 4096
#define LOOPS_MAX  16

struct batch {
    struct exchange *x[PARKED_MAX];
    size_t           count;
};

struct worker {
    pthread_mutex_t lock;
    pthread_cond_t  some;
    struct batch    parked; /* under lock */
    struct batch    of_loop[LOOPS_MAX]; /* since its last telling; the loop's alone */
};

static const struct answer *
kilobyte(void)
{
    static char          body[1024];
    static struct answer answer;

    if (answer.status == 0) {
        memset(body, 'x', sizeof body);
        answer = (struct answer){ .status = 200, .type = S("text/plain; charset=utf-8"),
                                  .body = { body, sizeof body } };
    }
    return &answer;
}

#define STREAM_PIECES 1024

static void
next_piece(void *of, struct exchange *x)
{
    int *left = of;

    exchange_piece(x, kilobyte()->body, --*left > 0 ? PIECE_MORE : PIECE_LAST);
}

static void
answer_stream(struct exchange *x)
{
    int *left = arena_make(exchange_arena(x), int);

    *left = STREAM_PIECES;
    exchange_stream(x, &(struct answer){ .status = 200, .type = S("text/plain") }, next_piece,
                    left);
}

static void
move(struct batch *to, struct batch *from)
{
    if (from->count > PARKED_MAX - to->count)
        BUG("more requests than connections");
    memcpy(to->x + to->count, from->x, from->count * sizeof *from->x);
    to->count += from->count;
    from->count = 0;
}

static void *
work(void *of)
{
    struct worker *w = of;
    struct batch   now = { .count = 0 };

    for (;;) {
        pthread_mutex_lock(&w->lock);
        while (w->parked.count == 0)
            pthread_cond_wait(&w->some, &w->lock);
        move(&now, &w->parked);
        pthread_mutex_unlock(&w->lock);
        for (size_t i = 0; i < now.count; i++)
            if (str_eq(exchange_request(now.x[i])->path, S("/stream")))
                answer_stream(now.x[i]);
            else
                exchange_answer(now.x[i], kilobyte());
        now.count = 0;
    }
    return NULL;
}

static void
park(struct worker *w, struct exchange *x)
{
    struct batch *b = &w->of_loop[exchange_loop(x)];

    if (b->count == PARKED_MAX)
        BUG("more requests than connections");
    b->x[b->count++] = x;
}

/* Everything a loop has parked since, in one wakening. */
static void
handed(void *context, int loop)
{
    struct worker *w = context;
    bool           asleep;

    pthread_mutex_lock(&w->lock);
    asleep = w->parked.count == 0;
    move(&w->parked, &w->of_loop[loop]);
    if (asleep)
        pthread_cond_signal(&w->some);
    pthread_mutex_unlock(&w->lock);
}

static void
handle(void *context, struct exchange *x)
{
    const struct request *q = exchange_request(x);
    struct answer         a = { .status = 200, .type = S("text/plain; charset=utf-8") };

    if (str_eq(q->path, S("/parked")) || str_eq(q->path, S("/stream"))) {
        park(context, x);
        return;
    }
    if (str_eq(q->path, S("/certificate"))) {
        a.body = str_format(exchange_arena(x), "[%.*s]%.*s\n",
                            STR_ARG(request_header(q, S("x-client-verify"))),
                            STR_ARG(request_header(q, S("x-client-certificate"))));
        exchange_answer(x, &a);
        return;
    }
    if (str_eq(q->path, S("/echo"))) {
        a.body = str_format(exchange_arena(x), "%zu bytes, %zu fields, from %.*s\n", q->body.n,
                            q->form.count, STR_ARG(request_header(q, S("x-forwarded-for"))));
        exchange_answer(x, &a);
        return;
    }
    exchange_answer(x, kilobyte());
}

static void
admit(void *context, const struct request *head, struct http_admission *out)
{
    (void)context, (void)head;
    out->max_body = 1024 * 1024;
}

static Time
read_clock(void *context)
{
    struct timespec t;

    clock_gettime(*(clockid_t *)context, &t);
    return t.tv_sec * TIME_SECOND + t.tv_nsec / 1000;
}

int
main(int argc, char **argv)
{
    static struct worker worker = { .lock = PTHREAD_MUTEX_INITIALIZER,
                                    .some = PTHREAD_COND_INITIALIZER };
    static clockid_t    real = CLOCK_REALTIME, monotonic = CLOCK_MONOTONIC;
    struct clock        clock = { read_clock, &real };
    struct http_options options = { .clock = &clock, .monotonic = read_clock,
                                    .monotonic_context = &monotonic, .handle = handle,
                                    .admit = admit, .handed = handed,
                                    .context = &worker,
                                    .loops = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 2 };
    struct http_server *server;
    pthread_t           thread;
    sigset_t            stop;
    char                address[64];
    int                 fd, caught;

    (void)snprintf(address, sizeof address, "127.0.0.1:%s", argc > 1 ? argv[1] : "0");
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    if (http_listen(str_of(address), &fd) != ERR_OK ||
        pthread_create(&thread, NULL, work, &worker) != 0 ||
        http_server_start(&options, &fd, 1, &server) != ERR_OK) {
        fprintf(stderr, "tiny: cannot serve %s\n", address);
        return 1;
    }
    printf("%d\n", http_port(fd));
    fflush(stdout);
    sigwait(&stop, &caught);
    http_server_stop(server, 2 * TIME_SECOND);
    return 0;
}
