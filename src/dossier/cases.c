/* dossier/cases.c -- see cases.h.  Floor 7. */
#include "dossier/cases.h"

#include "base/text.h"
#include "dossier/deadline.h"
#include "dossier/dossier_sql.h"
#include "dossier/say.h"

static const char *const channel_word[] = { NULL, "desk", "online", "post" };

/* -- holding -------------------------------------------------------------------------- */

/* Of several choices one is enough. */
static bool
is_one_of(const struct json *wanted, const struct json *given)
{
    if (given != NULL && given->kind == JSON_ARRAY) {
        json_each(one, given)
            if (one->kind == JSON_TEXT && is_one_of(wanted, one))
                return true;
        return false;
    }
    if (given == NULL || given->kind != JSON_TEXT)
        return false;
    if (wanted->kind == JSON_TEXT)
        return str_eq(wanted->text, given->text);
    json_each(v, wanted)
        if (str_eq(v->text, given->text))
            return true;
    return false;
}

bool
when_holds(const struct json *when, const struct json *answers)
{
    json_each(wanted, when)
        if (!is_one_of(wanted, json_get_str(answers, wanted->key)))
            return false;
    return true;
}

/* The first case of the rule that holds; NULL. */
static const struct json *
case_of(const struct json *rule, const struct json *answers, int64_t channel)
{
    json_each(one, json_get(rule, "cases"))
    {
        Str by = json_text(one, "channel");

        if ((by.n == 0 || str_eq(by, str_of(channel_word[channel]))) &&
            when_holds(json_get(one, "when"), answers))
            return one;
    }
    return NULL;
}

const struct procedure *
procedure_as(struct arena *arena, const struct procedure *p, const struct json *answers,
             int64_t channel)
{
    const struct json *term = case_of(json_get(p->file, "deadline"), answers, channel);
    const struct json *fee = case_of(json_get(p->file, "fee"), answers, channel);
    struct procedure  *copy;

    if (term == NULL && fee == NULL)
        return p;
    copy = arena_make(arena, struct procedure);
    *copy = *p;
    if (term != NULL)
        (void)deadline_read(term, &copy->term_in, &copy->term);
    if (fee != NULL)
        copy->fee = json_int(fee, "dong", -1);
    return copy;
}

enum err
procedure_of(struct view *v, const struct procedure *p, const struct dossier *d,
             const struct procedure **out)
{
    struct dossier_answers_row *form;
    struct json                *answers = NULL;
    int                         n;

    *out = p;
    if (json_get(json_get(p->file, "deadline"), "cases") == NULL &&
        json_get(json_get(p->file, "fee"), "cases") == NULL)
        return ERR_OK;
    TRY(dossier_answers(v, d->dossier, 1, &form, &n));
    if (n > 0)
        TRY(json_parse(v->arena, form[0].answers, &answers, NULL));
    *out = procedure_as(v->arena, p, answers, d->channel);
    return ERR_OK;
}

/* What an answer may be: the choices of a question, of one or of several. */
static const struct json *
choices_of(const struct json *question)
{
    const struct json *items = json_get(question, "items");

    return items != NULL ? items : question;
}

/* -- checking ------------------------------------------------------------------------- */

struct checking {
    struct pack_build      *build;
    const struct pack_file *file;
    const struct json      *questions;
};

static void
wrong(const struct checking *c, Str where, const char *message, Str one)
{
    pack_fault(c->build, c->file, where, message, one, STR_NONE);
}

static void
check_value(const struct checking *c, Str where, const struct json *question,
            const struct json *value)
{
    const struct json *known = json_get(choices_of(question), "enum");
    bool               found = known == NULL && value->kind == JSON_TEXT;

    json_each(v, known) found |= value->kind == JSON_TEXT && str_eq(v->text, value->text);
    if (!found)
        wrong(c, where, "{1} is no answer of this question", value->text);
}

static void
check_when(const struct checking *c, Str where, const struct json *when)
{
    if (when != NULL && when->kind != JSON_OBJECT)
        wrong(c, where, "is an object of questions and their answers", STR_NONE);
    json_each(wanted, when)
    {
        const struct json *question = json_get_str(c->questions, wanted->key);

        if (question == NULL) {
            wrong(c, where, "{1} is no question of the form", wanted->key);
            continue;
        }
        if (wanted->kind != JSON_ARRAY)
            check_value(c, where, question, wanted);
        else
            json_each(v, wanted) check_value(c, where, question, v);
    }
}

