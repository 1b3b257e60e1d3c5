/* exchange/dcat_dataset.c -- one registry as a dcat:Dataset with its distributions.  Floor 10.
 *
 * Mandatory and recommended properties are those of DCAT-AP 3.0.0.  What nobody told us is left
 * out: sizes, e-mail addresses, what time and place single records cover. */
#include "base/words.h"
#include "exchange/dcat.h"
#include "org/unit.h"

#define EUROPE "http://publications.europa.eu/resource/authority/"

Str
dcat_address(struct dcat *d, const char *format, Str part)
{
    Str tail = str_format(d->v->arena, format, STR_ARG(part));

    return str_join(d->v->arena, d->v->world->base_url, tail, S(""));
}

Str
dcat_listed(struct dcat *d, const char *list, const char *code, const char *class)
{
    struct rdf_node *n = rdf_node(d->graph, str_format(d->v->arena, EUROPE "%s/%s", list, code));

    rdf_type(n, class);
    return rdf_iri(n);
}

void
dcat_words(struct dcat *d, struct rdf_node *n, const char *property, const char *message)
{
    (void)d;
    rdf_text(n, property, words(LANG_VI, message), "vi");
    rdf_text(n, property, words(LANG_EN, message), "en");
}

void
dcat_fetched(struct dcat *d, struct rdf_node *n, const char *property, Str address)
{
    struct rdf_node *to = rdf_node(d->graph, address);

    rdf_type(to, "rdfs:Resource");
    rdf_link(n, property, rdf_iri(to));
}

/* A unit's name in both languages. */
static enum err
put_names(struct dcat *d, Str code, const char *property, struct rdf_node *n)
{
    static const char *const langs[] = { "vi", "en" };

    for (int i = 0; i < 2; i++) {
        struct unit unit;
        enum err    err = unit_by_code_ever(&d->in[i], code, time_day(d->v->now), &unit);

        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
        rdf_text(n, property, err == ERR_OK ? unit.title : code, langs[i]);
    }
    return ERR_OK;
}

enum err
dcat_agent(struct dcat *d, Str code, struct rdf_node **out)
{
    struct rdf_node *n = rdf_node(d->graph, dcat_address(d, "/don-vi/%.*s", code));

    rdf_type(n, "foaf:Agent");
    rdf_type(n, "foaf:Organization");
    *out = n;
    return put_names(d, code, "foaf:name", n);
}

/* -- words ---------------------------------------------------------------------------------- */

static void
put_words(struct dcat *d, const struct dataset *s, struct rdf_node *n)
{
    static const char *const langs[] = { "vi", "en" };

    for (int i = 0; i < 2; i++) {
        const struct json *w = json_get(json_get(s->about, "words"), langs[i]);

        rdf_text(n, "dct:title", json_text(w, "title"), langs[i]);
        rdf_text(n, "dct:description",
                 dataset_noted(&d->in[i], s, json_text(w, "description")), langs[i]);
        json_each(word, json_get(w, "keywords"))
            rdf_text(n, "dcat:keyword", word->text, langs[i]);
    }
}

static void
put_theme(struct dcat *d, const struct dataset *s, struct rdf_node *n)
{
    const struct theme *t = theme_of(json_text(s->about, "theme"));
    struct rdf_node    *concept;

    if (t == NULL)
        return;
    concept = rdf_node(d->graph, dcat_listed(d, "data-theme", t->code, "skos:Concept"));
    dcat_words(d, concept, "skos:prefLabel", t->title);
    rdf_link(concept, "skos:inScheme", S(EUROPE "data-theme"));
    rdf_link(n, "dcat:theme", rdf_iri(concept));
}

static void
put_frequency(struct dcat *d, const struct dataset *s, struct rdf_node *n)
{
    static const char *const codes[][2] = { { "day", "DAILY" }, { "week", "WEEKLY" },
                                            { "month", "MONTHLY" }, { "quarter", "QUARTERLY" },
                                            { "year", "ANNUAL" }, { "irregular", "IRREG" } };

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (str_eq(json_text(s->about, "frequency"), str_of(codes[i][0])))
            rdf_link(n, "dct:accrualPeriodicity",
                     dcat_listed(d, "frequency", codes[i][1], "dct:Frequency"));
}

