/* measure/report_sums.h -- the numbers behind a report.  Private to the room.  Floor 8.
 *
 * A report says of a group of dossiers what came in, what was there before, how it was closed
 * and what is left.  All of it are sums over counters: what is open at the end of a day is
 * what was received up to it less what was closed up to it, what is late then is what was due
 * less what was both due and closed.  So any period of the past can be asked for, and no
 * dossier is read. */
#ifndef MEASURE_REPORT_SUMS_H
#define MEASURE_REPORT_SUMS_H

#include "measure/inside.h"
#include "org/unit.h"

enum report_by { REPORT_UNITS, REPORT_PROCEDURES };
/* Which of a row's numbers are read.  REPORT_WHOLE_DAYS: those of REPORT_FLOW, of a period that
 * runs up to the end of yesterday, so that all are of one moment. */
enum report_columns { REPORT_FLOW, REPORT_ONLINE, REPORT_WHOLE_DAYS };

struct report_row {
    Id      unit;      /* of REPORT_UNITS */
    Str     procedure; /* of REPORT_PROCEDURES */
    int64_t received, received_before, closed, closed_before, finished, early, in_time, late, due,
        due_and_closed; /* up to the last day that counts */
    int64_t online, self, full, electronic, rated, rated_good; /* good: four or five of five */
};

struct report_sums {
    int                n;
    struct report_row *row;
};

/* One row for each unit right below `unit`, and one for its own dossiers; or one for each
 * procedure in its whole subtree.  Units stand as on `on`; "late" is at the end of the period,
 * or of the day before `today` while it runs.  Rows without any number are left out. */
enum err report_sums_read(struct view *, enum report_by, enum report_columns,
                          const struct unit *, Day on, const struct period *,
                          struct report_sums *out) MUST_USE;

/* As its newest version calls a procedure, or its field. */
Str report_procedure_name(struct view *, Str key, bool field);

int64_t report_carried(const struct report_row *); /* open when the period began */
int64_t report_open(const struct report_row *);    /* open at its end, or now */
int64_t report_open_late(const struct report_row *);

#endif
