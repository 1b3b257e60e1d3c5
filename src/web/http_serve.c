/* web/http_serve.c -- one request: read, admitted, its body taken in, handed over.
 * Floor 11.
 *
 * Requests of one connection are served one after another; what a client has
 * pipelined waits in the buffer behind the head and body at hand. */
#include <sys/socket.h>

#include "web/http_inside.h"
#include "web/http_spool.h"

enum turn
serve_refuse(struct conn *c, struct http_refusal why)
{
    count_one(&c->loop->refused);
    answer_refuse(c, why, false);
    return TURN_ON;
}

static enum turn
hand_over(struct conn *c)
{
    struct exchange    *x = c->x;
    struct http_server *server = c->loop->server;

    count_one(&c->loop->requests);
    timer_set(&c->loop->wheel, &c->timer, TIMER_NEVER);
    c->state = CONN_HANDED;
    c->loop->handed = true;
    atomic_fetch_add_explicit(&server->parked, 1, memory_order_relaxed);
    x->in_handler = true;
    server->options.handle(server->options.context, x);
    x->in_handler = false; /* if parked, this field is the loop's alone */
    if (!x->answered_here)
        return TURN_WAIT;
    atomic_fetch_sub_explicit(&server->parked, 1, memory_order_relaxed);
    answer_begin(c);
    return TURN_ON;
}

static bool
is_busy(const struct http_server *server)
{
    const struct http_options *o = &server->options;

    if (o->max_parked > 0 && atomic_load(&server->parked) >= o->max_parked)
        return true;
    return o->busy != NULL && o->busy(o->context);
}

/* Says to go on, if the client waits for it.  The socket has room for one line:
 * nothing else is being written. */
static enum turn
say_continue(struct conn *c)
{
    static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";

    if (!c->x->request.expects_continue || c->x->in_n > c->x->head_n)
        return TURN_ON;
    if (send(c->fd, line, sizeof line - 1, MSG_NOSIGNAL) != (ssize_t)sizeof line - 1)
        return TURN_GONE;
    return TURN_ON;
}

/* Files go to disk as they come: only where the address admits them. */
static enum err
start_multipart(struct exchange *x, struct http_refusal *why)
{
    struct multipart_sink sink;

    if (x->admission.spool.n == 0)
        return http_refuse(why, 415, MSG("Files cannot be sent to this address."));
    sink = spool_sink(spool_new(x->arena, &x->request, &x->admission));
    return multipart_start(x->arena, x->request.boundary, &sink, &x->multipart, why);
}

static enum turn
start_body(struct conn *c)
{
    struct exchange    *x = c->x;
    struct http_refusal why;

    if (x->request.framing == HTTP_NO_BODY ||
        (x->request.framing == HTTP_BODY_LENGTH && x->request.length == 0))
        return hand_over(c);
    if (http_body_start(&x->body, &x->request, x->admission.max_body) != ERR_OK)
        return serve_refuse(c, (struct http_refusal){ 413, err_message(ERR_TOO_LARGE) });
    if (str_eq(x->request.media, S("multipart/form-data")) && start_multipart(x, &why) != ERR_OK)
        return serve_refuse(c, why);
    x->body_bytes.max = (size_t)x->admission.max_body;
    c->state = CONN_BODY;
    c->since = c->loop->now;
    c->moved = 0;
    return say_continue(c);
}

static enum turn
admit(struct conn *c)
{
    struct exchange     *x = c->x;
    struct http_options *o = &c->loop->server->options;

    if (o->admit != NULL)
        o->admit(o->context, &x->request, &x->admission);
    if (!x->admission.even_busy && is_busy(c->loop->server)) {
        count_one(&c->loop->turned_away);
        answer_refuse(c, (struct http_refusal){ 503, err_message(ERR_BUSY) },
                      x->request.framing == HTTP_NO_BODY);
        return TURN_ON;
    }
    if (x->admission.refuse.status != 0)
        return serve_refuse(c, x->admission.refuse);
    return start_body(c);
}

