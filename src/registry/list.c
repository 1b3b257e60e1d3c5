/* registry/list.c -- a page of a registry: filtered, in an order, by key (listing.h).
 * Floor 6. */
#include "registry/listing.h"

static const struct field list_fields[] = {
    FIELD(TEXT, struct listing_asked, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(JSON, struct listing_asked, where, .help = "{field: value} or {field: {from, to}}"),
    FIELD(TEXT, struct listing_asked, order, .max = 41,
          .help = "A field; with - before it: downwards"),
    FIELD(TEXT, struct listing_asked, q, .max = 200,
          .help = "Words to look for, with or without marks; the last may be a beginning"),
    FIELD(TEXT, struct listing_asked, after, .max = 2000, .help = "`next` of the page before"),
    FIELD(INT, struct listing_asked, limit, .min = 0, .max = 1000, .help = "Rows of a page; 50"),
};

void
listing_put_row(struct listing *l, const struct cell *row, enum sight sight, struct json *rows)
{
    struct arena *arena = l->v->arena;
    struct json  *o = json_add(rows, json_object(arena));

    json_put_text(arena, o, "key", record_key_text(arena, l->r, row));
    json_put_text(arena, o, "title", record_title(l->v, l->r, row));
    json_put_int(arena, o, "since", row[ROW_SINCE].i);
    json_put(o, S("values"), record_json(arena, l->r, row, sight));
}

static enum err
run_list(struct view *v, const void *input, struct json *out)
{
    struct listing     l;
    struct json       *list;
    const struct cell *row;
    enum sight         sight;
    int64_t            total;

    TRY(listing_begin(v, input, &l));
    json_put_text(v->arena, out, "registry", l.r->key);
    list = json_put_array(v->arena, out, "rows");
    for (;;) {
        TRY(listing_next(&l, &row, &sight));
        if (row == NULL)
            break;
        listing_put_row(&l, row, sight, list);
    }
    if (l.more)
        json_put_text(v->arena, out, "next", listing_place(&l));
    if (listing_is_wide(&l))
        json_put_bool(v->arena, out, "too_wide", true);
    TRY(listing_total(&l, &total));
    if (total >= 0)
        json_put_int(v->arena, out, "total", total);
    return ERR_OK;
}

const struct query registry_list = {
    .name = "registry.list", .right = "anyone",
    .help = "A page of a registry's records in force.",
    .fields = list_fields, .n_fields = 6, .in_size = sizeof(struct listing_asked),
    .run = run_list,
};
