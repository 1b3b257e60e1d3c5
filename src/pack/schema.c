/* pack/schema.c -- does a value hold under a form's schema (schema.h)?
 *
 * One walk over the value; every fault is reported where it lies.  A keyword
 * that is not in the table is a fault of the schema, found when its pack is
 * loaded, so checking may take the schema as sound.  Floor 3. */
#include "pack/schema.h"

#include "base/scan.h"
#include "base/text.h"
#include "base/time.h"
#include "base/words.h"
#include "pack/format.h"
#include "pack/pattern.h"

#define DEPTH_MAX 16

struct checking {
    const struct schema_options *options;
    const struct json           *root; /* for local $ref */
    struct faults               *faults;
    int                          depth;
};

static void check_value(struct checking *, const struct json *schema, const struct json *value,
                        Str path);

static Str
number(struct checking *c, int64_t n)
{
    return str_format(c->options->arena, "%lld", (long long)n);
}

static Str
under(struct checking *c, Str path, Str name)
{
    if (path.n == 0)
        return name;
    return str_format(c->options->arena, "%.*s/%.*s", STR_ARG(path), STR_ARG(name));
}

/* -- kinds ------------------------------------------------------------------------- */

static bool
is_of_type(const struct json *v, Str type)
{
    switch (v->kind) {
    case JSON_NULL:    return str_eq(type, S("null"));
    case JSON_BOOL:    return str_eq(type, S("boolean"));
    case JSON_INT:     return str_eq(type, S("integer")) || str_eq(type, S("number"));
    case JSON_DECIMAL: return str_eq(type, S("number"));
    case JSON_TEXT:    return str_eq(type, S("string"));
    case JSON_ARRAY:   return str_eq(type, S("array"));
    case JSON_OBJECT:  return str_eq(type, S("object"));
    }
    return false;
}

static bool
type_holds(const struct json *type, const struct json *v)
{
    if (type == NULL)
        return true;
    if (type->kind == JSON_TEXT)
        return is_of_type(v, type->text);
    json_each(t, type)
        if (is_of_type(v, t->text))
            return true;
    return false;
}

static const char *
type_fault(const struct json *type)
{
    Str t = type->kind == JSON_TEXT ? type->text : S("");

    if (str_eq(t, S("integer")))
        return MSG("must be a whole number");
    if (str_eq(t, S("number")))
        return MSG("must be a number");
    if (str_eq(t, S("boolean")))
        return MSG("must be true or false");
    return MSG("is not of the right kind");
}

static bool
json_equal(const struct json *a, const struct json *b)
{
    const struct json *x, *y;

    if (a->kind != b->kind || a->count != b->count)
        return false;
    switch (a->kind) {
    case JSON_NULL:    return true;
    case JSON_BOOL:    return a->flag == b->flag;
    case JSON_INT:     return a->number == b->number;
    case JSON_DECIMAL:
    case JSON_TEXT:    return str_eq(a->text, b->text);
    case JSON_ARRAY:
        for (x = a->first, y = b->first; x != NULL; x = x->next, y = y->next)
            if (!json_equal(x, y))
                return false;
        return true;
    case JSON_OBJECT:
        for (x = a->first; x != NULL; x = x->next) {
            y = json_get_str(b, x->key);
            if (y == NULL || !json_equal(x, y))
                return false;
        }
        return true;
    }
    return false;
}

static bool
is_among(const struct json *list, const struct json *v)
{
    json_each(one, list)
        if (json_equal(one, v))
            return true;
    return false;
}

/* -- texts and numbers --------------------------------------------------------------- */

static void
check_text(struct checking *c, const struct json *schema, Str s, Str path)
{
    int64_t     n = (int64_t)text_count(s), min = json_int(schema, "minLength", 0);
    int64_t     max = json_int(schema, "maxLength", INT64_MAX);
    Str         pattern = json_text(schema, "pattern"), format = json_text(schema, "format"), one = S("");
    const char *why;

    if (n < min)
        fault_add(c->faults, path, MSG("is too short: at least {1} characters, now {2}"),
                  number(c, min), number(c, n));
    if (n > max)
        fault_add(c->faults, path, MSG("is too long: at most {1} characters, now {2}"),
                  number(c, max), number(c, n));
    if (pattern.p != NULL && !pattern_holds(pattern, s))
        fault_add(c->faults, path, MSG("is not written as it should be"), STR_NONE, STR_NONE);
    if (format.p != NULL && !format_holds(c->options, format, s, &why, &one))
        fault_add(c->faults, path, why, one, STR_NONE);
}

