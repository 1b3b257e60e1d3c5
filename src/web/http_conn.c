/* web/http_conn.c -- one connection: its coming and going, its deadlines, and which
 * step is next.  What it reads is http_serve.c's.  Floor 11.
 *
 * A connection with much to do gives way after STEPS_A_TURN steps, so that it
 * cannot hold the loop. */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/http_inside.h"

#define STEPS_A_TURN 64

/* -- coming and going --------------------------------------------------------------- */

void
conn_adopt(struct conn *c)
{
    struct loop       *loop = c->loop;
    struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                             .data.ptr = c };

    c->next = loop->conns;
    c->back = &loop->conns;
    if (c->next != NULL)
        c->next->back = &c->next;
    loop->conns = c;
    c->readable = c->writable = true;
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, c->fd, &e) != 0)
        conn_close(c);
    else
        conn_run(c);
}

/* Makes the exchange fit for the next request; the buffer's rest stays. */
static void
forget_request(struct exchange *x)
{
    if (x->answer.file > 0)
        close(x->answer.file);
    if (x->body_bytes.size > BODY_KEPT_MAX)
        buf_free(&x->body_bytes);
    buf_clear(&x->body_bytes);
    buf_clear(&x->out);
    arena_reset(x->arena);
    x->request = (struct request){ 0 };
    x->admission = (struct http_admission){ 0 };
    x->answer = (struct answer){ 0 };
    x->stream = (struct stream){ 0 };
    x->scan = (struct head_scan){ 0 };
    x->multipart = NULL;
    x->head_read = x->in_handler = x->answered_here = false;
    x->out_at = x->head_n = 0;
    x->file_at = 0;
    atomic_store_explicit(&x->answered, false, memory_order_relaxed);
}

void
conn_give_back(struct exchange *x)
{
    forget_request(x);
    x->conn = NULL;
    x->in_n = 0;
    loop_take_back(x);
}

/* The connection goes; the exchange goes too unless someone else holds it.  Of
 * one that is handed out nothing may be looked at: its holder may be answering
 * at this moment.  When its letter comes, conn_answered sees to it.  So it does
 * for the one whose next piece is being made. */
static void
part_from(struct conn *c)
{
    struct exchange *x = c->x;

    c->x = NULL;
    if (x == NULL)
        return;
    x->conn = NULL;
    if (c->state == CONN_HANDED || c->state == CONN_SYNC || x->stream.state == STREAM_MAKING)
        return;
    conn_give_back(x);
}

void
conn_close(struct conn *c)
{
    struct loop *loop = c->loop;

    if (c->fd < 0)
        return;
    close(c->fd);
    c->fd = -1;
    timer_remove(&c->timer);
    *c->back = c->next;
    if (c->next != NULL)
        c->next->back = c->back;
    part_from(c);
    if (loop->server->addresses && !c->peer.local)
        address_leave(loop->server->addresses, c->peer.address);
    atomic_fetch_sub(&loop->server->open, 1);
    atomic_fetch_sub(&loop->open, 1);
    if (c->queued)
        return; /* run_again finds it */
    c->later = loop->dead;
    loop->dead = c;
}

/* -- reading -------------------------------------------------------------------------- */

/* The deadline of a connection waiting for bytes.  A new one, or one in the
 * middle of a head, must hurry; one that was served may idle. */
void
conn_await_head(struct conn *c)
{
    const struct http_options *o = &c->loop->server->options;
    struct exchange           *x = c->x;

    if (x->in_n > 0) {
        timer_set(&c->loop->wheel, &c->timer, x->started + o->head_time);
        return;
    }
    timer_set(&c->loop->wheel, &c->timer,
              c->loop->now + (c->served ? o->idle_time : o->head_time));
    c->x = NULL;
    conn_give_back(x);
}

/* Reading or writing may take GRACE and then what RATE_MIN allows. */
void
conn_await_bytes(struct conn *c)
{
    Time extra = (Time)(c->moved / HTTP_RATE_MIN) * TIME_SECOND;

    timer_set(&c->loop->wheel, &c->timer,
              c->since + c->loop->server->options.grace_time + extra);
}

/* Once the client has sent its last byte no further event comes, so then only
 * an empty read says there is no more; else a short read says it. */
