/* dossier/outcome.c -- see outcome.h.  Floor 7.
 *
 * The procedure's file names the registry and the values; it is the pack, not the position of the
 * leader who signs, that lets the result be written there (decision 29). */
#include "dossier/outcome.h"

#include "base/text.h"
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

/* -- what is due ----------------------------------------------------------------------------- */

#define BATCH   20
#define WHY_MAX 1900 /* bytes of a note */

enum err
outcome_due(struct act *a, const struct procedure *p, const struct dossier *d)
{
    return p->record != NULL ? dossier_outcome_put(a, d->dossier, act_number(a)) : ERR_OK;
}

struct due_in {
    Id after;
};
static const struct field due_fields[] = {
    FIELD(ID, struct due_in, after, .help = "The last of the page before"),
};

static enum err
due_run(struct view *v, const void *input, struct json *out)
{
    const struct due_in      *in = input;
    struct json              *codes = json_put_array(v->arena, out, "codes");
    struct dossier_due_row   *row;
    int                       n;

    TRY(dossier_due(v, in->after, BATCH, &row, &n));
    for (int i = 0; i < n; i++)
        json_add(codes, json_new_text(v->arena, row[i].code));
    if (n == BATCH)
        json_put_int(v->arena, out, "after", row[n - 1].dossier);
    return ERR_OK;
}

const struct query dossier_outcomes = {
    .name = "dossier.outcomes", .right = "system", .fields = due_fields, .n_fields = 1,
    .in_size = sizeof(struct due_in), .run = due_run,
    .help = "Dossiers whose granted result is still to become a record of a registry.",
};

static enum err
find_due(struct view *v, Str code, struct dossier *out)
{
    struct dossier_outcome_get_row row;

    TRY(dossier_find(v, code, out));
    return dossier_outcome_get(v, out->dossier, &row);
}

/* -- the record ------------------------------------------------------------------------------- */

struct enter_in {
    Str code;
};
static const struct field enter_fields[] = {
    FIELD(TEXT, struct enter_in, code, .required = true, .max = 60, .help = "The dossier's code"),
};

/* "Diện tích: is missing", as the registry's page would say it.  Notes are kept as written, so
 * in Vietnamese like every paper of a dossier. */
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
        why = str_format(arena, "%.*s%s%.*s", STR_ARG(why), why.n > 0 ? " " : "",
                         STR_ARG(fault_words(arena, r, f)));
    return why;
}

static struct json *
read_values(const struct source *s, const struct procedure *p)
{
    struct json *values = json_object(s->v->arena);

    json_each(value, json_get(p->record, "values"))
    {
        struct json *said = value_of(s, value);

        if (said != NULL)
            json_put(values, value->key, said);
    }
    return values;
}

static enum err
enter_apply(struct act *a, const void *input, struct json *out)
{
    struct view            *v = act_view(a);
    struct arena           *arena = act_arena(a);
    const struct procedure *p;
    const struct registry  *r;
    struct dossier          d;
    struct source           source;
    struct once_put         done;

    TRY(find_due(v, ((const struct enter_in *)input)->code, &d));
    TRY(procedure_version(v, d.procedure, d.procedure_version, &p));
    r = registry_by_key(v, json_text(p->record, "registry"));
    if (r == NULL) /* its file had one, and a registry is not taken away */
        return ERR_NOT_FOUND;
    TRY(read_source(v, &d, &source));
    TRY(once_put(a, r, read_values(&source, p), source.number, &done));
    json_put_text(arena, out, "registry", r->key);
    if (!done.written) {
        json_put_text(arena, out, "why", text_start(why_words(arena, r, &done), WHY_MAX));
        return ERR_OK;
    }
    act_subject(a, str_format(arena, "registry:%.*s/%.*s", STR_ARG(r->key), STR_ARG(done.key)));
    json_put_text(arena, out, "record", done.key);
    return ERR_OK;
}

/* Neither what was asked nor what was answered is kept: both are the dossier's. */
const struct command dossier_enter = {
    .name = "dossier.enter", .right = "system",
    .help = "Writes a granted result into the registry that its procedure names.",
    .fields = enter_fields, .n_fields = 1, .in_size = sizeof(struct enter_in),
    .apply = enter_apply, .hidden_input = true,
};

/* -- what colleagues are told ----------------------------------------------------------------- */

struct entered_in {
    Str code, registry, record, why;
};
static const struct field entered_fields[] = {
    FIELD(TEXT, struct entered_in, code, .required = true, .max = 60,
          .help = "The dossier's code"),
    FIELD(TEXT, struct entered_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(TEXT, struct entered_in, record, .max = 1000, .help = "The record's key; empty: none"),
    FIELD(TEXT, struct entered_in, why, .max = 2000, .help = "Why there is none"),
};

static enum err
entered_apply(struct act *a, const void *input, struct json *out)
{
    const struct entered_in *in = input;
    const struct registry   *r = registry_by_key(act_view(a), in->registry);
    const char              *message;
    struct dossier           d;

    TRY(find_due(act_view(a), in->code, &d));
    if (r == NULL)
        return ERR_NOT_FOUND;
    message = in->record.n > 0
                  ? MSG("The result is on record in “{1}”: {2}")
                  : MSG("The result could not be written into “{1}”; put it there by hand. {2}");
    act_subject(a, str_format(act_arena(a), "dossier:%.*s", STR_ARG(d.code)));
    json_put_text(act_arena(a), out, "code", d.code);
    TRY(dossier_outcome_erase(a, d.dossier));
    return dossier_note_add(a, d.dossier, act_new_id(a), act_now(a), act_who(a)->account,
                            words_fill(act_arena(a), LANG_VI, message,
                                       pack_words(LANG_VI, r->title),
                                       in->record.n > 0 ? in->record : in->why));
}

const struct command dossier_entered = {
    .name = "dossier.entered", .right = "system",
    .help = "Notes on a dossier what became of its record.",
    .fields = entered_fields, .n_fields = sizeof entered_fields / sizeof entered_fields[0],
    .in_size = sizeof(struct entered_in), .apply = entered_apply, .hidden_input = true,
};