/* Whole numbers are compared exactly; a decimal bound or value as a double. */
static double
as_double(const struct json *v)
{
    char   text[72];
    size_t n = v->text.n < 70 ? v->text.n : 70;

    if (v->kind == JSON_INT)
        return (double)v->number;
    memcpy(text, v->text.p, n);
    text[n] = '\0';
    return format_double(text);
}

static int
compare(const struct json *a, const struct json *b)
{
    double x, y;

    if (a->kind == JSON_INT && b->kind == JSON_INT)
        return (a->number > b->number) - (a->number < b->number);
    x = as_double(a);
    y = as_double(b);
    return (x > y) - (x < y);
}

static Str
as_text(struct checking *c, const struct json *v)
{
    return v->kind == JSON_INT ? number_text(c->options->arena, v->number, false) : v->text;
}

static void
check_number(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    const struct json *min = json_get(schema, "minimum"), *max = json_get(schema, "maximum");
    int64_t            step = json_int(schema, "multipleOf", 0);

    if (min != NULL && compare(v, min) < 0)
        fault_add(c->faults, path, MSG("is too small: at least {1}"), as_text(c, min), STR_NONE);
    if (max != NULL && compare(v, max) > 0)
        fault_add(c->faults, path, MSG("is too large: at most {1}"), as_text(c, max), STR_NONE);
    if (step > 0 && (v->kind != JSON_INT || v->number % step != 0))
        fault_add(c->faults, path, MSG("is a multiple of {1}"), number(c, step), STR_NONE);
}

/* -- lists and objects ------------------------------------------------------------------ */

static void
check_array(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    const struct json *items = json_get(schema, "items");
    int64_t            min = json_int(schema, "minItems", 0), i = 0;
    int64_t            max = json_int(schema, "maxItems", INT64_MAX);

    if ((int64_t)v->count < min)
        fault_add(c->faults, path, MSG("needs at least {1}"), number(c, min), STR_NONE);
    if ((int64_t)v->count > max)
        fault_add(c->faults, path, MSG("has at most {1}"), number(c, max), STR_NONE);
    json_each(item, v)
    {
        if (items != NULL)
            check_value(c, items, item, under(c, path, number(c, i)));
        if (json_bool(schema, "uniqueItems"))
            for (const struct json *other = v->first; other != item; other = other->next)
                if (json_equal(other, item)) {
                    fault_add(c->faults, under(c, path, number(c, i)), MSG("is given twice"),
                              STR_NONE, STR_NONE);
                    break;
                }
        i++;
    }
}

static void
check_object(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    const struct json *properties = json_get(schema, "properties");
    const struct json *more = json_get(schema, "additionalProperties");

    json_each(name, json_get(schema, "required"))
        if (json_get_str(v, name->text) == NULL)
            fault_add(c->faults, under(c, path, name->text), MSG("is missing"), STR_NONE, STR_NONE);
    json_each(member, v)
    {
        const struct json *known = json_get_str(properties, member->key);

        if (known != NULL)
            check_value(c, known, member, under(c, path, member->key));
        else if (more != NULL && more->kind == JSON_BOOL && !more->flag)
            fault_add(c->faults, under(c, path, member->key), MSG("is not known here"), STR_NONE,
                      STR_NONE);
        else if (more != NULL && more->kind == JSON_OBJECT)
            check_value(c, more, member, under(c, path, member->key));
    }
}

/* -- the walk ------------------------------------------------------------------------------ */

/* "#/$defs/name" */
static const struct json *
resolve(const struct checking *c, Str ref)
{
    if (!str_starts(ref, S("#/$defs/")))
        return NULL;
    return json_get_str(json_get(c->root, "$defs"), str_sub(ref, 8, ref.n));
}

