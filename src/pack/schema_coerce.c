/* pack/schema_coerce.c -- what an HTML form sends, as the types of its schema.
 *
 * People write 1.250.000 and 12,5 here, dates as 28/02/2024, numbers of people
 * and telephones with spaces and dots.  What is not clearly one of these stays
 * a text, so that schema_check can say what is wrong with what was typed.
 * Floor 3. */
#include "base/lang.h"
#include "base/scan.h"
#include "pack/schema_parts.h"

struct coercing {
    const struct schema_options *o;
    const struct json           *root;
    int                          depth;
};

static struct json *coerce(struct coercing *, const struct json *schema, const struct json *value);

/* -- texts to numbers ------------------------------------------------------------------ */

/* Takes the marks between groups of three: "1.250.000", "1 250 000".  False
 * when they stand anywhere else. */
static bool
without_groups(struct arena *arena, Str s, Str *out)
{
    char  *p = arena_alloc_raw(arena, s.n + 1);
    size_t n = 0, since = 0;
    bool   grouped = false;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.' || s.p[i] == ' ') {
            if (since == 0 || since > 3 || (grouped && since != 3))
                return false;
            grouped = true;
            since = 0;
            continue;
        }
        since += s.p[i] != '-';
        p[n++] = s.p[i];
    }
    *out = (Str){ p, n };
    return !grouped || since == 3;
}

static struct json *
whole_number(struct coercing *c, Str s)
{
    int64_t n;
    Str     plain;

    if (!without_groups(c->o->arena, s, &plain) ||
        scan_int(plain, INT64_MIN, INT64_MAX, &n) != ERR_OK)
        return NULL;
    return json_new_int(c->o->arena, n);
}

/* "12,5" and "1.250,75"; without a comma it is a whole number. */
static struct json *
any_number(struct coercing *c, Str s)
{
    Str          whole, part, text;
    struct json *v;

    if (!str_cut(s, ',', &whole, &part))
        return whole_number(c, s);
    if (!without_groups(c->o->arena, whole, &whole))
        return NULL;
    text = str_format(c->o->arena, "%.*s.%.*s", STR_ARG(whole), STR_ARG(part));
    if (json_parse(c->o->arena, text, &v, NULL) != ERR_OK || v->kind != JSON_DECIMAL)
        return NULL;
    return v;
}

static struct json *
truth(struct coercing *c, Str s)
{
    static const char *const yes[] = { "on", "true", "1", "yes" };
    static const char *const no[] = { "off", "false", "0", "no" };

    for (int i = 0; i < 4; i++) {
        if (str_eq_nocase(s, str_of(yes[i])))
            return json_new_bool(c->o->arena, true);
        if (str_eq_nocase(s, str_of(no[i])))
            return json_new_bool(c->o->arena, false);
    }
    return NULL;
}

/* -- texts to texts ------------------------------------------------------------------------ */

