/* ident/client_credential.c -- by what a system proves itself: secrets and certificates.
 * Floor 5.
 *
 *     secret 1 ═══════════════╗ client.secret        SECRET_OVERLAP
 *     secret 2                ╚═══════════════════════════╗ client.secret
 *     (1 still holds for a week, so that the other side changes at leisure; never three)
 *
 * A secret is thirty-two random bytes that we made and showed once; the table keeps its
 * SHA-256, which for bytes nobody can guess is as good as any slower hash (decision 24).  A
 * certificate is known by its fingerprint; who has its key, TLS has found out. */
#include "ident/client_inner.h"

#define SECRET_BYTES 32

static enum err
write_credential(struct act *a, const struct client_credential_get_row *k)
{
    struct client_credential_version_add_in row = {
        .credential = k->credential, .version = k->version, .client = k->client,
        .kind = k->kind, .name = k->name, .hash = k->hash, .made = k->made,
        .expires = k->expires, .ended = k->ended,
    };
    struct client_credential_set_in now = {
        .credential = k->credential, .version = k->version, .client = k->client,
        .kind = k->kind, .name = k->name, .hash = k->hash, .made = k->made,
        .expires = k->expires, .ended = k->ended,
    };

    TRY(client_credential_version_add(a, &row));
    return client_credential_set(a, &now);
}

struct client_in {
    Id client;
};

static const struct field client_fields[] = {
    FIELD(ID, struct client_in, client, .required = true),
};

/* -- client.secret ------------------------------------------------------------------------ */

struct secret_plan {
    Id  client;
    Str secret;
};

static enum err
prepare_secret(struct view *v, const void *in, void *plan_)
{
    struct secret_plan *plan = plan_;
    unsigned char       raw[SECRET_BYTES];
    Str                 letters;

    random_bytes(raw, sizeof raw);
    letters = base64url_text(v->arena, (Str){ (const char *)raw, sizeof raw });
    plan->client = ((const struct client_in *)in)->client;
    plan->secret = str_format(v->arena, "tinhso-secret_%.*s", STR_ARG(letters));
    return ERR_OK;
}

/* The newest goes on for the overlap; any older one ends now. */
static enum err
put_out(struct act *a, Id client)
{
    struct view                   *v = act_view(a);
    struct client_credentials_row *old;
    int                            n;

    TRY(client_credentials(v, client, KIND_SECRET, v->now, SECRETS_MAX, &old, &n));
    for (int i = 0; i < n; i++) {
        struct client_credential_get_row k;

        TRY(client_credential_get(v, old[i].credential, &k));
        k.version++;
        if (i > 0)
            k.ended = v->now;
        else if (k.expires > v->now + SECRET_OVERLAP)
            k.expires = v->now + SECRET_OVERLAP;
        TRY(write_credential(a, &k));
    }
    return ERR_OK;
}

static enum err
apply_secret(struct act *a, const void *plan_, struct json *out)
{
    const struct secret_plan        *plan = plan_;
    struct view                     *v = act_view(a);
    Hash                             hash = hash_of(plan->secret);
    struct client_get_row            client;
    struct client_credential_get_row k;

    TRY(client_find(v, plan->client, &client));
    TRY(client_is_open(v, &client));
    TRY(put_out(a, client.client));
    k = (struct client_credential_get_row){
        .credential = act_new_id(a), .version = 1, .client = client.client, .kind = KIND_SECRET,
        .name = S(""), .hash = hash_bytes(&hash), .made = v->now, .expires = v->now + SECRET_LIFE,
        .ended = TIME_NONE,
    };
    TRY(write_credential(a, &k));
    client_subject(a, &client);
    json_put_int(v->arena, out, "credential", k.credential);
    json_put_text(v->arena, out, "new_secret", plan->secret);
    json_put_time(v->arena, out, "expires", k.expires);
    return ERR_OK;
}

const struct command command_client_secret = {
    .name = "client.secret", .right = "admin.clients",
    .help = "Makes a new secret for a system, shown once as `new_secret`; the one before holds for "
            "seven days more.",
    .fields = client_fields, .n_fields = 1, .in_size = sizeof(struct client_in),
    .plan_size = sizeof(struct secret_plan), .prepare = prepare_secret, .apply = apply_secret,
    .hidden_input = true,
};

