/* measure/handled.c -- see handled.h.  Floor 8. */
#include "measure/handled.h"

#include "dossier/dossier_sql.h"

#define VERSIONS_MAX 200

static const struct fold handled_fold = { .add = &stmt_handled_add };
static const struct fold held_fold = { .add = &stmt_held_due_add };

static void
set_handler(struct handlers *all, Str role, Id account)
{
    for (int i = 0; i < all->n; i++)
        if (str_eq(all->list[i].role, role)) {
            all->list[i].account = account;
            return;
        }
    if (all->n < HANDLED_ROLES)
        all->list[all->n++] = (struct handler){ role, account };
}

/* Whoever ended a step did that role's part; who only asked or charged is followed by another
 * version of the same step. */
enum err
handled_find(struct view *v, const struct dossier *d, struct handlers *out)
{
    struct dossier_versions_row *row;
    const struct procedure      *p;
    int                          n;

    *out = (struct handlers){ .n = 0 };
    TRY(procedure_version(v, d->procedure, d->procedure_version, &p));
    TRY(dossier_versions(v, d->dossier, 0, VERSIONS_MAX, &row, &n));
    for (int i = 1; i < n && row[i - 1].status != STATUS_FINISHED; i++) {
        const struct step *step = procedure_step(p, row[i - 1].step);

        if (step != NULL && step->role.n > 0 && row[i].actor != 0 &&
            !str_eq(row[i].step, row[i - 1].step))
            set_handler(out, step->role, row[i].actor);
    }
    return ERR_OK;
}

const char *
handled_outcome(const struct dossier *d)
{
    if (dossier_is_late(d, d->ended))
        return "late";
    return d->due != TIME_NONE && time_day(d->ended) < time_day(d->due) ? "early" : "on_time";
}

bool
held_is(const struct dossier *d)
{
    return d != NULL && d->assignee != 0 && dossier_waits(d) == WAITS_OFFICER;
}

static void
fold_held(struct act *a, const struct dossier *d, int64_t by)
{
    struct cell key[4];

    if (!held_is(d))
        return;
    key[0] = cell_int(d->competent_unit);
    key[1] = cell_text(d->role);
    key[2] = cell_int(d->assignee);
    key[3] = cell_int(d->due != TIME_NONE ? d->due : OPEN_WITHOUT_DUE);
    act_fold(a, &held_fold, key, by);
}

static enum err
fold_handled(struct act *a, const struct dossier *d, int64_t by)
{
    struct handlers all;

    TRY(handled_find(act_view(a), d, &all));
    for (int i = 0; i < all.n; i++) {
        struct cell key[5] = {
            cell_int(d->competent_unit),
            cell_text(str_sub(day_text(act_arena(a), time_day(d->ended)), 0, 7)),
            cell_text(all.list[i].role),
            cell_int(all.list[i].account),
            cell_text(str_of(handled_outcome(d))),
        };

        act_fold(a, &handled_fold, key, by);
    }
    return ERR_OK;
}

static bool
is_handled(const struct dossier *d)
{
    return d != NULL && (d->status == STATUS_FINISHED || d->status == STATUS_RETURNED);
}

enum err
handled_heard(struct act *a, const struct dossier *old, const struct dossier *now)
{
    fold_held(a, old, -1);
    fold_held(a, now, 1);
    if (is_handled(old) == is_handled(now))
        return ERR_OK;
    return is_handled(now) ? fold_handled(a, now, 1) : fold_handled(a, old, -1);
}
