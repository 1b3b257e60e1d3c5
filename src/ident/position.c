/* ident/position.c -- who holds which role at which desk, from when to when.
 * Floor 5.
 *
 * A position points to a desk, not to a unit: when units merge the desk goes
 * over to the new unit on a day, and its people with it.  `to` is the first
 * day on which it is no longer held. */
#include <stdlib.h>

#include "ident/inner.h"

enum err
position_write(struct act *a, const struct position_get_row *p)
{
    struct position_version_add_in row = {
        .position = p->position, .version = p->version, .account = p->account, .desk = p->desk,
        .role = p->role, .from_day = p->from_day, .to_day = p->to_day,
    };
    struct position_set_in now = {
        .position = p->position, .version = p->version, .account = p->account, .desk = p->desk,
        .role = p->role, .from_day = p->from_day, .to_day = p->to_day,
    };

    TRY(position_version_add(a, &row));
    return position_set(a, &now);
}

/* -- position.give ------------------------------------------------------------------- */

struct give_in {
    Str account, unit, role;
    Day from, until;
};

struct give_plan {
    struct account_get_row  account;
    struct position_get_row position;
};

static const struct field give_fields[] = {
    FIELD(TEXT, struct give_in, account, .required = true, .max = 40,
          .help = "Name of the account"),
    FIELD(TEXT, struct give_in, unit, .required = true, .max = 60, .help = "Code of the unit"),
    FIELD(TEXT, struct give_in, role, .required = true, .max = 40, .help = "Key of the role"),
    FIELD(DAY, struct give_in, from, .help = "First day; absent: today"),
    FIELD(DAY, struct give_in, until, .help = "First day on which it is no longer held"),
};

void
position_check(struct view *v, Str key, Day from, Day until)
{
    const struct role *role = roles_find(roles_of(v), key);

    if (role == NULL || role->n_rights == 0)
        fault_add(v->faults, S("role"), MSG("there is no such role to give: {1}"), key, STR_NONE);
    if (from < time_day(v->now) && !v->who->system)
        fault_add(v->faults, S("from"), MSG("may not lie in the past"), STR_NONE, STR_NONE);
    if (until != DAY_NONE && until <= from)
        fault_add(v->faults, S("until"), MSG("must be later than the first day"), STR_NONE,
                  STR_NONE);
}

/* Officers sign in with a second factor; an account that nobody can sign in to
 * yet gets one when it is reset. */
static enum err
check_second_factor(struct view *v, Id account)
{
    struct credential_get_row c;
    enum err                  err = credential_get(v, account, &c);

    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    if (c.totp.n == 0)
        return view_refuse(v, ERR_INVALID,
                           MSG("An officer's account needs an authenticator app: make a new "
                               "password and code for it first."));
    return ERR_OK;
}

static enum err
check_not_held(struct view *v, const struct position_get_row *new)
{
    struct positions_all_row *held;
    int                       n;

    TRY(positions_all(v, new->account, 200, &held, &n));
    for (int i = 0; i < n; i++)
        if (held[i].desk == new->desk && str_eq(held[i].role, new->role) &&
            (held[i].to_day == DAY_NONE || held[i].to_day > new->from_day) &&
            (new->to_day == DAY_NONE || new->to_day > held[i].from_day))
            return view_refuse(v, ERR_CONFLICT, MSG("The account holds this position already."));
    return ERR_OK;
}

static enum err
find_desk(struct view *v, Str code, Day from, Id *out_desk)
{
    struct unit unit;
    enum err    err = unit_by_code(v, code, from, &unit);

    if (err == ERR_NOT_FOUND) {
        fault_add(v->faults, S("unit"), MSG("there is no unit {1} on that day"), code, STR_NONE);
        return ERR_INVALID;
    }
    TRY(err);
    TRY(ident_require(v, S("admin.accounts"), unit.id));
    return desk_of_unit(v, unit.id, from, out_desk);
}