static void
put_access(struct dcat *d, const struct dataset *s, struct rdf_node *n)
{
    Str         open = json_text(s->about, "public");
    const char *code = str_eq(open, S("rows")) ? "PUBLIC"
                       : str_eq(open, S("counts")) ? "RESTRICTED" : "NON_PUBLIC";

    rdf_link(n, "dct:accessRights", dcat_listed(d, "access-right", code, "dct:RightsStatement"));
}

static void
put_moments(struct dcat *d, const struct dataset *s, struct rdf_node *n)
{
    if (s->issued != TIME_NONE)
        rdf_typed(n, "dct:issued", time_text_utc(d->v->arena, s->issued), "xsd:dateTime");
    if (s->modified != TIME_NONE)
        rdf_typed(n, "dct:modified", time_text_utc(d->v->arena, s->modified), "xsd:dateTime");
}

/* The years, or months, of the first day that is counted: what the records cover, as far as the
 * registry itself says. */
static enum err
put_period(struct dcat *d, const struct dataset *s, struct rdf_node *n)
{
    struct json       *in = json_object(d->v->arena), *counts;
    const struct json *day = NULL, *first = NULL, *last = NULL;
    const char        *type;
    struct rdf_node   *period;

    json_each(f, json_get(s->about, "fields"))
        if (day == NULL && str_eq(json_text(f, "type"), S("date")) &&
            json_text(f, "counted").n > 0)
            day = f;
    if (day == NULL || !s->rows)
        return ERR_OK;
    json_put_text(d->v->arena, in, "registry", s->key);
    json_put_text(d->v->arena, in, "field", json_text(day, "name"));
    TRY(exchange_ask(d->v, "registry.counts", in, &counts));
    json_each(value, json_get(counts, "values"))
        if (json_text(value, "value").n > 0) {
            first = first != NULL ? first : value;
            last = value;
        }
    if (first == NULL)
        return ERR_OK;
    type = str_eq(json_text(day, "counted"), S("year")) ? "xsd:gYear" : "xsd:gYearMonth";
    period = rdf_node(d->graph, str_join(d->v->arena, rdf_iri(n), S("#period"), S("")));
    rdf_type(period, "dct:PeriodOfTime");
    rdf_typed(period, "dcat:startDate", json_text(first, "value"), type);
    rdf_typed(period, "dcat:endDate", json_text(last, "value"), type);
    rdf_link(n, "dct:temporal", rdf_iri(period));
    return ERR_OK;
}

/* -- distributions -------------------------------------------------------------------------- */

static void
put_licence(struct dcat *d, const struct dataset *s, struct rdf_node *n)
{
    Str              url = json_text(s->about, "licence");
    struct rdf_node *licence;

    if (url.n == 0)
        return;
    licence = rdf_node(d->graph, url);
    rdf_type(licence, "dct:LicenseDocument");
    rdf_link(n, "dct:license", rdf_iri(licence));
}

static void
put_format(struct dcat *d, const char *type, const char *file_type, struct rdf_node *n)
{
    struct rdf_node *media;

    if (file_type != NULL)
        rdf_link(n, "dct:format",
                 dcat_listed(d, "file-type", file_type, "dct:MediaTypeOrExtent"));
    if (str_has(str_of(type), S("/x-"))) /* not IANA's */
        return;
    media = rdf_node(d->graph, str_format(d->v->arena,
                                          "https://www.iana.org/assignments/media-types/%s", type));
    rdf_type(media, "dct:MediaType");
    rdf_link(n, "dcat:mediaType", rdf_iri(media));
}

