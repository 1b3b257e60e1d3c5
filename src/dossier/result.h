/* dossier/result.h -- the document a procedure ends in.  Floor 7. */
#ifndef DOSSIER_RESULT_H
#define DOSSIER_RESULT_H

#include "base/hash.h"
#include "dossier/record.h"

/* The paper, not yet signed: with the moment of the view and the name of who asks.  A written
 * refusal is one too: `refused` is its reason, STR_NONE of any other. */
enum err result_write(struct view *, const struct dossier *, const struct procedure *, Str refused,
                      Str *out_pdf) MUST_USE;
/* What the paper is called, and why the dossier was refused (STR_NONE: it was not). */
Str      result_title(const struct procedure *, bool denied, enum lang);
enum err result_reason(struct view *, const struct dossier *, Str *out) MUST_USE;
enum err result_read(struct view *, const struct dossier *, Str *out_pdf) MUST_USE;
/* What the program itself signs in a simulated directory is drawn when it is
 * first read: 20,000 papers nobody asked for would cost minutes.  Its hash is
 * then that of what goes into the paper (code, procedure, answers), not of a
 * file, and reading checks it before drawing. */
enum err result_promise(struct view *, const struct dossier *, Str refused, Hash *out) MUST_USE;
bool     result_is_promised(struct view *, const struct dossier *);

#endif
