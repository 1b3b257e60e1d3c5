/* dossier/track.c -- a dossier as the person who filed it follows it, and the
 * list of one's own.  Floor 7. */
#include "dossier/complaint.h"
#include "dossier/desk.h"
#include "dossier/dossier_sql.h"
#include "dossier/draft.h"
#include "dossier/fee.h"
#include "dossier/notice.h"
#include "dossier/pages.h"
#include "dossier/rating.h"
#include "dossier/result.h"
#include "dossier/say.h"
#include "dossier/vietqr.h"

struct track_in {
    Str                code, secret, kind, words;
    const struct json *files;
    bool               complaining;
};

static const struct field track_fields[] = {
    FIELD(TEXT, struct track_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(TEXT, struct track_in, secret, .max = 40,
          .help = "The receipt's secret, when not signed in"),
    FIELD(JSON, struct track_in, files,
          .help = "[{component, ticket}] given for a supplement that is not sent yet"),
    FIELD(BOOL, struct track_in, complaining, .help = "A complaint was typed and not sent"),
    FIELD(TEXT, struct track_in, kind, .max = 20, .help = "Its kind"),
    FIELD(TEXT, struct track_in, words, .max = 1000000, .help = "Its words"),
};

static const char *
headline(const struct dossier *d)
{
    if (dossier_is_denied(d))
        return MSG("Your request was refused");
    switch ((enum status)d->status) {
    case STATUS_NEW:        return MSG("The dossier is filed and waits to be received");
    case STATUS_RECEIVED:   return MSG("The dossier is received");
    case STATUS_REFUSED:    return MSG("The dossier was not received");
    case STATUS_IN_WORK:    return MSG("The dossier is being handled");
    case STATUS_SUPPLEMENT: return MSG("Something more is needed from you");
    case STATUS_PAYMENT:    return MSG("The fee is to be paid");
    case STATUS_WITHDRAWN:  return MSG("You withdrew the dossier");
    case STATUS_STOPPED:    return MSG("Handling was stopped");
    case STATUS_FINISHED:   return MSG("The result is ready");
    case STATUS_RETURNED:   return MSG("The result was handed over");
    }
    return "";
}

static void
say_supplement(const struct saying *s, const struct json *files, struct json *out)
{
    struct view *v = s->v;
    struct json *o = json_put_object(v->arena, out, "supplement"), *what, *fields, *carried;

    what = json_put_array(v->arena, o, "what");
    json_add(what, json_new_text(v->arena, s->d->note));
    json_put_text(v->arena, o, "asked_words", when_moment(v->arena, v->lang, s->d->at));
    fields = json_put_array(v->arena, o, "fields");
    for (int i = 0; i < s->p->n_components; i++)
        if (s->p->components[i].attached)
            json_add(fields, page_file_field(v, &s->p->components[i],
                                             page_held(v, files, s->p->components[i].key)));
    json_add(fields,
             page_note_field(v, "note", words(v->lang, "A few words to the officer"), true));
    carried = json_put_array(v->arena, o, "carried");
    json_each(file, files)
    {
        struct json *c = json_add(carried, json_object(v->arena));

        json_put_text(v->arena, c, "name",
                      str_format(v->arena, "file:%.*s", STR_ARG(json_text(file, "component"))));
        json_put_text(v->arena, c, "value", json_text(file, "ticket"));
    }
}

static enum err
say_fee(const struct saying *s, struct json *out)
{
    struct view *v = s->v;
    struct json *o = json_put_object(v->arena, out, "fee");

    json_put_text(v->arena, o, "amount_words",
                  words_fill(v->arena, v->lang, "{1} đồng",
                             number_text(v->arena, s->d->fee, v->lang == LANG_EN), STR_NONE));
    json_put_text(v->arena, o, "spelled_words",
                  money_words(v->arena, s->d->fee, v->lang == LANG_EN));
    json_put_text(v->arena, o, "reason", say_procedure(s));
    say_fee_how(s, o);
    json_put_text(v->arena, o, "to_words", say_office(v, &s->competent));
    json_put_text(v->arena, o, "content", s->d->code);
    return page_fee_qr(v, s->d, o);
}

static enum err
say_stop(const struct saying *s, struct json *out)
{
    struct view *v = s->v;
    struct json *o;
    bool         denied = dossier_is_denied(s->d);
    Str          reason = s->d->note;

    if (s->d->status != STATUS_REFUSED && s->d->status != STATUS_STOPPED &&
        s->d->status != STATUS_WITHDRAWN && !denied)
        return ERR_OK;
    if (denied)
        TRY(result_reason(v, s->d, &reason));
    o = json_put_object(v->arena, out, "stop");
    json_put_text(v->arena, o, "title", words(v->lang, headline(s->d)));
    json_put_text(v->arena, o, "reason", reason);
    json_put_text(
        v->arena, o, "what_next",
        words(v->lang,
              s->d->status == STATUS_WITHDRAWN
                  ? MSG("You may file again at any time.")
                  : MSG("You may mend what is said above and file again, or ask at the desk.")));
    return ERR_OK;
}

static void
say_now(const struct saying *s, struct json *out)
{
    struct view       *v = s->v;
    const struct step *step = procedure_step(s->p, s->d->step);

    json_put_text(v->arena, out, "code", s->d->code);
    json_put_text(v->arena, out, "name", say_procedure(s));
    json_put_text(v->arena, out, "headline", words(v->lang, headline(s->d)));
    json_put_text(v->arena, out, "holder_words", say_holder(s));
    if (dossier_is_open(s->d))
        say_moment(v, out, "holder_since", s->d->at);
    if (step != NULL && step->name != NULL && dossier_is_open(s->d))
        json_put_text(v->arena, out, "next_words", pack_words(v->lang, step->name));
    json_put_text(v->arena, out, "filed_words", when_moment(v->arena, v->lang, s->d->filed));
    say_due(s, out);
    say_skips(s, out);
    say_clock(s, out);
}

/* The receipt's page asks for the secret or the account; no address holds a secret. */
static void
put_receipt(struct view *v, const struct dossier *d, struct json *papers)
{
    struct json *o = json_add(papers, json_object(v->arena));

    json_put_text(v->arena, o, "href",
                  str_format(v->arena, "/ho-so/%.*s/bien-nhan", STR_ARG(d->code)));
    json_put_text(v->arena, o, "name", words(v->lang, "Receipt for what was filed"));
}

static enum err
track_run(struct view *v, const void *input, struct json *out)
{
    const struct track_in *in = input;
    struct dossier         d;
    struct saying          s;
    struct json           *papers;
    enum err               err = dossier_find(v, page_typed_code(v->arena, in->code), &d);

    if (err == ERR_NOT_FOUND || (err == ERR_OK && !dossier_is_ones_own(v, &d, in->secret)))
        return view_refuse(v, ERR_NOT_FOUND,
                           MSG("No dossier has this code and this secret together."));
    TRY(err);
    TRY(saying_of(v, &d, &s));
    if (in->secret.n > 0)
        json_put_text(v->arena, out, "secret", in->secret);
    say_now(&s, out);
    if (d.status == STATUS_SUPPLEMENT)
        say_supplement(&s, in->files, out);
    if (d.status == STATUS_PAYMENT)
        TRY(say_fee(&s, out));
    TRY(say_stop(&s, out));
    TRY(say_story(&s, false, out));
    papers = page_papers(&s, in->secret, out);
    if (in->secret.n == 0)
        put_receipt(v, &d, papers);
    page_result(&s, in->secret, out);
    TRY(rating_say(&s, true, out));
    TRY(complaint_say(&s, &(struct complaint_typed){ in->kind, in->words, in->complaining }, out));
    if (dossier_is_open(&d))
        json_put_bool(v->arena, out, "withdraw", true);
    return ERR_OK;
}

const struct query dossier_track = {
    .name = "dossier.track", .right = "anyone",
    .help = "A dossier as the person who filed it follows it.",
    .fields = track_fields, .n_fields = sizeof track_fields / sizeof track_fields[0],
    .in_size = sizeof(struct track_in), .run = track_run,
};

/* -- mine --------------------------------------------------------------------------------- */

struct mine_in {
    Id before;
};
static const struct field mine_fields[] = {
    FIELD(ID, struct mine_in, before, .help = "Page on from here"),
};

#define MINE_PAGE 20

static enum err
mine_row(struct view *v, const struct dossier_of_applicant_row *r, struct json *rows)
{
    struct dossier d;
    struct saying  s;
    struct json   *row = json_add(rows, json_object(v->arena));

    TRY(dossier_find(v, r->code, &d));
    TRY(saying_of(v, &d, &s));
    json_put_text(v->arena, row, "code", d.code);
    json_put_text(v->arena, row, "name", say_procedure(&s));
    json_put_text(v->arena, row, "filed_words", when_moment(v->arena, v->lang, d.filed));
    json_put_text(v->arena, row, "status_words", say_state(v->lang, &d));
    if (dossier_waits(&d) == WAITS_PERSON)
        json_put_text(v->arena, row, "ask_words", words(v->lang, headline(&d)));
    say_clock(&s, row);
    return ERR_OK;
}

static enum err
mine_run(struct view *v, const void *input, struct json *out)
{
    const struct mine_in            *in = input;
    struct dossier_of_applicant_row *r;
    struct json                     *rows = json_put_array(v->arena, out, "rows");
    int                              n;

    TRY(inbox_put_count(v, out));
    if (in->before == 0)
        TRY(draft_put_list(v, out));
    else
        json_put_array(v->arena, out, "drafts");
    TRY(dossier_of_applicant(v, v->who->person, in->before ? in->before : INT64_MAX, MINE_PAGE + 1,
                             &r, &n));
    for (int i = 0; i < n && i < MINE_PAGE; i++)
        TRY(mine_row(v, &r[i], rows));
    if (n > MINE_PAGE)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/ho-so?sau=%lld", (long long)r[MINE_PAGE - 1].dossier));
    return ERR_OK;
}

const struct query dossier_mine = {
    .name = "dossier.mine", .right = "signed-in",
    .help = "My own dossiers, newest first, and what I have not filed yet.",
    .fields = mine_fields, .n_fields = 1, .in_size = sizeof(struct mine_in), .run = mine_run,
};
