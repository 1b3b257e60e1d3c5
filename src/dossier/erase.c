/* dossier/erase.c -- a closed dossier taken out whole: on request of the person,
 * or when it need be kept no longer.  Floor 7.
 *
 * What goes: every version, answer, file's name, note, payment; the current row;
 * the words it was found by; in the journal the content of every entry that wrote
 * any of them; on the disk every file that no other dossier names.  What stays: the
 * fingerprints, and one entry that says which were emptied, and why.  The code is
 * not given again.
 *
 * Figures count a dossier no longer once it is erased: each still equals the
 * recount of what is there.
 *
 * Whether another dossier names the same file is asked before the act: one filed
 * with the very same file in that moment would miss it, and `verify` would say so.
 *
 * A copy (tinhso backup) made before still holds it: docs/operations.md. */
#include <stdio.h>

#include "dossier/complaint.h"
#include "dossier/dossier_sql.h"
#include "dossier/record.h"
#include "dossier/words.h"
#include "journal/door.h"
#include "journal/erase.h"
#include "store/files.h"

#define ACTS_MAX  1000
#define FILES_MAX 1000

struct erase_in {
    Str code, reason;
};
static const struct field erase_fields[] = {
    FIELD(TEXT, struct erase_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(TEXT, struct erase_in, reason, .required = true, .max = 300,
          .help = "The request or decision it follows from, without personal data"),
};

struct erase_plan {
    const struct erase_in         *in;
    struct dossier                 d;
    struct dossier_files_alone_row *file; /* to be taken from the disk */
    int                             n_files;
    Str                             words; /* every row it was ever found by, as JSON */
};

static enum err
check_answered(struct view *v, const struct dossier *d)
{
    struct complaint *all;
    int               n;

    TRY(complaints_all(v, d->dossier, &all, &n));
    return n > 0 && complaint_is_open(&all[n - 1])
               ? view_refuse(v, ERR_CONFLICT,
                             MSG("What the person says of its handling is to be answered before "
                                 "the dossier is erased."))
               : ERR_OK;
}

static enum err
find_closed(struct view *v, Str code, struct dossier *out)
{
    enum err err = dossier_find(v, code, out);

    if (err == ERR_NOT_FOUND)
        return view_refuse(v, err, MSG("There is no dossier with this code."));
    TRY(err);
    if (dossier_is_open(out))
        return view_refuse(v, ERR_CONFLICT,
                           MSG("An open dossier is not erased: it has to end first."));
    return check_answered(v, out);
}

static enum err
erase_prepare(struct view *v, const void *input, void *p)
{
    struct erase_plan *plan = p;
    struct word_rows   rows = { .n = 0 };

    plan->in = input;
    TRY(find_closed(v, plan->in->code, &plan->d));
    TRY(words_ever(v, plan->d.dossier, &rows));
    plan->words = words_json(v->arena, rows.row, rows.n);
    return dossier_files_alone(v, plan->d.dossier, FILES_MAX, &plan->file, &plan->n_files);
}

/* Rows of this dossier go; an entry that lists another's is left alone. */
static bool
takes(void *context, Str table, Str key)
{
    static const char *const ours[] = { "dossier_version", "dossier_form", "dossier_file",
                                        "dossier_note", "dossier_payment",
                                        "dossier_rating", "dossier_side", "notice",
                                        "opinion", "opinion_end", "dossier_transfer",
                                        "complaint", "complaint_step" };
    const struct dossier *d = context;
    char                  own[32];

    snprintf(own, sizeof own, "%lld/", (long long)d->dossier);
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if (str_eq(table, str_of(ours[i])))
            return str_starts(key, str_of(own));
    return false;
}

static enum err
erase_entries(struct act *a, struct dossier *d, Str reason, int64_t *out_erased)
{
    struct erasing           e = { .act = a, .reason = reason, .takes = takes, .context = d };
    struct dossier_acts_row *row;
    int                      n;

    TRY(dossier_acts(act_view(a), d->dossier, 0, ACTS_MAX + 1, &row, &n));
    if (n > ACTS_MAX)
        return view_refuse(act_view(a), ERR_TOO_LARGE,
                           MSG("More than 1000 entries are about this dossier."));
    for (int i = 0; i < n; i++)
        TRY(erase_entry(&e, row[i].act));
    *out_erased = e.erased;
    return ERR_OK;
}

static enum err
erase_rows(struct act *a, const struct dossier *d, Str words)
{
    Id dossier = d->dossier;

    TRY(search_words_remove(a, words)); /* as many as are written by now */
    TRY(dossier_version_erase(a, dossier));
    TRY(dossier_form_erase(a, dossier));
    TRY(dossier_file_erase(a, dossier));
    TRY(dossier_note_erase(a, dossier));
    TRY(dossier_outcome_erase(a, dossier));
    TRY(dossier_payment_erase(a, dossier));
    TRY(dossier_rating_erase(a, dossier));
    TRY(dossier_side_erase(a, dossier));
    TRY(dossier_side_now_erase(a, dossier));
    TRY(opinion_erase(a, dossier));
    TRY(opinion_end_erase(a, dossier));
    TRY(dossier_transfer_erase(a, dossier));
    TRY(complaint_erase_all(a, d));
    TRY(notice_mail_erase(a, dossier));
    TRY(notice_erase(a, dossier));
    return dossier_now_erase(a, dossier);
}

static enum err
erase_apply(struct act *a, const void *p, struct json *out)
{
    const struct erase_plan *plan = p;
    struct dossier           d;
    int64_t                  erased = 0;

    TRY(find_closed(act_view(a), plan->in->code, &d));
    if (d.version != plan->d.version)
        return ERR_CONFLICT; /* files and words were listed for another version */
    TRY(erase_entries(a, &d, plan->in->reason, &erased));
    act_subject(a, S("erasure")); /* not the code: what it was about is gone */
    json_put_int(act_arena(a), out, "erased", erased);
    /* Before the rows: who counted the story of a dossier reads it once more. */
    TRY(act_announce(a, &(struct change){ .source = dossier_source, .subject = d.dossier,
                                          .old = &d }));
    return erase_rows(a, &d, plan->words);
}

static void
remove_file(struct view *v, Str hash)
{
    Hash h;

    if (hash.n != HASH_SIZE)
        return;
    memcpy(h.b, hash.p, HASH_SIZE);
    files_remove(v->world->folder, &h);
}

/* Files go last: had the commit failed, they would be missed. */
static void
erase_committed(struct view *v, const void *p)
{
    const struct erase_plan *plan = p;

    for (int i = 0; i < plan->n_files; i++)
        remove_file(v, plan->file[i].hash);
    remove_file(v, plan->d.result_hash); /* a result is of one dossier: its code is in it */
}

const struct command dossier_erase = {
    .name = "dossier.erase", .right = "journal.erase",
    .help = "Takes a closed dossier out, with its files and the content of its entries.",
    .fields = erase_fields, .n_fields = 2, .in_size = sizeof(struct erase_in),
    .plan_size = sizeof(struct erase_plan), .prepare = erase_prepare, .apply = erase_apply,
    .committed = erase_committed, .hidden_input = true,
};
