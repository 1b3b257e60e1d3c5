/* dossier/desk.c -- one dossier whole, as an officer works on it; notes of the office, files.
 * Floor 7. */
#include "dossier/desk.h"

#include "dossier/assign.h"
#include "dossier/complaint.h"
#include "dossier/dossier_sql.h"
#include "dossier/fee.h"
#include "dossier/handling.h"
#include "dossier/opinion.h"
#include "dossier/pages.h"
#include "dossier/place.h"
#include "dossier/rating.h"
#include "ident/ident.h"

/* -- one dossier ------------------------------------------------------------------------- */

struct read_in {
    Str code;
};
static const struct field read_fields[] = {
    FIELD(TEXT, struct read_in, code, .required = true, .max = 60, .help = "The dossier's code"),
};

enum err
desk_put_answers(const struct saying *s, struct json *out)
{
    struct dossier_answers_row *row;
    struct json                *answers = NULL;
    int                         n;

    TRY(dossier_answers(s->v, s->d->dossier, 1, &row, &n));
    if (n > 0)
        TRY(json_parse(s->v->arena, row[0].answers, &answers, NULL));
    page_answers(s->v, s->p, answers, false, json_put_array(s->v->arena, out, "groups"));
    return ERR_OK;
}

enum err
desk_put_files(const struct saying *s, struct json *out)
{
    struct view              *v = s->v;
    struct dossier_files_row *row;
    struct json              *files = json_put_array(v->arena, out, "files");
    struct json              *missing = json_put_array(v->arena, out, "missing");
    int                       n;

    TRY(dossier_files(v, s->d->dossier, 0, 100, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(files, json_object(v->arena));

        json_put_text(v->arena, o, "id", str_int(v->arena, row[i].n));
        json_put_text(v->arena, o, "name", row[i].name);
        for (int k = 0; k < s->p->n_components; k++)
            if (str_eq(s->p->components[k].key, row[i].component))
                json_put_text(v->arena, o, "component",
                              pack_words(v->lang, s->p->components[k].name));
        json_put_text(v->arena, o, "size_words", when_size(v->arena, v->lang, row[i].size));
        json_put_text(v->arena, o, "checked_words", words(v->lang, "type checked"));
        if (!str_eq(row[i].type, S("pdf")))
            json_put_bool(v->arena, o, "image", true);
    }
    for (int k = 0; k < s->p->n_components; k++) {
        bool given = !s->p->components[k].required || !s->p->components[k].attached;

        for (int i = 0; i < n; i++)
            given |= str_eq(row[i].component, s->p->components[k].key);
        if (!given)
            json_add(missing,
                     json_new_text(v->arena, pack_words(v->lang, s->p->components[k].name)));
    }
    return ERR_OK;
}

static enum err
put_notes(const struct saying *s, struct json *out)
{
    struct view              *v = s->v;
    struct dossier_notes_row *row;
    struct json              *notes = json_put_array(v->arena, out, "notes");
    int                       n;

    TRY(dossier_notes(v, s->d->dossier, 50, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(notes, json_object(v->arena));
        Str          name = S("");

        say_moment(v, o, "at", row[i].at);
        if (row[i].author == 0)
            name = words(v->lang, MSG("The program"));
        else if (ident_account_did(v, row[i].author, row[i].act, &name) != ERR_OK)
            name = S("–");
        json_put_text(v->arena, o, "who", name);
        json_put_text(v->arena, o, "text", row[i].text);
    }
    json_put_bool(v->arena, out, "can_note", true);
    return ERR_OK;
}

static const char *
channel_key(int64_t channel)
{
    return channel == CHANNEL_ONLINE ? MSG("Filed online")
           : channel == CHANNEL_POST ? MSG("Filed by public post")
                                     : MSG("Filed at the desk");
}

static void
put_head(const struct saying *s, struct json *out)
{
    struct view          *v = s->v;
    const struct dossier *d = s->d;

    json_put_text(v->arena, out, "code", d->code);
    json_put_text(v->arena, out, "name", say_procedure(s));
    json_put_text(v->arena, out, "person", d->applicant_name);
    json_put_text(v->arena, out, "applicant_words",
                  words(v->lang, d->applicant_kind == 1   ? MSG("Enterprise")
                                 : d->applicant_kind == 2 ? MSG("Household business")
                                                          : MSG("Citizen")));
    json_put_text(v->arena, out, "channel_words", words(v->lang, channel_key(d->channel)));
    json_put_text(v->arena, out, "received_words", say_office(v, &s->received));
    json_put_text(v->arena, out, "competent_words", say_office(v, &s->competent));
    json_put_text(v->arena, out, "status_words", say_state(v->lang, d));
    json_put_text(v->arena, out, "holder_words", say_holder(s));
    json_put_text(v->arena, out, "filed_words", when_moment(v->arena, v->lang, d->filed));
    say_due(s, out);
    say_skips(s, out);
    say_clock(s, out);
    json_put_text(v->arena, out, "disclosed_words",
                  words_fill(v->arena, v->lang,
                             "You are reading personal data of {1} to handle this "
                             "dossier. The reading is recorded, and the person can see it.",
                             d->applicant_name, STR_NONE));
    if (d->fee > 0) {
        struct json *fee = json_put_object(v->arena, out, "fee");

        say_fee_how(s, fee);
        json_put_text(v->arena, fee, "amount_words",
                      words_fill(v->arena, v->lang, "{1} đồng",
                                 number_text(v->arena, d->fee, v->lang == LANG_EN), STR_NONE));
        json_put_text(v->arena, fee, "state_words",
                      words(v->lang, str_eq(d->fee_state, S("paid")) ? MSG("paid")
                                     : str_eq(d->fee_state, S("due"))
                                         ? MSG("asked for, not yet paid")
                                         : MSG("not yet asked for")));
    }
}

static void
put_label(const struct saying *s, struct json *papers)
{
    struct view *v = s->v;
    struct json *o = json_add(papers, json_object(v->arena));

    json_put_text(v->arena, o, "href",
                  str_format(v->arena, "/ho-so/%.*s/nhan.pdf", STR_ARG(s->d->code)));
    json_put_text(v->arena, o, "name", words(v->lang, MSG("Label with its code, to stick on")));
}

static enum err
read_run(struct view *v, const void *input, struct json *out)
{
    const struct read_in *in = input;
    struct dossier        d;
    struct saying         s;
    struct json          *papers;

    TRY(dossier_find(v, page_typed_code(v->arena, in->code), &d));
    TRY(place_require_read(v, &d));
    TRY(saying_of(v, &d, &s));
    put_head(&s, out);
    action_put_offers(&s, out);
    TRY(desk_put_answers(&s, out));
    TRY(desk_put_files(&s, out));
    papers = page_papers(&s, STR_NONE, out);
    if (d.received != TIME_NONE)
        page_paper(&s, STR_NONE, papers, "06", MSG("Control sheet of the handling (form 06)"));
    put_label(&s, papers);
    page_result(&s, STR_NONE, out);
    TRY(say_story(&s, true, out));
    TRY(handling_say(&s, out));
    TRY(assign_put_team(&s, out));
    TRY(opinion_say(&s, out));
    TRY(rating_say(&s, false, out));
    TRY(complaint_put_link(&s, out));
    TRY(put_notes(&s, out));
    view_disclose(v, d.applicant, d.code, str_of(MSG("what is answered on the form, papers")),
                  str_of(MSG("handling of the dossier")));
    return ERR_OK;
}

const struct query dossier_read = {
    .name = "dossier.read", .right = "dossier.read", .help = "One dossier, whole, for an officer.",
    .fields = read_fields, .n_fields = 1, .in_size = sizeof(struct read_in), .run = read_run,
};

/* -- notes and files ------------------------------------------------------------------------ */

struct note_in {
    Str code, note;
};
static const struct field note_fields[] = {
    FIELD(TEXT, struct note_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(TEXT, struct note_in, note, .required = true, .max = 2000,
          .help = "For colleagues; the person does not see it"),
};
struct note_plan {
    const struct note_in *in;
    struct dossier        d;
};

static enum err
note_prepare(struct view *v, const void *input, void *p)
{
    struct note_plan *plan = p;

    plan->in = input;
    TRY(dossier_find(v, plan->in->code, &plan->d));
    return place_require_read(v, &plan->d);
}

static enum err
note_apply(struct act *a, const void *p, struct json *out)
{
    const struct note_plan *plan = p;

    act_subject(a, str_format(act_arena(a), "dossier:%.*s", STR_ARG(plan->d.code)));
    json_put_text(act_arena(a), out, "code", plan->d.code);
    return dossier_note_add(a, plan->d.dossier, act_new_id(a), act_now(a), act_who(a)->account,
                            plan->in->note);
}

const struct command dossier_note = {
    .name = "dossier.note", .right = "dossier.read", .help = "Adds a note for colleagues.",
    .fields = note_fields, .n_fields = 2, .in_size = sizeof(struct note_in),
    .plan_size = sizeof(struct note_plan), .prepare = note_prepare, .apply = note_apply,
};

struct file_in {
    Str code;
    Id  file;
};
static const struct field file_fields[] = {
    FIELD(TEXT, struct file_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(ID, struct file_in, file, .required = true, .help = "The file's number"),
};

/* For its own unit's work, or because another unit asks for an opinion. */
static enum err
may_open(struct view *v, const struct dossier *d)
{
    bool asked = false;

    TRY(opinion_opens(v, d, &asked));
    return asked ? ERR_OK : place_require_read(v, d);
}

static enum err
file_run(struct view *v, const void *input, struct json *out)
{
    const struct file_in       *in = input;
    struct dossier              d;
    struct dossier_file_get_row row;

    TRY(dossier_find(v, in->code, &d));
    TRY(dossier_file_get(v, d.dossier, in->file, &row));
    if (!dossier_is_ones_own(v, &d, STR_NONE)) {
        TRY(may_open(v, &d));
        view_disclose(v, d.applicant, d.code, row.name, str_of(MSG("handling of the dossier")));
    }
    json_put_text(v->arena, out, "name", row.name);
    json_put_text(v->arena, out, "type", row.type);
    json_put_text(v->arena, out, "hash", hex_text(v->arena, row.hash));
    json_put_int(v->arena, out, "size", row.size);
    return ERR_OK;
}

const struct query dossier_file = {
    .name = "dossier.file", .right = "signed-in", .help = "Where an attached file is kept.",
    .fields = file_fields, .n_fields = 2, .in_size = sizeof(struct file_in), .run = file_run,
};
