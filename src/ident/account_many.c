/* ident/account_many.c -- several accounts at once: moved to another unit, their positions
 * ended, closed.  Floor 5.
 *
 * Each account is an act of its own (journal/parts.c), refused or recorded alone; what one
 * may not do with an account alone one may not do with many. */
#include "base/words.h"
#include "ident/inner.h"

#define MANY_MAX 100

/* -- account.move -------------------------------------------------------------------- */

struct move_in {
    Str account, unit;
    Day from;
};

struct move_plan {
    struct account_get_row account;
    Id                     desk;
    Day                    from;
};

static const struct field move_fields[] = {
    FIELD(TEXT, struct move_in, account, .required = true, .max = 40,
          .help = "Name of the account"),
    FIELD(TEXT, struct move_in, unit, .required = true, .max = 60,
          .help = "Code of the unit it moves to"),
    FIELD(DAY, struct move_in, from, .help = "First day there; absent: today"),
};

/* The desk moved to; faults name `unit` and `from`. */
static enum err
find_desk(struct view *v, Str code, Day from, Id *out)
{
    struct unit unit;
    enum err    err;

    if (from < time_day(v->now))
        fault_add(v->faults, S("from"), MSG("may not lie in the past"), STR_NONE, STR_NONE);
    err = unit_by_code(v, code, from, &unit);
    if (err == ERR_NOT_FOUND) {
        fault_add(v->faults, S("unit"), MSG("there is no unit {1} on that day"), code, STR_NONE);
        return ERR_OK;
    }
    TRY(err);
    TRY(ident_require(v, S("admin.accounts"), unit.id));
    return desk_of_unit(v, unit.id, from, out);
}

static enum err
prepare_move(struct view *v, const void *in_, void *plan_)
{
    const struct move_in *in = in_;
    struct move_plan     *plan = plan_;

    plan->from = in->from != DAY_NONE ? in->from : time_day(v->now);
    TRY(account_by_login(v, in->account, &plan->account));
    TRY(account_administer(v, &plan->account));
    if (str_eq(plan->account.state, STATE_CLOSED))
        return view_refuse(v, ERR_CONFLICT, MSG("This account is closed for good."));
    return find_desk(v, in->unit, plan->from, &plan->desk);
}

/* The same role there for the days that are left of it, unless it is held there already. */
static enum err
move_one(struct act *a, const struct positions_all_row *held, const struct positions_all_row *all,
         int n, const struct move_plan *plan)
{
    Day from = held->from_day > plan->from ? held->from_day : plan->from;
    struct position_get_row new = {
        .version = 1, .account = plan->account.account, .desk = plan->desk, .role = held->role,
        .from_day = from, .to_day = held->to_day,
    };

    TRY(position_stop(a, held->position, plan->from));
    for (int i = 0; i < n; i++)
        if (&all[i] != held && str_eq(all[i].role, held->role) &&
            (all[i].to_day == DAY_NONE || all[i].to_day > from) &&
            (all[i].desk == plan->desk || &all[i] < held))
            return ERR_OK;
    new.position = act_new_id(a);
    return position_write(a, &new);
}

static enum err
apply_move(struct act *a, const void *plan_, struct json *out)
{
    const struct move_plan   *plan = plan_;
    struct view              *v = act_view(a);
    struct account_get_row    after = plan->account;
    struct positions_all_row *held;
    int                       n, moved = 0;

    (void)out;
    TRY(account_unchanged(a, &plan->account));
    TRY(positions_all(v, after.account, 200, &held, &n));
    for (int i = 0; i < n; i++)
        if (held[i].desk != plan->desk &&
            (held[i].to_day == DAY_NONE || held[i].to_day > plan->from)) {
            TRY(move_one(a, &held[i], held, n, plan));
            moved++;
        }
    if (moved == 0)
        return view_refuse(v, ERR_CONFLICT, MSG("It holds no position at another unit."));
    after.desk = plan->desk;
    return account_write(a, &plan->account, &after);
}

const struct command command_account_move = {
    .name = "account.move", .right = "admin.accounts",
    .help = "Moves an account's positions to another unit from a day on.", .fields = move_fields,
    .n_fields = 3, .in_size = sizeof(struct move_in), .plan_size = sizeof(struct move_plan),
    .prepare = prepare_move, .apply = apply_move,
};

/* -- account.end_positions ----------------------------------------------------------- */

struct stop_in {
    Str account;
    Day until;
};

struct stop_plan {
    struct account_get_row account;
    Day                    until;
};

