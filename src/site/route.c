/* site/route.c -- which route a path is, and what it carries.  Floor 12. */
#include "site/visit.h"

/* The first that matches is it: what is fixed stands before what is variable. */
static const struct route *const tables[] = {
    routes_declare, routes_load, routes_public, routes_dossier, routes_draft, routes_desk,
    routes_many, routes_counter, routes_accounts, routes_access, routes_ident, routes_records,
    routes_export, routes_api, routes_tus, routes_log, routes_client, routes_ckan, routes_dcat,
    routes_govstack, routes_ogc, routes_data,
};
#define N_TABLES (sizeof tables / sizeof tables[0])

/* The first segment after a slash, and what follows it with its slash. */
static Str
segment(Str *path)
{
    size_t n = 1;
    Str    s;

    while (n < path->n && path->p[n] != '/')
        n++;
    s = str_sub(*path, 1, n - 1);
    *path = str_sub(*path, n, path->n);
    return s;
}

static void
keep_var(struct visit *v, Str name, Str value)
{
    if (v->n_vars == VARS_MAX)
        BUG("a route of more than %d variables", VARS_MAX);
    v->var_name[v->n_vars] = name;
    v->var[v->n_vars++] = value;
}

/* Segment by segment; "{name}" takes any one, "{name*}" all that is left. */
static bool
matches(struct visit *v, Str pattern, Str path)
{
    v->n_vars = 0;
    while (pattern.n > 0 && path.n > 0) {
        Str want = segment(&pattern), have;

        if (str_ends(want, S("*}"))) {
            keep_var(v, str_sub(want, 1, want.n - 3), str_sub(path, 1, path.n));
            return path.n > 1;
        }
        have = segment(&path);
        if (want.n > 0 && want.p[0] == '{' && have.n > 0)
            keep_var(v, str_sub(want, 1, want.n - 2), have);
        else if (!str_eq(want, have))
            return false;
    }
    return pattern.n == 0 && path.n == 0;
}

/* Most routes differ in what stands before their first variable. */
static bool
begins_alike(const char *pattern, Str path)
{
    size_t i = 0;

    while (i < path.n && pattern[i] == path.p[i] && pattern[i] != '{')
        i++;
    return pattern[i] == '{' || (pattern[i] == '\0' && i == path.n);
}

static bool
same_method(enum http_method route, enum http_method request)
{
    return route == request || (route == HTTP_GET && request == HTTP_HEAD);
}

const struct route *
route_find(struct visit *v, bool *out_other_method)
{
    *out_other_method = false;
    for (size_t t = 0; t < N_TABLES; t++)
        for (const struct route *r = tables[t]; r->path != NULL; r++) {
            if (!begins_alike(r->path, v->request->path) ||
                !matches(v, str_of(r->path), v->request->path))
                continue;
            if (same_method(r->method, v->request->method))
                return r;
            *out_other_method = true;
        }
    return NULL;
}

const struct route *
site_route(int i)
{
    for (size_t t = 0; t < N_TABLES; t++)
        for (const struct route *r = tables[t]; r->path != NULL; r++)
            if (i-- == 0)
                return r;
    return NULL;
}

Str
visit_param(const struct visit *v, Str name)
{
    Str value;

    for (int i = 0; i < v->n_vars; i++)
        if (str_eq(v->var_name[i], name))
            return v->var[i];
    value = pairs_get(&v->request->form, name);
    return value.p != NULL ? value : pairs_get(&v->request->query, name);
}

struct json *
visit_input(struct visit *v, const char *take)
{
    struct json *input = json_object(v->arena);
    Str          rest = str_of(take ? take : ""), one, field, from, value;

    while (rest.n > 0) {
        str_cut(rest, ' ', &one, &rest);
        if (!str_cut(one, '=', &field, &from))
            from = field;
        value = visit_param(v, from);
        if (value.p != NULL)
            json_put(input, field, json_new_text(v->arena, value));
    }
    return input;
}

/* A member of the call's answer: text, or a number. */
static Str
answered(struct visit *v, const char *name)
{
    const struct json *of = json_get(v->call.out, name);

    if (of != NULL && of->kind == JSON_INT)
        return str_int(v->arena, of->number);
    return json_text(v->call.out, name);
}

Str
visit_address(struct visit *v, const char *pattern)
{
    struct buf b = BUF_MAX(4096);
    Str        rest = str_of(pattern), text, name, s;

    while (str_cut(rest, '{', &text, &rest)) {
        buf_add(&b, text);
        str_cut(rest, '}', &name, &rest);
        s = visit_param(v, name);
        if (s.p == NULL)
            s = answered(v, str_c(v->arena, name));
        buf_add(&b, percent_encode(v->arena, s.p ? s : S(""), S("")));
    }
    buf_add(&b, text);
    s = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return s;
}
