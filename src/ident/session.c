/* ident/session.c -- leaving, here or elsewhere; which position is in use.
 * Floor 5. */
#include "base/scan.h"
#include "ident/delegation.h"

static void
about_me(struct act *a)
{
    act_subject(a, str_format(act_arena(a), "account:%lld", (long long)act_who(a)->account));
}

static enum err
apply_close(struct act *a, const void *plan, struct json *out)
{
    (void)plan, (void)out;
    about_me(a);
    return session_end(a, act_who(a)->session, act_who(a)->account);
}

const struct command command_session_close = {
    .name = "session.close", .right = "signed-in", .help = "Signs out.", .apply = apply_close,
};

struct end_in {
    Str session;
};

static const struct field end_fields[] = {
    FIELD(TEXT, struct end_in, session, .required = true, .max = 20,
          .help = "One of mine, or `others`: all of mine but this one"),
};

/* Only one's own: another's id ends nothing and tells nothing. */
static enum err
apply_end(struct act *a, const void *plan, struct json *out)
{
    Str                 which = ((const struct end_in *)plan)->session;
    const struct actor *who = act_who(a);
    Id                  session;

    (void)out;
    about_me(a);
    if (str_eq(which, S("others")))
        return sessions_end(a, who->account, who->session);
    if (scan_int(which, 1, INT64_MAX, &session) != ERR_OK)
        return ERR_NOT_FOUND;
    return session_end(a, session, who->account);
}

const struct command command_session_end = {
    .name = "session.end", .right = "signed-in", .help = "Signs out elsewhere.",
    .fields = end_fields, .n_fields = 1, .in_size = sizeof(struct end_in), .apply = apply_end,
};

struct use_in {
    Id position;
};

static const struct field use_fields[] = {
    FIELD(ID, struct use_in, position, .required = true,
          .help = "One of mine, or a delegation to me that holds"),
};

static enum err
is_lent(struct view *v, Id delegation, bool *out)
{
    struct delegation_get_row d;
    enum delegation_state     state;
    enum err                  err = delegation_get(v, delegation, &d);

    *out = false;
    if (err != ERR_OK || d.delegate != v->who->account)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    TRY(delegation_state(v, &d, &state));
    *out = state == DELEGATION_HOLDS;
    return ERR_OK;
}

static enum err
apply_use(struct act *a, const void *plan, struct json *out)
{
    const struct use_in     *in = plan;
    const struct actor      *who = act_who(a);
    struct view             *v = act_view(a);
    struct positions_on_row *held;
    int                      n;
    bool                     may;

    (void)out;
    if (who->session == 0)
        return view_refuse(v, ERR_FORBIDDEN, MSG("Sign in with your password to do this."));
    TRY(positions_on(v, who->account, time_day(v->now), POSITIONS_MAX, &held, &n));
    for (int i = 0; i < n; i++)
        if (held[i].position == in->position)
            return session_use(a, in->position, who->session, who->account);
    TRY(is_lent(v, in->position, &may));
    if (may)
        return session_use(a, in->position, who->session, who->account);
    return view_refuse(v, ERR_FORBIDDEN, MSG("You do not hold this position today."));
}

const struct command command_position_use = {
    .name = "position.use", .right = "signed-in",
    .help = "Chooses which position this session acts in: one of mine, or one lent to me.",
    .fields = use_fields, .n_fields = 1, .in_size = sizeof(struct use_in), .apply = apply_use,
};
