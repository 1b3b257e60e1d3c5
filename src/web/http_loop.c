/* web/http_loop.c -- the loop: waits on epoll, reads its mail, runs its
 * connections and their timers.  Floor 11.
 *
 * Mail is a stack that any thread pushes on and the loop takes whole and turns
 * round, so letters of one sender keep their order.  A sender writes to the
 * eventfd only if the loop said it was going to sleep: under load, handing an
 * answer over costs no system call.  The two sides cannot miss each other,
 * since the loop says so first and looks at its mail after, and the sender
 * posts first and looks after; all four are sequentially consistent.
 *
 * epoll is edge-triggered with one registration a connection: what the kernel
 * said last is kept in conn.readable and conn.writable. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "web/http_inside.h"

#define EVENTS_MAX 256

void
count_one(_Atomic uint64_t *c)
{
    atomic_store_explicit(c, atomic_load_explicit(c, memory_order_relaxed) + 1,
                          memory_order_relaxed);
}

/* -- mail ---------------------------------------------------------------------------- */

void
loop_wake(struct loop *loop)
{
    uint64_t one = 1;

    if (write(loop->wake, &one, sizeof one) != (ssize_t)sizeof one && errno != EAGAIN)
        BUG("eventfd: errno %d", errno);
}

void
loop_post(struct loop *loop, struct letter *letter)
{
    struct letter *first = atomic_load(&loop->mail);

    atomic_fetch_add(&loop->posting, 1);
    do
        letter->next = first;
    while (!atomic_compare_exchange_weak(&loop->mail, &first, letter));
    if (atomic_exchange(&loop->asleep, false))
        loop_wake(loop);
    atomic_fetch_sub(&loop->posting, 1);
}

static void
open_letter(struct letter *letter)
{
    struct exchange *x = letter->of;

    switch (letter->kind) {
    case LETTER_CONNECTION:
        conn_adopt(letter->of);
        return;
    case LETTER_SYNCED:
        conn_synced(x);
        return;
    case LETTER_PIECE:
        stream_take(x);
        break;
    case LETTER_ANSWER:
        atomic_fetch_sub(&x->loop->server->parked, 1);
        break;
    }
    conn_answered(x);
}

