/* base/csv_read.c -- a table that people made, read (csv.h).  Floor 0.
 *
 * Spreadsheets here part cells with semicolons or tabs as often as with commas, and save
 * in other encodings unless told otherwise; what they saved is said by name, so that whoever
 * sent it knows which of the spreadsheet's kinds of file to choose. */
#include "base/csv.h"
#include "base/lang.h"
#include "base/text.h"

#define CELLS_MAX 60

const char *
csv_refusal(Str bytes)
{
    if (str_starts(bytes, S("PK\x03\x04")))
        return MSG("This is an Excel workbook (.xlsx). In Excel choose “Save as”, “CSV UTF-8”, "
                   "and send that file.");
    if (str_starts(bytes, S("\xd0\xcf\x11\xe0")))
        return MSG("This is an old Excel workbook (.xls). In Excel choose “Save as”, "
                   "“CSV UTF-8”, and send that file.");
    if (str_starts(bytes, S("\xff\xfe")) || str_starts(bytes, S("\xfe\xff")))
        return MSG("This file is in UTF-16 (Excel calls it “Unicode text”). Save it as "
                   "“CSV UTF-8”.");
    if (bytes.n > 0 && memchr(bytes.p, '\0', bytes.n) != NULL)
        return MSG("This is not a table of text. Send a CSV file.");
    if (!text_is_utf8(bytes))
        return MSG("This file is not in UTF-8; it may be in Windows-1258 or TCVN3, which are not "
                   "read here. Save it as “CSV UTF-8”.");
    return NULL;
}

struct csv_reading {
    struct arena     *arena;
    struct csv_cutter cutter;
    struct csv_cell   raw[CELLS_MAX];
    const char       *why;
    Str               cell[CELLS_MAX];
    int               n;
};

static char
most_common(Str text)
{
    static const char candidate[] = { ',', ';', '\t' };
    size_t            count[3] = { 0 }, best = 0;
    bool              quoted = false;

    for (size_t i = 0; i < text.n && (quoted || text.p[i] != '\n'); i++) {
        quoted ^= text.p[i] == '"';
        for (size_t k = 0; k < 3; k++)
            count[k] += !quoted && text.p[i] == candidate[k];
    }
    for (size_t k = 1; k < 3; k++)
        if (count[k] > count[best])
            best = k;
    return candidate[best];
}

static enum err
read_cell(struct csv_reading *r, const struct csv_cell *raw)
{
    Str s = raw->text, clean;

    if (raw->doubled) {
        char *text = arena_alloc_raw(r->arena, s.n);

        s = (Str){ text, csv_undouble(text, s) };
    }
    if (text_clean(r->arena, s, &clean) != ERR_OK) {
        r->why = MSG("holds characters that are not text");
        return ERR_MALFORMED;
    }
    r->cell[r->n++] = str_trim(csv_unguarded(str_trim(clean)));
    return ERR_OK;
}

static enum err
read_line(struct csv_reading *r, Str rest, struct csv_record *out)
{
    *out = (struct csv_record){ .cell = r->raw, .max = CELLS_MAX };
    switch (csv_cut(&r->cutter, rest, true, out)) {
    case CSV_STRAY:
        r->why = MSG("behind a closing quotation mark the next cell must begin");
        return ERR_MALFORMED;
    case CSV_UNCLOSED:
    case CSV_MORE:
        r->why = MSG("a quotation mark is opened and never closed");
        return ERR_MALFORMED;
    case CSV_WHOLE:
        break;
    }
    if (out->n > CELLS_MAX) {
        r->why = MSG("has more than 60 cells");
        return ERR_MALFORMED;
    }
    r->n = 0;
    for (int i = 0; i < out->n; i++)
        TRY(read_cell(r, &r->raw[i]));
    return ERR_OK;
}

static bool
is_empty(const struct csv_reading *r)
{
    for (int i = 0; i < r->n; i++)
        if (r->cell[i].n > 0)
            return false;
    return true;
}

static void
keep_line(const struct csv_reading *r, int number, struct csv_line *out)
{
    Str *cell = arena_array(r->arena, Str, r->n);

    memcpy(cell, r->cell, (size_t)r->n * sizeof *cell);
    *out = (struct csv_line){ .number = number, .n = r->n, .cell = cell };
}

enum err
csv_read(struct arena *arena, Str text, int max_lines, struct csv_table *out, int *out_line,
         const char **out_why)
{
    struct csv_reading r = { .arena = arena };
    struct csv_table   table = { .line = arena_array(arena, struct csv_line, max_lines + 1) };
    struct csv_record  record;
    int                line = 1;

    if (str_starts(text, CSV_BOM))
        text = str_sub(text, CSV_BOM.n, text.n);
    csv_cutter(&r.cutter, most_common(text));
    for (; text.n > 0; text = str_sub(text, record.size, text.n), line += record.lines) {
        if (read_line(&r, text, &record) != ERR_OK) {
            *out_line = line;
            *out_why = r.why;
            return ERR_MALFORMED;
        }
        if (is_empty(&r))
            continue;
        if (table.n == max_lines)
            return ERR_TOO_LARGE;
        keep_line(&r, line, &table.line[table.n++]);
    }
    *out = table;
    return ERR_OK;
}
