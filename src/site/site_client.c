/* site/site_client.c -- systems of other bodies: the token endpoint of OAuth 2 (RFC 6749), its
 * metadata (RFC 8414), certificates of mutual TLS (RFC 8705), and the pages about them.
 * Floor 12.
 *
 * TLS is nginx's.  It hands on the certificate that it verified in X-Client-Certificate, as
 * $ssl_client_escaped_cert has it, with X-Client-Verify: SUCCESS; both are read from this
 * machine alone, like X-Forwarded-For, and conf/nginx.conf replaces what a client sent. */
#include "base/hash.h"
#include "base/text.h"
#include "ident/client.h"
#include "site/visit.h"

Str
visit_certificate(struct visit *v)
{
    Str  escaped = request_header(v->request, S("X-Client-Certificate")), pem;
    Hash hash;

    if (escaped.n == 0 || !visit_by_proxy(v) ||
        !str_eq(request_header(v->request, S("X-Client-Verify")), S("SUCCESS")) ||
        percent_decode(v->arena, escaped, false, &pem) != ERR_OK ||
        client_certificate_hash(v->arena, pem, &hash) != ERR_OK)
        return STR_NONE;
    return str_copy(v->arena, hash_bytes(&hash));
}

/* Two systems may use the same key for what they send. */
Str
visit_given_key(struct visit *v)
{
    Str key = request_header(v->request, S("Idempotency-Key"));

    if (key.n == 0 || v->who.client == 0)
        return key;
    return str_format(v->arena, "system:%lld:%.*s", (long long)v->who.client, STR_ARG(key));
}

void
visit_quota(struct visit *v)
{
    const struct client_quota *q = v->who.bearer != NULL ? v->who.bearer->quota : NULL;
    Time                       seconds;

    if (q == NULL || !q->known)
        return;
    seconds = (q->resets + TIME_SECOND - 1) / TIME_SECOND;
    visit_header(v, S("RateLimit-Policy"),
                 str_format(v->arena, "\"minute\";q=%lld;w=60", (long long)q->limit));
    visit_header(v, S("RateLimit"),
                 str_format(v->arena, "\"minute\";r=%lld;t=%lld", (long long)q->left,
                            (long long)seconds));
}

void
visit_challenge(struct visit *v, enum err err)
{
    if (v->by_token && err == ERR_SIGN_IN)
        visit_header(v, S("WWW-Authenticate"), S("Bearer error=\"invalid_token\""));
    else if (v->who.client != 0 && err == ERR_FORBIDDEN)
        visit_header(v, S("WWW-Authenticate"), S("Bearer error=\"insufficient_scope\""));
}

/* -- the token endpoint ------------------------------------------------------------------- */

struct asking {
    Str  client, secret;
    bool basic;
};

/* As RFC 6749 5.2 has it; the words are for developers, in ASCII. */
static void
fail(struct visit *v, int status, const char *error, const char *words_)
{
    const struct asking *a = v->own;
    struct json         *o = json_object(v->arena);

    json_put_text(v->arena, o, "error", str_of(error));
    json_put_text(v->arena, o, "error_description", str_of(words_));
    if (status == 401 && a != NULL && a->basic)
        visit_header(v, S("WWW-Authenticate"), S("Basic realm=\"oauth\", charset=\"UTF-8\""));
    visit_header(v, S("Pragma"), S("no-cache"));
    visit_json(v, status, o);
}

/* One part of what was sent with Basic: escaped as in a form (RFC 6749 2.3.1). */
static bool
basic_part(struct visit *v, Str part, Str *out)
{
    Str bytes;

    return percent_decode(v->arena, part, true, &bytes) == ERR_OK &&
           text_clean(v->arena, bytes, out) == ERR_OK && out->n > 0;
}

static bool
read_basic(struct visit *v, Str header, struct asking *out)
{
    Str bytes, client, secret;

    out->basic = true;
    return base64_parse(v->arena, str_trim(str_sub(header, 6, header.n)), &bytes) == ERR_OK &&
           str_cut(bytes, ':', &client, &secret) && basic_part(v, client, &out->client) &&
           basic_part(v, secret, &out->secret);
}

