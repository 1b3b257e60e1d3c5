/* measure/report_sums.c -- see report_sums.h.  Floor 8. */
#include "measure/report_sums.h"

#include "dossier/procedure.h"
#include "measure/inside.h"
#include "measure/measure_sql.h"

#define ROWS_MAX 2000 /* units below one, or procedures; a province has hundreds */

/* Where an element's number goes, and over which months it is summed. */
enum when { WITHIN, BEFORE, UP_TO };
static const struct {
    const char         *element;
    enum when           when;
    size_t              at;
    enum report_columns set;
} columns[] = {
    { "received", WITHIN, offsetof(struct report_row, received), REPORT_FLOW },
    { "received", BEFORE, offsetof(struct report_row, received_before), REPORT_FLOW },
    { "closed", WITHIN, offsetof(struct report_row, closed), REPORT_FLOW },
    { "closed", BEFORE, offsetof(struct report_row, closed_before), REPORT_FLOW },
    { "finished", WITHIN, offsetof(struct report_row, finished), REPORT_FLOW },
    { "finished_early", WITHIN, offsetof(struct report_row, early), REPORT_FLOW },
    { "finished_in_time", WITHIN, offsetof(struct report_row, in_time), REPORT_FLOW },
    { "finished_late", WITHIN, offsetof(struct report_row, late), REPORT_FLOW },
    { "due", UP_TO, offsetof(struct report_row, due), REPORT_FLOW },
    { "due_and_closed", UP_TO, offsetof(struct report_row, due_and_closed), REPORT_FLOW },
    { "received", WITHIN, offsetof(struct report_row, received), REPORT_ONLINE },
    { "received_online", WITHIN, offsetof(struct report_row, online), REPORT_ONLINE },
    { "received_online_self", WITHIN, offsetof(struct report_row, self), REPORT_ONLINE },
    { "received_online_full", WITHIN, offsetof(struct report_row, full), REPORT_ONLINE },
    { "finished", WITHIN, offsetof(struct report_row, finished), REPORT_ONLINE },
    { "finished_electronic", WITHIN, offsetof(struct report_row, electronic), REPORT_ONLINE },
    { "rated_1", WITHIN, offsetof(struct report_row, rated), REPORT_ONLINE },
    { "rated_2", WITHIN, offsetof(struct report_row, rated), REPORT_ONLINE },
    { "rated_3", WITHIN, offsetof(struct report_row, rated), REPORT_ONLINE },
    { "rated_4", WITHIN, offsetof(struct report_row, rated), REPORT_ONLINE },
    { "rated_5", WITHIN, offsetof(struct report_row, rated), REPORT_ONLINE },
    { "rated_4", WITHIN, offsetof(struct report_row, rated_good), REPORT_ONLINE },
    { "rated_5", WITHIN, offsetof(struct report_row, rated_good), REPORT_ONLINE },
};

struct summing {
    struct view         *v;
    enum report_by       by;
    const struct unit   *unit;
    Day                  on;
    const struct period *period;
    bool                 whole_days;
    struct report_sums  *out;
};

static bool
is_row(const struct summing *s, const struct report_row *row, Id unit, Str procedure)
{
    return s->by == REPORT_UNITS ? row->unit == unit : str_eq(row->procedure, procedure);
}

/* Rows come in the order of their key, column after column, so a row is near the last. */
static void
add(struct summing *s, Id unit, Str procedure, size_t at, int64_t n)
{
    struct report_row *row = NULL;

    for (int i = 0; i < s->out->n && row == NULL; i++)
        if (is_row(s, &s->out->row[i], unit, procedure))
            row = &s->out->row[i];
    if (row == NULL) {
        if (n == 0 || s->out->n == ROWS_MAX)
            return;
        row = &s->out->row[s->out->n++];
        *row = (struct report_row){ .unit = unit, .procedure = procedure };
    }
    *(int64_t *)(void *)((char *)row + at) += n;
}

/* Of the province there are sums. */
static bool
is_province(const struct summing *s)
{
    return s->unit->parent == 0;
}

static enum err
add_procedures(struct summing *s, const char *element, Str grain, Str from, Str to, size_t at)
{
    struct report_procedures_in in = { .element = str_of(element), .grain = grain, .from = from,
                                       .to = to, .ancestor = s->unit->id, .day = s->on,
                                       .limit = ROWS_MAX };
    struct report_procedures_row  *row;
    struct counter_procedures_row *all;
    int                            n;

    if (is_province(s)) {
        TRY(counter_procedures(s->v, in.element, grain, from, to, 0, ROWS_MAX, &all, &n));
        for (int i = 0; i < n; i++)
            add(s, 0, all[i].procedure, at, all[i].n);
        return ERR_OK;
    }
    TRY(report_procedures(s->v, &in, &row, &n));
    for (int i = 0; i < n; i++)
        add(s, 0, row[i].procedure, at, row[i].n);
    return ERR_OK;
}

/* Each unit below with all that is below it, then the unit's own: of the province what no
 * unit of that day has, so that units which are no more leave no gap between its two tables. */
