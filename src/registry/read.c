/* registry/read.c -- a file opened: what it is, what it is packed in, its encoding (read.h).
 * Floor 6. */
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/text.h"
#include "base/words.h"
#include "registry/read_detect.h"
#include "registry/read_inside.h"

#define SAMPLE      ((size_t)256 << 10)
#define SPOTS       7 /* more samples of a file whose start has no letter beyond ASCII */
#define SPOT_SIZE   ((size_t)32 << 10)
#define NESTED_MAX  ((int64_t)256 << 20) /* a packed workbook's */

/* -- what is told ------------------------------------------------------------------------- */

enum err
read_fail(struct reader *r, enum err err, int64_t line, const char *message, Str one, Str two)
{
    r->fault = (struct read_fault){ .line = line,
                                    .message = message,
                                    .value = { str_copy(r->arena, one), str_copy(r->arena, two) } };
    return err;
}

enum err
read_broken(struct reader *r, enum err err)
{
    const char *why = r->source != NULL ? read_source_why(r->source) : NULL;

    return read_fail(r, err, r->line, why != NULL ? why : MSG("the file cannot be read"), STR_NONE,
                     STR_NONE);
}

void
read_row_fault(struct read_row *row, const char *message, Str one, Str two)
{
    if (row->fault.message == NULL)
        row->fault = (struct read_fault){ .line = row->line, .message = message,
                                          .value = { one, two } };
}

void
read_row_begin(struct reader *r, struct read_row *row, int64_t line)
{
    if (arena_used(r->scratch) > 0)
        arena_reset(r->scratch);
    *row = (struct read_row){ .line = line, .cell = r->cell };
    memset(r->cell, 0, sizeof *r->cell * (size_t)r->info.n_columns);
}

/* -- columns ------------------------------------------------------------------------------ */

/* "Họ\n và tên " is "Họ và tên". */
static Str
one_line(struct arena *arena, Str s)
{
    char  *p = arena_alloc_raw(arena, s.n);
    size_t n = 0;

    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        char c = memchr("\n\t", s.p[i], 2) != NULL ? ' ' : s.p[i];

        if (c != ' ' || p[n - 1] != ' ')
            p[n++] = c;
    }
    return (Str){ p, n };
}

enum err
read_set_columns(struct reader *r, const Str *name, int n)
{
    Str *column = arena_array(r->arena, Str, n);

    for (int i = 0; i < n; i++) {
        column[i] = one_line(r->arena, name[i]);
        for (int k = 0; k < i; k++)
            if (column[i].n > 0 && str_eq(column[i], column[k]))
                return read_fail(r, ERR_MALFORMED, 0, MSG("two columns are called “{1}”"),
                                 column[i], STR_NONE);
    }
    while (n > 0 && column[n - 1].n == 0)
        n--;
    if (n == 0)
        return read_fail(r, ERR_NOT_FOUND, 0,
                         MSG("the file is empty: it has no line of column names"), STR_NONE,
                         STR_NONE);
    r->info.n_columns = n;
    r->info.column = column;
    r->cell = arena_array(r->arena, struct read_cell, n);
    return ERR_OK;
}

/* -- the window --------------------------------------------------------------------------- */

void
read_take(struct reader *r, size_t n)
{
    Str         taken = str_sub(read_window_rest(r->window), 0, n);
    const char *end = taken.p + taken.n;

    for (const char *p = taken.p; p < end; p++) {
        p = memchr(p, '\n', (size_t)(end - p));
        if (p == NULL)
            break;
        r->line++;
    }
    read_window_take(r->window, n);
}

enum err
read_skip_space(struct reader *r, int *c)
{
    for (;;) {
        Str      rest = read_window_rest(r->window);
        size_t   n = 0;
        enum err err;

        while (n < rest.n && memchr(" \t\r\n", rest.p[n], 4) != NULL)
            n++;
        read_take(r, n);
        if (n < rest.n || read_window_last(r->window)) {
            *c = n < rest.n ? (unsigned char)rest.p[n] : -1;
            return ERR_OK;
        }
        err = read_window_more(r->window);
        if (err != ERR_OK)
            return read_broken(r, err);
    }
}

enum err
read_window_begin(struct reader *r)
{
    enum err err;
    Str      rest;

    if (r->window == NULL &&
        read_window_new(r->arena, r->source, r->info.encoding, &r->window) != ERR_OK)
        return read_fail(r, ERR_INTERNAL, 0,
                         MSG("this server cannot read the file's encoding; save it as UTF-8"),
                         STR_NONE, STR_NONE);
    r->line = 1;
    err = read_window_seek(r->window, 0);
    if (err == ERR_OK)
        err = read_window_more(r->window);
    if (err != ERR_OK)
        return read_broken(r, err);
    rest = read_window_rest(r->window);
    if (r->info.encoding <= READ_UTF16BE && str_starts(rest, S("\xef\xbb\xbf")))
        read_window_take(r->window, 3);
    return ERR_OK;
}

