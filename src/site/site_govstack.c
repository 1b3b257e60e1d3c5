/* site/site_govstack.c -- GovStack's Digital Registries at its own addresses: what is written goes
 * through the commands of registries, as whoever asks (docs/exchange.md).  Floor 12.
 *
 *   read, exists ── govstack.read
 *   create ──────── registry.create ────────────────────────── govstack.read ── content
 *   update ──────── govstack.read ── registry.change (partial) ── govstack.read ── content
 *   delete ──────── registry.end
 */
#include "exchange/govstack.h"
#include "registry/registry.h"
#include "site/visit.h"

struct asked {
    const struct json *body;
    bool               or_create;
};

/* What derives from simulated records says so. */
static void
give(struct visit *v, struct json *o)
{
    if (v->site->options.simulated)
        json_put_text(v->arena, o, "simulated_data", S("SỐ LIỆU MÔ PHỎNG"));
    visit_json(v, 200, o);
}

/* -- failing -------------------------------------------------------------------------------- */

static void
say(struct visit *v, int status, Str detail)
{
    struct json *o = json_object(v->arena);

    json_put_text(v->arena, o, "detail", detail);
    visit_json(v, status, o);
}

static void
none_found(struct visit *v)
{
    say(v, 404, S("no record found"));
}

static void
failed(struct visit *v)
{
    struct json *o = json_object(v->arena);

    if (v->call.err == ERR_BUSY || v->call.err == ERR_STORE)
        visit_header(v, S("Retry-After"), S("3"));
    visit_wait(v);
    visit_challenge(v, v->call.err);
    json_put_text(v->arena, o, "detail", words(v->lang, v->call.why));
    if (v->call.faults.count > 0)
        json_put(o, S("faults"), visit_fault_list(v));
    visit_json(v, err_http(v->call.err), o);
}

static void
refuse(struct visit *v)
{
    v->wants_json = true;
    say(v, 501, words(v->lang, MSG("Not by this interface: a registry is declared by its file, and "
                                   "many records at once are pushed with registry.push or loaded "
                                   "as a file.")));
}

/* -- calling -------------------------------------------------------------------------------- */

static struct json *
input_of(struct visit *v)
{
    struct json *in = json_object(v->arena);

    json_put_text(v->arena, in, "registry", visit_param(v, S("registry")));
    json_put_text(v->arena, in, "version", visit_param(v, S("version")));
    return in;
}

static void
find(struct visit *v, const struct json *query, Str key, visit_fn *then)
{
    struct json *in = input_of(v);

    if (query != NULL)
        json_put(in, S("query"), json_copy(v->arena, query));
    if (key.n > 0)
        json_put_text(v->arena, in, "key", key);
    visit_call(v, "govstack.read", in, STR_NONE, then);
}

static void
content_read(struct visit *v)
{
    struct json       *o = json_object(v->arena);
    const struct json *content = json_get(v->call.out, "content");

    if (v->call.err != ERR_OK) {
        failed(v);
        return;
    }
    if (!json_bool(v->call.out, "found")) {
        none_found(v);
        return;
    }
    json_put(o, S("content"), json_copy(v->arena, content));
    give(v, o);
}

/* Of what was written, as whoever wrote it may see it. */
static void
written(struct visit *v)
{
    if (v->call.err != ERR_OK)
        failed(v);
    else
        find(v, NULL, str_copy(v->arena, json_text(v->call.out, "key")), content_read);
}

static void
write(struct visit *v, const char *command, struct json *in)
{
    const struct asked *a = v->own;
    const struct json  *content = govstack_content(a->body, "write");

    json_put_text(v->arena, in, "registry", visit_param(v, S("registry")));
    json_put(in, S("values"), govstack_values(v->arena, content));
    visit_call(v, command, in, visit_given_key(v), written);
}

/* -- reading -------------------------------------------------------------------------------- */

static void
existence_read(struct visit *v)
{
    struct json *o = json_object(v->arena), *answer;
    bool         found = json_bool(v->call.out, "found");

    if (v->call.err != ERR_OK) {
        failed(v);
        return;
    }
    answer = json_put_object(v->arena, o, "answer");
    json_put_bool(v->arena, answer, "status", found);
    json_put_text(v->arena, answer, "message",
                  words(v->lang, found ? MSG("There is such a record.")
                                       : MSG("There is no such record.")));
    visit_json(v, 200, o);
}

static void
list_read(struct visit *v)
{
    if (v->call.err != ERR_OK)
        failed(v);
    else
        give(v, v->call.out);
}

static void
get_list(struct visit *v)
{
    struct json *in = input_of(v), *asked = json_put_object(v->arena, in, "asked");

    v->wants_json = true;
    for (size_t i = 0; i < v->request->query.count; i++) {
        const struct pair *p = &v->request->query.at[i];

        if (!str_eq(p->name, S("ngon-ngu")) && json_get_str(asked, p->name) == NULL)
            json_put(asked, p->name, json_new_text(v->arena, p->value));
    }
    visit_call(v, "govstack.list", in, STR_NONE, list_read);
}

