/* pack/schema_value.c -- values: the same or not, shown, and what a $ref points
 * to.  Floor 3. */
#include "base/scan.h"
#include "pack/schema_parts.h"

#define SHOWN_MAX 80 /* bytes of a value in a message */

static bool
same_members(const struct json *a, const struct json *b)
{
    json_each(member, a)
    {
        const struct json *other = json_get_str(b, member->key);

        if (other == NULL || !schema_same(member, other))
            return false;
    }
    return true;
}

static bool
same_elements(const struct json *a, const struct json *b)
{
    const struct json *other = b->first;

    for (const struct json *one = a->first; one != NULL; one = one->next, other = other->next)
        if (!schema_same(one, other))
            return false;
    return true;
}

static bool
same_numbers(const struct json *a, const struct json *b)
{
    struct decimal x, y;

    if (decimal_of(a, &x) && decimal_of(b, &y))
        return decimal_compare(&x, &y) == 0;
    return a->kind == b->kind && str_eq(a->text, b->text); /* too long to reckon with */
}

static bool
is_number(const struct json *v)
{
    return v->kind == JSON_INT || v->kind == JSON_DECIMAL;
}

bool
schema_same(const struct json *a, const struct json *b)
{
    if (is_number(a) && is_number(b))
        return same_numbers(a, b);
    if (a->kind != b->kind || a->count != b->count)
        return false;
    switch (a->kind) {
    case JSON_BOOL:   return a->flag == b->flag;
    case JSON_TEXT:   return str_eq(a->text, b->text);
    case JSON_ARRAY:  return same_elements(a, b);
    case JSON_OBJECT: return same_members(a, b);
    default:          return true;
    }
}

Str
schema_path(struct arena *arena, Str above, Str name)
{
    if (above.n == 0 || name.n == 0)
        return above.n == 0 ? name : above;
    return str_join(arena, above, S("/"), name);
}

Str
schema_show(struct arena *arena, const struct json *v)
{
    Str    s = v->kind == JSON_TEXT ? v->text : json_string(arena, v);
    size_t n = SHOWN_MAX;

    if (s.n <= SHOWN_MAX)
        return s;
    while (n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80) /* not inside a character */
        n--;
    return str_format(arena, "%.*s…", (int)n, s.p);
}

/* -- $ref ------------------------------------------------------------------------------- */

/* One part of a JSON pointer inside an address: %41 and ~1 become A and /. */
static bool
unescape(struct arena *arena, Str s, Str *out)
{
    char  *p = arena_alloc_raw(arena, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];

        if (byte == '%') {
            if (scan_hex(str_sub(s, i + 1, 2), &byte, 1) != ERR_OK)
                return false;
            i += 2;
        }
        if (n > 0 && p[n - 1] == '~' && (byte == '0' || byte == '1'))
            p[n - 1] = byte == '0' ? '\1' : '/'; /* ~0 waits, so that ~01 is ~1 */
        else
            p[n++] = (char)byte;
    }
    for (size_t i = 0; i < n; i++)
        if (p[i] == '\1')
            p[i] = '~';
    *out = (Str){ p, n };
    return true;
}

static bool
is_one_of(Str name, const char *const *list)
{
    for (; *list != NULL; list++)
        if (str_eq(name, str_of(*list)))
            return true;
    return false;
}

/* Only from schema to schema: what lies elsewhere is data. */
const struct json *
schema_target(struct arena *arena, const struct json *root, Str ref)
{
    static const char *const named[] = { "properties", "$defs", NULL };
    static const char *const single[] = { "items", "contains", "additionalProperties", "if",
                                          "then", "else", NULL };
    const struct json *at = root;
    bool               names = false;
    Str                part, rest;

    if (ref.n == 0 || ref.p[0] != '#')
        return NULL;
    rest = str_sub(ref, 1, ref.n);
    if (rest.n > 0 && rest.p[0] != '/')
        return NULL;
    while (rest.n > 0) {
        rest = str_sub(rest, 1, rest.n);
        if (str_cut(rest, '/', &part, &rest)) /* the slash belongs to the next part */
            rest = (Str){ rest.p - 1, rest.n + 1 };
        if (!unescape(arena, part, &part) ||
            (!names && !is_one_of(part, named) && !is_one_of(part, single)))
            return NULL;
        at = json_get_str(at, part);
        names = !names && is_one_of(part, named);
        if (at == NULL)
            return NULL;
    }
    return names ? NULL : at;
}
