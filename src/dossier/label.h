/* dossier/label.h -- a dossier's label: what is stuck on its folder and scanned.  Private to the
 * room.  Floor 7.
 *
 *   ┌──────────────┬─────────────────┐
 *   │ QR: the code │ the code, typed │  50 × 30 mm, a page each, for a label printer
 *   │  and nothing │ the procedure   │
 *   │     else     │ when it came    │
 *   └──────────────┴─────────────────┘
 *
 * A scanner at the desk types what the picture holds and sends Enter, so the picture holds the
 * code alone: in the search field it opens the dossier.  A folder lies about in an office: no
 * name and no number of a person stands on it.
 *
 * Invariant: the same dossiers make the same file. */
#ifndef DOSSIER_LABEL_H
#define DOSSIER_LABEL_H

#include "base/time.h"

struct label {
    Str code, procedure, came; /* came: "Nộp 01/07/2024" */
};

/* ERR_INVALID  n < 1, or a code that is empty
 * ERR_TOO_LARGE  a code too long for the picture */
enum err label_write(struct arena *, const struct label *, int n, Time made, bool simulated,
                     Str *out_pdf) MUST_USE;

#endif
