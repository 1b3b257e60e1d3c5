/* exchange/ogc_items.c -- the features of a collection, a page at a time, and one.  Floor 10.
 *
 * Parameters are bbox, limit, datetime, after (where a page ended) and every field one may filter
 * by; any other is refused.  A page is walked by place where a rectangle is asked for, else along
 * an index, so that it costs the same at any depth (registry/listing.h, within.h). */
#include "base/scan.h"
#include "base/words.h"
#include "exchange/ogc_inside.h"

struct items_in {
    Str                collection;
    const struct json *params; /* {name: text} as in the address */
};
static const struct field items_fields[] = {
    FIELD(TEXT, struct items_in, collection, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(JSON, struct items_in, params,
          .help = "bbox, limit, datetime, after, and fields, as texts"),
};

struct asking {
    struct view           *v;
    const struct items_in *in;
    const struct registry *r;
    struct onlooker        who;
    struct listing_asked   asked;
    struct json           *where;
    Str                    bbox;
    bool                   by_place, counts;
    const struct registry_field *days; /* asked for by datetime, and not every record has it */
    Day                    first, last;
};

/* -- parameters -------------------------------------------------------------------- */

static void
wrong(struct asking *a, const char *parameter, const char *message)
{
    fault_add(a->v->faults, str_of(parameter), message, STR_NONE, STR_NONE);
}

static void
read_limit(struct asking *a, Str text)
{
    int64_t limit;

    if (scan_int(text, 1, INT64_MAX, &limit) != ERR_OK)
        wrong(a, "limit", MSG("must be a whole number from 1"));
    else
        a->asked.limit = limit < OGC_LIMIT_MAX ? limit : OGC_LIMIT_MAX;
}

/* A day, or the day a moment falls on here; ".." or nothing is no bound. */
static bool
read_moment(Str text, Day otherwise, Day *out)
{
    Time at;

    *out = otherwise;
    if (text.n == 0 || str_eq(text, S("..")))
        return true;
    if (day_parse(text, out) == ERR_OK)
        return true;
    if (time_parse(text, &at) != ERR_OK)
        return false;
    *out = time_day(at);
    return true;
}

static void
read_datetime(struct asking *a, Str text)
{
    Str  from = text, to = text;
    bool interval = str_cut(text, '/', &from, &to), open_both;

    if (!interval)
        to = from;
    open_both = (from.n == 0 || str_eq(from, S(".."))) && (to.n == 0 || str_eq(to, S("..")));
    if (open_both || !read_moment(from, DAY_MIN, &a->first) ||
        !read_moment(to, day_of(9999, 12, 31), &a->last) || a->first > a->last)
        wrong(a, "datetime", MSG("is a moment (2024-07-01T00:00:00Z) or two with / between them, "
                                 "one of which may be .."));
}

/* A field of days that every record has is filtered by its index; records without a day match
 * any moment, so of another one each record is looked at. */
static void
filter_days(struct asking *a)
{
    const struct registry_field *f = ogc_days(&a->who);
    struct json                 *bounds;

    if (f == NULL)
        return;
    a->counts = false;
    if (!f->required || json_get_str(a->where, f->name) != NULL) {
        a->days = f;
        return;
    }
    bounds = json_object(a->v->arena);
    json_put(a->where, f->name, bounds);
    if (a->first > DAY_MIN)
        json_put_text(a->v->arena, bounds, "from", day_text(a->v->arena, a->first));
    json_put_text(a->v->arena, bounds, "to", day_text(a->v->arena, a->last));
}

static void
read_param(struct asking *a, const struct json *p, bool *by_day)
{
    const struct registry_field *f = registry_field(a->r, p->key);

    if (str_eq(p->key, S("bbox"))) {
        a->bbox = p->text;
        a->by_place = true;
    } else if (str_eq(p->key, S("limit"))) {
        read_limit(a, p->text);
    } else if (str_eq(p->key, S("datetime"))) {
        read_datetime(a, p->text);
        *by_day = true;
    } else if (str_eq(p->key, S("after"))) {
        a->asked.after = p->text;
    } else if (f != NULL && ogc_filters(&a->who, f)) {
        json_put_text(a->v->arena, a->where, str_c(a->v->arena, f->name), p->text);
    } else {
        fault_add(a->v->faults, p->key, MSG("is no parameter of this collection"), STR_NONE,
                  STR_NONE);
    }
}

static enum err
read_asking(struct view *v, const struct items_in *in, struct asking *a)
{
    bool by_day = false;

    *a = (struct asking){ .v = v, .in = in, .where = json_object(v->arena), .counts = true,
                          .first = DAY_MIN, .last = day_of(9999, 12, 31) };
    TRY(registry_shown(v, in->collection, &a->r));
    TRY(onlooker_begin(v, a->r, &a->who));
    a->asked = (struct listing_asked){ .registry = in->collection, .limit = OGC_LIMIT,
                                       .where = a->where, .who = &a->who };
    json_each(p, in->params)
        read_param(a, p, &by_day);
    if (by_day)
        filter_days(a);
    if (a->by_place && a->r->geometry_field < 0)
        a->by_place = false; /* what lies nowhere lies in any rectangle */
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

/* -- features ---------------------------------------------------------------------- */

static bool
passes_days(const struct asking *a, const struct cell *row)
{
    const struct cell *c = a->days != NULL ? &row[a->days->column] : NULL;

    return c == NULL || c->null || (c->i >= a->first && c->i <= a->last);
}

static void
put_feature(struct view *v, const struct registry *r, const struct cell *row, enum sight sight,
            struct json *o)
{
    const struct registry_field *g = r->geometry_field >= 0 ? &r->field[r->geometry_field] : NULL;
    struct json                 *properties;

    json_put_text(v->arena, o, "type", S("Feature"));
    json_put_text(v->arena, o, "id", record_key_text(v->arena, r, row));
    json_put(o, S("geometry"), g != NULL && sight_shows(sight, g)
                                   ? record_value(v->arena, g, &row[g->column])
                                   : json_new_null(v->arena));
    properties = json_put_object(v->arena, o, "properties");
    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i];

        if (f != g && !row[f->column].null && sight_shows(sight, f))
            json_put(properties, f->name, record_value(v->arena, f, &row[f->column]));
    }
}

