/* ident/account_state.c -- an account that is locked, opened again or closed;
 * new passwords and authenticator secrets.  Floor 5.
 *
 * Whatever takes something away ends the account's sessions in the same act. */
#include "ident/inner.h"

static const struct field one_fields[] = {
    FIELD(TEXT, struct account_in, account, .required = true, .max = 40,
          .help = "Name of the account"),
};

static enum err
prepare_one(struct view *v, const void *in, void *plan_)
{
    struct account_plan *plan = plan_;

    TRY(account_by_login(v, ((const struct account_in *)in)->account, &plan->account));
    return account_administer(v, &plan->account);
}

/* The state after; from `closed` there is no way back. */
static enum err
set_state(struct act *a, const struct account_get_row *before, Str state)
{
    struct account_get_row after = *before;

    TRY(account_unchanged(a, before));
    if (str_eq(before->state, STATE_CLOSED))
        return view_refuse(act_view(a), ERR_CONFLICT, MSG("This account is closed for good."));
    after.state = state;
    TRY(sessions_end(a, before->account, 0));
    return account_write(a, before, &after);
}

static enum err
apply_lock(struct act *a, const void *plan, struct json *out)
{
    (void)out;
    return set_state(a, &((const struct account_plan *)plan)->account, STATE_LOCKED);
}

static enum err
apply_close(struct act *a, const void *plan, struct json *out)
{
    (void)out;
    return set_state(a, &((const struct account_plan *)plan)->account, STATE_CLOSED);
}

/* Also forgets wrong tries, so that its owner need not wait. */
static enum err
apply_unlock(struct act *a, const void *plan, struct json *out)
{
    const struct account_get_row *before = &((const struct account_plan *)plan)->account;
    Hash                          key = sign_in_key(act_view(a), before->login);

    (void)out;
    TRY(sign_in_failure_forget(a, hash_bytes(&key)));
    return set_state(a, before, STATE_OPEN);
}

#define STATE_COMMAND(word, apply_, help_)                                              \
    const struct command command_account_##word = {                                     \
        .name = "account." #word, .right = "admin.accounts", .help = help_,             \
        .fields = one_fields, .n_fields = 1, .in_size = sizeof(struct account_in),          \
        .plan_size = sizeof(struct account_plan), .prepare = prepare_one, .apply = apply_,  \
    }
STATE_COMMAND(lock, apply_lock, "Locks an account and ends its sessions.");
STATE_COMMAND(unlock, apply_unlock, "Opens a locked account; wrong tries are forgotten.");
STATE_COMMAND(close, apply_close, "Closes an account for good.");

/* -- by an administrator: new password, new authenticator secret --------------------- */

/* With a second factor if there was one, or the account is an officer's. */
static enum err
prepare_reset(struct view *v, const void *in, void *plan_)
{
    struct account_plan          *plan = plan_;
    struct credential_get_row old = { .totp = STR_NONE };
    enum err                  err;

    TRY(prepare_one(v, in, plan_));
    err = credential_get(v, plan->account.account, &old);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    return credential_prepare(v, plan->account.login, STR_NONE,
                              old.totp.n > 0 || plan->account.officer, &plan->credential);
}

static enum err
apply_reset(struct act *a, const void *plan_, struct json *out)
{
    const struct account_plan *plan = plan_;
    Str                    login = plan->account.login;

    TRY(account_unchanged(a, &plan->account));
    TRY(sessions_end(a, plan->account.account, 0));
    TRY(credential_write(a, plan->account.account, &plan->credential));
    act_subject(a, str_format(act_arena(a), "account:%.*s", STR_ARG(login)));
    credential_show(a, &plan->credential, login, out);
    return ERR_OK;
}

const struct command command_account_reset = {
    .name = "account.reset_password", .right = "admin.accounts",
    .help = "Makes a new first password and authenticator secret, shown once.",
    .fields = one_fields, .n_fields = 1, .in_size = sizeof(struct account_in),
    .plan_size = sizeof(struct account_plan), .prepare = prepare_reset, .apply = apply_reset,
    .hidden_input = true,
};

