/* dossier/transfer.c -- see transfer.h.  Floor 7. */
#include "dossier/transfer.h"

#include "dossier/dossier_sql.h"
#include "dossier/pages.h"
#include "ident/ident.h"

#define LIST_PAGE     20
#define TRANSFERS_MAX 50 /* of one dossier */

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
    TRY(dossier_transfer_add(a, d->dossier, plan->before.version + 1, act_now(a), d->desk,
                             d->competent_unit, plan->to.id));
    TRY(assign_end_sides(a, d, plan->before.version + 1));
    d->competent_unit = plan->to.id;
    d->desk = plan->to_desk;
    d->assignee = 0;
    return ERR_OK;
}

/* -- on the page of the action -------------------------------------------------------------- */

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
    page_option(v, options, S(""), words(v->lang, "Choose a unit"));
    for (int level = LEVEL_PROVINCE; level <= LEVEL_COMMUNE; level++)
        for (int i = 0; i < n; i++) {
            bool may = false;

            if (all[i].level == level)
                TRY(may_decide(v, &all[i], s->d, s->p, &may));
            if (may)
                page_unit_option(v, options, all, n, &all[i]);
        }
    return ERR_OK;
}

/* -- what the unit it left keeps ------------------------------------------------------ */

enum err
transfer_as_left(struct view *v, struct dossier *d, Time *out_at)
{
    struct dossier_transfers_row *row;
    bool                          reaches = false;
    int                           n, i = 0;

    if (!actor_may(v->who, S("dossier.read")))
        return ERR_FORBIDDEN;
    TRY(dossier_transfers(v, d->dossier, TRANSFERS_MAX, &row, &n));
    for (; i < n && !reaches; i++)
        TRY(ident_reaches(v, row[i].unit, &reaches));
    if (!reaches)
        return ERR_FORBIDDEN;
    *out_at = row[i - 1].at;
    return dossier_at(v, d->dossier, row[i - 1].version - 1, d);
}

static enum err
put_sent(struct view *v, const struct dossier_transferred_row *row, struct json *out)
{
    const struct procedure *p;
    struct unit             to;

    TRY(procedure_version(v, row->procedure, row->procedure_version, &p));
    TRY(unit_by_id(v, row->to_unit, time_day(row->at), &to));
    json_put_text(v->arena, out, "code", row->code);
    json_put_text(v->arena, out, "procedure", pack_words(v->lang, p->name));
    json_put_text(v->arena, out, "to_words", say_office(v, &to));
    json_put_text(v->arena, out, "href",
                  str_format(v->arena, "/ho-so/%.*s/giay/06", STR_ARG(row->code)));
    say_moment(v, out, "at", row->at);
    return ERR_OK;
}

enum err
transfer_put_sent(struct view *v, Id desk, Time before, Id before_id, struct json *out)
{
    struct json                    *list = json_put_array(v->arena, out, "sent");
    struct dossier_transferred_row *row;
    int                             n;

    TRY(dossier_transferred(v, desk, before != TIME_NONE ? before : INT64_MAX,
                            before != TIME_NONE ? before_id : INT64_MAX, LIST_PAGE + 1, &row, &n));
    for (int i = 0; i < n && i < LIST_PAGE; i++)
        TRY(put_sent(v, &row[i], json_add(list, json_object(v->arena))));
    if (n > LIST_PAGE)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/viec?loc=sent&moc=%.*s&sau=%lld",
                                 STR_ARG(time_text_utc(v->arena, row[LIST_PAGE - 1].at)),
                                 (long long)row[LIST_PAGE - 1].dossier));
    return ERR_OK;
}
