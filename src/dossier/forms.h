/* dossier/forms.h -- filling in: what others of the room need of it.  Floor 7. */
#ifndef DOSSIER_FORMS_H
#define DOSSIER_FORMS_H

#include "dossier/procedure.h"
#include "pack/schema.h"

extern const struct query dossier_form;

#endif
