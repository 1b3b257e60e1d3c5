/* measure/public.c -- the province's own numbers, by month and over longer periods.  Floor 8.
 *
 * What elements count of the same dossiers falls into classes; a month is open when each class
 * that could be computed from it is nothing or ten and more.  A family has a core, which is
 * closed or open together; an element beyond it adds classes of its own, and is closed where the
 * core is.  A longer period is open too when its closed months are two or more and together are
 * open: whole dossiers could belong to either, for in those months nothing of the family shows.
 * So an element beyond the core that is closed in more months than the core has no such way. */
#include "measure/public.h"

#include "measure/measure_sql.h"
#include "measure/suppress.h"

#define MONTHS_MAX  6
#define CLASSES_MAX 12
#define TERMS       2

/* plus[0] + plus[1] - minus[0] - minus[1] */
struct class {
    const char *plus[TERMS], *minus[TERMS];
};

struct element {
    const char  *name;
    struct class beyond[5]; /* nothing: the core's own */
};

static const struct family {
    struct class   core[6];
    struct element element[6];
} families[] = {
    {
        .core = { { { "received" } },
                  { { "received_online" } },
                  { { "received" }, { "received_online" } } },
        .element = {
            { .name = "received" },
            { .name = "received_online" },
            { "received_offering_online",
              { { { "received_offering_online" } },
                { { "received" }, { "received_offering_online" } },
                { { "received_offering_online" }, { "received_online" } } } },
            { "received_online_full",
              { { { "received_online_full" } },
                { { "received_online" }, { "received_online_full" } } } },
            { "received_online_self",
              { { { "received_online_self" } },
                { { "received_online" }, { "received_online_self" } } } },
        },
    },
    {
        .core = { { { "finished" } },
                  { { "finished_in_time" } },
                  { { "finished" }, { "finished_in_time" } },
                  { { "finished_electronic" } },
                  { { "finished" }, { "finished_electronic" } } },
        .element = {
            { .name = "finished" },
            { .name = "finished_in_time" },
            { .name = "finished_electronic" },
            { "finished_online",
              { { { "finished_online_electronic" } },
                { { "finished_online" }, { "finished_online_electronic" } },
                { { "finished_electronic" }, { "finished_online_electronic" } },
                { { "finished", "finished_online_electronic" },
                  { "finished_online", "finished_electronic" } } } },
            { "finished_online_electronic",
              { { { "finished_online_electronic" } },
                { { "finished_online" }, { "finished_online_electronic" } },
                { { "finished_electronic" }, { "finished_online_electronic" } },
                { { "finished", "finished_online_electronic" },
                  { "finished_online", "finished_electronic" } } } },
        },
    },
};
#define N_FAMILIES (sizeof families / sizeof families[0])

/* -- numbers -------------------------------------------------------------------------------- */

struct numbers {
    int     n;
    int64_t of[CLASSES_MAX][MONTHS_MAX];
};

/* What an element counted in each month of a half-year or less, added to a class. */
static enum err
add_element(struct view *v, const char *element, const struct period *p, int64_t times,
            int64_t out[MONTHS_MAX])
{
    struct counter_by_period_row *row;
    int                           n, first = (int)day_civil(p->last).month - p->months + 1;

    TRY(counter_by_period(v, str_of(element), S("m"), p->from, p->to, 0, MONTHS_MAX, &row, &n));
    for (int i = 0; i < n; i++) {
        Day day;

        if (day_parse(str_join(v->arena, row[i].period, S("-01"), STR_NONE), &day) == ERR_OK)
            out[(int)day_civil(day).month - first] += times * row[i].n;
    }
    return ERR_OK;
}

static enum err
read_classes(struct view *v, const struct class *list, int max, const struct period *p,
             struct numbers *out)
{
    for (int i = 0; i < max && list[i].plus[0] != NULL; i++) {
        int64_t *of = out->of[out->n++];

        for (int k = 0; k < TERMS; k++) {
            if (list[i].plus[k] != NULL)
                TRY(add_element(v, list[i].plus[k], p, 1, of));
            if (list[i].minus[k] != NULL)
                TRY(add_element(v, list[i].minus[k], p, -1, of));
        }
    }
    return ERR_OK;
}

/* -- months and what they make together ------------------------------------------------------- */

/* The core's numbers, the element's (with the core's), and the months of each that nothing
 * open tells. */
struct state {
    struct numbers core, whole;
    bool           core_closed[MONTHS_MAX], closed[MONTHS_MAX];
};

static bool
is_open_together(const struct numbers *x, const bool marked[MONTHS_MAX], int from, int to)
{
    for (int k = 0; k < x->n; k++) {
        int64_t sum = 0;

        for (int m = from; m < to; m++)
            sum += marked[m] ? x->of[k][m] : 0;
        if (cell_is_small(sum))
            return false;
    }
    return true;
}

static bool
close_month(struct state *s, int m)
{
    bool one[MONTHS_MAX] = { false };

    one[m] = true;
    s->core_closed[m] = !is_open_together(&s->core, one, m, m + 1);
    s->closed[m] = s->core_closed[m] || !is_open_together(&s->whole, one, m, m + 1);
    return !s->closed[m];
}

/* True: the element's period is open.  What is open as a whole tells its months no more. */
static bool
close_period(struct state *s, int from, int to)
{
    int  parts = to - from == 6 ? 2 : to - from, step = (to - from) / parts, n = 0;
    bool core_open, open, same = true;

    if (to - from == 1)
        return close_month(s, from);
    for (int i = 0; i < parts; i++)
        close_period(s, from + i * step, from + (i + 1) * step);
    for (int m = from; m < to; m++) {
        n += s->core_closed[m];
        same &= s->core_closed[m] == s->closed[m];
    }
    core_open = n != 1 && is_open_together(&s->core, s->core_closed, from, to);
    open = core_open && same && is_open_together(&s->whole, s->closed, from, to);
    for (int m = from; m < to; m++) {
        s->core_closed[m] &= !core_open;
        s->closed[m] &= !open;
    }
    return open;
}

static const struct family *
family_of(Str name, const struct element **out)
{
    for (size_t k = 0; k < N_FAMILIES; k++)
        for (int i = 0; i < 6 && families[k].element[i].name != NULL; i++)
            if (str_eq(name, str_of(families[k].element[i].name))) {
                *out = &families[k].element[i];
                return &families[k];
            }
    return NULL;
}

enum err
public_state_of(struct view *v, Str name, const struct period *p, enum public_state *out)
{
    const struct element *element;
    const struct family  *family = family_of(name, &element);
    struct state          s = { .core = { .n = 0 } };

    *out = PUBLIC_NOT_YET;
    if (p->last >= time_day(v->now))
        return ERR_OK;
    *out = PUBLIC_OPEN;
    if (family == NULL)
        return ERR_OK; /* services: no dossier stands behind them */
    TRY(read_classes(v, family->core, 6, p, &s.core));
    s.whole = s.core;
    TRY(read_classes(v, element->beyond, 5, p, &s.whole));
    if (!close_period(&s, 0, p->months))
        *out = PUBLIC_CLOSED;
    return ERR_OK;
}
