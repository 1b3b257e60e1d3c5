/* registry/read_xlsx_book.c -- sheets, styles and texts of a workbook (read_xlsx.h;
 * ECMA-376 part 1, 18.2, 18.4, 18.8).  Floor 6. */
#include <stdlib.h>

#include "base/lang.h"
#include "base/scan.h"
#include "registry/read_xlsx.h"

#define CUSTOM_MAX 2000

struct looking {
    struct reader *r;
    struct book   *book;
    bool           in_xfs, in_text, phonetic;
    bool           over; /* a ceiling was met */
    struct {
        int                       id;
        struct read_number_format format;
    } *custom;
    int n_custom;
};

static void
nothing_end(void *context, const char *name)
{
    (void)context;
    (void)name;
}

static void
nothing_text(void *context, Str bytes)
{
    (void)context;
    (void)bytes;
}

static bool
is(const char *name, const char *wanted)
{
    return strcmp(name, wanted) == 0;
}

static int64_t
number(const char *text, int64_t otherwise)
{
    int64_t n;

    return text != NULL && scan_digits(str_of(text), &n) == ERR_OK ? n : otherwise;
}

/* A whole part through the handlers; one that is not there is passed over. */
static enum err
run(struct reader *r, Str path, struct read_xml_to to)
{
    struct arena *arena = arena_new();
    int           entry = read_zip_find(r->zip, path);
    const char   *why = NULL;
    bool          done;
    enum err      err = ERR_OK;

    if (entry >= 0) {
        struct read_source *source = read_source_entry(arena, r->zip, entry,
                                                       r->options.expanded_max);

        err = read_xml_go(read_xml_new(arena, source, &to), &done, &why); /* none pauses */
    }
    arena_free(arena);
    return err == ERR_OK ? ERR_OK
                         : read_fail(r, err, 0, why != NULL ? why : MSG("the file cannot be read"),
                                     STR_NONE, STR_NONE);
}

/* -- the workbook ------------------------------------------------------------------------- */

static void
on_workbook(void *context, const char *name, const char **a)
{
    struct looking *l = context;
    struct book    *b = l->book;
    const char     *title = read_xml_get(a, "name"), *rel = read_xml_get(a, "id");
    const char     *state = read_xml_get(a, "state"), *mac = read_xml_get(a, "date1904");

    if (is(name, "workbookPr"))
        b->mac = mac != NULL && (is(mac, "1") || is(mac, "true"));
    if (!is(name, "sheet") || title == NULL || rel == NULL || b->n_sheets == BOOK_SHEETS_MAX)
        return;
    b->sheet[b->n_sheets].name = str_copy(b->arena, str_of(title));
    b->sheet[b->n_sheets].rel = str_copy(b->arena, str_of(rel));
    b->sheet[b->n_sheets++].hidden = state != NULL && !is(state, "visible");
}

static void
on_relation(void *context, const char *name, const char **a)
{
    struct looking *l = context;
    struct book    *b = l->book;
    const char     *id = read_xml_get(a, "Id"), *target = read_xml_get(a, "Target");

    if (!is(name, "Relationship") || id == NULL || target == NULL)
        return;
    for (int i = 0; i < b->n_sheets; i++)
        if (str_eq(b->sheet[i].rel, str_of(id)))
            b->sheet[i].path = target[0] == '/'
                                   ? str_copy(b->arena, str_of(target + 1))
                                   : str_join(b->arena, S("xl/"), str_of(target), STR_NONE);
}

/* -- styles ------------------------------------------------------------------------------- */

static struct read_number_format
format_of(const struct looking *l, int64_t id)
{
    for (int i = 0; i < l->n_custom; i++)
        if (l->custom[i].id == id)
            return l->custom[i].format;
    return read_format_builtin(id < 200 ? (int)id : 0);
}

static void
on_style(void *context, const char *name, const char **a)
{
    struct looking *l = context;
    struct book    *b = l->book;
    const char     *code = read_xml_get(a, "formatCode");

    if (is(name, "numFmt") && code != NULL && l->n_custom < CUSTOM_MAX) {
        l->custom[l->n_custom].id = (int)number(read_xml_get(a, "numFmtId"), -1);
        l->custom[l->n_custom++].format = read_format_code(str_of(code));
    }
    if (is(name, "cellXfs"))
        l->in_xfs = true;
    if (is(name, "xf") && l->in_xfs && b->n_styles < BOOK_STYLES_MAX)
        b->style[b->n_styles++] = format_of(l, number(read_xml_get(a, "numFmtId"), 0));
}

static void
on_style_end(void *context, const char *name)
{
    if (is(name, "cellXfs"))
        ((struct looking *)context)->in_xfs = false;
}

/* -- texts -------------------------------------------------------------------------------- */

static void
on_string(void *context, const char *name, const char **a)
{
    struct looking *l = context;

    (void)a;
    l->in_text |= is(name, "t");
    l->phonetic |= is(name, "rPh"); /* how a text is said is not the text */
}