/* Without the spaces, dots and dashes that people put between digits. */
static Str
digits_together(struct arena *arena, Str s, const char *marks)
{
    char  *p = arena_alloc_raw(arena, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\0' || strchr(marks, s.p[i]) == NULL)
            p[n++] = s.p[i];
    return (Str){ p, n };
}

static Str
phone(struct arena *arena, Str s)
{
    Str plain = digits_together(arena, s, " .-()");

    if (str_starts(plain, S("+84")))
        return str_format(arena, "0%.*s", STR_ARG(str_sub(plain, 3, plain.n)));
    return plain;
}

/* "07/2024" as people write it, "2024-07". */
static Str
month(struct arena *arena, Str s)
{
    Day day;
    Str month, year;

    if (str_cut(s, '/', &month, &year) && year.n == 4 &&
        day_parse_people(str_format(arena, "01/%.*s", STR_ARG(s)), &day) == ERR_OK)
        return str_sub(day_text(arena, day), 0, 7);
    return s;
}

/* "28/02/2024 07:30" and what lacks seconds or a zone, at UTC+7; one that is whole stays. */
static Str
moment(const struct schema_options *o, Str s)
{
    struct format_fault why;
    Str                 first, hour;
    Day                 day;
    int                 minute;
    Time                t;

    if (schema_format(S("date-time"))(o, s, &why))
        return s;
    if (time_parse(s, &t) == ERR_OK)
        return time_text(o->arena, t);
    if (str_cut(s, ' ', &first, &hour) && day_parse_people(first, &day) == ERR_OK &&
        minute_parse(hour, &minute) == ERR_OK && minute < 24 * 60)
        return time_text(o->arena, time_at(day, minute));
    return s;
}

static Str
formatted(struct coercing *c, Str format, Str s)
{
    Day day;

    if (str_eq(format, S("date")) && day_parse_people(s, &day) == ERR_OK)
        return day_text(c->o->arena, day);
    if (str_eq(format, S("phone")))
        return phone(c->o->arena, s);
    if (str_eq(format, S("personal-number")))
        return digits_together(c->o->arena, s, " .-");
    if (str_eq(format, S("tax-code")))
        return digits_together(c->o->arena, s, " .");
    if (str_eq(format, S("month")))
        return month(c->o->arena, s);
    if (str_eq(format, S("date-time")))
        return moment(c->o, s);
    return s;
}

/* -- one value -------------------------------------------------------------------------------- */

static bool
has_type(const struct json *schema, const char *type)
{
    const struct json *t = json_get(schema, "type");

    if (t != NULL && t->kind == JSON_TEXT)
        return str_eq(t->text, str_of(type));
    json_each(one, t)
        if (one->kind == JSON_TEXT && str_eq(one->text, str_of(type)))
            return true;
    return false;
}

/* NULL: nothing was given. */
static struct json *
coerce_text(struct coercing *c, const struct json *schema, Str text)
{
    Str          s = str_trim(text);
    struct json *v = NULL, *list;

    if (s.n == 0)
        return NULL;
    if (has_type(schema, "array")) {
        v = coerce(c, json_get(schema, "items"), json_new_text(c->o->arena, s));
        list = json_array(c->o->arena);
        if (v != NULL)
            json_add(list, v);
        return list;
    }
    if (has_type(schema, "integer"))
        v = whole_number(c, s);
    if (v == NULL && has_type(schema, "number"))
        v = any_number(c, s);
    if (v == NULL && has_type(schema, "boolean"))
        v = truth(c, s);
    return v != NULL ? v : json_new_text(c->o->arena, formatted(c, json_text(schema, "format"), s));
}

static struct json *
coerce_list(struct coercing *c, const struct json *schema, const struct json *value)
{
    struct json       *list = json_array(c->o->arena);
    const struct json *prefix = json_get(schema, "prefixItems");
    const struct json *first = prefix != NULL ? prefix->first : NULL;

    json_each(one, value)
    {
        const struct json *own = first != NULL ? first : json_get(schema, "items");
        struct json       *v = coerce(c, own, one);

        first = first != NULL ? first->next : NULL;

        if (v != NULL)
            json_add(list, v);
    }
    return list;
}

/* A property's schema: in the schema, or in what its branches add. */
static const struct json *
find_property(const struct json *schema, Str name, int depth)
{
    static const char *const branch[] = { "then", "else" };
    static const char *const each[] = { "allOf", "anyOf", "oneOf" };
    const struct json *found = json_get_str(json_get(schema, "properties"), name);

    for (int i = 0; i < 2 && found == NULL && depth > 0; i++)
        if (json_get(schema, branch[i]) != NULL)
            found = find_property(json_get(schema, branch[i]), name, depth - 1);
    for (int i = 0; i < 3 && depth > 0; i++)
        json_each(one, json_get(schema, each[i]))
            found = found != NULL ? found : find_property(one, name, depth - 1);
    return found;
}

static struct json *
coerce_object(struct coercing *c, const struct json *schema, const struct json *value)
{
    struct json *object = json_object(c->o->arena);

    json_each(member, value)
    {
        const struct json *own = find_property(schema, member->key, 4);
        struct json       *v = coerce(c, own, member);

        if (v != NULL)
            json_put(object, member->key, v);
    }
    return object;
}

static struct json *
coerce(struct coercing *c, const struct json *schema, const struct json *value)
{
    struct json *v = NULL;

    for (int hops = 0; hops < 10 && json_text(schema, "$ref").p != NULL; hops++)
        schema = schema_target(c->o->arena, c->root, json_text(schema, "$ref"));
    if (++c->depth > SCHEMA_DEPTH_MAX) {
        c->depth--;
        return json_copy(c->o->arena, value);
    }
    if (value->kind == JSON_TEXT)
        v = coerce_text(c, schema, value->text);
    else if (value->kind == JSON_ARRAY)
        v = coerce_list(c, schema, value);
    else if (value->kind == JSON_OBJECT)
        v = coerce_object(c, schema, value);
    else if (value->kind != JSON_NULL || has_type(schema, "null")) /* else: nothing was given */
        v = json_copy(c->o->arena, value);
    c->depth--;
    return v;
}

struct json *
schema_coerce(const struct schema_options *o, const struct json *schema, const struct json *value)
{
    struct coercing c = { .o = o, .root = schema };
    struct json    *v = coerce(&c, schema, value);

    return v != NULL ? v : json_new_null(o->arena);
}
