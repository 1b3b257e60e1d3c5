/* registry/read_window.c -- see read_window.h.  Floor 6. */
#include "registry/read_window.h"

#include <errno.h>
#include <iconv.h>

#define PIECE     ((size_t)256 << 10) /* read at once: stays in a processor's second cache */
#define SIZE      (READ_RECORD_MAX + 2 * PIECE)
#define RAW_SIZE  65536
#define NO_LETTER '\xff' /* for a half of a pair: never part of UTF-8, so its row is refused */

struct read_window {
    struct read_source *source;
    char               *p;
    size_t              begin, end;
    bool                last;
    int64_t             at;     /* of p[begin], in the source */
    bool                wide;   /* UTF-16 */
    bool                odd;    /* the source ended with half a unit */
    iconv_t             to_utf8;
    char               *raw;
    size_t              raw_n;
};

static void
window_close(void *what)
{
    iconv_close(((struct read_window *)what)->to_utf8);
}

enum err
read_window_new(struct arena *arena, struct read_source *source, enum read_encoding encoding,
                struct read_window **out)
{
    struct read_window *w = arena_make(arena, struct read_window);

    w->source = source;
    w->p = arena_alloc_raw(arena, SIZE);
    w->wide = encoding == READ_UTF16LE || encoding == READ_UTF16BE;
    if (w->wide) {
        w->to_utf8 = iconv_open("UTF-8", encoding == READ_UTF16LE ? "UTF-16LE" : "UTF-16BE");
        if (w->to_utf8 == (iconv_t)(intptr_t)-1)
            return ERR_INTERNAL;
        arena_defer(arena, window_close, w);
        w->raw = arena_alloc_raw(arena, RAW_SIZE);
    }
    *out = w;
    return ERR_OK;
}

enum err
read_window_seek(struct read_window *w, int64_t at)
{
    TRY(read_source_seek(w->source, at));
    w->begin = w->end = w->raw_n = 0;
    w->last = w->odd = false;
    w->at = at;
    return ERR_OK;
}

Str
read_window_rest(const struct read_window *w)
{
    return (Str){ w->p + w->begin, w->end - w->begin };
}

bool
read_window_last(const struct read_window *w)
{
    return w->last;
}

int64_t
read_window_at(const struct read_window *w)
{
    return w->at - (w->odd && w->begin == w->end);
}

/* Units of UTF-16: two for what takes four bytes in UTF-8. */
static int64_t
wide_units(Str s)
{
    int64_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        n += (c & 0xc0) != 0x80;
        n += c >= 0xf0 && c < 0xf8;
    }
    return n;
}

void
read_window_take(struct read_window *w, size_t n)
{
    w->at += w->wide ? 2 * wide_units((Str){ w->p + w->begin, n }) : (int64_t)n;
    w->begin += n;
}

/* Turns what it can of `raw`; a half that ends the file is no letter. */
static void
narrow(struct read_window *w, bool ended)
{
    char  *in = w->raw, *out = w->p + w->end;
    size_t in_n = w->raw_n, out_n = SIZE - w->end;

    while (in_n > 0 && out_n > 0) {
        size_t step = in_n < 2 ? in_n : 2;

        if (iconv(w->to_utf8, &in, &in_n, &out, &out_n) != (size_t)-1 || errno == E2BIG)
            break;
        if (errno == EINVAL && !ended)
            break;
        *out++ = NO_LETTER;
        out_n--;
        step = in_n < step ? in_n : step;
        w->odd = step == 1;
        in += step;
        in_n -= step;
    }
    memmove(w->raw, in, in_n);
    w->raw_n = in_n;
    w->end = SIZE - out_n;
}

static enum err
more_wide(struct read_window *w)
{
    size_t got = 0, room = RAW_SIZE - w->raw_n;

    if (room > PIECE / 4)
        room = PIECE / 4;
    TRY(read_source_read(w->source, w->raw + w->raw_n, room, &got));
    w->raw_n += got;
    narrow(w, got == 0);
    w->last = got == 0 && w->raw_n == 0;
    return ERR_OK;
}

enum err
read_window_more(struct read_window *w)
{
    size_t rest = w->end - w->begin, got = 0;

    if (rest >= READ_RECORD_MAX)
        return ERR_TOO_LARGE;
    if (w->last)
        return ERR_OK;
    memmove(w->p, w->p + w->begin, rest);
    w->begin = 0;
    w->end = rest;
    if (w->wide)
        return more_wide(w);
    TRY(read_source_read(w->source, w->p + rest, PIECE, &got));
    w->end += got;
    w->last = got == 0;
    return ERR_OK;
}
