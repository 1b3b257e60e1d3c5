/* measure/open.h -- what waits for officers now, and how much of it is late.  Floor 8. */
#ifndef MEASURE_OPEN_H
#define MEASURE_OPEN_H

#include "measure/inside.h"

struct open_numbers {
    int64_t waiting, due, late; /* due: what is left of today */
    Day     oldest;             /* of what is late; DAY_NONE */
};

/* Of a unit's own desks, and of each unit right below it with all below that. */
struct open_list {
    int n;
    struct open_unit {
        Id                  unit;
        struct open_numbers n;
    } *list;
};

/* As of the view's now.  The asked unit is among them. */
enum err open_read(struct view *, Id parent, struct open_list *out) MUST_USE;
/* NULL: not among them. */
struct open_numbers *open_of(const struct open_list *, Id unit);

#endif
