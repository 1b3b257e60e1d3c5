/* site/site_ogc.c -- OGC API Features under /ogc: addresses and answers alone (exchange/ogc.h).
 * Floor 12. */
#include "site/visit.h"

/* As the standard's exception: a code, and words. */
static void
fail(struct visit *v, int status, const char *code, Str description)
{
    struct json *o = json_object(v->arena);

    json_put_text(v->arena, o, "code", str_of(code));
    json_put_text(v->arena, o, "description", description);
    visit_json(v, status, o);
}

static void
fail_parameters(struct visit *v)
{
    struct buf b = BUF_MAX(16384);
    Str        text;

    json_each(f, visit_fault_list(v))
    {
        Str field = json_text(f, "field");

        if (str_starts(field, S("where/")))
            field = str_sub(field, 6, field.n);
        if (b.n > 0)
            buf_add(&b, S("; "));
        buf_format(&b, "%.*s: ", STR_ARG(field));
        buf_add(&b, json_text(f, "text"));
    }
    text = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    fail(v, 400, "InvalidParameterValue", text);
}

static void
fail_call(struct visit *v)
{
    enum err err = v->call.err;

    visit_challenge(v, err);
    if (err == ERR_TOO_MANY)
        visit_wait(v);
    if (err == ERR_INVALID)
        fail_parameters(v);
    else
        fail(v, err_http(err), err == ERR_NOT_FOUND ? "NotFound" : err_name(err),
             words(v->lang, v->call.why));
}

static void
answer(struct visit *v, Str type)
{
    visit_quota(v);
    if (v->call.err != ERR_OK)
        fail_call(v);
    else
        visit_text(v, 200, type, json_string(v->arena, v->call.out));
}

static void
answered(struct visit *v)
{
    answer(v, S("application/json"));
}

static void
answered_features(struct visit *v)
{
    answer(v, S("application/geo+json"));
}

static void
answered_definition(struct visit *v)
{
    answer(v, S("application/vnd.oai.openapi+json;version=3.0"));
}

/* -- what is asked ---------------------------------------------------------------------- */

/* The parameters, each once; false when that was refused. */
static bool
params(struct visit *v, struct json *out)
{
    const struct pairs *query = &v->request->query;

    for (size_t i = 0; i < query->count; i++) {
        if (pairs_count(query, query->at[i].name) > 1) {
            fail(v, 400, "InvalidParameterValue",
                 words_fill(v->arena, v->lang, MSG("{1} is there twice"), query->at[i].name,
                            STR_NONE));
            return false;
        }
        json_put(out, query->at[i].name, json_new_text(v->arena, query->at[i].value));
    }
    return true;
}

static void
ask(struct visit *v, const char *query, struct json *input, visit_fn *then)
{
    v->wants_json = true;
    if (v->request->query.count > 0)
        fail(v, 400, "InvalidParameterValue",
             words_fill(v->arena, v->lang, MSG("{1} is no parameter here"),
                        v->request->query.at[0].name, STR_NONE));
    else
        visit_call(v, query, input, STR_NONE, then);
}

static void
get_landing(struct visit *v)
{
    ask(v, "ogc.landing", json_object(v->arena), answered);
}

static void
get_conformance(struct visit *v)
{
    ask(v, "ogc.conformance", json_object(v->arena), answered);
}

static void
get_api(struct visit *v)
{
    ask(v, "ogc.api", json_object(v->arena), answered_definition);
}

static void
get_collections(struct visit *v)
{
    ask(v, "ogc.collections", json_object(v->arena), answered);
}

static void
get_collection(struct visit *v)
{
    ask(v, "ogc.collection", visit_input(v, "collection"), answered);
}

static void
get_items(struct visit *v)
{
    struct json *input = json_object(v->arena);

    v->wants_json = true;
    json_put_text(v->arena, input, "collection", visit_param(v, S("collection")));
    if (params(v, json_put_object(v->arena, input, "params")))
        visit_call(v, "ogc.items", input, STR_NONE, answered_features);
}

static void
get_item(struct visit *v)
{
    ask(v, "ogc.item", visit_input(v, "collection id"), answered_features);
}

const struct route routes_ogc[] = {
    { HTTP_GET, "/ogc", ROUTE_OWN, .handle = get_landing },
    { HTTP_GET, "/ogc/", ROUTE_OWN, .handle = get_landing },
    { HTTP_GET, "/ogc/conformance", ROUTE_OWN, .handle = get_conformance },
    { HTTP_GET, "/ogc/api", ROUTE_OWN, .handle = get_api },
    { HTTP_GET, "/ogc/collections", ROUTE_OWN, .handle = get_collections },
    { HTTP_GET, "/ogc/collections/{collection}", ROUTE_OWN, .handle = get_collection },
    { HTTP_GET, "/ogc/collections/{collection}/items", ROUTE_OWN, .handle = get_items },
    { HTTP_GET, "/ogc/collections/{collection}/items/{id*}", ROUTE_OWN, .handle = get_item },
    { .path = NULL },
};
