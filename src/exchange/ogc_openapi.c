/* exchange/ogc_openapi.c -- the definition of OGC API Features as OpenAPI 3.0: each collection that
 * the asker may see with the parameters it takes.  Floor 10. */
#include "base/words.h"
#include "exchange/ogc_inside.h"

/* What does not depend on registries. */
static const char components[] =
    "{\"parameters\":{"
    "\"bbox\":{\"name\":\"bbox\",\"in\":\"query\",\"required\":false,\"style\":\"form\","
    "\"explode\":false,\"description\":\"West, south, east, north in degrees of WGS 84; six "
    "numbers with heights.\",\"schema\":{\"type\":\"array\",\"oneOf\":[{\"minItems\":4,"
    "\"maxItems\":4},{\"minItems\":6,\"maxItems\":6}],\"items\":{\"type\":\"number\"}}},"
    "\"limit\":{\"name\":\"limit\",\"in\":\"query\",\"required\":false,\"style\":\"form\","
    "\"explode\":false,\"schema\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,"
    "\"default\":10}},"
    "\"datetime\":{\"name\":\"datetime\",\"in\":\"query\",\"required\":false,\"style\":\"form\","
    "\"explode\":false,\"description\":\"A moment, or two with / between them, one of which may be "
    "..; records without a day match any.\",\"schema\":{\"type\":\"string\"}},"
    "\"after\":{\"name\":\"after\",\"in\":\"query\",\"required\":false,\"description\":\"Where a "
    "page ended; as its link next has it.\",\"schema\":{\"type\":\"string\"}},"
    "\"featureId\":{\"name\":\"featureId\",\"in\":\"path\",\"required\":true,"
    "\"schema\":{\"type\":\"string\"}},"
    "\"collectionId\":{\"name\":\"collectionId\",\"in\":\"path\",\"required\":true,"
    "\"schema\":{\"type\":\"string\"}}},"
    "\"schemas\":{"
    "\"link\":{\"type\":\"object\",\"required\":[\"href\"],\"properties\":{\"href\":{\"type\":"
    "\"string\"},\"rel\":{\"type\":\"string\"},\"type\":{\"type\":\"string\"},\"title\":{\"type\":"
    "\"string\"}}},"
    "\"links\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/link\"}},"
    "\"exception\":{\"type\":\"object\",\"required\":[\"code\"],\"properties\":{\"code\":{\"type\":"
    "\"string\"},\"description\":{\"type\":\"string\"}}},"
    "\"landingPage\":{\"type\":\"object\",\"required\":[\"links\"],\"properties\":{\"title\":"
    "{\"type\":\"string\"},\"description\":{\"type\":\"string\"},\"links\":{\"$ref\":"
    "\"#/components/schemas/links\"}}},"
    "\"conformance\":{\"type\":\"object\",\"required\":[\"conformsTo\"],\"properties\":"
    "{\"conformsTo\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}},"
    "\"collection\":{\"type\":\"object\",\"required\":[\"id\",\"links\"],\"properties\":{\"id\":"
    "{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"description\":{\"type\":\"string\"},"
    "\"extent\":{\"type\":\"object\"},\"itemType\":{\"type\":\"string\"},\"crs\":{\"type\":"
    "\"array\",\"items\":{\"type\":\"string\"}},\"links\":{\"$ref\":"
    "\"#/components/schemas/links\"}}},"
    "\"collections\":{\"type\":\"object\",\"required\":[\"links\",\"collections\"],\"properties\":"
    "{\"links\":{\"$ref\":\"#/components/schemas/links\"},\"collections\":{\"type\":\"array\","
    "\"items\":{\"$ref\":\"#/components/schemas/collection\"}}}},"
    "\"feature\":{\"type\":\"object\",\"required\":[\"type\",\"geometry\",\"properties\"],"
    "\"properties\":{\"type\":{\"type\":\"string\",\"enum\":[\"Feature\"]},\"id\":{\"type\":"
    "\"string\"},\"geometry\":{\"type\":\"object\",\"nullable\":true},\"properties\":{\"type\":"
    "\"object\",\"nullable\":true},\"links\":{\"$ref\":\"#/components/schemas/links\"}}},"
    "\"featureCollection\":{\"type\":\"object\",\"required\":[\"type\",\"features\"],"
    "\"properties\":{\"type\":{\"type\":\"string\",\"enum\":[\"FeatureCollection\"]},"
    "\"features\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/feature\"}},"
    "\"links\":{\"$ref\":\"#/components/schemas/links\"},\"timeStamp\":{\"type\":\"string\","
    "\"format\":\"date-time\"},\"numberMatched\":{\"type\":\"integer\",\"minimum\":0},"
    "\"numberReturned\":{\"type\":\"integer\",\"minimum\":0}}}},"
    "\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}}}";

static void
put_reference(struct view *v, struct json *to, const char *kind, const char *name)
{
    json_put_text(v->arena, to, "$ref", str_format(v->arena, "#/components/%s/%s", kind, name));
}