/* -- which encoding ----------------------------------------------------------------------- */

static bool
is_ascii(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((signed char)s.p[i] < 0)
            return false;
    return true;
}

/* Whole lines from here and there, when the start is English or numbers. */
static Str
with_spots(struct reader *r, Str start)
{
    size_t  room = start.n + SPOTS * (SPOT_SIZE + 1), n = start.n;
    char   *p;
    int64_t size = read_source_size(r->source);

    if (!is_ascii(start) || size <= (int64_t)start.n)
        return start;
    p = arena_alloc_raw(r->scratch, room);
    memcpy(p, start.p, start.n);
    for (int i = 0; i < SPOTS; i++) {
        size_t k = read_source_peek(r->source, size / (SPOTS + 1) * (i + 1), p + n, SPOT_SIZE);
        char  *from = k > 0 ? memchr(p + n, '\n', k) : NULL;
        char  *to = k > 0 ? memrchr(p + n, '\n', k) : NULL;

        if (from == NULL || to <= from)
            continue;
        memmove(p + n, from, (size_t)(to - from));
        n += (size_t)(to - from);
    }
    return (Str){ p, n };
}

static enum err
find_encoding(struct reader *r, Str start)
{
    r->info.encoding = r->options.encoding != READ_DETECT ? r->options.encoding
                                                          : read_encoding_of(with_spots(r, start));
    if (r->info.encoding == READ_DETECT)
        return read_fail(r, ERR_MALFORMED, 0,
                         MSG("the file's encoding is not known: it is not UTF-8, and neither in "
                             "Windows-1258 nor in TCVN3 is it Vietnamese; save it as UTF-8"),
                         STR_NONE, STR_NONE);
    return ERR_OK;
}

/* Reads the start of the source, then goes back. */
static enum err
read_start(struct reader *r, Str *out)
{
    char    *p = arena_alloc_raw(r->scratch, SAMPLE);
    size_t   n = 0, got = 1;
    enum err err = ERR_OK;

    while (err == ERR_OK && got > 0 && n < SAMPLE) {
        err = read_source_read(r->source, p + n, SAMPLE - n, &got);
        n += err == ERR_OK ? got : 0;
    }
    if (err == ERR_OK)
        err = read_source_seek(r->source, 0);
    if (err != ERR_OK)
        return read_broken(r, err);
    *out = (Str){ p, n };
    return ERR_OK;
}

/* -- which format ------------------------------------------------------------------------- */

static enum err
open_text(struct reader *r, Str start)
{
    TRY(find_encoding(r, start));
    r->info.format = r->options.format;
    if (r->info.format == READ_ANY) {
        TRY(read_window_begin(r));
        r->info.format = read_detect_text(read_window_rest(r->window));
    }
    r->info.decimal = '.';
    r->info.decimal_sure = true;
    switch (r->info.format) {
    case READ_CSV:
        r->parser = &read_parser_csv;
        break;
    case READ_NDJSON:
        r->parser = &read_parser_ndjson;
        break;
    case READ_GEOJSON:
        r->parser = &read_parser_geojson;
        break;
    case READ_XLSX:
        return read_fail(r, ERR_MALFORMED, 0, MSG("this is not an .xlsx workbook"), STR_NONE,
                         STR_NONE);
    case READ_ANY:
        return read_fail(r, ERR_MALFORMED, 0,
                         MSG("this is one JSON array; send an object a line (NDJSON) or GeoJSON"),
                         STR_NONE, STR_NONE);
    }
    return r->parser->open(r);
}

static enum err open_bytes(struct reader *r, int fd, bool nested);

static void
close_file(void *what)
{
    close((int)(intptr_t)what);
}

/* A workbook within a .zip or .gz is jumped about in, so it is unpacked first, into a file
 * that has no name. */
static enum err
open_nested(struct reader *r)
{
    int      fd = memfd_create("workbook", MFD_CLOEXEC);
    int64_t  all = 0;
    size_t   got = 1;
    char     piece[16384];
    enum err err = fd < 0 ? ERR_STORE : ERR_OK;

    if (fd >= 0)
        arena_defer(r->arena, close_file, (void *)(intptr_t)fd);
    for (; err == ERR_OK && got > 0; all += (int64_t)got) {
        err = read_source_read(r->source, piece, sizeof piece, &got);
        if (err == ERR_OK && all + (int64_t)got > NESTED_MAX)
            return read_fail(r, ERR_TOO_LARGE, 0,
                             MSG("the packed workbook is too large; send it unpacked"), STR_NONE,
                             STR_NONE);
        if (err == ERR_OK && write(fd, piece, got) != (ssize_t)got)
            err = ERR_STORE;
    }
    if (err != ERR_OK)
        return read_broken(r, err);
    return open_bytes(r, fd, true);
}

