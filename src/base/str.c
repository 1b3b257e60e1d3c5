/* base/str.c -- see str.h.  Floor 0. */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>

int
str_cmp(Str a, Str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int    c = n ? memcmp(a.p, b.p, n) : 0;

    if (c != 0)
        return c;
    return (a.n > b.n) - (a.n < b.n);
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool
str_eq_nocase(Str a, Str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

bool
str_starts(Str s, Str head)
{
    return s.n >= head.n && str_eq(str_sub(s, 0, head.n), head);
}

bool
str_ends(Str s, Str tail)
{
    return s.n >= tail.n && str_eq(str_sub(s, s.n - tail.n, tail.n), tail);
}

ptrdiff_t
str_find(Str s, Str part)
{
    const char *hit;

    if (part.n == 0)
        return 0;
    if (s.n < part.n)
        return -1;
    hit = memmem(s.p, s.n, part.p, part.n);
    return hit ? hit - s.p : -1;
}

bool
str_has(Str s, Str part)
{
    return str_find(s, part) >= 0;
}

Str
str_sub(Str s, size_t from, size_t n)
{
    if (from > s.n)
        from = s.n;
    if (n > s.n - from)
        n = s.n - from;
    return (Str){ from > 0 ? s.p + from : s.p, n }; /* no arithmetic on NULL */
}

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

Str
str_trim(Str s)
{
    while (s.n > 0 && is_space(s.p[0]))
        s = str_sub(s, 1, s.n);
    while (s.n > 0 && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool
str_cut(Str s, char at, Str *head, Str *rest)
{
    const char *hit = s.n ? memchr(s.p, at, s.n) : NULL;
    Str         all = s;

    if (hit == NULL) {
        *head = all;
        *rest = str_sub(all, all.n, 0);
        return false;
    }
    *head = (Str){ all.p, (size_t)(hit - all.p) };
    *rest = str_sub(all, head->n + 1, all.n);
    return true;
}

Str
str_copy(struct arena *arena, Str s)
{
    return (Str){ str_c(arena, s), s.n };
}

char *
str_c(struct arena *arena, Str s)
{
    char *c = arena_alloc_raw(arena, s.n + 1);

    if (s.n)
        memcpy(c, s.p, s.n);
    c[s.n] = '\0';
    return c;
}

Str
str_join(struct arena *arena, Str a, Str b, Str c)
{
    size_t n = a.n + b.n + c.n;
    char  *p = arena_alloc_raw(arena, n + 1);

    if (a.n > 0)
        memcpy(p, a.p, a.n);
    if (b.n > 0)
        memcpy(p + a.n, b.p, b.n);
    if (c.n > 0)
        memcpy(p + a.n + b.n, c.p, c.n);
    p[n] = '\0';
    return (Str){ p, n };
}

#define INT_DIGITS 24

static Str
decimal(char digits[INT_DIGITS], int64_t v)
{
    char    *end = digits + INT_DIGITS, *p = end;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

    do {
        *--p = (char)('0' + u % 10);
        u /= 10;
    } while (u > 0);
    if (v < 0)
        *--p = '-';
    return (Str){ p, (size_t)(end - p) };
}

Str
str_int(struct arena *arena, int64_t v)
{
    char digits[INT_DIGITS];

    return str_copy(arena, decimal(digits, v));
}

Str
str_format(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    char    brief[256]; /* most are: formatted once */
    int     n;
    char   *p;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(brief, sizeof brief, format, args);
    va_end(args);
    if (n < 0)
        BUG("format \"%s\"", format);
    p = arena_alloc_raw(arena, (size_t)n + 1);
    if ((size_t)n < sizeof brief)
        memcpy(p, brief, (size_t)n + 1);
    else
        vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return (Str){ p, (size_t)n };
}

bool
str_eq_secret(Str a, Str b)
{
    unsigned char differ = a.n != b.n;

    for (size_t i = 0; i < a.n && i < b.n; i++)
        differ |= (unsigned char)(a.p[i] ^ b.p[i]);
    return differ == 0;
}

void
buf_free(struct buf *b)
{
    mem_free(b->p);
    *b = (struct buf){ .max = b->max };
}

void
buf_clear(struct buf *b)
{
    b->n = 0;
    b->over = false;
}

static void
grow(struct buf *b, size_t n)
{
    size_t size = b->size ? b->size : 256;

    while (size <= n) /* one byte more: buf_format ends its text with a zero */
        size *= 2;
    b->p = mem_resize(b->p, size);
    b->size = size;
}

char *
buf_room(struct buf *b, size_t n)
{
    if (n > b->max || b->n > b->max - n) {
        b->over = true;
        return NULL;
    }
    if (b->n + n >= b->size)
        grow(b, b->n + n);
    return b->p + b->n;
}

void
buf_bytes(struct buf *b, const void *p, size_t n)
{
    char *room = buf_room(b, n);

    if (room == NULL || n == 0)
        return;
    memcpy(room, p, n);
    b->n += n;
}

void
buf_add(struct buf *b, Str s)
{
    buf_bytes(b, s.p, s.n);
}

void
buf_byte(struct buf *b, char c)
{
    char *room = buf_room(b, 1);

    if (room == NULL)
        return;
    *room = c;
    b->n++;
}

void
buf_int(struct buf *b, int64_t v)
{
    char digits[INT_DIGITS];

    buf_add(b, decimal(digits, v));
}

void
buf_escaped(struct buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            c == '-' || c == '_' || c == '.')
            buf_byte(b, (char)c);
        else
            buf_format(b, "%%%02X", c);
    }
}

void
buf_xml(struct buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '&':  buf_add(b, S("&amp;")); break;
        case '<':  buf_add(b, S("&lt;")); break;
        case '>':  buf_add(b, S("&gt;")); break;
        case '"':  buf_add(b, S("&quot;")); break;
        default:   buf_byte(b, s.p[i]);
        }
}

void
buf_format(struct buf *b, const char *format, ...)
{
    va_list args, again;
    char    brief[256];
    int     n;
    char   *room;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(brief, sizeof brief, format, args);
    va_end(args);
    if (n < 0)
        BUG("format \"%s\"", format);
    if ((size_t)n < sizeof brief) {
        buf_bytes(b, brief, (size_t)n);
    } else {
        room = buf_room(b, (size_t)n);
        if (room != NULL) {
            vsnprintf(room, (size_t)n + 1, format, again);
            b->n += (size_t)n;
        }
    }
    va_end(again);
}