/* NULL, or why the request is none (RFC 6749 2.3, 3.2). */
static const char *
read_asking(struct visit *v, struct asking *out)
{
    const struct pairs *form = &v->request->form;
    Str                 header = request_header(v->request, S("Authorization"));
    Str                 client = pairs_get(form, S("client_id"));
    Str                 secret = pairs_get(form, S("client_secret"));

    for (size_t i = 0; i < form->count; i++)
        if (pairs_count(form, form->at[i].name) > 1)
            return "A parameter was sent twice.";
    if (!str_starts(header, S("Basic "))) {
        *out = (struct asking){ .client = client, .secret = secret };
        return NULL;
    }
    if (!read_basic(v, header, out))
        return "The Authorization header could not be read.";
    if (secret.n > 0)
        return "The client authenticated in two ways.";
    return client.n > 0 && !str_eq(client, out->client) ? "There are two client identifiers."
                                                        : NULL;
}

static void
refuse_call(struct visit *v)
{
    bool scope = v->call.faults.first != NULL &&
                 str_eq(v->call.faults.first->field, S("scope"));

    if (v->call.err == ERR_INVALID) {
        fail(v, 400, scope ? "invalid_scope" : "invalid_request",
             scope ? "Scopes are registry:KEY:read and registry:KEY:write, a space between them."
                   : "A parameter is not as it should be.");
        return;
    }
    if (v->call.err == ERR_TOO_MANY)
        visit_wait(v);
    else
        visit_header(v, S("Retry-After"), S("3"));
    fail(v, err_http(v->call.err),
         err_http(v->call.err) == 500 ? "server_error" : "temporarily_unavailable",
         v->call.err == ERR_TOO_MANY ? "Too many tries. Wait." : "Try again in a few seconds.");
}

static void
token_answered(struct visit *v)
{
    const struct json *out = v->call.out;
    struct json       *o;

    if (v->call.err != ERR_OK) {
        refuse_call(v);
    } else if (json_text(out, "refused").n > 0) {
        fail(v, 401, "invalid_client", "The client, its secret or its certificate is not right.");
    } else if (json_text(out, "no_scope").n > 0) {
        fail(v, 400, "invalid_scope", "No agreement in force today covers what was asked for.");
    } else {
        o = json_object(v->arena);
        json_put_text(v->arena, o, "access_token", json_text(out, "access_token"));
        json_put_text(v->arena, o, "token_type", S("Bearer"));
        json_put_int(v->arena, o, "expires_in", json_int(out, "expires_in", 0));
        json_put_text(v->arena, o, "scope", json_text(out, "scope"));
        visit_header(v, S("Pragma"), S("no-cache"));
        visit_json(v, 200, o);
    }
}

static void
ask_token(struct visit *v, const struct asking *a)
{
    struct json *input = json_object(v->arena);
    struct view  view = visit_view(v);
    Str          scope = pairs_get(&v->request->form, S("scope"));

    json_put_text(v->arena, input, "client", a->client);
    if (a->secret.n > 0)
        json_put_text(v->arena, input, "secret", a->secret);
    if (scope.n > 0)
        json_put_text(v->arena, input, "scope", scope);
    json_put_text(v->arena, input, "peer",
                  client_peer_seal(&view, visit_network(v), visit_certificate(v)));
    visit_call(v, "client.token", input, STR_NONE, token_answered);
}

static void
post_token(struct visit *v)
{
    struct asking *a = arena_make(v->arena, struct asking);
    Str            grant = pairs_get(&v->request->form, S("grant_type"));
    const char    *why;

    v->wants_json = true;
    v->own = a;
    why = read_asking(v, a);
    if (why == NULL && grant.n == 0)
        why = "grant_type is missing, or the body is no application/x-www-form-urlencoded.";
    if (why != NULL)
        fail(v, 400, "invalid_request", why);
    else if (!str_eq(grant, S("client_credentials")))
        fail(v, 400, "unsupported_grant_type", "Only client_credentials is known here.");
    else if (a->client.n == 0)
        fail(v, 401, "invalid_client", "The client did not say who it is.");
    else
        ask_token(v, a);
}

/* -- metadata ----------------------------------------------------------------------------- */

