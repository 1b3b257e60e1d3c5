/* pack/schema_rules.c -- is a schema one that we accept?  docs/forms.md lists
 * the keywords.
 *
 * A keyword that nobody checks would be a promise broken in silence, so any
 * other is refused by name.  Floor 3. */
#include "base/lang.h"
#include "pack/pattern.h"
#include "pack/schema_parts.h"

#define LOOP_STEPS_MAX 20000

struct judging {
    struct arena      *arena;
    const struct json *root;
    struct faults     *faults;
};

/* One keyword of one schema. */
struct keyword {
    struct judging    *j;
    const struct json *schema, *value;
    Str                at;    /* where the schema stands */
    Str                place; /* where the keyword does */
};

static void judge(struct judging *, const struct json *schema, Str at);

static void
refuse(const struct keyword *k, const char *message, Str one)
{
    fault_add(k->j->faults, k->place, message, one, STR_NONE);
}

static void
refuse_in(const struct keyword *k, Str name, const char *message, Str one)
{
    fault_add(k->j->faults, schema_path(k->j->arena, k->place, name), message, one, STR_NONE);
}

static void
need(const struct keyword *k, bool holds, const char *message)
{
    if (!holds)
        refuse(k, message, STR_NONE);
}

/* -- plain keywords ------------------------------------------------------------------- */

static bool
is_type(const struct json *v)
{
    static const char *const known[] = { "string", "integer", "number", "boolean",
                                         "array",  "object",  "null" };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (v->kind == JSON_TEXT && str_eq(v->text, str_of(known[i])))
            return true;
    return false;
}

static void
rule_type(const struct keyword *k)
{
    bool good = k->value->kind == JSON_ARRAY ? k->value->count > 0 : is_type(k->value);

    if (k->value->kind == JSON_ARRAY)
        json_each(one, k->value)
            good = good && is_type(one);
    need(k, good, MSG("must be string, integer, number, boolean, array, object or null, or a "
                      "list of these"));
}

static void
rule_count(const struct keyword *k)
{
    need(k, k->value->kind == JSON_INT && k->value->number >= 0,
         MSG("must be a whole number from 0"));
}

static void
rule_bool(const struct keyword *k)
{
    need(k, k->value->kind == JSON_BOOL, MSG("must be true or false"));
}

static void
rule_number(const struct keyword *k)
{
    struct decimal d;

    need(k, decimal_of(k->value, &d), MSG("must be a number of at most 19 digits"));
}

static void
rule_multiple(const struct keyword *k)
{
    struct decimal d;

    need(k, decimal_of(k->value, &d) && !d.negative && d.digits != 0,
         MSG("must be a number above 0"));
}

static void
rule_any(const struct keyword *k)
{
    (void)k;
}

static void
rule_dialect(const struct keyword *k)
{
    need(k, k->value->kind == JSON_TEXT &&
                str_eq(k->value->text, S("https://json-schema.org/draft/2020-12/schema")),
         MSG("must be https://json-schema.org/draft/2020-12/schema"));
}

static void
rule_names(const struct keyword *k)
{
    const struct json *properties = json_get(k->schema, "properties");
    const struct json *others = json_get(k->schema, "additionalProperties");
    bool               closed = others != NULL && others->kind == JSON_BOOL && !others->flag;

    if (k->value->kind != JSON_ARRAY) {
        refuse(k, MSG("must be a list of names"), STR_NONE);
        return;
    }
    json_each(name, k->value)
    {
        if (name->kind != JSON_TEXT)
            refuse(k, MSG("must be a list of names"), STR_NONE);
        else if (closed && json_get_str(properties, name->text) == NULL)
            refuse(k, MSG("{1} is asked for and not among the properties"), name->text);
        for (const struct json *later = name->next; later != NULL; later = later->next)
            if (schema_same(name, later))
                refuse(k, MSG("{1} is there twice"), name->text);
    }
}

static void
rule_enum(const struct keyword *k)
{
    if (k->value->kind != JSON_ARRAY || k->value->count == 0) {
        refuse(k, MSG("must be a list of choices"), STR_NONE);
        return;
    }
    for (const struct json *one = k->value->first; one != NULL; one = one->next)
        for (const struct json *later = one->next; later != NULL; later = later->next)
            if (schema_same(one, later))
                refuse(k, MSG("{1} is there twice"), schema_show(k->j->arena, one));
}

static void
rule_pattern(const struct keyword *k)
{
    struct pattern *p;
    const char     *why = NULL;

    if (k->value->kind != JSON_TEXT)
        refuse(k, MSG("must be a text"), STR_NONE);
    else if (pattern_compile(k->j->arena, k->value->text, &p, &why) != ERR_OK)
        refuse(k, why, STR_NONE);
}

