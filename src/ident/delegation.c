/* ident/delegation.c -- see delegation.h: the rules, and the two commands.  Floor 5. */
#include "ident/delegation.h"

#define REASON_MAX 300

/* -- what it rests on ------------------------------------------------------------------- */

static bool
is_held(const struct positions_all_row *p, Day from, Day last)
{
    return p->from_day <= from && (p->to_day == DAY_NONE || p->to_day > last);
}

/* Does the account hold a position at the desk's unit on all of these days? */
static enum err
is_of_unit(struct view *v, Id account, Id desk, Day from, Day last, bool *out)
{
    struct positions_all_row *held;
    Id                        unit, other;
    int                       n;
    enum err                  err;

    *out = false;
    TRY(desk_unit_on(v, desk, from, &unit));
    TRY(positions_all(v, account, 200, &held, &n));
    for (int i = 0; i < n && !*out; i++) {
        if (!is_held(&held[i], from, last))
            continue;
        err = desk_unit_on(v, held[i].desk, from, &other);
        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
        *out = err == ERR_OK && other == unit;
    }
    return ERR_OK;
}

static enum err
is_open(struct view *v, Id account, bool *out)
{
    struct account_get_row row;

    TRY(account_get(v, account, &row));
    *out = str_eq(row.state, STATE_OPEN);
    return ERR_OK;
}

static enum err
rests(struct view *v, const struct delegation_get_row *d, bool *out)
{
    struct position_get_row p;
    Day                     today = time_day(v->now);

    TRY(is_open(v, d->absent, out));
    if (*out)
        TRY(is_open(v, d->delegate, out));
    if (!*out)
        return ERR_OK;
    TRY(position_get(v, d->position, &p));
    *out = p.account == d->absent && p.from_day <= today &&
           (p.to_day == DAY_NONE || p.to_day > today);
    return *out ? is_of_unit(v, d->delegate, p.desk, today, today, out) : ERR_OK;
}

enum err
delegation_state(struct view *v, const struct delegation_get_row *d, enum delegation_state *out)
{
    Day  today = time_day(v->now);
    bool holds;

    *out = d->ended != TIME_NONE   ? DELEGATION_ENDED
           : today > d->last_day   ? DELEGATION_OVER
           : today < d->from_day   ? DELEGATION_COMING
                                   : DELEGATION_HOLDS;
    if (*out != DELEGATION_HOLDS)
        return ERR_OK;
    TRY(rests(v, d, &holds));
    if (!holds)
        *out = DELEGATION_VOID;
    return ERR_OK;
}

enum err
delegation_concerns(struct view *v, const struct delegation_get_row *d, bool *out)
{
    struct position_get_row p;
    Id                      unit;
    enum err                err;

    *out = v->who->system || d->absent == v->who->account || d->delegate == v->who->account;
    if (*out || !actor_may(v->who, S("position.delegate")))
        return ERR_OK;
    TRY(position_get(v, d->position, &p));
    err = desk_unit_on(v, p.desk, time_day(v->now), &unit);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return ident_reaches(v, unit, out);
}

/* -- delegation.make -------------------------------------------------------------------- */

struct make_in {
    Id   position;
    Str  delegate, reason;
    bool may_sign;
    Day  from, until;
};

static const struct field make_fields[] = {
    FIELD(ID, struct make_in, position, .min = 1, .max = INT64_MAX,
          .help = "The position that is lent"),
    FIELD(TEXT, struct make_in, delegate, .max = 40, .help = "Account of who stands in"),
    FIELD(BOOL, struct make_in, may_sign, .help = "Also to sign results"),
    FIELD(DAY, struct make_in, from, .help = "First day; absent: today"),
    FIELD(DAY, struct make_in, until, .help = "Last day, itself counted"),
    FIELD(TEXT, struct make_in, reason, .max = REASON_MAX, .help = "Why, in a few words"),
};

/* What is asked for, as it is looked up. */
struct making {
    struct view            *v;
    const struct make_in   *in;
    Day                     from, last;
    bool                    days_good, known, has_delegate;
    struct position_get_row position; /* if known */
    struct account_get_row  absent, delegate;
};

static void
wrong(struct making *m, const char *field, const char *message, Str one)
{
    fault_add(m->v->faults, str_of(field), message, one, STR_NONE);
}

