/* registry/load_look.c -- what a file holds, before anything is loaded: for the person who
 * chooses which column is which field.  Floor 6. */
#include "base/text.h"
#include "base/words.h"
#include "pack/pack.h"
#include "registry/load_inside.h"

#define SHOWN  10  /* rows */
#define SHOWN_BYTES 80 /* of a cell */
#define LOOKED 500 /* rows that are checked */

struct looking {
    struct view                  *v;
    const struct registry        *r;
    struct reader                *reader;
    struct load_column           *columns;
    struct json                  *rows, *faults;
    int64_t                       looked, wrong;
};

static void
put_half(struct looking *l, const struct registry_field *f, const char *part, const char *called,
         Str chosen, struct json *list)
{
    struct json *choice = json_add(list, json_object(l->v->arena));
    Str          value = str_join(l->v->arena, f->name, S(":"), str_of(part));

    json_put_text(l->v->arena, choice, "value", value);
    json_put_text(l->v->arena, choice, "label",
                  words_fill(l->v->arena, l->v->lang, called,
                             registry_field_title(l->v->lang, f), STR_NONE));
    json_put_bool(l->v->arena, choice, "selected", str_eq(value, chosen));
}

static void
put_halves(struct looking *l, const struct registry_field *f, Str chosen, struct json *list)
{
    put_half(l, f, "x", MSG("{1}: longitude"), chosen, list);
    put_half(l, f, "y", MSG("{1}: latitude"), chosen, list);
}

/* The fields that a column may be for, the chosen one marked. */
static void
put_choices(struct looking *l, Str chosen, struct json *o)
{
    struct json *list = json_put_array(l->v->arena, o, "choices");

    for (int i = 0; i < l->r->n_fields; i++) {
        const struct registry_field *f = &l->r->field[i];
        struct json                 *choice = json_add(list, json_object(l->v->arena));

        json_put_text(l->v->arena, choice, "value", f->name);
        json_put_text(l->v->arena, choice, "label", registry_field_title(l->v->lang, f));
        json_put_bool(l->v->arena, choice, "selected", str_eq(f->name, chosen));
        json_put_bool(l->v->arena, choice, "required", f->required);
        if (f->type == REGISTRY_GEOMETRY)
            put_halves(l, f, chosen, list);
    }
}

static void
put_columns(struct looking *l, const struct json *mapping, struct json *out)
{
    const struct read_info *info = reader_info(l->reader);
    struct json            *list = json_put_array(l->v->arena, out, "columns");

    for (int i = 0; i < info->n_columns; i++) {
        const struct json *field = json_get_str(mapping, info->column[i]);
        struct json       *o;

        if (info->column[i].n == 0)
            continue;
        o = json_add(list, json_object(l->v->arena));
        json_put_int(l->v->arena, o, "nth", i);
        json_put_text(l->v->arena, o, "heading", info->column[i]);
        json_put_text(l->v->arena, o, "field", field != NULL ? field->text : S(""));
        put_choices(l, field != NULL ? field->text : S(""), o);
    }
}

static void
put_choice(struct view *v, struct json *list, Str value, Str asked)
{
    struct json *o = json_add(list, json_object(v->arena));

    json_put_text(v->arena, o, "value", value);
    json_put_bool(v->arena, o, "selected", str_eq(value, asked));
}

static void
put_file(struct looking *l, const struct load_state *st, struct json *out)
{
    struct view             *v = l->v;
    const struct read_info  *info = reader_info(l->reader);
    struct json             *sheets = json_put_array(v->arena, out, "sheets");
    struct json             *encodings = json_put_array(v->arena, out, "encodings");
    struct json             *decimals = json_put_array(v->arena, out, "decimals");
    char                     asked[2] = { st->options.decimal, '\0' };

    json_put_text(v->arena, out, "format", load_format_name(info->format));
    json_put_text(v->arena, out, "encoding", load_encoding_name(info->encoding));
    json_put_text(v->arena, out, "decimal", info->decimal == '.' ? S(".") : S(","));
    json_put_bool(v->arena, out, "decimal_sure", info->decimal_sure);
    json_put_text(v->arena, out, "sheet", info->sheet.p != NULL ? info->sheet : S(""));
    for (int i = 0; i < info->n_sheets; i++)
        put_choice(v, sheets, info->sheets[i], st->options.sheet);
    for (int i = READ_UTF8; i <= READ_TCVN3; i++)
        put_choice(v, encodings, load_encoding_name((enum read_encoding)i),
                   load_encoding_name(st->options.encoding));
    put_choice(v, decimals, S(","), str_of(asked));
    put_choice(v, decimals, S("."), str_of(asked));
}

