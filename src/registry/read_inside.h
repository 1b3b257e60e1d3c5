/* registry/read_inside.h -- what the formats share behind read.h.  Private to the room.
 * Floor 6. */
#ifndef REGISTRY_READ_INSIDE_H
#define REGISTRY_READ_INSIDE_H

#include "base/csv.h"
#include "base/json.h"
#include "registry/read_encoding.h"
#include "registry/read_window.h"

#define READ_SAMPLE_RECORDS 1000

/* One a format.  `seek` NULL: rows are read along.  All fail with read_fail. */
struct read_parser {
    enum err (*open)(struct reader *);
    enum err (*next)(struct reader *, struct read_row *);
    enum err (*seek)(struct reader *, struct read_place);
    double (*progress)(const struct reader *); /* NULL: the source's */
};
extern const struct read_parser read_parser_csv, read_parser_xlsx, read_parser_ndjson,
    read_parser_geojson;

struct reader {
    struct arena             *arena, *scratch; /* scratch: the row's, given last */
    const struct read_parser *parser;
    struct read_options       options;
    struct read_info          info;
    struct read_fault         fault;
    struct read_source       *source;
    struct read_window       *window; /* texts */
    struct read_zip          *zip;    /* a workbook */
    struct read_cell         *cell;   /* n_columns */
    int64_t                   rows, line; /* line: that the window's rest begins on */
    void                     *own;    /* the format's */
};

/* Keeps the story and returns `err`.  Values are copied. */
enum err read_fail(struct reader *, enum err, int64_t line, const char *message, Str one, Str two);
/* What the source or window said, at this line. */
enum err read_broken(struct reader *, enum err);
/* Marks a row; the first fault of a row stays. */
void read_row_fault(struct read_row *, const char *message, Str one, Str two);
/* Zeroes the row, empties scratch, all cells missing. */
void read_row_begin(struct reader *, struct read_row *, int64_t line);

/* Column names as they may stay: clean, trimmed, on one line.  ERR_MALFORMED when one
 * stands twice; ERR_NOT_FOUND without any.  Copies; makes reader->cell. */
enum err read_set_columns(struct reader *, const Str *name, int n) MUST_USE;

/* The window in the file's encoding, behind its mark. */
enum err read_window_begin(struct reader *) MUST_USE;
/* Takes white space of JSON, counting lines; *c: the byte behind it, -1: the end. */
enum err read_skip_space(struct reader *, int *c) MUST_USE;
void     read_take(struct reader *, size_t n); /* from the window, counting lines */

/* -- columns from members of objects (read_members.c) ----------------------------------- */

struct read_members;
struct read_members *read_members_new(struct arena *);
/* Notes the names of an object; those beyond READ_COLUMNS_MAX and empty ones are dropped. */
void read_members_note(struct read_members *, const struct json *object);
int  read_members_list(const struct read_members *, const Str **out);
int  read_members_find(const struct read_members *, Str name); /* -1: none */
/* Puts an object's members into the row's cells; a name that is no column is its fault. */
void read_members_fill(struct reader *, struct read_members *, const struct json *object,
                       struct read_row *);

/* -- JSON by its extent ------------------------------------------------------------------ */

enum read_extent { EXTENT_WHOLE, EXTENT_MORE, EXTENT_BAD };
/* How many bytes the value takes that these begin with (no white space in front); only its
 * brackets and quotes are looked at. */
enum read_extent read_json_extent(Str bytes, bool last, size_t *out);

/* -- guesses about a CSV, from records in the window (read_csv_guess.c) ------------------- */

char read_guess_delimiter(Str text, bool last);
/* '.', ',' or 0: the sample does not tell. */
struct read_marks {
    int64_t point, comma;
};
void read_marks_note(struct read_marks *, Str cell);

/* -- numbers and dates of spreadsheets (read_serial.c) ------------------------------------ */

enum read_style { STYLE_PLAIN, STYLE_DAY, STYLE_MOMENT, STYLE_CLOCK, STYLE_ELAPSED };
struct read_number_format {
    enum read_style style;
    int             zeros; /* STYLE_PLAIN, "00000": at least so many digits; else 0 */
};
struct read_number_format read_format_builtin(int id);
struct read_number_format read_format_code(Str code);
/* A cell's number as text of the kind its format says; READ_MISSING when it is no number
 * or no such date is. */
struct read_cell read_serial(struct arena *, Str number, struct read_number_format, bool mac);

#endif
