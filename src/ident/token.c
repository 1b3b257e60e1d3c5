/* ident/token.c -- personal tokens: a program acts for its owner.  Floor 5.
 *
 * A token is thirty-two random bytes shown once; the table keeps its SHA-256,
 * which for bytes nobody can guess is as good as any slower hash.  It acts in
 * the position that was in use when it was made, as long as that is held. */
#include "base/hash.h"
#include "ident/inner.h"

#define TOKENS_MAX  20
#define DAYS_MAX    366
#define TOKEN_BYTES 32

static enum err
write_token(struct act *a, const struct token_get_row *t)
{
    struct token_version_add_in row = {
        .token = t->token, .version = t->version, .account = t->account, .position = t->position,
        .name = t->name, .hash = t->hash, .made = t->made, .expires = t->expires,
        .ended = t->ended,
    };
    struct token_set_in now = {
        .token = t->token, .version = t->version, .account = t->account, .position = t->position,
        .name = t->name, .hash = t->hash, .made = t->made, .expires = t->expires,
        .ended = t->ended,
    };

    act_subject(a, str_format(act_arena(a), "token:%lld", (long long)t->token));
    TRY(token_version_add(a, &row));
    return token_set(a, &now);
}

/* -- token.create ------------------------------------------------------------------------ */

struct create_in {
    Str     name;
    int64_t days;
};

struct create_plan {
    struct create_in in;
    Str              secret;
};

static const struct field create_fields[] = {
    FIELD(TEXT, struct create_in, name, .required = true, .max = 60, .help = "What it is for"),
    FIELD(INT, struct create_in, days, .required = true, .min = 1, .max = DAYS_MAX,
          .help = "Valid for how many days"),
};

static enum err
prepare_create(struct view *v, const void *in, void *plan_)
{
    struct create_plan *plan = plan_;
    unsigned char       raw[TOKEN_BYTES];
    Str                 letters;

    if (v->who->session == 0)
        return view_refuse(v, ERR_FORBIDDEN, MSG("Sign in with your password to do this."));
    if (v->who->stands_for != 0)
        return view_refuse(v, ERR_CONFLICT,
                           MSG("You stand for somebody now, which no program may do for you. "
                               "Act in your own position first."));
    random_bytes(raw, sizeof raw);
    letters = base64url_text(v->arena, (Str){ (const char *)raw, sizeof raw });
    plan->in = *(const struct create_in *)in;
    plan->secret = str_format(v->arena, "tinhso_%.*s", STR_ARG(letters));
    return ERR_OK;
}

static enum err
apply_create(struct act *a, const void *plan_, struct json *out)
{
    const struct create_plan    *plan = plan_;
    struct view                 *v = act_view(a);
    struct sessions_of_row      *session;
    struct tokens_of_row        *have;
    Hash                         hash = hash_of(plan->secret);
    struct token_get_row         token;
    int                          n, n_sessions;

    TRY(tokens_of(v, v->who->account, v->now, TOKENS_MAX, &have, &n));
    if (n == TOKENS_MAX)
        return view_refuse(v, ERR_CONFLICT, MSG("You have twenty tokens. Revoke one first."));
    token = (struct token_get_row){
        .token = act_new_id(a), .version = 1, .account = v->who->account, .name = plan->in.name,
        .hash = hash_bytes(&hash), .made = v->now, .expires = v->now + plan->in.days * TIME_DAY,
        .ended = TIME_NONE,
    };
    TRY(sessions_of(v, v->who->account, v->wall, 100, &session, &n_sessions));
    for (int i = 0; i < n_sessions; i++)
        if (session[i].session == v->who->session && !v->who->stood_down)
            token.position = session[i].position;
    TRY(write_token(a, &token));
    json_put_int(v->arena, out, "token", token.token);
    json_put_text(v->arena, out, "new_token", plan->secret);
    json_put_time(v->arena, out, "expires", token.expires);
    return ERR_OK;
}

const struct command command_token_create = {
    .name = "token.create", .right = "signed-in",
    .help = "Makes a token for a program; it is shown once, as `new_token`.",
    .fields = create_fields, .n_fields = 2, .in_size = sizeof(struct create_in),
    .plan_size = sizeof(struct create_plan), .prepare = prepare_create, .apply = apply_create,
    .hidden_input = true,
};

/* -- token.revoke ---------------------------------------------------------------------------- */

struct revoke_in {
    Id token;
};

static const struct field revoke_fields[] = {
    FIELD(ID, struct revoke_in, token, .required = true, .help = "One of mine"),
};

static enum err
apply_revoke(struct act *a, const void *plan, struct json *out)
{
    struct view         *v = act_view(a);
    struct token_get_row token;

    (void)out;
    TRY(token_get(v, ((const struct revoke_in *)plan)->token, &token));
    if (token.account != v->who->account)
        return ERR_NOT_FOUND;
    if (token.ended != TIME_NONE)
        return ERR_CONFLICT;
    token.version++;
    token.ended = v->now;
    return write_token(a, &token);
}

const struct command command_token_revoke = {
    .name = "token.revoke", .right = "signed-in", .help = "Revokes one of my tokens at once.",
    .fields = revoke_fields, .n_fields = 1, .in_size = sizeof(struct revoke_in),
    .apply = apply_revoke,
};