/* -- client.certificate ------------------------------------------------------------------- */

struct certificate_in {
    Id  client;
    Str certificate;
};

static const struct field certificate_fields[] = {
    FIELD(ID, struct certificate_in, client, .required = true),
    FIELD(TEXT, struct certificate_in, certificate, .max = 16000,
          .help = "One X.509 certificate, PEM"),
};

struct certificate_plan {
    Id                 client;
    struct certificate certificate;
};

static enum err
prepare_certificate(struct view *v, const void *in_, void *plan_)
{
    const struct certificate_in *in = in_;
    struct certificate_plan     *plan = plan_;
    const char                  *why = MSG("is missing");

    plan->client = in->client;
    if (str_trim(in->certificate).n > 0)
        why = certificate_read(v->arena, in->certificate, &plan->certificate);
    if (why == NULL && plan->certificate.until <= v->now)
        why = MSG("is over already");
    if (why != NULL)
        fault_add(v->faults, S("certificate"), why, STR_NONE, STR_NONE);
    return why == NULL ? ERR_OK : ERR_INVALID;
}

static enum err
apply_certificate(struct act *a, const void *plan_, struct json *out)
{
    const struct certificate_plan   *plan = plan_;
    const struct certificate        *c = &plan->certificate;
    struct view                     *v = act_view(a);
    struct client_credentials_row   *have;
    struct client_get_row            client;
    struct client_credential_get_row k;
    int                              n;

    TRY(client_find(v, plan->client, &client));
    TRY(client_is_open(v, &client));
    TRY(client_credentials(v, client.client, KIND_CERTIFICATE, v->now, CERTIFICATES_MAX, &have,
                           &n));
    if (n == CERTIFICATES_MAX)
        return view_refuse(v, ERR_CONFLICT, MSG("There are ten certificates. End one first."));
    for (int i = 0; i < n; i++)
        if (str_eq(have[i].hash, hash_bytes(&c->hash)))
            return view_refuse(v, ERR_CONFLICT, MSG("This certificate is there already."));
    k = (struct client_credential_get_row){
        .credential = act_new_id(a), .version = 1, .client = client.client,
        .kind = KIND_CERTIFICATE, .name = c->subject, .hash = hash_bytes(&c->hash),
        .made = v->now, .expires = c->until, .ended = TIME_NONE,
    };
    TRY(write_credential(a, &k));
    client_subject(a, &client);
    json_put_int(v->arena, out, "credential", k.credential);
    json_put_text(v->arena, out, "fingerprint", hex_text(v->arena, k.hash));
    return ERR_OK;
}

const struct command command_client_certificate = {
    .name = "client.certificate", .right = "admin.clients",
    .help = "Lets a system prove itself by a certificate, at the site's address for mutual TLS.",
    .fields = certificate_fields, .n_fields = 2, .in_size = sizeof(struct certificate_in),
    .plan_size = sizeof(struct certificate_plan), .prepare = prepare_certificate,
    .apply = apply_certificate,
};

/* -- client.drop -------------------------------------------------------------------------- */

struct drop_in {
    Id credential;
};

static const struct field drop_fields[] = {
    FIELD(ID, struct drop_in, credential, .required = true, .help = "A secret or a certificate"),
};

static enum err
apply_drop(struct act *a, const void *plan, struct json *out)
{
    struct view                     *v = act_view(a);
    struct client_credential_get_row k;
    struct client_get_row            client;

    (void)out;
    TRY(client_credential_get(v, ((const struct drop_in *)plan)->credential, &k));
    TRY(client_find(v, k.client, &client));
    if (k.ended != TIME_NONE)
        return view_refuse(v, ERR_CONFLICT, MSG("It was ended already."));
    k.version++;
    k.ended = v->now;
    client_subject(a, &client);
    return write_credential(a, &k);
}

const struct command command_client_drop = {
    .name = "client.drop", .right = "admin.clients",
    .help = "Ends a secret or a certificate at once, with the tokens it opened.",
    .fields = drop_fields, .n_fields = 1, .in_size = sizeof(struct drop_in), .apply = apply_drop,
};
