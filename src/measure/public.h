/* measure/public.h -- what anybody may read of a month, and of a longer period.  Private to the
 * room.  Floor 8.
 *
 * Only what is over is public: a number that still grows tells of each dossier by its
 * difference.  What is closed, and why nothing gives it away: docs/decisions/0015. */
#ifndef MEASURE_PUBLIC_H
#define MEASURE_PUBLIC_H

#include "measure/inside.h"
#include "org/unit.h"

enum public_state { PUBLIC_OPEN, PUBLIC_CLOSED, PUBLIC_NOT_YET };

/* The province's number of one element over a period; a share is as open as both its parts. */
enum err public_state_of(struct view *, Str element, const struct period *,
                         enum public_state *out) MUST_USE;

/* -- a month by unit, and by field and procedure ---------------------------------------------- */
struct public_cell {
    int     parent; /* -1: the province */
    Str     key;    /* a unit's code, a field's or a procedure's key; empty: no page of its own */
    Str     name;
    bool    inner; /* there are cells below */
    bool    closed;
    bool    sensitive; /* of a field that is never opened */
    int64_t over, under;
};
struct public_table {
    int                 n;
    struct public_cell *cell;
};
/* Of a whole month that is over. */
enum err public_tables(struct view *, const struct reading *, const struct period *,
                       struct public_table *units, struct public_table *procedures) MUST_USE;
/* Whether a table can be made of this reading. */
bool public_has_table(const struct reading *);

#endif
