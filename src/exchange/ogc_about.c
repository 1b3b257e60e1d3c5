/* exchange/ogc_about.c -- the landing page, what is conformed to, the collections.  Floor 10. */
#include <math.h>

#include "base/words.h"
#include "exchange/ogc_inside.h"

/* -- addresses and links ----------------------------------------------------------- */

Str
ogc_escaped(struct arena *arena, Str s, const char *keep)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~";
    struct buf        b = BUF_MAX(16384);
    Str               out;

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\0' && (strchr(plain, s.p[i]) != NULL || strchr(keep, s.p[i]) != NULL))
            buf_byte(&b, s.p[i]);
        else
            buf_format(&b, "%%%02X", (unsigned)(unsigned char)s.p[i]);
    out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return out;
}

Str
ogc_address(struct view *v, const char *before, const Str *of, const char *after, const Str *id)
{
    Str middle = of != NULL ? ogc_escaped(v->arena, *of, "") : S("");
    Str last = id != NULL ? ogc_escaped(v->arena, *id, "/") : S("");

    return str_format(v->arena, "%.*s/ogc%s%.*s%s%.*s", STR_ARG(v->world->base_url), before,
                      STR_ARG(middle), after, STR_ARG(last));
}

Str
ogc_collection_address(struct view *v, Str key, const char *after)
{
    return ogc_address(v, "/collections/", &key, after, NULL);
}

void
ogc_link(struct view *v, struct json *links, const char *rel, const char *type, Str href,
         const char *title)
{
    struct json *o = json_add(links, json_object(v->arena));

    json_put_text(v->arena, o, "href", href);
    json_put_text(v->arena, o, "rel", str_of(rel));
    json_put_text(v->arena, o, "type", str_of(type));
    if (title != NULL)
        json_put_text(v->arena, o, "title", words(v->lang, title));
}

static Str
plain_address(struct view *v, const char *path)
{
    return ogc_address(v, path, NULL, "", NULL);
}

/* What derives from simulated records says so. */
static void
put_simulated(struct view *v, struct json *out)
{
    if (v->simulated)
        json_put_text(v->arena, out, "simulated_data", S("SỐ LIỆU MÔ PHỎNG"));
}

/* -- the landing page -------------------------------------------------------------- */

static enum err
run_landing(struct view *v, const void *in, struct json *out)
{
    struct json *links;

    (void)in;
    json_put_text(v->arena, out, "title", words(v->lang, MSG("Shared data of the province")));
    json_put_text(v->arena, out, "description",
                  words(v->lang, MSG("Registries as OGC API Features: each is a collection, each "
                                     "record in force a feature.")));
    put_simulated(v, out);
    links = json_put_array(v->arena, out, "links");
    ogc_link(v, links, "self", OGC_JSON, plain_address(v, ""), NULL);
    ogc_link(v, links, "service-desc", OGC_OPENAPI, plain_address(v, "/api"),
             MSG("Definition of the interface"));
    ogc_link(v, links, "conformance", OGC_JSON, plain_address(v, "/conformance"),
             MSG("What the interface conforms to"));
    ogc_link(v, links, "data", OGC_JSON, plain_address(v, "/collections"), MSG("Collections"));
    return ERR_OK;
}

const struct query ogc_landing = {
    .name = "ogc.landing", .right = "anyone",
    .help = "OGC API Features: the landing page.", .run = run_landing,
};

static enum err
run_conformance(struct view *v, const void *in, struct json *out)
{
    static const char *const classes[] = { "core", "oas30", "geojson" };
    struct json             *list = json_put_array(v->arena, out, "conformsTo");

    (void)in;
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        json_add(list, json_new_text(v->arena,
                                     str_format(v->arena, "http://www.opengis.net/spec/"
                                                "ogcapi-features-1/1.0/conf/%s", classes[i])));
    return ERR_OK;
}

const struct query ogc_conformance = {
    .name = "ogc.conformance", .right = "anyone",
    .help = "OGC API Features: the classes of the standard that are conformed to.",
    .run = run_conformance,
};

/* -- who sees what ----------------------------------------------------------------- */

enum err
ogc_shows(struct view *v, const struct registry *r, struct onlooker *out, bool *shows)
{
    TRY(onlooker_begin(v, r, out));
    *shows = out->base >= SIGHT_PUBLIC || out->may_read;
    return ERR_OK;
}

bool
ogc_filters(const struct onlooker *who, const struct registry_field *f)
{
    static const char *const ours[] = { "bbox", "limit", "datetime", "after" };

    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if (str_eq(f->name, str_of(ours[i])))
            return false;
    return f->indexed && sight_shows(onlooker_best(who), f);
}

