/* registry/export_page.c -- registry.export: a page of a registry for whoever takes it away whole
 * (export.h).  Floor 6.
 *
 * Invariant: personal fields are in no page, whoever asks; and what is made up says so in the
 * answer itself. */
#include "base/words.h"
#include "journal/journal_sql.h"
#include "registry/listing.h"
#include "registry/registry_sql.h"

static const struct field export_fields[] = {
    FIELD(TEXT, struct listing_asked, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(JSON, struct listing_asked, where, .help = "{field: value} or {field: {from, to}}"),
    FIELD(TEXT, struct listing_asked, after, .max = 2000, .help = "`next` of the page before"),
    FIELD(INT, struct listing_asked, limit, .min = 0, .max = 1000, .help = "Rows of a page; 50"),
    FIELD(INT, struct listing_asked, upto, .min = 0, .max = INT64_MAX,
          .help = "As it was behind this entry; keep the first page's"),
};

const char *
registry_type_name(enum registry_type type)
{
    static const char *const names[] = {
        [REGISTRY_TEXT] = "text", [REGISTRY_INT] = "integer", [REGISTRY_REAL] = "number",
        [REGISTRY_BOOL] = "boolean", [REGISTRY_DAY] = "date", [REGISTRY_GEOMETRY] = "geometry",
    };

    return names[type];
}

enum err
registry_is_sample(struct view *v, const struct registry *r, bool *out)
{
    struct registry_sample_in_row row;
    enum err                      err = registry_sample_in(v, r->key, &row);

    *out = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* In both languages: the file goes to anybody. */
enum err
registry_note(struct view *v, const struct registry *r, Str *out)
{
    bool sample;

    TRY(registry_is_sample(v, r, &sample));
    *out = sample && v->simulated ? S("dữ liệu mẫu / sample data; SỐ LIỆU MÔ PHỎNG / SIMULATED "
                                      "DATA")
           : sample               ? S("dữ liệu mẫu / sample data")
           : v->simulated         ? S("SỐ LIỆU MÔ PHỎNG / SIMULATED DATA")
                                  : STR_NONE;
    return ERR_OK;
}

static void
put_fields(struct listing *l, struct json *out)
{
    struct arena *arena = l->v->arena;
    struct json  *list = json_put_array(arena, out, "fields");

    for (int i = 0; i < l->r->n_fields; i++) {
        const struct registry_field *f = &l->r->field[i];
        struct json                 *o;

        if (!listing_shows(l, f))
            continue;
        o = json_add(list, json_object(arena));
        json_put_text(arena, o, "name", f->name);
        json_put_text(arena, o, "type", str_of(registry_type_name(f->type)));
    }
}

/* The values alone; what this reader sees as "•••" is no value. */
static struct json *
values_of(struct listing *l, const struct cell *row, enum sight sight)
{
    struct json *o = json_object(l->v->arena);

    for (int i = 0; i < l->r->n_fields; i++) {
        const struct registry_field *f = &l->r->field[i];

        if (!row[f->column].null && sight_shows(sight, f))
            json_put(o, f->name, record_value(l->v->arena, f, &row[f->column]));
    }
    return o;
}

static enum err
put_upto(struct listing *l, struct json *out)
{
    struct entry_last_row *last;
    int                    n;

    TRY(entry_last(l->v, 1, &last, &n));
    json_put_int(l->v->arena, out, "upto", l->upto > 0 ? l->upto : n > 0 ? last[0].act : 0);
    return ERR_OK;
}

static enum err
run_export(struct view *v, const void *input, struct json *out)
{
    struct listing     l;
    struct json       *list;
    const struct cell *row;
    enum sight         sight;
    Str                note;

    TRY(listing_begin(v, input, &l));
    json_put_text(v->arena, out, "registry", l.r->key);
    json_put_int(v->arena, out, "version", l.r->version);
    TRY(put_upto(&l, out));
    TRY(registry_note(v, l.r, &note));
    if (note.n > 0)
        json_put_text(v->arena, out, "note", note);
    put_fields(&l, out);
    list = json_put_array(v->arena, out, "rows");
    for (;;) {
        TRY(listing_next(&l, &row, &sight));
        if (row == NULL)
            break;
        json_add(list, values_of(&l, row, sight));
    }
    if (l.more)
        json_put_text(v->arena, out, "next", listing_place(&l));
    return ERR_OK;
}

const struct query registry_export = {
    .name = "registry.export", .right = "anyone",
    .help = "A registry's records for a file, a page at a time; `next` while there is more.",
    .fields = export_fields, .n_fields = 5, .in_size = sizeof(struct listing_asked),
    .run = run_export, .heavy = true,
};
