/* dossier/intake.c -- see intake.h.  Floor 7. */
#include "dossier/intake.h"

#include "base/words.h"
#include "ident/ident.h"
#include "pack/schema.h"

struct choice {
    const char *value, *label;
};

static const struct choice entered_by[] = {
    { "helped", MSG("The person is here and I type for them") },
    { "behalf", MSG("I enter papers that were handed in") },
    { NULL, NULL },
};
static const struct choice channel[] = {
    { "1", MSG("At the desk") },
    { "3", MSG("By public post") },
    { NULL, NULL },
};
static const struct choice kind[] = {
    { "0", MSG("Citizen") },
    { "1", MSG("Enterprise") },
    { "2", MSG("Household business") },
    { NULL, NULL },
};

static const struct question {
    const char          *key, *title, *hint;
    const struct choice *choices;
    bool                 required;
    const char          *format;
} questions[] = {
    { INTAKE "entered_by", MSG("Who fills in the form?"), NULL, entered_by, true, NULL },
    { INTAKE "channel", MSG("How did the papers come?"), NULL, channel, true, NULL },
    { INTAKE "applicant_kind", MSG("Whose dossier is it?"), NULL, kind, true, NULL },
    { INTAKE "applicant_name", MSG("Name of the person or organisation"),
      MSG("As it is to stand on the receipt."), NULL, true, NULL },
    { INTAKE "applicant_number", MSG("Personal number"),
      MSG("12 digits. With it the person finds this dossier in their own account."), NULL, false,
      "personal-number" },
};

static void
put_choices(struct view *v, const struct choice *choice, struct json *schema)
{
    struct json *values = json_put_array(v->arena, schema, "enum");
    struct json *labels = json_put_object(v->arena, schema, "x-labels");

    for (; choice->value != NULL; choice++) {
        json_add(values, json_new_text(v->arena, str_of(choice->value)));
        json_put_text(v->arena, labels, choice->value, words(v->lang, choice->label));
    }
}

const struct json *
intake_form(struct view *v)
{
    struct json *form, *required, *properties;

    if (!actor_may(v->who, S("dossier.receive")) || v->who->system)
        return NULL;
    form = json_object(v->arena);
    json_put_text(v->arena, form, "type", S("object"));
    required = json_put_array(v->arena, form, "required");
    properties = json_put_object(v->arena, form, "properties");
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        const struct question *q = &questions[i];
        struct json           *schema = json_put_object(v->arena, properties, q->key);

        json_put_text(v->arena, schema, "type", S("string"));
        json_put_text(v->arena, schema, "title", words(v->lang, q->title));
        if (q->hint != NULL)
            json_put_text(v->arena, schema, "description", words(v->lang, q->hint));
        if (q->format != NULL)
            json_put_text(v->arena, schema, "format", str_of(q->format));
        if (q->choices != NULL)
            put_choices(v, q->choices, schema);
        else
            json_put_int(v->arena, schema, "maxLength", 120);
        if (q->required)
            json_add(required, json_new_text(v->arena, str_of(q->key)));
    }
    return form;
}

struct json *
intake_answers(struct view *v, const struct json *form, const struct json *given)
{
    struct schema_options o = { .arena = v->arena, .simulated = v->simulated };

    if (given == NULL || given->first == NULL) {
        struct json *usual = json_object(v->arena);

        json_put_text(v->arena, usual, INTAKE "entered_by", S("helped"));
        json_put_text(v->arena, usual, INTAKE "channel", S("1"));
        json_put_text(v->arena, usual, INTAKE "applicant_kind", S("0"));
        return usual;
    }
    return schema_coerce(&o, form, given);
}

/* Everything a page posts beside answers; "x-day" is a part of the date x, "file-x" a
 * paper. */
bool
form_name_is_own(Str name)
{
    static const char *const own[] = { "csrf", "idempotency_key", "page", "go",  "drop",
                                       "unit", "secret", "note", "draft", "theo", "ban" };

    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (str_eq(name, str_of(own[i])))
            return true;
    return str_starts(name, S(INTAKE)) || str_has(name, S(":"));
}

void
intake_check(struct view *v, const struct json *form, const struct json *answers,
             struct faults *faults)
{
    struct schema_options o = { .arena = v->arena, .simulated = v->simulated,
                                .personal_number = personal_number_is_valid };

    schema_check(&o, form, answers, faults, S("form"));
}
