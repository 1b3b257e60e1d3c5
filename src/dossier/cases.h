/* dossier/cases.h -- what holds only for some answers, or for one way of filing: a paper, a
 * term, a fee.  Floor 7.
 *
 * A condition is closed: `when` names questions of the form, each with the value it must
 * have or a list of values one of which it must have, all together; `channel` is desk,
 * online or post.  The first case that holds counts; where none does, the rule beside. */
#ifndef DOSSIER_CASES_H
#define DOSSIER_CASES_H

#include "dossier/record.h"

/* Do the answers fulfil all of `when`?  NULL: nothing is asked for. */
bool when_holds(const struct json *when, const struct json *answers);
/* The procedure with the term and the fee of these answers: itself when no case holds. */
const struct procedure *procedure_as(struct arena *, const struct procedure *,
                                     const struct json *answers, int64_t channel);
/* That of a dossier: of what it answers now, filed as it was. */
enum err procedure_of(struct view *, const struct procedure *, const struct dossier *,
                      const struct procedure **out) MUST_USE;
/* Faults of the file's cases and conditions name where. */
void cases_check(struct pack_build *, const struct pack_file *, const struct procedure *);
/* cases[words]: "15 working days when …", for the guide. */
void cases_say(struct view *, const struct procedure *, struct json *out);

#endif
