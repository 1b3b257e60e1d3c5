/* dossier/cases.c -- see cases.h.  Floor 7. */
#include "dossier/cases.h"

#include "base/text.h"
#include "dossier/deadline.h"
#include "dossier/dossier_sql.h"
#include "dossier/fee.h"
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

/* {min, max}: a whole number from one to the other. */
static bool
is_between(const struct json *range, const struct json *given)
{
    return given != NULL && given->kind == JSON_INT &&
           given->number >= json_int(range, "min", INT64_MIN) &&
           given->number <= json_int(range, "max", INT64_MAX);
}

/* {district_type}: a unit in a district of one of these types, or such a district itself. */
static bool
lies_in(struct view *v, const struct json *types, const struct json *given)
{
    struct unit unit;
    enum err    err;

    if (v == NULL || given == NULL || given->kind != JSON_TEXT)
        return false;
    err = unit_by_code(v, given->text, time_day(v->now), &unit);
    while (err == ERR_OK && unit.level > LEVEL_DISTRICT && unit.parent != 0)
        err = unit_by_id(v, unit.parent, time_day(v->now), &unit);
    if (err != ERR_OK || unit.level != LEVEL_DISTRICT)
        return false;
    json_each(type, types)
        if (str_eq(type->text, unit.type))
            return true;
    return false;
}

static bool
is_as_wanted(struct view *v, const struct json *wanted, const struct json *given)
{
    if (wanted->kind != JSON_OBJECT)
        return is_one_of(wanted, given);
    if (json_get(wanted, "district_type") != NULL)
        return lies_in(v, json_get(wanted, "district_type"), given);
    return is_between(wanted, given);
}

bool
when_holds(struct view *v, const struct json *when, const struct json *answers)
{
    json_each(wanted, when)
        if (!is_as_wanted(v, wanted, json_get_str(answers, wanted->key)))
            return false;
    return true;
}

const struct json *
case_of(struct view *v, const struct json *cases, const struct json *answers, int64_t channel)
{
    json_each(one, cases)
    {
        Str by = json_text(one, "channel");

        if ((by.n == 0 || str_eq(by, str_of(channel_word[channel]))) &&
            when_holds(v, json_get(one, "when"), answers))
            return one;
    }
    return NULL;
}

static bool
has_cases(const struct procedure *p)
{
    const struct json *fee = json_get(p->file, "fee");

    return json_get(json_get(p->file, "deadline"), "cases") != NULL ||
           json_get(fee, "table") != NULL || json_get(fee, "exempt") != NULL;
}

const struct procedure *
procedure_as(struct view *v, const struct procedure *p, const struct json *answers,
             int64_t channel)
{
    const struct json *term;
    struct procedure  *copy;

    if (!has_cases(p))
        return p;
    copy = arena_make(v->arena, struct procedure);
    *copy = *p;
    term = case_of(v, json_get(json_get(p->file, "deadline"), "cases"), answers, channel);
    if (term != NULL)
        (void)deadline_read(term, &copy->term_in, &copy->term);
    fee_take(v, answers, channel, copy);
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
    if (!has_cases(p))
        return ERR_OK;
    TRY(dossier_answers(v, d->dossier, 1, &form, &n));
    if (n > 0)
        TRY(json_parse(v->arena, form[0].answers, &answers, NULL));
    *out = procedure_as(v, p, answers, d->channel);
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

void
check_wrong(const struct checking *c, Str where, const char *message, Str one)
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
        check_wrong(c, where, "{1} is no answer of this question", value->text);
}

static bool
are_texts(const struct json *list)
{
    json_each(one, list)
        if (one->kind != JSON_TEXT)
            return false;
    return list->kind == JSON_ARRAY && list->count > 0;
}

/* {min, max} of a whole number, {district_type} of a unit, and nothing else. */
static void
check_bound(const struct checking *c, Str where, const struct json *question,
            const struct json *wanted)
{
    const struct json *types = json_get(wanted, "district_type");
    const struct json *min = json_get(wanted, "min"), *max = json_get(wanted, "max");
    size_t             known = types != NULL ? 1 : (size_t)(min != NULL) + (max != NULL);

    if (wanted->count != known || known == 0)
        check_wrong(c, where, "asks of {1} for min, max or both, or for district_type",
                    wanted->key);
    else if (types != NULL &&
             (!are_texts(types) || !str_eq(json_text(question, "format"), S("unit"))))
        check_wrong(c, where, "{1}: district_type is a list of texts, and asks of a unit",
                    wanted->key);
    else if (types == NULL &&
             ((min != NULL && min->kind != JSON_INT) || (max != NULL && max->kind != JSON_INT) ||
              json_int(wanted, "min", INT64_MIN) > json_int(wanted, "max", INT64_MAX) ||
              !str_eq(json_text(question, "type"), S("integer"))))
        check_wrong(c, where, "{1}: min and max are whole numbers, and ask of one", wanted->key);
}

