/* measure/late.c -- see late.h.  Floor 8. */
#include "measure/late.h"

#include "dossier/dossier_sql.h"
#include "dossier/handling.h"

#define OPINIONS_READ 60 /* more than one dossier has */

static const struct fold late_fold = { .add = &stmt_late_step_add };

bool
late_is(const struct dossier *d)
{
    return d != NULL && (d->status == STATUS_FINISHED || d->status == STATUS_RETURNED) &&
           dossier_is_late(d, d->ended);
}

void
late_counts(const struct late_dossier_get_row *row, struct late_count out[LATE_ELEMENTS])
{
    const struct late_count all[LATE_ELEMENTS] = {
        { "late", 1 },
        { "overrun", row->overrun },
        { "lateness", row->lateness },
        { "waited", row->waited > 0 },
        { "waited_time", row->waited },
    };

    memcpy(out, all, sizeof all);
}

static void
of_stretches(const struct stretches *all, struct late_dossier_get_row *out)
{
    const struct stretch *slow = handling_slowest(all);

    for (int i = 0; i < all->n; i++)
        if (all->list[i].step == NULL)
            out->waited += all->list[i].minutes;
    if (slow == NULL)
        return;
    out->role = slow->step->role;
    out->step = slow->step->key;
    out->unit = slow->unit; /* where it stood then, whoever decided in the end */
    out->account = slow->actor;
    out->overrun = slow->minutes - slow->allowed;
}

/* How much working time another unit's answer was late by, within one stretch. */
static enum err
overdue_within(const struct saying *s, const struct opinions_of_row *o, const struct stretch *one,
               int64_t *out)
{
    Time from = o->due > one->from ? o->due : one->from;
    Time to = one->to != TIME_NONE ? one->to : s->d->ended;

    *out = 0;
    if (o->ended != TIME_NONE && o->ended < to)
        to = o->ended;
    return from < to ? calendar_minutes_between(s->calendar, from, to, out) : ERR_OK;
}

/* More than half of what the step was over its time, another unit's answer was overdue. */
static enum err
of_opinions(const struct saying *s, const struct stretches *all, struct late_dossier_get_row *out)
{
    const struct stretch   *slow = handling_slowest(all);
    struct opinions_of_row *row;
    int64_t                 most = 0, minutes;
    int                     n;

    if (slow == NULL)
        return ERR_OK;
    TRY(opinions_of(s->v, s->d->dossier, OPINIONS_READ, &row, &n));
    for (int i = 0; i < n; i++) {
        TRY(overdue_within(s, &row[i], slow, &minutes));
        most = minutes > most ? minutes : most;
    }
    if (2 * most <= out->overrun)
        return ERR_OK;
    out->role = S(LATE_OTHERS);
    out->account = 0;
    return ERR_OK;
}

enum err
late_find(struct view *v, const struct dossier *d, struct late_dossier_get_row *out)
{
    struct saying    s;
    struct stretches all = { .n = 0 };
    enum err         err;

    *out = (struct late_dossier_get_row){
        .dossier = d->dossier, .code = d->code, .unit = d->competent_unit,
        .procedure = d->procedure, .procedure_version = d->procedure_version, .role = S(""),
        .step = S(""), .due = d->due, .ended = d->ended,
    };
    TRY(saying_of(v, d, &s));
    err = calendar_minutes_between(s.calendar, d->due, d->ended, &out->lateness);
    if (err == ERR_OK)
        err = handling_read(&s, &all);
    if (err == ERR_UNKNOWN) /* beyond the published calendar nobody counts */
        return ERR_OK;
    TRY(err);
    of_stretches(&all, out);
    return of_opinions(&s, &all, out);
}

static void
fold(struct act *a, const struct late_dossier_get_row *row, int sign)
{
    struct late_count count[LATE_ELEMENTS];
    Str month = str_sub(day_text(act_arena(a), time_day(row->ended)), 0, 7);

    late_counts(row, count);
    for (int i = 0; i < LATE_ELEMENTS; i++) {
        struct cell key[6] = { cell_text(str_of(count[i].element)), cell_int(row->unit),
                               cell_text(month), cell_text(row->role), cell_text(row->procedure),
                               cell_text(row->step) };

        if (count[i].n != 0)
            act_fold(a, &late_fold, key, sign * count[i].n);
    }
}

static enum err
add(struct act *a, const struct dossier *d)
{
    struct late_dossier_get_row row;
    struct late_dossier_put_in  in;

    TRY(late_find(act_view(a), d, &row));
    fold(a, &row, 1);
    in = (struct late_dossier_put_in){
        .dossier = row.dossier, .code = row.code, .unit = row.unit, .procedure = row.procedure,
        .procedure_version = row.procedure_version, .role = row.role, .step = row.step,
        .account = row.account, .due = row.due, .ended = row.ended, .overrun = row.overrun,
        .lateness = row.lateness, .waited = row.waited,
    };
    return late_dossier_put(a, &in);
}

static enum err
take(struct act *a, Id dossier)
{
    struct late_dossier_get_row row;
    enum err                    err = late_dossier_get(act_view(a), dossier, &row);

    if (err == ERR_NOT_FOUND) /* ended before this was counted */
        return ERR_OK;
    TRY(err);
    fold(a, &row, -1);
    return late_dossier_erase(a, dossier);
}

/* What ended stays as it ended, until it is erased. */
enum err
late_heard(struct act *a, const struct dossier *old, const struct dossier *now)
{
    if (late_is(old) == late_is(now))
        return ERR_OK;
    return late_is(now) ? add(a, now) : take(a, old->dossier);
}
