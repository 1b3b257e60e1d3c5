/* exchange/ckan_package.c -- a registry as CKAN's package with its resources.  Floor 10. */
#include "exchange/ckan.h"

#include "base/words.h"

/* CKAN's moments are UTC without saying so. */
struct json *
ckan_time(struct arena *arena, Time at)
{
    Str s;

    if (at == TIME_NONE)
        return json_new_null(arena);
    s = time_text_utc(arena, at);
    return json_new_text(arena, str_sub(s, 0, s.n - 1));
}

/* -- resources ------------------------------------------------------------------------------ */

const struct dataset_form *
ckan_resource_form(const struct dataset *d, Str id)
{
    Str ending = str_sub(id, d->key.n, id.n);

    if (!str_starts(id, d->key) || !str_starts(ending, S("-")))
        return NULL;
    for (int i = 0; i < dataset_forms(d); i++)
        if (str_eq(str_sub(ending, 1, ending.n), str_of(dataset_form(i)->ending)))
            return dataset_form(i);
    return NULL;
}

enum err
ckan_resource_of(struct view *v, Str id, struct dataset *out)
{
    Str key, ending;

    str_cut(id, '-', &key, &ending);
    TRY(dataset_read(v, key, out));
    return ckan_resource_form(out, id) != NULL ? ERR_OK : ERR_NOT_FOUND;
}

static struct json *
resource(struct view *v, const struct dataset *d, const struct dataset_form *f, int position)
{
    struct arena *arena = v->arena;
    struct json  *o = json_object(arena);
    Str           title = json_text(d->about, "title");

    json_put_text(arena, o, "id", str_format(arena, "%.*s-%s", STR_ARG(d->key), f->ending));
    json_put_text(arena, o, "package_id", d->key);
    json_put_text(arena, o, "name", str_format(arena, "%.*s (%s)", STR_ARG(title), f->name));
    json_put_text(arena, o, "description", dataset_noted(v, d, S("")));
    json_put_text(arena, o, "format", str_of(f->name));
    json_put_text(arena, o, "mimetype", str_of(f->type));
    json_put_text(arena, o, "url", dataset_file(v, d, f));
    json_put(o, S("url_type"), json_new_null(arena));
    json_put_text(arena, o, "state", S("active"));
    json_put_int(arena, o, "position", position);
    json_put(o, S("created"), ckan_time(arena, d->issued));
    json_put(o, S("last_modified"), ckan_time(arena, d->modified));
    json_put(o, S("size"), json_new_null(arena));
    json_put_text(arena, o, "hash", S(""));
    json_put_bool(arena, o, "datastore_active", true);
    return o;
}

static void
put_resources(struct view *v, const struct dataset *d, struct json *o)
{
    struct json *list = json_put_array(v->arena, o, "resources");

    for (int i = 0; i < dataset_forms(d); i++)
        json_add(list, resource(v, d, dataset_form(i), i));
    json_put_int(v->arena, o, "num_resources", (int64_t)list->count);
}

/* -- whose, of what ------------------------------------------------------------------------- */

static void
put_organization(struct view *v, const struct dataset *d, struct json *o)
{
    Str          key = json_text(d->about, "owner"), title = json_text(d->about, "owner_title");
    struct json *to;

    json_put_text(v->arena, o, "owner_org", key);
    to = json_put_object(v->arena, o, "organization");
    json_put_text(v->arena, to, "id", key);
    json_put_text(v->arena, to, "name", key);
    json_put_text(v->arena, to, "title", title.n > 0 ? title : key);
    json_put_text(v->arena, to, "type", S("organization"));
    json_put_text(v->arena, to, "description", S(""));
    json_put_text(v->arena, to, "image_url", S(""));
    json_put_bool(v->arena, to, "is_organization", true);
    json_put_text(v->arena, to, "approval_status", S("approved"));
    json_put_text(v->arena, to, "state", S("active"));
    json_put(to, S("created"), json_new_null(v->arena));
    json_put_text(v->arena, o, "author", title);
    json_put(o, S("author_email"), json_new_null(v->arena));
    json_put_text(v->arena, o, "maintainer", title);
    json_put(o, S("maintainer_email"), json_new_null(v->arena));
}

static void
put_groups(struct view *v, const struct dataset *d, struct json *o)
{
    const struct theme *t = theme_of(json_text(d->about, "theme"));
    struct json        *list = json_put_array(v->arena, o, "groups"), *to;

    if (t == NULL)
        return;
    to = json_add(list, json_object(v->arena));
    json_put_text(v->arena, to, "id", str_of(t->key));
    json_put_text(v->arena, to, "name", str_of(t->key));
    json_put_text(v->arena, to, "title", words(v->lang, t->title));
    json_put_text(v->arena, to, "display_name", words(v->lang, t->title));
    json_put_text(v->arena, to, "description", S(""));
    json_put_text(v->arena, to, "image_display_url", S(""));
}

