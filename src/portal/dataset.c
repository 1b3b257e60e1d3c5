/* portal/dataset.c -- the page of one registry.  Floor 9.
 *
 * With `upto` it is the registry as it was behind an entry: rows and map of then; numbers are
 * kept for today alone, so none are shown. */
#include "journal/journal_sql.h"
#include "portal/inside.h"

#define PREVIEW_ROWS    8
#define PREVIEW_COLUMNS 5
#define MAP_ROWS        300

struct set_in {
    Str     registry;
    int64_t upto;
};
static const struct field set_fields[] = {
    FIELD(TEXT, struct set_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(INT, struct set_in, upto, .min = 0, .max = INT64_MAX,
          .help = "As it was behind this entry of the journal"),
};

/* -- rows: a preview, a map -------------------------------------------------------- */

static enum err
put_rows(struct listing *l, struct json *out)
{
    const struct registry *r = l->r;
    const int              at = r->geometry_field;
    bool                   draws = at >= 0 && listing_shows(l, &r->field[at]);
    struct portal_map     *map = portal_map_new(l->v);
    struct json           *rows = json_put_array(l->v->arena, out, "rows");
    const struct cell     *row;
    enum sight             sight;

    portal_put_heads(l, PREVIEW_COLUMNS, out);
    for (;;) {
        TRY(listing_next(l, &row, &sight));
        if (row == NULL || (!draws && (int)rows->count == PREVIEW_ROWS))
            break;
        if ((int)rows->count < PREVIEW_ROWS)
            portal_put_cells(l, PREVIEW_COLUMNS, row, sight,
                             json_add(rows, json_object(l->v->arena)));
        if (draws && sight_shows(sight, &r->field[at]) && !row[r->field[at].column].null)
            draws = portal_map_add(map, row[r->field[at].column].s, record_title(l->v, r, row),
                                   portal_record_href(l->v, r->key,
                                                      record_key_text(l->v->arena, r, row)));
    }
    portal_map_put(map, pack_words(l->v->lang, r->title), out);
    if (l->more)
        json_put_bool(l->v->arena, out, "more_rows", true);
    return ERR_OK;
}

static enum err
put_preview(struct onlooker *who, int64_t upto, struct json *out)
{
    struct listing_asked asked = { .registry = who->r->key, .upto = upto,
                                   .limit = who->r->geometry_field >= 0 ? MAP_ROWS
                                                                        : PREVIEW_ROWS };
    struct listing       l;

    if (!portal_sees_rows(who)) {
        if (who->r->open == PUBLIC_NONE)
            json_put_bool(who->v->arena, out, "closed", true);
        json_put_array(who->v->arena, out, "heads");
        json_put_array(who->v->arena, out, "rows");
        return ERR_OK;
    }
    json_put_bool(who->v->arena, out, "sees_rows", true);
    TRY(listing_begin(who->v, &asked, &l));
    return put_rows(&l, out);
}

/* -- facts ------------------------------------------------------------------------- */

static void
put_sources(struct view *v, const struct registry *r, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "sources");

    json_each(s, json_get(r->file, "x-sources"))
    {
        struct json *o = json_add(list, json_object(v->arena));
        Str          grade = json_text(s, "grade");

        json_put_text(v->arena, o, "title", json_text(s, "title"));
        if (json_text(s, "url").n > 0)
            json_put_text(v->arena, o, "url", json_text(s, "url"));
        json_put_text(v->arena, o, "grade", grade);
        json_put_text(v->arena, o, "grade_words", pack_grade_words(v->lang, grade));
    }
}

static Str
retention_words(struct view *v, const struct registry *r)
{
    if (r->retention.n == 0)
        return words(v->lang, MSG("not said"));
    if (str_eq(r->retention, S("keep")))
        return words(v->lang, MSG("kept for good"));
    return words_fill(v->arena, v->lang, MSG("{1} years after a record ends"), r->retention,
                      STR_NONE);
}

static void
put_facts(struct onlooker *who, const struct portal_fresh *fresh, struct json *out)
{
    struct view           *v = who->v;
    const struct registry *r = who->r;

    json_put_text(v->arena, out, "owner_href",
                  str_format(v->arena, "/don-vi/%.*s", STR_ARG(r->owner)));
    json_put_text(v->arena, out, "schema_version", str_int(v->arena, r->version));
    json_put_text(v->arena, out, "frequency_words", portal_frequency(v, r->frequency));
    json_put_text(v->arena, out, "retention_words", retention_words(v, r));
    if (r->licence.n > 0) {
        json_put_text(v->arena, out, "licence", r->licence);
        json_put_text(v->arena, out, "licence_words", portal_licence(v, r->licence));
    }
    portal_put_fresh(v, fresh, out);
    put_sources(v, r, out);
}