static enum err
prepare_give(struct view *v, const void *in_, void *plan_)
{
    const struct give_in    *in = in_;
    struct give_plan        *plan = plan_;
    struct position_get_row *p = &plan->position;
    Day                      from = in->from != DAY_NONE ? in->from : time_day(v->now);

    position_check(v, in->role, from, in->until);
    TRY(account_by_login(v, in->account, &plan->account));
    *p = (struct position_get_row){ .version = 1, .account = plan->account.account,
                                    .role = in->role, .from_day = from, .to_day = in->until };
    TRY(account_administer(v, &plan->account));
    if (str_eq(plan->account.state, STATE_CLOSED))
        return view_refuse(v, ERR_CONFLICT, MSG("This account is closed for good."));
    TRY(find_desk(v, in->unit, from, &p->desk));
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
apply_give(struct act *a, const void *plan_, struct json *out)
{
    const struct give_plan *plan = plan_;
    struct position_get_row p = plan->position;
    struct account_get_row  officer = plan->account;

    TRY(account_unchanged(a, &plan->account));
    TRY(check_second_factor(act_view(a), p.account));
    TRY(check_not_held(act_view(a), &p));
    p.position = act_new_id(a);
    TRY(position_write(a, &p));
    act_subject(a, str_format(act_arena(a), "account:%.*s", STR_ARG(officer.login)));
    json_put_int(act_arena(a), out, "position", p.position);
    if (officer.officer)
        return ERR_OK;
    officer.officer = true;
    return account_write(a, &plan->account, &officer);
}

const struct command command_position_give = {
    .name = "position.give", .right = "admin.accounts",
    .help = "Gives an account a role at a unit from a day on.", .fields = give_fields,
    .n_fields = 5, .in_size = sizeof(struct give_in), .plan_size = sizeof(struct give_plan),
    .prepare = prepare_give, .apply = apply_give,
};

/* -- position.end -------------------------------------------------------------------- */

struct end_in {
    Id  position;
    Day until;
};

static const struct field end_fields[] = {
    FIELD(ID, struct end_in, position, .required = true),
    FIELD(DAY, struct end_in, until,
          .help = "First day on which it is no longer held; absent: today, at once"),
};

enum err
position_stop(struct act *a, Id position, Day until)
{
    struct view            *v = act_view(a);
    struct position_get_row p;
    Day                     today = time_day(v->now);

    TRY(position_get(v, position, &p));
    if (until < today || (p.to_day != DAY_NONE && p.to_day <= today))
        return view_refuse(v, ERR_CONFLICT, MSG("What is past stays as it was."));
    p.version++;
    p.to_day = until > p.from_day ? until : p.from_day;
    return position_write(a, &p);
}

static enum err
apply_end(struct act *a, const void *plan, struct json *out)
{
    const struct end_in    *in = plan;
    struct view            *v = act_view(a);
    struct position_get_row p;
    struct account_get_row  account;

    (void)out;
    TRY(position_get(v, in->position, &p));
    TRY(account_get(v, p.account, &account));
    TRY(account_administer(v, &account));
    act_subject(a, str_format(act_arena(a), "account:%.*s", STR_ARG(account.login)));
    return position_stop(a, in->position, in->until != DAY_NONE ? in->until : time_day(v->now));
}

const struct command command_position_end = {
    .name = "position.end", .right = "admin.accounts", .help = "Ends a position.",
    .fields = end_fields, .n_fields = 2, .in_size = sizeof(struct end_in), .apply = apply_end,
};

/* -- who holds a role ---------------------------------------------------------------- */

#define HOLDERS_MAX 200

/* A name with its key, while the people of several desks are put in order. */
struct keyed {
    struct holder holder;
    Str           key;
};

static int
by_name(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int                 c = str_cmp(x->key, y->key);

    return c != 0 ? c : (x->holder.account > y->holder.account) -
                            (x->holder.account < y->holder.account);
}

static enum err
add_holders(struct view *v, Id desk, Str role, Day day, struct keyed *to, int *n)
{
    struct position_holders_row *row;
    int                          found;

    TRY(position_holders(v, desk, role, day, HOLDERS_MAX, &row, &found));
    for (int i = 0; i < found && *n < HOLDERS_MAX; i++)
        to[(*n)++] = (struct keyed){
            { .account = row[i].account, .name = row[i].name, .role = row[i].role },
            row[i].name_key };
    return ERR_OK;
}

/* A unit that took others over has their desks beside its own. */
enum err
ident_holders(struct view *v, Id unit, Str role, Day day, struct holder **out, int *n)
{
    struct keyed  *found = arena_array(v->arena, struct keyed, HOLDERS_MAX);
    struct holder *list;
    Id            *desk;
    int            n_desks, count = 0;

    TRY(desks_of_unit(v, unit, day, &desk, &n_desks));
    for (int i = 0; i < n_desks; i++)
        TRY(add_holders(v, desk[i], role, day, found, &count));
    qsort(found, (size_t)count, sizeof *found, by_name);
    list = arena_array(v->arena, struct holder, count + 1);
    for (int i = 0; i < count; i++)
        list[i] = found[i].holder;
    *out = list;
    *n = count;
    return ERR_OK;
}

enum err
ident_account_name(struct view *v, Id account, Str *out)
{
    struct account_get_row row;

    TRY(account_get(v, account, &row));
    *out = row.name;
    return ERR_OK;
}

enum err
ident_account_shown(struct view *v, Id account, const char *fields, const char *purpose, Str *out)
{
    struct account_get_row row;

    TRY(account_get(v, account, &row));
    view_disclose(v, row.person, str_format(v->arena, "account:%.*s", STR_ARG(row.login)),
                  str_of(fields), str_of(purpose));
    *out = row.name;
    return ERR_OK;
}
