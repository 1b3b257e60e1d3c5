/* base/csv.h -- rows of a table as RFC 4180 wants them, safe to open.  Floor 0.
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

#endif
