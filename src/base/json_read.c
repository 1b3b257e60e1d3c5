/* base/json_read.c -- JSON text into a tree, strictly (see json.h).
 *
 * One pass, recursive to JSON_DEPTH_MAX.  The first thing wrong ends the
 * reading, with its place.  Floor 0. */
#include <stdlib.h>

#include "base/json.h"
#include "base/lang.h"
#include "base/scan.h"
#include "base/swar.h"
#include "base/text.h"

struct reader {
    struct arena *arena;
    Str           s;
    size_t        at;
    const char   *why;
};

static enum err read_value(struct reader *, int depth, struct json **out);

static enum err
bad(struct reader *r, const char *why)
{
    if (r->why == NULL)
        r->why = why;
    return ERR_MALFORMED;
}

static int
peek(const struct reader *r)
{
    return r->at < r->s.n ? (unsigned char)r->s.p[r->at] : -1;
}

static void
skip_space(struct reader *r)
{
    for (int c = peek(r); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek(r))
        r->at++;
}

static enum err
hex4(struct reader *r, unsigned *out)
{
    unsigned char b[2];

    if (r->s.n - r->at < 4 || scan_hex(str_sub(r->s, r->at, 4), b, 2) != ERR_OK)
        return bad(r, MSG("a \\u escape needs four hexadecimal digits"));
    *out = (unsigned)b[0] << 8 | b[1];
    r->at += 4;
    return ERR_OK;
}

