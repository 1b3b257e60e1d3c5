/* web/http_answer.c -- making the head of an answer, and writing answers out.
 * Floor 11.
 *
 * A small body is copied behind the head and leaves with it in one call; a
 * large one is written from where it lies; a file by sendfile. */
#include <errno.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/log.h"
#include "web/http_inside.h"

#define COPIED_BODY_MAX ((size_t)8 * 1024)
#define SENDFILE_PIECE  ((size_t)256 * 1024)

/* -- the head ------------------------------------------------------------------------ */

/* A line end in a header would begin another header, or another answer. */
static bool
is_one_line(Str s)
{
    return s.n == 0 || (memchr(s.p, '\r', s.n) == NULL && memchr(s.p, '\n', s.n) == NULL &&
                        memchr(s.p, '\0', s.n) == NULL);
}

static void
put_header(struct buf *out, Str name, Str value)
{
    buf_add(out, name);
    buf_add(out, S(": "));
    buf_add(out, value);
    buf_add(out, S("\r\n"));
}

static void
put_status(struct buf *out, int status)
{
    if (status == 200) {
        buf_add(out, S("HTTP/1.1 200 OK\r\n"));
        return;
    }
    buf_add(out, S("HTTP/1.1 "));
    buf_int(out, status);
    buf_byte(out, ' ');
    buf_add(out, str_of(http_status_text(status)));
    buf_add(out, S("\r\n"));
}

static bool
may_have_body(int status)
{
    return status != 204 && status != 304;
}

static void
put_length(struct buf *out, const struct exchange *x)
{
    const struct answer *a = &x->answer;

    if (stream_is_open(x)) {
        buf_add(out, S("Transfer-Encoding: chunked\r\n"));
        return;
    }
    if (!may_have_body(a->status))
        return;
    buf_add(out, S("Content-Length: "));
    buf_int(out, a->file > 0 ? (int64_t)a->file_length : (int64_t)a->body.n);
    buf_add(out, S("\r\n"));
}

/* False when the answer cannot be sent as it is: a defect of its maker. */
static bool
put_head(struct conn *c)
{
    struct exchange     *x = c->x;
    const struct answer *a = &x->answer;
    struct buf          *out = &x->out;

    buf_clear(out);
    put_status(out, a->status);
    buf_bytes(out, c->loop->date, c->loop->date_n);
    if (a->type.n > 0)
        put_header(out, S("Content-Type"), a->type);
    put_length(out, x);
    if (c->close)
        buf_add(out, S("Connection: close\r\n"));
    if (stream_is_open(x) && !may_have_body(a->status))
        return false;
    for (size_t i = 0; i < a->header_count; i++) {
        if (!http_is_token(a->headers[i].name) || !is_one_line(a->headers[i].value))
            return false;
        put_header(out, a->headers[i].name, a->headers[i].value);
    }
    buf_add(out, S("\r\n"));
    return !out->over && is_one_line(a->type);
}

static void
drop_file(struct answer *a)
{
    if (a->file > 0)
        close(a->file);
    a->file = 0;
}

/* A body that must not be sent is dropped after its length was told; a stream
 * brings its own. */
static void
drop_body(struct exchange *x)
{
    if (x->request.method != HTTP_HEAD && may_have_body(x->answer.status) && !stream_is_open(x))
        return;
    x->answer.body = STR_NONE;
    drop_file(&x->answer);
}

/* Of a stream nothing was asked for yet: it is dropped with the rest. */
static void
put_failure(struct conn *c)
{
    struct exchange *x = c->x;

    log_event(LOG_ERROR, "http.answer_malformed", "status %d, %zu headers", x->answer.status,
              x->answer.header_count);
    drop_file(&x->answer);
    x->answer = (struct answer){ .status = 500, .type = S("text/plain; charset=utf-8"),
                                 .body = str_of(err_message(ERR_INTERNAL)) };
    x->stream.state = STREAM_NONE;
    c->close = true;
    (void)put_head(c);
}

