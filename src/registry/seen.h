/* registry/seen.h -- one record as a reader may see it: now, on a day, its versions.  For this
 * room and for the pages above it.  Floor 6. */
#ifndef REGISTRY_SEEN_H
#define REGISTRY_SEEN_H

#include "registry/record.h"

struct record_asked {
    Str  registry, key;
    Day  on;       /* as it stood at the end of that day; DAY_NONE: now */
    bool unmask;   /* personal fields too: recorded as a reading by view_disclose */
    bool versions; /* all of them, for whoever reads the registry by right */
};

struct record_version {
    int64_t            act;
    Time               at; /* TIME_NONE: its entry is gone */
    const struct cell *row;
};

struct record_seen {
    struct view           *v;
    const struct registry *r;
    struct onlooker        who;
    enum sight             sight;
    const struct cell     *now, *row; /* in force; as asked */
    int64_t                act;       /* that `row` counts from */
    int                    n_versions;
    struct record_version *version;   /* oldest first */
};

/* ERR_SIGN_IN, ERR_FORBIDDEN, ERR_NOT_FOUND with words. */
enum err record_see(struct view *, const struct record_asked *, struct record_seen *out) MUST_USE;
/* "created", "changed", "corrected", "ended" */
const char *record_kind_name(const struct cell *row);

#endif