static void
check_when(const struct checking *c, Str where, const struct json *when)
{
    if (when != NULL && when->kind != JSON_OBJECT)
        check_wrong(c, where, "is an object of questions and their answers", STR_NONE);
    json_each(wanted, when)
    {
        const struct json *question = json_get_str(c->questions, wanted->key);

        if (question == NULL)
            check_wrong(c, where, "{1} is no question of the form", wanted->key);
        else if (wanted->kind == JSON_OBJECT)
            check_bound(c, where, question, wanted);
        else if (wanted->kind != JSON_ARRAY)
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

void
check_condition(const struct checking *c, Str where, const struct json *one)
{
    if (json_get(one, "channel") != NULL && !is_channel(json_text(one, "channel")))
        check_wrong(c, where, "a channel is desk, online or post", STR_NONE);
    check_when(c, where, json_get(one, "when"));
}

static void
check_terms(const struct checking *c, const struct json *cases)
{
    Str at = S("deadline/cases");

    json_each(one, cases)
    {
        enum term_unit unit;
        int            term;

        if (!deadline_read(one, &unit, &term))
            check_wrong(c, at, deadline_wrong, STR_NONE);
        if (json_get(one, "when") == NULL && json_get(one, "channel") == NULL)
            check_wrong(c, at, "needs when or channel: else it would always hold", STR_NONE);
        check_condition(c, at, one);
    }
}

/* Papers are asked for by what is answered, not by where a place lies. */
static void
check_paper(const struct checking *c, Str at, const struct json *when)
{
    check_when(c, at, when);
    json_each(wanted, when)
        if (json_get(wanted, "district_type") != NULL)
            check_wrong(c, at, "a paper does not depend on where a place lies", STR_NONE);
}

void
cases_check(struct pack_build *build, const struct pack_file *file, const struct procedure *p)
{
    struct checking c = { .build = build, .file = file,
                          .questions = json_get(p->form, "properties") };

    check_terms(&c, json_get(json_get(p->file, "deadline"), "cases"));
    fee_check(&c, p);
    for (int i = 0; i < p->n_components; i++)
        check_paper(&c, str_format(pack_arena(build), "components/%d/required_if", i),
                    p->components[i].when);
}

/* -- saying ---------------------------------------------------------------------------- */

static Str
range_words(struct view *v, const struct json *range)
{
    Str min = str_int(v->arena, json_int(range, "min", 0));
    Str max = str_int(v->arena, json_int(range, "max", 0));

    if (json_get(range, "max") == NULL)
        return words_fill(v->arena, v->lang, MSG("from {1}"), min, STR_NONE);
    if (json_get(range, "min") == NULL)
        return words_fill(v->arena, v->lang, MSG("up to {1}"), max, STR_NONE);
    return words_fill(v->arena, v->lang, MSG("from {1} to {2}"), min, max);
}

static Str
answer_words(struct view *v, const struct json *question, const struct json *wanted)
{
    const struct json *labels = json_get(choices_of(question), "x-labels");
    const struct json *types = json_get(wanted, "district_type");
    Str                all = S("");

    if (wanted->kind == JSON_OBJECT && types == NULL)
        return range_words(v, wanted);
    if (types != NULL) {
        json_each(one, types)
            all = str_join(v->arena, all, all.n > 0 ? S(" / ") : S(""), one->text);
        return all;
    }
    if (wanted->kind == JSON_TEXT)
        return pack_words(v->lang, json_get_str(labels, wanted->text));
    json_each(one, wanted)
        all = str_join(v->arena, all, all.n > 0 ? S(" / ") : S(""),
                       pack_words(v->lang, json_get_str(labels, one->text)));
    return all;
}

Str
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

void
cases_say(struct view *v, const struct procedure *p, struct json *out)
{
    struct json *terms = json_put_array(v->arena, out, "term_cases");

    json_each(one, json_get(json_get(p->file, "deadline"), "cases"))
    {
        struct procedure as = *p;

        (void)deadline_read(one, &as.term_in, &as.term);
        json_put_text(v->arena, json_add(terms, json_object(v->arena)), "words",
                      words_fill(v->arena, v->lang, "{1} when: {2}", say_term(v, &as),
                                 condition_words(v, p, one)));
    }
}