void
answer_begin(struct conn *c)
{
    struct exchange *x = c->x;

    c->state = CONN_WRITE;
    c->since = c->loop->now;
    c->moved = 0;
    c->close = c->close || x->answer.close || c->loop->draining;
    if (!put_head(c))
        put_failure(c);
    drop_body(x);
    if (x->answer.body.n > 0 && x->answer.body.n <= COPIED_BODY_MAX &&
        x->answer.body.n <= x->out.max - x->out.n) {
        buf_add(&x->out, x->answer.body);
        x->answer.body = STR_NONE;
    }
    x->out_at = 0;
    x->file_at = 0;
}

/* -- writing --------------------------------------------------------------------------- */

static enum turn
written(struct conn *c, ssize_t n)
{
    if (n < 0 && errno == EINTR)
        return TURN_ON;
    if (n < 0 && errno == EAGAIN) {
        c->writable = false;
        return TURN_WAIT;
    }
    if (n <= 0)
        return TURN_GONE;
    c->moved += (size_t)n;
    return TURN_ON;
}

static enum turn
write_memory(struct conn *c)
{
    struct exchange *x = c->x;
    size_t           head = x->out_at < x->out.n ? x->out.n - x->out_at : 0;
    size_t           past = x->out_at > x->out.n ? x->out_at - x->out.n : 0;
    Str              body = str_sub(x->answer.body, past, x->answer.body.n);
    struct iovec     part[2] = { { x->out.p + x->out.n - head, head },
                                 { (void *)(uintptr_t)body.p, body.n } };
    struct msghdr    m = { .msg_iov = part, .msg_iovlen = body.n > 0 ? 2 : 1 };
    ssize_t          n;

    n = sendmsg(c->fd, &m, MSG_NOSIGNAL | (x->answer.file > 0 ? MSG_MORE : 0));
    if (n > 0)
        x->out_at += (size_t)n;
    return written(c, n);
}

static enum turn
write_file(struct conn *c)
{
    struct exchange *x = c->x;
    uint64_t         left = x->answer.file_length - x->file_at;
    off_t            at = (off_t)x->file_at;
    ssize_t          n;

    n = sendfile(c->fd, x->answer.file, &at, left < SENDFILE_PIECE ? (size_t)left : SENDFILE_PIECE);
    if (n > 0)
        x->file_at += (uint64_t)n;
    return written(c, n); /* 0: the file is shorter than promised; cut the connection */
}

/* TURN_ON: all of it is with the kernel. */
enum turn
answer_write(struct conn *c)
{
    struct exchange *x = c->x;

    for (;;) {
        enum turn turn;

        if (!c->writable)
            return TURN_WAIT;
        if (x->out_at < x->out.n + x->answer.body.n)
            turn = write_memory(c);
        else if (x->answer.file > 0 && x->file_at < x->answer.file_length)
            turn = write_file(c);
        else if (stream_is_open(x))
            turn = stream_next(c);
        else
            return TURN_ON;
        if (turn != TURN_ON)
            return turn;
    }
}

/* -- what the toolkit itself answers ------------------------------------------------------ */

static void
plain_page(struct http_refusal why, struct arena *arena, struct answer *out)
{
    out->type = S("text/plain; charset=utf-8");
    out->body = str_format(arena, "%s\n", why.why);
}

/* Adds Retry-After in front of what the page brought. */
static void
add_retry(struct arena *arena, struct answer *a)
{
    struct header *all = arena_array(arena, struct header, a->header_count + 1);

    all[0] = (struct header){ S("Retry-After"), str_format(arena, "%d", HTTP_RETRY_AFTER) };
    if (a->header_count > 0)
        memcpy(all + 1, a->headers, a->header_count * sizeof *all);
    a->headers = all;
    a->header_count++;
}

void
answer_refuse(struct conn *c, struct http_refusal why, bool keep)
{
    struct exchange     *x = c->x;
    struct http_options *o = &c->loop->server->options;
    struct answer        a = { 0 };

    if (o->page != NULL)
        o->page(o->context, x->head_read ? &x->request : NULL, why, x->arena, &a);
    else
        plain_page(why, x->arena, &a);
    a.status = why.status;
    if (why.status == 503)
        add_retry(x->arena, &a);
    if (!x->head_read)
        x->request.method = HTTP_GET; /* so that the page is sent */
    c->close = c->close || !keep;
    c->linger = !keep;
    x->answer = a;
    answer_begin(c);
}