static void
rule_format(const struct keyword *k)
{
    if (k->value->kind != JSON_TEXT || schema_format(k->value->text) == NULL)
        refuse(k, MSG("{1} is no format that is known: date, email, phone, personal-number, "
                      "tax-code, unit, uri"),
               schema_show(k->j->arena, k->value));
}

static bool
is_words(const struct json *v)
{
    return v != NULL && (v->kind == JSON_TEXT ||
                         (v->kind == JSON_OBJECT && json_text(v, "vi").n > 0 &&
                          json_text(v, "en").n > 0));
}

static void
rule_words(const struct keyword *k)
{
    need(k, is_words(k->value),
         MSG("must be a text, or words in Vietnamese (vi) and English (en)"));
}

/* -- schemas within ----------------------------------------------------------------------- */

static void
rule_schema(const struct keyword *k)
{
    judge(k->j, k->value, k->place);
}

static void
rule_schemas(const struct keyword *k)
{
    if (k->value->kind != JSON_OBJECT) {
        refuse(k, MSG("must be a JSON object"), STR_NONE);
        return;
    }
    json_each(schema, k->value)
        judge(k->j, schema, schema_path(k->j->arena, k->place, schema->key));
}

/* Does `from`, through schemas that look at the same value, come to `to`? */
static bool
comes_to(struct judging *j, const struct json *from, const struct json *to, int depth, int *steps)
{
    static const char *const in_place[] = { "if", "then", "else" };
    const struct json       *next = NULL;

    if (from == to)
        return true;
    if (depth == 0 || --*steps <= 0)
        return *steps <= 0; /* too much to follow is refused too */
    if (json_text(from, "$ref").p != NULL)
        next = schema_target(j->arena, j->root, json_text(from, "$ref"));
    if (next != NULL && comes_to(j, next, to, depth - 1, steps))
        return true;
    for (int i = 0; i < 3; i++) {
        next = json_get(from, in_place[i]);
        if (next != NULL && comes_to(j, next, to, depth - 1, steps))
            return true;
    }
    return false;
}

static void
rule_ref(const struct keyword *k)
{
    const struct json *target = NULL;
    int                steps = LOOP_STEPS_MAX;

    if (k->value->kind == JSON_TEXT)
        target = schema_target(k->j->arena, k->j->root, k->value->text);
    if (target == NULL)
        refuse(k, MSG("{1} points to no schema of this form; write #/$defs/NAME"),
               schema_show(k->j->arena, k->value));
    else if (comes_to(k->j, target, k->schema, SCHEMA_DEPTH_MAX, &steps))
        refuse(k, MSG("refers to itself without end"), STR_NONE);
}

/* -- values that must fit -------------------------------------------------------------------- */

/* Examples are identities that cannot exist, as in a simulation. */
static void
check_fits(const struct keyword *k, const struct json *value)
{
    struct faults         own = { .arena = k->j->arena };
    struct schema_options o = { .arena = k->j->arena, .simulated = true };

    schema_check_within(&o, k->j->root, k->schema, value, &own);
    if (faults_any(&own))
        refuse(k, MSG("{1} does not fit its own schema"), schema_show(k->j->arena, value));
}

static void
rule_default(const struct keyword *k)
{
    check_fits(k, k->value);
}

static void
rule_examples(const struct keyword *k)
{
    if (k->value->kind != JSON_ARRAY) {
        refuse(k, MSG("must be a list"), STR_NONE);
        return;
    }
    json_each(one, k->value)
        check_fits(k, one);
}

/* -- our own keywords -------------------------------------------------------------------------- */

