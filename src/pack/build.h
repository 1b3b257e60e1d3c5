/* pack/build.h -- inside of the room: lists of faults, a set in the making.
 * Floor 3. */
#ifndef PACK_BUILD_H
#define PACK_BUILD_H

#include "pack/pack.h"

struct pack_fault_list {
    struct arena      *arena;
    struct pack_fault *first, *last;
    int                count;
};

/* Copies the texts; the message is a literal. */
void pack_fault_add(struct pack_fault_list *, const struct pack_fault *);

struct pack_set {
    struct arena         *arena; /* its own when pack_set_stored or pack.load made it; else NULL */
    struct pack_set      *before;
    const struct pack    *packs;
    int                   n_packs;
    struct pack_sections  sections;
    const void          **data; /* by section */
    int64_t               act;
};

struct pack_build {
    struct arena          *arena;
    struct pack_set       *set;
    int                    n_built; /* sections compiled so far */
    struct pack_fault_list faults;
};

/* facts.c: every "src" names a source, every source is whole. */
void pack_check_sources(struct pack_build *, const struct pack_file *);

/* Copies a pack's bytes into the arena and reads it again, so that a set owns
 * all it points to. */
enum err pack_copy(struct arena *, const struct pack *, struct pack *out) MUST_USE;
/* A set in an arena of its own; the packs are copied.  ERR_INVALID: faults in
 * `faults`, nothing kept. */
enum err pack_set_make(const struct pack *packs, int n, const struct pack_sections *, int64_t act,
                       struct pack_fault_list *faults, struct pack_set **out) MUST_USE;
void pack_set_free(struct pack_set *);

#endif