/* -- by oneself ---------------------------------------------------------------------- */

struct own_in {
    Str old, new, password;
};

struct own_plan {
    struct credential_get_row before;
    struct credential_plan    credential;
};

static const struct field password_fields[] = {
    FIELD(TEXT, struct own_in, old, .required = true, .max = 1000, .help = "Present password"),
    FIELD(TEXT, struct own_in, new, .required = true, .max = 1000, .help = "New password"),
};

static const struct field totp_fields[] = {
    FIELD(TEXT, struct own_in, password, .required = true, .max = 1000, .help = "Present password"),
};

/* Only at a session of one's own, and with the present password. */
static enum err
check_own(struct view *v, Str password, const char *field, struct credential_get_row *out)
{
    bool intact;

    if (v->who->session == 0)
        return view_refuse(v, ERR_FORBIDDEN, MSG("Sign in with your password to do this."));
    TRY(credential_get(v, v->who->account, out));
    TRY(credential_is_intact(v, out, &intact));
    if (!password_is(out->password, password) || !intact)
        fault_add(v->faults, str_of(field), MSG("is not your present password"), STR_NONE,
                  STR_NONE);
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
prepare_password(struct view *v, const void *in_, void *plan_)
{
    const struct own_in   *in = in_;
    struct own_plan       *plan = plan_;
    struct account_get_row account;
    const char            *why;
    bool                   totp;

    TRY(check_own(v, in->old, "old", &plan->before));
    TRY(account_get(v, v->who->account, &account));
    totp = plan->before.totp.n > 0;
    why = password_fault(v->arena, in->new, totp, account.login);
    if (why == NULL && str_eq(in->old, in->new))
        why = MSG("is the same as before");
    if (why != NULL) {
        fault_add(v->faults, S("new"), why, STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    TRY(credential_check_new(v, v->who->account, in->new, "new"));
    plan->credential = (struct credential_plan){ .has_totp = totp,
                                                 .hash = password_hash(v->arena, in->new) };
    return ERR_OK;
}

static enum err
apply_own(struct act *a, const void *plan_, struct json *out)
{
    const struct own_plan    *plan = plan_;
    const struct actor       *who = act_who(a);
    struct credential_get_row now;
    struct account_get_row    account;

    TRY(credential_get(act_view(a), who->account, &now));
    if (now.version != plan->before.version)
        return ERR_CONFLICT;
    TRY(account_get(act_view(a), who->account, &account));
    TRY(sessions_end(a, who->account, who->session));
    TRY(credential_write(a, who->account, &plan->credential));
    act_subject(a, str_format(act_arena(a), "account:%.*s", STR_ARG(account.login)));
    credential_show(a, &plan->credential, account.login, out);
    return ERR_OK;
}

const struct command command_account_change_password = {
    .name = "account.change_password", .right = "signed-in",
    .help = "Changes my password and ends my other sessions.", .fields = password_fields,
    .n_fields = 2, .in_size = sizeof(struct own_in), .plan_size = sizeof(struct own_plan),
    .prepare = prepare_password, .apply = apply_own, .hidden_input = true,
};

static enum err
prepare_totp(struct view *v, const void *in, void *plan_)
{
    struct own_plan *plan = plan_;

    TRY(check_own(v, ((const struct own_in *)in)->password, "password", &plan->before));
    credential_prepare_totp(v, &plan->credential);
    plan->credential.fresh = plan->before.fresh;
    return ERR_OK;
}

const struct command command_account_set_totp = {
    .name = "account.set_totp", .right = "signed-in",
    .help = "Gives my account a new authenticator secret, shown once.", .fields = totp_fields,
    .n_fields = 1, .in_size = sizeof(struct own_in), .plan_size = sizeof(struct own_plan),
    .prepare = prepare_totp, .apply = apply_own, .hidden_input = true,
};