static void
rule_prefill(const struct keyword *k)
{
    static const char *const known[] = {
        "account.name",  "account.born",            "account.personal_number", "account.phone",
        "account.email", "account.enterprise_name", "account.tax_code",        "account.address",
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (k->value->kind == JSON_TEXT && str_eq(k->value->text, str_of(known[i])))
            return;
    refuse(k, MSG("{1} is nothing that a form can be prefilled with"),
           schema_show(k->j->arena, k->value));
}

/* One word is known: a form is read on other days than it is written. */
static void
rule_day(const struct keyword *k)
{
    if (k->value->kind != JSON_TEXT || !str_eq(k->value->text, S("today")))
        refuse(k, MSG("must be today: the day of filing is the one bound that is known"),
               STR_NONE);
    if (!str_eq(json_text(k->schema, "format"), S("date")))
        refuse(k, MSG("binds a date: format must be date"), STR_NONE);
}

static void
rule_labels(const struct keyword *k)
{
    const struct json *list = json_get(k->schema, "enum");

    if (k->value->kind != JSON_OBJECT || list == NULL) {
        refuse(k, MSG("must give words for each value of an enum"), STR_NONE);
        return;
    }
    json_each(choice, list)
        if (!is_words(json_get_str(k->value, schema_show(k->j->arena, choice))))
            refuse_in(k, schema_show(k->j->arena, choice),
                      MSG("needs words in Vietnamese (vi) and English (en)"), STR_NONE);
}

static int
count_on_pages(const struct json *pages, Str name)
{
    int n = 0;

    json_each(page, pages)
        json_each(field, json_get(page, "fields"))
            n += field->kind == JSON_TEXT && str_eq(field->text, name);
    return n;
}

static void
judge_page(const struct keyword *k, const struct json *page, Str number)
{
    const struct json *properties = json_get(k->schema, "properties");

    if (!is_words(json_get(page, "title")) || json_get(page, "fields") == NULL) {
        refuse_in(k, number, MSG("needs a title and fields"), STR_NONE);
        return;
    }
    json_each(field, json_get(page, "fields"))
        if (field->kind != JSON_TEXT || json_get_str(properties, field->text) == NULL)
            refuse_in(k, number, MSG("{1} is not among the properties"),
                      schema_show(k->j->arena, field));
}

static void
rule_pages(const struct keyword *k)
{
    int i = 0;

    if (k->value->kind != JSON_ARRAY) {
        refuse(k, MSG("must be a list"), STR_NONE);
        return;
    }
    json_each(page, k->value)
        judge_page(k, page, str_format(k->j->arena, "%d", i++));
    json_each(property, json_get(k->schema, "properties"))
        if (count_on_pages(k->value, property->key) != 1)
            refuse(k, MSG("{1} must be on exactly one page"), property->key);
}

/* -- the table ----------------------------------------------------------------------- */

static const struct {
    const char *name;
    void (*rule)(const struct keyword *);
} rules[] = {
    { "$defs", rule_schemas },
    { "$ref", rule_ref },
    { "$schema", rule_dialect },
    { "additionalProperties", rule_schema },
    { "const", rule_any },
    { "contains", rule_schema },
    { "default", rule_default },
    { "description", rule_words },
    { "else", rule_schema },
    { "enum", rule_enum },
    { "examples", rule_examples },
    { "format", rule_format },
    { "if", rule_schema },
    { "items", rule_schema },
    { "maxItems", rule_count },
    { "maxLength", rule_count },
    { "maximum", rule_number },
    { "minItems", rule_count },
    { "minLength", rule_count },
    { "minimum", rule_number },
    { "multipleOf", rule_multiple },
    { "pattern", rule_pattern },
    { "properties", rule_schemas },
    { "required", rule_names },
    { "then", rule_schema },
    { "title", rule_words },
    { "type", rule_type },
    { "uniqueItems", rule_bool },
    { "x-labels", rule_labels },
    { "x-not-after", rule_day },
    { "x-not-before", rule_day },
    { "x-pages", rule_pages },
    { "x-prefill", rule_prefill },
};

static void
judge_keyword(struct judging *j, const struct json *schema, const struct json *value, Str at)
{
    struct keyword k = { .j = j, .schema = schema, .value = value, .at = at,
                         .place = schema_path(j->arena, at, value->key) };

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (str_eq(value->key, str_of(rules[i].name))) {
            rules[i].rule(&k);
            return;
        }
    refuse(&k, MSG("{1} is a keyword that forms do not know"), value->key);
}

static void
judge_bounds(struct judging *j, const struct json *schema, Str at, const char *low,
             const char *high)
{
    const struct json *a = json_get(schema, low), *b = json_get(schema, high);
    struct decimal     x, y;

    if (a != NULL && b != NULL && decimal_of(a, &x) && decimal_of(b, &y) &&
        decimal_compare(&x, &y) > 0)
        fault_add(j->faults, schema_path(j->arena, at, str_of(high)), MSG("is below {1}"),
                  str_of(low), STR_NONE);
}

static void
judge(struct judging *j, const struct json *schema, Str at)
{
    if (schema->kind == JSON_BOOL)
        return;
    if (schema->kind != JSON_OBJECT) {
        fault_add(j->faults, at, MSG("must be a JSON object"), STR_NONE, STR_NONE);
        return;
    }
    json_each(value, schema)
        judge_keyword(j, schema, value, at);
    judge_bounds(j, schema, at, "minLength", "maxLength");
    judge_bounds(j, schema, at, "minItems", "maxItems");
    judge_bounds(j, schema, at, "minimum", "maximum");
}

void
schema_check_schema(const struct json *schema, struct faults *faults)
{
    struct judging j = { .arena = faults->arena, .root = schema, .faults = faults };

    judge(&j, schema, S(""));
}