static bool
is_channel(Str word)
{
    for (int i = CHANNEL_DESK; i <= CHANNEL_POST; i++)
        if (str_eq(word, str_of(channel_word[i])))
            return true;
    return false;
}

static void
check_cases(const struct checking *c, const struct json *rule, const char *where, bool is_term)
{
    Str at = str_format(pack_arena(c->build), "%s/cases", where);

    json_each(one, json_get(rule, "cases"))
    {
        int64_t        dong = json_int(one, "dong", -1);
        enum term_unit unit;
        int            term;

        if (is_term && !deadline_read(one, &unit, &term))
            wrong(c, at, deadline_wrong, STR_NONE);
        if (!is_term && (dong < 0 || dong > 10000000000))
            wrong(c, at, "needs dong, a whole number", STR_NONE);
        if (json_get(one, "when") == NULL && json_get(one, "channel") == NULL)
            wrong(c, at, "needs when or channel: else it would always hold", STR_NONE);
        if (json_get(one, "channel") != NULL && !is_channel(json_text(one, "channel")))
            wrong(c, at, "a channel is desk, online or post", STR_NONE);
        check_when(c, at, json_get(one, "when"));
    }
}

void
cases_check(struct pack_build *build, const struct pack_file *file, const struct procedure *p)
{
    struct checking c = { .build = build, .file = file,
                          .questions = json_get(p->form, "properties") };

    check_cases(&c, json_get(p->file, "deadline"), "deadline", true);
    check_cases(&c, json_get(p->file, "fee"), "fee", false);
    for (int i = 0; i < p->n_components; i++)
        check_when(&c, str_format(pack_arena(build), "components/%d/required_if", i),
                   p->components[i].when);
}

/* -- saying ---------------------------------------------------------------------------- */

static Str
answer_words(struct view *v, const struct json *question, const struct json *wanted)
{
    const struct json *labels = json_get(choices_of(question), "x-labels");
    Str                all = S("");

    if (wanted->kind == JSON_TEXT)
        return pack_words(v->lang, json_get_str(labels, wanted->text));
    json_each(one, wanted)
        all = str_join(v->arena, all, all.n > 0 ? S(" / ") : S(""),
                       pack_words(v->lang, json_get_str(labels, one->text)));
    return all;
}

/* "Have you lived abroad? – Yes", or how it is filed. */
static Str
condition_words(struct view *v, const struct procedure *p, const struct json *one)
{
    Str channel = json_text(one, "channel"), all = S("");

    if (channel.n > 0)
        all = words(v->lang, str_eq(channel, S("online")) ? MSG("filed online")
                             : str_eq(channel, S("post")) ? MSG("filed by post")
                                                          : MSG("filed at the desk"));
    json_each(wanted, json_get(one, "when"))
    {
        const struct json *question = json_get_str(json_get(p->form, "properties"), wanted->key);
        Str title = pack_words(v->lang, json_get(question, "title"));

        all = str_format(v->arena, "%.*s%s%.*s – %.*s", STR_ARG(all), all.n > 0 ? "; " : "",
                         STR_ARG(title), STR_ARG(answer_words(v, question, wanted)));
    }
    return all;
}

static void
say_one(struct view *v, const struct procedure *p, const struct json *one, Str what,
        struct json *list)
{
    json_put_text(v->arena, json_add(list, json_object(v->arena)), "words",
                  words_fill(v->arena, v->lang, "{1} when: {2}", what,
                             condition_words(v, p, one)));
}

void
cases_say(struct view *v, const struct procedure *p, struct json *out)
{
    struct json *terms = json_put_array(v->arena, out, "term_cases");
    struct json *fees = json_put_array(v->arena, out, "fee_cases");

    json_each(one, json_get(json_get(p->file, "deadline"), "cases"))
    {
        struct procedure as = *p;

        (void)deadline_read(one, &as.term_in, &as.term);
        say_one(v, p, one, say_term(v, &as), terms);
    }
    json_each(one, json_get(json_get(p->file, "fee"), "cases"))
    {
        struct procedure as = *p;

        as.fee = json_int(one, "dong", -1);
        say_one(v, p, one, say_fee_of(v, &as), fees);
    }
}
