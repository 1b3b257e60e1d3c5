/* dossier/draft.c -- see draft.h.  Floor 7.
 *
 * A save is an act like any other, so its entry tells that somebody saved a draft; what was
 * typed is in no entry, nor its digest: it is nobody's declaration yet. */
#include "dossier/draft.h"

#include "dossier/dossier_sql.h"
#include "dossier/draft_files.h"
#include "dossier/dossier.h"
#include "dossier/intake.h"
#include "journal/journal_sql.h"

#define SWEEP 20 /* drafts of the past removed by each save */

bool
draft_is_kept(struct view *v)
{
    return v->who->person != 0 && intake_form(v) == NULL;
}

static enum err
refuse_strangers(struct view *v)
{
    if (draft_is_kept(v))
        return ERR_OK;
    return view_refuse(v, ERR_FORBIDDEN,
                       MSG("Drafts are kept for people who file their own dossiers."));
}

enum err
draft_find(struct view *v, Str procedure, struct draft_get_row *out)
{
    struct draft_get_row row;

    TRY(draft_get(v, v->who->person, procedure, &row));
    if (row.saved + DRAFT_LIFE <= v->now)
        return ERR_NOT_FOUND;
    *out = row;
    return ERR_OK;
}

/* Those whose time is over go whenever anybody saves, drops or files: a few each time. */
static enum err
remove_one(struct act *a, Str procedure)
{
    TRY(drafts_sweep(a, act_now(a) - DRAFT_LIFE, SWEEP));
    return draft_remove(a, act_who(a)->person, procedure);
}

enum err
draft_filed(struct act *a, Str procedure)
{
    return remove_one(a, procedure);
}

/* -- saving: before the pen -------------------------------------------------------------- */

struct save_in {
    Str                procedure, unit, filling;
    int64_t            page, seen;
    bool               over;
    const struct json *answers, *files;
};

static const struct field save_fields[] = {
    FIELD(TEXT, struct save_in, procedure, .required = true, .max = 80,
          .help = "The procedure's key"),
    FIELD(TEXT, struct save_in, unit, .max = 40, .help = "Code of the unit that decides"),
    FIELD(INT, struct save_in, page, .required = true, .min = 1, .max = FORM_CHECK,
          .help = "The page it stands on"),
    FIELD(JSON, struct save_in, answers, .required = true,
          .help = "Everything answered so far, as typed"),
    FIELD(JSON, struct save_in, files, .help = "[{component, ticket}] held so far"),
    FIELD(INT, struct save_in, seen,
          .help = "The draft's version that the page was opened on; 0: there was none"),
    FIELD(TEXT, struct save_in, filling, .max = 120,
          .help = "The key that this form will be filed under"),
    FIELD(BOOL, struct save_in, over, .help = "Even if another device saved meanwhile"),
};

struct save_plan {
    const struct save_in   *in;
    const struct procedure *p;
    Str                     answers, files, gone;
};

/* A plain value, or several choices. */
static bool
is_plain(const struct json *a)
{
    if (a->kind != JSON_ARRAY)
        return a->kind != JSON_OBJECT && a->kind != JSON_NULL;
    json_each(one, a)
        if (one->kind != JSON_TEXT)
            return false;
    return true;
}

/* What the form asks, and nothing else that a page posts. */
static enum err
keep_answers(struct view *v, struct save_plan *plan)
{
    const struct json *asked = json_get(plan->p->form, "properties");
    struct json       *kept = json_object(v->arena);

    json_each(a, plan->in->answers)
        if (is_plain(a) && json_get_str(asked, a->key) != NULL)
            json_put(kept, a->key, json_copy(v->arena, a));
    plan->answers = json_string(v->arena, kept);
    if (plan->answers.n <= DRAFT_BYTES)
        return ERR_OK;
    return view_refuse(v, ERR_TOO_LARGE,
                       MSG("This is too long to be kept as a draft. It stays on this page."));
}

static enum err
keep_files(struct view *v, struct save_plan *plan)
{
    struct draft_get_row now = { .draft = 0 };
    struct json         *had = NULL, *list = json_array(v->arena);
    enum err             err = draft_find(v, plan->p->key, &now);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    if (err == ERR_OK)
        TRY(json_parse(v->arena, now.files, &had, NULL));
    TRY(draft_files_keep(v, plan->p, plan->in->files, had, &list, &plan->gone));
    plan->files = json_string(v->arena, list);
    return ERR_OK;
}

static enum err
save_prepare(struct view *v, const void *input, void *p)
{
    struct save_plan *plan = p;
    enum err          err;

    plan->in = input;
    TRY(refuse_strangers(v));
    err = procedure_in_force(v, plan->in->procedure, time_day(v->now), &plan->p);
    if (err == ERR_NOT_FOUND)
        return view_refuse(v, err, MSG("No procedure of this name is in force today."));
    TRY(err);
    TRY(keep_answers(v, plan));
    return keep_files(v, plan);
}

