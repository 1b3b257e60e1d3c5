/* dossier/pdf_update.h -- more at the end of a PDF that stays as it is.  Private to the
 * room.  Floor 7.
 *
 *     what was there    to the byte
 *     38 0 obj …        new objects, and old ones again under their numbers
 *     xref, trailer     of these alone; /Prev leads to what was there
 *
 * For PDFs of our own making, with plain cross-reference tables: of any other,
 * pdf_read says no, and nothing is appended.
 */
#ifndef DOSSIER_PDF_UPDATE_H
#define DOSSIER_PDF_UPDATE_H

#include "base/str.h"

#define PDF_UPDATED_MAX 8

struct pdf_tail { /* what the end of a PDF says */
    int64_t size, root, info, table;
};
bool pdf_read(Str pdf, struct pdf_tail *out);
/* What stands between the outermost << and >> of an object; empty when it has none. */
Str pdf_dictionary(Str pdf, const struct pdf_tail *, int64_t number);
/* What follows the first, or the last, occurrence of a word, without white space before
 * it; empty when there is none. */
Str pdf_after(Str text, Str word);
Str pdf_after_last(Str text, Str word);
int64_t pdf_number(Str text); /* the number at the front, or -1 */

struct pdf_update {
    struct buf     *pdf;
    struct pdf_tail tail;
    int             n;
    int64_t         number[PDF_UPDATED_MAX];
    size_t          at[PDF_UPDATED_MAX];
};
void pdf_update_begin(struct pdf_update *, struct buf *pdf, const struct pdf_tail *);
/* "N 0 obj\n"; the caller writes the rest, to endobj.  number < 0: a new one, which is
 * given back. */
int64_t pdf_update_object(struct pdf_update *, int64_t number);
void    pdf_update_end(struct pdf_update *);

#endif
