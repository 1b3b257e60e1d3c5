/* registry/read_xlsx.c -- the rows of one sheet of a workbook (read.h; ECMA-376 part 1,
 * 18.3).  Floor 6.
 *
 * The XML of the sheet is read until a row ends, then pauses.  Of merged cells the first one
 * has the value; each row that the area covers is given it, in the area's first column, as
 * whoever reads the sheet sees it (info.merged says that there are some). */
#include "base/lang.h"
#include "base/scan.h"
#include "base/text.h"
#include "registry/read_xlsx.h"

#define MERGED_TEXT_MAX ((size_t)4 * 32768) /* bytes of a cell's text, by the format's limit */

enum type { TYPE_NUMBER, TYPE_SHARED, TYPE_TEXT, TYPE_BOOL, TYPE_ERROR, TYPE_DAY };

struct slot {
    enum read_kind kind;
    Str            text; /* p NULL: in row_text */
    size_t         at, n;
};
struct merged {
    int64_t        until; /* row */
    enum read_kind kind;
    struct buf     text;
};

struct sheet {
    struct reader   *r;
    struct book     *book;
    struct read_xml *xml;
    int              number; /* of the sheet */
    struct slot      slot[READ_COLUMNS_MAX];
    struct merged    merged[READ_COLUMNS_MAX];
    int              next_area;
    struct buf       row_text;
    int64_t          row;
    int              used, column; /* slots filled up to; the cell's column, from 1 */
    bool             any, in_row, in_value, in_cell, phonetic, formula, valued;
    bool             backwards, too_wide;
    enum type        type;
    int64_t          style;
    size_t           begun; /* of the cell in row_text */
    const char      *fault; /* of the row */
    int              fault_column;
    bool             done;
};

static bool
is(const char *name, const char *wanted)
{
    return strcmp(name, wanted) == 0;
}

/* -- cells -------------------------------------------------------------------------------- */

static void
begin_row(struct sheet *s, const char **a)
{
    const char *number = read_xml_get(a, "r");
    int64_t     row = s->row + 1;

    if (number != NULL && scan_digits(str_of(number), &row) != ERR_OK)
        row = 0;
    s->backwards |= row <= s->row;
    s->row = row;
    s->used = s->column = 0;
    s->any = s->too_wide = false;
    s->in_row = true;
    s->fault = NULL;
    buf_clear(&s->row_text);
    s->row_text.over = false;
    if (arena_used(s->r->scratch) > 0)
        arena_reset(s->r->scratch);
}

static enum type
type_of(const char *t)
{
    static const struct {
        const char *name;
        enum type   type;
    } types[] = { { "s", TYPE_SHARED },   { "str", TYPE_TEXT }, { "inlineStr", TYPE_TEXT },
                  { "b", TYPE_BOOL },     { "e", TYPE_ERROR },  { "d", TYPE_DAY } };

    for (size_t i = 0; t != NULL && i < sizeof types / sizeof types[0]; i++)
        if (is(t, types[i].name))
            return types[i].type;
    return TYPE_NUMBER;
}

static void
begin_cell(struct sheet *s, const char **a)
{
    const char *ref = read_xml_get(a, "r"), *style = read_xml_get(a, "s");
    int64_t     row;
    int         column = ref != NULL ? book_column(str_of(ref), &row) : s->column + 1;

    s->backwards |= column <= s->column;
    s->column = column;
    s->type = type_of(read_xml_get(a, "t"));
    s->style = 0;
    if (style != NULL && scan_digits(str_of(style), &s->style) != ERR_OK)
        s->style = 0;
    s->formula = s->valued = false;
    s->in_cell = true;
    s->begun = s->row_text.n;
}

static void
on_begin(void *context, const char *name, const char **a)
{
    struct sheet *s = context;

    if (is(name, "row"))
        begin_row(s, a);
    else if (is(name, "c") && s->in_row)
        begin_cell(s, a);
    else if (is(name, "f"))
        s->formula = true;
    else if (is(name, "rPh"))
        s->phonetic = true;
    else if ((is(name, "v") || is(name, "t")) && s->in_cell)
        s->in_value = s->valued = true;
}

static void
on_text(void *context, Str bytes)
{
    struct sheet *s = context;

    if (s->in_value && !s->phonetic)
        buf_add(&s->row_text, bytes);
}

