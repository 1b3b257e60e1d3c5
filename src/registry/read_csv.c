/* registry/read_csv.c -- a table of text, record by record (read.h).  Floor 6.
 *
 * The way of most rows: cut where they lie, seen to be clean in one pass, handed out as they
 * lie; nothing is copied.  What is quoted twice is put right in place; what is in an old
 * encoding or not clean goes through scratch.  As in PostgreSQL's COPY a cell without
 * anything is missing, "" is an empty text. */
#include "base/lang.h"
#include "base/text.h"
#include "registry/read_inside.h"

struct csv {
    struct csv_cutter    cutter;
    struct csv_cell      cell[READ_COLUMNS_MAX];
    struct csv_record    record;
    struct read_decoder *decoder; /* NULL: UTF-8 */
    int64_t              line;    /* of the record */
    enum csv_cut         cut;
    Str                  whole;   /* the record's bytes, with its line end */
};

/* -- records ----------------------------------------------------------------------------- */

static enum err
too_long(struct reader *r, const struct csv *c, enum err err)
{
    if (err != ERR_TOO_LARGE || read_source_why(r->source) != NULL)
        return read_broken(r, err);
    return read_fail(r, err, r->line,
                     c->record.within_quotes
                         ? MSG("a quotation mark is opened here and not closed within 1 MB")
                         : MSG("the line is longer than 1 MB; this is not a table of text, or its "
                               "lines do not end"),
                     STR_NONE, STR_NONE);
}

/* The next record that is not an empty line; it is taken from the window. */
static enum err
next_record(struct reader *r, struct csv *c)
{
    for (;;) {
        Str      rest = read_window_rest(r->window);
        enum err err = ERR_OK;

        c->cut = rest.n > 0 ? csv_cut(&c->cutter, rest, read_window_last(r->window), &c->record)
                            : CSV_MORE;
        if (rest.n == 0 && read_window_last(r->window))
            return ERR_NOT_FOUND;
        if (c->cut == CSV_MORE) {
            err = read_window_more(r->window);
            if (err != ERR_OK)
                return too_long(r, c, err);
            continue;
        }
        if (c->cut == CSV_UNCLOSED)
            return read_fail(r, ERR_MALFORMED, r->line,
                             MSG("a quotation mark is opened here and never closed; the file may "
                                 "have been cut off"), STR_NONE, STR_NONE);
        c->line = r->line;
        c->whole = str_sub(rest, 0, c->record.size);
        r->line += c->record.lines;
        read_window_take(r->window, c->record.size);
        if (c->record.n > 1 || c->cell[0].text.n > 0 || c->cell[0].quoted || c->cut == CSV_STRAY)
            return ERR_OK;
    }
}

/* -- cells ------------------------------------------------------------------------------- */

/* The same in every encoding; TCVN has letters among the controls. */
static bool
is_ascii(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] < 0x20 || s.p[i] == 0x7f) && memchr("\t\r\n", s.p[i], 3) == NULL)
            return false; /* char is signed: what lies beyond ASCII is below zero */
    return true;
}

static enum err
cell_text(struct reader *r, const struct csv *c, const struct csv_cell *raw, bool clean, Str *out)
{
    Str s = raw->text;

    if (raw->doubled)
        s.n = csv_undouble((char *)(uintptr_t)s.p, s); /* the window's own, and taken */
    if (!clean) {
        if (c->decoder != NULL && !is_ascii(s))
            TRY(read_decode(c->decoder, r->scratch, s, &s));
        else
            TRY(text_clean(r->scratch, s, &s));
    }
    *out = csv_unguarded(s);
    return ERR_OK;
}

static bool
is_clean(const struct csv *c)
{
    return c->decoder == NULL && text_is_plain(c->whole);
}

