/* base/json.c -- the tree and its writers; reading is json_read.c.  Floor 0. */
#include "base/json.h"

#include <stdlib.h>

#include "base/swar.h"

const struct json *
json_get_str(const struct json *object, Str key)
{
    if (object == NULL || object->kind != JSON_OBJECT)
        return NULL;
    json_each(child, object) if (str_eq(child->key, key)) return child;
    return NULL;
}

const struct json *
json_get(const struct json *object, const char *key)
{
    return json_get_str(object, str_of(key));
}

Str
json_text(const struct json *object, const char *key)
{
    const struct json *v = json_get(object, key);

    return v != NULL && v->kind == JSON_TEXT ? v->text : STR_NONE;
}

int64_t
json_int(const struct json *object, const char *key, int64_t otherwise)
{
    const struct json *v = json_get(object, key);

    return v != NULL && v->kind == JSON_INT ? v->number : otherwise;
}

bool
json_bool(const struct json *object, const char *key)
{
    const struct json *v = json_get(object, key);

    return v != NULL && v->kind == JSON_BOOL && v->flag;
}

static struct json *
node(struct arena *arena, enum json_kind kind)
{
    struct json *v = arena_make(arena, struct json);

    v->kind = kind;
    return v;
}

struct json *
json_object(struct arena *arena)
{
    return node(arena, JSON_OBJECT);
}

struct json *
json_array(struct arena *arena)
{
    return node(arena, JSON_ARRAY);
}

struct json *
json_new_null(struct arena *arena)
{
    return node(arena, JSON_NULL);
}

struct json *
json_new_text(struct arena *arena, Str text)
{
    struct json *v = node(arena, JSON_TEXT);

    v->text = text;
    return v;
}

struct json *
json_new_int(struct arena *arena, int64_t number)
{
    struct json *v = node(arena, JSON_INT);

    v->number = number;
    return v;
}

struct json *
json_new_bool(struct arena *arena, bool flag)
{
    struct json *v = node(arena, JSON_BOOL);

    v->flag = flag;
    return v;
}

struct json *
json_add(struct json *array, struct json *value)
{
    if (array->last == NULL)
        array->first = value;
    else
        array->last->next = value;
    array->last = value;
    array->count++;
    return value;
}

struct json *
json_put(struct json *object, Str key, struct json *value)
{
    value->key = key;
    return json_add(object, value);
}

struct json *
json_put_text(struct arena *arena, struct json *object, const char *key, Str text)
{
    return json_put(object, str_of(key), json_new_text(arena, text));
}

struct json *
json_put_int(struct arena *arena, struct json *object, const char *key, int64_t number)
{
    return json_put(object, str_of(key), json_new_int(arena, number));
}

struct json *
json_put_bool(struct arena *arena, struct json *object, const char *key, bool flag)
{
    return json_put(object, str_of(key), json_new_bool(arena, flag));
}

struct json *
json_put_object(struct arena *arena, struct json *object, const char *key)
{
    return json_put(object, str_of(key), json_object(arena));
}

struct json *
json_put_array(struct arena *arena, struct json *object, const char *key)
{
    return json_put(object, str_of(key), json_array(arena));
}

struct json *
json_put_time(struct arena *arena, struct json *object, const char *key, Time t)
{
    if (t == TIME_NONE)
        return json_put(object, str_of(key), json_new_null(arena));
    return json_put_text(arena, object, key, time_text(arena, t));
}

struct json *
json_put_day(struct arena *arena, struct json *object, const char *key, Day d)
{
    if (d == DAY_NONE)
        return json_put(object, str_of(key), json_new_null(arena));
    return json_put_text(arena, object, key, day_text(arena, d));
}

struct json *
json_copy(struct arena *arena, const struct json *from)
{
    struct json *to = node(arena, from->kind);

    to->flag = from->flag;
    to->number = from->number;
    if (from->text.p != NULL)
        to->text = str_copy(arena, from->text);
    json_each(child, from)
    {
        struct json *copy = json_copy(arena, child);

        if (child->key.p != NULL)
            copy->key = str_copy(arena, child->key);
        json_add(to, copy);
    }
    return to;
}

