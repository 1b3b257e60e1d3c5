/* dossier/letters.h -- the papers of one dossier: forms 01 to 06, the result,
 * the fee's VietQR.  Floor 7.
 *
 * Made when asked for, from the versions of the dossier, so that a paper always
 * says what the records say; the result alone is made once, at the signature,
 * and kept by content. */
#ifndef DOSSIER_LETTERS_H
#define DOSSIER_LETTERS_H

#include "dossier/dossier_sql.h"
#include "dossier/say.h"

enum err letter_vietqr(struct view *, const struct dossier *, Str *out) MUST_USE;
/* which: "01" … "06".  ERR_NOT_FOUND when the dossier has no such paper. */
enum err letter_write(struct view *, const struct dossier *, Str which, Str *out_pdf) MUST_USE;
/* The bytes of any paper of the dossier, "ket-qua" the kept result. */
enum err letter_read(struct view *, const struct dossier *, Str which, Str *out_pdf) MUST_USE;
/* Where anyone checks or follows it. */
Str letter_address(struct view *, const struct dossier *);

/* Official papers are in Vietnamese, whatever language the page has: a view of that language. */
enum err letter_vietnamese(struct view *, const struct dossier *, struct view *copy,
                           struct saying *out) MUST_USE;
Str      letter_superior(struct view *, const struct unit *);
/* The newest version made by this action: its words and its moment. */
enum err letter_last(const struct saying *, Str action, struct dossier_versions_row *out) MUST_USE;

extern const struct query dossier_paper; /* answers {name, pdf_base64} */

#endif
