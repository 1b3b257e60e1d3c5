/* pack/schema.c -- does a value hold under a schema?
 *
 * Every fault is collected, but one a text: whoever mends it sees the next.
 * Under `if` nothing is collected.  A schema that refers to itself without end,
 * or one that asks for more work than any form needs, is given up with a fault
 * of its own.  Floor 3. */
#include "pack/schema.h"

#include "base/lang.h"
#include "base/text.h"
#include "pack/pattern.h"
#include "pack/schema_parts.h"

struct checking {
    const struct schema_options *o;
    const struct json           *root;
    struct faults               *faults;
    bool                         quiet; /* under `if` */
    bool                         given_up;
    int                          depth, steps;
};

static bool apply(struct checking *, const struct json *schema, const struct json *value, Str path);

static bool
fail(struct checking *c, Str path, const char *message, Str one, Str two)
{
    if (!c->quiet && !c->given_up)
        fault_add(c->faults, path, message, one, two);
    return false;
}

static Str
count_text(struct checking *c, size_t n)
{
    return number_text(c->o->arena, (int64_t)n, false);
}

/* -- kinds --------------------------------------------------------------------------- */

static bool
is_whole(const struct json *v)
{
    struct decimal d;

    return v->kind == JSON_INT || (v->kind == JSON_DECIMAL && decimal_of(v, &d) &&
                                   decimal_is_whole(&d));
}

static bool
is_kind(const struct json *v, Str type)
{
    switch (v->kind) {
    case JSON_NULL:    return str_eq(type, S("null"));
    case JSON_BOOL:    return str_eq(type, S("boolean"));
    case JSON_TEXT:    return str_eq(type, S("string"));
    case JSON_ARRAY:   return str_eq(type, S("array"));
    case JSON_OBJECT:  return str_eq(type, S("object"));
    case JSON_INT:
    case JSON_DECIMAL: return str_eq(type, S("number")) ||
                              (str_eq(type, S("integer")) && is_whole(v));
    }
    return false;
}

