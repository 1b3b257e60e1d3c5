/* portal/columns.c -- what the columns of a registry mean, and rows of it as words.  Floor 9. */
#include "portal/inside.h"

#define CELL_MAX 200 /* bytes of a text in a table of many */

static void
put_values(struct view *v, const struct registry_field *f, struct json *o)
{
    struct json *list = json_put_array(v->arena, o, "values");

    json_each(value, json_get(f->schema, "enum"))
    {
        struct json *one = json_add(list, json_object(v->arena));

        json_put_text(v->arena, one, "value", value->text);
        json_put_text(v->arena, one, "words",
                      pack_words(v->lang, json_get_str(f->words, value->text)));
    }
}

/* "key, needed, filter and sort": in the reader's words. */
static Str
column_notes(struct view *v, const struct registry *r, const struct registry_field *f)
{
    const struct registry *to = f->ref.n > 0 ? registry_by_key(v, f->ref) : NULL;
    Str                    all = S("");
    const char            *note[4] = { f->is_key ? MSG("key") : NULL,
                                       f->required && !f->is_key ? MSG("always there") : NULL,
                                       f->indexed ? MSG("can be filtered by") : NULL,
                                       f->sum ? MSG("summed") : NULL };

    (void)r;
    for (int i = 0; i < 4; i++)
        if (note[i] != NULL)
            all = str_join(v->arena, all, all.n > 0 ? S(", ") : S(""), words(v->lang, note[i]));
    if (to != NULL)
        all = str_join(v->arena, all, all.n > 0 ? S(", ") : S(""),
                       words_fill(v->arena, v->lang, MSG("in “{1}”"),
                                  pack_words(v->lang, to->title), STR_NONE));
    return all;
}

void
portal_put_columns(struct onlooker *who, struct json *out)
{
    struct view *v = who->v;
    struct json *list = json_put_array(v->arena, out, "columns");

    json_put_int(v->arena, out, "columns_count", who->r->n_fields);
    for (int i = 0; i < who->r->n_fields; i++) {
        const struct registry_field *f = &who->r->field[i];
        struct json                 *o = json_add(list, json_object(v->arena));
        Str                          notes = column_notes(v, who->r, f);

        json_put_text(v->arena, o, "name", f->name);
        json_put_text(v->arena, o, "title", registry_field_title(v->lang, f));
        json_put_text(v->arena, o, "type_words", portal_type(v, f));
        json_put_text(v->arena, o, "read_words", portal_reading(v, f));
        if (notes.n > 0)
            json_put_text(v->arena, o, "notes_words", notes);
        put_values(v, f, o);
    }
}

/* -- rows as words ----------------------------------------------------------------- */

#define CHOSEN_MAX 12

/* Shapes are for the map; the title stands first, as the row's head. */
static bool
may_stand(const struct listing *l, int i)
{
    const struct registry_field *f = &l->r->field[i];

    return f->type != REGISTRY_GEOMETRY && i != l->r->title_field && listing_shows(l, f);
}

/* At most `max` fields, in the file's order: the key and the unit first of all, yes-or-no fields
 * where nothing else is left. */
static int
choose(const struct listing *l, int max, int out[CHOSEN_MAX])
{
    bool chosen[REGISTRY_FIELDS_MAX] = { false };
    int  n = 0, k = 0;

    for (int pass = 0; pass < 3; pass++)
        for (int i = 0; i < l->r->n_fields && n < max; i++) {
            const struct registry_field *f = &l->r->field[i];
            bool wanted = pass == 0   ? f->is_key || i == l->r->unit_field
                          : pass == 1 ? f->type != REGISTRY_BOOL
                                      : true;

            if (chosen[i] || !wanted || !may_stand(l, i))
                continue;
            chosen[i] = true;
            n++;
        }
    for (int i = 0; i < l->r->n_fields; i++)
        if (chosen[i])
            out[k++] = i;
    return n;
}

static void
put_kind(struct view *v, const struct registry_field *f, struct json *o)
{
    if (f->type == REGISTRY_INT || f->type == REGISTRY_REAL)
        json_put_bool(v->arena, o, "number", true);
    if (f->is_key)
        json_put_bool(v->arena, o, "is_key", true);
}

void
portal_put_heads(struct listing *l, int max, struct json *out)
{
    struct view *v = l->v;
    struct json *list = json_put_array(v->arena, out, "heads");
    int          field[CHOSEN_MAX], n = choose(l, max, field);

    for (int i = 0; i < n; i++) {
        const struct registry_field *f = &l->r->field[field[i]];
        struct json                 *o = json_add(list, json_object(v->arena));

        json_put_text(v->arena, o, "name", f->name);
        json_put_text(v->arena, o, "label", registry_field_title(v->lang, f));
        put_kind(v, f, o);
    }
}

static Str
unit_words(struct view *v, Str code)
{
    struct unit unit;

    return unit_by_code_ever(v, code, time_day(v->now), &unit) == ERR_OK ? unit.title : code;
}

Str
portal_value(struct view *v, const struct registry_field *f, const struct cell *c)
{
    if (!c->null && str_eq(f->format, S("unit")))
        return unit_words(v, c->s);
    return record_text(v, f, c);
}

static Str
short_text(struct view *v, Str s)
{
    if (s.n <= CELL_MAX)
        return s;
    return str_join(v->arena, text_start(s, CELL_MAX), S("…"), S(""));
}

void
portal_put_cells(struct listing *l, int max, const struct cell *row, enum sight sight,
                 struct json *o)
{
    struct view *v = l->v;
    Str          key = record_key_text(v->arena, l->r, row);
    int          field[CHOSEN_MAX], n = choose(l, max, field);
    struct json *list;

    json_put_text(v->arena, o, "record", key);
    json_put_text(v->arena, o, "title", short_text(v, record_title(v, l->r, row)));
    list = json_put_array(v->arena, o, "cells");
    for (int i = 0; i < n; i++) {
        const struct registry_field *f = &l->r->field[field[i]];
        const struct cell           *c = &row[f->column];
        struct json                 *one = json_add(list, json_object(v->arena));

        json_put_text(v->arena, one, "label", registry_field_title(v->lang, f));
        if (!c->null)
            json_put_text(v->arena, one, "words",
                          sight_shows(sight, f) ? short_text(v, portal_value(v, f, c)) : S("•••"));
        put_kind(v, f, one);
    }
}
