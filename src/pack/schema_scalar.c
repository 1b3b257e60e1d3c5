/* pack/schema_scalar.c -- kinds, choices, texts and numbers under a rule.  Floor 3. */
#include "base/lang.h"
#include "base/text.h"
#include "pack/schema_parts.h"

/* -- kinds and choices ----------------------------------------------------------------- */

static bool
is_whole(const struct json *v)
{
    struct decimal d;

    return decimal_of(v, &d) && decimal_is_whole(&d);
}

static unsigned
types_of(const struct json *v)
{
    switch (v->kind) {
    case JSON_NULL:    return TYPE_NULL;
    case JSON_BOOL:    return TYPE_BOOL;
    case JSON_INT:     return TYPE_INTEGER | TYPE_NUMBER;
    case JSON_DECIMAL: return TYPE_NUMBER;
    case JSON_TEXT:    return TYPE_TEXT;
    case JSON_ARRAY:   return TYPE_LIST;
    case JSON_OBJECT:  return TYPE_OBJECT;
    }
    return 0;
}

bool
check_type(struct checking *c, const struct rule *r, const struct json *v, const struct at *at)
{
    if (!r->typed || (r->types & types_of(v)) != 0)
        return true;
    if ((r->types & TYPE_INTEGER) != 0 && v->kind == JSON_DECIMAL && is_whole(v)) /* 1.0 */
        return true;
    return check_fail(c, at, r->type_message, STR_NONE, STR_NONE);
}

bool
check_choice(struct checking *c, const struct rule *r, const struct json *v, const struct at *at)
{
    uint64_t hash;

    if (r->constant == NULL && r->choices == NULL)
        return true;
    hash = schema_hash(v);
    if (r->constant != NULL && (r->constant_hash != hash || !schema_same(r->constant, v)))
        return check_fail_value(c, at, MSG("must be {1}"), r->constant);
    if (r->choices == NULL)
        return true;
    for (size_t i = 0; i < r->choices->n; i++)
        if (r->choices->hash[i] == hash && schema_same(r->choices->value[i], v))
            return true;
    return check_fail(c, at, MSG("choose one of the answers offered"), STR_NONE, STR_NONE);
}

/* -- texts --------------------------------------------------------------------------- */

static bool
check_length(struct checking *c, const struct text_rule *t, Str s, const struct at *at)
{
    int64_t n = (int64_t)s.n;

    /* A character is one to four bytes: most texts need no counting. */
    if (n <= t->max && n / 4 >= t->min)
        return true;
    n = (int64_t)text_count(s);
    if (n < t->min)
        return check_fail_count(c, at, MSG("needs at least {1} characters; has {2}"), t->min, n);
    return n <= t->max ||
           check_fail_count(c, at, MSG("may have at most {1} characters; has {2}"), t->max, n);
}

/* What matching may cost, as schemas applied. */
#define MATCH_STEP 256

bool
check_match(struct checking *c, const struct pattern *p, Str text)
{
    c->steps += (int)(pattern_size(p) * (text.n < PATTERN_TEXT_MAX ? text.n : 0) / MATCH_STEP);
    if (c->steps > SCHEMA_STEPS_MAX)
        c->given_up = true;
    return !c->given_up && pattern_matches(c->o->arena, p, text);
}

static bool
check_pattern(struct checking *c, const struct text_rule *t, const struct json *v,
              const struct at *at)
{
    if (t->bad_pattern)
        return check_fail(c, at, MSG("cannot be checked: the form's pattern is wrong"), STR_NONE,
                          STR_NONE);
    if (t->pattern == NULL)
        return true;
    if (v->text.n > PATTERN_TEXT_MAX)
        return check_fail(c, at, MSG("is too long"), STR_NONE, STR_NONE);
    return check_match(c, t->pattern, v->text) ||
           check_fail_value(c, at, MSG("{1} is not written as it must be"), v);
}

/* A bound looks at the day of filing, which is today but in a supplement. */
static bool
check_day(struct checking *c, const struct text_rule *t, Str s, const struct at *at)
{
    bool today = c->o->filed == c->o->today, late, early;
    Day  day;

    if ((!t->not_after && !t->not_before) || c->o->filed == 0 || day_parse(s, &day) != ERR_OK)
        return true;
    late = t->not_after && day > c->o->filed;
    early = t->not_before && day < c->o->filed;
    if (!late && !early)
        return true;
    return check_fail(c, at,
                      late ? (today ? MSG("may not be after today, {1}")
                                    : MSG("may not be after the day of filing, {1}"))
                           : (today ? MSG("may not be before today, {1}")
                                    : MSG("may not be before the day of filing, {1}")),
                      day_people(c->o->arena, c->o->filed), STR_NONE);
}

bool
check_text(struct checking *c, const struct text_rule *t, const struct json *v,
           const struct at *at)
{
    struct format_fault why = { 0 };

    if (t == NULL || v->kind != JSON_TEXT)
        return true;
    if (t->format != NULL && !t->format(c->o, v->text, &why))
        return check_fail(c, at, why.message, why.one, why.two);
    return check_day(c, t, v->text, at) && check_length(c, t, v->text, at) &&
           check_pattern(c, t, v, at);
}

/* -- numbers -------------------------------------------------------------------------- */

/* Every fault, not the first alone. */
static bool
check_bounds(struct checking *c, const struct number_rule *n, const struct decimal *d,
             const struct at *at)
{
    bool good = true;

    if (n->least.shown != NULL && decimal_compare(d, &n->least.d) < 0)
        good = check_fail_value(c, at, MSG("must be at least {1}"), n->least.shown);
    if (n->above.shown != NULL && decimal_compare(d, &n->above.d) <= 0)
        good = check_fail_value(c, at, MSG("must be more than {1}"), n->above.shown);
    if (n->most.shown != NULL && decimal_compare(d, &n->most.d) > 0)
        good = check_fail_value(c, at, MSG("must be at most {1}"), n->most.shown);
    if (n->below.shown != NULL && decimal_compare(d, &n->below.d) >= 0)
        good = check_fail_value(c, at, MSG("must be less than {1}"), n->below.shown);
    if (n->step.shown != NULL && !decimal_is_multiple(d, &n->step.d))
        good = check_fail_value(c, at, MSG("must be a multiple of {1}"), n->step.shown);
    return good;
}

/* Whole numbers under whole bounds: do they hold? */
static bool
holds_whole(const struct number_rule *n, int64_t number)
{
    return (n->least.shown == NULL || number >= n->least.shown->number) &&
           (n->above.shown == NULL || number > n->above.shown->number) &&
           (n->most.shown == NULL || number <= n->most.shown->number) &&
           (n->below.shown == NULL || number < n->below.shown->number) &&
           (n->step.shown == NULL || number % n->step.shown->number == 0);
}

bool
check_number(struct checking *c, const struct number_rule *n, const struct json *v,
             const struct at *at)
{
    struct decimal d;

    if (n == NULL || (v->kind != JSON_INT && v->kind != JSON_DECIMAL))
        return true;
    if (v->kind == JSON_INT && n->whole && holds_whole(n, v->number))
        return true;
    if (!decimal_of(v, &d))
        return check_fail(c, at, MSG("has too many digits"), STR_NONE, STR_NONE);
    return check_bounds(c, n, &d, at);
}