static const struct field stop_fields[] = {
    FIELD(TEXT, struct stop_in, account, .required = true, .max = 40,
          .help = "Name of the account"),
    FIELD(DAY, struct stop_in, until,
          .help = "First day on which nothing is held any more; absent: today, at once"),
};

static enum err
prepare_stop(struct view *v, const void *in_, void *plan_)
{
    const struct stop_in *in = in_;
    struct stop_plan     *plan = plan_;

    plan->until = in->until != DAY_NONE ? in->until : time_day(v->now);
    TRY(account_by_login(v, in->account, &plan->account));
    return account_administer(v, &plan->account);
}

static enum err
apply_stop(struct act *a, const void *plan_, struct json *out)
{
    const struct stop_plan   *plan = plan_;
    struct view              *v = act_view(a);
    struct positions_all_row *held;
    int                       n, ended = 0;

    (void)out;
    TRY(account_unchanged(a, &plan->account));
    TRY(positions_all(v, plan->account.account, 200, &held, &n));
    for (int i = 0; i < n; i++)
        if (held[i].to_day == DAY_NONE || held[i].to_day > plan->until) {
            TRY(position_stop(a, held[i].position, plan->until));
            ended++;
        }
    if (ended == 0)
        return view_refuse(v, ERR_CONFLICT, MSG("It holds no position then."));
    act_subject(a, str_format(act_arena(a), "account:%.*s", STR_ARG(plan->account.login)));
    return ERR_OK;
}

const struct command command_account_end_positions = {
    .name = "account.end_positions", .right = "admin.accounts",
    .help = "Ends all positions of an account on a day.", .fields = stop_fields, .n_fields = 2,
    .in_size = sizeof(struct stop_in), .plan_size = sizeof(struct stop_plan),
    .prepare = prepare_stop, .apply = apply_stop,
};

/* -- many ---------------------------------------------------------------------------- */

struct many_in {
    const struct json *accounts;
    Str                unit;
    Day                from, until;
};

#define MANY_HELP "Names of up to 100 accounts, a list"

static const struct field many_fields[] = {
    FIELD(JSON, struct many_in, accounts, .required = true, .help = MANY_HELP),
};
static const struct field move_many_fields[] = {
    FIELD(JSON, struct many_in, accounts, .required = true, .help = MANY_HELP),
    FIELD(TEXT, struct many_in, unit, .required = true, .max = 60,
          .help = "Code of the unit they move to"),
    FIELD(DAY, struct many_in, from, .help = "First day there; absent: today"),
};
static const struct field stop_many_fields[] = {
    FIELD(JSON, struct many_in, accounts, .required = true, .help = MANY_HELP),
    FIELD(DAY, struct many_in, until,
          .help = "First day on which nothing is held any more; absent: today, at once"),
};

static bool
check_list(struct view *v, const struct json *accounts)
{
    bool good = accounts->kind == JSON_ARRAY && accounts->count >= 1 &&
                accounts->count <= MANY_MAX;

    json_each(one, good ? accounts : NULL)
        good &= one->kind == JSON_TEXT && one->text.n > 0;
    if (!good)
        fault_add(v->faults, S("accounts"), MSG("is a list of 1 to 100 names of accounts"),
                  STR_NONE, STR_NONE);
    return good;
}

/* What the command would have been given alone, as its struct and as JSON. */
static const void *
one_input(struct view *v, const struct command *each, const struct many_in *many, Str login,
          struct json **out)
{
    struct json *o = *out = json_object(v->arena);
    void        *in = arena_alloc(v->arena, sizeof(struct move_in));

    json_put_text(v->arena, o, "account", login);
    if (each == &command_account_move) {
        *(struct move_in *)in = (struct move_in){ login, many->unit, many->from };
        json_put_text(v->arena, o, "unit", many->unit);
        if (many->from != DAY_NONE)
            json_put_day(v->arena, o, "from", many->from);
    } else if (each == &command_account_end_positions) {
        *(struct stop_in *)in = (struct stop_in){ login, many->until };
        if (many->until != DAY_NONE)
            json_put_day(v->arena, o, "until", many->until);
    } else {
        *(struct account_in *)in = (struct account_in){ login };
    }
    return in;
}

static void
prepare_one(struct view *v, const struct command *each, const struct many_in *many, Str login,
            struct act_part *part)
{
    struct faults faults = { .arena = v->arena };
    struct view   own = *v;
    struct json  *input;
    const void   *in = one_input(v, each, many, login, &input);
    void         *plan = arena_alloc(v->arena, each->plan_size);
    enum err      err;