/* "name.json": {value}; "name.txt": the value as text. */
static void
value_read(struct visit *v)
{
    Str                field, ending, value;
    const struct json *j;
    struct json       *o = json_object(v->arena);

    str_cut(visit_param(v, S("field")), '.', &field, &ending);
    j = json_get_str(json_get(v->call.out, "content"), field);
    if (v->call.err != ERR_OK) {
        failed(v);
    } else if (j == NULL) {
        none_found(v);
    } else if (str_eq(ending, S("txt"))) {
        value = j->kind == JSON_TEXT ? j->text : json_string(v->arena, j);
        visit_text(v, 200, S("text/plain; charset=utf-8"), value);
    } else {
        json_put(o, S("value"), json_copy(v->arena, j));
        give(v, o);
    }
}

static void
get_value(struct visit *v)
{
    Str field, ending;

    v->wants_json = true;
    str_cut(visit_param(v, S("field")), '.', &field, &ending);
    if (!str_eq(ending, S("json")) && !str_eq(ending, S("txt")))
        say(v, 404, words(v->lang, MSG("A value is given as json or txt.")));
    else
        find(v, NULL, visit_param(v, S("id")), value_read);
}

/* -- writing -------------------------------------------------------------------------------- */

/* Sent once more, it makes no version more. */
static bool
is_so_already(struct visit *v)
{
    const struct asked *a = v->own;

    return actor_may(&v->who, S("registry.write")) && /* else the command refuses */
           govstack_has(v->arena, json_get(v->call.out, "content"),
                        govstack_values(v->arena, govstack_content(a->body, "write")));
}

static void
change_found(struct visit *v)
{
    const struct asked *a = v->own;
    struct json        *in = json_object(v->arena);

    if (v->call.err != ERR_OK) {
        failed(v);
    } else if (json_bool(v->call.out, "several")) {
        say(v, 409, words(v->lang, MSG("Several records have these values: name one of them.")));
    } else if (json_bool(v->call.out, "found") && is_so_already(v)) {
        content_read(v);
    } else if (json_bool(v->call.out, "found")) {
        json_put_text(v->arena, in, "key", str_copy(v->arena, json_text(v->call.out, "key")));
        json_put_bool(v->arena, in, "partial", true);
        write(v, "registry.change", in);
    } else if (a->or_create) {
        write(v, "registry.create", in);
    } else {
        none_found(v);
    }
}

static bool
read_body(struct visit *v, struct asked *out)
{
    struct json *body;

    if (!visit_json_is_ours(v))
        return false;
    if (json_parse(v->arena, v->request->body, &body, NULL) != ERR_OK ||
        body->kind != JSON_OBJECT) {
        say(v, 400, words(v->lang, MSG("The body is not a JSON object.")));
        return false;
    }
    out->body = body;
    return true;
}

/* Which record is meant: `query`; where it is left out, what is written names it by its key. */
static void
change(struct visit *v, struct asked *a)
{
    const struct json *query = json_get(a->body, "query") != NULL
                                   ? govstack_content(a->body, "query") : NULL;
    const struct json *content = govstack_content(a->body, "write");

    if (json_get(a->body, "write") == NULL || content == NULL)
        say(v, 400, words(v->lang, MSG("What to write is missing: "
                                       "{\"write\": {\"content\": {…}}}.")));
    else
        find(v, query != NULL ? query : content, STR_NONE, change_found);
}

static bool
is_version_in_force(struct visit *v)
{
    struct view            view = visit_view(v);
    const struct registry *r = registry_by_key(&view, visit_param(v, S("registry")));

    if (r != NULL && r->version == govstack_version(visit_param(v, S("version"))))
        return true;
    say(v, 404, words(v->lang, MSG("There is no such registry.")));
    return false;
}

static void
post(struct visit *v)
{
    struct asked      *a = arena_make(v->arena, struct asked);
    Str                verb = visit_param(v, S("verb"));
    const struct json *query;

    v->wants_json = true;
    v->own = a;
    if (!read_body(v, a))
        return;
    query = govstack_content(a->body, "query");
    if (str_eq(verb, S("read"))) {
        find(v, query, STR_NONE, content_read);
    } else if (str_eq(verb, S("exists"))) {
        find(v, query, STR_NONE, existence_read);
    } else if (str_eq(verb, S("create"))) {
        if (is_version_in_force(v))
            write(v, "registry.create", json_object(v->arena));
    } else if (str_eq(verb, S("updateOrCreate")) || str_eq(verb, S("update-or-create"))) {
        a->or_create = true;
        change(v, a);
    } else if (str_eq(verb, S("createEntries")) || str_eq(verb, S("create-entries"))) {
        refuse(v);
    } else {
        visit_fail(v, ERR_NOT_FOUND, err_message(ERR_NOT_FOUND));
    }
}

