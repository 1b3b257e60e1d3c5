/* dossier/receipt.c -- what the person takes away: the code, the secret, and
 * what stands behind them.  Floor 7.
 *
 * It proves that the dossier was recorded, and when by our own clock; whether
 * anyone else confirms that moment is said plainly, also when nobody does yet. */
#include "dossier/desk.h"
#include "dossier/dossier_sql.h"
#include "dossier/letters.h"
#include "dossier/pages.h"
#include "journal/journal_sql.h"

struct receipt_in {
    Str code, secret;
};
static const struct field receipt_fields[] = {
    FIELD(TEXT, struct receipt_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(TEXT, struct receipt_in, secret, .max = 40,
          .help = "The receipt's secret, when not signed in"),
};

/* The entry of the filing: the act of the first version. */
static enum err
filing_entry(struct view *v, const struct dossier *d, int64_t *out)
{
    struct dossier_versions_row *row;
    int                          n;

    TRY(dossier_versions(v, d->dossier, 0, 1, &row, &n));
    if (n == 0)
        return ERR_STORE;
    *out = row[0].act;
    return ERR_OK;
}

static enum err
put_anchor(struct view *v, int64_t act, struct json *out)
{
    struct log_last_row        *log;
    struct anchor_covering_row *anchor;
    int                         n;

    TRY(log_last(v, 1, &log, &n));
    if (n > 0)
        TRY(anchor_covering(v, log[0].number, act - log[0].first_act + 1, 1, &anchor, &n));
    json_put_text(v->arena, out, "anchor_state", n > 0 ? S("yes") : S("no"));
    json_put_text(v->arena, out, "anchor_words",
                  n > 0 ? words_fill(v->arena, v->lang, "Confirmed independently: {1}, {2}",
                                     day_people(v->arena, time_day(anchor[0].stamped)),
                                     anchor[0].authority)
                        : words(v->lang, "Not yet confirmed independently"));
    return ERR_OK;
}

static void
add_download(struct view *v, struct json *list, Str href, const char *label, const char *note)
{
    struct json *o = json_add(list, json_object(v->arena));

    json_put_text(v->arena, o, "href", href);
    json_put_text(v->arena, o, "label", words(v->lang, label));
    json_put_text(v->arena, o, "note", words(v->lang, note));
}

static void
put_downloads(struct view *v, int64_t act, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "downloads");

    add_download(v, list, str_format(v->arena, "/nhat-ky/%lld/bien-nhan.txt", (long long)act),
                 MSG("The proof as a file"), MSG("Anyone can check it, also without a network."));
}

static enum err
receipt_run(struct view *v, const void *input, struct json *out)
{
    const struct receipt_in *in = input;
    struct dossier           d;
    struct saying            s;
    struct json             *qr;
    int64_t                  act;
    Str                      address;
    enum err                 err = dossier_find(v, page_typed_code(v->arena, in->code), &d);

    if (err == ERR_NOT_FOUND || (err == ERR_OK && !dossier_is_ones_own(v, &d, in->secret)))
        return view_refuse(v, ERR_NOT_FOUND,
                           MSG("No dossier has this code and this secret together."));
    TRY(err);
    TRY(saying_of(v, &d, &s));
    TRY(filing_entry(v, &d, &act));
    address = letter_address(v, &d);
    json_put_text(v->arena, out, "code", d.code);
    json_put_text(v->arena, out, "name", say_procedure(&s));
    if (d.applicant_name.n > 0)
        json_put_text(v->arena, out, "person", d.applicant_name);
    json_put_text(v->arena, out, "unit_words", say_office(v, &s.competent));
    say_moment(v, out, "recorded", d.filed);
    say_due(&s, out);
    if (in->secret.n > 0)
        json_put_text(v->arena, out, "secret", in->secret);
    qr = page_qr(v, address, words(v->lang, "QR code of the tracking page"));
    if (qr != NULL)
        json_put(out, S("qr"), qr);
    json_put_text(v->arena, out, "check_url", address);
    json_put_text(v->arena, out, "entry", str_int(v->arena, act));
    TRY(put_anchor(v, act, out));
    put_downloads(v, act, out);
    return ERR_OK;
}

const struct query dossier_receipt = {
    .name = "dossier.receipt", .right = "anyone",
    .help = "The receipt of a filed dossier.",
    .fields = receipt_fields, .n_fields = 2, .in_size = sizeof(struct receipt_in),
    .run = receipt_run,
};
