/* ident/client_token.c -- a system proves itself and is given an access token; from a token to
 * an actor.  Floor 5.
 *
 *     client.token ──right──┬── asked ∩ agreed is something ──> token of ten minutes
 *         │                 └── nothing ──> `no_scope`
 *         └──wrong──> counted, as wrong tries of signing in are
 *
 * Wrong tries are counted for a client and the network they come from together: client_ids are
 * no secret, and whoever knows one must not be able to keep the system itself out.  That costs
 * nothing, because a secret of 256 bits is not guessed from however many networks.
 *
 * A token goes by the real clock, as sessions do; agreements and credentials, whose last day
 * people are told, go by the province's. */
#include "base/scan.h"
#include "base/words.h"
#include "ident/client_inner.h"
#include "ident/ticket.h"

#define TOKEN_HEAD  S("tinhso-sys_")
#define TOKEN_BYTES 32
#define PEER_LIFE   TIME_MINUTE
#define SWEEP       20 /* tokens of the past removed by each act */
#define AGREED_MAX  500

struct token_in {
    Str client, secret, scope, peer;
};

static const struct field token_fields[] = {
    FIELD(TEXT, struct token_in, client, .required = true, .max = 100, .help = "Its client_id"),
    FIELD(TEXT, struct token_in, secret, .max = 200, .help = "Absent: the certificate alone"),
    FIELD(TEXT, struct token_in, scope, .max = 10000,
          .help = "registry:KEY:read registry:KEY:write; absent: all that is agreed"),
    FIELD(TEXT, struct token_in, peer, .max = 2000,
          .help = "What the site saw of the connection, sealed by it"),
};

struct token_plan {
    Hash                   key; /* wrong tries are counted under it */
    struct client_get_row  client;
    Id                     credential; /* that was right; 0: none was */
    Str                    certificate; /* the connection's, or STR_NONE */
    int                    n_asked;     /* 0: all */
    struct client_scope   *asked;
    Str                    token;
};

/* -- what the site saw -------------------------------------------------------------------- */

Str
client_peer_seal(struct view *v, Str address, Str certificate)
{
    Str hex = certificate.n > 0 ? hex_text(v->arena, certificate) : S("-");

    return ticket_make(v->arena, v->world, "client peer",
                       str_format(v->arena, "%.*s %.*s", STR_ARG(hex), STR_ARG(address)),
                       v->wall + PEER_LIFE);
}

static enum err
peer_open(struct view *v, Str peer, Str *out_address, Str *out_certificate)
{
    unsigned char raw[HASH_SIZE];
    Str           text, hex;

    *out_address = S("");
    *out_certificate = STR_NONE;
    if (peer.n == 0)
        return ERR_OK;
    if (ticket_read(v->arena, v->world, "client peer", peer, v->wall, &text) != ERR_OK ||
        !str_cut(text, ' ', &hex, out_address))
        return ERR_FORBIDDEN;
    if (scan_hex(hex, raw, sizeof raw) == ERR_OK)
        *out_certificate = str_copy(v->arena, (Str){ (const char *)raw, sizeof raw });
    return ERR_OK;
}

static Hash
tries_key(const struct view *v, Str client, Str address)
{
    return sign_in_key(v, str_format(v->arena, "client %.*s %.*s", STR_ARG(client),
                                     STR_ARG(address)));
}

/* -- proof -------------------------------------------------------------------------------- */

/* The credential of the kind with this hash that holds; 0 when there is none. */
static enum err
find_credential(struct view *v, Id client, Str kind, Str hash, Id *out)
{
    struct client_credentials_row *row;
    int                            n;

    *out = 0;
    TRY(client_credentials(v, client, kind, v->now, CERTIFICATES_MAX, &row, &n));
    for (int i = 0; i < n; i++)
        if (str_eq_secret(row[i].hash, hash))
            *out = row[i].credential;
    return ERR_OK;
}

