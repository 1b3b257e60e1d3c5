/* dossier/sheet_xlsx.c -- a sheet as XLSX, by libxlsxwriter.  Floor 7.
 *
 * The library writes to a file by name and keeps no rows (constant_memory); the file is one of
 * memory alone, so that nothing of it is left on a disk. */
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/hash.h"
#include "dossier/paper.h"
#include "dossier/sheet.h"

#define TEXT_MAX  32000 /* a cell's own limit is 32767 */
#define MOMENT_WIDE 17 /* letters; a date that does not fit is shown as ##### */
#define EXCEL_DAY 25569 /* 1 January 1970, counted from the end of 1899 */

struct writing {
    struct arena       *arena;
    const struct sheet *sheet;
    lxw_workbook       *book;
    lxw_worksheet      *page;
    lxw_format         *bold, *head, *moment, *number, *wrap, *sum, *sum_number;
    lxw_row_t           at;
};

static const char *
c_text(struct writing *w, Str s)
{
    return str_c(w->arena, str_sub(s, 0, TEXT_MAX));
}

static lxw_format *
format_new(struct writing *w, const char *number, bool bold)
{
    lxw_format *f = workbook_add_format(w->book);

    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    if (number != NULL)
        format_set_num_format(f, number);
    if (bold)
        format_set_bold(f);
    return f;
}

static void
make_formats(struct writing *w)
{
    w->bold = format_new(w, NULL, true);
    w->head = format_new(w, NULL, true);
    format_set_text_wrap(w->head);
    format_set_bottom(w->head, LXW_BORDER_THIN);
    w->wrap = format_new(w, NULL, false);
    format_set_text_wrap(w->wrap);
    w->moment = format_new(w, "dd/mm/yyyy hh:mm", false);
    w->number = format_new(w, "#,##0", false);
    w->sum = format_new(w, NULL, true);
    w->sum_number = format_new(w, "#,##0", true);
}

static void
put_line(struct writing *w, Str text)
{
    if (text.n > 0)
        worksheet_write_string(w->page, w->at++, 0, c_text(w, text), w->bold);
}

/* Whole days and a part of one, of the clock on the wall here. */
static double
excel_moment(Time at)
{
    return (double)(at + TIME_ZONE) / (double)TIME_DAY + EXCEL_DAY;
}

static void
put_cell(struct writing *w, lxw_col_t i, const struct sheet_cell *cell, bool sum)
{
    if (cell->blank)
        return;
    switch (w->sheet->columns[i].kind) {
    case SHEET_TEXT:
        worksheet_write_string(w->page, w->at, i, c_text(w, cell->text), sum ? w->sum : w->wrap);
        break;
    case SHEET_NUMBER:
        worksheet_write_number(w->page, w->at, i, (double)cell->number,
                               sum ? w->sum_number : w->number);
        break;
    case SHEET_MOMENT:
        worksheet_write_number(w->page, w->at, i, excel_moment(cell->at), w->moment);
        break;
    }
}

static void
put_head(struct writing *w)
{
    const struct sheet *s = w->sheet;

    for (int i = 0; i < s->n_columns; i++)
        worksheet_set_column(w->page, (lxw_col_t)i, (lxw_col_t)i,
                             s->columns[i].kind == SHEET_MOMENT ? MOMENT_WIDE
                                                                : s->columns[i].width / 2, NULL);
    put_line(w, s->title);
    put_line(w, s->subtitle);
    if (s->simulated)
        put_line(w, S(PAPER_SIMULATED));
    for (int i = 0; i < s->n_columns; i++)
        worksheet_write_string(w->page, w->at, (lxw_col_t)i, c_text(w, s->columns[i].title),
                               w->head);
    worksheet_repeat_rows(w->page, w->at, w->at);
    w->at++;
    worksheet_freeze_panes(w->page, w->at, 0);
    worksheet_set_landscape(w->page);
    worksheet_set_paper(w->page, 9); /* A4 */
    worksheet_fit_to_pages(w->page, 1, 0);
    worksheet_set_footer(w->page, "&C&P/&N");
}

/* Each row with an arena of its own: the library has written it out before the next. */
static enum err
put_rows(struct writing *w)
{
    const struct sheet *s = w->sheet;
    struct arena       *whole = w->arena, *row = arena_new();
    int                 n = 0;
    enum err            err;

    w->arena = row;
    for (;;) {
        struct sheet_cell cell[SHEET_COLUMNS_MAX] = { { .number = 0 } };

        err = s->row(s->context, cell);
        if (err == ERR_OK && n == SHEET_XLSX_ROWS)
            err = ERR_TOO_LARGE;
        if (err != ERR_OK)
            break;
        for (int i = 0; i < s->n_columns; i++)
            put_cell(w, (lxw_col_t)i, &cell[i], cell[0].strong);
        w->at++;
        n++;
        arena_reset(row);
    }
    arena_free(row);
    w->arena = whole;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err
read_back(struct arena *arena, int fd, Str *out)
{
    struct stat st;
    char       *p;

    if (fstat(fd, &st) != 0)
        return ERR_INTERNAL;
    p = arena_alloc_raw(arena, (size_t)st.st_size + 1);
    if (pread(fd, p, (size_t)st.st_size, 0) != st.st_size)
        return ERR_INTERNAL;
    *out = (Str){ p, (size_t)st.st_size };
    return ERR_OK;
}

static void
set_properties(struct writing *w)
{
    lxw_doc_properties about = { .title = (char *)(uintptr_t)c_text(w, w->sheet->title),
                                 .company = (char *)(uintptr_t)c_text(w, w->sheet->agency),
                                 .created = w->sheet->made / TIME_SECOND };

    workbook_set_properties(w->book, &about);
}

enum err
sheet_xlsx(struct arena *arena, const struct sheet *s, Str *out)
{
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    struct writing       w = { .arena = arena, .sheet = s };
    int                  fd = memfd_create("sheet", MFD_CLOEXEC);
    enum err             err;

    if (fd < 0)
        return ERR_BUSY;
    w.book = workbook_new_opt(str_format(arena, "/proc/self/fd/%d", fd).p, &options);
    if (w.book == NULL) {
        close(fd);
        return ERR_BUSY;
    }
    set_properties(&w);
    make_formats(&w);
    w.page = workbook_add_worksheet(w.book, NULL);
    put_head(&w);
    err = put_rows(&w);
    if (workbook_close(w.book) != LXW_NO_ERROR && err == ERR_OK)
        err = ERR_BUSY;
    if (err == ERR_OK)
        err = read_back(arena, fd, out);
    close(fd);
    return err;
}

enum err
sheet_answer(struct arena *arena, const struct sheet *s, Str format, Str name, struct json *out)
{
    bool paper = str_eq(format, S("pdf"));
    Str  bytes;

    TRY(paper ? sheet_pdf(arena, s, &bytes) : sheet_xlsx(arena, s, &bytes));
    json_put_text(arena, out, "name", str_join(arena, name, paper ? S(".pdf") : S(".xlsx"),
                                               STR_NONE));
    json_put_text(arena, out, "type",
                  paper ? S("application/pdf")
                        : S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
    json_put_text(arena, out, "base64", base64_text(arena, bytes));
    return ERR_OK;
}