static void
put_row(struct looking *l, const struct read_row *row)
{
    const struct read_info *info = reader_info(l->reader);
    struct json            *cells;

    if (l->rows->count == SHOWN)
        return;
    cells = json_put_array(l->v->arena, json_add(l->rows, json_object(l->v->arena)), "cells");
    for (int i = 0; i < info->n_columns; i++)
        if (info->column[i].n > 0)
            json_add(cells, json_new_text(l->v->arena,
                                          str_copy(l->v->arena,
                                                   text_start(row->cell[i].text, SHOWN_BYTES))));
}

static void
put_fault(struct looking *l, int64_t line, Str what)
{
    struct json *o;

    l->wrong++;
    if (l->faults->count == SHOWN)
        return;
    o = json_add(l->faults, json_object(l->v->arena));
    json_put_int(l->v->arena, o, "line", line);
    json_put_text(l->v->arena, o, "why", str_copy(l->v->arena, what));
}

static enum err
look_at(struct looking *l, struct arena *arena, const struct read_row *row)
{
    struct faults      faults = { .arena = arena };
    struct view        own = *l->v;
    const struct json *typed;
    enum err           err;

    own.arena = arena;
    own.faults = &faults;
    put_row(l, row);
    if (row->fault.message != NULL) {
        put_fault(l, row->line, read_fault_words(arena, own.lang, &row->fault));
        return ERR_OK;
    }
    err = record_check_apart(&own, l->r,
                             load_record(arena, reader_info(l->reader), l->columns, row), &typed);
    if (err == ERR_INVALID)
        put_fault(l, row->line, load_reasons(arena, own.lang, l->r, &faults));
    return err == ERR_INVALID ? ERR_OK : err;
}

static enum err
look_at_rows(struct looking *l)
{
    struct arena *arena = arena_new();
    enum err      err = ERR_OK;

    while (err == ERR_OK && l->looked < LOOKED) {
        struct read_row row;

        err = reader_next(l->reader, &row);
        if (err != ERR_OK)
            break;
        l->looked++;
        err = look_at(l, arena, &row);
        arena_reset(arena);
    }
    if (err == ERR_MALFORMED || err == ERR_TOO_LARGE) {
        put_fault(l, 0, read_fault_words(arena, l->v->lang, reader_fault(l->reader)));
        err = ERR_OK;
    }
    arena_free(arena);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err
load_look_run(struct view *v, const void *input, struct json *out)
{
    struct looking    l = { .v = v };
    struct load_state st = { .runs = 0 };
    struct faults     mapping = { .arena = v->arena };
    struct view       own = *v;

    TRY(load_look_open(v, input, &l.r, &st, &l.reader));
    l.columns = load_columns(v->arena, l.r, reader_info(l.reader), st.mapping);
    json_put_text(v->arena, out, "registry", l.r->key);
    json_put_text(v->arena, out, "title", pack_words(v->lang, l.r->title));
    load_look_asked(v, input, out);
    put_file(&l, &st, out);
    put_columns(&l, st.mapping, out);
    own.faults = &mapping;
    load_check_mapping(&own, l.r, reader_info(l.reader), st.mapping);
    if (faults_any(&mapping))
        json_put_text(v->arena, out, "mapping_faults",
                      load_reasons(v->arena, v->lang, l.r, &mapping));
    l.rows = json_put_array(v->arena, out, "rows");
    l.faults = json_put_array(v->arena, out, "faults_found");
    TRY(look_at_rows(&l));
    json_put_int(v->arena, out, "looked", l.looked);
    json_put_int(v->arena, out, "wrong", l.wrong);
    return ERR_OK;
}
