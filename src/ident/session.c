/* ident/session.c -- leaving, here or elsewhere; which position is in use.
 * Floor 5. */
#include "ident/inner.h"

struct close_in {
    Id   session;
    bool others;
};

static const struct field close_fields[] = {
    FIELD(ID, struct close_in, session, .help = "One of mine; absent: this one"),
    FIELD(BOOL, struct close_in, others, .help = "All of mine but this one"),
};

/* Only one's own: another's id ends nothing and tells nothing. */
static enum err
apply_close(struct act *a, const void *plan, struct json *out)
{
    const struct close_in *in = plan;
    const struct actor    *who = act_who(a);

    (void)out;
    act_subject(a, str_format(act_arena(a), "account:%lld", (long long)who->account));
    if (in->others)
        return sessions_end(a, who->account, who->session);
    return session_end(a, in->session ? in->session : who->session, who->account);
}

const struct command command_session_close = {
    .name = "session.close", .right = "signed-in", .help = "Signs out.", .fields = close_fields,
    .n_fields = 2, .in_size = sizeof(struct close_in), .apply = apply_close,
};

struct use_in {
    Id position;
};

static const struct field use_fields[] = {
    FIELD(ID, struct use_in, position, .required = true, .help = "One of mine"),
};

static enum err
apply_use(struct act *a, const void *plan, struct json *out)
{
    const struct use_in     *in = plan;
    const struct actor      *who = act_who(a);
    struct view             *v = act_view(a);
    struct positions_on_row *held;
    int                      n;

    (void)out;
    if (who->session == 0)
        return view_refuse(v, ERR_FORBIDDEN, MSG("Sign in with your password to do this."));
    TRY(positions_on(v, who->account, time_day(v->now), POSITIONS_MAX, &held, &n));
    for (int i = 0; i < n; i++)
        if (held[i].position == in->position)
            return session_use(a, in->position, who->session, who->account);
    return view_refuse(v, ERR_FORBIDDEN, MSG("You do not hold this position today."));
}

const struct command command_position_use = {
    .name = "position.use", .right = "signed-in",
    .help = "Chooses which of my positions this session acts in.", .fields = use_fields,
    .n_fields = 1, .in_size = sizeof(struct use_in), .apply = apply_use,
};
