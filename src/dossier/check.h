/* dossier/check.h -- what verification computes again in this room.  Floor 7. */
#ifndef DOSSIER_CHECK_H
#define DOSSIER_CHECK_H

#include "journal/verify.h"

/* dossier_now is the newest version of each dossier, its place in the lists
 * computed from it. */
extern const struct derived_check dossier_now_check;
/* dossier_side_now is what each became last, in its place. */
extern const struct derived_check dossier_sides_check;
/* opinion_open is what has no end, of the dossiers that are open. */
extern const struct derived_check dossier_opinions_check;
/* complaint_open is what nobody has answered or refused. */
extern const struct derived_check dossier_complaints_check;
/* appointment_now is the newest version of each appointment. */
extern const struct derived_check appointment_now_check;
/* Each attachment and result is in the folder, with the content it is named by. */
extern const struct derived_check dossier_files_check;
/* dossier_word is what dossiers are found by, up to the search cursor. */
extern const struct derived_check dossier_words_check;

#endif
