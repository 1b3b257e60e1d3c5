/* dossier/qr.h -- QR pictures: as an SVG for pages, as ink on a PDF.  Floor 7.
 *
 * The squares come from libqrencode; here they become paths.  The quiet zone of
 * four squares that readers need is part of every picture, because a page or a
 * printer that leaves it out makes a code that some phones cannot find.
 */
#ifndef DOSSIER_QR_H
#define DOSSIER_QR_H

#include "base/str.h"

#define QR_QUIET    4   /* squares on each side (ISO/IEC 18004) */
#define QR_TEXT_MAX 600 /* bytes; keeps squares large enough for an old phone */

typedef struct _cairo cairo_t;

struct qr {
    int                  side; /* squares, without the quiet zone */
    const unsigned char *dark; /* side × side, row by row, 1 is ink */
};

/* Error correction M: an eighth of the picture may be soiled.
 * ERR_INVALID    the text is empty
 * ERR_TOO_LARGE  more than QR_TEXT_MAX bytes */
enum err qr_make(struct arena *, Str text, struct qr *out) MUST_USE;

/* The side of a picture's viewBox, and its ink as the `d` of one SVG path. */
int qr_box(const struct qr *);
Str qr_path(struct arena *, const struct qr *);

/* A whole SVG file, black on white at any theme; `caption`, when not empty, is
 * written in the picture, under the code ("KHÔNG CHUYỂN TIỀN"). */
Str qr_svg(struct arena *, const struct qr *, Str caption);

/* Draws at (x, y), quiet zone included, `side` wide and high. */
void qr_draw(cairo_t *, const struct qr *, double x, double y, double side);

#endif
