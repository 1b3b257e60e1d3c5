/* site/site_api.c -- the doors for machines: any command, any query, uploads.
 * Floor 12. */
#include <stdatomic.h>
#include <unistd.h>

#include "ident/ident.h"
#include "site/openapi.h"
#include "site/visit.h"

static void
answered(struct visit *v)
{
    struct json *o;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    o = json_object(v->arena);
    json_put(o, S("out"), v->call.out);
    if (v->call.act != 0) {
        json_put_int(v->arena, o, "entry", v->call.act);
        json_put_text(v->arena, o, "entry_url",
                      str_format(v->arena, "/nhat-ky/%lld", (long long)v->call.act));
    }
    if (v->call.repeated)
        json_put_bool(v->arena, o, "repeated", true);
    if (v->site->options.simulated)
        json_put_text(v->arena, o, "simulated_data", S("SỐ LIỆU MÔ PHỎNG"));
    visit_json(v, 200, o);
}

/* Signed in by a cookie, a JSON body alone is no proof that a page of ours sent
 * it; but a browser cannot send this content type across sites unasked. */
bool
visit_json_is_ours(struct visit *v)
{
    if (!str_eq(v->request->media, S("application/json"))) {
        visit_fail(v, ERR_MALFORMED, MSG("Send JSON, with the content type application/json."));
        return false;
    }
    return visit_is_same_site(v);
}

bool
visit_is_same_site(struct visit *v)
{
    if (v->by_token || v->who.account == 0 || v->request->peer.local)
        return true;
    if (!str_eq(request_header(v->request, S("Sec-Fetch-Site")), S("cross-site")))
        return true;
    visit_fail(v, ERR_FORBIDDEN,
               MSG("This form was sent from another site, so it was not accepted."));
    return false;
}

static void
post_command(struct visit *v)
{
    Str               name = visit_param(v, S("name"));
    struct json      *input;
    struct json_where where;

    v->wants_json = true;
    if (door_command(v->site->options.door, name) == NULL) {
        visit_fail(v, ERR_NOT_FOUND, MSG("There is no command of this name."));
        return;
    }
    if (!visit_json_is_ours(v))
        return;
    if (json_parse(v->arena, v->request->body, &input, &where) != ERR_OK ||
        input->kind != JSON_OBJECT) {
        visit_fail(v, ERR_MALFORMED, MSG("The body is not a JSON object."));
        return;
    }
    visit_call(v, str_c(v->arena, name), input, visit_given_key(v), answered);
}

/* The command line of the same user, or of root: any command or query, as the
 * program itself or as an account.  The kernel vouches for the user. */
static enum err
local_actor(struct visit *v)
{
    Str         login = request_header(v->request, S("X-Account"));
    struct view view;
    enum err    err;

    if (!v->request->peer.local || (v->request->peer.uid != 0 && v->request->peer.uid != geteuid()))
        return ERR_NOT_FOUND;
    if (login.n == 0) {
        v->who = (struct actor){ .system = true };
        return ERR_OK;
    }
    TRY(db_begin(v->reader));
    view = visit_view(v);
    err = ident_actor_of_login(&view, login, &v->who);
    db_end(v->reader);
    return err;
}

static void
local_answered(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_json(v, 200, v->call.out);
}

static void
post_local(struct visit *v)
{
    struct json *input;
    enum err     err = local_actor(v);

    v->wants_json = true;
    if (err != ERR_OK)
        visit_fail(v, err, err_message(err));
    else if (json_parse(v->arena, v->request->body, &input, NULL) != ERR_OK ||
             input->kind != JSON_OBJECT)
        visit_fail(v, ERR_MALFORMED, MSG("The body is not a JSON object."));
    else
        visit_call(v, str_c(v->arena, visit_param(v, S("name"))), input,
                   request_header(v->request, S("Idempotency-Key")), local_answered);
}

static void
get_query(struct visit *v)
{
    Str          name = visit_param(v, S("name"));
    struct json *input = json_object(v->arena);

    v->wants_json = true;
    if (door_query(v->site->options.door, name) == NULL) {
        visit_fail(v, ERR_NOT_FOUND, MSG("There is no query of this name."));
        return;
    }
    for (size_t i = 0; i < v->request->query.count; i++) {
        const struct pair *p = &v->request->query.at[i];

        if (!str_eq(p->name, S("ngon-ngu")) && json_get_str(input, p->name) == NULL)
            json_put(input, p->name, json_new_text(v->arena, p->value));
    }
    visit_call(v, str_c(v->arena, name), input, STR_NONE, answered);
}

static void
get_openapi(struct visit *v)
{
    int                             n;
    const struct door_table *const *tables = door_tables(v->site->options.door, &n);

    visit_json(v, 200, openapi_document(v->arena, tables, n, v->site->options.world->base_url));
}

bool
visit_log_is_signed(const struct visit *v)
{
    return atomic_load(&v->site->options.world->log_lost) == NULL;
}

/* A log that is not signed any more is for the operator, not for whoever sends
 * people elsewhere: the house still serves. */
static void
get_health(struct visit *v)
{
    struct json *o = json_object(v->arena);
    bool         well = db_begin(v->reader) == ERR_OK;

    if (well)
        db_end(v->reader);
    else
        visit_header(v, S("Retry-After"), S("3"));
    json_put_bool(v->arena, o, "ok", well);
    json_put_bool(v->arena, o, "busy", door_is_busy(v->site->options.door));
    json_put_bool(v->arena, o, "signed", visit_log_is_signed(v));
    visit_json(v, well ? 200 : 503, o);
}

const struct route routes_api[] = {
    { HTTP_POST, "/api/command/{name}", ROUTE_OWN, .handle = post_command },
    { HTTP_GET, "/api/query/{name}", ROUTE_OWN, .handle = get_query },
    { HTTP_POST, "/local/{name}", ROUTE_OWN, .handle = post_local },
    { HTTP_GET, "/api/openapi.json", ROUTE_OWN, .handle = get_openapi },
    { HTTP_GET, "/healthz", ROUTE_OWN, .handle = get_health },
    { .path = NULL },
};
