/* dossier/mailing.c -- notices on their way by e-mail: what is to be sent, and how it went.
 * Floor 7.
 *
 * A cursor goes through the notices in the order of their acts; only an e-mail that was tried
 * has a row of its own.  It begins where the province stands when e-mail is first switched on,
 * and what is older than OLDEST when its turn comes is left to the inbox.
 *
 * Invariant: the cursor passes a notice in the act that records its first try, so a notice is
 * never forgotten; one that was sent in the moment before a crash is sent twice, under one
 * Message-ID. */
#include "base/text.h"
#include "dossier/dossier_sql.h"
#include "dossier/notice.h"
#include "dossier/say.h"
#include "ident/ident.h"

#define BATCH  20
#define OLDEST (3 * TIME_DAY)

/* After the first, the second, … try; then it is given up, two days and a half on. */
static const Time again_after[] = { TIME_MINUTE,   5 * TIME_MINUTE, 30 * TIME_MINUTE,
                                    2 * TIME_HOUR, 8 * TIME_HOUR,   TIME_DAY, TIME_DAY };
#define TRIES_MAX ((int64_t)(sizeof again_after / sizeof again_after[0]))

/* -- what is to be sent ------------------------------------------------------------------------ */

struct letter {
    Id            act, person;
    struct notice notice;
};

static Str
greeting(struct view *v, enum lang lang, Str text, Str link, const struct notice *n)
{
    const char *where = notice_is_of_appointment(n->action)
                            ? MSG("See the appointment here: {1}")
                            : MSG("See the dossier here: {1}");

    return str_format(v->arena, "%.*s\n\n%.*s\n\n%.*s\n%.*s\n",
                      STR_ARG(words(lang, MSG("Dear Sir or Madam,"))), STR_ARG(text),
                      STR_ARG(words_fill(v->arena, lang, where, link, STR_NONE)),
                      STR_ARG(words(lang, MSG("This letter is sent by a machine; please do not "
                                              "answer it. It never asks for a password or for "
                                              "money."))));
}

/* Vietnamese first, English below it: nobody's language is on record. */
static enum err
put_letter(struct view *v, const struct letter *l, Str to, struct json *mails)
{
    Str link = str_format(v->arena, "%.*s%.*s", STR_ARG(v->world->base_url),
                          STR_ARG(notice_address(v->arena, &l->notice)));
    struct notice_words vi, en;
    struct json        *o;
    Str                 text, mark = S("");

    TRY(notice_say(v, LANG_VI, &l->notice, &vi));
    TRY(notice_say(v, LANG_EN, &l->notice, &en));
    if (vi.subject.n == 0)
        return ERR_OK;
    if (v->simulated)
        mark = str_format(v->arena, "[%.*s] ", STR_ARG(words(LANG_VI, MSG("SIMULATED DATA"))));
    o = json_add(mails, json_object(v->arena));
    text = str_format(v->arena, "%.*s\n-- \n[English]\n%.*s\n\n%.*s",
                      STR_ARG(greeting(v, LANG_VI, vi.text, link, &l->notice)), STR_ARG(en.subject),
                      STR_ARG(greeting(v, LANG_EN, en.text, link, &l->notice)));
    json_put_int(v->arena, o, "act", l->act);
    json_put_text(v->arena, o, "to", to);
    json_put_text(v->arena, o, "subject",
                  str_format(v->arena, "%.*s%.*s", STR_ARG(mark), STR_ARG(vi.subject)));
    json_put_text(v->arena, o, "text", str_format(v->arena, "%.*s%s%.*s", STR_ARG(mark),
                                                  mark.n > 0 ? "\n\n" : "", STR_ARG(text)));
    return ERR_OK;
}

static enum err
put_if_wanted(struct view *v, const struct letter *l, struct json *mails)
{
    struct person p;

    TRY(person_by_id(v, l->person, &p));
    return p.email.n > 0 ? put_letter(v, l, p.email, mails) : ERR_OK;
}

/* Both statements give the same columns. */
#define LETTER_OF(row)                                                                     \
    ((struct letter){ .act = (row).act, .person = (row).person,                            \
                      .notice = { .action = (row).action, .code = (row).code,              \
                                  .due = (row).due, .unit = (row).competent_unit,          \
                                  .at = (row).at } })

