/* base/text.c -- what enters: valid UTF-8, NFC, no control characters (text.h).
 * Composition is utf8proc's.  Floor 0. */
#include "base/text.h"

#include <utf8proc.h>

/* Bytes 0x20…0x7e, line feed and tab: already clean, and most of what comes. */
static bool
is_clean_ascii(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c < 0x20 && c != '\n' && c != '\t') || c >= 0x7f)
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

static enum err
clean_other(struct arena *arena, Str s, Str *out)
{
    utf8proc_uint8_t *nfc = NULL;
    utf8proc_ssize_t  n;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f)
            return ERR_INVALID;
    }
    if (!text_is_utf8(s))
        return ERR_INVALID;
    n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &nfc,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0)
        return ERR_INVALID;
    *out = str_copy(arena, (Str){ (const char *)nfc, (size_t)n });
    mem_free(nfc);
    return ERR_OK;
}

/* CR LF from forms becomes LF. */
static Str
drop_cr(struct arena *arena, Str s)
{
    char  *p;
    size_t n = 0;

    if (s.n == 0 || memchr(s.p, '\r', s.n) == NULL)
        return s;
    p = arena_alloc_raw(arena, s.n);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r')
            p[n++] = s.p[i];
    return (Str){ p, n };
}

enum err
text_clean(struct arena *arena, Str bytes, Str *out)
{
    Str cleaned;

    if (is_clean_ascii(bytes)) {
        *out = bytes;
        return ERR_OK;
    }
    TRY(clean_other(arena, bytes, &cleaned));
    *out = drop_cr(arena, cleaned);
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
