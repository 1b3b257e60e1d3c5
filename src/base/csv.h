/* base/csv.h -- rows of a table as RFC 4180 wants them, safe to open; and read back.  Floor 0.
 *
 * A spreadsheet takes a cell that begins with "=", "+", "-", "@", a tab or a
 * carriage return for a formula and runs it; such a cell gets an apostrophe in
 * front.  So a cell is text: no number below zero is meant.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/str.h"

/* Without it Excel reads the file in the machine's old encoding, not as UTF-8. */
#define CSV_BOM S("\xef\xbb\xbf")

/* The cells with commas between, quoted where they must be, and a line end. */
void csv_row(struct buf *, const Str *cell, size_t n);

/* NULL when the bytes can be read as a table, else why not (a message key that names what
 * they are: a workbook, UTF-16, another encoding). */
const char *csv_refusal(Str bytes);

struct csv_line {
    int        number; /* where it begins, from 1 */
    int        n;
    const Str *cell;   /* clean (text_clean), white space around it gone */
};
struct csv_table {
    int              n;
    struct csv_line *line; /* empty ones left out */
};

/* Comma, semicolon or tab, whichever the first line has most of; the apostrophe that
 * csv_row puts before a formula is taken off again.  ERR_TOO_LARGE over `max_lines` lines;
 * ERR_MALFORMED with *out_line and *out_why (a message key) otherwise. */
enum err csv_read(struct arena *, Str text, int max_lines, struct csv_table *out, int *out_line,
                  const char **out_why) MUST_USE;

#endif