static void
put_example(struct view *v, struct json *list, const char *label, Str text)
{
    struct json *o = json_add(list, json_object(v->arena));

    json_put_text(v->arena, o, "label", words(v->lang, label));
    json_put_text(v->arena, o, "text", text);
}

static void
put_examples(struct onlooker *who, struct json *out)
{
    struct view           *v = who->v;
    const struct registry *r = who->r;
    struct json           *list = json_put_array(v->arena, out, "examples");
    const struct registry_field *counted = NULL;

    for (int i = 0; i < r->n_fields && counted == NULL; i++)
        if (registry_counts_shown(who, &r->field[i]))
            counted = &r->field[i];
    if (portal_sees_rows(who)) {
        put_example(v, list, MSG("A page of records"),
                    portal_address(v, "/api/query/registry.list?registry=%.*s&limit=100",
                                   STR_ARG(r->key)));
        put_example(v, list, MSG("All records, one a line"),
                    str_format(v->arena, "curl -o %.*s.ndjson %.*s", STR_ARG(r->key),
                               STR_ARG(portal_address(v, "/du-lieu/%.*s.ndjson",
                                                      STR_ARG(r->key)))));
    }
    if (counted != NULL)
        put_example(v, list, MSG("How many, by one field"),
                    portal_address(v, "/api/query/registry.counts?registry=%.*s&field=%.*s",
                                   STR_ARG(r->key), STR_ARG(counted->name)));
    put_example(v, list, MSG("This page as data"),
                str_format(v->arena, "curl -H 'Accept: application/json' %.*s",
                           STR_ARG(portal_address(v, "/du-lieu/%.*s", STR_ARG(r->key)))));
}

/* -- a version of the past --------------------------------------------------------- */

static enum err
put_version(struct view *v, int64_t upto, struct json *out)
{
    struct entry_get_row entry;
    struct json         *o;
    enum err             err = entry_get(v, upto, &entry);

    if (err == ERR_NOT_FOUND)
        return view_refuse(v, ERR_NOT_FOUND, MSG("The journal has no such entry."));
    TRY(err);
    o = json_put_object(v->arena, out, "then");
    json_put_text(v->arena, o, "version", str_int(v->arena, upto));
    json_put_time(v->arena, o, "at", entry.occurred);
    json_put_text(v->arena, o, "at_words", when_moment(v->arena, v->lang, entry.occurred));
    return ERR_OK;
}

static enum err
put_now(struct onlooker *who, const struct portal_fresh *fresh, struct json *out)
{
    struct view *v = who->v;
    Str          fill;

    TRY(portal_put_charts(who, out));
    TRY(portal_fill_words(who, &fill));
    if (fill.n > 0)
        json_put_text(v->arena, out, "fill_words", fill);
    json_put_text(v->arena, out, "linked_data",
                  portal_linked(who, fresh, json_int(out, "records", -1),
                                json_bool(out, "sample")));
    return ERR_OK;
}

static enum err
run_set(struct view *v, const void *input, struct json *out)
{
    const struct set_in   *in = input;
    const struct registry *r;
    struct onlooker        who;
    struct portal_fresh    fresh;

    TRY(registry_named(v, in->registry, &r));
    TRY(onlooker_begin(v, r, &who));
    TRY(portal_fresh(v, r, &fresh));
    TRY(portal_put_head(&who, "data", out));
    if (in->upto > 0)
        TRY(put_version(v, in->upto, out));
    put_facts(&who, &fresh, out);
    TRY(put_preview(&who, in->upto, out));
    portal_put_columns(&who, out);
    if (in->upto > 0)
        json_put_array(v->arena, out, "charts");
    else
        TRY(put_now(&who, &fresh, out));
    if (portal_sees_rows(&who))
        portal_put_files(v, r, in->upto, STR_NONE, out);
    else
        json_put_array(v->arena, out, "files");
    put_examples(&who, out);
    if (portal_sees_rows(&who))
        portal_put_citation(v, r, &fresh, in->upto, out);
    return ERR_OK;
}

const struct query data_set = {
    .name = "data.set", .right = "anyone",
    .help = "One registry: what it is, its columns, a preview, map, charts, files, citation.",
    .fields = set_fields, .n_fields = 2, .in_size = sizeof(struct set_in), .run = run_set,
    .heavy = true,
};