static void
put_cells(struct reader *r, struct csv *c, struct read_row *row)
{
    int  n = c->record.n < c->record.max ? c->record.n : c->record.max;
    Str  line = c->whole;
    bool clean;

    while (line.n > 0 && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
        line.n--;
    c->whole = line;
    clean = is_clean(c);
    for (int i = 0; i < n; i++) {
        const struct csv_cell *raw = &c->cell[i];
        struct read_cell      *cell = &r->cell[i];

        if (i >= r->info.n_columns) {
            if (raw->text.n > 0)
                read_row_fault(row, MSG("the line has more cells than there are columns"),
                               STR_NONE, STR_NONE);
            continue;
        }
        cell->kind = raw->text.n > 0 || raw->quoted ? READ_TEXT : READ_MISSING;
        cell->text = STR_NONE;
        if (raw->text.n > 0 && cell_text(r, c, raw, clean, &cell->text) != ERR_OK) {
            cell->kind = READ_MISSING;
            read_row_fault(row, MSG("the cell in column “{1}” holds bytes that are no text in "
                                    "the file's encoding"), r->info.column[i], STR_NONE);
        }
    }
    if (c->record.n > c->record.max)
        read_row_fault(row, MSG("the line has more cells than there are columns"), STR_NONE,
                       STR_NONE);
}

static bool
has_value(const struct reader *r, const struct read_row *row)
{
    for (int i = 0; i < r->info.n_columns; i++)
        if (r->cell[i].kind != READ_MISSING)
            return true;
    return row->fault.message != NULL;
}

static enum err
csv_next(struct reader *r, struct read_row *row)
{
    struct csv *c = r->own;

    do {
        TRY(next_record(r, c));
        read_row_begin(r, row, c->line);
        if (c->cut == CSV_STRAY)
            read_row_fault(row, MSG("behind a closing quotation mark the next cell must begin"),
                           STR_NONE, STR_NONE);
        else
            put_cells(r, c, row);
        if (!c->record.ended && c->record.n < r->info.n_columns)
            read_row_fault(row, MSG("the file ends within this line; it may have been cut off"),
                           STR_NONE, STR_NONE);
    } while (!has_value(r, row));
    return ERR_OK;
}

/* -- the head ----------------------------------------------------------------------------- */

/* "sep=;" as a first line is Excel's own way to say it. */
static bool
is_sep(Str rest, char *delimiter)
{
    if (rest.n < 6 || !str_eq_nocase(str_sub(rest, 0, 4), S("sep=")) ||
        (rest.p[5] != '\r' && rest.p[5] != '\n'))
        return false;
    *delimiter = rest.p[4];
    return true;
}

static enum err
choose_delimiter(struct reader *r, struct csv *c)
{
    Str  rest = read_window_rest(r->window);
    char said = 0;

    r->info.delimiter = r->options.delimiter;
    if (is_sep(rest, &said)) {
        if (r->info.delimiter == 0)
            r->info.delimiter = said;
        read_take(r, rest.p[5] == '\r' && rest.n > 6 && rest.p[6] == '\n' ? 7 : 6);
        rest = read_window_rest(r->window);
    }
    if (r->info.delimiter == 0)
        r->info.delimiter = read_guess_delimiter(rest, read_window_last(r->window));
    csv_cutter(&c->cutter, r->info.delimiter);
    return ERR_OK;
}

static enum err
read_head(struct reader *r, struct csv *c)
{
    Str name[READ_COLUMNS_MAX];

    do {
        enum err err = next_record(r, c);

        if (err == ERR_NOT_FOUND)
            return read_fail(r, ERR_NOT_FOUND, 0, MSG("the file is empty: it has no line of "
                                                      "column names"), STR_NONE, STR_NONE);
        TRY(err);
    } while (c->line < r->options.header);
    if (c->cut == CSV_STRAY)
        return read_fail(r, ERR_MALFORMED, c->line,
                         MSG("behind a closing quotation mark the next cell must begin"), STR_NONE,
                         STR_NONE);
    if (c->record.n > READ_COLUMNS_MAX)
        return read_fail(r, ERR_TOO_LARGE, c->line, MSG("more than 1000 columns"), STR_NONE,
                         STR_NONE);
    for (int i = 0; i < c->record.n; i++)
        if (cell_text(r, c, &c->cell[i], false, &name[i]) != ERR_OK)
            return read_fail(r, ERR_MALFORMED, c->line,
                             MSG("the column names hold bytes that are no text in the file's "
                                 "encoding"), STR_NONE, STR_NONE);
    return read_set_columns(r, name, c->record.n);
}

/* From the records that are in the window already. */
static void
guess_decimal(struct reader *r, struct csv *c)
{
    struct read_marks marks = { 0 };
    Str               rest = read_window_rest(r->window);

    for (int i = 0; i < READ_SAMPLE_RECORDS && rest.n > 0; i++) {
        if (csv_cut(&c->cutter, rest, false, &c->record) != CSV_WHOLE)
            break;
        for (int k = 0; k < c->record.n && k < r->info.n_columns; k++)
            read_marks_note(&marks, str_trim(c->cell[k].text));
        rest = str_sub(rest, c->record.size, rest.n);
    }
    r->info.decimal = marks.comma > marks.point   ? ','
                      : marks.point > marks.comma ? '.'
                      : r->info.delimiter == ';'  ? ',' /* as spreadsheets here save */
                                                  : '.';
    r->info.decimal_sure = (marks.comma == 0) != (marks.point == 0);
    if (r->options.decimal != 0) {
        r->info.decimal = r->options.decimal;
        r->info.decimal_sure = true;
    }
}

static enum err
csv_open(struct reader *r)
{
    struct csv *c = arena_make(r->arena, struct csv);

    r->own = c;
    c->record = (struct csv_record){ .cell = c->cell, .max = READ_COLUMNS_MAX };
    if (r->info.encoding == READ_WINDOWS_1258 || r->info.encoding == READ_TCVN3)
        if (read_decoder_new(r->arena, r->info.encoding, &c->decoder) != ERR_OK)
            return read_fail(r, ERR_INTERNAL, 0,
                             MSG("this server cannot read the file's encoding; save it as UTF-8"),
                             STR_NONE, STR_NONE);
    TRY(read_window_begin(r));
    TRY(choose_delimiter(r, c));
    TRY(read_head(r, c));
    guess_decimal(r, c);
    return ERR_OK;
}

static enum err
csv_seek(struct reader *r, struct read_place place)
{
    TRY(read_window_seek(r->window, place.byte));
    r->line = place.line;
    return ERR_OK;
}

const struct read_parser read_parser_csv = { csv_open, csv_next, csv_seek, NULL };