/* -1: e-mail was never switched on. */
static enum err
stored_cursor(struct view *v, Id *out)
{
    struct notice_mailed_get_row row;
    enum err                     err = notice_mailed_get(v, &row);

    *out = err == ERR_OK ? row.act : -1;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err
put_fresh(struct view *v, Id after, struct json *mails, Id *upto)
{
    struct notices_after_row *row;
    struct notice_last_row    last;
    int                       n;

    if (after < 0) {
        TRY(notice_last(v, &last));
        *upto = last.act;
        return ERR_OK;
    }
    *upto = after;
    TRY(notices_after(v, after, BATCH, &row, &n));
    for (int i = 0; i < n; i++) {
        if (row[i].at >= v->now - OLDEST)
            TRY(put_if_wanted(v, &LETTER_OF(row[i]), mails));
        *upto = row[i].act;
    }
    return ERR_OK;
}

/* One whose address or words are gone meanwhile is listed without an address. */
static enum err
put_again(struct view *v, struct json *mails)
{
    struct notices_to_repeat_row *row;
    int                           n;

    TRY(notices_to_repeat(v, v->wall, BATCH, &row, &n));
    for (int i = 0; i < n; i++) {
        size_t before = mails->count;

        TRY(put_if_wanted(v, &LETTER_OF(row[i]), mails));
        if (mails->count == before)
            json_put_int(v->arena, json_add(mails, json_object(v->arena)), "act", row[i].act);
    }
    return ERR_OK;
}

static enum err
waiting_run(struct view *v, const void *input, struct json *out)
{
    Id after, upto;

    (void)input;
    TRY(stored_cursor(v, &after));
    TRY(put_fresh(v, after, json_put_array(v->arena, out, "fresh"), &upto));
    TRY(put_again(v, json_put_array(v->arena, out, "again")));
    json_put_int(v->arena, out, "upto", upto);
    json_put_bool(v->arena, out, "moved", upto != after);
    return ERR_OK;
}

const struct query notice_waiting = {
    .name = "notice.waiting", .right = "system", .run = waiting_run,
    .help = "E-mails to be sent: fresh ones in order, those to be tried again, and the notice "
            "up to which all were looked after with these.",
};

/* -- how it went ------------------------------------------------------------------------------- */

struct mailed_in {
    Id      act;
    int64_t upto;
    Str     outcome, answer;
};
static const struct field mailed_fields[] = {
    FIELD(ID, struct mailed_in, act, .help = "The notice that an e-mail was tried of"),
    FIELD(TEXT, struct mailed_in, outcome, .max = 10, .help = "sent, later or refused"),
    FIELD(TEXT, struct mailed_in, answer, .max = 60, .help = "The mail server's code: 550 5.1.1"),
    FIELD(INT, struct mailed_in, upto, .required = true, .min = -1, .max = INT64_MAX,
          .help = "All notices as far as this were looked after"),
};

static enum err
keep_try(struct act *a, const struct mailed_in *in)
{
    struct notice_mail_get_row row = { .tries = 0 };
    Time                       now = act_view(a)->wall, next = now;
    Str                        state = S("failed");
    enum err                   err = notice_mail_get(act_view(a), in->act, &row);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    if (str_eq(in->outcome, S("sent")))
        state = S("sent");
    else if (str_eq(in->outcome, S("later")) && row.tries < TRIES_MAX) {
        state = S("waiting");
        next = now + again_after[row.tries];
    }
    act_subject(a, str_format(act_arena(a), "notice:%lld", (long long)in->act));
    return notice_mail_put(a, in->act, state, row.tries + 1, act_now(a), next,
                           in->answer.p != NULL ? in->answer : S(""));
}

static enum err
mailed_apply(struct act *a, const void *plan, struct json *out)
{
    const struct mailed_in *in = plan;
    Id                      after;

    (void)out;
    TRY(stored_cursor(act_view(a), &after));
    if (in->act != 0)
        TRY(keep_try(a, in));
    return in->upto > after ? notice_mailed_put(a, 1, in->upto) : ERR_OK;
}

const struct command notice_mailed = {
    .name = "notice.mailed", .right = "system",
    .help = "How an e-mail fared, and up to which notice all were looked after.",
    .fields = mailed_fields, .n_fields = sizeof mailed_fields / sizeof mailed_fields[0],
    .in_size = sizeof(struct mailed_in), .apply = mailed_apply,
};
