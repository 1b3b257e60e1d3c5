/* org/verify.h -- do the derived tables say what the journaled ones do?
 * Floor 4. */
#ifndef ORG_VERIFY_H
#define ORG_VERIFY_H

#include "journal/act.h"

/* One row that is not as it must be. */
struct org_difference {
    struct org_difference *next;
    const char            *table, *what; /* "missing" "surplus" "altered" */
    Str                    key;
};

/* Recomputes unit_span, unit_closure and desk_span; lists what differs, the
 * first 100 kept.  The list is in the view's arena. */
enum err org_verify(struct view *, struct org_difference **out, int *out_n) MUST_USE;

#endif