static enum err
prove(struct view *v, const struct token_in *in, struct token_plan *plan)
{
    struct client_with_key_row found = { .client = 0 };
    Hash                       hash = hash_of(in->secret);
    enum err                   err = client_with_key(v, in->client, &found);

    if (err == ERR_OK)
        err = client_get(v, found.client, &plan->client);
    if (err != ERR_OK || !str_eq(plan->client.state, CLIENT_OPEN))
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (in->secret.n > 0)
        return find_credential(v, found.client, KIND_SECRET, hash_bytes(&hash),
                               &plan->credential);
    if (plan->certificate.n > 0)
        return find_credential(v, found.client, KIND_CERTIFICATE, plan->certificate,
                               &plan->credential);
    return ERR_OK;
}

static enum err
prepare_token(struct view *v, const void *in_, void *plan_)
{
    const struct token_in *in = in_;
    struct token_plan     *plan = plan_;
    unsigned char          raw[TOKEN_BYTES];
    Str                    address;

    *plan = (struct token_plan){ .n_asked = 0 };
    TRY(peer_open(v, in->peer, &address, &plan->certificate));
    plan->key = tries_key(v, in->client, address);
    TRY(wrong_tries_locked(v, &plan->key));
    if (client_scopes_parse(v->arena, in->scope.p != NULL ? in->scope : S(""), &plan->asked,
                            &plan->n_asked) != ERR_OK) {
        fault_add(v->faults, S("scope"), MSG("is registry:KEY:read or registry:KEY:write, a space "
                                             "between them"),
                  STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    random_bytes(raw, sizeof raw);
    plan->token = str_format(v->arena, "%.*s%.*s", STR_ARG(TOKEN_HEAD),
                             STR_ARG(base64url_text(v->arena, (Str){ (const char *)raw,
                                                                     sizeof raw })));
    return prove(v, in, plan);
}

/* -- scope -------------------------------------------------------------------------------- */

static bool
is_asked(const struct token_plan *plan, Str registry, enum client_use use)
{
    for (int i = 0; i < plan->n_asked; i++)
        if (plan->asked[i].use == use && str_eq(plan->asked[i].registry, registry))
            return true;
    return plan->n_asked == 0;
}

/* Asked for, and agreed upon today. */
static enum err
grant_scopes(struct view *v, const struct token_plan *plan, Str *out)
{
    struct client_scope      *scope;
    struct agreements_on_row *row;
    int                       n, count = 0;

    TRY(agreements_on(v, plan->client.client, time_day(v->now), AGREED_MAX, &row, &n));
    scope = arena_array(v->arena, struct client_scope, 2 * n + 1);
    for (int i = 0; i < n; i++) {
        if (row[i].may_read && is_asked(plan, row[i].registry, CLIENT_READ))
            scope[count++] = (struct client_scope){ row[i].registry, CLIENT_READ };
        if (row[i].may_write && is_asked(plan, row[i].registry, CLIENT_WRITE))
            scope[count++] = (struct client_scope){ row[i].registry, CLIENT_WRITE };
    }
    *out = client_scopes_text(v->arena, scope, count);
    return ERR_OK;
}

/* -- client.token ------------------------------------------------------------------------- */

static enum err
refuse_proof(struct act *a, const struct token_plan *plan, struct json *out)
{
    struct view *v = act_view(a);
    Time         locked;

    act_outcome(a, "refused");
    TRY(wrong_tries_add(a, &plan->key, &locked));
    json_put_text(v->arena, out, "refused",
                  words(v->lang, MSG("The system, its secret or its certificate is not right.")));
    if (locked > 0)
        json_put_int(v->arena, out, "wait", locked / TIME_SECOND);
    return ERR_OK;
}

/* Since `prepare`: ended, or the credential? */
static enum err
still_right(struct view *v, const struct token_plan *plan, bool *out)
{
    struct client_credential_get_row k;
    struct client_get_row            client;

    *out = plan->credential != 0;
    if (!*out)
        return ERR_OK;
    TRY(client_credential_get(v, plan->credential, &k));
    TRY(client_get(v, plan->client.client, &client));
    *out = k.ended == TIME_NONE && k.expires > v->now && str_eq(client.state, CLIENT_OPEN);
    return ERR_OK;
}

static enum err
give_token(struct act *a, const struct token_plan *plan, Str scope, struct json *out)
{
    struct view *v = act_view(a);
    Hash         hash = hash_of(plan->token);

    act_outcome(a, "opened");
    TRY(sign_in_failure_forget(a, hash_bytes(&plan->key)));
    TRY(client_tokens_sweep(a, v->wall, SWEEP));
    TRY(client_token_add(a, hash_bytes(&hash), plan->client.client, plan->credential,
                         plan->certificate, scope, v->wall + CLIENT_TOKEN_LIFE));
    json_put_text(v->arena, out, "access_token", plan->token);
    json_put_int(v->arena, out, "expires_in", CLIENT_TOKEN_LIFE / TIME_SECOND);
    json_put_text(v->arena, out, "scope", scope);
    return ERR_OK;
}

static enum err
apply_token(struct act *a, const void *plan_, struct json *out)
{
    const struct token_plan *plan = plan_;
    struct view             *v = act_view(a);
    Str                      scope;
    bool                     right;

    TRY(wrong_tries_locked(v, &plan->key));
    if (plan->client.client != 0)
        client_subject(a, &plan->client);
    TRY(still_right(v, plan, &right));
    if (!right)
        return refuse_proof(a, plan, out);
    TRY(grant_scopes(v, plan, &scope));
    if (scope.n > 0)
        return give_token(a, plan, scope, out);
    act_outcome(a, "no_scope");
    json_put_text(v->arena, out, "no_scope",
                  words(v->lang, MSG("No agreement in force today covers what was asked for.")));
    return ERR_OK;
}

const struct command command_client_token = {
    .name = "client.token", .right = "anyone",
    .help = "What /oauth/token does.  Answers `access_token`, or `refused`, or `no_scope`.",
    .fields = token_fields, .n_fields = 4, .in_size = sizeof(struct token_in),
    .plan_size = sizeof(struct token_plan), .prepare = prepare_token, .apply = apply_token,
    .hidden_input = true,
};

/* -- from a token to who asks ------------------------------------------------------------- */

bool
client_token_is(Str token)
{
    return str_starts(token, TOKEN_HEAD);
}

/* Enough to be let through the door; what counts is asked of client_may. */
static void
put_rights(struct view *v, const struct client_bearer *b, struct actor *out)
{
    Str *right = arena_array(v->arena, Str, 2);

    for (int i = 0; i < b->n_scopes; i++) {
        Str name = b->scope[i].use == CLIENT_WRITE ? CLIENT_WRITES : CLIENT_READS;

        if (out->n_rights == 0 || (out->n_rights == 1 && !str_eq(right[0], name)))
            right[out->n_rights++] = name;
    }
    out->rights = right;
}

enum err
client_actor_of_token(struct view *v, Str token, Str certificate, struct actor *out)
{
    struct client_bearer       *bearer = arena_make(v->arena, struct client_bearer);
    struct client_scope        *scope;
    Hash                        hash = hash_of(token);
    struct client_token_get_row row;
    enum err                    err = client_token_get(v, hash_bytes(&hash), &row);
    struct actor                who;

    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_SIGN_IN : err;
    if (row.expires <= v->wall || !str_eq(row.state, CLIENT_OPEN) || row.ended != TIME_NONE ||
        row.proof_expires <= v->now ||
        (row.certificate.n > 0 && !str_eq_secret(row.certificate, certificate)))
        return ERR_SIGN_IN;
    TRY(client_scopes_parse(v->arena, row.scope, &scope, &bearer->n_scopes));
    bearer->scope = scope;
    bearer->quota = arena_make(v->arena, struct client_quota);
    who = (struct actor){ .client = row.client, .bearer = bearer, .name = row.name };
    put_rights(v, bearer, &who);
    *out = who;
    return ERR_OK;
}
