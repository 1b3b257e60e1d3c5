/* org/calendar_table.h -- inside of a calendar: its table of days.  For
 * calendar.c and calendar_build.c only.  Floor 4. */
#ifndef ORG_CALENDAR_TABLE_H
#define ORG_CALENDAR_TABLE_H

#include "org/calendar.h"

/* One list of intervals, shared by every day that has it. */
struct calendar_hours_list {
    const struct calendar_hours *at;
    size_t                       count;
};

struct calendar_row {
    int32_t                           minutes; /* worked before this day, in its run */
    int32_t                           days;    /* working days before it, in its run */
    uint32_t                          run;     /* 0: not published */
    const struct calendar_hours_list *hours;   /* empty: not worked */
    const struct calendar_exception  *exception;
};

struct calendar {
    Day                  first, last;
    struct calendar_row *rows;
    Day                 *run_end; /* by run */
};

#endif