static void
check_days(struct making *m)
{
    Day today = time_day(m->v->now);

    m->from = m->in->from != DAY_NONE ? m->in->from : today;
    m->last = m->in->until;
    m->days_good = m->from >= today && m->last != DAY_NONE && m->last >= m->from &&
                   m->last - m->from < DELEGATION_DAYS;
    if (m->from < today)
        wrong(m, "from", MSG("may not lie in the past"), STR_NONE);
    if (m->last == DAY_NONE)
        wrong(m, "until", MSG("is missing"), STR_NONE);
    else if (m->last < m->from)
        wrong(m, "until", MSG("lies before the first day"), STR_NONE);
    else if (m->last - m->from >= DELEGATION_DAYS)
        wrong(m, "until",
              MSG("{1} days at most; who is away for longer is replaced by a position given"),
              str_int(m->v->arena, DELEGATION_DAYS));
}

/* Who administers or inspects answers for it alone. */
static bool
is_lent(const struct role *role)
{
    for (int i = 0; role != NULL && i < role->n_rights; i++)
        if (str_starts(role->rights[i], S("admin.")) || str_starts(role->rights[i], S("journal.")))
            return false;
    return role != NULL;
}

/* Of the position asked for, now known. */
static void
check_lent(struct making *m)
{
    const struct role       *role = roles_find(roles_of(m->v), m->position.role);
    struct positions_all_row held = { .from_day = m->position.from_day,
                                      .to_day = m->position.to_day };

    if (!is_lent(role))
        wrong(m, "position", MSG("is an administrator's or an inspector's, which nobody lends"),
              STR_NONE);
    else if (!str_eq(m->absent.state, STATE_OPEN))
        wrong(m, "position", MSG("belongs to an account that is not open"), STR_NONE);
    else if (m->days_good && !is_held(&held, m->from, m->last))
        wrong(m, "position", MSG("is not held on all of these days"), STR_NONE);
    if (m->in->may_sign && role != NULL && !role_grants(role, S("dossier.approve")))
        wrong(m, "may_sign", MSG("cannot be given: this position signs nothing"), STR_NONE);
}

static enum err
check_position(struct making *m)
{
    struct view *v = m->v;
    Id           unit;
    enum err     err = m->in->position != 0 ? position_get(v, m->in->position, &m->position)
                                            : ERR_NOT_FOUND;

    if (err == ERR_NOT_FOUND)
        wrong(m, "position", MSG("is missing"), STR_NONE);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (m->position.account != v->who->account && !v->who->system) {
        TRY(desk_unit_on(v, m->position.desk, time_day(v->now), &unit));
        TRY(ident_require(v, S("position.delegate"), unit));
    }
    m->known = true;
    TRY(account_get(v, m->position.account, &m->absent));
    check_lent(m);
    return ERR_OK;
}

static enum err
find_delegate(struct making *m)
{
    struct account_with_login_row row;
    Str                           login;
    enum err                      err;

    if (str_trim(m->in->delegate).n == 0) {
        wrong(m, "delegate", MSG("is missing"), STR_NONE);
        return ERR_OK;
    }
    login = login_of(m->v->arena, m->in->delegate);
    err = account_with_login(m->v, login, &row);
    if (err == ERR_NOT_FOUND) {
        wrong(m, "delegate", MSG("there is no account {1}"), login);
        return ERR_OK;
    }
    TRY(err);
    m->has_delegate = true;
    return account_get(m->v, row.account, &m->delegate);
}

static enum err
check_delegate(struct making *m)
{
    bool of_unit = true;

    TRY(find_delegate(m));
    if (!m->has_delegate)
        return ERR_OK;
    if (!str_eq(m->delegate.state, STATE_OPEN)) {
        wrong(m, "delegate", MSG("{1}: the account is not open"), m->delegate.name);
        return ERR_OK;
    }
    if (m->known && m->delegate.account == m->position.account) {
        wrong(m, "delegate", MSG("is the one who is away"), STR_NONE);
        return ERR_OK;
    }
    if (m->known && m->days_good)
        TRY(is_of_unit(m->v, m->delegate.account, m->position.desk, time_day(m->v->now), m->last,
                       &of_unit));
    if (!of_unit)
        wrong(m, "delegate", MSG("{1} does not hold a position at this unit through these days"),
              m->delegate.name);
    return ERR_OK;
}

static void
clashes(struct making *m, const char *field, const char *message, Day from, Day last)
{
    fault_add(m->v->faults, str_of(field), message, day_people(m->v->arena, from),
              day_people(m->v->arena, last));
}

/* One position is lent to one at a time, and nobody both lends and stands in on one day: what
 * they could not do themselves would pass through them to a third. */
