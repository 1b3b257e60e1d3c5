/* dossier/procedure_once.c -- what a procedure's file says of registries (reading.h): where an
 * answer is filled in from, and what a granted result becomes.  Floor 7.
 *
 * Each registry and field is looked up while the file is read: one that is not there, or that no
 * such answer fits, is a fault with its place, not a blank on a page. */
#include "dossier/reading.h"
#include "pack/schema.h"
#include "registry/once.h"

static const struct registry *
find(struct reading *r, Str key)
{
    const struct registries *all = pack_built(r->build, "registries");

    for (int i = 0; all != NULL && i < all->n; i++)
        if (str_eq(all->list[i]->key, key))
            return all->list[i];
    return NULL;
}

/* May what one holds be what the other holds, going by the kinds alone? */
static bool
is_alike(const struct json *question, const struct registry_field *f)
{
    Str  type = json_text(question, "type"), format = json_text(question, "format");
    bool text = str_eq(type, S("string")) ||
                (type.n == 0 && json_get(question, "enum") != NULL);

    switch (f->type) {
    case REGISTRY_TEXT:
        return text && (format.n == 0 || str_eq(format, f->format));
    case REGISTRY_DAY:
        return text && str_eq(format, S("date"));
    case REGISTRY_INT:
        return str_eq(type, S("integer")) || str_eq(type, S("number"));
    case REGISTRY_REAL:
        return str_eq(type, S("number"));
    case REGISTRY_BOOL:
        return str_eq(type, S("boolean"));
    default:
        return false;
    }
}

/* -- prefilling ------------------------------------------------------------------------------ */

static const char *
wrong_with_field(const struct json *question, const struct registry_field *f)
{
    if (f == NULL)
        return MSG("{1} is no field of this registry");
    if (!once_may_take(f))
        return MSG("{1} is for officials or a shape, and fills in no form");
    return is_alike(question, f) ? NULL : MSG("{1} holds another kind of value than this asks for");
}

static void
check_prefill(struct reading *r, const struct json *question)
{
    const struct json     *from = json_get(question, "x-prefill");
    const struct registry *registry = find(r, json_text(from, "registry"));
    Str take = json_text(from, "take");
    Str at = str_format(pack_arena(r->build), "form/properties/%.*s/x-prefill",
                        STR_ARG(question->key));
    const char *wrong;

    if (from == NULL || from->kind != JSON_OBJECT)
        return;
    if (registry == NULL || registry->person_field < 0) {
        reading_wrong(r, str_join(pack_arena(r->build), at, S("/registry"), S("")),
                      registry == NULL ? MSG("{1} is no registry")
                                       : MSG("{1} says of no field whom a record is about"),
                      json_text(from, "registry"));
        return;
    }
    wrong = wrong_with_field(question, registry_field(registry, take));
    if (wrong != NULL)
        reading_wrong(r, str_join(pack_arena(r->build), at, S("/take"), S("")), wrong, take);
}

/* -- the record a result becomes -------------------------------------------------------------- */

static void
check_literal(struct reading *r, const struct registry_field *f, const struct json *value, Str at)
{
    struct schema_options o = { .arena = pack_arena(r->build),
                                .simulated = pack_is_simulated(r->build) };
    struct faults         faults = { .arena = o.arena };

    schema_check(&o, f->schema, value, &faults, S(""));
    for (const struct fault *x = faults.first; x != NULL; x = x->next)
        pack_fault(r->build, r->file, at, x->message, x->value[0], x->value[1]);
}

/* Words that begin like these are places, never texts to be put on record. */
static bool
is_place(Str text)
{
    return str_starts(text, S("answer/")) || str_starts(text, S("dossier/")) ||
           str_starts(text, S("applicant/"));
}

static bool
place_fits(struct reading *r, const struct registry_field *f, Str place)
{
    if (str_starts(place, S("answer/"))) {
        const struct json *question = json_get_str(json_get(r->p->form, "properties"),
                                                   str_sub(place, 7, place.n));

        return question != NULL && is_alike(question, f);
    }
    if (str_eq(place, S("dossier/code")))
        return f->type == REGISTRY_TEXT;
    if (str_eq(place, S("dossier/granted_on")))
        return f->type == REGISTRY_DAY;
    return str_eq(place, S("applicant/personal_number")) &&
           str_eq(f->format, S("personal-number"));
}

static void
check_value(struct reading *r, const struct registry *registry, const struct json *value)
{
    const struct registry_field *f = registry_field(registry, value->key);
    Str at = str_format(pack_arena(r->build), "result/record/values/%.*s", STR_ARG(value->key));

    if (f == NULL)
        reading_wrong(r, at, MSG("{1} is no field of this registry"), value->key);
    else if (value->kind != JSON_TEXT || !is_place(value->text))
        check_literal(r, f, value, at);
    else if (!place_fits(r, f, value->text))
        reading_wrong(r, at, MSG("{1} is nothing of this dossier, or another kind of value"),
                      value->text);
}

static void
check_record(struct reading *r)
{
    const struct json     *record = r->p->record, *values = json_get(record, "values");
    const struct registry *registry = find(r, json_text(record, "registry"));

    if (record == NULL)
        return;
    if (record->kind != JSON_OBJECT || record->count != 2 || values == NULL ||
        values->kind != JSON_OBJECT) {
        reading_wrong(r, S("result/record"), MSG("needs a registry and values, and nothing else"),
                      STR_NONE);
        return;
    }
    if (registry == NULL) {
        reading_wrong(r, S("result/record/registry"), MSG("{1} is no registry"),
                      json_text(record, "registry"));
        return;
    }
    json_each(value, values)
        check_value(r, registry, value);
    for (int i = 0; i < registry->n_key; i++)
        if (json_get_str(values, registry->field[registry->key_field[i]].name) == NULL)
            reading_wrong(r, S("result/record/values"), MSG("{1} names the record and is missing"),
                          registry->field[registry->key_field[i]].name);
}

void
reading_registries(struct reading *r)
{
    json_each(question, json_get(r->p->form, "properties"))
        check_prefill(r, question);
    check_record(r);
}
