/* measure/heard.c -- counters follow every change of a dossier, in its act.
 *
 * A dossier's contribution is a function of its record alone, so a change adds
 * what the new record counts for and takes away what the old one did; the
 * counters therefore equal the full recount at every commit.  No counter
 * depends on now: open dossiers are kept by the moment they fall due.
 * Floor 8. */
#include <ctype.h>

#include "dossier/complaint.h"
#include "dossier/rating.h"
#include "dossier/record.h"
#include "measure/handled.h"
#include "measure/late.h"

static const struct fold counter_fold = { .add = &stmt_counter_add };
static const struct fold total_fold = { .add = &stmt_counter_total_add };
static const struct fold open_fold = { .add = &stmt_open_due_add };

/* Which grains beside the month: lower case by procedure too, D of all procedures alone. */
static const struct {
    const char *element, *grains;
} kept[] = {
    { "received", "yD" },        { "closed", "yD" },         { "finished", "D" },
    { "finished_early", "D" },   { "finished_in_time", "D" }, { "finished_late", "D" },
    { "due", "yd" },             { "due_and_closed", "yd" },
};

static const char *
grains_of(const char *element)
{
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (strcmp(element, kept[i].element) == 0)
            return kept[i].grains;
    return "";
}

bool
element_has_grain(const char *element, char grain)
{
    return grain == 'm' || strchr(grains_of(element), grain) != NULL;
}

void
element_cells(struct arena *arena, const struct counting_for *of, const char *element, Day day,
              counted_fn *fn, void *context)
{
    static const struct {
        char   grain;
        size_t length; /* of the day's text */
    } grains[] = { { 'm', 7 }, { 'y', 4 }, { 'd', 10 } };
    Str iso = day_text(arena, day);

    for (size_t i = 0; i < sizeof grains / sizeof grains[0]; i++) {
        Str  grain = { &grains[i].grain, 1 }, period = str_sub(iso, 0, grains[i].length);
        bool whole = element_has_grain(element, (char)toupper(grains[i].grain));

        if (!whole && !element_has_grain(element, grains[i].grain))
            continue;
        fn(context, grain, period, of->unit, S(""));
        fn(context, grain, period, 0, S(""));
        if (whole)
            continue;
        fn(context, grain, period, of->unit, of->procedure);
        fn(context, grain, period, 0, of->procedure);
    }
}

struct folding {
    struct act *a;
    const char *element;
    int64_t     by;
};

static void
fold_cell(void *context, Str grain, Str period, Id unit, Str procedure)
{
    struct folding *f = context;
    struct cell     key[5] = { cell_text(str_of(f->element)), cell_text(grain), cell_text(period),
                               cell_int(unit), cell_text(procedure) };

    act_fold(f->a, procedure.n > 0 ? &counter_fold : &total_fold, key, f->by);
}

static void
fold_one(struct act *a, struct counting_for of, const char *element, Day day, int64_t by)
{
    struct folding f = { .a = a, .element = element, .by = by };

    element_cells(act_arena(a), &of, element, day, fold_cell, &f);
}

int
open_grains(const struct dossier *d, struct open_grain out[4])
{
    Time day;

    if (!dossier_is_open(d))
        return 0;
    out[0] = (struct open_grain){ S("t"), 0 };
    if (d->due == TIME_NONE)
        return 1;
    day = time_at(time_day(d->due), 0);
    out[1] = (struct open_grain){ S("d"), day };
    out[2] = (struct open_grain){ S("h"), day + (d->due - day) / TIME_HOUR * TIME_HOUR };
    out[3] = (struct open_grain){ S("x"), d->due };
    return 4;
}

static void
count_open(struct act *a, const struct dossier *d, int64_t by)
{
    struct open_grain grain[4];

    for (int i = 0, n = open_grains(d, grain); i < n; i++) {
        struct cell key[4] = { cell_int(d->competent_unit), cell_int(dossier_waits(d)),
                               cell_text(grain[i].grain), cell_int(grain[i].due) };

        act_fold(a, &open_fold, key, by);
    }
}

struct counting {
    struct act *a;
    int64_t     by;
};

static void
count_element(void *context, const struct dossier *d, const char *element, Day day)
{
    struct counting *c = context;

    fold_one(c->a, (struct counting_for){ d->competent_unit, d->procedure }, element, day, c->by);
}

static enum err
count(struct act *a, const struct dossier *d, int64_t by)
{
    struct counting c = { .a = a, .by = by };

    TRY(measure_elements(act_view(a), d, count_element, &c));
    count_open(a, d, by);
    return ERR_OK;
}

/* Of received ones: when they were due, when they ended, and when both had come, so that
 * what was late at the end of any day is a difference of two sums. */
