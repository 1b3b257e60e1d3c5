/* pack/schema_read.c -- a schema's JSON into rules, each keyword looked up once.
 *
 * Anything is read, also what schema_check_schema would refuse: a keyword whose
 * value makes no sense asks for nothing, one that nobody knows does neither.
 * Floor 3. */
#include <stdlib.h>

#include "base/lang.h"
#include "pack/schema_parts.h"

/* -- keywords ------------------------------------------------------------------------------ */

/* One keyword of the rule that is being read. */
struct word {
    struct schema     *s;
    struct rule       *r;
    const struct json *value;
};

static const struct text_rule   text_none = { .max = INT64_MAX };
static const struct number_rule number_none = { .whole = true };
static const struct list_rule   list_none = { .max = INT64_MAX, .contains_min = 1,
                                              .contains_max = INT64_MAX };
static const struct object_rule object_none = { .max = INT64_MAX };
static const struct place_rule  place_none = { .ref = { NULL, 0 } };

static struct text_rule *
text_part(const struct word *w)
{
    if (w->r->text == NULL) {
        w->r->text = arena_make(w->s->arena, struct text_rule);
        *w->r->text = text_none;
    }
    return w->r->text;
}

static struct number_rule *
number_part(const struct word *w)
{
    if (w->r->number == NULL) {
        w->r->number = arena_make(w->s->arena, struct number_rule);
        *w->r->number = number_none;
    }
    return w->r->number;
}

static struct list_rule *
list_part(const struct word *w)
{
    if (w->r->list == NULL) {
        w->r->list = arena_make(w->s->arena, struct list_rule);
        *w->r->list = list_none;
    }
    return w->r->list;
}

static struct object_rule *
object_part(const struct word *w)
{
    if (w->r->object == NULL) {
        w->r->object = arena_make(w->s->arena, struct object_rule);
        *w->r->object = object_none;
    }
    return w->r->object;
}

static struct place_rule *
place_part(const struct word *w)
{
    if (w->r->place == NULL) {
        w->r->place = arena_make(w->s->arena, struct place_rule);
        *w->r->place = place_none;
    }
    return w->r->place;
}

/* A count: 3 or 3.0. */
static int64_t
count_or(const struct word *w, int64_t otherwise)
{
    struct decimal d;
    int64_t        n;

    if (w->value->kind == JSON_INT)
        return w->value->number;
    if (w->value->kind != JSON_DECIMAL || !decimal_of(w->value, &d) || d.negative ||
        d.exponent < 0 || d.exponent > 18 || d.digits > INT32_MAX)
        return otherwise;
    for (n = (int64_t)d.digits; d.exponent > 0 && n < INT64_MAX / 10; d.exponent--)
        n *= 10;
    return n;
}

static bool
is_true(const struct word *w)
{
    return w->value->kind == JSON_BOOL && w->value->flag;
}

static unsigned
type_bits(Str name, const char **message)
{
    static const struct {
        const char *name;
        unsigned    bits;
        const char *message;
    } row[] = {
        { "string", TYPE_TEXT, MSG("must be a text") },
        { "integer", TYPE_INTEGER, MSG("must be a whole number") },
        { "number", TYPE_NUMBER | TYPE_INTEGER, MSG("must be a number") },
        { "boolean", TYPE_BOOL, MSG("must be true or false") },
        { "array", TYPE_LIST, MSG("must be a list") },
        { "object", TYPE_OBJECT, MSG("must be a JSON object") },
        { "null", TYPE_NULL, MSG("is of the wrong kind") },
    };

    *message = MSG("is of the wrong kind");
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (str_eq(name, str_of(row[i].name))) {
            *message = row[i].message;
            return row[i].bits;
        }
    return 0;
}

static void
read_type(const struct word *w)
{
    const char *message;

    w->r->typed = true;
    w->r->types = type_bits(w->value->text, &w->r->type_message);
    json_each(one, w->value)
        w->r->types |= type_bits(one->text, &message);
}

static void
read_const(const struct word *w)
{
    w->r->constant = w->value;
    w->r->constant_hash = schema_hash(w->value);
}

static void
read_enum(const struct word *w)
{
    struct choices *c = arena_make(w->s->arena, struct choices);

    c->value = arena_array(w->s->arena, const struct json *, w->value->count);
    c->hash = arena_array(w->s->arena, uint64_t, w->value->count);
    json_each(one, w->value)
    {
        c->value[c->n] = one;
        c->hash[c->n++] = schema_hash(one);
    }
    w->r->choices = c;
}

static void
read_format(const struct word *w)
{
    text_part(w)->format = schema_format(w->value->text);
}

static void
read_min_length(const struct word *w)
{
    text_part(w)->min = count_or(w, 0);
}