static void
cell_fault(struct sheet *s, const char *message)
{
    if (s->fault == NULL) {
        s->fault = message;
        s->fault_column = s->column;
    }
}

/* "_x000D_" is a carriage return, "_x005F_" the line that begins such an escape (18.4.12,
 * ST_Xstring); others stay as they are written. */
static Str
unescaped(struct arena *arena, Str s)
{
    char  *p;
    size_t n = 0;

    if (!str_has(s, S("_x00")))
        return s;
    p = arena_alloc_raw(arena, s.n);
    for (size_t i = 0; i < s.n; i++) {
        Str           part = str_sub(s, i, 7);
        unsigned char byte[2];

        if (part.n == 7 && str_starts(part, S("_x00")) && part.p[6] == '_' &&
            scan_hex(str_sub(part, 2, 4), byte, 2) == ERR_OK &&
            (memchr("\t\n\r", byte[1], 3) != NULL || byte[1] == '_')) {
            p[n++] = (char)byte[1];
            i += 6;
        } else {
            p[n++] = s.p[i];
        }
    }
    return (Str){ p, n };
}

static void
put_text(struct sheet *s, struct slot *slot, Str text)
{
    text = unescaped(s->r->scratch, text);
    slot->kind = READ_TEXT;
    if (text_is_plain(text))
        slot->text = text;
    else if (text_clean(s->r->scratch, text, &slot->text) != ERR_OK) {
        slot->kind = READ_MISSING;
        cell_fault(s, MSG("cell {1} holds characters that are no text"));
    }
}

static void
put_number(struct sheet *s, struct slot *slot, Str text)
{
    struct read_number_format plain = { STYLE_PLAIN, 0 };
    struct read_cell          cell;

    cell = read_serial(s->r->scratch, text,
                       s->style < s->book->n_styles ? s->book->style[s->style] : plain,
                       s->book->mac);
    slot->kind = cell.kind;
    slot->text = cell.text;
    if (cell.kind == READ_MISSING && text.n > 0)
        cell_fault(s, MSG("cell {1} holds no number, or a date that is not in the calendar"));
}

static void
put_value(struct sheet *s, struct slot *slot, Str text)
{
    int64_t i;

    switch (s->type) {
    case TYPE_SHARED:
        if (scan_digits(text, &i) != ERR_OK || book_string(s->book, i).p == NULL)
            cell_fault(s, MSG("cell {1} names a text that the workbook does not hold"));
        else
            put_text(s, slot, book_string(s->book, i));
        s->row_text.n = s->begun;
        break;
    case TYPE_TEXT: /* row_text may move until the row has ended */
        slot->kind = READ_TEXT;
        slot->at = s->begun;
        slot->n = text.n;
        break;
    case TYPE_BOOL:
        slot->kind = READ_BOOL;
        slot->text = str_eq(text, S("1")) || str_eq(text, S("true")) ? S("true") : S("false");
        break;
    case TYPE_ERROR:
        cell_fault(s, MSG("cell {1} holds an error of the spreadsheet (such as #REF!)"));
        break;
    case TYPE_DAY:
        slot->kind = READ_MOMENT;
        slot->text = str_copy(s->r->scratch, text);
        break;
    case TYPE_NUMBER:
        put_number(s, slot, text);
        break;
    }
}

static void
end_cell(struct sheet *s)
{
    struct slot *slot;
    Str          text = { s->row_text.p != NULL ? s->row_text.p + s->begun : "",
                          s->row_text.n - s->begun };

    s->in_cell = s->in_value = false;
    if (s->formula && (!s->valued || (s->type == TYPE_NUMBER && text.n == 0)))
        cell_fault(s, MSG("cell {1} holds a formula whose value was not saved; open the file in a "
                          "spreadsheet program and save it"));
    if (!s->valued || s->column < 1)
        return;
    if (s->column > READ_COLUMNS_MAX) {
        s->too_wide = true;
        return;
    }
    for (; s->used < s->column; s->used++)
        s->slot[s->used] = (struct slot){ READ_MISSING, STR_NONE, 0, 0 };
    slot = &s->slot[s->column - 1];
    put_value(s, slot, text);
    s->any |= slot->kind != READ_MISSING;
}