static void
read_mail(struct loop *loop)
{
    struct letter *newest = atomic_exchange(&loop->mail, NULL), *oldest = NULL;

    while (newest != NULL) {
        struct letter *next = newest->next;

        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    while (oldest != NULL) {
        struct letter *next = oldest->next; /* opening may free it */

        open_letter(oldest);
        oldest = next;
    }
}

/* -- exchanges -------------------------------------------------------------------------- */

static struct exchange *
exchange_new(struct loop *loop)
{
    struct exchange *x = mem_alloc(sizeof *x);

    x->loop = loop;
    x->arena = arena_new();
    x->out = BUF_MAX(HTTP_ANSWER_HEAD_MAX);
    x->letter = (struct letter){ .kind = LETTER_ANSWER, .of = x };
    x->piece_letter = (struct letter){ .kind = LETTER_PIECE, .of = x };
    x->sync_letter = (struct letter){ .kind = LETTER_SYNCED, .of = x };
    return x;
}

static void
exchange_free(struct exchange *x)
{
    arena_free(x->arena);
    buf_free(&x->out);
    buf_free(&x->body_bytes);
    mem_free(x);
}

struct exchange *
loop_lend(struct loop *loop)
{
    struct exchange *x = loop->spare;

    loop->lent++;
    if (x == NULL)
        return exchange_new(loop);
    loop->spare = x->next;
    loop->spare_count--;
    return x;
}

/* The exchange must be reset (conn_forget); only its pool is decided here. */
void
loop_take_back(struct exchange *x)
{
    struct loop *loop = x->loop;

    loop->lent--;
    if (loop->spare_count >= SPARES_MAX) {
        exchange_free(x);
        return;
    }
    x->next = loop->spare;
    loop->spare = x;
    loop->spare_count++;
}

/* -- turning ------------------------------------------------------------------------------ */

/* "Date: Mon, 01 Jul 2024 00:30:00 GMT\r\n", made once a second. */
static void
make_date(struct loop *loop)
{
    Time now = clock_now(loop->server->options.clock), second = now / TIME_SECOND;
    char moment[TIME_LETTER];
    int  n;

    if (second == loop->date_second || second < 0)
        return;
    time_letter(now, moment);
    n = snprintf(loop->date, sizeof loop->date, "Date: %s GMT\r\n", moment);
    loop->date_n = (size_t)n;
    loop->date_second = second;
}

static void
open_event(struct loop *loop, struct epoll_event *e)
{
    enum source *source = e->data.ptr;
    uint64_t     count;

    switch (*source) {
    case SOURCE_CONNECTION:
        conn_event(e->data.ptr, e->events);
        return;
    case SOURCE_LISTENER:
        deal_connections(loop, e->data.ptr);
        return;
    case SOURCE_MAIL:
        if (read(loop->wake, &count, sizeof count) < 0 && errno != EAGAIN)
            BUG("eventfd: errno %d", errno);
        return;
    }
}

/* How long to sleep: not at all when there is work, to the next tick when there
 * are connections to time, else until something happens. */
static int
sleep_time(struct loop *loop)
{
    int tick = (int)(WHEEL_TICK / 1000);

    if (loop->again != NULL)
        return 0;
    atomic_store(&loop->asleep, true);
    if (atomic_load(&loop->mail) != NULL) {
        atomic_store(&loop->asleep, false);
        return 0;
    }
    for (size_t i = 0; loop->index == 0 && i < loop->server->listener_count; i++)
        if (loop->server->listeners[i].paused)
            return tick;
    return loop->conns != NULL ? tick : -1;
}

static void
bury_dead(struct loop *loop)
{
    while (loop->dead != NULL) {
        struct conn *c = loop->dead;

        loop->dead = c->later;
        mem_free(c);
    }
}

static void
run_again(struct loop *loop)
{
    struct conn *list = loop->again;

    loop->again = NULL;
    while (list != NULL) {
        struct conn *c = list;

        list = c->later;
        c->queued = false;
        if (c->fd >= 0) {
            conn_run(c);
        } else { /* closed while it waited: conn_close left it to us */
            c->later = loop->dead;
            loop->dead = c;
        }
    }
}

/* Before every sleep, so that nothing handed over waits for the next event. */
static void
tell_handed(struct loop *loop)
{
    const struct http_options *o = &loop->server->options;

    if (loop->handed && o->handed != NULL)
        o->handed(o->context, loop->index);
    loop->handed = false;
}

static void
turn(struct loop *loop)
{
    struct http_server *server = loop->server;
    struct epoll_event  events[EVENTS_MAX];
    int                 n, wait;

    tell_handed(loop);
    wait = sleep_time(loop);
    n = epoll_wait(loop->epoll, events, EVENTS_MAX, wait);
    if (n < 0 && errno != EINTR)
        BUG("epoll_wait: errno %d", errno);
    atomic_store(&loop->asleep, false);
    loop->now = server->options.monotonic(server->options.monotonic_context);
    make_date(loop);
    for (int i = 0; i < n; i++)
        open_event(loop, &events[i]);
    read_mail(loop);
    run_again(loop);
    wheel_run(&loop->wheel, loop->now, conn_expire, loop);
    deal_again(loop);
    bury_dead(loop);
}

/* -- stopping ------------------------------------------------------------------------------ */

void
loop_close_all(struct loop *loop, bool idle_only)
{
    struct conn *next;

    for (struct conn *c = loop->conns; c != NULL; c = next) {
        next = c->next;
        if (!idle_only || (c->state == CONN_HEAD && (c->x == NULL || c->x->in_n == 0)))
            conn_close(c);
    }
    bury_dead(loop);
}

/* Whether this loop has nothing more to do, for ever. */
static bool
is_over(struct loop *loop)
{
    struct http_server *server = loop->server;

    if (!atomic_load(&server->stopping))
        return false;
    if (!loop->draining) {
        loop->draining = true;
        deal_stop(loop);
        loop_close_all(loop, true);
    }
    if (loop->now >= atomic_load(&server->stop_at))
        loop_close_all(loop, false);
    if (!atomic_load(&server->dealt))
        return false;
    read_mail(loop); /* the last connections dealt */
    bury_dead(loop);
    return loop->conns == NULL && loop->again == NULL && loop->lent == 0;
}

/* Whoever posted the last letter may still look whether to wake us; then all is freed. */
static void
loop_end(struct loop *loop)
{
    while (atomic_load(&loop->posting) > 0)
        sched_yield();
    while (loop->spare != NULL) {
        struct exchange *x = loop->spare;

        loop->spare = x->next;
        exchange_free(x);
    }
    close(loop->epoll);
}

void *
loop_main(void *of)
{
    struct loop *loop = of;

    loop->self = pthread_self();
    loop->date_second = -1;
    loop->now = loop->server->options.monotonic(loop->server->options.monotonic_context);
    wheel_start(&loop->wheel, loop->now);
    make_date(loop);
    while (!is_over(loop))
        turn(loop);
    loop_end(loop);
    return NULL;
}
