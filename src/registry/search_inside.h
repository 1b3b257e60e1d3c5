/* registry/search_inside.h -- between search.c, which reads what was typed and says which words
 * lead, and search_block.c, which reads records.  Floor 6. */
#ifndef REGISTRY_SEARCH_INSIDE_H
#define REGISTRY_SEARCH_INSIDE_H

#include "registry/search.h"

#define BESIDE 3 /* of the other words the table is asked for so many, the rarest */

struct looking {
    struct view           *v;
    const struct onlooker *who;
    const struct registry *r;
    int                    level; /* words up to this level lead */
    Str                    word[SEARCH_TERMS];
    int                    n;
    Str                    begins; /* or none: another word begins so */
    /* Of a page. */
    bool                   shapes, chosen, ended, wide;
    Str                   *lead, *near; /* each record has one of these, and of these, which are
                                           about as rare; n_near 0: none are */
    int                    n_lead, n_near;
    Str                    beside[BESIDE]; /* and all of these, the rarest first; empty: none */
    int                    block, read; /* how much next; how much so far (search_block.c) */
    Id                    *hit; /* of the block, in order */
    int                    n_hits, next_hit;
    Id                     upto; /* the last record of the block */
    Id                     at;   /* the last record looked at */
};

/* Which words lead from here on. */
enum err looking_choose(struct looking *) MUST_USE;
/* The streams of these words at each level that leads, as the statements take them. */
Str      looking_streams(const struct looking *, const Str *word, int n);

#endif
