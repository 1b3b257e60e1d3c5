/* registry/record_write.h -- inside of the room: one record about to be written (record.c), for
 * whoever writes several (push.c).  Floor 6. */
#ifndef REGISTRY_RECORD_WRITE_H
#define REGISTRY_RECORD_WRITE_H

#include "registry/record.h"

#define KIND_SAME 0 /* of a plan: nothing is to be written */

struct write_in {
    Str                registry, key;
    int64_t            since;
    const struct json *values;
    bool               partial;
};

struct write_plan {
    const struct registry *r;
    struct cell           *row, *before; /* whole rows */
    int64_t                open;
    int                    kind;
};

/* Created, or the next version of what stands under the same key, or nothing. */
enum err record_prepare_put(struct view *, const void *write_in, void *write_plan) MUST_USE;
enum err record_apply(struct act *, const void *write_plan, struct json *out) MUST_USE;
/* The values given over those of plan->before; null takes one away. */
struct json *record_over_before(struct view *, const struct json *given,
                                const struct write_plan *);
struct cell *record_new_row(struct view *, const struct registry *);
/* What record_apply writes, without a word about it in the entry; not of KIND_SAME. */
enum err record_write(struct act *, const struct write_plan *, struct cell *row) MUST_USE;

#endif