static void
on_string_end(void *context, const char *name)
{
    struct looking *l = context;
    struct book    *b = l->book;

    if (is(name, "t"))
        l->in_text = false;
    if (is(name, "rPh"))
        l->phonetic = false;
    if (!is(name, "si"))
        return;
    if (b->n_strings * sizeof *b->string_end >= BOOK_STRINGS_MAX)
        l->over = true;
    if (l->over)
        return;
    if (b->n_strings == b->strings_size) {
        b->strings_size = 2 * b->strings_size + 1024;
        b->string_end = mem_resize(b->string_end, b->strings_size * sizeof *b->string_end);
    }
    b->string_end[b->n_strings++] = (uint32_t)b->strings.n;
}

static void
on_string_text(void *context, Str bytes)
{
    struct looking *l = context;

    if (l->in_text && !l->phonetic)
        buf_add(&l->book->strings, bytes);
}

static void
free_strings(void *what)
{
    struct book *b = what;

    buf_free(&b->strings);
    mem_free(b->string_end);
}

Str
book_string(const struct book *b, int64_t i)
{
    size_t from;

    if (i < 0 || (size_t)i >= b->n_strings)
        return STR_NONE;
    from = i > 0 ? b->string_end[i - 1] : 0;
    return (Str){ b->strings.p != NULL ? b->strings.p + from : "", b->string_end[i] - from };
}

enum err
book_open(struct reader *r, struct book **out)
{
    struct book   *b = arena_make(r->arena, struct book);
    struct looking l = { .r = r, .book = b };

    b->arena = r->arena;
    b->style = arena_array(r->arena, struct read_number_format, BOOK_STYLES_MAX);
    b->strings = BUF_MAX(BOOK_STRINGS_MAX);
    b->area = arena_array(r->arena, struct book_area, BOOK_MERGED_MAX);
    arena_defer(r->arena, free_strings, b);
    l.custom = arena_alloc(r->arena, sizeof *l.custom * CUSTOM_MAX);
    TRY(run(r, S("xl/workbook.xml"),
            (struct read_xml_to){ on_workbook, nothing_end, nothing_text, &l }));
    TRY(run(r, S("xl/_rels/workbook.xml.rels"),
            (struct read_xml_to){ on_relation, nothing_end, nothing_text, &l }));
    TRY(run(r, S("xl/styles.xml"),
            (struct read_xml_to){ on_style, on_style_end, nothing_text, &l }));
    TRY(run(r, S("xl/sharedStrings.xml"),
            (struct read_xml_to){ on_string, on_string_end, on_string_text, &l }));
    if (l.over || b->strings.over)
        return read_fail(r, ERR_TOO_LARGE, 0,
                         MSG("the workbook holds too much text; save the sheet as “CSV UTF-8”"),
                         STR_NONE, STR_NONE);
    *out = b;
    return ERR_OK;
}

/* -- a sheet, looked through -------------------------------------------------------------- */

int
book_column(Str cell, int64_t *row)
{
    size_t i = 0;
    int    n = 0;

    for (; i < cell.n && i < 3 && cell.p[i] >= 'A' && cell.p[i] <= 'Z'; i++)
        n = n * 26 + (cell.p[i] - 'A' + 1);
    if (scan_digits(str_sub(cell, i, cell.n), row) != ERR_OK)
        *row = 0;
    return n;
}

static void
on_look(void *context, const char *name, const char **a)
{
    struct looking  *l = context;
    struct book     *b = l->book;
    struct book_area area;
    const char      *ref;
    Str              from, to;

    b->filled |= is(name, "v") || is(name, "is");
    if (!is(name, "mergeCell"))
        return;
    ref = read_xml_get(a, "ref");
    if (ref == NULL || !str_cut(str_of(ref), ':', &from, &to))
        return;
    if (b->n_areas == BOOK_MERGED_MAX) {
        l->over = true;
        return;
    }
    area.column = book_column(from, &area.row);
    area.column_end = book_column(to, &area.row_end);
    if (area.column > 0 && area.row > 0 && area.row_end >= area.row &&
        area.column_end >= area.column)
        b->area[b->n_areas++] = area;
}

static int
by_row(const void *x, const void *y)
{
    const struct book_area *a = x, *b = y;

    return (a->row > b->row) - (a->row < b->row);
}

enum err
book_look(struct reader *r, struct book *b, int sheet)
{
    struct looking l = { .r = r, .book = b };

    b->n_areas = 0;
    b->filled = false;
    if (b->sheet[sheet].path.n == 0 || read_zip_find(r->zip, b->sheet[sheet].path) < 0)
        return ERR_OK;
    TRY(run(r, b->sheet[sheet].path,
            (struct read_xml_to){ on_look, nothing_end, nothing_text, &l }));
    if (l.over)
        return read_fail(r, ERR_TOO_LARGE, 0,
                         MSG("the sheet has more than 20 000 merged cells; unmerge them"), STR_NONE,
                         STR_NONE);
    qsort(b->area, (size_t)b->n_areas, sizeof *b->area, by_row);
    return ERR_OK;
}