static void
put_answer(struct view *v, struct json *answers, const char *status, const char *what,
           const char *type, const char *schema)
{
    struct json *o = json_put_object(v->arena, answers, status);

    json_put_text(v->arena, o, "description", str_of(what));
    o = json_put_object(v->arena, json_put_object(v->arena, o, "content"), type);
    put_reference(v, json_put_object(v->arena, o, "schema"), "schemas", schema);
}

/* One that answers GET; its parameters, to be filled. */
static struct json *
put_path(struct view *v, struct json *paths, Str path, const char *summary, const char *type,
         const char *schema)
{
    struct json *o = json_put(paths, path, json_object(v->arena)), *list, *answers;

    o = json_put_object(v->arena, o, "get");
    json_put_text(v->arena, o, "summary", str_of(summary));
    list = json_put_array(v->arena, o, "parameters");
    answers = json_put_object(v->arena, o, "responses");
    put_answer(v, answers, "200", "What was asked for", type, schema);
    put_answer(v, answers, "400", "A parameter is unknown or not as it should be", OGC_JSON,
               "exception");
    put_answer(v, answers, "404", "There is no such thing", OGC_JSON, "exception");
    put_answer(v, answers, "default", "It could not be answered", OGC_JSON, "exception");
    return list;
}

static void
put_parameter(struct view *v, struct json *list, const char *name)
{
    put_reference(v, json_add(list, json_object(v->arena)), "parameters", name);
}

static void
put_field(struct view *v, const struct registry_field *f, struct json *list)
{
    static const char *const types[] = {
        [REGISTRY_TEXT] = "string",  [REGISTRY_INT] = "integer", [REGISTRY_REAL] = "number",
        [REGISTRY_BOOL] = "boolean", [REGISTRY_DAY] = "string",  [REGISTRY_GEOMETRY] = "string",
    };
    struct json       *o = json_add(list, json_object(v->arena)), *schema;
    const struct json *values = json_get(f->schema, "enum");

    json_put_text(v->arena, o, "name", f->name);
    json_put_text(v->arena, o, "in", S("query"));
    json_put_bool(v->arena, o, "required", false);
    json_put_text(v->arena, o, "description", registry_field_title(v->lang, f));
    schema = json_put_object(v->arena, o, "schema");
    json_put_text(v->arena, schema, "type", str_of(types[f->type]));
    if (f->type == REGISTRY_DAY)
        json_put_text(v->arena, schema, "format", S("date"));
    if (values != NULL)
        json_put(schema, S("enum"), json_copy(v->arena, values));
}

static void
put_collection(struct view *v, const struct registry *r, const struct onlooker *who,
               struct json *paths)
{
    static const char *const common[] = { "bbox", "limit", "datetime", "after" };
    Str path = str_format(v->arena, "/collections/%.*s/items", STR_ARG(r->key));
    struct json *list = put_path(v, paths, path, "Records as features", OGC_GEOJSON,
                                 "featureCollection");

    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        put_parameter(v, list, common[i]);
    for (int i = 0; i < r->n_fields; i++)
        if (ogc_filters(who, &r->field[i]))
            put_field(v, &r->field[i], list);
    path = str_format(v->arena, "/collections/%.*s/items/{featureId}", STR_ARG(r->key));
    put_parameter(v, put_path(v, paths, path, "One record as a feature", OGC_GEOJSON, "feature"),
                  "featureId");
}

static enum err
put_collections(struct view *v, struct json *paths)
{
    const struct registries *all = registries_of(v);

    for (int i = 0; i < all->n; i++) {
        struct onlooker who;
        bool            shows;

        TRY(ogc_shows(v, all->list[i], &who, &shows));
        if (shows)
            put_collection(v, all->list[i], &who, paths);
    }
    return ERR_OK;
}

static void
put_info(struct view *v, struct json *out)
{
    struct json *info = json_put_object(v->arena, out, "info");
    struct json *server = json_add(json_put_array(v->arena, out, "servers"), json_object(v->arena));

    json_put_text(v->arena, info, "title", words(v->lang, MSG("Shared data of the province")));
    json_put_text(v->arena, info, "version", S("1.0"));
    json_put_text(v->arena, server, "url", ogc_address(v, "", NULL, "", NULL));
}

static enum err
run_api(struct view *v, const void *in, struct json *out)
{
    struct json *paths, *fixed;

    (void)in;
    json_put_text(v->arena, out, "openapi", S("3.0.3"));
    put_info(v, out);
    paths = json_put_object(v->arena, out, "paths");
    put_path(v, paths, S("/"), "The landing page", OGC_JSON, "landingPage");
    put_path(v, paths, S("/conformance"), "What is conformed to", OGC_JSON, "conformance");
    put_path(v, paths, S("/collections"), "The collections", OGC_JSON, "collections");
    put_parameter(v, put_path(v, paths, S("/collections/{collectionId}"), "One collection",
                              OGC_JSON, "collection"), "collectionId");
    TRY(put_collections(v, paths));
    if (json_parse(v->arena, str_of(components), &fixed, NULL) != ERR_OK)
        BUG("the components of OGC API Features are no JSON");
    json_put(out, S("components"), fixed);
    return ERR_OK;
}

const struct query ogc_api = {
    .name = "ogc.api", .right = "anyone",
    .help = "OGC API Features: its definition as OpenAPI 3.0.", .run = run_api, .heavy = true,
};
