/* ident/credential.c -- what proves that an account's owner is there.  Floor 5.
 *
 *     credential          the hash and the sealed secret themselves, replaced
 *     credential_version  journaled: the digest of each, for every version
 *
 * So no old hash lies about, and yet a hash or a secret put into the table by
 * hand opens nothing: its digest is in no entry of the journal. */
#include "base/hash.h"
#include "base/log.h"
#include "ident/inner.h"

static void
forget(void *secret)
{
    totp_forget(secret);
}

/* The plan dies with the call; the plain secret a moment before. */
void
credential_prepare_totp(struct view *v, struct credential_plan *out)
{
    *out = (struct credential_plan){ .has_totp = true, .new_totp = true };
    random_bytes(&out->totp, sizeof out->totp);
    arena_defer(v->arena, forget, &out->totp);
}

enum err
credential_prepare(struct view *v, Str login, Str password, bool totp,
                   struct credential_plan *out)
{
    const char *why = NULL;

    *out = (struct credential_plan){ .hash = STR_NONE };
    if (totp)
        credential_prepare_totp(v, out);
    if (password.n > 0)
        why = password_fault(v->arena, password, totp, login);
    else
        out->made = password = password_made(v->arena);
    if (why != NULL) {
        fault_add(v->faults, S("password"), why, STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    /* What a simulation's own program makes is written to a file for whoever tries it. */
    out->fresh = out->made.n > 0 && !(v->who->system && v->simulated);
    out->hash = out->made.n > 0 ? password_hash_made(v->arena, password)
                                : password_hash(v->arena, password);
    return ERR_OK;
}

/* -- of those who administer ------------------------------------------------------------ */

enum err
credential_is_old(struct view *v, Id account, Time made, bool *out)
{
    *out = false;
    return made + ADMIN_PASSWORD_LIFE <= v->wall ? account_administers(v, account, out) : ERR_OK;
}

enum err
credential_check_new(struct view *v, Id account, Str password, const char *field)
{
    struct credential_old_of_row *old;
    int                           n;

    TRY(credential_old_of(v, account, ADMIN_PASSWORDS - 1, &old, &n));
    for (int i = 0; i < n; i++)
        if (password_is(old[i].password, password)) {
            fault_add(v->faults, str_of(field), MSG("is one of your last ten; choose a new one"),
                      STR_NONE, STR_NONE);
            return ERR_INVALID;
        }
    return ERR_OK;
}

/* The one in use counts among the ten. */
static enum err
keep_old(struct act *a, const struct credential_get_row *old)
{
    bool administers;

    TRY(account_administers(act_view(a), old->account, &administers));
    if (!administers || old->password.n == 0)
        return ERR_OK;
    TRY(credential_old_add(a, old->account, old->version, old->password));
    return credential_old_drop(a, old->account, ADMIN_PASSWORDS - 1);
}

/* -- every account's ------------------------------------------------------------------------ */

static Str
digest_of(struct arena *arena, Str bytes)
{
    Hash h = hash_of(bytes);

    return bytes.n > 0 ? str_copy(arena, hash_bytes(&h)) : STR_NONE;
}

enum err
credential_write(struct act *a, Id account, const struct credential_plan *plan)
{
    struct view              *v = act_view(a);
    struct credential_get_row old = { .version = 0, .seen = TIME_NONE };
    enum err                  err = credential_get(v, account, &old);
    struct credential_set_in  new;

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    new = (struct credential_set_in){
        .account = account, .version = old.version + 1,
        .password = plan->hash.n > 0 ? plan->hash : old.password,
        .totp = plan->has_totp ? old.totp : STR_NONE, .totp_step = old.totp_step,
        .fresh = plan->fresh, .made = plan->hash.n > 0 ? v->wall : old.made, .seen = old.seen,
    };
    if (plan->hash.n > 0 && err == ERR_OK)
        TRY(keep_old(a, &old));
    if (plan->new_totp) {
        new.totp = totp_seal(v->arena, v->world, account, &plan->totp);
        new.totp_step = 0;
    }
    TRY(credential_version_add(a, account, new.version, digest_of(v->arena, new.password),
                               digest_of(v->arena, new.totp)));
    return credential_set(a, &new);
}

void
credential_show(struct act *a, const struct credential_plan *plan, Str login, struct json *out)
{
    struct arena *arena = act_arena(a);
    struct json  *fresh;

    if (plan->made.n == 0 && !plan->new_totp)
        return;
    fresh = json_put_object(arena, out, "fresh");
    if (plan->made.n > 0)
        json_put_text(arena, fresh, "password", plan->made);
    if (plan->new_totp) {
        json_put_text(arena, fresh, "totp_secret", totp_words(arena, &plan->totp));
        json_put_text(arena, fresh, "totp_address",
                      totp_address(arena, &plan->totp, S("Tỉnh Số"), login));
    }
}

static bool
same(struct arena *arena, Str bytes, Str digest)
{
    return str_eq(digest_of(arena, bytes), digest);
}

enum err
credential_is_intact(struct view *v, const struct credential_get_row *c, bool *out)
{
    struct credential_version_get_row vouched;
    enum err err = credential_version_get(v, c->account, c->version, &vouched);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    *out = err == ERR_OK && same(v->arena, c->password, vouched.password_digest) &&
           same(v->arena, c->totp, vouched.totp_digest);
    if (!*out)
        log_event(LOG_ERROR, "ident.credential_altered", "account %lld version %lld",
                  (long long)c->account, (long long)c->version);
    return ERR_OK;
}
