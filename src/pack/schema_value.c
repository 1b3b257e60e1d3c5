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

/* -- hashes --------------------------------------------------------------------------- */

#define MIX UINT64_C(0x9E3779B97F4A7C15)

static uint64_t
mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * MIX;
    return h ^ h >> 29;
}

uint64_t
schema_hash_text(Str s)
{
    uint64_t h = mix(7, s.n), word = 0;
    size_t   i = 0;

    for (; i + 8 <= s.n; i += 8) {
        memcpy(&word, s.p + i, 8);
        h = mix(h, word);
    }
    word = 0;
    if (i < s.n)
        memcpy(&word, s.p + i, s.n - i);
    return mix(h, word);
}

static uint64_t
hash_number(const struct json *v)
{
    struct decimal d;

    if (!decimal_of(v, &d))
        return mix(3, schema_hash_text(v->text));
    return mix(mix(d.negative ? 5 : 4, d.digits), (uint64_t)(int64_t)d.exponent);
}

uint64_t
schema_hash(const struct json *v)
{
    uint64_t h = mix(11 + (uint64_t)v->kind, v->count);

    switch (v->kind) {
    case JSON_INT:
    case JSON_DECIMAL: return hash_number(v);
    case JSON_BOOL:    return mix(h, v->flag);
    case JSON_TEXT:    return mix(h, schema_hash_text(v->text));
    case JSON_ARRAY:
        json_each(one, v)
            h = mix(h, schema_hash(one));
        return h;
    case JSON_OBJECT: /* a sum, for members stand in any order */
        json_each(member, v)
            h += mix(schema_hash_text(member->key), schema_hash(member));
        return h;
    default: return h;
    }
}

/* Each is looked up among those before it, by its hash.  Hashes that were made to meet cost
 * steps, not time without end. */
const struct json *
schema_twice(struct arena *arena, const struct json *list, int *steps)
{
    size_t              size = 8;
    const struct json **slot;

    while (size < list->count * 2)
        size *= 2;
    slot = arena_array(arena, const struct json *, size);
    json_each(one, list)
    {
        size_t at = schema_hash(one) & (size - 1);

        for (; slot[at] != NULL && --*steps > 0; at = (at + 1) & (size - 1))
            if (schema_same(slot[at], one))
                return slot[at];
        if (--*steps <= 0)
            return NULL;
        slot[at] = one;
    }
    return NULL;
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

/* What stands below a part of a schema: a schema, schemas by name, or a list of them. */
enum stand { AT_SCHEMA, AT_NAMES, AT_LIST, AT_DATA };

static enum stand
stand_of(Str keyword)
{
    static const char *const named[] = { "properties", "$defs", "patternProperties",
                                         "dependentSchemas", NULL };
    static const char *const listed[] = { "prefixItems", "allOf", "anyOf", "oneOf", NULL };
    static const char *const single[] = { "items", "contains", "additionalProperties",
                                          "propertyNames", "not", "if", "then", "else", NULL };

    if (is_one_of(keyword, named))
        return AT_NAMES;
    if (is_one_of(keyword, listed))
        return AT_LIST;
    return is_one_of(keyword, single) ? AT_SCHEMA : AT_DATA;
}

static const struct json *
element(const struct json *list, Str number)
{
    int64_t            n;
    const struct json *one = list->kind == JSON_ARRAY ? list->first : NULL;

    if (scan_int(number, 0, INT32_MAX, &n) != ERR_OK)
        return NULL;
    for (; one != NULL && n > 0; n--)
        one = one->next;
    return one;
}

/* Only from schema to schema: what lies elsewhere is data. */
const struct json *
schema_target(struct arena *arena, const struct json *root, Str ref)
{
    const struct json *at = root;
    enum stand         stand = AT_SCHEMA;
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
        if (!unescape(arena, part, &part))
            return NULL;
        at = stand == AT_LIST ? element(at, part) : json_get_str(at, part);
        stand = stand == AT_SCHEMA ? stand_of(part) : AT_SCHEMA;
        if (at == NULL || stand == AT_DATA)
            return NULL;
    }
    return stand == AT_SCHEMA ? at : NULL;
}