static void
read_max_length(const struct word *w)
{
    text_part(w)->max = count_or(w, INT64_MAX);
}

static void
read_pattern(const struct word *w)
{
    const char *why;

    if (w->value->kind == JSON_TEXT)
        text_part(w)->bad_pattern = pattern_compile(w->s->arena, w->value->text,
                                                    &text_part(w)->pattern, &why) != ERR_OK;
}

static void
read_not_after(const struct word *w)
{
    text_part(w)->not_after = true;
}

static void
read_not_before(const struct word *w)
{
    text_part(w)->not_before = true;
}

/* -- bounds -------------------------------------------------------------------------------- */

static void
read_bound(const struct word *w, struct bound *b)
{
    if (!decimal_of(w->value, &b->d))
        return;
    b->shown = w->value;
    w->r->number->whole = w->r->number->whole && w->value->kind == JSON_INT;
}

static void
read_minimum(const struct word *w)
{
    read_bound(w, &number_part(w)->least);
}

static void
read_maximum(const struct word *w)
{
    read_bound(w, &number_part(w)->most);
}

static void
read_above(const struct word *w)
{
    read_bound(w, &number_part(w)->above);
}

static void
read_below(const struct word *w)
{
    read_bound(w, &number_part(w)->below);
}

static void
read_step(const struct word *w)
{
    struct bound *step = &number_part(w)->step;

    read_bound(w, step);
    if (step->shown != NULL && (step->d.digits == 0 || step->d.negative))
        step->shown = NULL; /* nothing is a multiple of 0 */
}

/* -- lists --------------------------------------------------------------------------------- */

static struct rules
rules_of(const struct word *w)
{
    struct rules all = { 0 };

    if (w->value->kind != JSON_ARRAY)
        return all;
    all.rule = arena_array(w->s->arena, struct rule *, w->value->count);
    json_each(one, w->value)
        all.rule[all.n++] = schema_rule(w->s, one);
    return all;
}

static void
read_items(const struct word *w)
{
    list_part(w)->items = schema_rule(w->s, w->value);
}

static void
read_prefix(const struct word *w)
{
    struct rules all = rules_of(w);

    list_part(w)->prefix = all.rule;
    list_part(w)->n_prefix = all.n;
}

static void
read_contains(const struct word *w)
{
    list_part(w)->contains = schema_rule(w->s, w->value);
}

static void
read_contains_min(const struct word *w)
{
    list_part(w)->contains_min = count_or(w, 1);
}

static void
read_contains_max(const struct word *w)
{
    list_part(w)->contains_max = count_or(w, INT64_MAX);
}

static void
read_min_items(const struct word *w)
{
    list_part(w)->min = count_or(w, 0);
}

static void
read_max_items(const struct word *w)
{
    list_part(w)->max = count_or(w, INT64_MAX);
}

static void
read_unique(const struct word *w)
{
    list_part(w)->unique = is_true(w);
}

/* -- objects ------------------------------------------------------------------------------- */

/* Properties and what is required share their numbers, whichever comes first. */
static void
read_names(const struct word *w)
{
    const struct json  *properties = json_get(w->r->source, "properties");
    const struct json  *required = json_get(w->r->source, "required");
    struct object_rule *o = object_part(w);
    size_t              most = (properties != NULL ? properties->count : 0) +
                               (required != NULL ? required->count : 0);

    if (o->own != NULL)
        return;
    names_open(w->s->arena, &o->names, most);
    o->own = arena_array(w->s->arena, struct rule *, most + 1);
    o->required = arena_array(w->s->arena, bool, most + 1);
    if (properties != NULL && properties->kind == JSON_OBJECT)
        json_each(own, properties)
            o->own[names_add(&o->names, own->key)] = schema_rule(w->s, own);
    if (required == NULL || required->kind != JSON_ARRAY)
        return;
    o->required_list = required;
    json_each(name, required)
    {
        int i = name->kind == JSON_TEXT ? names_add(&o->names, name->text) : -1;

        if (i >= 0 && !o->required[i]) {
            o->required[i] = true;
            o->n_required++;
        }
    }
}

static void
read_patterns(const struct word *w)
{
    struct object_rule *o = object_part(w);
    const char         *why;

    if (w->value->kind != JSON_OBJECT)
        return;
    o->patterns = arena_array(w->s->arena, struct pattern_rule, w->value->count);
    json_each(one, w->value)
    {
        struct pattern_rule *p = &o->patterns[o->n_patterns];

        p->rule = schema_rule(w->s, one);
        o->n_patterns += pattern_compile(w->s->arena, one->key, &p->pattern, &why) == ERR_OK;
    }
}

