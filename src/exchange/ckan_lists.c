/* exchange/ckan_lists.c -- lists of what data sets have: names, organisations, groups, tags,
 * licences.  Floor 10. */
#include "exchange/ckan.h"

#include "base/text.h"
#include "base/words.h"

#define LIST_MAX 10000

/* -- packages ------------------------------------------------------------------------------- */

enum err
ckan_package_list(const struct asked *a, struct json **out)
{
    int64_t         offset = ckan_int(a, "offset", 0, 0, INT32_MAX);
    int64_t         limit = ckan_int(a, "limit", LIST_MAX, 0, LIST_MAX);
    struct dataset *list;
    int             n;

    *out = json_array(a->v->arena);
    TRY(datasets_read(a->v, &list, &n));
    for (int64_t i = offset; i < n && i - offset < limit; i++)
        json_add(*out, json_new_text(a->v->arena, list[i].key));
    return ERR_OK;
}

/* What it matched by; NULL when it did not. */
static const char *
matched_by(struct view *v, const struct dataset *d, Str begin)
{
    Str title = text_fold(v->arena, json_text(d->about, "title"));

    if (str_starts(d->key, begin))
        return "name";
    return str_starts(title, begin) ? "title" : NULL;
}

enum err
ckan_package_autocomplete(const struct asked *a, struct json **out)
{
    struct arena   *arena = a->v->arena;
    Str             begin = text_fold(arena, ckan_text(a, "q"));
    int64_t         limit = ckan_int(a, "limit", 10, 0, 100);
    struct dataset *list;
    int             n;

    *out = json_array(arena);
    TRY(datasets_read(a->v, &list, &n));
    for (int i = 0; i < n && (int64_t)(*out)->count < limit; i++) {
        const char  *by = matched_by(a->v, &list[i], begin);
        Str          title = json_text(list[i].about, "title");
        struct json *o;

        if (by == NULL)
            continue;
        o = json_add(*out, json_object(arena));
        json_put_text(arena, o, "name", list[i].key);
        json_put_text(arena, o, "title", title);
        json_put_text(arena, o, "match_field", str_of(by));
        json_put_text(arena, o, "match_displayed",
                      str_eq(str_of(by), S("name")) ? list[i].key : title);
    }
    return ERR_OK;
}

/* -- organisations, groups, tags ------------------------------------------------------------ */

struct kind {
    const char *field; /* of package_search */
    const char *type;  /* "organization" */
};
static const struct kind organizations = { "organization", "organization" };
static const struct kind groups = { "groups", "group" };
static const struct kind tags = { "tags", "tag" };

static Str
title_of(struct view *v, const struct kind *k, const struct dataset *d, Str value)
{
    const struct theme *t;

    if (k == &organizations && json_text(d->about, "owner_title").n > 0)
        return json_text(d->about, "owner_title");
    t = k == &groups ? theme_of(value) : NULL;
    return t != NULL ? words(v->lang, t->title) : value;
}

static struct json *
entry(struct view *v, const struct kind *k, const struct dataset *d, Str value)
{
    struct arena *arena = v->arena;
    struct json  *o = json_object(arena);
    Str           title = title_of(v, k, d, value);

    json_put_text(arena, o, "id", value);
    json_put_text(arena, o, "name", value);
    json_put_text(arena, o, "display_name", title);
    json_put_text(arena, o, "state", S("active"));
    if (k == &tags) {
        json_put(o, S("vocabulary_id"), json_new_null(arena));
        return o;
    }
    json_put_text(arena, o, "title", title);
    json_put_text(arena, o, "type", str_of(k->type));
    json_put_bool(arena, o, "is_organization", k == &organizations);
    json_put_text(arena, o, "description", S(""));
    json_put_text(arena, o, "image_url", S(""));
    json_put_text(arena, o, "image_display_url", S(""));
    json_put_text(arena, o, "approval_status", S("approved"));
    json_put(o, S("created"), json_new_null(arena));
    json_put_int(arena, o, "num_followers", 0);
    return o;
}

static bool
has(struct view *v, const struct dataset *d, const struct kind *k, Str value)
{
    Str have[CKAN_VALUES_MAX];
    int n = ckan_values(v, d, str_of(k->field), have);

    for (int i = 0; i < n; i++)
        if (str_eq(have[i], value))
            return true;
    return false;
}

static int64_t
count_having(struct view *v, const struct dataset *list, int n, const struct kind *k, Str value)
{
    int64_t having = 0;

    for (int i = 0; i < n; i++)
        having += has(v, &list[i], k, value);
    return having;
}

