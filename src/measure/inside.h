/* measure/inside.h -- what the room's files share.  Private.  Floor 8. */
#ifndef MEASURE_INSIDE_H
#define MEASURE_INSIDE_H

#include "dossier/record.h"
#include "measure/measure.h"

/* The key in held_due of open dossiers that have no due moment (yet): never late. */
#define OPEN_WITHOUT_DUE (INT64_MAX - 1)

/* Where open_due has a dossier: among all, by the day it falls due, the hour, the moment itself.
 * How many they are: none of one that is closed, the first alone of one that has no due moment. */
struct open_grain {
    Str  grain;
    Time due;
};
int open_grains(const struct dossier *, struct open_grain out[4]);

/* Whether an element is kept by a grain: months (m) all, years (y) what is summed from the
 * beginning (what was open on a day), days what is asked of a month that runs, by procedure (d) or
 * in totals alone (D). */
bool element_has_grain(const char *element, char grain);

/* The counters one dossier, or one complaint, is counted in for an element: calls once for each;
 * with no procedure it is a total. */
struct counting_for {
    Id  unit;
    Str procedure;
};
typedef void counted_fn(void *context, Str grain, Str period, Id unit, Str procedure);
void element_cells(struct arena *, const struct counting_for *, const char *element, Day,
                   counted_fn *, void *context);

typedef void element_fn(void *context, const struct dossier *, const char *element, Day);
enum err measure_elements(struct view *, const struct dossier *, element_fn *, void *context)
    MUST_USE;

/* The same of a complaint, for the unit it is about: "complaint", and once it ended
 * "complaint_in_time" or "complaint_late". */
struct complaint;
typedef void complaint_fn(void *context, const struct complaint *, const char *element, Day);
void measure_complaint_elements(const struct complaint *, complaint_fn *, void *context);

/* -- indicators, as their pack files declare them ----------------------------------- */
struct part {
    Str                element;
    const struct json *words;
};
struct reading {
    char        letter;
    struct part over, under;
};
struct indicator {
    Str                key, ours;
    int64_t            version;
    Day                from;
    const struct json *file, *name, *why;
    int                n_readings;
    struct reading     readings[4];
};
struct indicator_list {
    int                     n;
    const struct indicator *list;
};
extern const struct pack_section section_indicators;
const struct indicator_list *indicators(const struct view *);
enum err indicator_find(struct view *, Str key, const struct indicator **out) MUST_USE;
/* The reading that we use. */
const struct reading *indicator_ours(const struct indicator *);

/* -- periods -------------------------------------------------------------------------- */
struct period {
    Str key;         /* "2024", "2024-h1", "2024-q2", "2024-06" */
    Str from, to;    /* months, both included */
    Day last;        /* its last day */
    int months;
};
/* "2024-h1", "2024-q2", "2024-06"; empty: the half-year that `today` is in, or
 * the one before when that is less than a month old.  ERR_INVALID. */
enum err period_read(struct arena *, Str key, Day today, struct period *out) MUST_USE;
/* The same, or "2024", a whole year: for officials, whose tables end nowhere. */
enum err period_read_long(struct arena *, Str key, Day today, struct period *out) MUST_USE;
Str      period_words(struct arena *, enum lang, const struct period *);

/* Whether it offers an online service that day. */
bool service_is_online(struct view *, Str procedure, Day);
/* An element over a period, for the province. */
enum err element_value(struct view *, Str element, const struct period *, int64_t *out) MUST_USE;

/* crumbs[name, href] of the units above one, as far as the visitor's position reaches;
 * href is before, the unit's code, after.  In today.c. */
enum err unit_crumbs(struct view *, const struct unit *, Day on, Str before, Str after,
                     struct json *out) MUST_USE;

extern const struct query measure_list, measure_figure, measure_csv, measure_table_page,
    measure_table_csv, measure_report, measure_report_csv, measure_report_file, measure_monthly,
    measure_monthly_file, measure_online, measure_online_file, measure_late, measure_officers,
    measure_due, office_today;
extern const struct command measure_publish;

#endif
