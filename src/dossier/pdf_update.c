/* dossier/pdf_update.c -- see pdf_update.h.  Floor 7.
 *
 *     xref  0 39  0000000000 65535 f  …         twenty bytes an entry
 *     trailer << /Size 39 /Root 38 0 R /Info 37 0 R /Prev 12345 >>
 *     startxref 27470 %%EOF
 */
#include "dossier/pdf_update.h"

#include "base/scan.h"

#define ENTRY    20
#define TABLES   16 /* updates that are followed back; ours have three */
#define SECTIONS 64

static Str
skip_space(Str text)
{
    size_t n = 0;

    while (n < text.n && (unsigned char)text.p[n] <= ' ')
        n++;
    return str_sub(text, n, text.n);
}

Str
pdf_after(Str text, Str word)
{
    ptrdiff_t at = str_find(text, word);

    return at < 0 ? STR_NONE : skip_space(str_sub(text, (size_t)at + word.n, text.n));
}

Str
pdf_after_last(Str text, Str word)
{
    for (size_t i = text.n; i >= word.n; i--)
        if (str_ends(str_sub(text, 0, i), word))
            return skip_space(str_sub(text, i, text.n));
    return STR_NONE;
}

int64_t
pdf_number(Str text)
{
    size_t  n = 0;
    int64_t v;

    while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
        n++;
    return scan_digits(str_sub(text, 0, n), &v) == ERR_OK ? v : -1;
}

bool
pdf_read(Str pdf, struct pdf_tail *t)
{
    Str trailer = pdf_after_last(pdf, S("trailer"));

    t->size = pdf_number(pdf_after(trailer, S("/Size")));
    t->root = pdf_number(pdf_after(trailer, S("/Root")));
    t->info = pdf_number(pdf_after(trailer, S("/Info")));
    t->table = pdf_number(pdf_after(trailer, S("startxref")));
    return t->size >= 1 && t->root >= 0 && t->root < t->size && t->info >= 0 && t->table >= 0;
}

/* -- finding an object ----------------------------------------------------------------- */

static Str
next_line(Str text)
{
    ptrdiff_t end = str_find(text, S("\n"));

    return end < 0 ? STR_NONE : str_sub(text, (size_t)end + 1, text.n);
}

/* Where one table says that the object is, or -1; *rest is its trailer. */
static int64_t
look_up(Str table, int64_t number, Str *rest)
{
    int64_t found = -1;

    for (int i = 0; i < SECTIONS && !str_starts(table, S("trailer")); i++) {
        int64_t first = pdf_number(table), count;
        Str     second;

        if (!str_cut(table, ' ', &second, &table) || first < 0)
            break;
        count = pdf_number(table);
        table = next_line(table);
        if (count < 0 || (uint64_t)count > table.n / ENTRY)
            break;
        if (number >= first && number < first + count)
            found = pdf_number(str_sub(table, (size_t)(number - first) * ENTRY, ENTRY));
        table = str_sub(table, (size_t)count * ENTRY, table.n);
    }
    *rest = table;
    return found;
}

/* The table before this one, by its trailer. */
static int64_t
previous(Str trailer)
{
    ptrdiff_t end = str_find(trailer, S("startxref"));

    return end < 0 ? -1 : pdf_number(pdf_after(str_sub(trailer, 0, (size_t)end), S("/Prev")));
}

/* The newest table that names it. */
static int64_t
offset_of(Str pdf, const struct pdf_tail *t, int64_t number)
{
    int64_t at = t->table, found = -1;

    for (int i = 0; i < TABLES && found < 0 && at >= 0; i++) {
        Str table = str_sub(pdf, (size_t)at, pdf.n), rest;

        if (!str_starts(table, S("xref\n")))
            return -1;
        found = look_up(str_sub(table, 5, table.n), number, &rest);
        at = previous(rest);
    }
    return found;
}

Str
pdf_dictionary(Str pdf, const struct pdf_tail *t, int64_t number)
{
    int64_t   at = offset_of(pdf, t, number);
    Str       object = str_sub(pdf, at < 0 ? pdf.n : (size_t)at, pdf.n);
    ptrdiff_t end = str_find(object, S("endobj")), open = str_find(object, S("<<"));

    if (open < 0 || end < open || pdf_number(object) != number)
        return STR_NONE;
    for (size_t close = (size_t)end; close >= (size_t)open + 4; close--)
        if (str_ends(str_sub(object, 0, close), S(">>")))
            return str_trim(str_sub(object, (size_t)open + 2, close - 4 - (size_t)open));
    return STR_NONE;
}

/* -- appending ---------------------------------------------------------------------------- */

void
pdf_update_begin(struct pdf_update *u, struct buf *pdf, const struct pdf_tail *tail)
{
    *u = (struct pdf_update){ .pdf = pdf, .tail = *tail };
}

int64_t
pdf_update_object(struct pdf_update *u, int64_t number)
{
    if (u->n == PDF_UPDATED_MAX)
        BUG("more than %d objects in an update", PDF_UPDATED_MAX);
    if (number < 0)
        number = u->tail.size++;
    u->number[u->n] = number;
    u->at[u->n++] = u->pdf->n;
    buf_format(u->pdf, "%lld 0 obj\n", (long long)number);
    return number;
}

void
pdf_update_end(struct pdf_update *u)
{
    const struct pdf_tail *t = &u->tail;
    size_t                 table = u->pdf->n;

    buf_add(u->pdf, S("xref\n"));
    for (int i = 0; i < u->n; i++)
        buf_format(u->pdf, "%lld 1\n%010zu 00000 n \n", (long long)u->number[i], u->at[i]);
    buf_format(u->pdf, "trailer\n<< /Size %lld\n   /Root %lld 0 R\n   /Info %lld 0 R\n",
               (long long)t->size, (long long)t->root, (long long)t->info);
    buf_format(u->pdf, "   /Prev %lld\n>>\nstartxref\n%zu\n%%%%EOF\n", (long long)t->table, table);
}