static size_t
put_utf8(char *out, unsigned c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

/* After "\u": a code point, joining a surrogate pair. */
static enum err
read_unicode(struct reader *r, char *out, size_t *n)
{
    unsigned c, low;

    TRY(hex4(r, &c));
    if (c >= 0xdc00 && c < 0xe000)
        return bad(r, MSG("half of a surrogate pair"));
    if (c >= 0xd800 && c < 0xdc00) {
        if (!str_starts(str_sub(r->s, r->at, 2), S("\\u")))
            return bad(r, MSG("half of a surrogate pair"));
        r->at += 2;
        TRY(hex4(r, &low));
        if (low < 0xdc00 || low > 0xdfff)
            return bad(r, MSG("half of a surrogate pair"));
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    *n += put_utf8(out + *n, c);
    return ERR_OK;
}

static enum err
read_escape(struct reader *r, char *out, size_t *n)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    int               c = peek(r);
    const char       *hit = c > 0 ? strchr(from, c) : NULL;

    if (c != 'u' && hit == NULL)
        return bad(r, MSG("unknown escape in a text"));
    r->at++;
    if (c == 'u')
        return read_unicode(r, out, n);
    out[(*n)++] = to[hit - from];
    return ERR_OK;
}

/* Printable ASCII without quote or backslash from `at` on: by eights, then the
 * caller looks closer. */
static size_t
skip_plain(Str s, size_t at)
{
    while (s.n - at >= 8) {
        uint64_t x = swar_load(s.p + at);

        if ((swar_not_printable(x) | swar_is(x, '"') | swar_is(x, '\\')) != 0)
            break;
        at += 8;
    }
    return at;
}

/* The end of the text that starts at `at`, or NULL; notes what it met. */
static const char *
text_end(const struct reader *r, bool *escaped, bool *clean)
{
    for (size_t i = skip_plain(r->s, r->at); i < r->s.n; i++) {
        unsigned char c = (unsigned char)r->s.p[i];

        if (c == '"')
            return r->s.p + i;
        if (c < 0x20)
            return NULL;
        if (c == '\\') {
            *escaped = true;
            i++;
        } else if (c >= 0x7f) {
            *clean = false;
        }
    }
    return NULL;
}

static enum err
unescape(struct reader *r, size_t stop, Str *out)
{
    char  *copy = arena_alloc_raw(r->arena, stop - r->at + 1);
    size_t n = 0;

    while (r->at < stop) {
        if (peek(r) == '\\') {
            r->at++;
            TRY(read_escape(r, copy, &n));
        } else {
            copy[n++] = r->s.p[r->at++];
        }
    }
    *out = (Str){ copy, n };
    return ERR_OK;
}

static enum err
read_text(struct reader *r, Str *out)
{
    bool        escaped = false, clean = true;
    size_t      start = ++r->at, stop;
    const char *end = text_end(r, &escaped, &clean);
    Str         text;

    if (end == NULL)
        return bad(r, MSG("a text is not closed, or holds a raw control character"));
    stop = (size_t)(end - r->s.p);
    text = str_sub(r->s, start, stop - start);
    if (escaped)
        TRY(unescape(r, stop, &text));
    if ((escaped || !clean) && text_clean(r->arena, text, &text) != ERR_OK) {
        r->at = start;
        return bad(r, MSG("a text is not valid UTF-8 or holds a control character"));
    }
    *out = text;
    r->at = stop + 1;
    return ERR_OK;
}

static size_t
skip_digits(struct reader *r)
{
    size_t from = r->at;

    while (peek(r) >= '0' && peek(r) <= '9')
        r->at++;
    return r->at - from;
}

/* ".5" and "e-3", if there: then the number is not whole. */
static enum err
read_fraction(struct reader *r, bool *whole)
{
    if (peek(r) == '.') {
        *whole = false;
        r->at++;
        if (skip_digits(r) == 0)
            return bad(r, MSG("a number needs digits after its point"));
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        *whole = false;
        r->at++;
        if (peek(r) == '+' || peek(r) == '-')
            r->at++;
        if (skip_digits(r) == 0)
            return bad(r, MSG("a number needs digits in its exponent"));
    }
    return ERR_OK;
}

static enum err
read_number(struct reader *r, struct json **out)
{
    size_t       from = r->at;
    bool         whole = true;
    struct json *v;
    Str          text;

    if (peek(r) == '-')
        r->at++;
    if (peek(r) == '0')
        r->at++;
    else if (skip_digits(r) == 0)
        return bad(r, MSG("unexpected character"));
    TRY(read_fraction(r, &whole));
    text = str_sub(r->s, from, r->at - from);
    if (text.n > 64)
        return bad(r, MSG("a number of more than 64 characters"));
    v = json_new_int(r->arena, 0);
    v->text = text;
    if (!whole || str_eq(text, S("-0")))
        v->kind = JSON_DECIMAL;
    else if (scan_int(text, INT64_MIN, INT64_MAX, &v->number) != ERR_OK)
        return bad(r, MSG("a whole number beyond 64 bits"));
    *out = v;
    return ERR_OK;
}

static enum err
read_array(struct reader *r, int depth, struct json **out)
{
    struct json *array = json_array(r->arena), *value;

    r->at++;
    skip_space(r);
    if (peek(r) == ']') {
        r->at++;
        *out = array;
        return ERR_OK;
    }
    for (;;) {
        TRY(read_value(r, depth + 1, &value));
        json_add(array, value);
        skip_space(r);
        if (peek(r) == ']')
            break;
        if (peek(r) != ',')
            return bad(r, MSG("a comma or ] is missing"));
        r->at++;
    }
    r->at++;
    *out = array;
    return ERR_OK;
}

/* A name may come once.  Few names are compared one by one; from NAMES_FEW on
 * they are kept in order, so that a text made of wide objects costs no more than
 * any other of its size, whoever sends it. */
#define MEMBERS_MAX 1000
#define NAMES_FEW   16

struct names {
    Str   *sorted;
    size_t size;
};

/* Where the name belongs among the first n; true when it is there already. */
static bool
name_place(const struct names *names, size_t n, Str name, size_t *place)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int    c = str_cmp(names->sorted[mid], name);

        if (c == 0)
            return true;
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    *place = low;
    return false;
}

static bool
name_insert(struct reader *r, struct names *names, size_t n, Str name)
{
    size_t place;

    if (name_place(names, n, name, &place))
        return false;
    if (n >= names->size) {
        Str *more = arena_alloc_raw(r->arena, sizeof *more * (n + 1) * 2);

        if (n > 0)
            memcpy(more, names->sorted, sizeof *more * n);
        names->sorted = more;
        names->size = (n + 1) * 2;
    }
    memmove(names->sorted + place + 1, names->sorted + place, sizeof(Str) * (n - place));
    names->sorted[place] = name;
    return true;
}

