/* "METHOD TARGET": which route it is and what it gives to its call.  The address
 * written from a route's own pattern leads to the same route. */
#include "site/visit.h"

int fuzz_route(const unsigned char *p, size_t n);

static enum http_method
method_named(Str name)
{
    for (int m = 0; m < HTTP_METHOD_COUNT; m++)
        if (str_eq(name, http_method_name((enum http_method)m)))
            return (enum http_method)m;
    return HTTP_GET;
}

static void
check_way_back(struct visit *v, const struct route *r)
{
    struct http_refusal why = { 0 };
    Str                 path;

    if (str_has(str_of(r->path), S("*}")))
        return;
    if (http_path_parse(v->arena, visit_address(v, r->path), &path, &why) != ERR_OK ||
        !str_eq(path, v->request->path))
        BUG("%.*s is not the way back to %s", STR_ARG(path), r->path);
}

static void
follow(struct arena *arena, const struct request *request)
{
    struct visit        v = { .request = request, .arena = arena };
    bool                other;
    const struct route *r = route_find(&v, &other);
    struct json        *input;

    if (r == NULL)
        return;
    input = visit_input(&v, r->take);
    json_each(field, input)
        if (field->kind != JSON_TEXT || !str_has(str_of(r->take), field->key))
            BUG("a field that %s does not take", r->path);
    check_way_back(&v, r);
}

int
fuzz_route(const unsigned char *p, size_t n)
{
    struct arena       *arena = arena_new();
    struct request      q = { 0 };
    struct http_refusal why = { 0 };
    Str                 method, target, path, query;

    str_cut((Str){ (const char *)p, n }, ' ', &method, &target);
    str_cut(target, '?', &path, &query);
    q.method = method_named(method);
    if (http_path_parse(arena, path, &q.path, &why) == ERR_OK &&
        http_pairs_parse(arena, query, &q.query, &why) == ERR_OK)
        follow(arena, &q);
    arena_free(arena);
    return 0;
}
