/* ident/form.c -- see form.h.  Floor 5. */
#include "ident/form.h"

#include "base/words.h"
#include "ident/inner.h"

struct json *
form_field(struct view *v, struct json *list, const char *name, const char *label)
{
    struct json *f = json_add(list, json_object(v->arena));

    json_put_text(v->arena, f, "id", str_of(name));
    json_put_text(v->arena, f, "name", str_of(name));
    json_put_text(v->arena, f, "label", words(v->lang, label));
    return f;
}

struct json *
form_text(struct view *v, struct json *list, const char *name, const char *label,
          const char *width)
{
    struct json *f = form_field(v, list, name, label);
    struct json *t = json_put_object(v->arena, f, "text");

    json_put_text(v->arena, t, "type", S("text"));
    json_put_text(v->arena, t, "inputmode", S("text"));
    json_put_text(v->arena, t, "autocomplete", S("off"));
    json_put_text(v->arena, t, "width", str_of(width));
    return f;
}

void
form_optional(struct view *v, struct json *field)
{
    json_put_bool(v->arena, field, "optional", true);
}

void
form_hint(struct view *v, struct json *field, const char *text)
{
    json_put_text(v->arena, field, "hint", words(v->lang, text));
}

struct json *
form_option(struct view *v, struct json *options, Str value, Str label)
{
    struct json *o = json_add(options, json_object(v->arena));

    json_put_text(v->arena, o, "value", value);
    json_put_text(v->arena, o, "label", label);
    return o;
}

struct json *
form_select(struct view *v, struct json *list, const char *name, const char *label)
{
    struct json *f = form_field(v, list, name, label);

    return json_put_array(v->arena, json_put_object(v->arena, f, "select"), "options");
}

/* The units within the administrator's reach, by name. */
enum err
form_units(struct view *v, struct json *options)
{
    struct unit *unit;
    int          n;
    bool         reaches;

    form_option(v, options, S(""), words(v->lang, MSG("Choose a unit")));
    TRY(unit_all(v, time_day(v->now), &unit, &n));
    for (int i = 0; i < n; i++) {
        TRY(ident_reaches(v, unit[i].id, &reaches));
        if (reaches)
            form_option(v, options, unit[i].code, unit[i].title);
    }
    return ERR_OK;
}

void
form_day(struct view *v, struct json *list, const char *name, const char *label)
{
    struct json *f = form_field(v, list, name, label);

    json_put_object(v->arena, f, "date");
    form_optional(v, f);
}
