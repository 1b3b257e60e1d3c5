/* dossier/inbox.c -- a person's inbox: what happened to the own dossiers, the newest first,
 * and whether an e-mail of it arrived.  Floor 7. */
#include "base/text.h"
#include "dossier/dossier_sql.h"
#include "dossier/notice.h"
#include "dossier/pages.h"
#include "ident/ident.h"

#define PAGE       20
#define UNSEEN_MAX 100 /* "99+" */

static enum err
last_seen(struct view *v, Id *out)
{
    struct notice_seen_get_row row;
    enum err                   err = notice_seen_get(v, v->who->person, &row);

    *out = err == ERR_OK ? row.act : 0;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* mail{words, failed?}: nothing where no e-mail was tried. */
static void
put_mail(struct view *v, const struct notices_of_row *row, struct json *to)
{
    bool         failed = str_eq(row->state, S("failed"));
    struct json *o;
    Str          when;

    if (row->state.n == 0)
        return;
    o = json_put_object(v->arena, to, "mail");
    when = when_moment(v->arena, v->lang, row->mailed);
    if (failed)
        json_put_bool(v->arena, o, "failed", true);
    json_put_text(v->arena, o, "words",
                  words_fill(v->arena, v->lang,
                             failed ? MSG("The e-mail could not be delivered: the mail server "
                                          "refuses your address (answer {2}, {1}).")
                             : str_eq(row->state, S("sent"))
                                 ? MSG("E-mail sent: {1}")
                                 : MSG("The e-mail has not gone through yet; it is tried again "
                                       "(last try: {1})."),
                             when, row->answer));
}

static enum err
put_row(struct view *v, const struct notices_of_row *row, Id seen, struct json *rows)
{
    const struct procedure *p;
    struct notice       n = { .action = row->action, .code = row->code, .due = row->due,
                              .unit = row->competent_unit, .at = row->at };
    struct notice_words said;
    struct json        *o = json_add(rows, json_object(v->arena));

    TRY(notice_say(v, v->lang, &n, &said));
    json_put_text(v->arena, o, "code", row->code);
    json_put_text(v->arena, o, "url", notice_address(v->arena, &n));
    json_put_text(v->arena, o, "subject", said.subject.n > 0 ? said.subject : row->code);
    json_put_text(v->arena, o, "text", said.text);
    if (row->procedure.n > 0) {
        TRY(procedure_version(v, row->procedure, row->procedure_version, &p));
        json_put_text(v->arena, o, "name", pack_words(v->lang, p->name));
    } else {
        json_put_text(v->arena, o, "name", words(v->lang, MSG("Appointment")));
    }
    json_put_time(v->arena, o, "at", row->at);
    json_put_text(v->arena, o, "at_words", when_moment(v->arena, v->lang, row->at));
    if (row->act > seen)
        json_put_bool(v->arena, o, "fresh", true);
    put_mail(v, row, o);
    return ERR_OK;
}

static enum err
put_address(struct view *v, struct json *out)
{
    struct person p;

    TRY(person_by_id(v, v->who->person, &p));
    if (p.email.n > 0)
        json_put_text(v->arena, out, "email", p.email);
    return ERR_OK;
}

struct inbox_in {
    Id before;
};
static const struct field inbox_fields[] = {
    FIELD(ID, struct inbox_in, before, .help = "Page on from here"),
};

static enum err
inbox_run(struct view *v, const void *input, struct json *out)
{
    const struct inbox_in *in = input;
    struct json           *rows = json_put_array(v->arena, out, "rows");
    struct notices_of_row *row;
    Id                     seen;
    int                    n;

    if (v->who->person == 0)
        return ERR_OK;
    TRY(last_seen(v, &seen));
    TRY(notices_of(v, v->who->person, in->before != 0 ? in->before : INT64_MAX, PAGE + 1, &row,
                   &n));
    for (int i = 0; i < n && i < PAGE; i++)
        TRY(put_row(v, &row[i], seen, rows));
    if (in->before == 0 && n > 0 && row[0].act > seen)
        json_put_text(v->arena, out, "upto", str_int(v->arena, row[0].act));
    if (in->before != 0)
        json_put_text(v->arena, out, "newer_url", S("/hop-thu"));
    if (n > PAGE)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/hop-thu?sau=%lld", (long long)row[PAGE - 1].act));
    return put_address(v, out);
}

const struct query notice_mine = {
    .name = "notice.mine", .right = "signed-in",
    .help = "My inbox: what happened to my dossiers, newest first.",
    .fields = inbox_fields, .n_fields = 1, .in_size = sizeof(struct inbox_in), .run = inbox_run,
};

enum err
inbox_put_count(struct view *v, struct json *out)
{
    struct notices_unseen_row row;
    Id                        seen;

    if (v->who->person == 0)
        return ERR_OK;
    TRY(last_seen(v, &seen));
    TRY(notices_unseen(v, v->who->person, seen, UNSEEN_MAX, &row));
    if (row.n > 0)
        json_put_text(v->arena, out, "unseen_words",
                      row.n < UNSEEN_MAX
                          ? words_count(v->arena, v->lang, MSG("{1} new notice"),
                                        MSG("{1} new notices"), row.n)
                          : words(v->lang, MSG("More than 99 new notices")));
    return ERR_OK;
}

/* -- having seen them -------------------------------------------------------------------------- */

struct seen_in {
    Id upto;
};
static const struct field seen_fields[] = {
    FIELD(ID, struct seen_in, upto, .required = true, .help = "The newest notice that was shown"),
};

/* Never back: two devices may say it in any order. */
static enum err
seen_apply(struct act *a, const void *plan, struct json *out)
{
    const struct seen_in *in = plan;
    Id                    seen;

    (void)out;
    if (act_who(a)->person == 0)
        return ERR_OK;
    TRY(last_seen(act_view(a), &seen));
    return in->upto > seen ? notice_seen_put(a, act_who(a)->person, in->upto) : ERR_OK;
}

const struct command notice_seen = {
    .name = "notice.seen", .right = "signed-in", .help = "My inbox was read as far as this.",
    .fields = seen_fields, .n_fields = 1, .in_size = sizeof(struct seen_in), .apply = seen_apply,
};