enum turn
conn_fill(struct conn *c)
{
    struct exchange *x = c->x;
    size_t           room = IN_SIZE - x->in_n;
    ssize_t          n;

    if (!c->readable)
        return TURN_WAIT;
    n = recv(c->fd, x->in + x->in_n, room, 0);
    if (n < 0 && errno == EINTR)
        return TURN_ON;
    if (n < 0 && errno == EAGAIN) {
        c->readable = false;
        return TURN_WAIT;
    }
    if (n <= 0)
        return TURN_GONE;
    if (x->in_n == 0)
        x->started = c->loop->now;
    x->in_n += (size_t)n;
    c->moved += (size_t)n;
    if ((size_t)n < room && !c->half)
        c->readable = false;
    return TURN_ON;
}

/* -- after the answer ------------------------------------------------------------------ */

/* Closing over unread bytes makes the kernel reset the connection, and the client
 * may lose the answer.  So it is told that no more comes, and listened to for a
 * little while. */
static enum turn
start_linger(struct conn *c)
{
    struct exchange *x = c->x;

    c->x = NULL;
    conn_give_back(x);
    if (shutdown(c->fd, SHUT_WR) != 0)
        return TURN_GONE;
    c->state = CONN_LINGER;
    c->moved = 0;
    timer_set(&c->loop->wheel, &c->timer, c->loop->now + HTTP_LINGER_TIME);
    return TURN_ON;
}

static enum turn
step_linger(struct conn *c)
{
    char    unread[16384];
    ssize_t n = recv(c->fd, unread, sizeof unread, 0);

    if (n < 0 && errno == EAGAIN) {
        c->readable = false;
        return TURN_WAIT;
    }
    if (n <= 0)
        return TURN_GONE;
    c->moved += (size_t)n;
    return c->moved > HTTP_LINGER_MAX ? TURN_GONE : TURN_ON;
}

static enum turn
end_answer(struct conn *c)
{
    struct exchange *x = c->x;

    c->served = true;
    if (c->linger || (c->close && x->in_n > x->head_n))
        return start_linger(c);
    if (c->close || c->loop->draining)
        return TURN_GONE;
    memmove(x->in, x->in + x->head_n, x->in_n - x->head_n);
    x->in_n -= x->head_n;
    x->started = c->loop->now;
    forget_request(x);
    c->state = CONN_HEAD;
    return TURN_ON;
}

static enum turn
step_write(struct conn *c)
{
    enum turn turn = answer_write(c);

    if (turn == TURN_WAIT && !c->writable)
        conn_await_bytes(c);
    else if (turn == TURN_WAIT) /* for a stream's maker, who may take its time */
        timer_set(&c->loop->wheel, &c->timer, TIMER_NEVER);
    return turn == TURN_ON ? end_answer(c) : turn;
}

/* -- running ----------------------------------------------------------------------------- */

static enum turn
step(struct conn *c)
{
    switch (c->state) {
    case CONN_HEAD:
        return serve_head(c);
    case CONN_BODY:
        return serve_body(c);
    case CONN_WRITE:
        return step_write(c);
    case CONN_LINGER:
        return step_linger(c);
    case CONN_SYNC:
    case CONN_HANDED:
        break;
    }
    return TURN_WAIT;
}

void
conn_run(struct conn *c)
{
    for (int i = 0; i < STEPS_A_TURN; i++) {
        enum turn turn = step(c);

        if (turn == TURN_GONE)
            conn_close(c);
        if (turn != TURN_ON)
            return;
    }
    if (!c->queued) {
        c->queued = true;
        c->later = c->loop->again;
        c->loop->again = c;
    }
}

void
conn_event(struct conn *c, unsigned events)
{
    if (c->fd < 0)
        return; /* closed earlier in this turn */
    if (events & (EPOLLERR | EPOLLHUP)) {
        conn_close(c);
        return;
    }
    if (events & (EPOLLIN | EPOLLRDHUP))
        c->readable = true;
    if (events & EPOLLRDHUP)
        c->half = true;
    if (events & EPOLLOUT)
        c->writable = true;
    if (!c->queued)
        conn_run(c);
}

/* A letter about this exchange.  The first begins the answer; later ones bring
 * the pieces of a stream. */
void
conn_answered(struct exchange *x)
{
    struct conn *c = x->conn;

    if (c == NULL) {
        conn_give_back(x);
        return;
    }
    if (c->state == CONN_HANDED)
        answer_begin(c);
    if (!c->queued)
        conn_run(c);
}

void
conn_expire(void *context, struct timer *t)
{
    struct conn *c = (struct conn *)(void *)((char *)t - offsetof(struct conn, timer));

    (void)context;
    if (c->state == CONN_BODY || (c->state == CONN_HEAD && c->x != NULL)) {
        (void)serve_refuse(
            c, (struct http_refusal){ 408, MSG("The request took too long to arrive.") });
        conn_run(c);
        return;
    }
    conn_close(c);
}
