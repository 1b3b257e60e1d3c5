/* base/text.c -- what enters: valid UTF-8, NFC, no control characters (text.h).
 *
 * Most of what comes is clean already, English or Vietnamese: one pass over the
 * bytes sees it and nothing is copied.  The rest is swept, then composed by
 * utf8proc; swept first, for what is dropped may part a letter from its mark.
 * Floor 0. */
#include "base/text.h"

#include <utf8proc.h>

#include "base/swar.h"

static bool
is_tail(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

/* All of U+00A0-02FF is in NFC and combines with nothing before it. */
static bool
is_plain2(const unsigned char *p)
{
    return p[0] >= 0xc2 && p[0] <= 0xcb && is_tail(p[1]) &&
           (p[0] > 0xc2 || p[1] >= 0xa0); /* U+0080-009F are controls */
}

/* So is U+1E00-1EFF, where most of Vietnamese lives, and U+2010-2027: dashes,
 * quotes, the ellipsis. */
static bool
is_plain3(const unsigned char *p)
{
    return (p[0] == 0xe1 && p[1] >= 0xb8 && p[1] <= 0xbb && is_tail(p[2])) ||
           (p[0] == 0xe2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0xa7);
}

/* The length of a character that is clean whatever surrounds it; 0 when more
 * must be known. */
static size_t
plain_length(const unsigned char *p, size_t n)
{
    if ((p[0] >= 0x20 && p[0] < 0x7f) || p[0] == '\n' || p[0] == '\t')
        return 1;
    if (n >= 2 && is_plain2(p))
        return 2;
    return n >= 3 && is_plain3(p) ? 3 : 0;
}

bool
text_is_plain(Str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t               n;

    for (size_t i = 0; i < s.n; i += n) {
        if (s.n - i >= 8 && swar_not_printable(swar_load(p + i)) == 0) {
            n = 8;
            continue;
        }
        n = plain_length(p + i, s.n - i);
        if (n == 0)
            return false;
    }
    return true;
}

bool
text_is_utf8(Str s)
{
    utf8proc_int32_t c;

    for (size_t i = 0; i < s.n;) {
        utf8proc_ssize_t n;

        if (s.p[i] == '\0')
            return false;
        n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i, (utf8proc_ssize_t)(s.n - i), &c);
        if (n < 1)
            return false;
        i += (size_t)n;
    }
    return true;
}

/* What may not stand in a text of ours: controls, and code points that Unicode
 * will never give a meaning. */
static bool
is_refused(int32_t c)
{
    if (c < 0x20)
        return c != '\n' && c != '\t' && c != '\r';
    return (c >= 0x7f && c <= 0x9f) || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

/* Marks that only turn the direction of others, by which a name can be made to
 * look like another, and byte order marks. */
static bool
is_dropped(int32_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static size_t
put(char *out, const void *p, size_t n)
{
    memcpy(out, p, n);
    return n;
}

/* Copies what may stay; a carriage return, alone or before a line feed, is a
 * line feed. */
static enum err
sweep(Str s, char *out, size_t *out_n)
{
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s.p;
    utf8proc_ssize_t        size;
    size_t                  n = 0;

    for (size_t i = 0; i < s.n; i += (size_t)size) {
        utf8proc_int32_t c;

        size = utf8proc_iterate(p + i, (utf8proc_ssize_t)(s.n - i), &c);
        if (size < 1 || is_refused(c))
            return ERR_INVALID;
        if (is_dropped(c) || (c == '\r' && i + 1 < s.n && p[i + 1] == '\n'))
            continue;
        if (c == '\r')
            out[n++] = '\n';
        else
            n += put(out + n, p + i, (size_t)size);
    }
    *out_n = n;
    return ERR_OK;
}

enum err
text_clean(struct arena *arena, Str bytes, Str *out)
{
    char             *swept;
    utf8proc_uint8_t *nfc = NULL;
    utf8proc_ssize_t  n;
    size_t            kept = 0;

    if (text_is_plain(bytes)) {
        *out = bytes;
        return ERR_OK;
    }
    swept = arena_alloc_raw(arena, bytes.n);
    TRY(sweep(bytes, swept, &kept));
    n = utf8proc_map((const utf8proc_uint8_t *)swept, (utf8proc_ssize_t)kept, &nfc,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0)
        return ERR_INVALID;
    *out = str_copy(arena, (Str){ (const char *)nfc, (size_t)n });
    mem_free(nfc);
    return ERR_OK;
}

size_t
text_count(Str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

/* Not before a byte 10xxxxxx: that one is within a character. */
Str
text_start(Str s, size_t bytes)
{
    size_t n = bytes < s.n ? bytes : s.n;

    while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    return str_sub(s, 0, n);
}
