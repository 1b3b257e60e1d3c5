/* web/template.c -- what compiled templates call: values into places, safely
 * and fast (see template.h).  Whether a model is what its view declares is
 * template_check.c.  Floor 11. */
#include "web/template.h"

#include "base/swar.h"
#include "base/words.h"
#include "base/words_table.h"

/* Room for n bytes that is there already; NULL: ask buf_room. */
static inline char *
room_at_hand(const struct buf *b, size_t n)
{
    return b->size <= b->max && b->size - b->n >= n ? b->p + b->n : NULL;
}

static inline void
put_raw(struct render *r, const char *p, size_t n)
{
    char *room = room_at_hand(r->out, n);

    if (room != NULL) { /* nearly always */
        memcpy(room, p, n);
        r->out->n += n;
    } else {
        buf_bytes(r->out, p, n);
    }
}

void
render_raw(struct render *r, const char *p, size_t n)
{
    put_raw(r, p, n);
}

/* Bytes that could end a text or a quoted attribute, or begin a reference. */
static const struct {
    char        text[6];
    signed char n;
} escape[256] = {
    ['&'] = { "&amp;", 5 },  ['<'] = { "&lt;", 4 },   ['>'] = { "&gt;", 4 },
    ['"'] = { "&#34;", 5 },  ['\''] = { "&#39;", 5 },
};

/* Whether one of these bytes may need an escape: < and > differ in one bit;
 * " & and ' in two, which # shares (looked at closer for nothing). */
static inline bool
escape_in8(uint64_t x)
{
    return (swar_is(x & SWAR_EACH(0xfd), '<') | swar_is(x & SWAR_EACH(0xfa), '"')) != 0;
}

typedef unsigned char Bytes16 __attribute__((vector_size(16)));

static inline bool
escape_in16(Bytes16 x)
{
    Bytes16  hit = (Bytes16)(((x & 0xfd) == '<') | ((x & 0xfa) == '"'));
    uint64_t half[2];

    memcpy(half, &hit, 16);
    return (half[0] | half[1]) != 0;
}

/* Copies eight or sixteen bytes unless one of them may need an escape. */
static inline bool
copied8(char *to, const char *from)
{
    uint64_t x = swar_load(from);

    if (escape_in8(x))
        return false;
    memcpy(to, &x, 8);
    return true;
}

static inline bool
copied16(char *to, const char *from)
{
    Bytes16 x;

    memcpy(&x, from, 16);
    if (escape_in16(x))
        return false;
    memcpy(to, &x, 16);
    return true;
}

/* Copies up to the first byte that needs an escape; how many.  In large pieces,
 * the last one overlapping: most text needs none.  to has room for all of s. */
static size_t
plain_copy(char *to, Str s)
{
    size_t i = 0;

    while (s.n - i >= 16 && copied16(to + i, s.p + i))
        i += 16;
    if (s.n - i < 16) {
        if (s.n >= 16 && copied16(to + s.n - 16, s.p + s.n - 16))
            return s.n;
        if (s.n - i >= 8 && copied8(to + i, s.p + i))
            i += 8;
        if (s.n >= 8 && s.n - i < 8 && copied8(to + s.n - 8, s.p + s.n - 8))
            return s.n;
    }
    for (; i < s.n && escape[(unsigned char)s.p[i]].n == 0; i++)
        to[i] = s.p[i];
    return i;
}

static void __attribute__((noinline))
put_escaped_rest(struct render *r, Str s)
{
    while (s.n > 0) {
        char  *room = buf_room(r->out, s.n);
        size_t n;

        if (room == NULL)
            return;
        n = plain_copy(room, s);
        r->out->n += n;
        if (n < s.n) {
            unsigned char c = (unsigned char)s.p[n++];

            render_raw(r, escape[c].text, (size_t)escape[c].n);
        }
        s = (Str){ s.p + n, s.n - n };
    }
}

/* Nearly always the room is there and nothing needs an escape. */
static void
put_escaped(struct render *r, Str s)
{
    char  *room = room_at_hand(r->out, s.n);
    size_t n = 0;

    if (room != NULL && s.n > 0) {
        n = plain_copy(room, s);
        r->out->n += n;
    }
    if (n < s.n)
        put_escaped_rest(r, (Str){ s.p + n, s.n - n });
}

/* As bytes, before any escaping; an array, an object, null and nothing are
 * empty.  digits holds a number. */
