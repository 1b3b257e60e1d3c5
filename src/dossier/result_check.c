/* dossier/result_check.c -- is this PDF a result of ours, and is its signature whole?
 * Floor 7.
 *
 * Two questions, answered apart.  The record: the paper says of which dossier it is, and
 * its digest is compared with the one that the journal has of that dossier's result.  The
 * signature: what OpenSSL says of the seal inside, and whom the certificate names; an
 * authority may vouch for that name or nobody, which is said too.
 *
 * Who asks holds the paper already, so nothing is disclosed; a paper that is not the one
 * on record gets the same answer whether its dossier exists or not.  What is given here is
 * not kept. */
#include "base/when.h"
#include "dossier/desk.h"
#include "dossier/letters.h"
#include "dossier/pades.h"
#include "dossier/result.h"
#include "journal/signer.h"
#include "journal/verdict.h"

#define PDF_MAX ((size_t)3 << 20) /* ours are of 60 kB */

struct result_in {
    Str pdf_base64;
};
static const struct field result_fields[] = {
    FIELD(TEXT, struct result_in, pdf_base64, .required = true, .max = (int64_t)PDF_MAX / 3 * 4 + 4,
          .help = "The whole file, in base64"),
};

/* -- the record ---------------------------------------------------------------------------- */

/* Its digest stands in the record; what is only promised there is drawn and compared. */
static enum err
is_result_of(struct view *v, const struct dossier *d, Str pdf, bool *out)
{
    Hash hash = hash_of(pdf);
    Str  drawn;

    *out = str_eq(d->result_hash, hash_bytes(&hash));
    if (*out || !result_is_promised(v, d))
        return ERR_OK;
    TRY(letter_read(v, d, S("ket-qua"), &drawn));
    *out = str_eq(drawn, pdf);
    return ERR_OK;
}

static enum err
find_on_record(struct view *v, Str code, Str pdf, struct dossier *d, bool *out)
{
    enum err err = code.n > 0 ? dossier_find(v, code, d) : ERR_NOT_FOUND;

    *out = false;
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    return is_result_of(v, d, pdf, out);
}

static void
say_record(struct verdict *said, const struct dossier *d, bool on_record)
{
    struct view *v = said->v;
    Str          what = words(v->lang, MSG("The result on record"));

    if (on_record)
        verdict_line(said, "good", what,
                     words_fill(v->arena, v->lang,
                                MSG("This file is, to the byte, the result of dossier {1} that was "
                                    "issued on {2}."),
                                d->code, when_moment(v->arena, v->lang, d->ended)));
    else
        verdict_line(said, "bad", what,
                     words(v->lang, MSG("No result on record is this file. It may come from "
                                        "elsewhere, or something in it was changed.")));
}

/* -- the signature ---------------------------------------------------------------------------- */

/* Is it the certificate that the province signs with today? */
static bool
is_ours_today(struct view *v, Str certificate)
{
    const struct document_signer *signer = v->world->documents;
    Str                           chain;

    return signer != NULL && signer->holder(signer->context, v->arena, &chain) == ERR_OK &&
           str_eq(cms_certificate(chain), certificate);
}

static void
say_holder_of(struct verdict *said, const struct cms_holder *h)
{
    struct view *v = said->v;
    bool         ours = is_ours_today(v, h->certificate);

    verdict_line(said, ours ? "good" : "unknown", words(v->lang, MSG("The certificate")),
                 words_fill(v->arena, v->lang,
                            ours ? MSG("In the name of {1}: the one that results are signed with "
                                       "here today. Fingerprint {2}.")
                                 : MSG("In the name of {1}: not the one that results are signed "
                                       "with here today; an earlier one, or another's. "
                                       "Fingerprint {2}."),
                            h->name, h->fingerprint));
    verdict_line(said, "unknown", words(v->lang, MSG("Who vouches for that name")),
                 h->self_made
                     ? words(v->lang, MSG("No certification authority: this system made the "
                                          "certificate itself. That the result is on record, and "
                                          "unchanged, is shown by the journal."))
                     : words_fill(v->arena, v->lang,
                                  MSG("{1}. Whether that authority is trusted, the program you "
                                      "read PDFs with can tell."), h->issuer, STR_NONE));
}

static void
say_seal(struct verdict *said, const struct pades_seen *seen)
{
    struct view      *v = said->v;
    Str               what = words(v->lang, MSG("The electronic signature"));
    struct cms_holder holder;
    enum cms_verdict  verdict = cms_check(v->arena, seen->seal, seen->signed_bytes, &holder);

    if (verdict != CMS_GOOD) {
        verdict_line(said, "bad", what,
                     words(v->lang, MSG("It does not fit the file: something was changed after "
                                        "the signing.")));
        return;
    }
    verdict_line(said, "good", what,
                 seen->at != TIME_NONE
                     ? words_fill(v->arena, v->lang,
                                  MSG("It is whole: nothing was changed after the signing, which "
                                      "was on {1} as the file says."),
                                  when_moment(v->arena, v->lang, seen->at), STR_NONE)
                     : words(v->lang, MSG("It is whole: nothing was changed after the "
                                          "signing.")));
    say_holder_of(said, &holder);
}

static void
say_signature(struct verdict *said, const struct pades_seen *seen)
{
    struct view *v = said->v;
    Str          what = words(v->lang, MSG("The electronic signature"));

    if (seen->whole && seen->seal.n > 0)
        say_seal(said, seen);
    else if (seen->is_signed)
        verdict_line(said, "bad", what,
                     words(v->lang, MSG("It does not cover the whole file: something was added "
                                        "after the signing, or the file is cut off.")));
    else
        verdict_line(said, "unknown", what,
                     words(v->lang, v->simulated
                                        ? MSG("There is none. Results that a simulation makes by "
                                              "itself are not signed.")
                                        : MSG("There is none in this file.")));
}

/* -- the whole ------------------------------------------------------------------------------- */

static Str
summary(struct view *v, bool on_record, bool bad)
{
    if (!bad)
        return words(v->lang, MSG("This is the result as it was issued. You may rely on what it "
                                  "says."));
    if (on_record)
        return words(v->lang, MSG("The records hold this file, but its signature does not fit. "
                                  "Tell the office that issued it."));
    return words(v->lang, MSG("Do not rely on this file. Ask for the result at the office that "
                              "issued it, or open it from the dossier's page."));
}

static enum err
result_run(struct view *v, const void *input, struct json *out)
{
    const struct result_in *in = input;
    struct verdict          said;
    struct pades_seen       seen;
    struct dossier          d = { .dossier = 0 };
    bool                    on_record = false;
    Str                     pdf;

    if (base64_parse(v->arena, in->pdf_base64, &pdf) != ERR_OK ||
        !pades_read(v->arena, pdf, &seen)) {
        fault_add(v->faults, S("pdf_base64"), MSG("is not a PDF"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    TRY(find_on_record(v, seen.code, pdf, &d, &on_record));
    verdict_begin(v, &said);
    say_record(&said, &d, on_record);
    say_signature(&said, &seen);
    verdict_end(&said, said.bad ? MSG("This is not a result on record")
                                : MSG("The result is genuine"),
                summary(v, on_record, said.bad), out);
    return ERR_OK;
}

const struct query dossier_result_check = {
    .name = "dossier.result_check", .right = "anyone",
    .help = "Whether a PDF is a result on record, and whether its signature is whole.",
    .fields = result_fields, .n_fields = 1, .in_size = sizeof(struct result_in),
    .run = result_run, .heavy = true,
};