/* -- saving: in the pen ------------------------------------------------------------------- */

/* A page that was left open, or a save that was on its way, must not begin a draft of what
 * has become a dossier. */
static enum err
refuse_filed(struct view *v, Str filling)
{
    struct entry_by_key_row entry;
    enum err                err = filling.n == 0 ? ERR_NOT_FOUND : entry_by_key(v, filling, &entry);

    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    return view_refuse(v, ERR_CONFLICT, MSG("This form has been filed."));
}

/* See draft.h: two devices. */
static enum err
refuse_older(struct view *v, const struct save_in *in, const struct draft_get_row *now)
{
    bool same = in->filling.n > 0 && str_eq(in->filling, now->filling);

    if (in->over)
        return ERR_OK;
    if (now->draft == 0)
        return in->seen == 0 ? ERR_OK
                             : view_refuse(v, ERR_CONFLICT,
                                           MSG("This draft was filed or dropped elsewhere."));
    if (same || in->seen == now->version)
        return ERR_OK;
    return view_refuse(v, ERR_CONFLICT, MSG("This form was saved on another device since."));
}

static enum err
refuse_more(struct view *v)
{
    struct drafts_of_row *row;
    int                   n;

    TRY(drafts_of(v, v->who->person, v->now - DRAFT_LIFE, DRAFTS_MAX, &row, &n));
    if (n < DRAFTS_MAX)
        return ERR_OK;
    return view_refuse(v, ERR_TOO_LARGE,
                       MSG("You have 20 drafts, and no more are kept. Drop one that you do not "
                           "need, under My dossiers."));
}

/* In place of the one there was, or as a new one. */
static enum err
put(struct act *a, const struct save_plan *plan, const struct draft_get_row *now)
{
    struct draft_put_in row = {
        .draft = now->draft, .person = act_who(a)->person, .procedure = plan->p->key,
        .procedure_version = plan->p->version, .unit = plan->in->unit, .page = plan->in->page,
        .answers = plan->answers, .files = plan->files, .filling = plan->in->filling,
        .version = act_number(a), .begun = now->begun, .saved = act_now(a),
    };

    if (now->draft == 0) {
        TRY(refuse_more(act_view(a)));
        TRY(draft_remove(a, row.person, row.procedure)); /* one that is over its time */
        row.draft = act_new_id(a);
        row.begun = row.saved;
    }
    return draft_put(a, &row);
}

static enum err
save_apply(struct act *a, const void *p, struct json *out)
{
    const struct save_plan *plan = p;
    struct view            *v = act_view(a);
    struct draft_get_row    now = { .draft = 0 };
    enum err                err = draft_find(v, plan->p->key, &now);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    TRY(refuse_filed(v, plan->in->filling));
    TRY(refuse_older(v, plan->in, &now));
    TRY(drafts_sweep(a, act_now(a) - DRAFT_LIFE, SWEEP));
    TRY(put(a, plan, &now));
    act_subject(a, S("draft"));
    json_put_int(v->arena, out, "seen", act_number(a));
    json_put_time(v->arena, out, "saved", act_now(a));
    json_put_text(v->arena, out, "saved_words", draft_saved_words(v, act_now(a)));
    if (plan->gone.n > 0)
        json_put_text(v->arena, out, "gone_words", draft_gone_words(v, plan->gone));
    return ERR_OK;
}

const struct command dossier_draft_save = {
    .name = "draft.save", .right = "signed-in",
    .help = "Keeps what one has typed of a form.  Answers `seen`, its version now.",
    .fields = save_fields, .n_fields = sizeof save_fields / sizeof save_fields[0],
    .in_size = sizeof(struct save_in), .plan_size = sizeof(struct save_plan),
    .prepare = save_prepare, .apply = save_apply, .hidden_input = true,
};

/* -- dropping ------------------------------------------------------------------------------- */

struct drop_in {
    Str procedure;
};
static const struct field drop_fields[] = {
    FIELD(TEXT, struct drop_in, procedure, .required = true, .max = 80,
          .help = "The procedure's key"),
};

static enum err
drop_apply(struct act *a, const void *p, struct json *out)
{
    const struct drop_in *in = p;

    (void)out;
    TRY(refuse_strangers(act_view(a)));
    act_subject(a, S("draft"));
    return remove_one(a, in->procedure);
}

const struct command dossier_draft_drop = {
    .name = "draft.drop", .right = "signed-in", .help = "Takes one's own draft away.",
    .fields = drop_fields, .n_fields = 1, .in_size = sizeof(struct drop_in), .apply = drop_apply,
};
