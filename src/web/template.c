/* web/template.c -- what compiled templates call: values into places, safely
 * and fast (see template.h).  Whether a model is what its view declares is
 * template_check.c.  Floor 11. */
#include "web/template.h"

#include "base/words.h"
#include "base/words_table.h"

void
render_raw(struct render *r, const char *p, size_t n)
{
    struct buf *b = r->out;

    if (b->size <= b->max && b->size - b->n >= n) { /* nearly always */
        memcpy(b->p + b->n, p, n);
        b->n += n;
    } else {
        buf_bytes(b, p, n);
    }
}

/* Bytes that could end a text or a quoted attribute, or begin a reference. */
static const struct {
    char        text[6];
    signed char n;
} escape[256] = {
    ['&'] = { "&amp;", 5 },  ['<'] = { "&lt;", 4 },   ['>'] = { "&gt;", 4 },
    ['"'] = { "&#34;", 5 },  ['\''] = { "&#39;", 5 },
};

static void
put_escaped(struct render *r, Str s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (escape[c].n == 0)
            continue;
        render_raw(r, s.p + from, i - from);
        render_raw(r, escape[c].text, (size_t)escape[c].n);
        from = i + 1;
    }
    if (s.n > from)
        render_raw(r, s.p + from, s.n - from);
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

    put_escaped(r, value_text(v, digits));
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
    if (v != NULL && v->kind == JSON_TEXT && v->flag)
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
    for (i = 0; i < s.n && memchr(":/?#\\", s.p[i], 5) == NULL; i++)
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

/* 1: stands for itself anywhere after an address's start; 2: only in its path.
 * Neither lets a value leave its part: no ? # & = % nor quote is here. */
static const unsigned char url_plain[256] = {
#define LETTERS(a)                                                                        \
    [a] = 1, [a + 1] = 1, [a + 2] = 1, [a + 3] = 1, [a + 4] = 1, [a + 5] = 1, [a + 6] = 1, \
    [a + 7] = 1, [a + 8] = 1, [a + 9] = 1
    LETTERS('0'), LETTERS('A'), LETTERS('K'), LETTERS('a'), LETTERS('k'),
#undef LETTERS
    ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,
    ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
    ['-'] = 1, ['.'] = 1, ['_'] = 1, ['~'] = 1,
    ['/'] = 2, [':'] = 2, ['@'] = 2, ['+'] = 2, [','] = 2, [';'] = 2, ['!'] = 2, ['$'] = 2,
    ['('] = 2, [')'] = 2, ['*'] = 2,
};

static void
put_percent(struct render *r, Str s, unsigned most)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        char          e[3] = { '%', hex[c >> 4], hex[c & 15] };

        if (url_plain[c] != 0 && url_plain[c] <= most)
            render_raw(r, s.p + i, 1);
        else
            render_raw(r, e, 3);
    }
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

            if (key[i].n != child->key.n || memcmp(key[i].p, child->key.p, key[i].n) != 0)
                continue;
            out[i] = child;
            next = i + 1 < count ? i + 1 : 0;
            break;
        }
    }
}