    own.faults = &faults;
    own.why = NULL;
    err = each->prepare(&own, in, plan);
    if (err == ERR_INVALID || faults_any(&faults)) {
        err = ERR_INVALID;
        own.why = MSG("There is no such account.");
    }
    *part = (struct act_part){ .name = login, .input = input, .plan = plan, .err = err,
                               .why = own.why };
}

static enum err
prepare_many(struct view *v, const struct command *each, const struct many_in *many,
             struct act_parts *parts)
{
    if (!check_list(v, many->accounts) || faults_any(v->faults))
        return ERR_INVALID;
    parts->n = 0;
    parts->part = arena_array(v->arena, struct act_part, many->accounts->count);
    json_each(one, many->accounts)
        prepare_one(v, each, many, one->text, &parts->part[parts->n++]);
    return ERR_OK;
}

static enum err
prepare_move_many(struct view *v, const void *in, void *plan)
{
    const struct many_in *many = in;
    Id                    desk;

    TRY(find_desk(v, many->unit, many->from != DAY_NONE ? many->from : time_day(v->now), &desk));
    return prepare_many(v, &command_account_move, in, plan);
}

static enum err
prepare_stop_many(struct view *v, const void *in, void *plan)
{
    const struct many_in *many = in;

    if (many->until != DAY_NONE && many->until < time_day(v->now))
        fault_add(v->faults, S("until"), MSG("may not lie in the past"), STR_NONE, STR_NONE);
    return prepare_many(v, &command_account_end_positions, in, plan);
}

static enum err
prepare_close_many(struct view *v, const void *in, void *plan)
{
    return prepare_many(v, &command_account_close, in, plan);
}

#define MANY(word, fields_, prepare_, each_, help_)                                       \
    const struct command command_account_##word = {                                       \
        .name = "account." #word, .right = "admin.accounts", .help = help_,               \
        .fields = fields_, .n_fields = sizeof fields_ / sizeof *fields_,                  \
        .in_size = sizeof(struct many_in), .plan_size = sizeof(struct act_parts),         \
        .prepare = prepare_, .each = each_,                                               \
    }
MANY(move_many, move_many_fields, prepare_move_many, &command_account_move,
     "Moves up to 100 accounts to another unit.");
MANY(end_positions_many, stop_many_fields, prepare_stop_many, &command_account_end_positions,
     "Ends all positions of up to 100 accounts.");
MANY(close_many, many_fields, prepare_close_many, &command_account_close,
     "Closes up to 100 accounts for good.");

/* -- the page ------------------------------------------------------------------------ */

struct chosen_in {
    const struct json *accounts;
    Str                go;
};

static const struct field chosen_fields[] = {
    FIELD(JSON, struct chosen_in, accounts, .required = true, .help = MANY_HELP),
    FIELD(TEXT, struct chosen_in, go, .required = true, .max = 10, .help = "move, end or close"),
};

static enum err
put_account(struct view *v, Str login, struct json *rows)
{
    struct account_with_login_row row;
    struct json                  *o;
    Str                           held;

    TRY(account_with_login(v, login_of(v->arena, login), &row));
    if (!row.officer)
        return ERR_NOT_FOUND;
    o = json_add(rows, json_object(v->arena));
    json_put_text(v->arena, o, "account", row.login);
    json_put_text(v->arena, o, "name", row.name);
    TRY(positions_words(v, row.account, &held));
    json_put_text(v->arena, o, "positions_words", held);
    return ERR_OK;
}

static enum err
run_chosen(struct view *v, const void *in_, struct json *out)
{
    const struct chosen_in *in = in_;
    struct json            *rows = json_put_array(v->arena, out, "rows");
    bool                    move = str_eq(in->go, S("move")), end = str_eq(in->go, S("end"));

    if (in->accounts->count > 0 && !check_list(v, in->accounts))
        return ERR_INVALID;
    json_each(one, in->accounts)
        TRY(put_account(v, one->text, rows));
    json_put_text(v->arena, out, "go", move ? S("move") : end ? S("end") : S("close"));
    json_put_bool(v->arena, out, move ? "move" : end ? "end" : "close", true);
    json_put_int(v->arena, out, "count", (int64_t)rows->count);
    return many_fields_put(v, move, end, out);
}

const struct query query_account_chosen = {
    .name = "account.chosen", .right = "admin.accounts",
    .help = "Officers' accounts chosen from a list, and what is asked before something is done "
            "with all of them.",
    .fields = chosen_fields, .n_fields = 2, .in_size = sizeof(struct chosen_in),
    .run = run_chosen,
};
