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

/* -- records out of bytes that come in pieces --------------------------------------------- */

struct csv_cutter {
    char delimiter;
    bool stop[256];
};
struct csv_cell {
    Str  text;    /* points into the bytes; what stands between the quotes of a quoted one */
    bool quoted;
    bool doubled; /* holds quotes twice: csv_undouble */
};
struct csv_record {
    struct csv_cell *cell; /* room for max, the caller's */
    int              max;
    int              n;     /* cells there are; those beyond max are counted only */
    int              lines; /* it stands on */
    size_t           size;  /* bytes up to behind its line end */
    bool             ended; /* by a line end, not by the end of the file */
    bool             within_quotes; /* CSV_MORE, CSV_UNCLOSED: a quote is open */
};
enum csv_cut {
    CSV_WHOLE,
    CSV_MORE,     /* its end is not among these bytes: call again with more, from its start */
    CSV_UNCLOSED, /* a quote is open at the end of the file */
    CSV_STRAY,    /* text behind a closing quote; `size` leads behind that line */
};

void csv_cutter(struct csv_cutter *, char delimiter);
/* The record that `bytes` (not empty) begin with, by RFC 4180; a lone carriage return ends
 * one too.  `last`: nothing follows these bytes.  Whatever the encoding, if ASCII is in it
 * as itself.  Fills *r. */
enum csv_cut csv_cut(const struct csv_cutter *, Str bytes, bool last, struct csv_record *r)
    MUST_USE;
/* Writes the text with each doubled quote once; `to` may be where the text is.  Returns
 * its size. */
size_t csv_undouble(char *to, Str text);
/* Without the apostrophe that a writer put before a formula ("'=1" was "=1"). */
Str csv_unguarded(Str);

/* -- a small table, whole ------------------------------------------------------------------ */

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
