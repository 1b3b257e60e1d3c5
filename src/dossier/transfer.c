/* dossier/transfer.c -- see transfer.h.  Floor 7. */
#include "dossier/transfer.h"

#include "dossier/pages.h"

/* Departments and bodies of the province; not the province itself, which has its own. */
static bool
is_body(const struct unit *u)
{
    return u->level == LEVEL_PROVINCE && !str_eq(u->kind, S("province")) &&
           !str_eq(u->kind, S("centre"));
}

/* Filed at the wrong one of its level; a matter of the unit above or below; or of a body of
 * the province. */
static enum err
may_decide(struct view *v, const struct unit *u, const struct dossier *d,
           const struct procedure *p, bool *out)
{
    Day today = time_day(v->now);

    *out = false;
    if (u->id == d->competent_unit || str_eq(u->kind, S("province")))
        return ERR_OK;
    *out = is_body(u) || (u->level == (int64_t)p->level && p->level != LEVEL_PROVINCE);
    if (!*out)
        TRY(unit_is_within(v, d->competent_unit, u->id, today, out));
    if (!*out)
        TRY(unit_is_within(v, u->id, d->competent_unit, today, out));
    return ERR_OK;
}

enum err
transfer_check_somebody(struct view *v, const struct procedure *p, const struct dossier *d,
                        const struct unit *to, Str field)
{
    struct colleague *there;
    int               n;

    TRY(assign_colleagues(v, to->id, &there, &n));
    for (int i = 0; i < n; i++)
        if (there[i].roles & assign_role_needed(d, p))
            return ERR_OK;
    fault_add(v->faults, field, MSG("has nobody in the position that this step asks for: {1}"),
              to->title, STR_NONE);
    return ERR_OK;
}

enum err
transfer_check(struct view *v, struct flow_plan *plan)
{
    Str      code = plan->in->unit.p != NULL ? str_trim(plan->in->unit) : S("");
    bool     may = false;
    enum err err;

    if (code.n == 0) {
        fault_add(v->faults, S("unit"), MSG("is missing"), STR_NONE, STR_NONE);
        return ERR_OK;
    }
    err = unit_by_code(v, code, time_day(v->now), &plan->to);
    if (err == ERR_OK)
        TRY(may_decide(v, &plan->to, &plan->before, plan->procedure, &may));
    else if (err != ERR_NOT_FOUND)
        return err;
    if (!may) {
        fault_add(v->faults, S("unit"), MSG("cannot be given this dossier: {1}"), code, STR_NONE);
        return ERR_OK;
    }
    TRY(desk_of_unit(v, plan->to.id, time_day(v->now), &plan->to_desk));
    return transfer_check_somebody(v, plan->procedure, &plan->before, &plan->to, S("unit"));
}

enum err
transfer_change(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    TRY(assign_end_sides(a, d, plan->before.version + 1));
    d->competent_unit = plan->to.id;
    d->desk = plan->to_desk;
    d->assignee = 0;
    return ERR_OK;
}

/* -- on the page of the action -------------------------------------------------------------- */

static Str
title_of(const struct unit *all, int n, Id unit)
{
    for (int i = 0; i < n; i++)
        if (all[i].id == unit)
            return all[i].title;
    return S("");
}

/* Communes of one name are told apart by their district. */
static Str
unit_words(struct view *v, const struct unit *all, int n, const struct unit *u)
{
    Str above = u->level == LEVEL_COMMUNE ? title_of(all, n, u->parent) : S("");

    return above.n > 0 ? str_join(v->arena, u->title, S(", "), above) : u->title;
}

static void
add_unit(struct view *v, struct json *options, Str value, Str label)
{
    struct json *o = json_add(options, json_object(v->arena));

    json_put_text(v->arena, o, "value", value);
    json_put_text(v->arena, o, "label", label);
}

enum err
transfer_put_field(const struct saying *s, struct json *fields)
{
    struct view *v = s->v;
    struct json *f = json_add(fields, page_field(v, S("unit"),
                                                 words(v->lang, "To which unit"), false));
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, f, "select"),
                                          "options");
    struct unit *all;
    int          n;

    TRY(unit_all(v, time_day(v->now), &all, &n));
    add_unit(v, options, S(""), words(v->lang, "Choose a unit"));
    for (int level = LEVEL_PROVINCE; level <= LEVEL_COMMUNE; level++)
        for (int i = 0; i < n; i++) {
            bool may = false;

            if (all[i].level == level)
                TRY(may_decide(v, &all[i], s->d, s->p, &may));
            if (may)
                add_unit(v, options, all[i].code, unit_words(v, all, n, &all[i]));
        }
    return ERR_OK;
}