static void
on_end(void *context, const char *name)
{
    struct sheet *s = context;

    if (is(name, "v") || is(name, "t")) {
        s->in_value = false;
    } else if (is(name, "rPh")) {
        s->phonetic = false;
    } else if (is(name, "c") && s->in_cell) {
        end_cell(s);
    } else if (is(name, "row") && s->in_row) {
        s->in_row = false;
        if (s->any || s->fault != NULL || s->backwards || s->row_text.over)
            read_xml_pause(s->xml);
    }
}

/* -- rows --------------------------------------------------------------------------------- */

/* Texts that lie in row_text get their place, now that it stays. */
static void
settle(struct sheet *s)
{
    for (int i = 0; i < s->used; i++) {
        struct slot *slot = &s->slot[i];

        s->column = i + 1;
        if (slot->kind == READ_TEXT && slot->text.p == NULL)
            put_text(s, slot, (Str){ s->row_text.p != NULL ? s->row_text.p + slot->at : "",
                                     slot->n });
    }
}

/* Areas that begin by this row; then the values of those that reach it from above. */
static void
spread(struct sheet *s)
{
    struct book *b = s->book;

    for (; s->next_area < b->n_areas && b->area[s->next_area].row <= s->row; s->next_area++) {
        const struct book_area *area = &b->area[s->next_area];
        struct merged          *m;

        if (area->row != s->row || area->row_end == area->row || area->column > s->used)
            continue;
        m = &s->merged[area->column - 1];
        m->until = area->row_end;
        m->kind = s->slot[area->column - 1].kind;
        buf_clear(&m->text);
        m->text.over = false;
        buf_add(&m->text, s->slot[area->column - 1].text);
    }
    for (int i = 0; i < READ_COLUMNS_MAX && s->book->n_areas > 0; i++) {
        struct merged *m = &s->merged[i];

        if (m->until < s->row || m->kind == READ_MISSING || m->text.over)
            continue;
        for (; s->used <= i; s->used++)
            s->slot[s->used] = (struct slot){ READ_MISSING, STR_NONE, 0, 0 };
        if (s->slot[i].kind == READ_MISSING)
            s->slot[i] = (struct slot){ m->kind, m->text.n > 0 ? buf_str(&m->text) : S(""), 0, 0 };
    }
}

/* The next row with a value. */
static enum err
next_row(struct reader *r, struct sheet *s)
{
    const char *why = NULL;
    enum err    err;

    if (s->done)
        return ERR_NOT_FOUND;
    s->any = false;
    s->fault = NULL;
    err = read_xml_go(s->xml, &s->done, &why);
    if (err != ERR_OK)
        return read_fail(r, err, s->row, why != NULL ? why : MSG("the file cannot be read"),
                         STR_NONE, STR_NONE);
    if (s->backwards)
        return read_fail(r, ERR_MALFORMED, s->row,
                         MSG("the workbook is damaged: its cells are not in order"), STR_NONE,
                         STR_NONE);
    if (s->row_text.over)
        return read_fail(r, ERR_TOO_LARGE, s->row, MSG("the row is larger than 1 MB"), STR_NONE,
                         STR_NONE);
    if (s->done)
        return ERR_NOT_FOUND;
    r->line = s->row;
    settle(s);
    spread(s);
    return ERR_OK;
}

static Str
cell_name(struct arena *arena, int column, int64_t row)
{
    char   letters[8];
    size_t n = sizeof letters;

    for (; column > 0 && n > 0; column = (column - 1) / 26)
        letters[--n] = (char)('A' + (column - 1) % 26);
    return str_join(arena, (Str){ letters + n, sizeof letters - n }, str_int(arena, row), STR_NONE);
}

static enum err
xlsx_next(struct reader *r, struct read_row *row)
{
    struct sheet *s = r->own;

    TRY(next_row(r, s));
    *row = (struct read_row){ .line = s->row, .cell = r->cell };
    for (int i = 0; i < r->info.n_columns; i++)
        r->cell[i] = i < s->used ? (struct read_cell){ s->slot[i].kind, s->slot[i].text }
                                 : (struct read_cell){ READ_MISSING, STR_NONE };
    if (s->fault != NULL)
        read_row_fault(row, s->fault, cell_name(r->scratch, s->fault_column, s->row), STR_NONE);
    for (int i = r->info.n_columns; i < s->used; i++)
        s->too_wide |= s->slot[i].kind != READ_MISSING;
    if (s->too_wide)
        read_row_fault(row, MSG("the line has more cells than there are columns"), STR_NONE,
                       STR_NONE);
    return ERR_OK;
}

