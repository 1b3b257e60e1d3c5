/* dossier/index.h -- who keeps the words of dossiers (words.h).  Floor 7. */
#ifndef DOSSIER_INDEX_H
#define DOSSIER_INDEX_H

#include "journal/follow.h"

extern const struct follower dossier_words; /* its slices: SLICE entries of the journal */

#endif
