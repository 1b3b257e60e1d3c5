/* pack/schema_circle.c -- where a $ref leads: to a schema, and not through others
 * that look at the same value back to itself.  Floor 3. */
#include "base/lang.h"
#include "pack/schema_judge.h"

static bool comes_to(struct judging *, struct rule *from, const struct rule *to, int depth);

static bool
one_comes_to(struct judging *j, const struct rules *from, const struct rule *to, int depth)
{
    for (size_t i = 0; i < from->n; i++)
        if (comes_to(j, from->rule[i], to, depth))
            return true;
    return false;
}

/* Does `from`, through schemas that look at the same value, come to `to`?  Each is looked at
 * once a walk; too much to follow is refused too. */
static bool
comes_to(struct judging *j, struct rule *from, const struct rule *to, int depth)
{
    const struct place_rule  *p;
    const struct object_rule *o;

    if (from == to || --j->steps <= 0)
        return true;
    if (depth == 0 || from->seen == j->walk)
        return false;
    from->seen = j->walk;
    if (!from->read)
        rule_read(j->read, from);
    p = from->place;
    o = from->object;
    for (int i = 0; o != NULL && i < o->n_dependents; i++)
        if (o->dependents[i].rule != NULL && comes_to(j, o->dependents[i].rule, to, depth - 1))
            return true;
    if (p == NULL)
        return false;
    for (int i = 0; i < 5; i++) {
        struct rule *next[] = { p->target, p->condition, p->then, p->otherwise, p->not };

        if (next[i] != NULL && comes_to(j, next[i], to, depth - 1))
            return true;
    }
    return one_comes_to(j, &p->all, to, depth - 1) || one_comes_to(j, &p->any, to, depth - 1) ||
           one_comes_to(j, &p->one, to, depth - 1);
}

void
rule_ref(const struct keyword *k)
{
    const struct json *target = NULL;

    if (k->value->kind == JSON_TEXT)
        target = schema_target(k->j->arena, k->j->root, k->value->text);
    if (target == NULL) {
        refuse(k, MSG("{1} points to no schema of this form; write #/$defs/NAME"),
               schema_show(k->j->arena, k->value));
        return;
    }
    k->j->walk++;
    if (comes_to(k->j, schema_rule(k->j->read, target), schema_rule(k->j->read, k->schema),
                 SCHEMA_DEPTH_MAX))
        refuse(k, MSG("refers to itself without end"), STR_NONE);
}
