/* dossier/pades.c -- see pades.h: writing.  pades_read.c reads.  Floor 7. */
#include "dossier/pades.h"

#include <stdio.h>

#include "dossier/paper_pen.h"
#include "dossier/pdf_update.h"

#define RANGE_ROOM 36 /* "0 " and three numbers of ten digits, blanks between and after */
#define PAGES_DEEP 8

/* -- texts of a PDF ----------------------------------------------------------------------- */

/* The next character of valid UTF-8, taken off the front. */
static uint32_t
next_char(Str *s)
{
    unsigned char first = (unsigned char)s->p[0];
    size_t        n = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    uint32_t      c = n == 1 ? first : first & (0xffu >> (n + 1));

    if (n > s->n)
        n = s->n;
    for (size_t i = 1; i < n; i++)
        c = c << 6 | ((unsigned char)s->p[i] & 0x3f);
    *s = str_sub(*s, n, s->n);
    return c;
}

/* UTF-16 with its mark, in hexadecimal: nothing in it can end it early. */
static void
put_text(struct buf *b, const char *key, Str text)
{
    if (text.n == 0)
        return;
    buf_format(b, "   /%s <FEFF", key);
    while (text.n > 0) {
        uint32_t c = next_char(&text);

        if (c > 0xffff)
            buf_format(b, "%04X%04X", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
        else
            buf_format(b, "%04X", c);
    }
    buf_add(b, S(">\n"));
}

static void
put_moment(struct buf *b, Time at)
{
    struct civil c = day_civil(time_day(at));
    int          minute = time_minute(at);
    int          second = (int)((at - time_at(time_day(at), minute)) / TIME_SECOND);

    buf_format(b, "   /M (D:%04d%02d%02d%02d%02d%02d+07'00')\n", c.year, c.month, c.day,
               minute / 60, minute % 60, second);
}

/* -- the objects ---------------------------------------------------------------------------- */

static int64_t
put_signature(struct pdf_update *u, const struct pades_about *about, struct pades *out,
              size_t *out_range)
{
    int64_t number = pdf_update_object(u, -1);

    buf_add(u->pdf, S("<< /Type /Sig\n   /Filter /Adobe.PPKLite\n"
                      "   /SubFilter /ETSI.CAdES.detached\n"));
    put_text(u->pdf, "Name", about->name);
    put_text(u->pdf, "Reason", about->reason);
    put_text(u->pdf, "Location", about->place);
    put_moment(u->pdf, about->at);
    buf_add(u->pdf, S("   /ByteRange ["));
    *out_range = u->pdf->n;
    for (int i = 0; i < RANGE_ROOM; i++)
        buf_byte(u->pdf, ' ');
    buf_add(u->pdf, S("]\n   /Contents <"));
    out->hole = u->pdf->n;
    for (size_t i = 0; i < 2 * out->room; i++)
        buf_byte(u->pdf, '0');
    buf_add(u->pdf, S(">\n>>\nendobj\n"));
    return number;
}

static int64_t
put_field(struct pdf_update *u, int64_t signature, int64_t page)
{
    int64_t number = pdf_update_object(u, -1);

    buf_format(u->pdf,
               "<< /Type /Annot\n   /Subtype /Widget\n   /FT /Sig\n   /T (ChuKySo)\n"
               "   /V %lld 0 R\n   /P %lld 0 R\n   /Rect [ 0 0 0 0 ]\n   /F 132\n>>\nendobj\n",
               (long long)signature, (long long)page);
    return number;
}

static void
put_again(struct pdf_update *u, int64_t number, Str dictionary)
{
    pdf_update_object(u, number);
    buf_format(u->pdf, "<< %.*s\n", STR_ARG(dictionary));
}

/* -- the paper ------------------------------------------------------------------------------- */

/* Down the tree of pages by the first child of each. */
static bool
first_page(Str pdf, const struct pdf_tail *t, Str catalogue, int64_t *out_number, Str *out)
{
    int64_t number = pdf_number(pdf_after(catalogue, S("/Pages")));

    for (int deep = 0; deep < PAGES_DEEP && number >= 0; deep++) {
        Str node = pdf_dictionary(pdf, t, number);
        Str kids = pdf_after(pdf_after(node, S("/Kids")), S("["));

        if (kids.n == 0) {
            *out_number = number;
            *out = node;
            return str_has(node, S("/Page")) && !str_has(node, S("/Annots"));
        }
        number = pdf_number(kids);
    }
    return false;
}

/* Blanks fill up what the numbers leave. */
static void
set_range(struct pades *p, size_t range)
{
    char text[RANGE_ROOM + 1];
    size_t second = p->hole + 2 * p->room + 1;
    int    n;

    n = snprintf(text, sizeof text, "0 %zu %zu %zu", p->hole - 1, second, p->n - second);
    if (n < 0 || n > RANGE_ROOM)
        BUG("a PDF of %zu bytes", p->n);
    memcpy(p->pdf + range, text, (size_t)n);
}

enum err
pades_ready(struct arena *arena, Str pdf, const struct pades_about *about, size_t room,
            struct pades *out)
{
    struct buf        b = BUF_MAX(PEN_PDF_MAX + 4 * room);
    struct pdf_update u;
    struct pdf_tail   t;
    Str               catalogue, page;
    int64_t           page_number, field;
    size_t            range;

    if (!pdf_read(pdf, &t))
        return ERR_INVALID;
    catalogue = pdf_dictionary(pdf, &t, t.root);
    if (!str_has(catalogue, S("/Catalog")) || str_has(catalogue, S("/AcroForm")) ||
        !first_page(pdf, &t, catalogue, &page_number, &page))
        return ERR_INVALID;
    *out = (struct pades){ .room = room };
    buf_add(&b, pdf);
    pdf_update_begin(&u, &b, &t);
    field = put_field(&u, put_signature(&u, about, out, &range), page_number);
    put_again(&u, page_number, page);
    buf_format(&b, "   /Annots [ %lld 0 R ]\n>>\nendobj\n", (long long)field);
    put_again(&u, t.root, catalogue);
    buf_format(&b, "   /AcroForm << /Fields [ %lld 0 R ] /SigFlags 3 >>\n>>\nendobj\n",
               (long long)field);
    pdf_update_end(&u);
    out->n = b.n;
    out->pdf = b.over ? NULL : (char *)(uintptr_t)str_copy(arena, buf_str(&b)).p;
    buf_free(&b);
    if (out->pdf == NULL)
        return ERR_TOO_LARGE;
    set_range(out, range);
    return ERR_OK;
}

Hash
pades_digest(const struct pades *p)
{
    size_t second = p->hole + 2 * p->room + 1;

    return hash_of2((Str){ p->pdf, p->hole - 1 }, (Str){ p->pdf + second, p->n - second });
}

enum err
pades_fill(struct pades *p, Str seal, Str *out_pdf)
{
    static const char digit[] = "0123456789abcdef";

    if (seal.n > p->room)
        return ERR_TOO_LARGE;
    for (size_t i = 0; i < seal.n; i++) {
        p->pdf[p->hole + 2 * i] = digit[(unsigned char)seal.p[i] >> 4];
        p->pdf[p->hole + 2 * i + 1] = digit[(unsigned char)seal.p[i] & 15];
    }
    *out_pdf = (Str){ p->pdf, p->n };
    return ERR_OK;
}