static enum err
check_clashes(struct making *m)
{
    struct delegations_of_position_row *same;
    struct delegations_to_row          *to;
    struct delegations_from_row        *from;
    int                                 n;

    if (!m->days_good || !m->known)
        return ERR_OK;
    TRY(delegations_of_position(m->v, m->position.position, m->from, m->last, 1, &same, &n));
    if (n > 0)
        clashes(m, "from", MSG("this position is lent already from {1} to {2}"),
                same[0].from_day, same[0].last_day);
    TRY(delegations_to(m->v, m->position.account, m->from, m->last, 1, &to, &n));
    if (n > 0)
        clashes(m, "position", MSG("who holds it stands for somebody else from {1} to {2}"),
                to[0].from_day, to[0].last_day);
    if (!m->has_delegate || m->delegate.account == m->position.account)
        return ERR_OK;
    TRY(delegations_from(m->v, m->delegate.account, m->from, m->last, 1, &from, &n));
    if (n > 0)
        clashes(m, "delegate", MSG("is away too, from {1} to {2}"), from[0].from_day,
                from[0].last_day);
    return ERR_OK;
}

static enum err
check_all(struct making *m)
{
    struct view *v = m->v;

    if (v->who->stands_for != 0)
        return view_refuse(v, ERR_FORBIDDEN,
                           MSG("You stand for somebody now: what was lent to you, you cannot lend. "
                               "Act in your own position first."));
    check_days(m);
    TRY(check_position(m));
    TRY(check_delegate(m));
    TRY(check_clashes(m));
    if (str_trim(m->in->reason).n == 0)
        wrong(m, "reason", MSG("is missing"), STR_NONE);
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
prepare_make(struct view *v, const void *in, void *plan)
{
    struct making m = { .v = v, .in = in };

    *(const struct make_in **)plan = in;
    return check_all(&m);
}

/* All of it again: whatever changed since prepare counts. */
static enum err
apply_make(struct act *a, const void *plan, struct json *out)
{
    const struct make_in    *in = *(const struct make_in *const *)plan;
    struct faults            faults = { .arena = act_arena(a) };
    struct view              v = *act_view(a);
    struct making            m = { .v = &v, .in = in };
    struct delegation_add_in row;
    enum err                 err;

    v.faults = &faults;
    err = check_all(&m);
    if (err == ERR_INVALID)
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("Something it rests on changed meanwhile. Look at the page again."));
    TRY(err);
    row = (struct delegation_add_in){
        .delegation = act_new_id(a), .position = m.position.position,
        .absent = m.position.account, .delegate = m.delegate.account,
        .giver = act_who(a)->account, .may_sign = in->may_sign, .from_day = m.from,
        .last_day = m.last, .reason = str_trim(in->reason),
    };
    TRY(delegation_add(a, &row));
    act_subject(a, str_format(act_arena(a), "account:%.*s", STR_ARG(m.absent.login)));
    json_put_int(act_arena(a), out, "delegation", row.delegation);
    return ERR_OK;
}

const struct command command_delegation_make = {
    .name = "delegation.make", .right = "signed-in",
    .help = "Has a colleague stand for me while I am away, or for an officer of the unit.",
    .fields = make_fields, .n_fields = sizeof make_fields / sizeof *make_fields,
    .in_size = sizeof(struct make_in), .plan_size = sizeof(struct make_in *),
    .prepare = prepare_make, .apply = apply_make,
};

/* -- delegation.end ---------------------------------------------------------------------- */

struct end_in {
    Id delegation;
};

static const struct field end_fields[] = {
    FIELD(ID, struct end_in, delegation, .required = true),
};

static enum err
apply_end(struct act *a, const void *plan, struct json *out)
{
    Id                        id = ((const struct end_in *)plan)->delegation;
    struct view              *v = act_view(a);
    struct delegation_get_row d;
    struct account_get_row    absent;
    bool                      may;

    (void)out;
    TRY(delegation_get(v, id, &d));
    TRY(delegation_concerns(v, &d, &may));
    if (!may)
        return ERR_NOT_FOUND; /* another's tells nothing */
    if (d.ended != TIME_NONE || d.last_day < time_day(v->now))
        return view_refuse(v, ERR_CONFLICT, MSG("This delegation is over already."));
    TRY(account_get(v, d.absent, &absent));
    act_subject(a, str_format(act_arena(a), "account:%.*s", STR_ARG(absent.login)));
    return delegation_end_add(a, id, act_now(a), act_who(a)->account);
}

const struct command command_delegation_end = {
    .name = "delegation.end", .right = "signed-in",
    .help = "Ends a delegation at once: by who is away, who stands in, or a leader of the unit.",
    .fields = end_fields, .n_fields = 1, .in_size = sizeof(struct end_in), .apply = apply_end,
};
