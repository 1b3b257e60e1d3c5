/* dossier/prefill.c -- see prefill.h.  Floor 7. */
#include "dossier/prefill.h"

#include "base/words.h"
#include "dossier/dossier_sql.h"
#include "pack/schema.h"
#include "registry/once.h"

/* -- the account ------------------------------------------------------------------------- */

static Str
account_knows(struct view *v, const struct person *person, Str what)
{
    if (str_eq(what, S("account.name")))
        return person->name;
    if (str_eq(what, S("account.personal_number")))
        return person->personal_number;
    if (str_eq(what, S("account.phone")))
        return person->phone;
    if (str_eq(what, S("account.email")))
        return person->email;
    if (str_eq(what, S("account.born")) && person->born != DAY_NONE)
        return day_text(v->arena, person->born);
    return STR_NONE;
}

/* -- former dossiers ----------------------------------------------------------------------- */

static enum err
read_former(struct view *v, const struct dossier_of_applicant_row *row, struct former *out)
{
    struct dossier_answers_row *form;
    struct json                *answers;
    int                         n;

    TRY(dossier_answers(v, row->dossier, 1, &form, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(json_parse(v->arena, form[0].answers, &answers, NULL));
    out->code = row->code;
    out->filed = row->filed;
    out->answers = answers;
    return ERR_OK;
}

static enum err
add_former(struct prefill *k, const struct procedure *p,
           const struct dossier_of_applicant_row *row)
{
    struct former f = { .registry = NULL };

    if (procedure_version(k->v, row->procedure, row->procedure_version, &f.p) != ERR_OK ||
        (f.p->sensitive && !str_eq(f.p->key, p->key)))
        return ERR_OK;
    TRY(read_former(k->v, row, &f));
    k->former[k->n++] = f;
    return ERR_OK;
}

/* -- registries ------------------------------------------------------------------------------ */

/* What a registry holds may be no answer here: another list of choices, a longer text. */
static bool
is_answer(struct view *v, const struct json *question, const struct json *value)
{
    struct schema_options o = { .arena = v->arena, .simulated = v->simulated };
    struct faults         faults = { .arena = v->arena };

    schema_check(&o, question, value, &faults, S(""));
    return !faults_any(&faults);
}

static enum err
add_known(struct prefill *k, const struct json *question)
{
    const struct json           *where = json_get(question, "x-prefill"), *value;
    const struct registry       *r = registry_by_key(k->v, json_text(where, "registry"));
    const struct registry_field *f = r != NULL ? registry_field(r, json_text(where, "take")) : NULL;

    if (f == NULL)
        return ERR_OK;
    TRY(once_known(k->v, r, f, &value));
    if (value != NULL && is_answer(k->v, question, value))
        k->known[k->n_known++] = (struct known){ .question = question->key, .value = value,
                                                 .from = { .registry = r } };
    return ERR_OK;
}

static enum err
read_registries(struct prefill *k, const struct procedure *p)
{
    const struct json *questions = json_get(p->form, "properties");

    k->known = arena_array(k->v->arena, struct known,
                           (questions != NULL ? questions->count : 0) + 1);
    json_each(question, questions)
        TRY(add_known(k, question));
    return ERR_OK;
}

enum err
prefill_read(struct view *v, const struct procedure *p, struct prefill *out)
{
    struct dossier_of_applicant_row *row;
    int                              n;
    enum err                         err;

    *out = (struct prefill){ .v = v };
    if (v->who->person == 0)
        return ERR_OK;
    err = person_by_id(v, v->who->person, &out->person);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    TRY(dossier_of_applicant(v, v->who->person, INT64_MAX, PREFILL_DOSSIERS, &row, &n));
    for (int i = 0; i < n; i++)
        TRY(add_former(out, p, &row[i]));
    return read_registries(out, p);
}

/* Asked and written in the same way, so that an answer to one fits the other; lists only
 * with the same choices. */
static bool
is_alike(struct arena *arena, const struct json *a, const struct json *b)
{
    const struct json *from = json_get(json_get(a, "items"), "enum");
    const struct json *to = json_get(json_get(b, "items"), "enum");

    if (from != NULL && to != NULL && !str_eq(json_string(arena, from), json_string(arena, to)))
        return false;
    return str_eq(json_text(a, "type"), json_text(b, "type")) &&
           str_eq(json_text(a, "format"), json_text(b, "format"));
}

static const struct json *
former_answer(struct arena *arena, const struct former *f, const struct json *question, bool like)
{
    Str fact = json_text(question, "x-prefill");

    json_each(asked, json_get(f->p->form, "properties"))
    {
        const struct json *answer = json_get_str(f->answers, asked->key);
        bool same = fact.n > 0 && str_eq(json_text(asked, "x-prefill"), fact);

        same |= like && str_eq(asked->key, question->key);
        if (same && answer != NULL && is_alike(arena, asked, question))
            return answer;
    }
    return NULL;
}

const struct json *
prefill_answer(const struct prefill *k, const struct json *question, bool like,
               const struct former **out_from)
{
    Str known = k->person.id == 0
                    ? STR_NONE
                    : account_knows(k->v, &k->person, json_text(question, "x-prefill"));

    *out_from = NULL;
    if (known.n > 0)
        return json_new_text(k->v->arena, known);
    for (int i = 0; i < k->n_known; i++) {
        *out_from = &k->known[i].from;
        if (str_eq(k->known[i].question, question->key))
            return k->known[i].value;
    }
    for (int i = 0; i < k->n; i++) {
        const struct json *answer = former_answer(k->v->arena, &k->former[i], question, like);

        *out_from = &k->former[i];
        if (answer != NULL)
            return answer;
    }
    return NULL;
}

Str
prefill_origin(const struct prefill *k, const struct former *from)
{
    if (from == NULL)
        return words(k->v->lang, "From your account");
    if (from->registry != NULL)
        return words_fill(k->v->arena, k->v->lang,
                          MSG("From “{1}”, which has one record about you"),
                          pack_words(k->v->lang, from->registry->title), STR_NONE);
    return words_fill(k->v->arena, k->v->lang, MSG("From dossier {1}, {2}"), from->code,
                      day_people(k->v->arena, time_day(from->filed)));
}
