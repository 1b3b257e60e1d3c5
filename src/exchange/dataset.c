/* exchange/dataset.c -- see dataset.h.  Floor 10.
 *
 * Codes of the European authority tables (data-theme, file-type) are those in the code lists that
 * published catalogues use; read on 2026-11-28. */
#include "exchange/dataset.h"

#include "base/words.h"
#include "journal/fields.h"
#include "pack/pack.h"
#include "registry/registry.h"

/* -- asking --------------------------------------------------------------------------------- */

static const struct query *
query_named(Str name)
{
    for (const struct query *const *q = registry_table.queries; *q != NULL; q++)
        if (str_eq(str_of((*q)->name), name))
            return *q;
    BUG("the registry room has no query %.*s", STR_ARG(name));
}

enum err
exchange_ask(struct view *v, const char *query, const struct json *input, struct json **out)
{
    const struct query *q = query_named(str_of(query));
    void               *in = arena_alloc(v->arena, q->in_size > 0 ? q->in_size : 1);
    int                 before = v->faults->count;

    fields_bind(v->arena, q->fields, q->n_fields, input, in, v->faults);
    if (v->faults->count > before)
        return ERR_INVALID;
    *out = json_object(v->arena);
    return q->run(v, in, *out);
}

/* -- data sets ------------------------------------------------------------------------------ */

static Time
moment(const struct json *about, const char *name)
{
    Time at = TIME_NONE;

    return time_parse(json_text(json_get(about, name), "at"), &at) == ERR_OK ? at : TIME_NONE;
}

enum err
dataset_read(struct view *v, Str key, struct dataset *out)
{
    struct json *in = json_object(v->arena), *about;

    if (registry_by_key(v, key) == NULL)
        return ERR_NOT_FOUND;
    json_put_text(v->arena, in, "registry", key);
    TRY(exchange_ask(v, "registry.about", in, &about));
    *out = (struct dataset){ .key = json_text(about, "key"), .about = about,
                             .issued = moment(about, "issued"),
                             .modified = moment(about, "modified"),
                             .rows = str_eq(json_text(about, "public"), S("rows")) };
    return ERR_OK;
}

enum err
datasets_read(struct view *v, struct dataset **out, int *n)
{
    const struct registries *all = registries_of(v);
    struct dataset          *list = arena_array(v->arena, struct dataset, all->n + 1);

    for (int i = 0; i < all->n; i++)
        TRY(dataset_read(v, all->list[i]->key, &list[i]));
    *out = list;
    *n = all->n;
    return ERR_OK;
}

Str
dataset_noted(struct view *v, const struct dataset *d, Str text)
{
    if (json_bool(d->about, "sample"))
        text = str_join(v->arena, words(v->lang, MSG("Sample data, made up: about nobody and "
                                                     "nothing real.")),
                        text.n > 0 ? S(" ") : S(""), text);
    if (v->simulated)
        text = str_join(v->arena, words(v->lang, MSG("SIMULATED DATA")),
                        text.n > 0 ? S(". ") : S(""), text);
    return text;
}

/* -- files ---------------------------------------------------------------------------------- */

static const struct dataset_form forms[] = {
    { "CSV", "csv", "text/csv", "CSV" },
    { "XLSX", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX" },
    { "NDJSON", "ndjson", "application/x-ndjson", NULL },
    { "GeoJSON", "geojson", "application/geo+json", "GEOJSON" },
};
#define N_FORMS ((int)(sizeof forms / sizeof forms[0]))

int
dataset_forms(const struct dataset *d)
{
    bool places = json_text(d->about, "geometry_field").n > 0;

    if (!d->rows)
        return 0;
    return places ? N_FORMS : N_FORMS - 1;
}

const struct dataset_form *
dataset_form(int i)
{
    return &forms[i];
}

Str
dataset_page(struct view *v, Str key)
{
    return str_format(v->arena, "%.*s/du-lieu/%.*s", STR_ARG(v->world->base_url), STR_ARG(key));
}

Str
dataset_file(struct view *v, const struct dataset *d, const struct dataset_form *f)
{
    return str_format(v->arena, "%.*s.%s", STR_ARG(dataset_page(v, d->key)), f->ending);
}

Str
dataset_features(struct view *v, const struct dataset *d)
{
    if (!d->rows || json_text(d->about, "geometry_field").n == 0)
        return STR_NONE;
    return str_format(v->arena, "%.*s/ogc/collections/%.*s", STR_ARG(v->world->base_url),
                      STR_ARG(d->key));
}

/* -- words of others ------------------------------------------------------------------------ */

static const struct theme themes[] = {
    { "agriculture", "AGRI", MSG("Agriculture, fisheries, forestry and food") },
    { "economy", "ECON", MSG("Economy and finance") },
    { "education", "EDUC", MSG("Education, culture and sport") },
    { "energy", "ENER", MSG("Energy") },
    { "environment", "ENVI", MSG("Environment") },
    { "government", "GOVE", MSG("Government and public sector") },
    { "health", "HEAL", MSG("Health") },
    { "justice", "JUST", MSG("Justice, legal system and public safety") },
    { "population", "SOCI", MSG("Population and society") },
    { "regions", "REGI", MSG("Regions and cities") },
    { "science", "TECH", MSG("Science and technology") },
    { "transport", "TRAN", MSG("Transport") },
};

const struct theme *
theme_of(Str key)
{
    for (size_t i = 0; i < sizeof themes / sizeof themes[0]; i++)
        if (str_eq(key, str_of(themes[i].key)))
            return &themes[i];
    return NULL;
}

struct licence
licence_of(Str url)
{
    if (str_eq(url, S("https://creativecommons.org/licenses/by/4.0/")))
        return (struct licence){ .id = S("CC-BY-4.0"), .url = url, .open = true,
                                 .title = S("Creative Commons Attribution 4.0") };
    return (struct licence){ .id = url, .title = url, .url = url };
}