static void
put(struct visit *v)
{
    struct asked *a = arena_make(v->arena, struct asked);
    Str           verb = visit_param(v, S("verb"));

    v->wants_json = true;
    v->own = a;
    if (str_eq(verb, S("updateEntries")) || str_eq(verb, S("update-entries")))
        refuse(v);
    else if (!str_eq(verb, S("update")))
        visit_fail(v, ERR_NOT_FOUND, err_message(ERR_NOT_FOUND));
    else if (read_body(v, a))
        change(v, a);
}

static void
ended(struct visit *v)
{
    if (v->call.err != ERR_OK)
        failed(v);
    else
        visit_text(v, 204, STR_NONE, STR_NONE);
}

static void
end_found(struct visit *v)
{
    struct json *in = json_object(v->arena);

    if (v->call.err != ERR_OK) {
        failed(v);
    } else if (!json_bool(v->call.out, "found")) {
        none_found(v);
    } else {
        json_put_text(v->arena, in, "registry", visit_param(v, S("registry")));
        json_put_text(v->arena, in, "key", str_copy(v->arena, json_text(v->call.out, "key")));
        json_put_int(v->arena, in, "since", json_int(v->call.out, "since", 0));
        visit_call(v, "registry.end", in, visit_given_key(v), ended);
    }
}

static void
delete(struct visit *v)
{
    v->wants_json = true;
    if (visit_is_same_site(v))
        find(v, NULL, visit_param(v, S("id")), end_found);
}

/* -- registries, and who read one's data ---------------------------------------------------- */

static void
databases_read(struct visit *v)
{
    const struct json *group = json_get(v->call.out, "group");

    if (v->call.err != ERR_OK)
        failed(v);
    else
        give(v, json_copy(v->arena, group != NULL ? group : json_get(v->call.out, "database")));
}

static void
get_databases(struct visit *v)
{
    v->wants_json = true;
    visit_call(v, "govstack.databases", visit_input(v, "registry=id"), STR_NONE, databases_read);
}

static void
usage_read(struct visit *v)
{
    struct json *list = json_array(v->arena);

    if (v->call.err != ERR_OK) {
        failed(v);
        return;
    }
    json_each(reading, json_get(v->call.out, "readers"))
    {
        struct json *o = json_add(list, json_object(v->arena)), *reference;

        json_put_text(v->arena, o, "id", str_int(v->arena, json_int(reading, "entry", 0)));
        json_put_text(v->arena, o, "readerInstitutionName", json_text(reading, "who"));
        json_put_text(v->arena, o, "searchDateTime", json_text(reading, "at"));
        /* "refrences": so the specification spells it */
        reference = json_add(json_put_array(v->arena, o, "refrences"), json_object(v->arena));
        json_put_text(v->arena, reference, "ReferenceId", json_text(reading, "subject"));
    }
    visit_json(v, 200, list);
}

/* One's own alone: who asks is whom the session says, whatever `userId` names. */
static void
get_usage(struct visit *v)
{
    v->wants_json = true;
    visit_call(v, "me.disclosures", json_object(v->arena), STR_NONE, usage_read);
}

const struct route routes_govstack[] = {
    { HTTP_GET, "/govstack/registries/data/mypersonalDataUsage", ROUTE_OWN, .handle = get_usage },
    { HTTP_GET, "/govstack/registries/data/MyPersonalDataUsage", ROUTE_OWN, .handle = get_usage },
    { HTTP_GET, "/govstack/registries/data/{registry}/{version}", ROUTE_OWN, .handle = get_list },
    { HTTP_POST, "/govstack/registries/data/{registry}/{version}/{verb}", ROUTE_OWN,
      .handle = post },
    { HTTP_POST, "/govstack/registries/data/{registry}/createEntries", ROUTE_OWN,
      .handle = refuse },
    { HTTP_PUT, "/govstack/registries/data/{registry}/{version}/{verb}", ROUTE_OWN,
      .handle = put },
    { HTTP_GET, "/govstack/registries/data/{registry}/{version}/{id}/readValue/{field}",
      ROUTE_OWN, .handle = get_value },
    { HTTP_GET, "/govstack/registries/data/{registry}/{version}/{id}/read-value/{field}",
      ROUTE_OWN, .handle = get_value },
    { HTTP_DELETE, "/govstack/registries/data/{registry}/{version}/{id}/delete", ROUTE_OWN,
      .handle = delete },
    { HTTP_GET, "/govstack/registries/databases", ROUTE_OWN, .handle = get_databases },
    { HTTP_GET, "/govstack/registries/database/{id}", ROUTE_OWN, .handle = get_databases },
    { HTTP_DELETE, "/govstack/registries/database/{id}", ROUTE_OWN, .handle = refuse },
    { HTTP_POST, "/govstack/registries/database/modify", ROUTE_OWN, .handle = refuse },
    { .path = NULL },
};
