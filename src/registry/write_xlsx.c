/* registry/write_xlsx.c -- rows as a workbook, by libxlsxwriter (write.h).  Floor 6.
 *
 * The library keeps one row (constant_memory) and writes to a file by name; the file has no
 * name but the one /proc gives it, and its disk is that of temporary files, not memory, for
 * a million rows are many.  Texts are texts: nothing begins a formula here. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "registry/write_inside.h"

#define TEXT_MAX     32767 /* characters of a cell, in UTF-16 */
#define DIGITS_MAX   15    /* that a spreadsheet keeps of a number */
#define EXCEL_DAY    25569 /* 1 January 1970, counted from the end of 1899 */
#define EXCEL_FIRST  (-25508) /* 1 March 1900: before it the calendar there is not ours */
#define MOMENT_WIDE  20
#define DAY_WIDE     11

struct book {
    int            fd;
    lxw_workbook  *book;
    lxw_worksheet *page;
    lxw_format    *head, *day, *moment, *text;
    lxw_row_t      at;
};

static void
book_close(void *what)
{
    struct book *b = what;

    if (b->book != NULL)
        (void)workbook_close(b->book);
    close(b->fd);
}

static int
nameless_file(void)
{
    const char *folder = getenv("TMPDIR");
    int         fd = open(folder != NULL ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    char        name[] = "/tmp/tinhso-sheet-XXXXXX";

    if (fd >= 0)
        return fd;
    fd = mkostemp(name, O_CLOEXEC); /* a file system without O_TMPFILE */
    if (fd >= 0)
        unlink(name);
    return fd;
}

static lxw_format *
format_new(struct book *b, const char *number)
{
    lxw_format *f = workbook_add_format(b->book);

    format_set_num_format(f, number);
    return f;
}

/* In UTF-16, as the format counts. */
static bool
is_too_long(Str s)
{
    int64_t units = 0;

    if (s.n <= TEXT_MAX)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        units += ((c & 0xc0) != 0x80) + (c >= 0xf0);
    }
    return units > TEXT_MAX;
}

static void
put_text(struct writer *w, struct book *b, lxw_col_t column, Str s, lxw_format *format)
{
    if (is_too_long(s)) {
        s = w->options.too_long;
        w->left_out++;
    }
    worksheet_write_string(b->page, b->at, column, str_c(w->scratch, s), format);
}

/* As a number when a spreadsheet keeps all of its digits, else as text. */
static void
put_number(struct writer *w, struct book *b, lxw_col_t column, Str s)
{
    size_t digits = 0;

    for (size_t i = 0; i < s.n; i++)
        digits += s.p[i] >= '0' && s.p[i] <= '9';
    if (digits > 0 && digits <= DIGITS_MAX)
        worksheet_write_number(b->page, b->at, column, strtod(str_c(w->scratch, s), NULL), NULL);
    else
        put_text(w, b, column, s, b->text);
}

static void
put_cell(struct writer *w, struct book *b, int i, const struct write_cell *cell)
{
    enum write_kind kind = w->options.column[i].kind;
    lxw_col_t       column = (lxw_col_t)i;

    if (cell->null)
        return;
    if (kind == WRITE_INT || kind == WRITE_NUMBER)
        put_number(w, b, column, write_text(w, kind, cell));
    else if (kind == WRITE_BOOL)
        worksheet_write_boolean(b->page, b->at, column, cell->number != 0, NULL);
    else if (kind == WRITE_DAY && cell->number >= EXCEL_FIRST)
        worksheet_write_number(b->page, b->at, column, (double)(cell->number + EXCEL_DAY), b->day);
    else if (kind == WRITE_MOMENT && time_day(cell->number) >= EXCEL_FIRST)
        worksheet_write_number(b->page, b->at, column,
                               (double)(cell->number + TIME_ZONE) / (double)TIME_DAY + EXCEL_DAY,
                               b->moment);
    else
        put_text(w, b, column, write_text(w, kind, cell), b->text);
}

static void
put_head(struct writer *w, struct book *b)
{
    int n = w->options.n_columns;

    for (int i = 0; i < n; i++) {
        enum write_kind kind = w->options.column[i].kind;

        if (kind == WRITE_MOMENT || kind == WRITE_DAY)
            worksheet_set_column(b->page, (lxw_col_t)i, (lxw_col_t)i,
                                 kind == WRITE_DAY ? DAY_WIDE : MOMENT_WIDE, NULL);
        put_text(w, b, (lxw_col_t)i, w->options.column[i].name, b->head);
    }
    if (w->options.note.n > 0)
        put_text(w, b, (lxw_col_t)n, w->options.note_column, b->head);
    worksheet_freeze_panes(b->page, 1, 0);
    b->at = 1;
}

static enum err
begin(struct writer *w)
{
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    struct book         *b = arena_make(w->arena, struct book);

    w->own = b;
    b->fd = nameless_file();
    if (b->fd < 0)
        return ERR_FULL;
    b->book = workbook_new_opt(str_format(w->arena, "/proc/self/fd/%d", b->fd).p, &options);
    arena_defer(w->arena, book_close, b);
    if (b->book == NULL)
        return ERR_FULL;
    b->head = format_new(b, "@");
    format_set_bold(b->head);
    b->text = format_new(b, "@");
    b->day = format_new(b, "dd/mm/yyyy");
    b->moment = format_new(b, "dd/mm/yyyy hh:mm:ss");
    b->page = workbook_add_worksheet(b->book, NULL);
    put_head(w, b);
    return ERR_OK;
}

static enum err
row(struct writer *w, const struct write_cell *cell)
{
    struct book *b = w->own;

    if (w->rows == WRITE_XLSX_ROWS_MAX)
        return ERR_TOO_LARGE;
    for (int i = 0; i < w->options.n_columns; i++)
        put_cell(w, b, i, &cell[i]);
    if (w->options.note.n > 0)
        put_text(w, b, (lxw_col_t)w->options.n_columns, w->options.note, b->text);
    b->at++;
    return ERR_OK;
}

/* A sheet of its own too, behind the rows: programs read the first one. */
static void
put_note(struct writer *w, struct book *b)
{
    if (w->options.note.n == 0)
        return;
    b->page = workbook_add_worksheet(b->book, "!");
    b->at = 0;
    put_text(w, b, 0, w->options.note, b->head);
}

static enum err
end(struct writer *w)
{
    struct book *b = w->own;
    char        *piece = arena_alloc_raw(w->arena, 65536);
    lxw_error    closed;
    int64_t      at = 0;

    put_note(w, b);
    closed = workbook_close(b->book);
    b->book = NULL;
    if (closed != LXW_NO_ERROR)
        return ERR_FULL;
    for (;;) {
        ssize_t n = pread(b->fd, piece, 65536, (off_t)at);

        if (n < 0)
            return ERR_STORE;
        if (n == 0)
            return ERR_OK;
        at += n;
        TRY(w->sink(w->context, (Str){ piece, (size_t)n }));
    }
}

const struct write_maker write_maker_xlsx = { begin, row, end };
