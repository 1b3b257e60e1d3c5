/* pack/schema.c -- does a value hold under a schema?
 *
 * Every fault is collected, but one a text: whoever mends it sees the next.
 * Under `if`, `not` and the like nothing is collected.  A schema that refers to
 * itself without end, or one that asks for more work than any form needs, is
 * given up with a fault of its own.  What holds costs no memory.  Floor 3. */
#include "pack/schema.h"

#include "base/lang.h"
#include "base/text.h"
#include "pack/schema_parts.h"

/* -- faults -------------------------------------------------------------------------- */

static Str
path_of(struct arena *arena, const struct at *at)
{
    Str name = at->in_list ? str_format(arena, "%zu", at->number) : at->name;

    return at->above == NULL ? name : schema_path(arena, path_of(arena, at->above), name);
}

bool
check_fail(struct checking *c, const struct at *at, const char *message, Str one, Str two)
{
    if (!c->quiet && !c->given_up)
        fault_add(c->faults, path_of(c->o->arena, at), message, one, two);
    return false;
}

bool
check_fail_value(struct checking *c, const struct at *at, const char *message,
                 const struct json *shown)
{
    return !c->quiet && check_fail(c, at, message, schema_show(c->o->arena, shown), STR_NONE);
}

bool
check_fail_count(struct checking *c, const struct at *at, const char *message, int64_t one,
                 int64_t two)
{
    return !c->quiet && check_fail(c, at, message, number_text(c->o->arena, one, false),
                                   number_text(c->o->arena, two, false));
}

static bool
fail(struct checking *c, const struct at *at, const char *message)
{
    return check_fail(c, at, message, STR_NONE, STR_NONE);
}

/* -- objects ---------------------------------------------------------------------------- */

static bool
check_sizes(struct checking *c, const struct object_rule *o, const struct json *v,
            const struct at *at)
{
    int64_t n = (int64_t)v->count;

    if (n < o->min)
        return check_fail_count(c, at, MSG("needs at least {1}; has {2}"), o->min, n);
    return n <= o->max ||
           check_fail_count(c, at, MSG("may have at most {1}; has {2}"), o->max, n);
}

static bool
check_required(struct checking *c, const struct object_rule *o, const struct json *v,
               const struct at *at)
{
    int  found = 0, i = -1;
    bool good = true;

    if (o->n_required == 0)
        return true;
    json_each(member, v)
    {
        int number = names_find(&o->names, member->key, i + 1);

        found += number >= 0 && o->required[number];
        i = number >= 0 ? number : i;
    }
    if (found == o->n_required)
        return true;
    json_each(name, o->required_list)
        if (name->kind == JSON_TEXT && json_get_str(v, name->text) == NULL)
            good = fail(c, &(struct at){ .above = at, .name = name->text }, MSG("is missing"));
    return good;
}

static bool
check_name(struct checking *c, struct rule *naming, const struct json *member,
           const struct at *here)
{
    struct json name = { .kind = JSON_TEXT, .text = member->key };

    return naming == NULL || check_quietly(c, naming, &name, here) ||
           fail(c, here, MSG("is no name that may stand here"));
}

/* One member, under all that its name calls for. */
static bool
check_member(struct checking *c, const struct object_rule *o, struct rule *own,
             const struct json *member, const struct at *here)
{
    bool known = own != NULL, good = check_name(c, o->naming, member, here);

    if (own != NULL)
        good = check_rule(c, own, member, here) && good;
    for (int i = 0; i < o->n_patterns; i++)
        if (check_match(c, o->patterns[i].pattern, member->key)) {
            known = true;
            good = check_rule(c, o->patterns[i].rule, member, here) && good;
        }
    if (known || o->others == NULL)
        return good;
    if (o->others->source->kind == JSON_BOOL && !o->others->source->flag)
        return fail(c, here, MSG("is not known here"));
    return check_rule(c, o->others, member, here) && good;
}

static bool
check_members(struct checking *c, const struct object_rule *o, const struct json *v,
              const struct at *at)
{
    bool good = true;
    int  i = -1;

    json_each(member, v)
    {
        struct at here = { .above = at, .name = member->key };
        int       number = names_find(&o->names, member->key, i + 1);

        good = check_member(c, o, number >= 0 ? o->own[number] : NULL, member, &here) && good;
        i = number >= 0 ? number : i;
        if (!good && (c->quiet || c->given_up))
            return false;
    }
    return good;
}

static bool
check_dependents(struct checking *c, const struct object_rule *o, const struct json *v,
                 const struct at *at)
{
    bool good = true;

    for (int i = 0; i < o->n_dependents; i++) {
        const struct dependent *d = &o->dependents[i];

        if (json_get_str(v, d->name) == NULL)
            continue;
        if (d->rule != NULL)
            good = check_rule(c, d->rule, v, at) && good;
        json_each(name, d->needs)
            if (name->kind == JSON_TEXT && json_get_str(v, name->text) == NULL)
                good = check_fail(c, &(struct at){ .above = at, .name = name->text },
                                  MSG("is missing: {1} is not given without it"), d->name,
                                  STR_NONE);
    }
    return good;
}

static bool
check_object(struct checking *c, const struct object_rule *o, const struct json *v,
             const struct at *at)
{
    bool good;

    if (o == NULL || v->kind != JSON_OBJECT)
        return true;
    good = check_required(c, o, v, at);
    good = check_sizes(c, o, v, at) && good;
    good = check_members(c, o, v, at) && good;
    return check_dependents(c, o, v, at) && good;
}

