/* dossier/pades_read.c -- see pades.h: what a PDF from anywhere says of its signature.
 *
 * The last /ByteRange of the file is looked at and no other: a signature that is followed
 * by anything covers less than the file, and what covers less is told as such.  No object
 * is followed, so there is no tree to climb in circles.  Floor 7. */
#include "dossier/pades.h"

#include "base/scan.h"
#include "dossier/pdf_update.h"

#define CODE_MAX 60
#define SEAL_MAX ((size_t)256 * 1024)

/* Four numbers between [ and ]. */
static bool
read_range(Str text, int64_t range[4])
{
    if (!str_starts(text, S("[")))
        return false;
    text = str_sub(text, 1, text.n);
    for (int i = 0; i < 4; i++) {
        size_t n = 0;

        while (n < text.n && text.p[n] == ' ')
            n++;
        text = str_sub(text, n, text.n);
        range[i] = pdf_number(text);
        for (n = 0; n < text.n && text.p[n] >= '0' && text.p[n] <= '9';)
            n++;
        text = str_sub(text, n, text.n);
        if (range[i] < 0)
            return false;
    }
    return true;
}

/* From the first byte to a <, from after its > to the last. */
static bool
covers_all(Str pdf, const int64_t r[4])
{
    int64_t size = (int64_t)pdf.n;

    return r[0] == 0 && r[1] > 0 && r[1] < r[2] && r[2] < size && r[3] == size - r[2] &&
           pdf.p[r[1]] == '<' && pdf.p[r[2] - 1] == '>';
}

static Str
unhex(struct arena *arena, Str hex)
{
    unsigned char *p;

    if (hex.n == 0 || hex.n % 2 != 0 || hex.n / 2 > SEAL_MAX)
        return STR_NONE;
    p = arena_alloc_raw(arena, hex.n / 2);
    if (scan_hex(hex, p, hex.n / 2) != ERR_OK)
        return STR_NONE;
    return (Str){ (const char *)p, hex.n / 2 };
}

/* "(D:20240701073000+07'00')", as we write it; any other form is no moment. */
static Time
read_moment(struct arena *arena, Str text)
{
    Time at;
    Str  d;

    if (!str_starts(text, S("(D:")) || !str_starts(str_sub(text, 17, 10), S("+07'00')")))
        return TIME_NONE;
    d = str_sub(text, 3, 14);
    d = str_format(arena, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s+07:00", d.p, d.p + 4, d.p + 6, d.p + 8,
                   d.p + 10, d.p + 12);
    return time_parse(d, &at) == ERR_OK ? at : TIME_NONE;
}

/* The dossier's code stands in the document's information as its subject. */
static Str
read_code(struct arena *arena, Str pdf)
{
    Str text = pdf_after(pdf, S("/Subject")), code, rest;

    if (!str_starts(text, S("(")) ||
        !str_cut(str_sub(text, 1, CODE_MAX + 1), ')', &code, &rest))
        return S("");
    return str_copy(arena, code);
}

static void
take_seal(struct arena *arena, Str pdf, const int64_t r[4], struct pades_seen *out)
{
    Str  head = str_sub(pdf, 0, (size_t)r[1]), tail = str_sub(pdf, (size_t)r[2], pdf.n);
    Str  hole = str_sub(pdf, (size_t)r[1] + 1, (size_t)(r[2] - r[1]) - 2);

    out->whole = true;
    out->seal = unhex(arena, hole);
    out->signed_bytes = str_join(arena, head, tail, STR_NONE);
    out->at = read_moment(arena, pdf_after_last(head, S("/M")));
}

bool
pades_read(struct arena *arena, Str pdf, struct pades_seen *out)
{
    int64_t range[4];
    Str     text;

    *out = (struct pades_seen){ .at = TIME_NONE };
    if (!str_starts(pdf, S("%PDF-")))
        return false;
    out->code = read_code(arena, pdf);
    text = pdf_after_last(pdf, S("/ByteRange"));
    out->is_signed = text.p != NULL;
    if (out->is_signed && read_range(text, range) && covers_all(pdf, range))
        take_seal(arena, pdf, range, out);
    return true;
}
