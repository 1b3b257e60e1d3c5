/* dossier/reading.h -- a procedure's file while it is read.  Private to procedure*.c.  Floor 7. */
#ifndef DOSSIER_READING_H
#define DOSSIER_READING_H

#include "dossier/procedure.h"

struct reading {
    struct pack_build      *build;
    const struct pack_file *file;
    struct procedure       *p;
};

void reading_wrong(struct reading *, Str pointer, const char *message, Str one);
/* A member of the file that must be there; NULL, and a fault, when it is not. */
const struct json *reading_need(struct reading *, const char *key, enum json_kind);
/* Both languages must be there. */
void reading_words(struct reading *, const struct json *, Str pointer);

bool reading_level(Str word, enum unit_level *out);
/* A code that must be a unit's while the procedure is in force. */
void reading_unit(struct reading *, Str pointer, Str code);

void reading_form(struct reading *);
void reading_steps(struct reading *);
/* What the file says of registries (procedure_once.c). */
void reading_registries(struct reading *);

#endif