/* -- schemas in place --------------------------------------------------------------------- */

bool
check_quietly(struct checking *c, struct rule *r, const struct json *v, const struct at *at)
{
    bool quiet = c->quiet, holds;

    c->quiet = true;
    holds = check_rule(c, r, v, at);
    c->quiet = quiet;
    return holds;
}

static bool
check_ref(struct checking *c, const struct place_rule *p, const struct json *v,
          const struct at *at)
{
    if (p == NULL || p->ref.p == NULL)
        return true;
    if (p->target == NULL)
        return check_fail(c, at, MSG("cannot be checked: {1} points to nothing"), p->ref,
                          STR_NONE);
    return check_rule(c, p->target, v, at);
}

static bool
check_if(struct checking *c, const struct place_rule *p, const struct json *v,
         const struct at *at)
{
    struct rule *branch;

    if (p->condition == NULL)
        return true;
    branch = check_quietly(c, p->condition, v, at) ? p->then : p->otherwise;
    return branch == NULL || check_rule(c, branch, v, at);
}

static bool
check_any(struct checking *c, const struct rules *any, const struct json *v, const struct at *at)
{
    if (any->n == 1)
        return check_rule(c, any->rule[0], v, at);
    for (size_t i = 0; i < any->n; i++)
        if (check_quietly(c, any->rule[i], v, at))
            return true;
    return any->n == 0 || fail(c, at, MSG("is none of the kinds that may stand here"));
}

static bool
check_one(struct checking *c, const struct rules *one, const struct json *v, const struct at *at)
{
    size_t held = 0;

    if (one->n == 1)
        return check_rule(c, one->rule[0], v, at);
    for (size_t i = 0; i < one->n && held < 2; i++)
        held += check_quietly(c, one->rule[i], v, at);
    if (held == 1 || one->n == 0)
        return true;
    return fail(c, at, held == 0 ? MSG("is none of the kinds that may stand here")
                                 : MSG("is of several kinds of which it may be one"));
}

/* All but $ref, which comes first. */
static bool
check_place(struct checking *c, const struct place_rule *p, const struct json *v,
            const struct at *at)
{
    bool good = true;

    if (p == NULL)
        return true;
    for (size_t i = 0; i < p->all.n && (good || !c->quiet); i++)
        good = check_rule(c, p->all.rule[i], v, at) && good;
    good = check_any(c, &p->any, v, at) && good;
    good = check_one(c, &p->one, v, at) && good;
    if (p->not != NULL && check_quietly(c, p->not, v, at))
        good = fail(c, at, MSG("is of a kind that may not stand here"));
    return check_if(c, p, v, at) && good;
}

/* -- one schema, one value ------------------------------------------------------------------ */

static bool
check_all(struct checking *c, struct rule *r, const struct json *v, const struct at *at)
{
    bool good = check_ref(c, r->place, v, at);

    if ((!good && c->quiet) || !check_type(c, r, v, at))
        return false; /* the rest would only say it again */
    good = check_choice(c, r, v, at) && check_text(c, r->text, v, at) && good;
    good = check_number(c, r->number, v, at) && good;
    good = check_list(c, r->list, v, at) && good;
    good = check_object(c, r->object, v, at) && good;
    return (good || !c->quiet) && check_place(c, r->place, v, at) && good;
}

bool
check_rule(struct checking *c, struct rule *r, const struct json *v, const struct at *at)
{
    bool good;

    if (!r->read)
        rule_read(c->reading, r);
    if (r->never)
        return fail(c, at, MSG("may not be given"));
    if (c->depth == SCHEMA_DEPTH_MAX || ++c->steps > SCHEMA_STEPS_MAX)
        c->given_up = true;
    if (c->given_up)
        return false;
    c->depth++;
    good = check_all(c, r, v, at);
    c->depth--;
    return good;
}

static bool
check_whole(struct checking *c, struct rule *top, const struct json *v, Str prefix)
{
    bool good = check_rule(c, top, v, &(struct at){ .name = prefix });

    if (c->given_up && c->faults != NULL)
        fault_add(c->faults, prefix, MSG("cannot be checked: too much is asked at once"),
                  STR_NONE, STR_NONE);
    return good && !c->given_up;
}

bool
schema_holds(const struct schema_options *o, const struct schema *s, const struct json *value)
{
    struct checking c = { .o = o, .quiet = true };

    return check_whole(&c, s->top, value, S(""));
}

bool
schema_check_compiled(const struct schema_options *o, const struct schema *s,
                      const struct json *value, struct faults *faults, Str prefix)
{
    struct checking c = { .o = o, .faults = faults };

    return check_whole(&c, s->top, value, prefix);
}

void
schema_check(const struct schema_options *o, const struct json *schema, const struct json *value,
             struct faults *faults, Str prefix)
{
    struct schema  *s = schema_open(o->arena, schema);
    struct checking c = { .o = o, .reading = s, .faults = faults };

    check_whole(&c, s->top, value, prefix);
}

void
schema_check_part(struct schema *s, const struct schema_options *o, const struct json *part,
                  const struct json *value, struct faults *faults, int *steps)
{
    struct checking c = { .o = o, .reading = s, .faults = faults };

    if (*steps < SCHEMA_STEPS_MAX)
        c.steps = SCHEMA_STEPS_MAX - *steps;
    *steps += c.steps;
    check_whole(&c, schema_rule(s, part), value, S(""));
    *steps -= c.steps;
}