static void
put_texts(struct visit *v, struct json *o, const char *key, const char *const *list)
{
    struct json *to = json_put_array(v->arena, o, key);

    for (; *list != NULL; list++)
        json_add(to, json_new_text(v->arena, str_of(*list)));
}

static void
get_metadata(struct visit *v)
{
    static const char *const methods[] = { "client_secret_basic", "client_secret_post",
                                           "tls_client_auth", NULL };
    static const char *const grants[] = { "client_credentials", NULL };
    static const char *const none[] = { NULL };
    const struct world      *w = v->site->options.world;
    struct json             *o = json_object(v->arena);

    json_put_text(v->arena, o, "issuer", w->base_url);
    json_put_text(v->arena, o, "token_endpoint",
                  str_join(v->arena, w->base_url, S("/oauth/token"), S("")));
    put_texts(v, o, "token_endpoint_auth_methods_supported", methods);
    put_texts(v, o, "grant_types_supported", grants);
    put_texts(v, o, "response_types_supported", none); /* there is no authorization endpoint */
    json_put_bool(v->arena, o, "tls_client_certificate_bound_access_tokens", true);
    json_put_text(v->arena, o, "service_documentation",
                  str_join(v->arena, w->base_url, S("/api/openapi.json"), S("")));
    if (w->mtls_url.n > 0)
        json_put_text(v->arena, json_put_object(v->arena, o, "mtls_endpoint_aliases"),
                      "token_endpoint",
                      str_join(v->arena, w->mtls_url, S("/oauth/token"), S("")));
    visit_json(v, 200, o);
}

/* -- pages -------------------------------------------------------------------------------- */

static const struct form register_form = { .view = "systems", .query = "client.list",
                                           .fields = "fields" };
static const struct form secret_form = {
    .view = "system", .query = "client.show", .query_take = "client",
    .fields = "certificate_fields", .shows = "new_secret", .done_view = "system",
    .done_query = "client.show", .done_take = "client",
};
static const struct form certificate_form = {
    .view = "system", .query = "client.show", .query_take = "client",
    .fields = "certificate_fields",
};
static const struct form agreement_form = {
    .view = "system", .query = "client.show", .query_take = "client",
    .fields = "agreement_fields", .days = "from until",
};

const struct route routes_client[] = {
    { HTTP_POST, "/oauth/token", ROUTE_OWN, .handle = post_token },
    { HTTP_GET, "/.well-known/oauth-authorization-server", ROUTE_OWN, .handle = get_metadata },
    { HTTP_GET, "/he-thong", ROUTE_PAGE, .view = "systems", .call = "client.list",
      .take = "after=sau" },
    { HTTP_POST, "/he-thong", ROUTE_FORM, .call = "client.register", .take = "name contact unit",
      .go = "/he-thong/{client}", .form = &register_form },
    { HTTP_GET, "/he-thong/{client}", ROUTE_PAGE, .view = "system", .call = "client.show",
      .take = "client before=sau" },
    { HTTP_POST, "/he-thong/{client}/ma-bi-mat", ROUTE_FORM, .call = "client.secret",
      .take = "client", .go = "/he-thong/{client}", .form = &secret_form },
    { HTTP_POST, "/he-thong/{client}/chung-thu", ROUTE_FORM, .call = "client.certificate",
      .take = "client certificate", .go = "/he-thong/{client}", .form = &certificate_form },
    { HTTP_POST, "/he-thong/{client}/huy", ROUTE_ACT, .call = "client.drop",
      .take = "credential", .go = "/he-thong/{client}" },
    { HTTP_POST, "/he-thong/{client}/thoa-thuan", ROUTE_FORM, .call = "agreement.make",
      .take = "client purpose basis registries unit may_read may_write requests records",
      .go = "/he-thong/{client}", .form = &agreement_form },
    { HTTP_POST, "/he-thong/{client}/thoa-thuan/ket-thuc", ROUTE_ACT, .call = "agreement.end",
      .take = "agreement", .go = "/he-thong/{client}" },
    { HTTP_POST, "/he-thong/{client}/ket-thuc", ROUTE_ACT, .call = "client.end",
      .take = "client", .go = "/he-thong/{client}" },
    { .path = NULL },
};
