/* Signed papers, judged by qpdf and poppler's pdfsig; whatever is changed in one, or
 * added to it, is found. */
#include "dossier/pades.h"

#include "../journal/signet_tool.h"
#include "journal/cms.h"
#include "paper_sample.h"
#include "tool.h"

static Str
paper_of(void)
{
    struct result_facts f = sample_result();
    struct paper        p;
    Str                 pdf = STR_NONE;

    paper_result(test_arena(), &f, &p);
    check_ok(paper_write(test_arena(), &p, &pdf));
    return pdf;
}

static struct signet *
key_of(void)
{
    struct signet_options o = signet_made("documents");
    struct signet        *s = NULL;
    const char           *why = "";

    check(signet_open(&o, &s, &why) == ERR_OK, why);
    return s;
}

static Str
signed_with(struct signet *s, Str pdf)
{
    struct pades_about a = {
        .name = S("Lãnh đạo, Ủy ban nhân dân phường Mẫu"), .place = S("Phường Mẫu"),
        .reason = S("Kết quả 🎌 hồ sơ (1) \\ >"),
        .at = time_at(day_of(2024, 7, 1), 450) + 5 * TIME_SECOND,
    };
    struct pades p;
    Hash         digest;
    Str          made = STR_NONE, seal = STR_NONE, out = STR_NONE;

    check_ok(pades_ready(test_arena(), pdf, &a, cms_size_max(signet_chain(s)), &p));
    digest = pades_digest(&p);
    check_ok(signet_sign(s, test_arena(), &digest, 1, &made));
    check_ok(cms_seal(test_arena(), signet_chain(s), &digest, made, &seal));
    check_ok(pades_fill(&p, seal, &out));
    return out;
}

static Str
signed_paper(void)
{
    struct signet *s = key_of();
    Str            pdf = signed_with(s, paper_of());

    signet_close(s);
    return pdf;
}

static enum cms_verdict
verdict_of(Str pdf)
{
    struct pades_seen seen;
    struct cms_holder h;

    if (!pades_read(test_arena(), pdf, &seen) || !seen.whole)
        return CMS_MALFORMED;
    return cms_check(test_arena(), seen.seal, seen.signed_bytes, &h);
}

void
test_dossier_pades__a_signed_paper_is_sound_and_starts_as_the_paper(void)
{
    struct signet *s = key_of();
    Str            paper = paper_of(), pdf = signed_with(s, paper), said;

    check(str_starts(pdf, paper), "what was there stays to the byte");
    said = tool_run("qpdf --check %s", tool_file("signed.pdf", pdf));
    check(str_has(said, S("No syntax or stream encoding errors")), str_c(test_arena(), said));
    said = tool_run("pdftotext -raw %s - | head -c 300", tool_file("signed.pdf", pdf));
    check(said.n > 100, "its words are there");
    signet_close(s);
}

void
test_dossier_pades__pdfsig_finds_it_valid(void)
{
    Str         said = tool_run("pdfsig -nocert %s", tool_file("signed.pdf", signed_paper()));
    const char *why = str_c(test_arena(), said);

    check(str_has(said, S("Signature is Valid.")), why);
    check(str_has(said, S("Total document signed")), why);
    check(str_has(said, S("ETSI.CAdES.detached")), why);
    check(str_has(said, S(SIGNET_NAME)), why);
    check(!str_has(said, S("Signature #2")), why);
}

void
test_dossier_pades__it_says_who_why_and_when(void)
{
    Str               pdf = signed_paper();
    struct pades_seen seen;

    check(pades_read(test_arena(), pdf, &seen), "read");
    check_str(seen.code, sample_result().code);
    check(seen.at == time_at(day_of(2024, 7, 1), 450) + 5 * TIME_SECOND, "the moment");
    check(str_has(pdf, S("/Name <FEFF004C00E3006E00680020")), "Lãnh …, in UTF-16");
    check(str_has(pdf, S("D83CDF8C")), "beyond the first plane");
    check(str_has(pdf, S("/M (D:20240701073005+07'00')")), "and the moment");
}

void
test_dossier_pades__any_changed_byte_is_found(void)
{
    Str   pdf = signed_paper();
    char *p = (char *)(uintptr_t)str_copy(test_arena(), pdf).p;
    Str   other = { p, pdf.n };
    int   good = 0;

    check_int(verdict_of(pdf), CMS_GOOD);
    for (size_t i = 0; i < pdf.n; i += 997) {
        bool hole = i > (size_t)str_find(pdf, S("/Contents <3")) && p[i] == '0';

        p[i] ^= 1;
        good += verdict_of(other) == CMS_GOOD && !hole ? 1 : 0;
        p[i] ^= 1;
    }
    check_int(good, 0);
}

void
test_dossier_pades__what_is_added_or_cut_off_is_found(void)
{
    struct signet    *s = key_of();
    Str               pdf = signed_with(s, paper_of()), more;
    struct pades_seen seen;

    more = str_join(test_arena(), pdf, S("% one more line\n"), STR_NONE);
    check(pades_read(test_arena(), more, &seen) && seen.is_signed && !seen.whole, "added");
    check(pades_read(test_arena(), str_sub(pdf, 0, pdf.n - 1), &seen) && !seen.whole, "cut");
    check(pades_read(test_arena(), paper_of(), &seen) && !seen.is_signed, "never signed");
    check(!pades_read(test_arena(), S("not a PDF"), &seen), "something else");
    signet_close(s);
}

void
test_dossier_pades__another_papers_seal_does_not_fit(void)
{
    struct signet *s = key_of();
    Str            one = signed_with(s, paper_of()), two;
    ptrdiff_t      at = str_find(one, S("/Contents <3"));
    char          *p;

    two = str_copy(test_arena(), signed_with(s, paper_of())); /* another moment of randomness */
    p = (char *)(uintptr_t)two.p;
    check_int(verdict_of(two), CMS_GOOD);
    memcpy(p + at, one.p + at, 2000); /* of the same paper: the same digest, so it fits */
    check_int(verdict_of(two), CMS_GOOD);
    p[20] ^= 1; /* and of another it does not */
    check_int(verdict_of(two), CMS_BROKEN);
    signet_close(s);
}

void
test_dossier_pades__only_papers_of_ours_are_readied(void)
{
    struct pades_about a = { .at = 0 };
    struct pades       p;
    Str                once = signed_paper(), pdf = paper_of();

    check_err(pades_ready(test_arena(), S("%PDF-1.4 torn"), &a, 3000, &p), ERR_INVALID);
    check_err(pades_ready(test_arena(), str_sub(pdf, 0, pdf.n / 2), &a, 3000, &p), ERR_INVALID);
    check_err(pades_ready(test_arena(), once, &a, 3000, &p), ERR_INVALID); /* signed already */
    check_ok(pades_ready(test_arena(), pdf, &a, 10, &p));
    check_err(pades_fill(&p, S("longer than ten"), &once), ERR_TOO_LARGE);
}