static void
put_tags(struct view *v, const struct dataset *d, struct json *o)
{
    struct json *list = json_put_array(v->arena, o, "tags");
    Str          tag[CKAN_VALUES_MAX];
    int          n = ckan_values(v, d, S("tags"), tag);

    for (int i = 0; i < n; i++) {
        struct json *to = json_add(list, json_object(v->arena));

        json_put_text(v->arena, to, "id", tag[i]);
        json_put_text(v->arena, to, "name", tag[i]);
        json_put_text(v->arena, to, "display_name", tag[i]);
        json_put_text(v->arena, to, "state", S("active"));
        json_put(to, S("vocabulary_id"), json_new_null(v->arena));
    }
    json_put_int(v->arena, o, "num_tags", (int64_t)list->count);
}

static void
put_licence(struct view *v, const struct dataset *d, struct json *o)
{
    Str            url = json_text(d->about, "licence");
    struct licence l = licence_of(url);

    json_put_bool(v->arena, o, "isopen", l.open);
    if (url.n == 0) {
        json_put(o, S("license_id"), json_new_null(v->arena));
        json_put(o, S("license_title"), json_new_null(v->arena));
        return;
    }
    json_put_text(v->arena, o, "license_id", l.id);
    json_put_text(v->arena, o, "license_title", l.title);
    json_put_text(v->arena, o, "license_url", l.url);
}

/* -- words ---------------------------------------------------------------------------------- */

static void
put_translated(struct view *v, const struct dataset *d, const char *as, const char *name,
               struct json *o)
{
    const struct json *both = json_get(d->about, "words");
    struct json       *to = json_put_object(v->arena, o, as);

    json_put_text(v->arena, to, "vi", json_text(json_get(both, "vi"), name));
    json_put_text(v->arena, to, "en", json_text(json_get(both, "en"), name));
}

static void
put_extra(struct view *v, struct json *list, const char *key, Str value)
{
    struct json *o;

    if (value.n == 0)
        return;
    o = json_add(list, json_object(v->arena));
    json_put_text(v->arena, o, "key", str_of(key));
    json_put_text(v->arena, o, "value", value);
}

static void
put_extras(struct view *v, const struct dataset *d, struct json *o)
{
    struct json *list = json_put_array(v->arena, o, "extras");

    put_extra(v, list, "public", json_text(d->about, "public"));
    put_extra(v, list, "frequency", json_text(d->about, "frequency"));
    if (json_get(d->about, "records") != NULL)
        put_extra(v, list, "records", str_int(v->arena, json_int(d->about, "records", 0)));
    if (json_bool(d->about, "sample"))
        put_extra(v, list, "sample", S("true"));
    put_extra(v, list, "features", dataset_features(v, d));
}

struct json *
ckan_package(struct view *v, const struct dataset *d)
{
    struct arena *arena = v->arena;
    struct json  *o = json_object(arena);

    json_put_text(arena, o, "id", d->key);
    json_put_text(arena, o, "name", d->key);
    json_put_text(arena, o, "title", json_text(d->about, "title"));
    put_translated(v, d, "title_translated", "title", o);
    json_put_text(arena, o, "notes", dataset_noted(v, d, json_text(d->about, "description")));
    put_translated(v, d, "notes_translated", "description", o);
    json_put_text(arena, o, "url", dataset_page(v, d->key));
    json_put_text(arena, o, "version", str_int(arena, json_int(d->about, "version", 0)));
    json_put_text(arena, o, "type", S("dataset"));
    json_put_text(arena, o, "state", S("active"));
    json_put_bool(arena, o, "private", false);
    json_put(o, S("creator_user_id"), json_new_null(arena));
    json_put(o, S("metadata_created"), ckan_time(arena, d->issued));
    json_put(o, S("metadata_modified"), ckan_time(arena, d->modified));
    put_licence(v, d, o);
    put_organization(v, d, o);
    put_groups(v, d, o);
    put_tags(v, d, o);
    put_extras(v, d, o);
    put_resources(v, d, o);
    json_put_array(arena, o, "relationships_as_subject");
    json_put_array(arena, o, "relationships_as_object");
    return o;
}

/* -- actions -------------------------------------------------------------------------------- */

enum err
ckan_package_show(const struct asked *a, struct json **out)
{
    Str            id = ckan_text(a, "id");
    struct dataset d;

    if (id.n == 0)
        id = ckan_text(a, "name_or_id");
    if (id.n == 0) {
        fault_add(a->v->faults, S("id"), MSG("is missing"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    TRY(dataset_read(a->v, id, &d));
    *out = ckan_package(a->v, &d);
    return ERR_OK;
}

enum err
ckan_resource_show(const struct asked *a, struct json **out)
{
    Str            id = ckan_text(a, "id");
    struct dataset d;

    if (id.n == 0) {
        fault_add(a->v->faults, S("id"), MSG("is missing"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    TRY(ckan_resource_of(a->v, id, &d));
    for (int i = 0; i < dataset_forms(&d); i++)
        if (dataset_form(i) == ckan_resource_form(&d, id))
            *out = resource(a->v, &d, dataset_form(i), i);
    return ERR_OK;
}