enum turn
serve_head(struct conn *c)
{
    struct exchange    *x = c->x;
    struct http_refusal why;
    enum turn           turn;

    if (x == NULL) {
        if (!c->readable)
            return c->loop->draining ? TURN_GONE : TURN_WAIT;
        x = c->x = loop_lend(c->loop);
        x->conn = c;
    }
    switch (http_head_scan(&x->scan, (Str){ x->in, x->in_n }, &x->head_n, &why)) {
    case HTTP_REFUSED:
        return serve_refuse(c, why);
    case HTTP_MORE:
        turn = conn_fill(c);
        if (turn == TURN_WAIT && x->in_n == 0 && c->loop->draining)
            return TURN_GONE;
        if (turn == TURN_WAIT)
            conn_await_head(c);
        return turn;
    case HTTP_DONE:
        break;
    }
    x->request.peer = c->peer;
    if (http_head_parse(x->arena, (Str){ x->in, x->head_n }, &x->request, &why) != ERR_OK)
        return serve_refuse(c, why);
    x->head_read = true;
    c->close = !x->request.keep_alive;
    return admit(c);
}

/* The form is whole; its files are handed to the thread that waits for the disk. */
static enum turn
end_multipart(struct conn *c)
{
    struct http_refusal why;

    if (multipart_end(c->x->multipart, &why) != ERR_OK)
        return serve_refuse(c, why);
    if (c->x->request.uploads == NULL)
        return hand_over(c);
    timer_set(&c->loop->wheel, &c->timer, TIMER_NEVER);
    c->state = CONN_SYNC;
    syncer_add(c->loop->server->syncer, c->x);
    return TURN_WAIT;
}

/* The body is whole: a form is read here, so that no handler meets a broken one. */
static enum turn
end_body(struct conn *c)
{
    struct request     *q = &c->x->request;
    Str                 body = buf_str(&c->x->body_bytes);
    struct http_refusal why;

    if (c->x->multipart != NULL)
        return end_multipart(c);

    if (!str_eq(q->media, S("application/x-www-form-urlencoded")))
        q->body = body;
    else if (http_pairs_parse(c->x->arena, body, &q->form, &why) != ERR_OK)
        return serve_refuse(c, why);
    return hand_over(c);
}

/* Takes what has come of the body out of the buffer, behind the head. */
static enum http_step
take_body(struct exchange *x, struct http_refusal *why)
{
    enum http_step step = HTTP_MORE;
    size_t         at = x->head_n, used = 0;
    Str            piece;

    while (step == HTTP_MORE && at < x->in_n) {
        step = http_body_next(&x->body, (Str){ x->in + at, x->in_n - at }, &used, &piece, why);
        at += used;
        if (x->multipart == NULL)
            buf_add(&x->body_bytes, piece);
        else if (multipart_feed(x->multipart, piece, why) != ERR_OK)
            return HTTP_REFUSED;
    }
    memmove(x->in + x->head_n, x->in + at, x->in_n - at);
    x->in_n -= at - x->head_n;
    return step;
}

enum turn
serve_body(struct conn *c)
{
    struct http_refusal why;
    enum turn           turn;

    switch (take_body(c->x, &why)) {
    case HTTP_REFUSED:
        return serve_refuse(c, why);
    case HTTP_DONE:
        return end_body(c);
    case HTTP_MORE:
        break;
    }
    turn = conn_fill(c);
    if (turn == TURN_WAIT)
        conn_await_bytes(c);
    return turn;
}

void
conn_synced(struct exchange *x)
{
    struct conn *c = x->conn;
    enum turn    turn;

    if (c == NULL) {
        conn_give_back(x);
        return;
    }
    if (x->synced != ERR_OK)
        turn = serve_refuse(
            c, (struct http_refusal){ err_http(x->synced), err_message(x->synced) });
    else
        turn = hand_over(c);
    if (turn == TURN_ON && !c->queued)
        conn_run(c);
}