/* Whole entries; those of `list` come once, in the order of their names. */
static void
put_entries(const struct asked *a, const struct kind *k, const struct dataset *list, int n,
            struct json *to)
{
    struct json **at = arena_array(a->v->arena, struct json *, LIST_MAX);
    int           count = 0;

    for (int i = 0; i < n; i++) {
        Str have[CKAN_VALUES_MAX];
        int values = ckan_values(a->v, &list[i], str_of(k->field), have);

        for (int j = 0; j < values && count < LIST_MAX; j++) {
            int place = 0;

            while (place < count && str_cmp(json_text(at[place], "name"), have[j]) < 0)
                place++;
            if (place < count && str_eq(json_text(at[place], "name"), have[j]))
                continue;
            memmove(at + place + 1, at + place, sizeof *at * (size_t)(count - place));
            at[place] = entry(a->v, k, &list[i], have[j]);
            count++;
        }
    }
    for (int i = 0; i < count; i++)
        json_add(to, at[i]);
}

static enum err
list_of(const struct asked *a, const struct kind *k, struct json **out)
{
    bool            whole = ckan_bool(a, "all_fields", false);
    int64_t         offset = ckan_int(a, "offset", 0, 0, INT32_MAX), at = 0;
    int64_t         limit = ckan_int(a, "limit", LIST_MAX, 0, LIST_MAX);
    Str             part = k == &tags ? text_fold(a->v->arena, ckan_text(a, "query")) : S("");
    struct json    *all = json_array(a->v->arena);
    struct dataset *list;
    int             n;

    TRY(datasets_read(a->v, &list, &n));
    put_entries(a, k, list, n, all);
    *out = json_array(a->v->arena);
    json_each(e, all)
    {
        Str          name = json_text(e, "name");
        struct json *o;

        if (!str_has(text_fold(a->v->arena, name), part) || at++ < offset ||
            (int64_t)(*out)->count >= limit)
            continue;
        o = json_add(*out, whole ? json_copy(a->v->arena, e) : json_new_text(a->v->arena, name));
        if (whole && k != &tags)
            json_put_int(a->v->arena, o, "package_count", count_having(a->v, list, n, k, name));
    }
    return ERR_OK;
}

static enum err
show(const struct asked *a, const struct kind *k, struct json **out)
{
    Str             id = ckan_text(a, "id");
    bool            with = ckan_bool(a, "include_datasets", k == &tags);
    struct json    *packages = json_array(a->v->arena);
    struct dataset *list;
    int64_t         having = 0;
    int             n;

    if (id.n == 0) {
        fault_add(a->v->faults, S("id"), MSG("is missing"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    *out = NULL;
    TRY(datasets_read(a->v, &list, &n));
    for (int i = 0; i < n; i++) {
        if (!has(a->v, &list[i], k, id))
            continue;
        if (having++ == 0)
            *out = entry(a->v, k, &list[i], id);
        if (with)
            json_add(packages, ckan_package(a->v, &list[i]));
    }
    if (*out == NULL)
        return ERR_NOT_FOUND;
    if (k != &tags)
        json_put_int(a->v->arena, *out, "package_count", having);
    if (with)
        json_put(*out, S("packages"), packages);
    return ERR_OK;
}

enum err
ckan_organization_list(const struct asked *a, struct json **out)
{
    return list_of(a, &organizations, out);
}

enum err
ckan_organization_show(const struct asked *a, struct json **out)
{
    return show(a, &organizations, out);
}

enum err
ckan_group_list(const struct asked *a, struct json **out)
{
    return list_of(a, &groups, out);
}

enum err
ckan_group_show(const struct asked *a, struct json **out)
{
    return show(a, &groups, out);
}

enum err
ckan_tag_list(const struct asked *a, struct json **out)
{
    return list_of(a, &tags, out);
}

enum err
ckan_tag_show(const struct asked *a, struct json **out)
{
    return show(a, &tags, out);
}

/* -- licences ------------------------------------------------------------------------------- */

enum err
ckan_license_list(const struct asked *a, struct json **out)
{
    struct arena   *arena = a->v->arena;
    struct dataset *list;
    int             n;

    *out = json_array(arena);
    TRY(datasets_read(a->v, &list, &n));
    for (int i = 0; i < n; i++) {
        struct licence l = licence_of(json_text(list[i].about, "licence"));
        struct json   *o;
        bool           there = l.url.n == 0;

        json_each(one, *out)
            there = there || str_eq(json_text(one, "id"), l.id);
        if (there)
            continue;
        o = json_add(*out, json_object(arena));
        json_put_text(arena, o, "id", l.id);
        json_put_text(arena, o, "title", l.title);
        json_put_text(arena, o, "url", l.url);
        json_put_text(arena, o, "status", S("active"));
    }
    return ERR_OK;
}
