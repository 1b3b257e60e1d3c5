/* pack/schema_rules.c -- is a schema one that we accept?  docs/forms.md lists
 * the keywords.
 *
 * A keyword that nobody checks would be a promise broken in silence, so any
 * other is refused by name.  Floor 3. */
#include "base/lang.h"
#include "pack/schema_judge.h"

#define STEPS_MAX (10 * SCHEMA_STEPS_MAX) /* for all of a schema */

static void judge(struct judging *, const struct json *schema, Str at);

void
refuse(const struct keyword *k, const char *message, Str one)
{
    fault_add(k->j->faults, k->place, message, one, STR_NONE);
}

void
refuse_in(const struct keyword *k, Str name, const char *message, Str one)
{
    fault_add(k->j->faults, schema_path(k->j->arena, k->place, name), message, one, STR_NONE);
}

void
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
    struct decimal d;

    need(k, decimal_of(k->value, &d) && !d.negative && decimal_is_whole(&d) && d.exponent <= 18,
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

/* No element of the list may stand in it again. */
static void
need_once(const struct keyword *k, const struct json *list)
{
    const struct json *twice = schema_twice(k->j->arena, list, &k->j->steps);

    if (twice != NULL)
        refuse(k, MSG("{1} is there twice"), schema_show(k->j->arena, twice));
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
    }
    need_once(k, k->value);
}

static void
rule_enum(const struct keyword *k)
{
    if (k->value->kind != JSON_ARRAY || k->value->count == 0) {
        refuse(k, MSG("must be a list of choices"), STR_NONE);
        return;
    }
    need_once(k, k->value);
}

/* Programs of patterns are long beside their text: they pay for their memory. */
static void
need_pattern(const struct keyword *k, Str text, Str name)
{
    struct pattern *p;
    const char     *why = NULL;

    if (k->j->steps <= 0)
        return; /* judge_all says so */
    if (pattern_compile(k->j->arena, text, &p, &why) != ERR_OK)
        refuse_in(k, name, why, STR_NONE);
    else
        k->j->steps -= (int)pattern_size(p);
}

static void
rule_pattern(const struct keyword *k)
{
    if (k->value->kind != JSON_TEXT)
        refuse(k, MSG("must be a text"), STR_NONE);
    else
        need_pattern(k, k->value->text, S(""));
}

static void
rule_format(const struct keyword *k)
{
    if (k->value->kind != JSON_TEXT || schema_format(k->value->text) == NULL)
        fault_add(k->j->faults, k->place, MSG("{1} is no format that is known: {2}"),
                  schema_show(k->j->arena, k->value), schema_formats(k->j->arena));
}

static void
rule_text(const struct keyword *k)
{
    need(k, k->value->kind == JSON_TEXT, MSG("must be a text"));
}

/* Only at the top: below it $id would change what every $ref under it points to. */
static void
rule_id(const struct keyword *k)
{
    struct schema_options o = { .arena = k->j->arena };
    struct format_fault   why;

    if (k->at.n > 0)
        refuse(k, MSG("{1} may stand at the top of a schema only"), S("$id"));
    else
        need(k, k->value->kind == JSON_TEXT && !str_has(k->value->text, S("#")) &&
                    schema_format(S("uri"))(&o, k->value->text, &why),
             MSG("must be an address such as https://haiduong.gov.vn"));
}

bool
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

static void
rule_patterns(const struct keyword *k)
{
    rule_schemas(k);
    if (k->value->kind == JSON_OBJECT)
        json_each(one, k->value)
            need_pattern(k, one->key, one->key);
}

static void
rule_list(const struct keyword *k)
{
    int i = 0;

    if (k->value->kind != JSON_ARRAY || k->value->count == 0) {
        refuse(k, MSG("must be a list of schemas"), STR_NONE);
        return;
    }
    json_each(schema, k->value)
        judge(k->j, schema,
              schema_path(k->j->arena, k->place, str_format(k->j->arena, "%d", i++)));
}

static void
rule_dependent_names(const struct keyword *k)
{
    if (k->value->kind != JSON_OBJECT) {
        refuse(k, MSG("must be a JSON object"), STR_NONE);
        return;
    }
    json_each(list, k->value)
    {
        bool names = list->kind == JSON_ARRAY;

        json_each(name, list)
            names = names && name->kind == JSON_TEXT;
        if (!names)
            refuse_in(k, list->key, MSG("must be a list of names"), STR_NONE);
        else
            need_once(k, list);
    }
}

/* -- values that must fit -------------------------------------------------------------------- */

