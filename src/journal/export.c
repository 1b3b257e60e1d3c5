/* journal/export.c -- the journal a page at a time, in its own order, for whoever takes
 * it away whole.  Floor 2.
 *
 * A page goes on behind an entry, up to an entry: whoever keeps the `upto` of the first
 * page gets the journal as it was then, however much is recorded meanwhile and however
 * long it takes, and no page holds a snapshot for longer than itself.
 *
 * What it shows is what the journal's own page shows an inspector: numbers of accounts
 * and units, no names; so nothing is disclosed that would have to be recorded. */
#include "journal/pages.h"

#define EXPORT_PAGE 200

struct export_in {
    int64_t after, upto;
};
static const struct field export_fields[] = {
    FIELD(INT, struct export_in, after, .min = 0, .max = INT64_MAX,
          .help = "Entries behind this one; the `next` of the page before"),
    FIELD(INT, struct export_in, upto, .min = 1, .max = INT64_MAX,
          .help = "The last entry wanted; keep the first page's"),
};

static void
put_inside(struct view *v, const struct entry_page_row *e, struct json *o)
{
    struct json *payload;

    if (e->payload.p == NULL || json_parse(v->arena, e->payload, &payload, NULL) != ERR_OK) {
        json_put_bool(v->arena, o, "erased", true);
        return;
    }
    json_put_text(v->arena, o, "command", json_text(payload, "command"));
    json_put_text(v->arena, o, "subject", json_text(payload, "subject"));
    if (json_int(payload, "actor", 0) != 0)
        json_put_int(v->arena, o, "account", json_int(payload, "actor", 0));
    if (json_int(payload, "client", 0) != 0)
        json_put_int(v->arena, o, "system", json_int(payload, "client", 0));
    if (json_int(payload, "unit", 0) != 0)
        json_put_int(v->arena, o, "unit", json_int(payload, "unit", 0));
}

static void
put_row(struct view *v, const struct entry_page_row *e, struct json *rows)
{
    struct entry_get_row fixed = { .act = e->act, .occurred = e->occurred,
                                   .recorded = e->recorded, .commitment = e->commitment };
    struct json         *o = json_add(rows, json_object(v->arena));

    json_put_int(v->arena, o, "entry", e->act);
    json_put_time(v->arena, o, "occurred", e->occurred);
    json_put_time(v->arena, o, "recorded", e->recorded);
    put_inside(v, e, o);
    json_put_text(v->arena, o, "leaf", page_leaf(v, page_entry_bytes(v, &fixed)));
}

static enum err
export_run(struct view *v, const void *input, struct json *out)
{
    const struct export_in *in = input;
    struct entry_last_row  *last;
    struct entry_page_row  *row;
    struct json            *rows;
    int64_t                 upto = 0;
    int                     n;

    TRY(entry_last(v, 1, &last, &n));
    if (n > 0)
        upto = in->upto > 0 && in->upto < last[0].act ? in->upto : last[0].act;
    json_put_int(v->arena, out, "upto", upto);
    rows = json_put_array(v->arena, out, "rows");
    if (in->after >= upto)
        return ERR_OK;
    TRY(entry_page(v, in->after + 1, EXPORT_PAGE, &row, &n));
    for (int i = 0; i < n && row[i].act <= upto; i++)
        put_row(v, &row[i], rows);
    if (n > 0 && row[n - 1].act < upto)
        json_put_int(v->arena, out, "next", row[n - 1].act);
    return ERR_OK;
}

const struct query journal_export = {
    .name = "journal.export", .right = "journal.inspect",
    .help = "The journal's entries, oldest first, a page at a time; `next` while there is more.",
    .fields = export_fields, .n_fields = 2, .in_size = sizeof(struct export_in),
    .run = export_run, .heavy = true,
};
