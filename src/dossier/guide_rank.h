/* dossier/guide_rank.h -- how well a procedure answers what was asked for.  Private to the
 * room.  Floor 7. */
#ifndef DOSSIER_GUIDE_RANK_H
#define DOSSIER_GUIDE_RANK_H

#include "dossier/procedure.h"

/* The better ones first; RANK_NONE is not found.  A name is the procedure's own, in either
 * language, or one of those that people have for it (`also` of its file). */
enum rank {
    RANK_NONE,
    RANK_ELSEWHERE, /* all words are there, some of them in the summary or the field */
    RANK_NAME,      /* all words are in one name */
    RANK_BEGINS     /* a name begins so */
};
enum rank guide_rank(struct view *, const struct procedure *, Str q);

#endif
