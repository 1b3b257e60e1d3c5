/* web/http_form.c -- see http_form.h.  Decoding happens once, here; a byte that
 * an escape produced is judged after decoding, so an escape hides nothing.
 * Floor 11. */
#include "web/http_form.h"

#include "base/scan.h"
#include "base/text.h"
#include "web/http_parse.h"

Str
pairs_get(const struct pairs *pairs, Str name)
{
    for (size_t i = 0; i < pairs->count; i++)
        if (str_eq(pairs->at[i].name, name))
            return pairs->at[i].value;
    return STR_NONE;
}

bool
pairs_has(const struct pairs *pairs, Str name)
{
    return pairs_count(pairs, name) > 0;
}

size_t
pairs_count(const struct pairs *pairs, Str name)
{
    size_t n = 0;

    for (size_t i = 0; i < pairs->count; i++)
        n += str_eq(pairs->at[i].name, name);
    return n;
}

bool
pairs_add(struct arena *arena, struct pairs *pairs, Str name, Str value)
{
    if (pairs->count >= HTTP_PAIRS_MAX)
        return false;
    if (pairs->count == pairs->size) {
        size_t       size = pairs->size ? pairs->size * 2 : 8;
        struct pair *at = arena_array(arena, struct pair, size);

        if (pairs->count > 0)
            memcpy(at, pairs->at, pairs->count * sizeof *at);
        pairs->at = at;
        pairs->size = size;
    }
    pairs->at[pairs->count++] = (struct pair){ name, value };
    return true;
}

enum err
percent_decode(struct arena *arena, Str s, bool plus, Str *out)
{
    char  *p;
    size_t n = 0;

    if (s.n == 0 || (memchr(s.p, '%', s.n) == NULL && (!plus || memchr(s.p, '+', s.n) == NULL))) {
        *out = s;
        return ERR_OK;
    }
    p = arena_alloc_raw(arena, s.n);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%') {
            unsigned char byte;

            if (s.n - i < 3 || scan_hex(str_sub(s, i + 1, 2), &byte, 1) != ERR_OK)
                return ERR_MALFORMED;
            p[n++] = (char)byte;
            i += 2;
        } else {
            p[n++] = plus && s.p[i] == '+' ? ' ' : s.p[i];
        }
    }
    *out = (Str){ p, n };
    return ERR_OK;
}

static bool
is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

Str
percent_encode(struct arena *arena, Str s, Str keep)
{
    static const char digit[] = "0123456789ABCDEF";
    char             *p = arena_alloc_raw(arena, s.n * 3 + 1);
    size_t            n = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (is_unreserved(s.p[i]) || (keep.n > 0 && memchr(keep.p, c, keep.n) != NULL)) {
            p[n++] = (char)c;
            continue;
        }
        p[n++] = '%';
        p[n++] = digit[c >> 4];
        p[n++] = digit[c & 15];
    }
    return (Str){ p, n };
}

/* Escapes in a path may not make what the raw form could not have said: a slash
 * would move a segment's border after routes and proxies had looked. */
static bool
hides_slash(Str raw)
{
    for (size_t i = 0; i + 2 < raw.n; i++) {
        if (raw.p[i] != '%')
            continue;
        if (raw.p[i + 1] == '2' && (raw.p[i + 2] == 'f' || raw.p[i + 2] == 'F'))
            return true;
    }
    return false;
}

static bool
segments_are_plain(Str path)
{
    Str rest = str_sub(path, 1, path.n), segment;

    while (str_cut(rest, '/', &segment, &rest))
        if (segment.n == 0 || str_eq(segment, S(".")) || str_eq(segment, S("..")))
            return false;
    return !str_eq(segment, S(".")) && !str_eq(segment, S(".."));
}

static bool
has_bad_path_byte(Str path)
{
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] < 0x20 || path.p[i] == '\\')
            return true;
    return false;
}

enum err
http_path_parse(struct arena *arena, Str raw, Str *out, struct http_refusal *why)
{
    Str bytes, path;

    if (raw.n == 0 || raw.p[0] != '/' || hides_slash(raw) ||
        percent_decode(arena, raw, false, &bytes) != ERR_OK)
        return http_refuse(why, 400, MSG("The address is not written correctly."));
    if (has_bad_path_byte(bytes) || text_clean(arena, bytes, &path) != ERR_OK)
        return http_refuse(why, 400, MSG("The address is not valid text."));
    if (!segments_are_plain(path))
        return http_refuse(why, 400, MSG("The address has an empty step or a step back."));
    *out = path;
    return ERR_OK;
}

static enum err
clean_piece(struct arena *arena, Str raw, Str *out, struct http_refusal *why)
{
    Str bytes;

    if (percent_decode(arena, raw, true, &bytes) != ERR_OK)
        return http_refuse(why, 400, MSG("A form field is not written correctly."));
    if (text_clean(arena, bytes, out) != ERR_OK)
        return http_refuse(why, 400, MSG("A form field is not valid text."));
    return ERR_OK;
}

enum err
http_pairs_parse(struct arena *arena, Str raw, struct pairs *out, struct http_refusal *why)
{
    Str piece, rest = raw, raw_name, raw_value, name, value;

    while (rest.n > 0) {
        str_cut(rest, '&', &piece, &rest);
        if (piece.n == 0)
            continue;
        str_cut(piece, '=', &raw_name, &raw_value);
        if (raw_name.n == 0)
            return http_refuse(why, 400, MSG("A form field has no name."));
        TRY(clean_piece(arena, raw_name, &name, why));
        TRY(clean_piece(arena, raw_value, &value, why));
        if (!pairs_add(arena, out, name, value))
            return http_refuse(why, 413, MSG("The form has too many fields."));
    }
    return ERR_OK;
}