static enum err
add_units(struct summing *s, const char *element, Str grain, Str from, Str to, size_t at)
{
    struct report_units_in in = { .day = s->on, .element = str_of(element), .grain = grain,
                                  .from = from, .to = to, .parent = s->unit->id,
                                  .limit = ROWS_MAX };
    struct report_units_row *unit;
    struct counter_sum_row   own;
    int                      n;

    TRY(report_units(s->v, &in, &unit, &n));
    TRY(counter_sum(s->v, in.element, grain, from, to, is_province(s) ? 0 : s->unit->id, &own));
    for (int i = 0; i < n; i++) {
        add(s, unit[i].unit, STR_NONE, at, unit[i].n);
        if (is_province(s))
            own.n -= unit[i].n;
    }
    add(s, s->unit->id, STR_NONE, at, own.n);
    return ERR_OK;
}

static enum err
add_range(struct summing *s, const char *element, Str grain, Str from, Str to, size_t at)
{
    return s->by == REPORT_PROCEDURES ? add_procedures(s, element, grain, from, to, at)
                                      : add_units(s, element, grain, from, to, at);
}

static Str
month_of(struct summing *s, Day day)
{
    return str_sub(day_text(s->v->arena, day), 0, 7);
}

/* From the beginning to a month: whole years by the year, then the months of its own. */
static enum err
add_always(struct summing *s, const char *element, Str month, size_t at)
{
    struct arena *arena = s->v->arena;
    Str           year = str_sub(month, 0, 4), last;
    Day           first = DAY_NONE;

    if (!element_has_grain(element, 'y') ||
        day_parse(str_join(arena, year, S("-01-01"), STR_NONE), &first) != ERR_OK)
        BUG("%s has no years, or %.*s is no month", element, STR_ARG(month));
    if (str_eq(str_sub(month, 5, 2), S("12")))
        return add_range(s, element, S("y"), S("0000"), year, at);
    last = str_sub(day_text(arena, first - 1), 0, 4);
    TRY(add_range(s, element, S("y"), S("0000"), last, at));
    return add_range(s, element, S("m"), str_join(arena, year, S("-01"), STR_NONE), month, at);
}

/* Whole months by the month, the days of one that still runs by the day. */
static enum err
add_up_to(struct summing *s, const char *element, size_t at)
{
    Day yesterday = time_day(s->v->now) - 1;
    Day last = s->period->last < yesterday ? s->period->last : yesterday;
    Str month = month_of(s, last), before = month_of(s, last - day_civil(last).day);

    if (!str_eq(month_of(s, last + 1), month))
        return add_always(s, element, month, at);
    TRY(add_always(s, element, before, at));
    return add_range(s, element, S("d"), str_join(s->v->arena, month, S("-01"), STR_NONE),
                     day_text(s->v->arena, last), at);
}

/* Of a period that runs: its whole months, and the days of this month up to yesterday. */
static enum err
add_within(struct summing *s, const char *element, size_t at)
{
    const struct period *p = s->period;
    Day                  yesterday = time_day(s->v->now) - 1;
    Str                  month = month_of(s, yesterday), before;

    if (!s->whole_days || p->last <= yesterday)
        return add_range(s, element, S("m"), p->from, p->to, at);
    if (str_cmp(month, p->from) < 0)
        return ERR_OK;
    before = month_of(s, yesterday - day_civil(yesterday).day);
    if (str_cmp(before, p->from) >= 0)
        TRY(add_range(s, element, S("m"), p->from, before, at));
    return add_range(s, element, S("d"), str_join(s->v->arena, month, S("-01"), STR_NONE),
                     day_text(s->v->arena, yesterday), at);
}

static Str
month_before(struct summing *s)
{
    Day first = DAY_NONE;

    if (day_parse(str_join(s->v->arena, s->period->from, S("-01"), STR_NONE), &first) != ERR_OK)
        BUG("a period without a first month");
    return month_of(s, first - 1);
}

enum err
report_sums_read(struct view *v, enum report_by by, enum report_columns set,
                 const struct unit *unit, Day on, const struct period *period,
                 struct report_sums *out)
{
    struct summing s = { .v = v, .by = by, .unit = unit, .on = on, .period = period,
                         .whole_days = set == REPORT_WHOLE_DAYS, .out = out };

    *out = (struct report_sums){ .row = arena_array(v->arena, struct report_row, ROWS_MAX) };
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        if (columns[i].set != (s.whole_days ? REPORT_FLOW : set))
            continue;
        switch (columns[i].when) {
        case WITHIN:
            TRY(add_within(&s, columns[i].element, columns[i].at));
            break;
        case BEFORE:
            TRY(add_always(&s, columns[i].element, month_before(&s), columns[i].at));
            break;
        case UP_TO: TRY(add_up_to(&s, columns[i].element, columns[i].at)); break;
        }
    }
    return ERR_OK;
}

int64_t
report_carried(const struct report_row *r)
{
    return r->received_before - r->closed_before;
}

int64_t
report_open(const struct report_row *r)
{
    return report_carried(r) + r->received - r->closed;
}

int64_t
report_open_late(const struct report_row *r)
{
    return r->due - r->due_and_closed;
}

static const struct procedure *
newest(struct view *v, Str key)
{
    const struct procedure_list *all = procedures(v);

    for (int i = all->n - 1; i >= 0; i--)
        if (str_eq(all->list[i]->key, key))
            return all->list[i];
    return NULL;
}

Str
report_procedure_name(struct view *v, Str key, bool field)
{
    const struct procedure *p = newest(v, key);

    if (p == NULL)
        return key;
    return pack_words(v->lang, field ? json_get(json_get(p->file, "field"), "name") : p->name);
}