/* -- the head ----------------------------------------------------------------------------- */

/* One text over several merged columns, above the table. */
static bool
is_title(const struct sheet *s)
{
    int values = 0, at = 0;

    for (int i = 0; i < s->used; i++) {
        values += s->slot[i].kind != READ_MISSING;
        at = s->slot[i].kind != READ_MISSING && values == 1 ? i + 1 : at;
    }
    for (int i = 0; i < s->book->n_areas; i++)
        if (values == 1 && s->book->area[i].row == s->row && s->book->area[i].column == at &&
            s->book->area[i].column_end > at)
            return true;
    return false;
}

static enum err
read_head(struct reader *r, struct sheet *s)
{
    Str name[READ_COLUMNS_MAX];

    do {
        enum err err = next_row(r, s);

        if (err == ERR_NOT_FOUND)
            return read_fail(r, ERR_NOT_FOUND, 0, MSG("the sheet is empty"), STR_NONE, STR_NONE);
        TRY(err);
    } while (r->options.header > 0 ? s->row < r->options.header : is_title(s));
    for (int i = 0; i < s->used; i++)
        name[i] = s->slot[i].kind == READ_MISSING ? S("") : s->slot[i].text;
    for (int i = 0; i < s->book->n_areas; i++)
        r->info.merged += s->book->area[i].row_end > s->row;
    return read_set_columns(r, name, s->used);
}

/* By its name, else the first that people see and that is not empty. */
static enum err
choose_sheet(struct reader *r, struct sheet *s)
{
    struct book *b = s->book;
    Str         *list = arena_array(r->arena, Str, b->n_sheets + 1);

    r->info.sheets = list;
    for (int i = 0; i < b->n_sheets; i++)
        if (!b->sheet[i].hidden)
            list[r->info.n_sheets++] = b->sheet[i].name;
    for (s->number = 0; s->number < b->n_sheets; s->number++) {
        if (r->options.sheet.n > 0 ? !str_eq(b->sheet[s->number].name, r->options.sheet)
                                   : b->sheet[s->number].hidden)
            continue;
        TRY(book_look(r, b, s->number));
        if (b->filled || r->options.sheet.n > 0)
            break;
    }
    if (s->number == b->n_sheets && r->options.sheet.n > 0)
        return read_fail(r, ERR_NOT_FOUND, 0, MSG("the workbook has no sheet “{1}”"),
                         r->options.sheet, STR_NONE);
    if (s->number == b->n_sheets || !b->filled)
        return read_fail(r, ERR_NOT_FOUND, 0, MSG("the sheet is empty"), STR_NONE, STR_NONE);
    r->info.sheet = b->sheet[s->number].name;
    return ERR_OK;
}

static void
sheet_close(void *what)
{
    struct sheet *s = what;

    buf_free(&s->row_text);
    for (int i = 0; i < READ_COLUMNS_MAX; i++)
        buf_free(&s->merged[i].text);
}

static enum err
xlsx_open(struct reader *r)
{
    struct sheet      *s = arena_make(r->arena, struct sheet);
    struct read_xml_to to = { on_begin, on_end, on_text, s };

    r->own = s;
    s->r = r;
    s->row_text = BUF_MAX(READ_RECORD_MAX);
    for (int i = 0; i < READ_COLUMNS_MAX; i++)
        s->merged[i].text = BUF_MAX(MERGED_TEXT_MAX);
    arena_defer(r->arena, sheet_close, s);
    r->info.decimal = '.';
    r->info.decimal_sure = true;
    TRY(book_open(r, &s->book));
    TRY(choose_sheet(r, s));
    r->source = read_source_entry(r->arena, r->zip,
                                  read_zip_find(r->zip, s->book->sheet[s->number].path),
                                  r->options.expanded_max);
    s->xml = read_xml_new(r->arena, r->source, &to);
    return read_head(r, s);
}

const struct read_parser read_parser_xlsx = { xlsx_open, xlsx_next, NULL, NULL };
