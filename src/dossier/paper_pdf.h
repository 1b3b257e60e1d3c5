/* dossier/paper_pdf.h -- what cairo 1.16 leaves out of a PDF.  For paper_pen.c
 * alone.  Floor 7.
 *
 * A reader aloud must know that the page is Vietnamese, and a window should
 * show the paper's title and not its file's name.  Both are entries of the
 * catalogue, added as an incremental update: the bytes that cairo wrote stay
 * as they are, and a new catalogue with its cross-reference follows them.
 */
#ifndef DOSSIER_PAPER_PDF_H
#define DOSSIER_PAPER_PDF_H

#include "base/str.h"

/* Appends to a PDF with a plain cross-reference table.  One that is not such a
 * PDF is left as it is: it is still a document, only a less considerate one. */
void paper_pdf_language(struct buf *pdf, Str language);

#endif
