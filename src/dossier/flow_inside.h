/* dossier/flow_inside.h -- one change on its way from prepare to apply.  For flow.c and
 * the commands that do more than flow.c before the pen.  Floor 7. */
#ifndef DOSSIER_FLOW_INSIDE_H
#define DOSSIER_FLOW_INSIDE_H

#include "base/hash.h"
#include "dossier/assign.h"
#include "dossier/flow.h"
#include "dossier/opinion.h"
#include "org/calendar.h"

struct flow_in {
    Str                code, note, secret, way, reference, unit, unit2, unit3;
    int64_t            seen;
    Money              amount;
    const struct json *answers, *files;
    bool               on_paper;
    Day                until;
    Id                 main; /* assign: 0 as it is, -1 nobody */
    const struct json *support, *follow;
};

struct flow_plan {
    const struct action    *action;
    const struct procedure *procedure;
    const struct calendar  *calendar;
    const struct flow_in   *in;
    struct dossier          before;
    Hash                    result;
    bool                    has_result;
    struct upload_list      files;
    const struct json      *answers;
    Money                   charged; /* charge: the sum that is asked for */
    Money                   supplied; /* supply: of the corrected answers; -1: stays */
    Time                    extended; /* the new promised moment */
    struct assignment       assignment;
    struct consultation     consultation;
    struct unit             to; /* transfer, or another unit's step: the unit, and its desk */
    Id                      to_desk;
    bool                    moved; /* the next step is another unit's */
};

/* Everything about the action `word` that can be said before the pen. */
enum err flow_prepare(struct view *, const void *in, void *plan, const char *word) MUST_USE;
enum err flow_apply(struct act *, const void *plan, struct json *out) MUST_USE;

/* Fields that the commands share. */
#define CODE                                                                                       \
    FIELD(TEXT, struct flow_in, code, .required = true, .max = 60, .help = "The dossier's code")
#define NOTE                                                                                       \
    FIELD(TEXT, struct flow_in, note, .max = 2000, .help = "In words the person can understand")
#define SEEN                                                                                       \
    FIELD(INT, struct flow_in, seen, .help = "The version that was read; refused if it moved since")

#endif
