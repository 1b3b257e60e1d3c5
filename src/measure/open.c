/* measure/open.c -- see open.h.
 *
 * Numbers come from open_due alone: the sum, the days that are over, the hours of today that
 * are, and the moments of this hour.  For a unit with others below it each is read of the whole
 * province in one piece, in the order of its index, and each unit's goes to the one that it
 * stands under; so what is read grows with the units and the days that are late, and not with
 * what the units have.  Floor 8. */
#include "measure/open.h"

#include <stdlib.h>

#include "dossier/record.h"
#include "measure/measure_sql.h"

#define UNITS_MAX 5000

/* How a number is counted. */
enum counted { ALL, OVER, TODAY, OF_TODAY_OVER };

struct reading_open {
    struct view         *v;
    Id                   parent;
    struct unit_tops_row *top; /* by unit */
    int                  n_top;
    struct open_list    *out;
};

struct open_numbers *
open_of(const struct open_list *all, Id unit)
{
    for (int i = 0; i < all->n; i++)
        if (all->list[i].unit == unit)
            return &all->list[i].n;
    return NULL;
}

static int
by_unit(const void *key, const void *row)
{
    Id unit = *(const Id *)key, at = ((const struct unit_tops_row *)row)->unit;

    return (unit > at) - (unit < at);
}

/* Where a unit's are counted; NULL: elsewhere in the province. */
static struct open_numbers *
numbers_for(const struct reading_open *r, Id unit)
{
    const struct unit_tops_row *row;

    if (unit == r->parent)
        return open_of(r->out, unit);
    row = r->n_top == 0 ? NULL
                        : bsearch(&unit, r->top, (size_t)r->n_top, sizeof *r->top, by_unit);
    return row != NULL ? open_of(r->out, row->top) : NULL;
}

static void
count(enum counted part, struct open_numbers *k, int64_t n, Time first)
{
    if (part == ALL)
        k->waiting += n;
    if (part == TODAY)
        k->due += n;
    if (part == OF_TODAY_OVER)
        k->due -= n;
    if (part != OF_TODAY_OVER && part != OVER)
        return;
    k->late += n;
    if (k->oldest == DAY_NONE || time_day(first) < k->oldest)
        k->oldest = time_day(first);
}

static enum err
read_part(const struct reading_open *r, enum counted part, Str grain, Time from, Time before)
{
    struct open_range_of_row own;
    struct open_range_row   *row;
    int                      n;

    if (r->n_top == 0) {
        TRY(open_range_of(r->v, r->parent, WAITS_OFFICER, grain, from, before, &own));
        if (own.n > 0)
            count(part, &r->out->list[0].n, own.n, own.first);
        return ERR_OK;
    }
    TRY(open_range(r->v, WAITS_OFFICER, grain, from, before, UNITS_MAX, &row, &n));
    for (int i = 0; i < n; i++) {
        struct open_numbers *k = numbers_for(r, row[i].unit);

        if (k != NULL)
            count(part, k, row[i].n, row[i].first);
    }
    return ERR_OK;
}

/* The unit itself, then each right below it. */
static void
make_list(const struct reading_open *r, Id parent)
{
    struct open_list *out = r->out;

    out->list = arena_array(r->v->arena, struct open_unit, r->n_top + 1);
    out->list[0] = (struct open_unit){ parent, { .oldest = DAY_NONE } };
    out->n = 1;
    for (int i = 0; i < r->n_top; i++)
        if (open_of(out, r->top[i].top) == NULL)
            out->list[out->n++] = (struct open_unit){ r->top[i].top, { .oldest = DAY_NONE } };
}

enum err
open_read(struct view *v, Id parent, struct open_list *out)
{
    struct reading_open r = { .v = v, .parent = parent, .out = out };
    Time                morning = time_at(time_day(v->now), 0);
    Time                hour = morning + (v->now - morning) / TIME_HOUR * TIME_HOUR;

    TRY(unit_tops(v, time_day(v->now), parent, UNITS_MAX, &r.top, &r.n_top));
    make_list(&r, parent);
    TRY(read_part(&r, ALL, S("t"), 0, 1));
    TRY(read_part(&r, OVER, S("d"), INT64_MIN + 1, morning));
    TRY(read_part(&r, TODAY, S("d"), morning, morning + 1));
    TRY(read_part(&r, OF_TODAY_OVER, S("h"), morning, hour));
    return read_part(&r, OF_TODAY_OVER, S("x"), hour, v->now);
}