/* Examples are identities that cannot exist, as in a simulation. */
static void
check_fits(const struct keyword *k, const struct json *value)
{
    struct faults         own = { .arena = k->j->arena };
    struct schema_options o = { .arena = k->j->arena, .simulated = true };

    schema_check_part(k->j->read, &o, k->schema, value, &own, &k->j->steps);
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

/* -- the table ----------------------------------------------------------------------- */

enum who { ALL, FORMS, RECORDS };

static const struct {
    const char *name;
    rule_fn    *rule;
    enum who    who; /* whose schemas may hold it */
} rules[] = {
    { "$comment", rule_text, RECORDS },
    { "$defs", rule_schemas, ALL },
    { "$id", rule_id, RECORDS },
    { "$ref", rule_ref, ALL },
    { "$schema", rule_dialect, ALL },
    { "additionalProperties", rule_schema, ALL },
    { "allOf", rule_list, RECORDS },
    { "anyOf", rule_list, RECORDS },
    { "const", rule_any, ALL },
    { "contains", rule_schema, ALL },
    { "default", rule_default, ALL },
    { "dependentRequired", rule_dependent_names, RECORDS },
    { "dependentSchemas", rule_schemas, RECORDS },
    { "deprecated", rule_bool, RECORDS },
    { "description", rule_words, ALL },
    { "else", rule_schema, ALL },
    { "enum", rule_enum, ALL },
    { "examples", rule_examples, ALL },
    { "exclusiveMaximum", rule_number, RECORDS },
    { "exclusiveMinimum", rule_number, RECORDS },
    { "format", rule_format, ALL },
    { "if", rule_schema, ALL },
    { "items", rule_schema, ALL },
    { "maxContains", rule_count, RECORDS },
    { "maxItems", rule_count, ALL },
    { "maxLength", rule_count, ALL },
    { "maxProperties", rule_count, RECORDS },
    { "maximum", rule_number, ALL },
    { "minContains", rule_count, RECORDS },
    { "minItems", rule_count, ALL },
    { "minLength", rule_count, ALL },
    { "minProperties", rule_count, RECORDS },
    { "minimum", rule_number, ALL },
    { "multipleOf", rule_multiple, ALL },
    { "not", rule_schema, RECORDS },
    { "oneOf", rule_list, RECORDS },
    { "pattern", rule_pattern, ALL },
    { "patternProperties", rule_patterns, RECORDS },
    { "prefixItems", rule_list, RECORDS },
    { "properties", rule_schemas, ALL },
    { "propertyNames", rule_schema, RECORDS },
    { "readOnly", rule_bool, RECORDS },
    { "required", rule_names, ALL },
    { "then", rule_schema, ALL },
    { "title", rule_words, ALL },
    { "type", rule_type, ALL },
    { "uniqueItems", rule_bool, ALL },
    { "writeOnly", rule_bool, RECORDS },
    { "x-labels", rule_labels, ALL },
    { "x-not-after", rule_day, ALL },
    { "x-not-before", rule_day, ALL },
    { "x-pages", rule_pages, FORMS },
    { "x-prefill", rule_prefill, FORMS },
};

static bool
is_callers_own(const struct judging *j, Str name)
{
    for (const char *const *own = j->own; own != NULL && *own != NULL; own++)
        if (str_eq(name, str_of(*own)))
            return true;
    return false;
}

static void
judge_keyword(struct judging *j, const struct json *schema, const struct json *value, Str at)
{
    struct keyword k = { .j = j, .schema = schema, .value = value, .at = at,
                         .place = schema_path(j->arena, at, value->key) };
    enum who       others = j->form ? RECORDS : FORMS;

    if (is_callers_own(j, value->key))
        return;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (rules[i].who != others && str_eq(value->key, str_of(rules[i].name))) {
            rules[i].rule(&k);
            return;
        }
    refuse(&k, j->form ? MSG("{1} is a keyword that forms do not know")
                       : MSG("{1} is a keyword that is not checked here"), value->key);
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
    judge_bounds(j, schema, at, "minProperties", "maxProperties");
    judge_bounds(j, schema, at, "minimum", "maximum");
}

static void
judge_all(struct judging *j)
{
    j->arena = j->faults->arena;
    j->read = schema_open(j->arena, j->root);
    j->steps = STEPS_MAX;
    judge(j, j->root, S(""));
    if (j->steps <= 0)
        fault_add(j->faults, S(""), MSG("cannot be checked: too much is asked at once"),
                  STR_NONE, STR_NONE);
}

void
schema_check_schema(const struct json *schema, struct faults *faults)
{
    judge_all(&(struct judging){ .root = schema, .faults = faults, .form = true });
}

void
schema_check_record_schema(const struct json *schema, const char *const *own,
                           struct faults *faults)
{
    judge_all(&(struct judging){ .root = schema, .faults = faults, .own = own });
}
