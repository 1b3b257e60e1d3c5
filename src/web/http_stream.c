/* web/http_stream.c -- answers of unknown length, asked for piece by piece and sent
 * in chunks.  Floor 11.
 *
 *     NEXT ─ more ─ MAKING ─ letter ─┬─ sent ─ NEXT …
 *                                    ├─ LAST ─ sent ─ OVER
 *                                    └─ BROKEN ─ cut
 *
 * The loop asks only when the piece before is with the kernel, so no thread waits
 * for a client and one piece is all the memory there is, however slow it reads.
 *
 * Invariant: while a piece is being made the exchange is its maker's, as a parked
 * one is: the loop frees nothing before the letter.  The line end that closes a
 * chunk goes in front of the next, so each piece is framed where it lies. */
#include "web/http_inside.h"

/* -- the maker's side -------------------------------------------------------------- */

void
exchange_stream(struct exchange *x, const struct answer *head, http_more *more, void *context)
{
    x->stream.more = more;
    x->stream.context = context;
    x->stream.state = STREAM_NEXT;
    exchange_answer(x, head);
}

void
exchange_piece(struct exchange *x, Str bytes, enum piece which)
{
    struct stream *s = &x->stream;

    if (!atomic_exchange(&s->asked, false))
        BUG("a piece that nobody asked for");
    s->bytes = bytes;
    s->which = which;
    loop_post(x->loop, &x->piece_letter);
}

/* -- the loop's side ----------------------------------------------------------------- */

/* The last chunk is one of no bytes. */
static enum turn
close_chunks(struct exchange *x)
{
    buf_add(&x->out, x->stream.begun ? S("\r\n0\r\n\r\n") : S("0\r\n\r\n"));
    x->stream.state = STREAM_OVER;
    return TURN_ON;
}

static enum turn
ask(struct conn *c)
{
    struct stream *s = &c->x->stream;

    s->state = STREAM_MAKING;
    s->asked_at = c->loop->now;
    atomic_store(&s->asked, true);
    s->more(s->context, c->x); /* which may hand it over at once: a letter all the same */
    return TURN_WAIT;
}

bool
stream_is_open(const struct exchange *x)
{
    return x->stream.state != STREAM_NONE && x->stream.state != STREAM_OVER;
}

/* All there was is with the kernel. */
enum turn
stream_next(struct conn *c)
{
    struct exchange *x = c->x;

    if (x->stream.state == STREAM_MAKING)
        return TURN_WAIT;
    if (x->stream.state == STREAM_BROKEN)
        return TURN_GONE;
    buf_clear(&x->out);
    x->out_at = 0;
    x->answer.body = STR_NONE;
    if (x->request.method == HTTP_HEAD) {
        x->stream.state = STREAM_OVER;
        return TURN_ON;
    }
    return x->stream.state == STREAM_LAST ? close_chunks(x) : ask(c);
}

/* An empty piece is no chunk: that would be the last. */
static void
frame(struct exchange *x)
{
    struct stream *s = &x->stream;

    if (s->bytes.n == 0)
        return;
    buf_format(&x->out, s->begun ? "\r\n%zx\r\n" : "%zx\r\n", s->bytes.n);
    x->answer.body = s->bytes;
    s->begun = true;
}

/* The time it took is not the client's. */
void
stream_take(struct exchange *x)
{
    static const enum stream_state after[] = { [PIECE_MORE] = STREAM_NEXT,
                                               [PIECE_LAST] = STREAM_LAST,
                                               [PIECE_BROKEN] = STREAM_BROKEN };
    struct stream *s = &x->stream;

    s->state = after[s->which];
    if (x->conn == NULL || s->state == STREAM_BROKEN)
        return;
    x->conn->since += x->loop->now - s->asked_at;
    frame(x);
}
