/* pack/schema_list.c -- lists under a rule.  Floor 3. */
#include "base/lang.h"
#include "pack/schema_parts.h"

static bool
check_unique(struct checking *c, const struct json *v, const struct at *at)
{
    int                left = SCHEMA_STEPS_MAX - c->steps;
    const struct json *twice = schema_twice(c->o->arena, v, &left);

    c->steps = SCHEMA_STEPS_MAX - left;
    if (left <= 0)
        c->given_up = true;
    if (twice != NULL)
        return check_fail_value(c, at, MSG("{1} is there twice"), twice);
    return !c->given_up;
}

static bool
check_elements(struct checking *c, const struct list_rule *l, const struct json *v,
               const struct at *at)
{
    struct at here = { .above = at, .in_list = true };
    bool      good = true;

    if (l->items == NULL && l->n_prefix == 0)
        return true;
    json_each(one, v)
    {
        struct rule *r = here.number < l->n_prefix ? l->prefix[here.number] : l->items;

        if (r != NULL)
            good = check_rule(c, r, one, &here) && good;
        if (!good && (c->quiet || c->given_up))
            return false;
        here.number++;
    }
    return good;
}

/* How many of them the schema holds for, as far as it matters. */
static bool
check_contains(struct checking *c, const struct list_rule *l, const struct json *v,
               const struct at *at)
{
    int64_t n = 0;

    if (l->contains == NULL)
        return true;
    for (const struct json *one = v->first;
         one != NULL && (n < l->contains_min || l->contains_max != INT64_MAX); one = one->next)
        n += check_quietly(c, l->contains, one, at);
    if (n == 0 && l->contains_min == 1)
        return check_fail(c, at, MSG("lacks one that is asked for"), STR_NONE, STR_NONE);
    if (n < l->contains_min)
        return check_fail_count(c, at, MSG("needs at least {1} of those asked for; has {2}"),
                                l->contains_min, n);
    return n <= l->contains_max ||
           check_fail_count(c, at, MSG("may have at most {1} of those asked for; has {2}"),
                            l->contains_max, n);
}

bool
check_list(struct checking *c, const struct list_rule *l, const struct json *v,
           const struct at *at)
{
    int64_t n = (int64_t)v->count;
    bool    good = true;

    if (l == NULL || v->kind != JSON_ARRAY)
        return true;
    if (n < l->min)
        good = check_fail_count(c, at, MSG("needs at least {1}; has {2}"), l->min, n);
    if (n > l->max)
        good = check_fail_count(c, at, MSG("may have at most {1}; has {2}"), l->max, n);
    if (l->unique)
        good = check_unique(c, v, at) && good;
    good = check_elements(c, l, v, at) && good;
    return check_contains(c, l, v, at) && good;
}
