/* portal/form.c -- the form by which a record is put on record, changed or corrected: made of the
 * registry's own schema, drawn as the forms of procedures are.  Floor 9.
 *
 * Personal fields of a record that is changed stand empty, with "kept as it is" below them; what
 * is left empty there the site does not send (registry.change, `partial`), so that nobody must read
 * them to change another field. */
#include "dossier/pages.h"
#include "portal/inside.h"

struct form_in {
    Str  registry, key;
    bool correct;
};
static const struct field form_fields[] = {
    FIELD(TEXT, struct form_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(TEXT, struct form_in, key, .max = 1000, .help = "The record's key; empty: a new one"),
    FIELD(BOOL, struct form_in, correct, .help = "What stands is wrong from its beginning"),
};

struct filling {
    struct view           *v;
    const struct registry *r;
    const struct cell     *row; /* NULL: a new record */
    struct unit           *unit;
    int                    n_units;
};

static void
put_text(struct filling *f, struct json *field, const struct registry_field *rf)
{
    struct json *t;
    bool number = rf->type == REGISTRY_INT || rf->type == REGISTRY_REAL;
    bool digits = number || str_eq(rf->format, S("personal-number")) ||
                  str_eq(rf->format, S("tax-code"));

    if (json_int(rf->schema, "maxLength", 0) > 200 || rf->type == REGISTRY_GEOMETRY) {
        json_put_int(f->v->arena, json_put_object(f->v->arena, field, "area"), "rows", 4);
        return;
    }
    t = json_put_object(f->v->arena, field, "text");
    json_put_text(f->v->arena, t, "type", S("text"));
    json_put_text(f->v->arena, t, "inputmode", rf->type == REGISTRY_REAL ? S("decimal")
                                               : digits                  ? S("numeric")
                                                                         : S("text"));
    json_put_text(f->v->arena, t, "autocomplete", S("off"));
    json_put_text(f->v->arena, t, "width", digits ? S("width-20") : S("full"));
}

static void
put_choices(struct filling *f, struct json *field, const struct registry_field *rf, Str chosen)
{
    struct view *v = f->v;
    struct json *options, *o;

    options = json_put_array(v->arena, json_put_object(v->arena, field, "select"), "options");
    page_option(v, options, S(""), words(v->lang, rf->required ? MSG("Choose") : MSG("none")));
    if (rf->type == REGISTRY_BOOL) {
        for (int i = 0; i < 2; i++) {
            o = page_option(v, options, i == 0 ? S("true") : S("false"),
                            words(v->lang, i == 0 ? MSG("Yes") : MSG("No")));
            if (str_eq(chosen, json_text(o, "value")))
                json_put_bool(v->arena, o, "selected", true);
        }
        return;
    }
    json_each(value, json_get(rf->schema, "enum"))
    {
        Str said = pack_words(v->lang, json_get_str(rf->words, value->text));

        o = page_option(v, options, value->text, said.n > 0 ? said : value->text);
        if (str_eq(chosen, value->text))
            json_put_bool(v->arena, o, "selected", true);
    }
}

static void
put_units(struct filling *f, struct json *field, Str chosen)
{
    struct json *options = json_put_array(f->v->arena,
                                          json_put_object(f->v->arena, field, "select"),
                                          "options");

    page_option(f->v, options, S(""), words(f->v->lang, MSG("Choose a unit")));
    for (int i = 0; i < f->n_units; i++)
        page_unit_option(f->v, options, f->unit, f->n_units, &f->unit[i]);
    for (struct json *o = options->first; o != NULL && chosen.n > 0; o = o->next)
        if (str_eq(json_text(o, "value"), chosen))
            json_put_bool(f->v->arena, o, "selected", true);
}

static void
put_date(struct filling *f, struct json *field, const struct cell *c)
{
    struct json *date = json_put_object(f->v->arena, field, "date");
    struct civil day;

    if (c == NULL || c->null)
        return;
    day = day_civil((Day)c->i);
    json_put_text(f->v->arena, date, "day", str_int(f->v->arena, day.day));
    json_put_text(f->v->arena, date, "month", str_int(f->v->arena, day.month));
    json_put_text(f->v->arena, date, "year", str_int(f->v->arena, day.year));
}

static Str
hint_of(struct filling *f, const struct registry_field *rf, bool kept)
{
    struct view           *v = f->v;
    const struct registry *to = rf->ref.n > 0 ? registry_by_key(v, rf->ref) : NULL;

    if (kept)
        return words(v->lang, MSG("On record and hidden: left empty, it stays as it is."));
    if (to != NULL)
        return words_fill(v->arena, v->lang, MSG("Key of a record in “{1}”"),
                          pack_words(v->lang, to->title), STR_NONE);
    if (rf->type == REGISTRY_GEOMETRY)
        return words(v->lang, MSG("GeoJSON: {\"type\": …, \"coordinates\": …}, longitude first"));
    return pack_words(v->lang, json_get(rf->schema, "description"));
}

/* As it is typed: 12,5; a geometry as its text. */
static Str
typed(struct filling *f, const struct registry_field *rf, const struct cell *c)
{
    Str text = S("");

    if (c == NULL || c->null)
        return S("");
    if (rf->type == REGISTRY_GEOMETRY)
        return c->s;
    return page_typed(f->v->arena, record_value(f->v->arena, rf, c), &text) ? text : S("");
}

static void
put_field(struct filling *f, const struct registry_field *rf, struct json *list,
          struct json *keep)
{
    struct view       *v = f->v;
    const struct cell *c = f->row != NULL ? &f->row[rf->column] : NULL;
    bool               kept = c != NULL && !c->null && rf->read == READ_PERSONAL;
    struct json       *field = json_add(list, page_field(v, rf->name,
                                                         registry_field_title(v->lang, rf),
                                                         !rf->required || kept));
    Str                hint = hint_of(f, rf, kept), value;

    if (kept) {
        json_add(keep, json_new_text(v->arena, rf->name));
        c = NULL;
    }
    value = typed(f, rf, c);
    if (hint.n > 0)
        json_put_text(v->arena, field, "hint", hint);
    if (rf->type == REGISTRY_DAY) {
        put_date(f, field, c);
    } else if (rf->type == REGISTRY_BOOL || json_get(rf->schema, "enum") != NULL) {
        put_choices(f, field, rf, value);
    } else if (str_eq(rf->format, S("unit"))) {
        put_units(f, field, value);
    } else {
        put_text(f, field, rf);
        if (value.n > 0)
            json_put_text(v->arena, field, "value", value);
    }
}

/* What names a record does not change: it stands above the fields. */
static void
put_fixed(struct filling *f, const struct registry_field *rf, struct json *list)
{
    struct json *o = json_add(list, json_object(f->v->arena));

    json_put_text(f->v->arena, o, "name", rf->name);
    json_put_text(f->v->arena, o, "label", registry_field_title(f->v->lang, rf));
    json_put_text(f->v->arena, o, "words", portal_value(f->v, rf, &f->row[rf->column]));
    json_put_text(f->v->arena, o, "value",
                  rf->type == REGISTRY_DAY ? day_text(f->v->arena, (Day)f->row[rf->column].i)
                                           : typed(f, rf, &f->row[rf->column]));
}

static enum err
find_record(struct filling *f, Str key)
{
    struct cell *row;
    int64_t      open;

    TRY(registry_open_load(f->v, f->r, &open));
    if (record_by_key(f->v, f->r, key, open, &row) != ERR_OK)
        return view_refuse(f->v, ERR_NOT_FOUND, MSG("There is no such record."));
    f->row = row;
    return record_require(f->v, f->r, S("registry.write"), row[ROW_UNIT].i);
}

static enum err
run_form(struct view *v, const void *input, struct json *out)
{
    const struct form_in *in = input;
    struct filling        f = { .v = v };
    struct onlooker       who;
    struct json          *list, *keep, *fixed;

    TRY(registry_named(v, in->registry, &f.r));
    TRY(onlooker_begin(v, f.r, &who));
    if (in->key.n > 0)
        TRY(find_record(&f, in->key));
    TRY(unit_all(v, time_day(v->now), &f.unit, &f.n_units));
    json_put_text(v->arena, out, "key", f.r->key);
    json_put_text(v->arena, out, "title", pack_words(v->lang, f.r->title));
    if (f.row != NULL) {
        json_put_text(v->arena, out, "record", record_key_text(v->arena, f.r, f.row));
        json_put_text(v->arena, out, "record_title", record_title(v, f.r, f.row));
        json_put_text(v->arena, out, "since", str_int(v->arena, f.row[ROW_SINCE].i));
        json_put_bool(v->arena, out, in->correct ? "correct" : "change", true);
    }
    list = json_put_array(v->arena, out, "fields");
    keep = json_put_array(v->arena, out, "keep");
    fixed = json_put_array(v->arena, out, "fixed");
    for (int i = 0; i < f.r->n_fields; i++)
        if (f.row != NULL && f.r->field[i].is_key)
            put_fixed(&f, &f.r->field[i], fixed);
        else
            put_field(&f, &f.r->field[i], list, keep);
    return ERR_OK;
}

const struct query data_form = {
    .name = "data.form", .right = "registry.write",
    .help = "The fields of a registry as a form, filled from the record that is named.",
    .fields = form_fields, .n_fields = 3, .in_size = sizeof(struct form_in), .run = run_form,
    .heavy = true,
};
