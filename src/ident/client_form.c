/* ident/client_form.c -- the fields of the pages about systems.  Floor 5. */
#include "base/words.h"
#include "ident/client_inner.h"
#include "ident/form.h"

static struct json *
add_area(struct view *v, struct json *list, const char *name, const char *label, int rows)
{
    struct json *f = form_field(v, list, name, label);

    json_put_int(v->arena, json_put_object(v->arena, f, "area"), "rows", rows);
    return f;
}

static void
add_box(struct view *v, struct json *list, const char *name, const char *label, const char *words_,
        bool chosen)
{
    struct json *f = form_field(v, list, name, label);
    struct json *o = json_put_array(v->arena, json_put_object(v->arena, f, "checks"), "options");

    o = form_option(v, o, S("on"), words(v->lang, words_));
    json_put_text(v->arena, o, "id", str_format(v->arena, "%s-on", name));
    if (chosen)
        json_put_bool(v->arena, o, "selected", true);
    form_optional(v, f);
}

static void
add_number(struct view *v, struct json *list, const char *name, const char *label, Str value)
{
    struct json *f = form_text(v, list, name, label, "width-10");

    json_put_text(v->arena, f, "value", value);
    json_put_text(v->arena, (struct json *)(uintptr_t)json_get(f, "text"), "inputmode",
                  S("numeric"));
}

enum err
client_fields_put(struct view *v, struct json *to)
{
    struct json *list = json_put_array(v->arena, to, "fields"), *f;

    f = form_text(v, list, "name", MSG("Name of the system"), "width-20");
    form_hint(v, f, MSG("As the citizens whose data it reads will see it"));
    f = form_text(v, list, "contact", MSG("Whom to call about it"), "width-20");
    form_hint(v, f, MSG("The body that runs it, a telephone or an e-mail"));
    return form_units(v, form_select(v, list, "unit", MSG("Unit that answers for it here")));
}

void
certificate_fields_put(struct view *v, struct json *to)
{
    struct json *list = json_put_array(v->arena, to, "certificate_fields"), *f;

    f = add_area(v, list, "certificate", MSG("Certificate"), 6);
    form_hint(v, f, MSG("In PEM: from BEGIN CERTIFICATE to END CERTIFICATE. Never the private "
                        "key."));
}

enum err
agreement_fields_put(struct view *v, struct json *to)
{
    struct json *list = json_put_array(v->arena, to, "agreement_fields"), *f;

    f = add_area(v, list, "purpose", MSG("Purpose"), 2);
    form_hint(v, f, MSG("Whoever's data is read sees it with the reading."));
    f = form_text(v, list, "basis", MSG("Legal basis"), "width-20");
    form_hint(v, f, MSG("The law, decision or contract by which data is shared"));
    f = add_area(v, list, "registries", MSG("Registries and their fields"), 4);
    form_hint(v, f, MSG("A line for each, for example planting_area: code, name. A key alone means "
                        "all fields but personal ones; a personal field has to be named."));
    TRY(form_units(v, form_select(v, list, "unit", MSG("Records of this unit and all below it"))));
    add_box(v, list, "may_read", MSG("Reading"), MSG("May read"), true);
    add_box(v, list, "may_write", MSG("Writing"), MSG("May create and change records"), false);
    form_day(v, list, "from", MSG("First day (empty: today)"));
    f = form_field(v, list, "until", MSG("Last day"));
    json_put_object(v->arena, f, "date");
    form_hint(v, f, MSG("Itself counted; five years at most"));
    add_number(v, list, "requests", MSG("Requests a minute, at most"), S("60"));
    add_number(v, list, "records", MSG("Records a day, at most"), S("10000"));
    return ERR_OK;
}
