/* registry/write.h -- rows of a registry as a file, streamed.  Floor 6.
 *
 * CSV, XLSX, NDJSON or GeoJSON (RFC 7946) to whoever takes the bytes; what is in memory does
 * not grow with the rows (a workbook grows in a file that has no name, and comes at the end).
 * What is written reads as the same again (read.h; decision 22 says what a format cannot hold).
 *
 * A note, such as that the data are a synthetic sample, goes into every row as a column of
 * its own, so that it stays when rows are taken out, and where a format has a place for it
 * besides, there too.
 */
#ifndef REGISTRY_WRITE_H
#define REGISTRY_WRITE_H

#include "base/str.h"
#include "base/time.h"

#define WRITE_COLUMNS_MAX   1000
#define WRITE_XLSX_ROWS_MAX 1048575 /* beside the line of names */

enum write_format { WRITE_CSV, WRITE_XLSX, WRITE_NDJSON, WRITE_GEOJSON };

enum write_kind {
    WRITE_TEXT,
    WRITE_INT,
    WRITE_NUMBER,  /* decimal, as JSON has it */
    WRITE_BOOL,
    WRITE_DAY,
    WRITE_MOMENT,  /* a Time */
    WRITE_JSON,
    WRITE_GEOMETRY /* GeoJSON */
};

struct write_column {
    Str             name; /* or its title: what heads it */
    enum write_kind kind;
};

struct write_cell {
    bool    null;
    int64_t number; /* WRITE_INT; WRITE_BOOL 0, 1; WRITE_DAY; WRITE_MOMENT */
    Str     text;   /* the others */
};

struct write_options {
    enum write_format          format;
    int                        n_columns; /* at most WRITE_COLUMNS_MAX */
    const struct write_column *column;    /* borrowed as long as the writer lives */
    bool                       bom;       /* CSV: for Excel */
    char                       delimiter; /* CSV: , or ; (0: ,) */
    char                       decimal;   /* CSV: . or , (0: .) */
    Str                        note, note_column; /* e.g. "sample data, synthetic", "_sample" */
    Str                        too_long;  /* XLSX: in place of what no cell can hold */
};

/* Takes bytes of the file, in order; a failure ends the writing and is passed on. */
typedef enum err write_sink(void *context, Str bytes);

struct writer;

/* Goes with the arena. */
enum err writer_new(struct arena *, const struct write_options *, write_sink *, void *context,
                    struct writer **out) MUST_USE;
/* n_columns cells.  ERR_TOO_LARGE: more rows than the format has; ERR_FULL: no room for a
 * workbook; else the sink's. */
enum err writer_row(struct writer *, const struct write_cell *) MUST_USE;
enum err writer_end(struct writer *) MUST_USE; /* without it the file is not whole */
int64_t  writer_left_out(const struct writer *); /* XLSX: cells that were too long */

#endif
