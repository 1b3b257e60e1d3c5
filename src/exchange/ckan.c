/* exchange/ckan.c -- which actions of CKAN's Action API there are, and their parameters.
 * Floor 10.
 *
 * Invariant: an action reads; those by which CKAN is written to are not here, and nothing but
 * their names is the same (docs/exchange.md). */
#include "exchange/ckan.h"

#include "base/scan.h"
#include "base/words.h"
#include "exchange/exchange.h"

/* -- parameters ----------------------------------------------------------------------------- */

static void
wrong(const struct asked *a, const char *name, const char *message)
{
    fault_add(a->v->faults, str_of(name), message, STR_NONE, STR_NONE);
}

Str
ckan_text(const struct asked *a, const char *name)
{
    const struct json *j = json_get(a->in, name);

    if (j == NULL || j->kind == JSON_NULL)
        return S("");
    if (j->kind == JSON_TEXT)
        return j->text;
    if (j->kind == JSON_INT || j->kind == JSON_BOOL || j->kind == JSON_DECIMAL)
        return json_string(a->v->arena, j);
    wrong(a, name, MSG("must be text"));
    return S("");
}

int64_t
ckan_int(const struct asked *a, const char *name, int64_t otherwise, int64_t min, int64_t max)
{
    Str     s = ckan_text(a, name);
    int64_t n = otherwise;

    if (s.n > 0 && scan_int(s, min, INT64_MAX, &n) != ERR_OK)
        wrong(a, name, MSG("must be a whole number, not below zero"));
    return n > max ? max : n;
}

bool
ckan_bool(const struct asked *a, const char *name, bool otherwise)
{
    static const char *const yes[] = { "true", "True", "1", "yes", "on", NULL };
    static const char *const no[] = { "false", "False", "0", "no", "off", NULL };
    Str                      s = ckan_text(a, name);

    for (int i = 0; yes[i] != NULL; i++) {
        if (str_eq(s, str_of(yes[i])))
            return true;
        if (str_eq(s, str_of(no[i])))
            return false;
    }
    if (s.n > 0)
        wrong(a, name, MSG("must be true or false"));
    return otherwise;
}

static const struct json *
inside(const struct asked *a, const char *name, enum json_kind kind)
{
    const struct json *j = json_get(a->in, name);
    struct json       *read;

    if (j != NULL && j->kind == JSON_TEXT &&
        json_parse(a->v->arena, str_trim(j->text), &read, NULL) == ERR_OK)
        j = read;
    return j != NULL && j->kind == kind ? j : NULL;
}

const struct json *
ckan_list(const struct asked *a, const char *name)
{
    const struct json *j = inside(a, name, JSON_ARRAY);
    struct json       *list = json_array(a->v->arena);
    Str                rest, one;

    if (j != NULL) {
        json_each(item, j)
            if (item->kind != JSON_TEXT)
                wrong(a, name, MSG("must be a list of texts"));
        return j;
    }
    rest = ckan_text(a, name);
    while (rest.n > 0) {
        str_cut(rest, ',', &one, &rest);
        if (str_trim(one).n > 0)
            json_add(list, json_new_text(a->v->arena, str_trim(one)));
    }
    return list;
}

const struct json *
ckan_object(const struct asked *a, const char *name)
{
    const struct json *j = json_get(a->in, name), *o = inside(a, name, JSON_OBJECT);

    if (o == NULL && j != NULL && j->kind != JSON_NULL &&
        (j->kind != JSON_TEXT || j->text.n > 0))
        wrong(a, name, MSG("must be a JSON object"));
    return o;
}

/* -- what says something of the site -------------------------------------------------------- */

static enum err
site_read(const struct asked *a, struct json **out)
{
    *out = json_new_bool(a->v->arena, true);
    return ERR_OK;
}