static void
closing_elements(const struct dossier *d, element_fn *fn, void *context)
{
    bool waits = d->paused_since != TIME_NONE; /* its due day moves when the person answers */
    Day  due = d->due != TIME_NONE && !waits ? time_day(d->due) : DAY_NONE;
    Day  ended = d->ended != TIME_NONE ? time_day(d->ended) : DAY_NONE;

    if (ended != DAY_NONE)
        fn(context, d, "closed", ended);
    if (due != DAY_NONE)
        fn(context, d, "due", due);
    if (due != DAY_NONE && ended != DAY_NONE)
        fn(context, d, "due_and_closed", due > ended ? due : ended);
}

static void
received_elements(const struct dossier *d, const struct procedure *p, element_fn *fn,
                  void *context)
{
    bool online = d->channel == CHANNEL_ONLINE;
    Day  day = time_day(d->received);

    fn(context, d, "received", day);
    if (p->service != SERVICE_NONE)
        fn(context, d, "received_offering_online", day);
    if (online)
        fn(context, d, "received_online", day);
    if (online && str_eq(d->entered_by, S("self")))
        fn(context, d, "received_online_self", day);
    if (online && p->service == SERVICE_FULL)
        fn(context, d, "received_online_full", day);
}

static void
finished_elements(const struct dossier *d, element_fn *fn, void *context)
{
    bool online = d->channel == CHANNEL_ONLINE, electronic = d->result_hash.n > 0;
    Day  day = time_day(d->ended);

    fn(context, d, "finished", day);
    fn(context, d, dossier_is_late(d, d->ended) ? "finished_late" : "finished_in_time", day);
    if (d->due != TIME_NONE && day < time_day(d->due))
        fn(context, d, "finished_early", day);
    if (electronic)
        fn(context, d, "finished_electronic", day);
    if (online)
        fn(context, d, "finished_online", day);
    if (online && electronic)
        fn(context, d, "finished_online_electronic", day);
}

/* Which elements a dossier counts for, and on which day: the one definition,
 * for the listener and for the recount. */
enum err
measure_elements(struct view *v, const struct dossier *d, element_fn *fn, void *context)
{
    const struct procedure *p;

    TRY(procedure_version(v, d->procedure, d->procedure_version, &p));
    fn(context, d, "filed", time_day(d->filed));
    if (d->received != TIME_NONE) {
        received_elements(d, p, fn, context);
        closing_elements(d, fn, context);
    }
    if (d->status == STATUS_FINISHED || d->status == STATUS_RETURNED)
        finished_elements(d, fn, context);
    return ERR_OK;
}

/* A rating is never taken back, so it is only ever added. */
static enum err
count_rating(struct act *a, const struct rated *rated)
{
    static const char *const element[RATING_MAX + 1] = { NULL,      "rated_1", "rated_2",
                                                         "rated_3", "rated_4", "rated_5" };

    fold_one(a, (struct counting_for){ rated->dossier->competent_unit, rated->dossier->procedure },
             element[rated->score], time_day(act_now(a)), 1);
    return ERR_OK;
}

/* For the unit it is about, whoever answers it. */
void
measure_complaint_elements(const struct complaint *c, complaint_fn *fn, void *context)
{
    fn(context, c, "complaint", time_day(c->at));
    if (!complaint_is_open(c))
        fn(context, c, complaint_is_in_time(c) ? "complaint_in_time" : "complaint_late",
           time_day(c->ended));
}

struct counting_complaint {
    struct act *a;
    Str         procedure;
    int64_t     by;
};

static void
count_complaint(void *context, const struct complaint *c, const char *element, Day day)
{
    struct counting_complaint *k = context;

    fold_one(k->a, (struct counting_for){ c->unit, k->procedure }, element, day, k->by);
}

static enum err
heard_complaint(struct act *a, const struct complained *old, const struct complained *new)
{
    if (old != NULL)
        measure_complaint_elements(old->complaint, count_complaint,
                                   &(struct counting_complaint){ a, old->procedure, -1 });
    if (new != NULL)
        measure_complaint_elements(new->complaint, count_complaint,
                                   &(struct counting_complaint){ a, new->procedure, 1 });
    return ERR_OK;
}

enum err
measure_heard(struct act *a, const struct change *change)
{
    if (strcmp(change->source, rating_source) == 0)
        return count_rating(a, change->new);
    if (strcmp(change->source, complaint_source) == 0)
        return heard_complaint(a, change->old, change->new);
    if (strcmp(change->source, dossier_source) != 0)
        return ERR_OK;
    if (change->old != NULL)
        TRY(count(a, change->old, -1));
    if (change->new != NULL)
        TRY(count(a, change->new, 1));
    TRY(handled_heard(a, change->old, change->new));
    return late_heard(a, change->old, change->new);
}
