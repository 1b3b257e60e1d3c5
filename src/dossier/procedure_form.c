/* dossier/procedure_form.c -- the form of a procedure's file (reading.h).  Floor 7. */
#include "dossier/dossier.h"
#include "dossier/reading.h"
#include "pack/schema.h"

/* A list is a group of boxes: choices with words, each at most once. */
static bool
is_choices(const struct json *list)
{
    const struct json *items = json_get(list, "items");
    const struct json *choices = json_get(items, "enum");

    json_each(choice, choices)
        if (choice->kind != JSON_TEXT)
            return false;
    return str_eq(json_text(items, "type"), S("string")) && choices != NULL &&
           json_get(items, "x-labels") != NULL && json_bool(list, "uniqueItems") &&
           json_int(list, "minItems", 0) <= (int64_t)choices->count &&
           json_int(list, "maxItems", 1) <= (int64_t)choices->count;
}

static void
check_lists(struct reading *r)
{
    json_each(question, json_get(r->p->form, "properties"))
        if (str_eq(json_text(question, "type"), S("array")) && !is_choices(question))
            reading_wrong(r, str_format(pack_arena(r->build), "form/properties/%.*s",
                                        STR_ARG(question->key)),
                          "a list is of choices: items with enum and x-labels, uniqueItems, and "
                          "no more asked for than there are", STR_NONE);
}

void
reading_form(struct reading *r)
{
    struct faults faults = { .arena = pack_arena(r->build) };

    r->p->form = reading_need(r, "form", JSON_OBJECT);
    if (r->p->form == NULL)
        return;
    schema_check_schema(r->p->form, &faults);
    json_each(question, json_get(r->p->form, "properties"))
        if (form_name_is_own(question->key))
            reading_wrong(r, S("form/properties"),
                          "{1} is a name that the form's pages use themselves", question->key);
    check_lists(r);
    for (const struct fault *f = faults.first; f != NULL; f = f->next) {
        pack_fault(r->build, r->file, str_format(pack_arena(r->build), "form/%.*s",
                                                 STR_ARG(f->field)),
                   f->message, f->value[0], f->value[1]);
    }
}

