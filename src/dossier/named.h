/* dossier/named.h -- which contents of DIR/files some row names.  Floor 7. */
#ifndef DOSSIER_NAMED_H
#define DOSSIER_NAMED_H

#include "base/hash.h"
#include "journal/act.h"

typedef void named_fn(void *context, const Hash *);

/* Files given with dossiers, results, files of drafts: each at least once.  Pages by key, in a
 * snapshot each; a row that comes while this runs may be missed, and its file was touched just
 * before (store/files.h). */
enum err named_all(struct view *, named_fn *, void *context) MUST_USE;

#endif
