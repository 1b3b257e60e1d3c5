/* dossier/paper_pdf.c -- see paper_pdf.h.  Floor 7.
 *
 *     38 0 obj << /Type /Catalog … >> endobj    at the offset its entry says
 *     xref  0 39  0000000000 65535 f  …         twenty bytes an entry
 *     trailer << /Size 39 /Root 38 0 R /Info 37 0 R >>
 *     startxref 27470 %%EOF
 *
 * and after it, under the same number, the catalogue again with what is added. */
#include "dossier/paper_pdf.h"

#include "base/scan.h"

#define ENTRY 20

struct tail { /* what the end of a PDF says */
    int64_t size, root, info, table;
    Str     catalogue; /* the inside of its << >> */
};

/* What follows the last occurrence of a word, without white space; empty when
 * there is none. */
static Str
after_last(Str text, Str word)
{
    for (size_t i = text.n; i >= word.n; i--)
        if (str_ends(str_sub(text, 0, i), word))
            return str_trim(str_sub(text, i, text.n));
    return STR_NONE;
}

/* The number at the front, or -1. */
static int64_t
number_at(Str text)
{
    size_t  n = 0;
    int64_t v;

    while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
        n++;
    return scan_digits(str_sub(text, 0, n), &v) == ERR_OK ? v : -1;
}

/* The object's text up to endobj, found through the cross-reference table, and
 * of it what stands between the outermost << and >>. */
static Str
dictionary_of(Str pdf, const struct tail *t)
{
    Str       table = str_sub(pdf, (size_t)t->table, pdf.n), entry, object;
    ptrdiff_t open, end;
    size_t    close;
    int64_t   at;

    if (!str_starts(table, S("xref\n0 ")))
        return STR_NONE;
    open = str_find(str_sub(table, 5, table.n), S("\n"));
    entry = str_sub(table, 5 + (size_t)open + 1 + (size_t)t->root * ENTRY, ENTRY);
    at = number_at(entry);
    object = str_sub(pdf, at < 0 ? pdf.n : (size_t)at, pdf.n);
    end = str_find(object, S("endobj"));
    open = str_find(object, S("<<"));
    if (open < 0 || end < open || number_at(object) != t->root)
        return STR_NONE;
    for (close = (size_t)end; close > (size_t)open + 2; close--)
        if (str_ends(str_sub(object, 0, close), S(">>")))
            return str_trim(str_sub(object, (size_t)open + 2, close - 4 - (size_t)open));
    return STR_NONE;
}

static bool
read_tail(Str pdf, struct tail *t)
{
    Str trailer = after_last(pdf, S("trailer"));

    t->size = number_at(after_last(trailer, S("/Size")));
    t->root = number_at(after_last(trailer, S("/Root")));
    t->info = number_at(after_last(trailer, S("/Info")));
    t->table = number_at(after_last(trailer, S("startxref")));
    if (t->size < 1 || t->root < 0 || t->root >= t->size || t->info < 0 || t->table < 0)
        return false;
    t->catalogue = dictionary_of(pdf, t);
    return str_has(t->catalogue, S("/Catalog")) && !str_has(t->catalogue, S("/Lang"));
}

void
paper_pdf_language(struct buf *pdf, Str language)
{
    struct tail t;
    char       *catalogue;
    size_t      object, table;

    if (pdf->over || !read_tail(buf_str(pdf), &t))
        return;
    /* The buffer moves as it grows, so what is copied out of it is copied first. */
    catalogue = mem_alloc(t.catalogue.n + 1);
    memcpy(catalogue, t.catalogue.p, t.catalogue.n);
    object = pdf->n;
    buf_format(pdf, "%lld 0 obj\n<< %s\n   /Lang (%.*s)\n", (long long)t.root, catalogue,
               STR_ARG(language));
    buf_add(pdf, S("   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n"));
    mem_free(catalogue);
    table = pdf->n;
    buf_format(pdf, "xref\n%lld 1\n%010zu 00000 n \n", (long long)t.root, object);
    buf_format(pdf, "trailer\n<< /Size %lld\n   /Root %lld 0 R\n   /Info %lld 0 R\n",
               (long long)t.size, (long long)t.root, (long long)t.info);
    buf_format(pdf, "   /Prev %lld\n>>\nstartxref\n%zu\n%%%%EOF\n", (long long)t.table, table);
}
