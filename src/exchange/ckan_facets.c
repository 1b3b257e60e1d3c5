/* exchange/ckan_facets.c -- package_search: how many of the data sets found have which value.
 * Floor 10. */
#include "exchange/ckan.h"

#include "base/words.h"

static Str
display_name(struct view *v, const struct dataset *d, Str field, Str value)
{
    const struct theme *t = theme_of(value);

    if (str_eq(field, S("organization")) && json_text(d->about, "owner_title").n > 0)
        return json_text(d->about, "owner_title");
    if (str_eq(field, S("groups")) && t != NULL)
        return words(v->lang, t->title);
    if (str_eq(field, S("license_id")))
        return licence_of(json_text(d->about, "licence")).title;
    return value;
}

static void
count(struct view *v, const struct dataset *d, Str field, Str value, struct json *items)
{
    struct json *o;

    for (struct json *item = items->first; item != NULL; item = item->next)
        if (str_eq(json_text(item, "name"), value)) {
            item->last->number++; /* the count stands last */
            return;
        }
    o = json_add(items, json_object(v->arena));
    json_put_text(v->arena, o, "name", value);
    json_put_text(v->arena, o, "display_name", display_name(v, d, field, value));
    json_put_int(v->arena, o, "count", 1);
}

/* The greatest first, as many as are wanted. */
static void
put_items(const struct asked *a, const struct json *counted, int64_t limit, int64_t least,
          struct json *items, struct json *plain)
{
    for (int64_t n = (int64_t)counted->count; n > 0; n--) {
        const struct json *best = NULL;

        if (limit >= 0 && (int64_t)items->count >= limit)
            return;
        json_each(item, counted)
            if (json_int(item, "count", 0) > 0 &&
                (best == NULL || json_int(item, "count", 0) > json_int(best, "count", 0)))
                best = item;
        if (best == NULL || json_int(best, "count", 0) < least)
            return;
        json_add(items, json_copy(a->v->arena, best));
        json_put(plain, json_text(best, "name"),
                 json_new_int(a->v->arena, json_int(best, "count", 0)));
        best->last->number = 0; /* taken */
    }
}

static void
put_facet(const struct asked *a, Str field, const struct dataset *list, int n, struct json *facets,
          struct json *search_facets)
{
    struct arena *arena = a->v->arena;
    struct json  *counted = json_array(arena), *o;
    int64_t       least = ckan_int(a, "facet.mincount", 1, 0, INT32_MAX);

    for (int i = 0; i < n; i++) {
        Str value[CKAN_VALUES_MAX];
        int values = ckan_values(a->v, &list[i], field, value);

        for (int k = 0; k < values; k++)
            count(a->v, &list[i], field, value[k], counted);
    }
    o = json_put(search_facets, field, json_object(arena));
    json_put_text(arena, o, "title", field);
    put_items(a, counted, ckan_int(a, "facet.limit", 50, -1, INT32_MAX), least,
              json_put_array(arena, o, "items"), json_put(facets, field, json_object(arena)));
}

enum err
ckan_put_facets(const struct asked *a, const struct dataset *list, int n, struct json *out)
{
    struct json   *facets = json_put_object(a->v->arena, out, "facets");
    struct json   *search_facets = json_put_object(a->v->arena, out, "search_facets");
    struct dataset none = { .key = S("") };
    Str            value[CKAN_VALUES_MAX];

    if (!ckan_bool(a, "facet", true))
        return ERR_OK;
    json_each(field, ckan_list(a, "facet.field"))
    {
        if (field->kind != JSON_TEXT || ckan_values(a->v, &none, field->text, value) < 0)
            return view_refuse(a->v, ERR_MALFORMED,
                               MSG("A field that is asked for is not known here."));
        if (json_get_str(facets, field->text) == NULL)
            put_facet(a, field->text, list, n, facets, search_facets);
    }
    return ERR_OK;
}