static Str
value_text(const struct json *v, char digits[24])
{
    struct buf b = { .p = digits, .size = 24, .max = 24 };

    if (v == NULL)
        return STR_NONE;
    switch (v->kind) {
    case JSON_TEXT:
    case JSON_DECIMAL: return v->text;
    case JSON_BOOL:    return v->flag ? S("true") : S("false");
    case JSON_INT:     buf_int(&b, v->number); return buf_str(&b);
    default:           return STR_NONE;
    }
}

void
render_value(struct render *r, const struct json *v)
{
    char digits[24];

    if (v != NULL && v->kind == JSON_TEXT) /* nearly always */
        put_escaped(r, v->text);
    else
        put_escaped(r, value_text(v, digits));
}

void
render_raw_value(struct render *r, const char *p, size_t n, const struct json *v)
{
    put_raw(r, p, n);
    render_value(r, v);
}

void
render_number(struct render *r, const struct json *v)
{
    char     digits[32], *end = digits + sizeof digits, *p = end;
    uint64_t u;

    if (v == NULL || v->kind != JSON_INT) {
        render_value(r, v);
        return;
    }
    u = v->number < 0 ? 0 - (uint64_t)v->number : (uint64_t)v->number;
    for (int i = 0; i == 0 || u > 0; i++, u /= 10) {
        if (i > 0 && i % 3 == 0)
            *--p = r->lang == LANG_EN ? ',' : '.';
        *--p = (char)('0' + u % 10);
    }
    if (v->number < 0)
        *--p = '-';
    render_raw(r, p, (size_t)(end - p));
}

/* -- markup: a text node whose flag is set, which reading JSON never does ------ */

struct json *
json_put_html(struct arena *arena, struct json *object, const char *key, struct safe_html html)
{
    struct json *v = json_put_text(arena, object, key, html.text);

    v->flag = true;
    return v;
}

void
render_html(struct render *r, const struct json *v)
{
    if (v != NULL && v->kind == JSON_TEXT && v->flag && v->text.n > 0)
        render_raw(r, v->text.p, v->text.n);
}

/* -- addresses ---------------------------------------------------------------- */

/* Relative, or of a scheme that runs nothing.  Browsers drop control characters
 * inside an address and white space around it, so one that has any is refused
 * rather than read as they would. */
static bool
url_is_safe(Str s)
{
    static const char *const scheme[] = { "http", "https", "mailto", "tel" };
    size_t                   i;
    Str                      head;

    for (i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= 0x20 || s.p[i] == 0x7f)
            return false;
    for (i = 0; i < s.n && memchr(":/?#", s.p[i], 4) == NULL; i++)
        ;
    if (i == s.n || s.p[i] != ':')
        return true;
    head = str_sub(s, 0, i);
    for (size_t k = 0; k < sizeof scheme / sizeof *scheme; k++)
        if (str_eq_nocase(head, str_of(scheme[k])))
            return true;
    return false;
}

void
render_url(struct render *r, const struct json *v)
{
    char digits[24];
    Str  s = value_text(v, digits);

    put_escaped(r, url_is_safe(s) ? s : S("#"));
}

/* Bytes that stand for themselves in a query or fragment (1) and in a path (2).
 * Neither lets a value leave its part: no ? # & = % nor quote is here. */
static const unsigned char url_plain[256] = {
#define TEN(a)                                                                            \
    [a] = 3, [a + 1] = 3, [a + 2] = 3, [a + 3] = 3, [a + 4] = 3, [a + 5] = 3, [a + 6] = 3, \
    [a + 7] = 3, [a + 8] = 3, [a + 9] = 3
    TEN('0'), TEN('A'), TEN('K'), TEN('a'), TEN('k'),
#undef TEN
    ['U'] = 3, ['V'] = 3, ['W'] = 3, ['X'] = 3, ['Y'] = 3, ['Z'] = 3,
    ['u'] = 3, ['v'] = 3, ['w'] = 3, ['x'] = 3, ['y'] = 3, ['z'] = 3,
    ['-'] = 3, ['.'] = 3, ['_'] = 3, ['~'] = 3,
    ['/'] = 2, [':'] = 2, ['@'] = 2, ['+'] = 2, [','] = 2, [';'] = 2, ['!'] = 2, ['$'] = 2,
    ['('] = 2, [')'] = 2, ['*'] = 2,
};

