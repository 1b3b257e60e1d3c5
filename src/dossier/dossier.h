/* dossier/dossier.h -- what the room offers.  Floor 7. */
#ifndef DOSSIER_DOSSIER_H
#define DOSSIER_DOSSIER_H

#include "journal/door.h"
#include "pack/pack.h"

extern const struct door_table          dossier_table;
extern const struct pack_section *const dossier_sections[]; /* procedures; NULL-terminated */

/* Names that the pages of a form post for themselves; no question of a procedure has one. */
bool form_name_is_own(Str);
/* Keeps what the person is to be told of a change: notice.h. */
listener_fn notice_heard;

/* Before the names of the questions about whose dossier it is; input of dossier.form. */
#define INTAKE "intake-"

/* The page of dossier.form that follows every other: the answers, to be checked. */
#define FORM_CHECK 40

/* The command behind an action's address: "trinh" → "dossier.propose". */
Str flow_command_at(struct arena *, Str address);

#endif
