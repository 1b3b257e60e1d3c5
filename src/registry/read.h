/* registry/read.h -- files that registries are loaded from, read row by row.  Floor 6.
 *
 * CSV, XLSX, NDJSON and GeoJSON, bare, in a .gz or alone in a .zip, come out alike: named
 * columns and rows of text, so that whoever loads them knows no format.  Never more than a
 * record and a few buffers of a file are in memory, except a workbook's table of texts,
 * which has a ceiling (decision 22).
 *
 * Two kinds of trouble, kept apart: what ends the reading (a file cut, a record beyond
 * READ_RECORD_MAX, another kind of file) comes as an error with reader_fault; what is wrong
 * with one row alone comes with that row, and the reading goes on.
 */
#ifndef REGISTRY_READ_H
#define REGISTRY_READ_H

#include "base/lang.h"

#define READ_RECORD_MAX  ((size_t)1 << 20) /* bytes of one line, feature or spreadsheet row */
#define READ_COLUMNS_MAX 1000

enum read_format { READ_ANY, READ_CSV, READ_XLSX, READ_NDJSON, READ_GEOJSON };
enum read_encoding {
    READ_DETECT,
    READ_UTF8,
    READ_UTF16LE,
    READ_UTF16BE,
    READ_WINDOWS_1258,
    READ_TCVN3 /* fonts .VnTime and their like; "ABC" */
};

/* Zeros: everything found out from the file. */
struct read_options {
    enum read_format   format;
    enum read_encoding encoding;  /* CSV, NDJSON, GeoJSON */
    char               delimiter; /* CSV: , ; tab | */
    char               decimal;   /* CSV: , or . */
    Str                sheet;     /* XLSX: by name; else the first that is not empty */
    int64_t            header;    /* CSV, XLSX: the line the names stand on, from 1 */
    int                sample;    /* NDJSON, GeoJSON: records that columns come from; 0: 1000 */
    int64_t            expanded_max; /* bytes out of a .zip or .gz; 0: 64 GB */
};

/* A message key and its values; read_fault_words says it. */
struct read_fault {
    int64_t     line; /* 0: of the file as a whole */
    const char *message;
    Str         value[2];
    const char *reason; /* a message key that takes the place of value[0]; NULL: none */
};

struct read_info {
    enum read_format   format;
    enum read_encoding encoding;
    char               delimiter;    /* CSV */
    char               decimal;      /* how numbers are written: , or . */
    bool               decimal_sure; /* else nothing in the sample told, or it contradicts itself */
    Str                inner;        /* the file's name within a .zip */
    Str                sheet;        /* XLSX: the one read */
    int                n_sheets;     /* XLSX: those there are, as people see them */
    const Str         *sheets;
    int                merged; /* XLSX: areas of merged cells among the rows (see read_row) */
    int                n_columns;
    const Str         *column; /* NFC, trimmed, one line; "" where the file has no name */
};

enum read_kind {
    READ_MISSING, /* no value; not the same as an empty text */
    READ_TEXT,    /* of a CSV everything is */
    READ_NUMBER,  /* as JSON has it, with a point; of a spreadsheet never with an exponent */
    READ_BOOL,    /* "true", "false" */
    READ_DAY,     /* of a spreadsheet: 2024-07-01 */
    READ_MOMENT,  /* of a spreadsheet: 2024-07-01T07:30:00, on the clock of whoever wrote it */
    READ_CLOCK,   /* of a spreadsheet: 07:30:00; hours may exceed 23 */
    READ_JSON,    /* an array or object */
    READ_GEOMETRY /* GeoJSON, not yet looked into but for being an object */
};

struct read_cell {
    enum read_kind kind;
    Str            text; /* clean (text_clean); valid until the next row is asked for */
};

struct read_row {
    int64_t                 number; /* of the rows, from 1 */
    int64_t                 line;   /* where it begins: line, spreadsheet row */
    const struct read_cell *cell;   /* info->n_columns; of merged cells each row has the value */
    struct read_fault       fault;  /* message NULL: none.  Else the cells are what could be read */
};

/* Where a reading can go on: behind the row read last. */
struct read_place {
    int64_t byte, row, line;
};

struct reader;

/* `fd`, a regular file, is borrowed for as long as the arena lives; its offset is not used.
 * The reader goes with the arena.  ERR_MALFORMED: not a file to read here, or damaged;
 * ERR_TOO_LARGE: a ceiling; ERR_NOT_FOUND: no such sheet, no table in the file; ERR_STORE:
 * the disk; *why is filled with each. */
enum err reader_open(struct arena *, int fd, const struct read_options *, struct reader **out,
                     struct read_fault *why) MUST_USE;
const struct read_info *reader_info(const struct reader *);

/* ERR_NOT_FOUND behind the last row; ERR_MALFORMED, ERR_TOO_LARGE and ERR_STORE end the
 * reading, with reader_fault.  Rows without any value are passed over. */
enum err reader_next(struct reader *, struct read_row *out) MUST_USE;
const struct read_fault *reader_fault(const struct reader *);

/* In a reader of the same file, opened with the same options: the next row is the one
 * behind that place.  At once in a bare CSV, NDJSON or GeoJSON file; by reading along in a
 * compressed one and in a workbook.  ERR_INVALID when the file has no such place. */
struct read_place reader_place(const struct reader *);
enum err          reader_seek(struct reader *, struct read_place) MUST_USE;

Str read_fault_words(struct arena *, enum lang, const struct read_fault *);

/* 0 … 1, of the file's bytes. */
double reader_progress(const struct reader *);

/* A spreadsheet's day number as a civil day, for a column of dates that was formatted as
 * numbers; `mac`: the system that counts from 1904.  "" when there is none. */
Str read_serial_day(struct arena *, Str number, bool mac);

#endif
