/* registry/export.c -- see export.h.  Floor 6. */
#include "registry/export.h"

#define PAGE 500

struct export {
    struct arena         *arena;
    struct export_options options;
    write_sink           *sink;
    void                 *context;
    struct writer        *writer; /* NULL until the first answer */
    struct write_column  *column;
    int                   n_columns;
    Str                   after; /* of the next page, in memory of our own */
    char                  place[2100];
    int64_t               upto, rows;
    bool                  whole;
};

static const struct {
    const char *name, *type;
} formats[] = {
    [WRITE_CSV] = { "csv", "text/csv; charset=utf-8; header=present" },
    [WRITE_XLSX] = { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
    [WRITE_NDJSON] = { "ndjson", "application/x-ndjson" },
    [WRITE_GEOJSON] = { "geojson", "application/geo+json" },
};

bool
export_format(Str name, enum write_format *out)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (str_eq(name, str_of(formats[i].name))) {
            *out = (enum write_format)i;
            return true;
        }
    return false;
}

const char *
export_format_name(enum write_format format)
{
    return formats[format].name;
}

const char *
export_media_type(enum write_format format)
{
    return formats[format].type;
}

struct export *
export_new(struct arena *arena, const struct export_options *options, write_sink *sink,
           void *context)
{
    struct export *e = arena_make(arena, struct export);

    e->arena = arena;
    e->options = *options;
    e->sink = sink;
    e->context = context;
    e->upto = options->upto;
    return e;
}

struct json *
export_ask(const struct export *e, struct arena *arena)
{
    struct json *in;

    if (e->whole)
        return NULL;
    in = json_object(arena);
    json_put_text(arena, in, "registry", e->options.registry);
    json_put_int(arena, in, "limit", PAGE);
    if (e->options.where != NULL)
        json_put(in, S("where"), json_copy(arena, e->options.where));
    if (e->upto > 0)
        json_put_int(arena, in, "upto", e->upto);
    if (e->after.n > 0)
        json_put_text(arena, in, "after", e->after);
    return in;
}

/* -- the first answer: columns -------------------------------------------------------------- */

static bool
kind_named(Str type, enum write_kind *out)
{
    static const struct {
        const char     *type;
        enum write_kind kind;
    } kinds[] = { { "text", WRITE_TEXT }, { "integer", WRITE_INT }, { "number", WRITE_NUMBER },
                  { "boolean", WRITE_BOOL }, { "date", WRITE_DAY },
                  { "geometry", WRITE_GEOMETRY } };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(type, str_of(kinds[i].type))) {
            *out = kinds[i].kind;
            return true;
        }
    return false;
}

static enum err
begin(struct export *e, const struct json *answer)
{
    const struct json   *fields = json_get(answer, "fields");
    struct write_options o = { .format = e->options.format, .bom = e->options.bom,
                               .note_column = S("_sample"), .too_long = S("(too long)") };
    bool                 map = false;

    if (fields == NULL || fields->count == 0 || fields->count > WRITE_COLUMNS_MAX)
        return ERR_MALFORMED;
    e->column = arena_array(e->arena, struct write_column, (int)fields->count);
    json_each(f, fields)
    {
        struct write_column *c = &e->column[e->n_columns++];

        c->name = str_copy(e->arena, json_text(f, "name"));
        if (!kind_named(json_text(f, "type"), &c->kind))
            return ERR_MALFORMED;
        map |= c->kind == WRITE_GEOMETRY;
    }
    if (o.format == WRITE_GEOJSON && !map)
        return ERR_NOT_FOUND;
    o.note = str_copy(e->arena, json_text(answer, "note"));
    o.n_columns = e->n_columns;
    o.column = e->column;
    if (e->options.where == NULL)
        e->upto = json_int(answer, "upto", 0);
    return writer_new(e->arena, &o, e->sink, e->context, &e->writer);
}

/* -- rows ----------------------------------------------------------------------------------- */

static struct write_cell
cell_of(struct arena *scratch, enum write_kind kind, const struct json *j)
{
    struct write_cell c = { .null = j == NULL || j->kind == JSON_NULL };
    Day               day = 0;

    if (c.null)
        return c;
    switch (kind) {
    case WRITE_INT:
        c.number = j->number;
        break;
    case WRITE_BOOL:
        c.number = j->flag;
        break;
    case WRITE_DAY:
        c.null = day_parse(j->text, &day) != ERR_OK;
        c.number = day;
        break;
    case WRITE_TEXT:
        c.text = j->text;
        break;
    default:
        c.text = j->kind == JSON_DECIMAL ? j->text : json_string(scratch, j);
    }
    return c;
}

static enum err
put_rows(struct export *e, struct arena *scratch, const struct json *rows)
{
    struct write_cell *cell = arena_array(scratch, struct write_cell, e->n_columns);

    json_each(values, rows)
    {
        for (int i = 0; i < e->n_columns; i++)
            cell[i] = cell_of(scratch, e->column[i].kind,
                              json_get_str(values, e->column[i].name));
        TRY(writer_row(e->writer, cell));
        e->rows++;
    }
    return ERR_OK;
}

static enum err
keep_place(struct export *e, Str next)
{
    if (next.n > sizeof e->place)
        return ERR_MALFORMED;
    memcpy(e->place, next.p, next.n);
    e->after = (Str){ e->place, next.n };
    return ERR_OK;
}

enum err
export_take(struct export *e, const struct json *answer)
{
    const struct json *rows = json_get(answer, "rows");
    struct arena      *scratch;
    enum err           err;

    if (rows == NULL || rows->kind != JSON_ARRAY || e->whole)
        return ERR_MALFORMED;
    if (e->writer == NULL)
        TRY(begin(e, answer));
    scratch = arena_new();
    err = put_rows(e, scratch, rows);
    arena_free(scratch);
    TRY(err);
    if (json_get(answer, "next") != NULL)
        return keep_place(e, json_text(answer, "next"));
    e->whole = true;
    return writer_end(e->writer);
}

bool
export_is_whole(const struct export *e)
{
    return e->whole;
}

int64_t
export_rows(const struct export *e)
{
    return e->rows;
}

int64_t
export_upto(const struct export *e)
{
    return e->upto;
}
