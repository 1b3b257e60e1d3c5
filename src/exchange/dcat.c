/* exchange/dcat.c -- the catalogue as DCAT-AP 3, a page at a time, and one data set by itself.
 * Floor 10.
 *
 * The graph is the same for whoever asks and in whatever language: a harvester that comes twice
 * finds the same. */
#include "exchange/dcat.h"

#include "base/words.h"
#include "org/unit.h"

#define PAGE 25

static void
begin(struct view *v, struct dcat *d)
{
    static const struct actor everybody;

    *d = (struct dcat){ .as = *v, .graph = rdf_new(v->arena) };
    d->v = &d->as;
    d->as.who = &everybody;
    d->in[0] = d->in[1] = d->as;
    d->in[0].lang = LANG_VI;
    d->in[1].lang = LANG_EN;
    d->root = dcat_address(d, "/dcat%.*s", S(""));
}

struct rdf_node *
dcat_service(struct dcat *d, bool features)
{
    struct rdf_node *n = rdf_node(d->graph, dcat_address(d, features ? "/dcat#features%.*s"
                                                                     : "/dcat#ckan%.*s", S("")));

    rdf_type(n, "dcat:DataService");
    rdf_text(n, "dct:title", features ? S("OGC API Features") : S("CKAN Action API 3"), "en");
    dcat_fetched(d, n, "dcat:endpointURL",
                 dcat_address(d, features ? "/ogc%.*s" : "/api/3/action%.*s", S("")));
    dcat_fetched(d, n, "dcat:endpointDescription",
                 dcat_address(d, features ? "/ogc/api%.*s" : "/api/openapi.json%.*s", S("")));
    return n;
}

static enum err
put_place(struct dcat *d)
{
    static const char *const langs[] = { "vi", "en" };
    struct rdf_node *n = rdf_node(d->graph, dcat_address(d, "/dcat#place%.*s", S("")));
    struct unit      unit;

    rdf_type(n, "dct:Location");
    for (int i = 0; i < 2; i++) {
        TRY(unit_province(&d->in[i], time_day(d->v->now), &unit));
        rdf_text(n, "skos:prefLabel", unit.title, langs[i]);
    }
    return ERR_OK;
}

static enum err
put_catalogue(struct dcat *d, const struct dataset *list, int n, struct rdf_node **out)
{
    struct rdf_node *c = rdf_node(d->graph, d->root), *node;
    struct unit      province;
    Time             modified = TIME_NONE;

    rdf_type(c, "dcat:Catalog");
    dcat_words(d, c, "dct:title", MSG("Open data portal"));
    dcat_words(d, c, "dct:description",
               MSG("Registries of the province's shared data: what each is, who answers for it, "
                   "and the records that are open to everybody."));
    TRY(unit_province(d->v, time_day(d->v->now), &province));
    TRY(dcat_agent(d, province.code, &node));
    rdf_link(c, "dct:publisher", rdf_iri(node));
    node = rdf_node(d->graph, dcat_address(d, "/du-lieu%.*s", S("")));
    rdf_type(node, "foaf:Document");
    rdf_link(c, "foaf:homepage", rdf_iri(node));
    rdf_link(c, "dct:language", dcat_listed(d, "language", "VIE", "dct:LinguisticSystem"));
    rdf_link(c, "dct:language", dcat_listed(d, "language", "ENG", "dct:LinguisticSystem"));
    rdf_link(c, "dct:spatial", dcat_address(d, "/dcat#place%.*s", S("")));
    node = rdf_node(d->graph, S("http://publications.europa.eu/resource/authority/data-theme"));
    rdf_type(node, "skos:ConceptScheme");
    rdf_text(node, "dct:title", S("Data theme"), "en");
    rdf_link(c, "dcat:themeTaxonomy", rdf_iri(node));
    for (int i = 0; i < n; i++)
        if (list[i].modified > modified)
            modified = list[i].modified;
    if (modified != TIME_NONE)
        rdf_typed(c, "dct:modified", time_text_utc(d->v->arena, modified), "xsd:dateTime");
    *out = c;
    return ERR_OK;
}

/* -- pages ---------------------------------------------------------------------------------- */

struct catalogue_in {
    Str     format;
    int64_t page;
    Time    modified_since;
};

static Str
page_address(struct dcat *d, const struct catalogue_in *in, int64_t page)
{
    Str address = str_format(d->v->arena, "%.*s?page=%lld", STR_ARG(d->root), (long long)page);

    if (in->modified_since == TIME_NONE)
        return address;
    return str_join(d->v->arena, address, S("&modified_since="),
                    time_text_utc(d->v->arena, in->modified_since));
}

