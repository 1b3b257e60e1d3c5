/* measure/handled.h -- who handled a dossier, and who holds it.  Private to the room.  Floor 8.
 *
 * A dossier handled to its end is counted once for each role that had a step of it, for the
 * account that ended the last such step: whoever received it, examined it, signed it. */
#ifndef MEASURE_HANDLED_H
#define MEASURE_HANDLED_H

#include "measure/inside.h"
#include "measure/measure_sql.h"

#define HANDLED_ROLES 8

struct handler {
    Str role;
    Id  account;
};
struct handlers {
    int            n;
    struct handler list[HANDLED_ROLES];
};

/* From the versions.  The program itself, and the person, are not among them. */
enum err    handled_find(struct view *, const struct dossier *, struct handlers *out) MUST_USE;
const char *handled_outcome(const struct dossier *); /* "early" "on_time" "late" */
/* Is it in the hands of an account, and waits for it? */
bool held_is(const struct dossier *);

enum err handled_heard(struct act *, const struct dossier *old, const struct dossier *now)
    MUST_USE;

#endif
