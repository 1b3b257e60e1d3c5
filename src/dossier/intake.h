/* dossier/intake.h -- whose dossier it is, when an officer files it at the desk.  Private
 * to the room.  Floor 7.
 *
 * The questions are a form like a procedure's, so that they are drawn, coerced and checked
 * by the same hands; they stand before the first page of the procedure's own. */
#ifndef DOSSIER_INTAKE_H
#define DOSSIER_INTAKE_H

#include "dossier/dossier.h"
#include "dossier/procedure.h"

/* The questions, when who asks may receive dossiers; NULL for everybody else, whose own
 * dossier it is. */
const struct json *intake_form(struct view *);
/* The answers given so far, or what stands in them at first: a person at the desk. */
struct json *intake_answers(struct view *, const struct json *form, const struct json *given);
/* Faults name "form/FIELD", as the procedure's own. */
void intake_check(struct view *, const struct json *form, const struct json *answers,
                  struct faults *);

#endif
