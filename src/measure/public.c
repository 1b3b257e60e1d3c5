/* measure/public.c -- the province's own numbers, by month and over longer periods.  Floor 8.
 *
 * A family is counted out of the same dossiers: what one element counts is a part of what
 * another does.  A month of it is open when each element, and each difference of two that
 * stand one within the other, is nothing or ten and more.  A longer period is open too when
 * its closed months are two or more and together are open: then each of their numbers could
 * belong to either. */
#include "measure/public.h"

#include "measure/measure_sql.h"
#include "measure/suppress.h"

#define MONTHS_MAX 6

static const struct within {
    const char *all, *part;
} families[][7] = {
    {
        { "received", "received_offering_online" },
        { "received_offering_online", "received_online" },
        { "received", "received_online" },
        { "received_online", "received_online_full" },
        { "received_online", "received_online_self" },
    },
    {
        { "finished", "finished_in_time" },
        { "finished", "finished_electronic" },
        { "finished", "finished_online" },
        { "finished_online", "finished_online_electronic" },
        { "finished_electronic", "finished_online_electronic" },
    },
};
#define N_FAMILIES (sizeof families / sizeof families[0])

/* What an element counted in each month of a half-year or less. */
static enum err
series(struct view *v, const char *element, const struct period *p, int64_t out[MONTHS_MAX])
{
    struct counter_by_period_row *row;
    int                           n, first = (int)day_civil(p->last).month - p->months + 1;

    for (int i = 0; i < MONTHS_MAX; i++)
        out[i] = 0;
    TRY(counter_by_period(v, str_of(element), S("m"), p->from, p->to, 0, MONTHS_MAX, &row, &n));
    for (int i = 0; i < n; i++) {
        Day day;

        if (day_parse(str_join(v->arena, row[i].period, S("-01"), STR_NONE), &day) == ERR_OK)
            out[(int)day_civil(day).month - first] = row[i].n;
    }
    return ERR_OK;
}

/* -- a family ------------------------------------------------------------------------------ */

#define CLASSES_MAX 21

struct family {
    int     n_classes, months;
    int64_t n[CLASSES_MAX][MONTHS_MAX];
};

static enum err
read_family(struct view *v, const struct within *pair, const struct period *p, struct family *out)
{
    *out = (struct family){ .months = p->months };
    for (int i = 0; i < 7 && pair[i].all != NULL; i++) {
        int64_t *all = out->n[out->n_classes++], *part = out->n[out->n_classes++],
                *rest = out->n[out->n_classes++];

        TRY(series(v, pair[i].all, p, all));
        TRY(series(v, pair[i].part, p, part));
        for (int m = 0; m < MONTHS_MAX; m++)
            rest[m] = all[m] - part[m];
    }
    return ERR_OK;
}

/* Months from..to, but only those that are marked. */
static bool
is_open_together(const struct family *f, const bool marked[MONTHS_MAX])
{
    for (int k = 0; k < f->n_classes; k++) {
        int64_t sum = 0;

        for (int m = 0; m < f->months; m++)
            sum += marked[m] ? f->n[k][m] : 0;
        if (cell_is_small(sum))
            return false;
    }
    return true;
}

/* Marks the months that nothing open within from..to-1 tells; true: that period is open. */
static bool
mark_closed(const struct family *f, int from, int to, bool closed[MONTHS_MAX])
{
    bool here[MONTHS_MAX] = { false };
    int  n = 0;

    if (to - from == 1) {
        here[from] = true;
        closed[from] = !is_open_together(f, here);
        return !closed[from];
    }
    if (to - from == 6) {
        mark_closed(f, from, from + 3, closed);
        mark_closed(f, from + 3, to, closed);
    } else {
        for (int m = from; m < to; m++)
            mark_closed(f, m, m + 1, closed);
    }
    for (int m = from; m < to; m++) {
        here[m] = closed[m];
        n += closed[m];
    }
    if (n == 1 || !is_open_together(f, here))
        return false;
    for (int m = from; m < to; m++)
        closed[m] = false; /* from here up this period is known as a whole */
    return true;
}

static const struct within *
family_of(Str element)
{
    for (size_t k = 0; k < N_FAMILIES; k++)
        for (int i = 0; i < 7 && families[k][i].all != NULL; i++)
            if (str_eq(element, str_of(families[k][i].all)) ||
                str_eq(element, str_of(families[k][i].part)))
                return families[k];
    return NULL;
}

enum err
public_state_of(struct view *v, Str element, const struct period *p, enum public_state *out)
{
    const struct within *pairs = family_of(element);
    bool                 closed[MONTHS_MAX] = { false };
    struct family        f;

    *out = PUBLIC_NOT_YET;
    if (p->last >= time_day(v->now))
        return ERR_OK;
    *out = PUBLIC_OPEN;
    if (pairs == NULL)
        return ERR_OK; /* services: no dossier stands behind them */
    TRY(read_family(v, pairs, p, &f));
    if (!mark_closed(&f, 0, p->months, closed))
        *out = PUBLIC_CLOSED;
    return ERR_OK;
}