static unsigned
url_plain4(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return url_plain[u[0]] & url_plain[u[1]] & url_plain[u[2]] & url_plain[u[3]];
}

static void
put_percent(struct render *r, Str s, unsigned part)
{
    static const char hex[] = "0123456789ABCDEF";
    char             *to = buf_room(r->out, s.n * 3);
    size_t            i = 0;

    if (to == NULL)
        return;
    for (; s.n - i >= 4 && (url_plain4(s.p + i) & part) != 0; i += 4, to += 4)
        memcpy(to, s.p + i, 4);
    for (; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((url_plain[c] & part) != 0) {
            *to++ = (char)c;
        } else {
            *to++ = '%';
            *to++ = hex[c >> 4];
            *to++ = hex[c & 15];
        }
    }
    r->out->n = (size_t)(to - r->out->p);
}

void
render_url_path(struct render *r, const struct json *v)
{
    char digits[24];

    put_percent(r, value_text(v, digits), 2);
}

void
render_url_part(struct render *r, const struct json *v)
{
    char digits[24];

    put_percent(r, value_text(v, digits), 1);
}

void
render_asset(struct render *r, Str name)
{
    if (r->asset != NULL) {
        put_escaped(r, r->asset(r->asset_context, name));
        return;
    }
    render_raw(r, "/assets/", 8);
    put_escaped(r, name);
}

/* -- messages ----------------------------------------------------------------- */

static void
put_value(struct render *r, const struct render_value_of_message *v)
{
    if (v->kind == KIND_NUMBER)
        render_number(r, v->value);
    else
        render_value(r, v->value);
}

static void
put_message(struct render *r, Str s, const struct render_value_of_message *value, int count)
{
    size_t from = 0;

    for (size_t i = 0; count > 0 && i + 2 < s.n; i++) {
        int n = s.p[i + 1] - '1';

        if (s.p[i] != '{' || s.p[i + 2] != '}' || n < 0 || n >= count)
            continue;
        put_escaped(r, str_sub(s, from, i - from));
        put_value(r, &value[n]);
        from = i + 3;
        i += 2;
    }
    put_escaped(r, str_sub(s, from, s.n));
}

void
render_message(struct render *r, Str key, uint32_t hash,
               const struct render_value_of_message *value, int count)
{
    put_message(r, words_hashed(r->lang, key, hash), value, count);
}

void
render_plural(struct render *r, Str one, Str key, uint32_t hash,
              const struct render_value_of_message *value, int count)
{
    const struct json *n = count > 0 ? value[0].value : NULL;

    if (r->lang == LANG_EN && n != NULL && n->kind == JSON_INT && n->number == 1)
        put_message(r, one, value, count);
    else
        render_message(r, key, hash, value, count);
}

/* -- the model ---------------------------------------------------------------- */

bool
render_true(const struct json *v)
{
    if (v == NULL)
        return false;
    switch (v->kind) {
    case JSON_NULL:    return false;
    case JSON_BOOL:    return v->flag;
    case JSON_INT:     return v->number != 0;
    case JSON_DECIMAL: return true;
    case JSON_TEXT:    return v->text.n > 0;
    case JSON_ARRAY:   return v->count > 0;
    case JSON_OBJECT:  return true;
    }
    return false;
}

const struct json *
render_first(const struct json *array)
{
    return array != NULL && array->kind == JSON_ARRAY ? array->first : NULL;
}

const struct json *
render_object(const struct json *v)
{
    return v != NULL && v->kind == JSON_OBJECT ? v : NULL;
}

const struct json *
render_at(const struct json *object, Str key)
{
    return json_get_str(object, key);
}

/* Linkers keep one copy of equal literals, so that most keys are the same text. */
static bool
same_key(Str a, Str b)
{
    return a.n == b.n && (a.p == b.p || memcmp(a.p, b.p, a.n) == 0);
}

void
render_pick(const struct json *object, const Str *key, size_t count, const struct json **out)
{
    size_t next = 0; /* the key after the last one met: queries fill in order */

    memset(out, 0, count * sizeof *out);
    if (render_object(object) == NULL)
        return;
    json_each(child, object)
    {
        for (size_t tried = 0; tried < count; tried++) {
            size_t i = next + tried < count ? next + tried : next + tried - count;

            if (!same_key(key[i], child->key))
                continue;
            out[i] = child;
            next = i + 1 < count ? i + 1 : 0;
            break;
        }
    }
}