static const char *
kind_message(Str type)
{
    static const struct {
        const char *type, *message;
    } row[] = {
        { "string", MSG("must be a text") },
        { "integer", MSG("must be a whole number") },
        { "number", MSG("must be a number") },
        { "boolean", MSG("must be true or false") },
        { "array", MSG("must be a list") },
        { "object", MSG("must be a JSON object") },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (str_eq(type, str_of(row[i].type)))
            return row[i].message;
    return MSG("is of the wrong kind");
}

static bool
check_type(struct checking *c, const struct json *type, const struct json *v, Str path)
{
    if (type == NULL)
        return true;
    if (type->kind == JSON_TEXT)
        return is_kind(v, type->text) ||
               fail(c, path, kind_message(type->text), STR_NONE, STR_NONE);
    json_each(one, type)
        if (is_kind(v, one->text))
            return true;
    return fail(c, path, MSG("is of the wrong kind"), STR_NONE, STR_NONE);
}

static bool
check_choice(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    const struct json *constant = json_get(schema, "const"), *list = json_get(schema, "enum");
    bool               among = list == NULL;

    if (constant != NULL && !schema_same(constant, v))
        return fail(c, path, MSG("must be {1}"), schema_show(c->o->arena, constant), STR_NONE);
    json_each(one, list)
        among = among || schema_same(one, v);
    return among || fail(c, path, MSG("choose one of the answers offered"), STR_NONE, STR_NONE);
}

/* -- texts --------------------------------------------------------------------------- */

static bool
check_length(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    int64_t n = (int64_t)text_count(v->text);
    int64_t min = json_int(schema, "minLength", 0), max = json_int(schema, "maxLength", INT64_MAX);

    if (n < min)
        return fail(c, path, MSG("needs at least {1} characters; has {2}"),
                    count_text(c, (size_t)min), count_text(c, (size_t)n));
    if (n > max)
        return fail(c, path, MSG("may have at most {1} characters; has {2}"),
                    count_text(c, (size_t)max), count_text(c, (size_t)n));
    return true;
}

static bool
check_pattern(struct checking *c, Str text, const struct json *v, Str path)
{
    struct pattern *p;
    const char     *why;

    if (text.p == NULL)
        return true;
    if (pattern_compile(c->o->arena, text, &p, &why) != ERR_OK)
        return fail(c, path, MSG("cannot be checked: the form's pattern is wrong"), STR_NONE,
                    STR_NONE);
    if (v->text.n > PATTERN_TEXT_MAX)
        return fail(c, path, MSG("is too long"), STR_NONE, STR_NONE);
    return pattern_matches(c->o->arena, p, v->text) ||
           fail(c, path, MSG("{1} is not written as it must be"),
                schema_show(c->o->arena, v), STR_NONE);
}

/* A bound looks at the day of filing, which is today but in a supplement. */
static bool
check_day(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    bool today = c->o->filed == c->o->today;
    Str  filed = c->o->filed != 0 ? day_people(c->o->arena, c->o->filed) : STR_NONE;
    Day  day;

    if (filed.n == 0 || day_parse(v->text, &day) != ERR_OK)
        return true;
    if (json_get(schema, "x-not-after") != NULL && day > c->o->filed)
        return fail(c, path, today ? MSG("may not be after today, {1}")
                                   : MSG("may not be after the day of filing, {1}"),
                    filed, STR_NONE);
    if (json_get(schema, "x-not-before") != NULL && day < c->o->filed)
        return fail(c, path, today ? MSG("may not be before today, {1}")
                                   : MSG("may not be before the day of filing, {1}"),
                    filed, STR_NONE);
    return true;
}

static bool
check_text(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    format_fn          *format = schema_format(json_text(schema, "format"));
    struct format_fault why = { 0 };

    if (v->kind != JSON_TEXT)
        return true;
    if (format != NULL && !format(c->o, v->text, &why))
        return fail(c, path, why.message, why.one, why.two);
    return check_day(c, schema, v, path) && check_length(c, schema, v, path) &&
           check_pattern(c, json_text(schema, "pattern"), v, path);
}

/* -- numbers -------------------------------------------------------------------------- */

/* What the schema sets, as a number; NULL when it sets none that can be read. */
static const struct json *
bound_of(const struct json *schema, const char *keyword, struct decimal *out)
{
    const struct json *bound = json_get(schema, keyword);

    return bound != NULL && decimal_of(bound, out) ? bound : NULL;
}

/* At least, at most, a multiple of: every fault, not the first alone. */
static bool
check_bounds(struct checking *c, const struct json *schema, const struct decimal *d, Str path)
{
    struct decimal     least, most, step;
    const struct json *min = bound_of(schema, "minimum", &least);
    const struct json *max = bound_of(schema, "maximum", &most);
    const struct json *of = bound_of(schema, "multipleOf", &step);
    bool               good = true;

    if (min != NULL && decimal_compare(d, &least) < 0)
        good = fail(c, path, MSG("must be at least {1}"), schema_show(c->o->arena, min), STR_NONE);
    if (max != NULL && decimal_compare(d, &most) > 0)
        good = fail(c, path, MSG("must be at most {1}"), schema_show(c->o->arena, max), STR_NONE);
    if (of != NULL && step.digits != 0 && !decimal_is_multiple(d, &step))
        good = fail(c, path, MSG("must be a multiple of {1}"), schema_show(c->o->arena, of),
                    STR_NONE);
    return good;
}

static bool
check_number(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    struct decimal d;

    if ((v->kind != JSON_INT && v->kind != JSON_DECIMAL) ||
        (json_get(schema, "minimum") == NULL && json_get(schema, "maximum") == NULL &&
         json_get(schema, "multipleOf") == NULL))
        return true;
    if (!decimal_of(v, &d))
        return fail(c, path, MSG("has too many digits"), STR_NONE, STR_NONE);
    return check_bounds(c, schema, &d, path);
}

/* -- lists ------------------------------------------------------------------------------ */

static bool
check_unique(struct checking *c, const struct json *v, Str path)
{
    for (const struct json *a = v->first; a != NULL; a = a->next)
        for (const struct json *b = a->next; b != NULL; b = b->next) {
            if (++c->steps > SCHEMA_STEPS_MAX) {
                c->given_up = true;
                return false;
            }
            if (schema_same(a, b))
                return fail(c, path, MSG("{1} is there twice"), schema_show(c->o->arena, a),
                            STR_NONE);
        }
    return true;
}

static bool
check_list(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    const struct json *items = json_get(schema, "items");
    int64_t min = json_int(schema, "minItems", 0), max = json_int(schema, "maxItems", INT64_MAX);
    bool    good = true;
    int     i = 0;

    if (v->kind != JSON_ARRAY)
        return true;
    if ((int64_t)v->count < min)
        good = fail(c, path, MSG("needs at least {1}; has {2}"), count_text(c, (size_t)min),
                    count_text(c, v->count));
    if ((int64_t)v->count > max)
        good = fail(c, path, MSG("may have at most {1}; has {2}"), count_text(c, (size_t)max),
                    count_text(c, v->count));
    if (json_bool(schema, "uniqueItems"))
        good = check_unique(c, v, path) && good;
    if (items != NULL)
        json_each(one, v)
        {
            Str number = str_format(c->o->arena, "%d", i++);

            good = apply(c, items, one, schema_path(c->o->arena, path, number)) && good;
        }
    return good;
}

/* Is there one among them that the schema holds for? */
static bool
check_contains(struct checking *c, const struct json *wanted, const struct json *v, Str path)
{
    bool quiet = c->quiet, found = false;

    if (wanted == NULL || v->kind != JSON_ARRAY)
        return true;
    c->quiet = true;
    for (const struct json *one = v->first; one != NULL && !found; one = one->next)
        found = apply(c, wanted, one, path);
    c->quiet = quiet;
    return found || fail(c, path, MSG("lacks one that is asked for"), STR_NONE, STR_NONE);
}

/* -- objects ---------------------------------------------------------------------------- */

static bool
check_members(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    const struct json *properties = json_get(schema, "properties");
    const struct json *others = json_get(schema, "additionalProperties");
    bool               good = true;

    json_each(member, v)
    {
        const struct json *own = json_get_str(properties, member->key);
        Str                here = schema_path(c->o->arena, path, member->key);

        if (own != NULL)
            good = apply(c, own, member, here) && good;
        else if (others != NULL && others->kind == JSON_BOOL && !others->flag)
            good = fail(c, here, MSG("is not known here"), STR_NONE, STR_NONE);
        else if (others != NULL)
            good = apply(c, others, member, here) && good;
    }
    return good;
}

static bool
check_object(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    bool good = true;

    if (v->kind != JSON_OBJECT)
        return true;
    json_each(name, json_get(schema, "required"))
        if (name->kind == JSON_TEXT && json_get_str(v, name->text) == NULL)
            good = fail(c, schema_path(c->o->arena, path, name->text), MSG("is missing"), STR_NONE,
                        STR_NONE);
    return check_members(c, schema, v, path) && good;
}

/* -- schemas in place --------------------------------------------------------------------- */

static bool
check_ref(struct checking *c, Str ref, const struct json *v, Str path)
{
    const struct json *target;

    if (ref.p == NULL)
        return true;
    target = schema_target(c->o->arena, c->root, ref);
    if (target == NULL)
        return fail(c, path, MSG("cannot be checked: {1} points to nothing"), ref, STR_NONE);
    return apply(c, target, v, path);
}

static bool
check_if(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    const struct json *condition = json_get(schema, "if"), *branch;
    bool               quiet = c->quiet, holds;

    if (condition == NULL)
        return true;
    c->quiet = true;
    holds = apply(c, condition, v, path);
    c->quiet = quiet;
    branch = json_get(schema, holds ? "then" : "else");
    return branch == NULL || apply(c, branch, v, path);
}

static bool
check_all(struct checking *c, const struct json *schema, const struct json *v, Str path)
{
    bool good = check_ref(c, json_text(schema, "$ref"), v, path);

    if (!check_type(c, json_get(schema, "type"), v, path))
        return false; /* the rest would only say it again */
    good = check_choice(c, schema, v, path) && check_text(c, schema, v, path) && good;
    good = check_number(c, schema, v, path) && good;
    good = check_list(c, schema, v, path) && good;
    good = check_contains(c, json_get(schema, "contains"), v, path) && good;
    good = check_object(c, schema, v, path) && good;
    return check_if(c, schema, v, path) && good;
}

static bool
apply(struct checking *c, const struct json *schema, const struct json *value, Str path)
{
    bool good;

    if (schema->kind == JSON_BOOL)
        return schema->flag || fail(c, path, MSG("may not be given"), STR_NONE, STR_NONE);
    if (c->depth == SCHEMA_DEPTH_MAX || ++c->steps > SCHEMA_STEPS_MAX)
        c->given_up = true;
    if (c->given_up)
        return false;
    c->depth++;
    good = check_all(c, schema, value, path);
    c->depth--;
    return good;
}

static void
check_whole(struct checking *c, const struct json *schema, const struct json *value, Str prefix)
{
    apply(c, schema, value, prefix);
    if (c->given_up)
        fault_add(c->faults, prefix, MSG("cannot be checked: too much is asked at once"),
                  STR_NONE, STR_NONE);
}

void
schema_check(const struct schema_options *o, const struct json *schema, const struct json *value,
             struct faults *faults, Str prefix)
{
    struct checking c = { .o = o, .root = schema, .faults = faults };

    check_whole(&c, schema, value, prefix);
}

void
schema_check_within(const struct schema_options *o, const struct json *root,
                    const struct json *schema, const struct json *value, struct faults *faults)
{
    struct checking c = { .o = o, .root = root, .faults = faults };

    check_whole(&c, schema, value, S(""));
}