static struct rdf_node *
distribution(struct dcat *d, const struct dataset *s, struct rdf_node *of, const char *name,
             const char *label)
{
    struct arena    *arena = d->v->arena;
    struct rdf_node *n = rdf_node(d->graph, str_format(arena, "%.*s#%s", STR_ARG(rdf_iri(of)),
                                                       name));
    static const char *const langs[] = { "vi", "en" };

    rdf_type(n, "dcat:Distribution");
    for (int i = 0; i < 2; i++) {
        const struct json *w = json_get(json_get(s->about, "words"), langs[i]);

        rdf_text(n, "dct:title",
                 str_format(arena, "%.*s (%s)", STR_ARG(json_text(w, "title")), label), langs[i]);
    }
    put_licence(d, s, n);
    put_moments(d, s, n);
    rdf_link(of, "dcat:distribution", rdf_iri(n));
    return n;
}

static void
put_distributions(struct dcat *d, const struct dataset *s, struct rdf_node *of)
{
    Str              features = dataset_features(d->v, s);
    struct rdf_node *n;

    for (int i = 0; i < dataset_forms(s); i++) {
        const struct dataset_form *f = dataset_form(i);

        n = distribution(d, s, of, f->ending, f->name);
        dcat_fetched(d, n, "dcat:accessURL", dataset_page(d->v, s->key));
        dcat_fetched(d, n, "dcat:downloadURL", dataset_file(d->v, s, f));
        put_format(d, f->type, f->file_type, n);
    }
    if (s->rows) {
        n = dcat_service(d, false);
        rdf_link(n, "dcat:servesDataset", rdf_iri(of));
    }
    if (features.n == 0)
        return;
    rdf_link(dcat_service(d, true), "dcat:servesDataset", rdf_iri(of));
    n = distribution(d, s, of, "features", "OGC API Features");
    dcat_fetched(d, n, "dcat:accessURL", features);
    rdf_link(n, "dcat:accessService", rdf_iri(dcat_service(d, true)));
    put_format(d, "application/geo+json", "GEOJSON", n);
}

/* -- whole ---------------------------------------------------------------------------------- */

/* No address of a unit was found in anything that was read: its page is where to ask. */
static enum err
put_people(struct dcat *d, const struct dataset *s, struct rdf_node *n)
{
    Str              owner = json_text(s->about, "owner");
    struct rdf_node *agent, *contact;

    TRY(dcat_agent(d, owner, &agent));
    rdf_link(n, "dct:publisher", rdf_iri(agent));
    contact = rdf_node(d->graph, dcat_address(d, "/don-vi/%.*s#contact", owner));
    rdf_type(contact, "vcard:Kind");
    rdf_type(contact, "vcard:Organization");
    TRY(put_names(d, owner, "vcard:fn", contact));
    rdf_link(contact, "vcard:hasURL", rdf_iri(agent));
    rdf_link(n, "dcat:contactPoint", rdf_iri(contact));
    return ERR_OK;
}

enum err
dcat_dataset(struct dcat *d, const struct dataset *s, struct rdf_node **out)
{
    struct rdf_node *n = rdf_node(d->graph, dcat_address(d, "/dcat/%.*s", s->key)), *page;

    rdf_type(n, "dcat:Dataset");
    put_words(d, s, n);
    rdf_text(n, "dct:identifier", rdf_iri(n), NULL);
    rdf_text(n, "dcat:version", str_int(d->v->arena, json_int(s->about, "version", 0)), NULL);
    TRY(put_people(d, s, n));
    put_theme(d, s, n);
    put_frequency(d, s, n);
    put_access(d, s, n);
    put_moments(d, s, n);
    TRY(put_period(d, s, n));
    page = rdf_node(d->graph, dataset_page(d->v, s->key));
    rdf_type(page, "foaf:Document");
    rdf_link(n, "dcat:landingPage", rdf_iri(page));
    rdf_link(n, "dct:spatial", dcat_address(d, "/dcat#place%.*s", S("")));
    rdf_link(n, "dct:language", dcat_listed(d, "language", "VIE", "dct:LinguisticSystem"));
    put_distributions(d, s, n);
    *out = n;
    return ERR_OK;
}
