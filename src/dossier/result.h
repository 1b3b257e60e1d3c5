/* dossier/result.h -- the document a procedure ends in.  Floor 7. */
#ifndef DOSSIER_RESULT_H
#define DOSSIER_RESULT_H

#include "dossier/record.h"

enum err result_write(struct view *, const struct dossier *, const struct procedure *,
                      Str *out_pdf) MUST_USE;

#endif