static bool
name_is_new(struct reader *r, struct names *names, const struct json *object, Str name)
{
    size_t n = 0;

    if (object->count < NAMES_FEW)
        return json_get_str(object, name) == NULL;
    if (names->sorted == NULL)
        json_each(member, object) name_insert(r, names, n++, member->key);
    return name_insert(r, names, object->count, name);
}

static enum err
read_member(struct reader *r, int depth, struct json *object, struct names *names)
{
    struct json *value;
    size_t       start;
    Str          key;

    skip_space(r);
    start = r->at;
    if (peek(r) != '"')
        return bad(r, MSG("a member needs a name in quotes"));
    TRY(read_text(r, &key));
    if (!name_is_new(r, names, object, key)) {
        r->at = start;
        return bad(r, MSG("the same name twice in one object"));
    }
    skip_space(r);
    if (peek(r) != ':')
        return bad(r, MSG("a colon is missing"));
    r->at++;
    TRY(read_value(r, depth + 1, &value));
    json_put(object, key, value);
    return ERR_OK;
}

static enum err
read_object(struct reader *r, int depth, struct json **out)
{
    struct json *object = json_object(r->arena);
    struct names names = { .sorted = NULL };

    r->at++;
    skip_space(r);
    if (peek(r) == '}') {
        r->at++;
        *out = object;
        return ERR_OK;
    }
    for (;;) {
        if (object->count >= MEMBERS_MAX)
            return bad(r, MSG("more than 1000 members in one object"));
        TRY(read_member(r, depth, object, &names));
        skip_space(r);
        if (peek(r) == '}')
            break;
        if (peek(r) != ',')
            return bad(r, MSG("a comma or } is missing"));
        r->at++;
    }
    r->at++;
    *out = object;
    return ERR_OK;
}

static enum err
read_word(struct reader *r, struct json **out)
{
    Str rest = str_sub(r->s, r->at, 5);

    if (str_starts(rest, S("true"))) {
        r->at += 4;
        *out = json_new_bool(r->arena, true);
    } else if (str_starts(rest, S("false"))) {
        r->at += 5;
        *out = json_new_bool(r->arena, false);
    } else if (str_starts(rest, S("null"))) {
        r->at += 4;
        *out = json_new_null(r->arena);
    } else {
        return bad(r, MSG("unexpected character"));
    }
    return ERR_OK;
}

static enum err
read_value(struct reader *r, int depth, struct json **out)
{
    Str text;

    if (depth > JSON_DEPTH_MAX)
        return bad(r, MSG("nested too deeply"));
    skip_space(r);
    switch (peek(r)) {
    case '{':
        return read_object(r, depth, out);
    case '[':
        return read_array(r, depth, out);
    case '"':
        TRY(read_text(r, &text));
        *out = json_new_text(r->arena, text);
        return ERR_OK;
    case 't':
    case 'f':
    case 'n':
        return read_word(r, out);
    default:
        return read_number(r, out);
    }
}

/* Columns in characters, as an editor counts them. */
static void
tell_where(const struct reader *r, struct json_where *where)
{
    size_t line_start = 0;

    where->offset = r->at;
    where->why = r->why;
    where->line = 1;
    for (size_t i = 0; i < r->at; i++) {
        if (r->s.p[i] == '\n') {
            where->line++;
            line_start = i + 1;
        }
    }
    where->column = 1 + (int)text_count(str_sub(r->s, line_start, r->at - line_start));
}

enum err
json_parse(struct arena *arena, Str bytes, struct json **out, struct json_where *where)
{
    struct reader r = { .arena = arena, .s = bytes };
    struct json  *value = NULL;
    enum err      err = read_value(&r, 0, &value);

    if (err == ERR_OK) {
        skip_space(&r);
        if (r.at < r.s.n)
            err = bad(&r, MSG("something follows the end"));
    }
    if (err != ERR_OK) {
        if (where != NULL)
            tell_where(&r, where);
        return err;
    }
    *out = value;
    return ERR_OK;
}
