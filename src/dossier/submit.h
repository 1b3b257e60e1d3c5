/* dossier/submit.h -- filing a dossier.  Floor 7. */
#ifndef DOSSIER_SUBMIT_H
#define DOSSIER_SUBMIT_H

#include "dossier/procedure.h"
#include "dossier/upload.h"

/* Coerces the answers to the form's types and collects every fault under
 * "form/…"; *answers becomes the typed object.  Dates are bound by the day of
 * filing. */
enum err submit_check_form(struct view *, const struct procedure *, Day filed,
                           const struct json **answers) MUST_USE;
/* The unit that decides: by its code for communes and districts, the
 * procedure's own department at province level. */
enum err submit_competent_unit(struct view *, const struct procedure *, Str unit_code,
                               struct unit *out) MUST_USE;

extern const struct command dossier_submit;

#endif
