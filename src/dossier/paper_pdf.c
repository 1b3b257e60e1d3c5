/* dossier/paper_pdf.c -- see paper_pdf.h.  Floor 7. */
#include "dossier/paper_pdf.h"

#include "dossier/pdf_update.h"

void
paper_pdf_language(struct buf *pdf, Str language)
{
    struct pdf_update u;
    struct pdf_tail   t;
    Str               catalogue;
    char             *copy;

    if (pdf->over || !pdf_read(buf_str(pdf), &t))
        return;
    catalogue = pdf_dictionary(buf_str(pdf), &t, t.root);
    if (!str_has(catalogue, S("/Catalog")) || str_has(catalogue, S("/Lang")))
        return;
    /* The buffer moves as it grows, so what is copied out of it is copied first. */
    copy = mem_alloc(catalogue.n + 1);
    memcpy(copy, catalogue.p, catalogue.n);
    pdf_update_begin(&u, pdf, &t);
    pdf_update_object(&u, t.root);
    buf_format(pdf, "<< %s\n   /Lang (%.*s)\n", copy, STR_ARG(language));
    buf_add(pdf, S("   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n"));
    pdf_update_end(&u);
    mem_free(copy);
}
