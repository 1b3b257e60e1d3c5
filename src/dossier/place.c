/* dossier/place.c -- see place.h.  Floor 7. */
#include "dossier/place.h"

#include "dossier/dossier_sql.h"
#include "dossier/transfer.h"
#include "ident/ident.h"

#define VERSIONS_MAX 200

static enum err
now_with(struct view *v, const struct dossier *d, struct unit *out)
{
    enum err err = unit_by_id(v, d->competent_unit, time_day(v->now), out);

    return err == ERR_NOT_FOUND ? unit_by_id(v, d->competent_unit, time_day(d->filed), out) : err;
}

/* Who had it when it last stood in a step of the home unit. */
enum err
place_home(struct view *v, const struct dossier *d, const struct procedure *p, struct unit *out)
{
    struct dossier_versions_row *row;
    int                          n;
    enum err                     err;

    if (!p->has_places)
        return now_with(v, d, out);
    TRY(dossier_versions(v, d->dossier, 0, VERSIONS_MAX, &row, &n));
    for (int i = n - 1; i >= 0; i--) {
        const struct step *step = procedure_step(p, row[i].step);

        if (step == NULL || step->status != 0 || step->place != PLACE_HOME)
            continue;
        err = unit_by_id(v, row[i].competent_unit, time_day(v->now), out);
        return err == ERR_NOT_FOUND ? now_with(v, d, out) : err;
    }
    return now_with(v, d, out);
}

static enum err
above(struct view *v, const struct unit *home, int64_t level, struct unit *out)
{
    struct unit u = *home;

    while (u.level > level && u.parent != 0)
        TRY(unit_by_id(v, u.parent, time_day(v->now), &u));
    if (u.level != level)
        return ERR_NOT_FOUND;
    *out = u;
    return ERR_OK;
}

static enum err
of_answer(struct view *v, const struct dossier *d, Str question, struct unit *out)
{
    struct dossier_answers_row *form;
    struct json                *answers = NULL;
    int                         n;

    TRY(dossier_answers(v, d->dossier, 1, &form, &n));
    if (n > 0)
        TRY(json_parse(v->arena, form[0].answers, &answers, NULL));
    return unit_by_code(v, json_text(answers, str_c(v->arena, question)), time_day(v->now), out);
}

static enum err
elsewhere(struct view *v, const struct dossier *d, const struct procedure *p,
          const struct step *step, struct unit *out)
{
    struct unit home;

    switch (step->place) {
    case PLACE_UNIT:   return unit_by_code(v, step->at, time_day(v->now), out);
    case PLACE_ANSWER: return of_answer(v, d, step->at, out);
    case PLACE_LEVEL:
    case PLACE_HOME:   break;
    }
    TRY(place_home(v, d, p, &home));
    return above(v, &home, step->place == PLACE_LEVEL ? step->level : home.level, out);
}

enum err
place_of_step(struct view *v, const struct dossier *d, const struct procedure *p,
              const struct step *step, struct unit *out)
{
    enum err err = p->has_places ? elsewhere(v, d, p, step, out) : ERR_NOT_FOUND;

    return err == ERR_NOT_FOUND ? now_with(v, d, out) : err;
}

/* -- on the way ----------------------------------------------------------------------- */

/* Decided: to the desk that hands it over. */
static enum err
check_return(struct view *v, struct flow_plan *plan)
{
    struct unit home;

    TRY(place_home(v, &plan->before, plan->procedure, &home));
    return desk_of_unit(v, home.id, time_day(v->now), &plan->to_desk);
}

enum err
place_check(struct view *v, struct flow_plan *plan)
{
    const struct procedure *p = plan->procedure;
    Str                     target = step_target(procedure_step(p, plan->before.step),
                                                 str_of(plan->action->word));
    const struct step      *step = procedure_step(p, target);
    struct dossier          then = plan->before;

    if (!p->has_places || step == NULL || !plan->action->by_step)
        return ERR_OK;
    if (step->status != 0)
        return check_return(v, plan);
    TRY(place_of_step(v, &plan->before, p, step, &plan->to));
    if (plan->to.id == plan->before.competent_unit)
        return ERR_OK;
    plan->moved = true;
    TRY(desk_of_unit(v, plan->to.id, time_day(v->now), &plan->to_desk));
    if (v->who->system)
        return ERR_OK;
    then.step = target;
    return transfer_check_somebody(v, p, &then, &plan->to, S("note"));
}

enum err
place_change(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    if (plan->moved) {
        TRY(assign_end_sides(a, d, plan->before.version + 1));
        d->competent_unit = plan->to.id;
    }
    if (plan->moved || (plan->procedure->has_places && d->status == STATUS_FINISHED &&
                        plan->to_desk != 0))
        d->desk = plan->to_desk;
    return ERR_OK;
}

/* -- rights --------------------------------------------------------------------------- */

enum err
place_require_handover(struct view *v, const struct dossier *d, Str right)
{
    Id unit;

    TRY(desk_unit_on(v, d->desk, time_day(v->now), &unit));
    return ident_require(v, right, unit);
}

enum err
place_require_read(struct view *v, const struct dossier *d)
{
    const struct procedure *p;
    struct unit             home;
    enum err                err = ident_require(v, S("dossier.read"), d->competent_unit);

    if (err != ERR_FORBIDDEN)
        return err;
    TRY(procedure_version(v, d->procedure, d->procedure_version, &p));
    if (!p->has_places)
        return err;
    TRY(place_home(v, d, p, &home));
    return ident_require(v, S("dossier.read"), home.id);
}
