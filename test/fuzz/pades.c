/* A PDF from anywhere: what it says of its signature lies within it, and nobody's key
 * signed it. */
#include "dossier/pades.h"
#include "journal/cms.h"

int fuzz_pades(const unsigned char *p, size_t n);

int
fuzz_pades(const unsigned char *p, size_t n)
{
    struct arena     *arena = arena_new();
    Str               pdf = { (const char *)p, n };
    struct pades_seen seen;
    struct cms_holder holder;

    if (pades_read(arena, pdf, &seen)) {
        if (seen.whole && (!seen.is_signed || seen.signed_bytes.n >= n))
            BUG("more is signed than there is");
        if (seen.whole && seen.signed_bytes.n + 2 * seen.seal.n + 2 > n + 2)
            BUG("a hole larger than what it is in");
        if (!seen.whole && seen.seal.n > 0)
            BUG("a seal out of nowhere");
        if (seen.whole && cms_check(arena, seen.seal, seen.signed_bytes, &holder) == CMS_GOOD &&
            holder.certificate.n == 0)
            BUG("signed by nobody");
    }
    if (cms_check(arena, pdf, S("x"), &holder) == CMS_GOOD)
        BUG("a key was broken");
    (void)cms_certificate(pdf);
    (void)!cms_holder_of(arena, pdf, &holder);
    arena_free(arena);
    return 0;
}
