/* site/site_ckan.c -- CKAN's Action API, version 3, at its own addresses (docs/exchange.md): the
 * envelope and the failures as its clients know them.  Floor 12.
 *
 * Every action here reads, so a form of another site that posts to one gains nothing. */
#include "exchange/exchange.h"
#include "site/visit.h"

/* -- parameters ----------------------------------------------------------------------------- */

/* A name that stands twice is a list. */
static void
put_pairs(struct visit *v, const struct pairs *pairs, struct json *input)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair *p = &pairs->at[i];
        struct json       *list;

        if (str_eq(p->name, S("ngon-ngu")) || json_get_str(input, p->name) != NULL)
            continue;
        if (pairs_count(pairs, p->name) == 1) {
            json_put(input, p->name, json_new_text(v->arena, p->value));
            continue;
        }
        list = json_put(input, p->name, json_array(v->arena));
        for (size_t k = i; k < pairs->count; k++)
            if (str_eq(pairs->at[k].name, p->name))
                json_add(list, json_new_text(v->arena, pairs->at[k].value));
    }
}

/* Some clients post JSON as the name of a form's only field. */
static bool
is_form_of_json(const struct visit *v)
{
    const struct pairs *form = &v->request->form;

    return form->count == 1 && str_starts(form->at[0].name, S("{")) &&
           (form->at[0].value.n == 0 || str_eq(form->at[0].value, S("1")));
}

static bool
read_input(struct visit *v, struct json **out)
{
    Str body = is_form_of_json(v) ? v->request->form.at[0].name : v->request->body;

    *out = json_object(v->arena);
    if (body.n > 0)
        return json_parse(v->arena, body, out, NULL) == ERR_OK && (*out)->kind == JSON_OBJECT;
    if (v->request->method == HTTP_POST)
        put_pairs(v, &v->request->form, *out);
    put_pairs(v, &v->request->query, *out);
    return true;
}

/* A page of another site may read what everybody may: a browser does not send our cookies with
 * such a request, and would not hand on an answer to one that had them. */
void
visit_open_to_pages(struct visit *v)
{
    visit_header(v, S("Access-Control-Allow-Origin"), S("*"));
}

/* -- answers -------------------------------------------------------------------------------- */

static struct json *
envelope(struct visit *v, bool success)
{
    struct json *o = json_object(v->arena);
    Str          name = visit_param(v, S("action"));

    json_put_text(v->arena, o, "help",
                  str_format(v->arena, "%.*s/api/3/action/help_show?name=%.*s",
                             STR_ARG(v->site->options.world->base_url), STR_ARG(name)));
    json_put_bool(v->arena, o, "success", success);
    if (v->site->options.simulated)
        json_put_text(v->arena, o, "simulated_data", S("SỐ LIỆU MÔ PHỎNG"));
    return o;
}

/* The kinds of failure that CKAN knows, and the status it answers each with. */
static int
kind_of(enum err err, const char **kind)
{
    switch (err) {
    case ERR_NOT_FOUND: *kind = "Not Found Error"; return 404;
    case ERR_SIGN_IN:
    case ERR_FORBIDDEN: *kind = "Authorization Error"; return 403;
    case ERR_INVALID:   *kind = "Validation Error"; return 409;
    case ERR_MALFORMED: *kind = "Search Query Error"; return 400;
    default:            *kind = "Internal Server Error"; return err_http(err);
    }
}

/* A list of messages under the name of each field that is wrong. */
static void
put_faults(struct visit *v, struct json *error)
{
    struct json *list, *to;

    json_each(f, visit_fault_list(v))
    {
        Str field = json_text(f, "field");

        list = (struct json *)(uintptr_t)json_get_str(error, field);
        to = list != NULL ? list : json_put(error, field, json_array(v->arena));
        json_add(to, json_new_text(v->arena, json_text(f, "text")));
    }
}

static void
fail(struct visit *v)
{
    struct json *o = envelope(v, false), *error = json_put_object(v->arena, o, "error");
    const char  *kind;
    int          status = kind_of(v->call.err, &kind);

    json_put_text(v->arena, error, "__type", str_of(kind));
    if (v->call.err == ERR_INVALID && v->call.faults.count > 0)
        put_faults(v, error);
    else
        json_put_text(v->arena, error, "message", words(v->lang, v->call.why));
    if (v->call.err == ERR_BUSY || v->call.err == ERR_STORE)
        visit_header(v, S("Retry-After"), S("3"));
    visit_wait(v);
    visit_json(v, status, o);
}

static void
answered(struct visit *v)
{
    const struct json *result;
    struct json       *o;

    if (v->call.err != ERR_OK) {
        fail(v);
        return;
    }
    o = envelope(v, true);
    result = json_get(v->call.out, "result");
    json_put(o, S("result"), json_copy(v->arena, result));
    visit_json(v, 200, o);
}

/* What never came as far as an action: a text, as CKAN answers it. */
static void
bad_request(struct visit *v, Str why)
{
    visit_json(v, 400, json_new_text(v->arena, str_format(v->arena, "Bad request - %.*s",
                                                          STR_ARG(why))));
}

static void
act(struct visit *v)
{
    Str          action = visit_param(v, S("action"));
    struct json *input, *in = json_object(v->arena);

    v->wants_json = true;
    visit_open_to_pages(v);
    if (!ckan_knows(action)) {
        bad_request(v, str_join(v->arena, S("Action name not known: "), action, S("")));
        return;
    }
    if (!read_input(v, &input)) {
        bad_request(v, S("JSON Error: the body is not a JSON object"));
        return;
    }
    json_put_text(v->arena, in, "action", action);
    json_put(in, S("input"), input);
    visit_call(v, "ckan.action", in, STR_NONE, answered);
}

static void
get_version(struct visit *v)
{
    struct json *o = json_object(v->arena);

    json_put_int(v->arena, o, "version", 3);
    visit_json(v, 200, o);
}

/* -- addresses that CKAN's pages have ------------------------------------------------------- */

static void
to_page(struct visit *v)
{
    visit_see(v, visit_address(v, "/du-lieu/{key}"));
}

/* "KEY-csv" → the file. */
static void
to_file(struct visit *v)
{
    Str key, ending;

    if (str_cut(visit_param(v, S("resource")), '-', &key, &ending))
        visit_see(v, str_format(v->arena, "/du-lieu/%.*s.%.*s",
                                STR_ARG(percent_encode(v->arena, key, S(""))),
                                STR_ARG(percent_encode(v->arena, ending, S("")))));
    else
        visit_see(v, str_format(v->arena, "/du-lieu/%.*s.csv",
                                STR_ARG(percent_encode(v->arena, key, S("")))));
}

const struct route routes_ckan[] = {
    { HTTP_GET, "/api/3/action/{action}", ROUTE_OWN, .handle = act },
    { HTTP_POST, "/api/3/action/{action}", ROUTE_OWN, .handle = act },
    { HTTP_GET, "/api/action/{action}", ROUTE_OWN, .handle = act },
    { HTTP_POST, "/api/action/{action}", ROUTE_OWN, .handle = act },
    { HTTP_GET, "/api/3", ROUTE_OWN, .handle = get_version },
    { HTTP_GET, "/dataset/{key}", ROUTE_OWN, .handle = to_page },
    { HTTP_GET, "/dataset/{key}/resource/{resource}", ROUTE_OWN, .handle = to_page },
    { HTTP_GET, "/dataset/{key}/resource/{resource}/download/{file}", ROUTE_OWN,
      .handle = to_file },
    { HTTP_GET, "/datastore/dump/{resource}", ROUTE_OWN, .handle = to_file },
    { .path = NULL },
};
