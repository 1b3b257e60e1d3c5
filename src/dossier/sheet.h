/* dossier/sheet.h -- a long table as a file: for a spreadsheet (XLSX) or for paper (PDF, A4
 * across).  Floor 7.
 *
 * Rows are asked for one by one, so that a file of twenty thousand needs no more memory than
 * one of twenty; on paper, where every page says of how many, they are held.  In a spreadsheet
 * a number is a number and a moment a date, whatever the reader's language; a text is never a
 * formula, whatever it begins with.
 *
 * Invariant: the same rows at the same moment make the same pages. */
#ifndef DOSSIER_SHEET_H
#define DOSSIER_SHEET_H

#include "base/json.h"
#include "base/lang.h"
#include "base/time.h"

#define SHEET_COLUMNS_MAX 16
#define SHEET_XLSX_ROWS   20000
#define SHEET_PDF_ROWS    2000

enum sheet_kind { SHEET_TEXT, SHEET_NUMBER, SHEET_MOMENT };

struct sheet_column {
    Str             title;
    enum sheet_kind kind;
    double          width; /* millimetres on paper; all together SHEET_WIDTH at most */
};
#define SHEET_WIDTH 273.0

struct sheet_cell {
    Str     text;
    int64_t number;
    Time    at;
    bool    blank;
    bool    strong; /* of a row's first cell: the whole row, a sum */
};

/* The next row; its texts need only last until the one after.  ERR_NOT_FOUND: there is none. */
typedef enum err sheet_row_fn(void *context, struct sheet_cell *cells);

struct sheet {
    Str                        title, subtitle, agency;
    Time                       made;
    enum lang                  lang;
    bool                       simulated;
    int                        n_columns;
    const struct sheet_column *columns;
    sheet_row_fn              *row;
    void                      *context;
};

/* ERR_TOO_LARGE past SHEET_XLSX_ROWS, SHEET_PDF_ROWS. */
enum err sheet_xlsx(struct arena *, const struct sheet *, Str *out) MUST_USE;
enum err sheet_pdf(struct arena *, const struct sheet *, Str *out) MUST_USE;

/* "pdf" or "xlsx", with the name and the type of the file, into out: name, type, base64. */
enum err sheet_answer(struct arena *, const struct sheet *, Str format, Str name,
                      struct json *out) MUST_USE;

#endif
