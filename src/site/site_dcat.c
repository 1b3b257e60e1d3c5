/* site/site_dcat.c -- the catalogue as DCAT-AP: in Turtle, JSON-LD or RDF/XML, by the address's
 * ending or by what is asked for.  Floor 12. */
#include "site/visit.h"

static const struct {
    const char *ending;
    const char *type;
} formats[] = {
    { "ttl", "text/turtle" },
    { "jsonld", "application/ld+json" },
    { "rdf", "application/rdf+xml" },
    { "jsonld", "application/json" },
};
#define N_FORMATS (sizeof formats / sizeof formats[0])

/* What the client likes best; Turtle where it does not mind.  *page: a page most of all. */
static const char *
preferred(const struct visit *v, bool *page)
{
    Str    accept = request_header(v->request, S("Accept"));
    size_t best = 0;
    int    quality = http_type_quality(accept, S("text/turtle"));

    for (size_t i = 1; i < N_FORMATS; i++) {
        int q = http_type_quality(accept, str_of(formats[i].type));

        if (q > quality) {
            quality = q;
            best = i;
        }
    }
    *page = http_type_quality(accept, S("text/html")) > quality;
    return formats[best].ending;
}

static void
written(struct visit *v)
{
    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    visit_header(v, S("Vary"), S("Accept"));
    visit_open_to_pages(v);
    visit_text(v, 200, json_text(v->call.out, "type"), json_text(v->call.out, "text"));
}

static void
ask_catalogue(struct visit *v, const char *format)
{
    struct json *in = visit_input(v, "page modified_since");

    v->wants_json = true;
    json_put_text(v->arena, in, "format", str_of(format));
    visit_call(v, "dcat.catalogue", in, STR_NONE, written);
}

static void
get_catalogue(struct visit *v)
{
    bool        page;
    const char *format = preferred(v, &page);

    if (page)
        visit_see(v, S("/du-lieu"));
    else
        ask_catalogue(v, format);
}

static void
get_turtle(struct visit *v)
{
    ask_catalogue(v, "ttl");
}

static void
get_jsonld(struct visit *v)
{
    ask_catalogue(v, "jsonld");
}

static void
get_rdf(struct visit *v)
{
    ask_catalogue(v, "rdf");
}

/* "KEY", or "KEY.ttl". */
static void
get_dataset(struct visit *v)
{
    struct json *in = json_object(v->arena);
    Str          key, ending;
    bool         page = false;

    if (!str_cut(visit_param(v, S("file")), '.', &key, &ending))
        ending = str_of(preferred(v, &page));
    if (page) {
        visit_see(v, str_format(v->arena, "/du-lieu/%.*s",
                                STR_ARG(percent_encode(v->arena, key, S("")))));
        return;
    }
    v->wants_json = true;
    json_put_text(v->arena, in, "key", key);
    json_put_text(v->arena, in, "format", ending);
    visit_call(v, "dcat.dataset", in, STR_NONE, written);
}

const struct route routes_dcat[] = {
    { HTTP_GET, "/dcat", ROUTE_OWN, .handle = get_catalogue },
    { HTTP_GET, "/dcat.ttl", ROUTE_OWN, .handle = get_turtle },
    { HTTP_GET, "/dcat.jsonld", ROUTE_OWN, .handle = get_jsonld },
    { HTTP_GET, "/dcat.rdf", ROUTE_OWN, .handle = get_rdf },
    { HTTP_GET, "/dcat/{file}", ROUTE_OWN, .handle = get_dataset },
    { .path = NULL },
};
