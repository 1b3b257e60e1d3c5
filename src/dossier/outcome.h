/* dossier/outcome.h -- the record of a registry that a granted result becomes
 * (docs/registries.md).  Private to the room.  Floor 7.
 *
 *   dossier.sign ─ due ─▶ dossier.enter ─ the record ─▶ dossier.entered ─ a note, no longer due
 *
 * Three acts, of which the program does the last two: an entry that lists a record may never be
 * emptied, and those that list a dossier's rows must be (erase.c).  What is interrupted is done
 * again; a record that says so already is left alone. */
#ifndef DOSSIER_OUTCOME_H
#define DOSSIER_OUTCOME_H

#include "dossier/record.h"
#include "journal/door.h"

/* In the act that granted it: nothing of a procedure that says nothing of a record. */
enum err outcome_due(struct act *, const struct procedure *, const struct dossier *) MUST_USE;

extern const struct query   dossier_outcomes;
extern const struct command dossier_enter, dossier_entered;

#endif
