/* measure/late.h -- why a dossier ended late: the step that overran its own time by most, whom
 * it waited for there, and how long.  Private to the room.  Floor 8.
 *
 * It counts for the unit where that step stood, or, with no such step, for the one that decided:
 * above both the numbers are those of the statistics, at either one they may not be.
 *
 * Found once, in the act that ended the dossier, from its versions and the calendar of that
 * day, and kept as a row: a calendar that is published later changes no figure.  The counters
 * are sums of those rows. */
#ifndef MEASURE_LATE_H
#define MEASURE_LATE_H

#include "measure/inside.h"
#include "measure/measure_sql.h"

/* The role when most of that time another unit's opinion was overdue. */
#define LATE_OTHERS "others"

/* What late_step counts of one row: elements and their numbers. */
#define LATE_ELEMENTS 5
struct late_count {
    const char *element; /* "late" "overrun" "lateness" "waited" "waited_time" */
    int64_t     n;
};
void late_counts(const struct late_dossier_get_row *, struct late_count out[LATE_ELEMENTS]);

/* The row of a dossier as its versions have it; ended late. */
enum err late_find(struct view *, const struct dossier *, struct late_dossier_get_row *out)
    MUST_USE;
bool late_is(const struct dossier *); /* handled to its end, and after its due moment */

enum err late_heard(struct act *, const struct dossier *old, const struct dossier *now) MUST_USE;

#endif
