/* dossier/outcome.c -- see outcome.h.  Floor 7.
 *
 * The procedure's file names the registry and the values; it is the pack, not the position of the
 * leader who signs, that lets the result be written there (decision 29). */
#include "dossier/outcome.h"

#include "base/words.h"
#include "dossier/dossier_sql.h"
#include "ident/ident.h"
#include "registry/once.h"

struct source {
    struct view          *v;
    const struct dossier *d;
    const struct json    *answers;
    Str                   number; /* the applicant's; or empty */
};

/* What a value of the file stands for; NULL: it was not answered, or is not known. */
static struct json *
value_of(const struct source *s, const struct json *value)
{
    struct arena *arena = s->v->arena;
    Str           text = value->kind == JSON_TEXT ? value->text : S("");

    if (str_starts(text, S("answer/"))) {
        const struct json *answer = json_get_str(s->answers, str_sub(text, 7, text.n));

        return answer != NULL ? json_copy(arena, answer) : NULL;
    }
    if (str_eq(text, S("dossier/code")))
        return json_new_text(arena, s->d->code);
    if (str_eq(text, S("dossier/granted_on")))
        return json_new_text(arena, day_text(arena, time_day(s->d->ended)));
    if (str_eq(text, S("applicant/personal_number")))
        return s->number.n > 0 ? json_new_text(arena, s->number) : NULL;
    return json_copy(arena, value);
}

static enum err
read_source(struct view *v, const struct dossier *d, struct source *out)
{
    struct dossier_answers_row *form;
    struct json                *answers = NULL;
    struct person               person = { .personal_number = S("") };
    int                         n;
    enum err                    err = ERR_OK;

    TRY(dossier_answers(v, d->dossier, 1, &form, &n));
    if (n > 0)
        TRY(json_parse(v->arena, form[0].answers, &answers, NULL));
    if (d->applicant != 0)
        err = person_by_id(v, d->applicant, &person);
    *out = (struct source){ .v = v, .d = d, .answers = answers, .number = person.personal_number };
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* -- what colleagues are told ------------------------------------------------------------- */

/* "Diện tích: is missing", as the registry's page would say it. */
static Str
fault_words(struct arena *arena, const struct registry *r, const struct fault *f)
{
    const struct registry_field *field = registry_field(r, f->field);
    Str name = field != NULL ? registry_field_title(LANG_VI, field) : f->field;

    return str_format(arena, "%.*s: %.*s.", STR_ARG(name),
                      STR_ARG(words_fill(arena, LANG_VI, f->message, f->value[0], f->value[1])));
}

static Str
why_words(struct arena *arena, const struct registry *r, const struct once_put *done)
{
    Str why = done->why != NULL ? words(LANG_VI, done->why) : S("");

    for (const struct fault *f = done->faults.first; f != NULL; f = f->next)
        why = str_join(arena, why, why.n > 0 ? S(" ") : S(""), fault_words(arena, r, f));
    return why;
}

/* Notes are kept as written, so in Vietnamese like every paper of a dossier. */
static enum err
tell(struct act *a, const struct dossier *d, Str text)
{
    return dossier_note_add(a, d->dossier, act_new_id(a), act_now(a), act_who(a)->account, text);
}

static enum err
tell_outcome(struct act *a, const struct dossier *d, const struct registry *r,
             const struct once_put *done, struct json *out)
{
    struct arena *arena = act_arena(a);
    Str           title = pack_words(LANG_VI, r->title);
    struct json  *record = json_put_object(arena, out, "record");
    Str           why;

    json_put_text(arena, record, "registry", r->key);
    json_put_bool(arena, record, "written", done->written);
    if (done->written) {
        json_put_text(arena, record, "key", done->key);
        json_put_int(arena, record, "since", done->since);
        return tell(a, d, words_fill(arena, LANG_VI, MSG("The result is on record in “{1}”: {2}"),
                                     title, done->key));
    }
    why = why_words(arena, r, done);
    json_put_text(arena, record, "why", why);
    return tell(a, d, words_fill(arena, LANG_VI,
                                 MSG("The result could not be written into “{1}”; put it there by "
                                     "hand. {2}"), title, why));
}

enum err
outcome_write(struct act *a, const struct procedure *p, const struct dossier *d, struct json *out)
{
    struct view           *v = act_view(a);
    const struct registry *r = registry_by_key(v, json_text(p->record, "registry"));
    struct json           *values = json_object(act_arena(a));
    struct source          source;
    struct once_put        done;

    if (p->record == NULL || r == NULL || !str_eq(d->step, S(STEP_DONE)))
        return ERR_OK;
    TRY(read_source(v, d, &source));
    json_each(value, json_get(p->record, "values"))
    {
        struct json *said = value_of(&source, value);

        if (said != NULL)
            json_put(values, value->key, said);
    }
    TRY(once_put(a, r, values, source.number, &done));
    return tell_outcome(a, d, r, &done, out);
}