static enum err
open_zip(struct reader *r, int fd, bool nested)
{
    const char *why = NULL;
    bool        workbook;
    int         entry;
    enum err    err = read_zip_open(r->arena, fd, &r->zip, &why);
    Str         start;

    if (err == ERR_OK)
        err = read_detect_zip(r->zip, &workbook, &entry, &why);
    if (err == ERR_OK && !workbook && (nested || r->options.format == READ_XLSX)) {
        err = ERR_MALFORMED;
        why = nested ? MSG("a packed file within a packed file is not read; send the inner one")
                     : MSG("this is not an .xlsx workbook");
    }
    if (err != ERR_OK)
        return read_fail(r, err, 0, why, STR_NONE, STR_NONE);
    if (workbook) {
        r->info.format = READ_XLSX;
        r->parser = &read_parser_xlsx;
        return r->parser->open(r);
    }
    r->info.inner = read_zip_entry(r->zip, entry)->name;
    r->source = read_source_entry(r->arena, r->zip, entry, r->options.expanded_max);
    TRY(read_start(r, &start));
    if (read_detect_packed(start) != PACKED_NOT)
        return open_nested(r);
    why = read_detect_refusal(-1, start);
    return why != NULL ? read_fail(r, ERR_MALFORMED, 0, why, STR_NONE, STR_NONE)
                       : open_text(r, start);
}

static enum err
open_bytes(struct reader *r, int fd, bool nested)
{
    const char *why;
    Str         start;

    r->source = read_source_plain(r->arena, fd);
    TRY(read_start(r, &start));
    switch (read_detect_packed(start)) {
    case PACKED_ZIP:
        return open_zip(r, fd, nested);
    case PACKED_GZIP:
        if (nested)
            return read_fail(r, ERR_MALFORMED, 0,
                             MSG("a packed file within a packed file is not read; send the inner "
                                 "one"), STR_NONE, STR_NONE);
        r->source = read_source_gzip(r->arena, fd, r->options.expanded_max);
        TRY(read_start(r, &start));
        if (read_detect_packed(start) != PACKED_NOT)
            return open_nested(r);
        break;
    case PACKED_NOT:
        break;
    }
    why = read_detect_refusal(fd, start);
    return why != NULL ? read_fail(r, ERR_MALFORMED, 0, why, STR_NONE, STR_NONE)
                       : open_text(r, start);
}

/* -- the reader --------------------------------------------------------------------------- */

static void
free_scratch(void *what)
{
    arena_free(what);
}

enum err
reader_open(struct arena *arena, int fd, const struct read_options *options, struct reader **out,
            struct read_fault *why)
{
    struct reader *r = arena_make(arena, struct reader);
    struct stat    st;
    enum err       err;

    r->arena = arena;
    r->scratch = arena_new();
    arena_defer(arena, free_scratch, r->scratch);
    r->options = *options;
    if (r->options.sample == 0)
        r->options.sample = READ_SAMPLE_RECORDS;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        err = read_fail(r, ERR_MALFORMED, 0, MSG("this is not a file"), STR_NONE, STR_NONE);
    else if (st.st_size == 0)
        err = read_fail(r, ERR_NOT_FOUND, 0, MSG("the file is empty"), STR_NONE, STR_NONE);
    else
        err = open_bytes(r, fd, false);
    if (err != ERR_OK) {
        *why = r->fault;
        return err;
    }
    *out = r;
    return ERR_OK;
}

const struct read_info *
reader_info(const struct reader *r)
{
    return &r->info;
}

Str
read_fault_words(struct arena *arena, enum lang lang, const struct read_fault *f)
{
    return words_fill(arena, lang, f->message,
                      f->reason != NULL ? words(lang, f->reason) : f->value[0], f->value[1]);
}

const struct read_fault *
reader_fault(const struct reader *r)
{
    return &r->fault;
}

enum err
reader_next(struct reader *r, struct read_row *out)
{
    TRY(r->parser->next(r, out));
    out->number = ++r->rows;
    return ERR_OK;
}

struct read_place
reader_place(const struct reader *r)
{
    return (struct read_place){ .byte = r->window != NULL ? read_window_at(r->window) : 0,
                                .row = r->rows,
                                .line = r->line };
}

enum err
reader_seek(struct reader *r, struct read_place place)
{
    struct read_row row;

    if (place.row < r->rows)
        return ERR_INVALID;
    if (r->parser->seek != NULL) {
        TRY(r->parser->seek(r, place));
        r->rows = place.row;
    }
    while (r->rows < place.row) {
        enum err err = reader_next(r, &row);

        if (err != ERR_OK)
            return err == ERR_NOT_FOUND ? ERR_INVALID : err;
    }
    return ERR_OK;
}

double
reader_progress(const struct reader *r)
{
    return r->parser->progress != NULL ? r->parser->progress(r) : read_source_progress(r->source);
}
