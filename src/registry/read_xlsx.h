/* registry/read_xlsx.h -- a workbook beside its rows.  Private to the room.  Floor 6. */
#ifndef REGISTRY_READ_XLSX_H
#define REGISTRY_READ_XLSX_H

#include "registry/read_inside.h"
#include "registry/read_xml.h"

#define BOOK_SHEETS_MAX  200
#define BOOK_STYLES_MAX  65536
#define BOOK_MERGED_MAX  20000
#define BOOK_STRINGS_MAX ((size_t)128 << 20) /* bytes of all different texts */

struct book_area { /* merged cells; rows and columns from 1 */
    int64_t row, row_end;
    int     column, column_end;
};

struct book {
    struct arena              *arena;
    bool                       mac; /* days count from 1904 */
    struct {
        Str  name, rel, path;
        bool hidden;
    } sheet[BOOK_SHEETS_MAX];
    int                        n_sheets;
    struct read_number_format *style;
    int                        n_styles;
    struct buf                 strings;
    uint32_t                  *string_end; /* where each ends in strings */
    size_t                     n_strings, strings_size;
    struct book_area          *area; /* of the sheet looked at, by row */
    int                        n_areas;
    bool                       filled; /* it has a value */
};

/* Sheets, styles, texts of r->zip. */
enum err book_open(struct reader *r, struct book **out) MUST_USE;
/* Looks through a sheet: area, n_areas, filled. */
enum err book_look(struct reader *r, struct book *, int sheet) MUST_USE;
Str      book_string(const struct book *, int64_t); /* STR_NONE with p NULL: there is none */
/* "BC12" → 55, *row 12 (0 without); 0 when it is none. */
int book_column(Str cell, int64_t *row);

#endif