static bool
holds_quietly(struct checking *c, const struct json *schema, const struct json *v)
{
    struct faults   quiet = { .arena = c->options->arena };
    struct checking inner = *c;

    inner.faults = &quiet;
    check_value(&inner, schema, v, S(""));
    return quiet.count == 0;
}

static void
check_branches(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    const struct json *condition = json_get(schema, "if"), *branch;

    if (condition == NULL)
        return;
    branch = json_get(schema, holds_quietly(c, condition, v) ? "then" : "else");
    if (branch != NULL)
        check_value(c, branch, v, path);
}

static void
check_by_kind(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    const struct json *allowed = json_get(schema, "enum"), *only = json_get(schema, "const");

    if (allowed != NULL && !is_among(allowed, v))
        fault_add(c->faults, path, MSG("choose one of the answers offered"), STR_NONE, STR_NONE);
    if (only != NULL && !json_equal(only, v))
        fault_add(c->faults, path, MSG("is not the answer that is needed here"), STR_NONE, STR_NONE);
    if (v->kind == JSON_TEXT)
        check_text(c, schema, v->text, path);
    else if (v->kind == JSON_INT || v->kind == JSON_DECIMAL)
        check_number(c, schema, v, path);
    else if (v->kind == JSON_ARRAY)
        check_array(c, schema, v, path);
    else if (v->kind == JSON_OBJECT)
        check_object(c, schema, v, path);
}

static void
check_value(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    Str                ref = json_text(schema, "$ref");
    const struct json *type = json_get(schema, "type");

    if (schema->kind == JSON_BOOL) {
        if (!schema->flag)
            fault_add(c->faults, path, MSG("is not known here"), STR_NONE, STR_NONE);
        return;
    }
    if (c->depth >= DEPTH_MAX) {
        fault_add(c->faults, path, MSG("is nested too deeply"), STR_NONE, STR_NONE);
        return;
    }
    c->depth++;
    if (ref.p != NULL && resolve(c, ref) != NULL)
        check_value(c, resolve(c, ref), v, path);
    if (!type_holds(type, v))
        fault_add(c->faults, path, type_fault(type), STR_NONE, STR_NONE);
    else
        check_by_kind(c, schema, v, path);
    check_branches(c, schema, v, path);
    c->depth--;
}

void
schema_check(const struct schema_options *o, const struct json *schema, const struct json *value,
             struct faults *faults, Str prefix)
{
    struct checking c = { .options = o, .root = schema, .faults = faults };

    check_value(&c, schema, value, prefix);
}

/* -- from a form's texts ----------------------------------------------------------------------- */

static struct json *
coerce_text(const struct schema_options *o, const struct json *schema, Str s)
{
    Str     type = json_text(schema, "type");
    int64_t n;
    Day     day;

    s = str_trim(s);
    if (str_eq(type, S("integer")) && format_whole(o->arena, s, &n))
        return json_new_int(o->arena, n);
    if (str_eq(type, S("boolean")) && (str_eq(s, S("true")) || str_eq(s, S("on"))))
        return json_new_bool(o->arena, true);
    if (str_eq(type, S("boolean")) && (str_eq(s, S("false")) || str_eq(s, S("off"))))
        return json_new_bool(o->arena, false);
    if (str_eq(json_text(schema, "format"), S("date")) && day_parse_people(s, &day) == ERR_OK)
        return json_new_text(o->arena, day_text(o->arena, day));
    return json_new_text(o->arena, s);
}

struct json *
schema_coerce(const struct schema_options *o, const struct json *schema, const struct json *value)
{
    const struct json *properties = json_get(schema, "properties");
    struct json       *out;

    if (value->kind == JSON_TEXT)
        return coerce_text(o, schema, value->text);
    if (value->kind != JSON_OBJECT)
        return json_copy(o->arena, value);
    out = json_object(o->arena);
    json_each(member, value)
    {
        const struct json *known = json_get_str(properties, member->key);

        if (member->kind == JSON_NULL || (member->kind == JSON_TEXT && str_trim(member->text).n == 0))
            continue;
        json_put(out, member->key,
                 known != NULL ? schema_coerce(o, known, member) : json_copy(o->arena, member));
    }
    return out;
}