/* A page in either walk. */
struct walk {
    struct within  within;
    struct listing listing;
    bool           by_place;
};

static enum err
next_row(struct walk *w, const struct cell **row, enum sight *sight)
{
    return w->by_place ? within_next(&w->within, row, sight)
                       : listing_next(&w->listing, row, sight);
}

static enum err
put_features(struct asking *a, struct walk *w, struct json *list)
{
    const struct cell *row;
    enum sight         sight;

    for (;;) {
        TRY(next_row(w, &row, &sight));
        if (row == NULL)
            return ERR_OK;
        if (passes_days(a, row))
            put_feature(a->v, a->r, row, sight, json_add(list, json_object(a->v->arena)));
    }
}

/* The same address, from another place on; `after` empty: as it was asked. */
static Str
page_address(struct asking *a, Str after)
{
    struct arena *arena = a->v->arena;
    Str           address = ogc_collection_address(a->v, a->in->collection, "/items");
    char          mark = '?';

    json_each(p, a->in->params)
    {
        if (after.n > 0 && str_eq(p->key, S("after")))
            continue;
        address = str_format(arena, "%.*s%c%.*s=%.*s", STR_ARG(address), mark,
                             STR_ARG(ogc_escaped(arena, p->key, "")),
                             STR_ARG(ogc_escaped(arena, p->text, ",:/")));
        mark = '&';
    }
    if (after.n > 0)
        address = str_format(arena, "%.*s%cafter=%.*s", STR_ARG(address), mark,
                             STR_ARG(ogc_escaped(arena, after, ":")));
    return address;
}