static void
read_others(const struct word *w)
{
    object_part(w)->others = schema_rule(w->s, w->value);
}

static void
read_naming(const struct word *w)
{
    object_part(w)->naming = schema_rule(w->s, w->value);
}

static void
read_min_properties(const struct word *w)
{
    object_part(w)->min = count_or(w, 0);
}

static void
read_max_properties(const struct word *w)
{
    object_part(w)->max = count_or(w, INT64_MAX);
}

/* dependentRequired and dependentSchemas: a list, or a schema, for a name. */
static void
read_dependents(const struct word *w, bool schemas)
{
    struct object_rule *o = object_part(w);
    struct dependent   *more;

    if (w->value->kind != JSON_OBJECT)
        return;
    more = arena_array(w->s->arena, struct dependent,
                       (size_t)o->n_dependents + w->value->count);
    for (int i = 0; i < o->n_dependents; i++)
        more[i] = o->dependents[i];
    o->dependents = more;
    json_each(one, w->value)
        more[o->n_dependents++] = (struct dependent){
            .name = one->key, .needs = schemas ? NULL : one,
            .rule = schemas ? schema_rule(w->s, one) : NULL };
}

static void
read_dependent_required(const struct word *w)
{
    read_dependents(w, false);
}

static void
read_dependent_schemas(const struct word *w)
{
    read_dependents(w, true);
}

/* -- schemas in place ------------------------------------------------------------------------ */

static void
read_all(const struct word *w)
{
    place_part(w)->all = rules_of(w);
}

static void
read_any(const struct word *w)
{
    place_part(w)->any = rules_of(w);
}

static void
read_one(const struct word *w)
{
    place_part(w)->one = rules_of(w);
}

static void
read_not(const struct word *w)
{
    place_part(w)->not = schema_rule(w->s, w->value);
}

static void
read_if(const struct word *w)
{
    place_part(w)->condition = schema_rule(w->s, w->value);
}

static void
read_then(const struct word *w)
{
    place_part(w)->then = schema_rule(w->s, w->value);
}

static void
read_else(const struct word *w)
{
    place_part(w)->otherwise = schema_rule(w->s, w->value);
}

static void
read_ref(const struct word *w)
{
    const struct json *target;

    if (w->value->kind != JSON_TEXT)
        return;
    target = schema_target(w->s->arena, w->s->root, w->value->text);
    place_part(w)->ref = w->value->text;
    place_part(w)->target = target != NULL ? schema_rule(w->s, target) : NULL;
}

/* -- the table ------------------------------------------------------------------------------- */

struct reader {
    const char *name;
    void (*read)(const struct word *);
};
static const struct reader readers[] = { /* in the order of their bytes */
    { "$ref", read_ref },
    { "additionalProperties", read_others },
    { "allOf", read_all },
    { "anyOf", read_any },
    { "const", read_const },
    { "contains", read_contains },
    { "dependentRequired", read_dependent_required },
    { "dependentSchemas", read_dependent_schemas },
    { "else", read_else },
    { "enum", read_enum },
    { "exclusiveMaximum", read_below },
    { "exclusiveMinimum", read_above },
    { "format", read_format },
    { "if", read_if },
    { "items", read_items },
    { "maxContains", read_contains_max },
    { "maxItems", read_max_items },
    { "maxLength", read_max_length },
    { "maxProperties", read_max_properties },
    { "maximum", read_maximum },
    { "minContains", read_contains_min },
    { "minItems", read_min_items },
    { "minLength", read_min_length },
    { "minProperties", read_min_properties },
    { "minimum", read_minimum },
    { "multipleOf", read_step },
    { "not", read_not },
    { "oneOf", read_one },
    { "pattern", read_pattern },
    { "patternProperties", read_patterns },
    { "prefixItems", read_prefix },
    { "properties", read_names },
    { "propertyNames", read_naming },
    { "required", read_names },
    { "then", read_then },
    { "type", read_type },
    { "uniqueItems", read_unique },
    { "x-not-after", read_not_after },
    { "x-not-before", read_not_before },
};

static int
by_name(const void *key, const void *row)
{
    return str_cmp(*(const Str *)key, str_of(((const struct reader *)row)->name));
}

void
rule_read(struct schema *s, struct rule *r)
{
    r->read = true;
    r->never = r->source->kind == JSON_BOOL && !r->source->flag;
    if (r->source->kind != JSON_OBJECT)
        return;
    json_each(value, r->source)
    {
        const struct reader *row = bsearch(&value->key, readers,
                                           sizeof readers / sizeof readers[0], sizeof readers[0],
                                           by_name);

        if (row != NULL)
            row->read(&(struct word){ .s = s, .r = r, .value = value });
    }
}
