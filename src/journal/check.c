/* journal/check.c -- is this receipt one of ours, and does the store still hold
 * what it stands for?  Floor 2.
 *
 * What is pasted here is not kept. */
#include "journal/pages.h"
#include "journal/verdict.h"

struct check_in {
    Str receipt, code;
};
static const struct field check_fields[] = {
    FIELD(TEXT, struct check_in, receipt, .max = PROOF_MAX, .help = "The text of the receipt"),
    FIELD(TEXT, struct check_in, code, .max = PROOF_MAX, .help = "What fills the text at first"),
};

static void
end(struct verdict *d, Str good, Str bad, struct json *out)
{
    verdict_end(d, d->bad ? MSG("The receipt does not agree") : MSG("The receipt is right"),
                d->bad ? bad : good, out);
}

/* Line ends of other systems and what a form adds around a text. */
static Str
plain(struct arena *arena, Str text)
{
    struct buf b = BUF_MAX(PROOF_MAX + 2);
    Str        s;

    text = str_trim(text);
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\r')
            buf_byte(&b, text.p[i]);
    buf_byte(&b, '\n');
    s = b.over ? S("") : str_copy(arena, buf_str(&b));
    buf_free(&b);
    return s;
}

/* The key of the log that the receipt says it is of; ours may be the second. */
static enum err
find_log(struct view *v, const struct proof *p, struct log_all_row *out, struct note_key *key,
         bool *found)
{
    struct log_all_row *log;
    int                 n;

    *found = false;
    TRY(log_all(v, 1000, &log, &n));
    for (int i = 0; i < n; i++)
        if (str_eq(log[i].origin, p->checkpoint.origin) &&
            note_key_parse(log[i].vkey, key) == ERR_OK) {
            *out = log[i];
            *found = true;
        }
    return ERR_OK;
}

static void
check_content(struct verdict *d, const struct entry_get_row *e)
{
    struct view          *v = d->v;
    struct verify_options o;
    struct verify_report  r = { .arena = v->arena };
    Str                   what = words(v->lang, MSG("What is stored"));

    if (e->erased_by != 0) {
        verdict_line(d, "unknown", what,
                     words_fill(v->arena, v->lang,
                                MSG("The content was erased by entry {1}; the fingerprint stays."),
                                str_int(v->arena, e->erased_by), STR_NONE));
        return;
    }
    if (!page_verify_options(v, &o) || verify_entry(v, &o, e->act, &r) != ERR_OK)
        verdict_line(d, "unknown", what,
                     words(v->lang, MSG("Could not be compared at the moment.")));
    else if (r.found > 0)
        verdict_line(d, "bad", what,
                     words(v->lang,
                           MSG("What the records hold now does not agree with this entry.")));
    else
        verdict_line(d, "good", what,
                     words(v->lang, MSG("What the records hold now agrees with this entry.")));
}

static void
check_outside(struct verdict *d, const struct place *p)
{
    struct view *v = d->v;

    verdict_line(d, p->n_anchors > 0 ? "good" : "unknown",
                 words(v->lang, MSG("Confirmed from outside")),
                 p->n_anchors > 0
                     ? words_fill(v->arena, v->lang, MSG("{1}, {2}"),
                                  day_people(v->arena, time_day(p->anchor[0].stamped)),
                                  p->anchor[0].authority)
                     : words(v->lang, MSG("Not yet; the times are this system's own.")));
}

/* The proof holds; now what we have under its number. */
static enum err
check_ours(struct verdict *d, const struct proof *proof, const struct log_all_row *log,
           struct json *out)
{
    struct view         *v = d->v;
    struct entry_get_row e;
    struct place         p;
    int64_t              act = log->first_act + proof->index;
    Str                  number = str_int(v->arena, act), moment = S("");
    enum err             err = entry_get(v, act, &e);

    verdict_line(d, "good", words(v->lang, MSG("The log's signature")),
                 words(v->lang, MSG("Made with this province's public key.")));
    verdict_line(d, "good",
                 words_fill(v->arena, v->lang, MSG("Entry {1} is in the journal"), number,
                            STR_NONE),
                 words_fill(v->arena, v->lang,
                            MSG("Its hashes lead to the signed head of {1} entries."),
                            str_int(v->arena, proof->checkpoint.size), STR_NONE));
    if (err == ERR_NOT_FOUND ||
        (err == ERR_OK && !str_eq(page_entry_bytes(v, &e), proof->entry))) {
        verdict_line(d, "bad", words(v->lang, MSG("What is stored")),
                     words(v->lang, MSG("The records no longer hold the entry that was signed.")));
    } else {
        TRY(err);
        moment = when_moment(v->arena, v->lang, e.recorded);
        check_content(d, &e);
        TRY(place_of(v, act, &p));
        check_outside(d, &p);
    }
    end(d,
        words_fill(v->arena, v->lang,
                   MSG("Entry {1} was recorded on {2} and has not been changed since."), number,
                   moment),
        words(v->lang,
              MSG("The receipt is genuine: the journal did hold this entry. What is stored "
                  "now is something else.")),
        out);
    return ERR_OK;
}

static void
refuse(struct verdict *d, enum proof_verdict found, struct json *out)
{
    struct view *v = d->v;

    verdict_line(d, "bad", words(v->lang, MSG("The receipt")),
                 words(v->lang, proof_message(found)));
    end(d, S(""),
        words(v->lang, MSG("This was not issued by this province's journal, or it was changed.")),
        out);
}

static enum err
check_run(struct view *v, const void *input, struct json *out)
{
    const struct check_in *in = input;
    struct verdict         d;
    struct proof           proof;
    struct log_all_row     log = { .number = 0 };
    struct note_key        key;
    bool                   found = false;
    enum proof_verdict     verdict = PROOF_MALFORMED;
    Str                    text = in->receipt.n > 0 ? in->receipt : in->code;

    if (text.n > 0)
        json_put_text(v->arena, out, "text", text);
    if (str_trim(in->receipt).n == 0)
        return ERR_OK;
    verdict_begin(v, &d);
    text = plain(v->arena, in->receipt);
    if (proof_parse(v->arena, text, &proof) == ERR_OK) {
        TRY(find_log(v, &proof, &log, &key, &found));
        verdict = found ? proof_check(&proof, &key, STR_NONE) : PROOF_OTHER_LOG;
    }
    if (verdict == PROOF_GOOD)
        return check_ours(&d, &proof, &log, out);
    refuse(&d, verdict, out);
    return ERR_OK;
}

const struct query journal_check = {
    .name = "journal.check", .right = "anyone",
    .help = "Whether a receipt is right, and whether the records still agree with it.",
    .fields = check_fields, .n_fields = 2, .in_size = sizeof(struct check_in), .run = check_run,
};
