/* web/http_stream.c -- answers of unknown length, made by another thread and sent
 * in chunks.  Floor 11.
 *
 * Between the two stands a ring of STREAM_RING bytes under a lock.  The writer
 * waits when it is full; the loop takes pieces out, frames them and sends them,
 * and never waits.  The writer's last touch of the exchange is posting
 * LETTER_END, so the loop frees nothing before that letter. */
#include "web/http_inside.h"

/* -- the writer's side --------------------------------------------------------------- */

static void
tell_loop(struct exchange *x)
{
    if (!atomic_exchange(&x->stream->told, true))
        loop_post(x->loop, &x->stream_letter);
}

void
exchange_stream_begin(struct exchange *x, const struct answer *head)
{
    struct stream *s = mem_alloc(sizeof *s);

    if (pthread_equal(pthread_self(), x->loop->self))
        BUG("a stream begun on its loop's thread would wait for itself");
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->room, NULL);
    x->stream = s;
    exchange_answer(x, head);
}

static size_t
put_in_ring(struct stream *s, Str bytes)
{
    size_t at = (s->from + s->n) % STREAM_RING, n = STREAM_RING - s->n;

    if (n > STREAM_RING - at)
        n = STREAM_RING - at; /* up to the ring's end; the rest next time round */
    if (n > bytes.n)
        n = bytes.n;
    memcpy(s->ring + at, bytes.p, n);
    s->n += n;
    return n;
}

bool
exchange_stream_write(struct exchange *x, Str bytes)
{
    struct stream *s = x->stream;
    bool           gone = false;

    while (bytes.n > 0 && !gone) {
        pthread_mutex_lock(&s->lock);
        while (s->n == STREAM_RING && !s->gone)
            pthread_cond_wait(&s->room, &s->lock);
        gone = s->gone;
        if (!gone)
            bytes = str_sub(bytes, put_in_ring(s, bytes), bytes.n);
        pthread_mutex_unlock(&s->lock);
        if (!gone)
            tell_loop(x);
    }
    return !gone;
}

void
exchange_stream_end(struct exchange *x, bool whole)
{
    x->stream->whole = whole;
    loop_post(x->loop, &x->end_letter);
}

/* -- the loop's side -------------------------------------------------------------------- */

static size_t
take_from_ring(struct stream *s, char *out, size_t max)
{
    size_t n;

    pthread_mutex_lock(&s->lock);
    n = STREAM_RING - s->from;
    if (n > s->n)
        n = s->n;
    if (n > max)
        n = max;
    memcpy(out, s->ring + s->from, n);
    s->from = (s->from + n) % STREAM_RING;
    s->n -= n;
    if (n > 0)
        pthread_cond_signal(&s->room);
    pthread_mutex_unlock(&s->lock);
    return n;
}

/* Always four digits, so that the piece can be read in behind them first. */
static void
put_size(char *out, size_t n)
{
    static const char digit[] = "0123456789abcdef";

    for (int i = 0; i < 4; i++)
        out[i] = digit[n >> (12 - 4 * i) & 15];
    memcpy(out + 4, "\r\n", 2);
}

enum turn
stream_fill(struct conn *c)
{
    struct exchange *x = c->x;
    struct stream   *s = x->stream;
    char            *room;
    size_t           n;

    if (s->broken)
        return TURN_GONE;
    buf_clear(&x->out);
    x->out_at = 0;
    room = buf_room(&x->out, STREAM_PIECE + 8);
    n = take_from_ring(s, room + 6, STREAM_PIECE);
    if (x->request.method == HTTP_HEAD)
        n = 0;
    if (n > 0) {
        put_size(room, n);
        memcpy(room + 6 + n, "\r\n", 2);
        x->out.n = n + 8;
        c->since = c->loop->now; /* a writer's pauses are not the client's */
        c->moved = 0;
        return TURN_ON;
    }
    if (!s->ended)
        return TURN_WAIT;
    if (!s->whole)
        return TURN_GONE;
    s->closed = true;
    if (x->request.method != HTTP_HEAD)
        buf_add(&x->out, S("0\r\n\r\n"));
    return TURN_ON;
}

void
stream_gone(struct exchange *x)
{
    struct stream *s = x->stream;

    if (s == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    s->gone = true;
    pthread_cond_signal(&s->room);
    pthread_mutex_unlock(&s->lock);
}

void
stream_free(struct exchange *x)
{
    pthread_mutex_destroy(&x->stream->lock);
    pthread_cond_destroy(&x->stream->room);
    mem_free(x->stream);
    x->stream = NULL;
}