/* Bytes that may stand for themselves inside a text.  '<', '>' and '&' may not,
 * so that the text is also safe inside an HTML script element. */
static bool
plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' && c != 0x7f;
}

static size_t
plain_length(Str s, size_t from)
{
    size_t i = from;

    while (s.n - i >= 8) {
        uint64_t x = swar_load(s.p + i);

        if ((swar_below(x, 0x20) | swar_is(x, 0x7f) | swar_is(x, '"') | swar_is(x, '\\') |
             swar_is(x, '&') | swar_is(x & SWAR_EACH(0xfd), '<')) != 0) /* '<' or '>' */
            break;
        i += 8;
    }
    while (i < s.n && plain((unsigned char)s.p[i]))
        i++;
    return i - from;
}

static void
write_escape(struct buf *out, unsigned char c)
{
    switch (c) {
    case '"':  buf_add(out, S("\\\"")); break;
    case '\\': buf_add(out, S("\\\\")); break;
    case '\n': buf_add(out, S("\\n")); break;
    case '\r': buf_add(out, S("\\r")); break;
    case '\t': buf_add(out, S("\\t")); break;
    default:   buf_format(out, "\\u%04x", c);
    }
}

void
json_write_text(struct buf *out, Str s)
{
    size_t at = 0;

    buf_byte(out, '"');
    for (;;) {
        size_t n = plain_length(s, at);

        buf_bytes(out, s.p + at, n);
        at += n;
        if (at >= s.n)
            break;
        write_escape(out, (unsigned char)s.p[at++]);
    }
    buf_byte(out, '"');
}

static void
write_children(struct buf *out, const struct json *v)
{
    bool object = v->kind == JSON_OBJECT;

    buf_byte(out, object ? '{' : '[');
    json_each(child, v)
    {
        if (child != v->first)
            buf_byte(out, ',');
        if (object) {
            json_write_text(out, child->key);
            buf_byte(out, ':');
        }
        json_write(out, child);
    }
    buf_byte(out, object ? '}' : ']');
}

void
json_write(struct buf *out, const struct json *v)
{
    switch (v->kind) {
    case JSON_NULL:    buf_add(out, S("null")); break;
    case JSON_BOOL:    buf_add(out, v->flag ? S("true") : S("false")); break;
    case JSON_INT:     buf_int(out, v->number); break;
    case JSON_DECIMAL: buf_add(out, v->text); break;
    case JSON_TEXT:    json_write_text(out, v->text); break;
    case JSON_ARRAY:
    case JSON_OBJECT:  write_children(out, v); break;
    }
}

Str
json_string(struct arena *arena, const struct json *v)
{
    struct buf out = BUF_MAX((size_t)64 << 20);
    Str        s;

    json_write(&out, v);
    if (out.over)
        BUG("a JSON text over 64 MB");
    s = str_copy(arena, buf_str(&out));
    buf_free(&out);
    return s;
}

static int
by_key(const void *a, const void *b)
{
    const struct json *const *x = a, *const *y = b;

    return str_cmp((*x)->key, (*y)->key);
}

void
json_write_canonical(struct buf *out, struct arena *arena, const struct json *v)
{
    const struct json **member;
    size_t              n = 0;

    if (v->kind != JSON_OBJECT && v->kind != JSON_ARRAY) {
        json_write(out, v);
        return;
    }
    member = arena_array(arena, const struct json *, v->count + 1);
    json_each(child, v) member[n++] = child;
    if (v->kind == JSON_OBJECT)
        qsort(member, n, sizeof *member, by_key);
    buf_byte(out, v->kind == JSON_OBJECT ? '{' : '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_byte(out, ',');
        if (v->kind == JSON_OBJECT) {
            json_write_text(out, member[i]->key);
            buf_byte(out, ':');
        }
        json_write_canonical(out, arena, member[i]);
    }
    buf_byte(out, v->kind == JSON_OBJECT ? '}' : ']');
}