static enum err
begin(struct asking *a, struct walk *w)
{
    *w = (struct walk){ .by_place = a->by_place };
    return a->by_place ? within_begin(a->v, &a->asked, a->bbox, true, &w->within)
                       : listing_begin(a->v, &a->asked, &w->listing);
}

static enum err
put_counts(struct asking *a, struct walk *w, int64_t returned, struct json *out)
{
    int64_t total = -1;

    if (!w->by_place && a->counts)
        TRY(listing_total(&w->listing, &total));
    if (total >= 0)
        json_put_int(a->v->arena, out, "numberMatched", total);
    json_put_int(a->v->arena, out, "numberReturned", returned);
    json_put_text(a->v->arena, out, "timeStamp", time_text_utc(a->v->arena, a->v->now));
    if (a->v->simulated)
        json_put_text(a->v->arena, out, "simulated_data", S("SỐ LIỆU MÔ PHỎNG"));
    return ERR_OK;
}

static enum err
run_items(struct view *v, const void *input, struct json *out)
{
    struct asking a;
    struct walk   w;
    struct json  *features = json_array(v->arena), *links;
    bool          more;

    TRY(read_asking(v, input, &a));
    TRY(begin(&a, &w));
    TRY(put_features(&a, &w, features));
    more = w.by_place ? w.within.l.more : w.listing.more;
    json_put_text(v->arena, out, "type", S("FeatureCollection"));
    TRY(put_counts(&a, &w, (int64_t)features->count, out));
    links = json_put_array(v->arena, out, "links");
    ogc_link(v, links, "self", OGC_GEOJSON, page_address(&a, S("")), NULL);
    if (more)
        ogc_link(v, links, "next", OGC_GEOJSON,
                 page_address(&a, w.by_place ? within_place(&w.within)
                                             : listing_place(&w.listing)), MSG("Next page"));
    ogc_link(v, links, "collection", OGC_JSON, ogc_collection_address(v, a.r->key, ""), NULL);
    json_put(out, S("features"), features);
    return ERR_OK;
}

const struct query ogc_items = {
    .name = "ogc.items", .right = "anyone",
    .help = "OGC API Features: a page of a registry's records as GeoJSON.",
    .fields = items_fields, .n_fields = 2, .in_size = sizeof(struct items_in), .run = run_items,
};

/* -- one --------------------------------------------------------------------------- */

struct item_in {
    Str collection, id;
};
static const struct field item_fields[] = {
    FIELD(TEXT, struct item_in, collection, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(TEXT, struct item_in, id, .required = true, .max = 1000, .help = "The record's key"),
};

static enum err
run_item(struct view *v, const void *input, struct json *out)
{
    const struct item_in  *in = input;
    const struct registry *r;
    struct onlooker        who;
    struct cell           *row;
    struct json           *links;
    enum sight             sight = SIGHT_NONE;

    TRY(registry_shown(v, in->collection, &r));
    TRY(onlooker_begin(v, r, &who));
    if (record_by_key(v, r, in->id, who.open, &row) == ERR_OK)
        TRY(onlooker_sight(&who, row[ROW_UNIT].i, &sight));
    if (sight < SIGHT_PUBLIC)
        return view_refuse(v, ERR_NOT_FOUND, MSG("There is no such record."));
    TRY(registry_took(v, r, 1));
    put_feature(v, r, row, sight, out);
    if (v->simulated)
        json_put_text(v->arena, out, "simulated_data", S("SỐ LIỆU MÔ PHỎNG"));
    links = json_put_array(v->arena, out, "links");
    ogc_link(v, links, "self", OGC_GEOJSON,
             ogc_address(v, "/collections/", &r->key, "/items/", &in->id), NULL);
    ogc_link(v, links, "collection", OGC_JSON, ogc_collection_address(v, r->key, ""), NULL);
    return ERR_OK;
}

const struct query ogc_item = {
    .name = "ogc.item", .right = "anyone",
    .help = "OGC API Features: one record as GeoJSON.",
    .fields = item_fields, .n_fields = 2, .in_size = sizeof(struct item_in), .run = run_item,
};