/* Where there is more than one. */
static void
put_pages(struct dcat *d, const struct catalogue_in *in, int n, struct rdf_node *catalogue)
{
    int64_t          last = n == 0 ? 1 : (n + PAGE - 1) / PAGE;
    struct rdf_node *view;

    rdf_type(catalogue, "hydra:Collection");
    rdf_typed(catalogue, "hydra:totalItems", str_int(d->v->arena, n), "xsd:integer");
    if (last == 1)
        return;
    view = rdf_node(d->graph, page_address(d, in, in->page));
    rdf_type(view, "hydra:PartialCollectionView");
    rdf_link(catalogue, "hydra:view", rdf_iri(view));
    rdf_link(view, "hydra:first", page_address(d, in, 1));
    rdf_link(view, "hydra:last", page_address(d, in, last));
    if (in->page > 1)
        rdf_link(view, "hydra:previous", page_address(d, in, in->page - 1));
    if (in->page < last)
        rdf_link(view, "hydra:next", page_address(d, in, in->page + 1));
}

static enum err
write(struct dcat *d, Str format, struct json *out)
{
    enum rdf_format f = RDF_TURTLE;

    if (format.n > 0 && !rdf_format_of(format, &f)) {
        fault_add(d->v->faults, S("format"), MSG("is ttl, jsonld or rdf"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    json_put_text(d->v->arena, out, "type", rdf_media(f));
    json_put_text(d->v->arena, out, "text", rdf_write(d->graph, f));
    return ERR_OK;
}

static int
keep_since(struct dataset *list, int n, Time since)
{
    int kept = 0;

    for (int i = 0; i < n; i++)
        if (since == TIME_NONE || list[i].modified >= since)
            list[kept++] = list[i];
    return kept;
}

static enum err
run_catalogue(struct view *v, const void *input, struct json *out)
{
    struct catalogue_in in = *(const struct catalogue_in *)input;
    struct rdf_node    *catalogue, *node;
    struct dataset     *list;
    struct dcat         d;
    int                 n;

    if (in.page == 0)
        in.page = 1;
    begin(v, &d);
    TRY(datasets_read(d.v, &list, &n));
    n = keep_since(list, n, in.modified_since);
    TRY(put_catalogue(&d, list, n, &catalogue));
    TRY(put_place(&d));
    put_pages(&d, &in, n, catalogue);
    for (int64_t i = (in.page - 1) * PAGE; i < n && i < in.page * PAGE; i++) {
        TRY(dcat_dataset(&d, &list[i], &node));
        rdf_link(catalogue, "dcat:dataset", rdf_iri(node));
        if (list[i].rows)
            rdf_link(catalogue, "dcat:service", rdf_iri(dcat_service(&d, false)));
        if (dataset_features(d.v, &list[i]).n > 0)
            rdf_link(catalogue, "dcat:service", rdf_iri(dcat_service(&d, true)));
    }
    return write(&d, in.format, out);
}

struct one_in {
    Str format, key;
};

static enum err
run_one(struct view *v, const void *input, struct json *out)
{
    const struct one_in *in = input;
    struct rdf_node     *node;
    struct dataset       one;
    struct dcat          d;

    begin(v, &d);
    TRY(dataset_read(d.v, in->key, &one));
    TRY(dcat_dataset(&d, &one, &node));
    TRY(put_place(&d));
    return write(&d, in->format, out);
}

static const struct field catalogue_fields[] = {
    FIELD(TEXT, struct catalogue_in, format, .max = 10, .help = "ttl, jsonld or rdf; ttl"),
    FIELD(INT, struct catalogue_in, page, .min = 1, .max = 100000, .help = "From 1; 1"),
    FIELD(TIME, struct catalogue_in, modified_since,
          .help = "Only data sets written to since then"),
};
static const struct field one_fields[] = {
    FIELD(TEXT, struct one_in, format, .max = 10, .help = "ttl, jsonld or rdf; ttl"),
    FIELD(TEXT, struct one_in, key, .required = true, .max = 40, .help = "The registry's key"),
};

const struct query dcat_catalogue = {
    .name = "dcat.catalogue", .right = "anyone",
    .help = "The catalogue of registries as DCAT-AP 3: {type, text}.",
    .fields = catalogue_fields, .n_fields = 3, .in_size = sizeof(struct catalogue_in),
    .run = run_catalogue, .heavy = true,
};

const struct query dcat_one = {
    .name = "dcat.dataset", .right = "anyone",
    .help = "One registry as DCAT-AP 3: {type, text}.",
    .fields = one_fields, .n_fields = 2, .in_size = sizeof(struct one_in), .run = run_one,
};
