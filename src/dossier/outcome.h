/* dossier/outcome.h -- the record of a registry that a granted result becomes
 * (docs/registries.md).  Private to the room.  Floor 7. */
#ifndef DOSSIER_OUTCOME_H
#define DOSSIER_OUTCOME_H

#include "dossier/record.h"

/* In the act that granted it, after the dossier was stored.  Of a procedure that says nothing
 * of a record, and of a refusal, nothing.  What could not be written is a note on the dossier,
 * and in the answer: the result stands. */
enum err outcome_write(struct act *, const struct procedure *, const struct dossier *,
                       struct json *out) MUST_USE;

#endif