/* One that every record has first: then its index leads to what is asked for. */
const struct registry_field *
ogc_days(const struct onlooker *who)
{
    const struct registry_field *found = NULL;

    for (int i = 0; i < who->r->n_fields; i++) {
        const struct registry_field *f = &who->r->field[i];

        if (f->type == REGISTRY_DAY && f->indexed && sight_shows(onlooker_best(who), f) &&
            (found == NULL || (f->required && !found->required)))
            found = f;
    }
    return found;
}

/* -- collections ------------------------------------------------------------------- */

/* To a millionth of a degree, outwards. */
static void
put_number(struct view *v, struct json *list, double n)
{
    struct json *j = json_new_text(v->arena, str_format(v->arena, "%.6f", n / 1e6));

    j->kind = JSON_DECIMAL;
    json_add(list, j);
}

static enum err
put_extent(struct view *v, const struct registry *r, struct json *o)
{
    struct box   box;
    bool         known;
    struct json *spatial, *list;

    TRY(ogc_extent(v, r, &box, &known));
    if (!known)
        return ERR_OK;
    spatial = json_put_object(v->arena, json_put_object(v->arena, o, "extent"), "spatial");
    list = json_add(json_put_array(v->arena, spatial, "bbox"), json_array(v->arena));
    put_number(v, list, floor(box.west * 1e6));
    put_number(v, list, floor(box.south * 1e6));
    put_number(v, list, ceil(box.east * 1e6));
    put_number(v, list, ceil(box.north * 1e6));
    json_put_text(v->arena, spatial, "crs", S(OGC_CRS84));
    return ERR_OK;
}

static enum err
put_collection(struct view *v, const struct registry *r, struct json *o)
{
    struct json *links;

    json_put_text(v->arena, o, "id", r->key);
    json_put_text(v->arena, o, "title", pack_words(v->lang, r->title));
    json_put_text(v->arena, o, "description", pack_words(v->lang, r->description));
    json_put_text(v->arena, o, "itemType", S("feature"));
    json_add(json_put_array(v->arena, o, "crs"), json_new_text(v->arena, S(OGC_CRS84)));
    put_simulated(v, o);
    TRY(put_extent(v, r, o));
    links = json_put_array(v->arena, o, "links");
    ogc_link(v, links, "self", OGC_JSON, ogc_collection_address(v, r->key, ""), NULL);
    ogc_link(v, links, "items", OGC_GEOJSON, ogc_collection_address(v, r->key, "/items"),
             MSG("Records as features"));
    ogc_link(v, links, "describedby", OGC_HTML,
             str_format(v->arena, "%.*s/du-lieu/%.*s", STR_ARG(v->world->base_url),
                        STR_ARG(r->key)), MSG("About this registry"));
    if (r->open == PUBLIC_ROWS)
        ogc_link(v, links, "license", OGC_HTML, r->licence, MSG("Licence"));
    return ERR_OK;
}

static enum err
run_collections(struct view *v, const void *in, struct json *out)
{
    const struct registries *all = registries_of(v);
    struct json             *links = json_put_array(v->arena, out, "links"), *list;

    (void)in;
    ogc_link(v, links, "self", OGC_JSON, plain_address(v, "/collections"), NULL);
    put_simulated(v, out);
    list = json_put_array(v->arena, out, "collections");
    for (int i = 0; i < all->n; i++) {
        struct onlooker who;
        bool            shows;

        TRY(ogc_shows(v, all->list[i], &who, &shows));
        if (shows)
            TRY(put_collection(v, all->list[i], json_add(list, json_object(v->arena))));
    }
    return ERR_OK;
}

const struct query ogc_collections = {
    .name = "ogc.collections", .right = "anyone",
    .help = "OGC API Features: the registries whose records one may see.",
    .run = run_collections, .heavy = true,
};

struct collection_in {
    Str collection;
};
static const struct field collection_fields[] = {
    FIELD(TEXT, struct collection_in, collection, .required = true, .max = 40,
          .help = "The registry's key"),
};

static enum err
run_collection(struct view *v, const void *input, struct json *out)
{
    const struct collection_in *in = input;
    const struct registry      *r = registry_by_key(v, in->collection);
    struct onlooker             who;
    bool                        shows = false;

    if (r != NULL)
        TRY(ogc_shows(v, r, &who, &shows));
    return shows ? put_collection(v, r, out)
                 : view_refuse(v, ERR_NOT_FOUND, MSG("There is no such collection."));
}

const struct query ogc_collection = {
    .name = "ogc.collection", .right = "anyone",
    .help = "OGC API Features: one registry as a collection.",
    .fields = collection_fields, .n_fields = 1, .in_size = sizeof(struct collection_in),
    .run = run_collection,
};
