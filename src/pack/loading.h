/* pack/loading.h -- a pack on its way into the store, for the command of another room that
 * puts one together itself (registry.declare).  Floor 3.
 *
 *   prepare: files read, the whole set compiled beside the one in use, every fault said
 *   apply:   rows of the act, and what sections install
 *   committed: the program uses the new set
 */
#ifndef PACK_LOADING_H
#define PACK_LOADING_H

#include "pack/pack.h"

struct load_result; /* the set between its making and its use; goes with the call if unused */

struct pack_loading {
    struct pack         pack;
    int64_t             base; /* the act of the newest load in the set it was made from */
    bool                unchanged;
    struct load_result *result;
};

/* ERR_INVALID: faults are in the view's, each with the field "PACK/PATH:LINE" or
 * "PACK/PATH#/POINTER".  Runs where prepare runs; in a query it is a look at what would be. */
enum err pack_load_prepare(struct view *, Str name, const struct pack_input *, int n,
                           struct pack_loading *out) MUST_USE;
/* A section's data in the set that would be in use; NULL: nothing would change. */
const void *pack_load_data(const struct pack_loading *, const char *section);
enum err pack_load_apply(struct act *, const struct pack_loading *) MUST_USE;
void     pack_load_committed(struct view *, const struct pack_loading *);

#endif