/* The version is that of the Action API as we follow it; there is no CKAN here. */
static enum err
status_show(const struct asked *a, struct json **out)
{
    struct arena *arena = a->v->arena;
    struct json  *o = json_object(arena);

    json_put_text(arena, o, "site_title", words(a->v->lang, MSG("Open data portal")));
    json_put_text(arena, o, "site_description", S(""));
    json_put_text(arena, o, "site_url", a->v->world->base_url);
    json_put_text(arena, o, "ckan_version", S("2.10"));
    json_put(o, S("error_emails_to"), json_new_null(arena));
    json_put_text(arena, o, "locale_default", S("vi"));
    json_add(json_put_array(arena, o, "extensions"), json_new_text(arena, S("datastore")));
    *out = o;
    return ERR_OK;
}

static ckan_fn help_show;

static const struct {
    const char *name;
    ckan_fn    *run;
    const char *help;
} actions[] = {
    { "site_read", site_read, "Answers true." },
    { "status_show", status_show, "What this site is." },
    { "help_show", help_show, "name: what an action does." },
    { "package_list", ckan_package_list, "limit, offset: names of data sets." },
    { "current_package_list_with_resources", ckan_with_resources,
      "limit, offset: data sets, those changed last first." },
    { "package_show", ckan_package_show, "id: one data set." },
    { "package_search", ckan_package_search,
      "q, fq, sort, start, rows, facet.field, facet.limit, facet.mincount." },
    { "package_autocomplete", ckan_package_autocomplete, "q, limit: names that begin so." },
    { "resource_show", ckan_resource_show, "id: one file of a data set." },
    { "recently_changed_packages_activity_list", ckan_recently_changed,
      "limit, offset: when data sets were last written." },
    { "organization_list", ckan_organization_list, "all_fields: who owns data sets." },
    { "organization_show", ckan_organization_show, "id, include_datasets." },
    { "group_list", ckan_group_list, "all_fields: themes." },
    { "group_show", ckan_group_show, "id, include_datasets." },
    { "tag_list", ckan_tag_list, "query, all_fields: keywords." },
    { "tag_show", ckan_tag_show, "id, include_datasets." },
    { "license_list", ckan_license_list, "Licences in use." },
    { "datastore_search", ckan_datastore_search,
      "resource_id, filters, fields, sort, limit, offset, include_total, records_format." },
    { "datastore_info", ckan_datastore_info, "id: the fields of a data set." },
};
#define N_ACTIONS (sizeof actions / sizeof actions[0])

static enum err
help_show(const struct asked *a, struct json **out)
{
    Str name = ckan_text(a, "name");

    for (size_t i = 0; i < N_ACTIONS; i++)
        if (str_eq(name, str_of(actions[i].name))) {
            *out = json_new_text(a->v->arena, str_of(actions[i].help));
            return ERR_OK;
        }
    return ERR_NOT_FOUND;
}

bool
ckan_knows(Str action)
{
    for (size_t i = 0; i < N_ACTIONS; i++)
        if (str_eq(action, str_of(actions[i].name)))
            return true;
    return false;
}

/* -- the query ------------------------------------------------------------------------------ */

struct action_in {
    Str                action;
    const struct json *input;
};
static const struct field action_fields[] = {
    FIELD(TEXT, struct action_in, action, .required = true, .max = 60,
          .help = "A name of CKAN's Action API"),
    FIELD(JSON, struct action_in, input, .help = "The action's parameters"),
};

static enum err
run_action(struct view *v, const void *input, struct json *out)
{
    const struct action_in *in = input;
    struct asked            a = { .v = v, .action = in->action, .in = in->input };

    if (a.in == NULL || a.in->kind != JSON_OBJECT)
        a.in = json_object(v->arena);
    for (size_t i = 0; i < N_ACTIONS; i++)
        if (str_eq(in->action, str_of(actions[i].name))) {
            struct json *result;

            TRY(actions[i].run(&a, &result));
            if (faults_any(v->faults))
                return ERR_INVALID;
            json_put(out, S("result"), result);
            return ERR_OK;
        }
    fault_add(v->faults, S("action"), MSG("is no action of CKAN's that is known here"), STR_NONE,
              STR_NONE);
    return ERR_INVALID;
}

const struct query ckan_action = {
    .name = "ckan.action", .right = "anyone",
    .help = "An action of CKAN's Action API on the catalogue and the records of registries.",
    .fields = action_fields, .n_fields = 2, .in_size = sizeof(struct action_in),
    .run = run_action, .heavy = true,
};
