/* ident/delegation_page.c -- delegations on pages: one's own and those of the unit, and one of
 * them with what was done by it.  Floor 5. */
#include <stdlib.h>

#include "base/when.h"
#include "base/words.h"
#include "ident/delegation.h"
#include "journal/journal_sql.h"

#define PAGE     20
#define UNIT_MAX 50 /* of one's unit, those that hold or are to come */

/* -- one of them ------------------------------------------------------------------------ */

static const struct {
    const char *key, *label;
} state_words[] = {
    [DELEGATION_COMING] = { "next", MSG("to come") },
    [DELEGATION_HOLDS] = { "now", MSG("holds") },
    [DELEGATION_VOID] = { "stop",
                          MSG("without effect: an account was closed, or a position ended") },
    [DELEGATION_OVER] = { "done", MSG("over") },
    [DELEGATION_ENDED] = { "done", MSG("ended early") },
};

static enum err
put_ended(struct view *v, const struct delegation_get_row *d, struct json *to)
{
    Str name = S("–");

    if (d->ended == TIME_NONE)
        return ERR_OK;
    if (d->ender != 0)
        TRY(ident_account_name(v, d->ender, &name));
    json_put_text(v->arena, to, "ended_words",
                  words_fill(v->arena, v->lang, MSG("ended on {1} by {2}"),
                             when_moment(v->arena, v->lang, d->ended), name));
    return ERR_OK;
}

/* Those who are named, and the position. */
static enum err
put_people(struct view *v, const struct delegation_get_row *d, struct json *to)
{
    struct position_get_row p;
    Id                      unit;
    Str                     name, position = S("–");
    enum err                err;

    TRY(ident_account_name(v, d->absent, &name));
    json_put_text(v->arena, to, "absent", name);
    TRY(ident_account_name(v, d->delegate, &name));
    json_put_text(v->arena, to, "delegate", name);
    if (d->giver != d->absent && d->giver != 0) {
        TRY(ident_account_name(v, d->giver, &name));
        json_put_text(v->arena, to, "giver", name);
    }
    TRY(position_get(v, d->position, &p));
    err = position_title(v, p.desk, p.role, &unit, &position);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    json_put_text(v->arena, to, "position", position);
    return ERR_OK;
}

enum err
delegation_put(struct view *v, const struct delegation_get_row *d, struct json *to)
{
    enum delegation_state state;

    TRY(delegation_state(v, d, &state));
    json_put_text(v->arena, to, "id", str_int(v->arena, d->delegation));
    json_put_text(v->arena, to, "href",
                  str_format(v->arena, "/uy-quyen/%lld", (long long)d->delegation));
    TRY(put_people(v, d, to));
    json_put_day(v->arena, to, "from", d->from_day);
    json_put_text(v->arena, to, "from_words", day_people(v->arena, d->from_day));
    json_put_day(v->arena, to, "last", d->last_day);
    json_put_text(v->arena, to, "last_words", day_people(v->arena, d->last_day));
    json_put_bool(v->arena, to, "may_sign", d->may_sign);
    json_put_text(v->arena, to, "reason", d->reason);
    json_put_text(v->arena, to, "state", str_of(state_words[state].key));
    json_put_text(v->arena, to, "state_words", words(v->lang, state_words[state].label));
    if (state == DELEGATION_COMING || state == DELEGATION_HOLDS || state == DELEGATION_VOID)
        json_put_bool(v->arena, to, "open", true);
    if (state == DELEGATION_HOLDS && d->delegate == v->who->account)
        json_put_bool(v->arena, to, v->who->delegation == d->delegation ? "in_use" : "can_use",
                      true);
    return put_ended(v, d, to);
}

static enum err
put_by_id(struct view *v, Id delegation, struct json *list)
{
    struct delegation_get_row d;

    TRY(delegation_get(v, delegation, &d));
    return delegation_put(v, &d, json_add(list, json_object(v->arena)));
}

enum err
delegations_put_own(struct view *v, struct json *to)
{
    struct delegations_from_row *given;
    struct delegations_to_row   *received;
    Id                           me = v->who->account;
    Day                          today = time_day(v->now);
    int                          n;

    TRY(delegations_from(v, me, today, DAY_MAX, PAGE, &given, &n));
    for (int i = 0; i < n; i++)
        TRY(put_by_id(v, given[i].delegation, to));
    TRY(delegations_to(v, me, today, DAY_MAX, PAGE, &received, &n));
    for (int i = 0; i < n; i++)
        TRY(put_by_id(v, received[i].delegation, to));
    return ERR_OK;
}

/* -- delegation.mine -------------------------------------------------------------------- */

struct mine_in {
    Day last;
    Id  before;
};

static const struct field mine_fields[] = {
    FIELD(DAY, struct mine_in, last, .help = "Page on from here: a last day"),
    FIELD(ID, struct mine_in, before, .help = "Page on from here: a delegation"),
};

/* What ended last first. */
static int
by_last_day(const void *a, const void *b)
{
    const struct delegations_given_row *x = a, *y = b;

    if (x->last_day != y->last_day)
        return x->last_day < y->last_day ? 1 : -1;
    return (x->delegation < y->delegation) - (x->delegation > y->delegation);
}

/* Given and received in one list: one page and one more, to see that there is more. */
static enum err
read_mine(struct view *v, const struct mine_in *in, struct delegations_given_row **out, int *n)
{
    struct delegations_given_row    *given, *all;
    struct delegations_received_row *received;
    Day                              last = in->last != DAY_NONE ? in->last : DAY_MAX;
    Id                               before = in->before != 0 ? in->before : INT64_MAX;
    Id                               me = v->who->account;
    int                              n_received;

    TRY(delegations_given(v, me, last, before, PAGE + 1, &given, n));
    TRY(delegations_received(v, me, last, before, PAGE + 1, &received, &n_received));
    all = arena_array(v->arena, struct delegations_given_row, *n + n_received + 1);
    for (int i = 0; i < *n; i++)
        all[i] = given[i];
    for (int i = 0; i < n_received; i++)
        all[*n + i] = (struct delegations_given_row){ .delegation = received[i].delegation,
                                                      .last_day = received[i].last_day };
    *n += n_received;
    qsort(all, (size_t)*n, sizeof *all, by_last_day);
    *out = all;
    return ERR_OK;
}

static struct json *
put_rows(struct view *v, struct json *out, const char *key)
{
    return json_put_array(v->arena, json_put_object(v->arena, out, key), "rows");
}

static enum err
put_mine(struct view *v, const struct mine_in *in, struct json *out)
{
    struct delegations_given_row *all;
    struct json                  *current = put_rows(v, out, "current");
    struct json                  *past = put_rows(v, out, "past");
    int                           n;

    TRY(read_mine(v, in, &all, &n));
    for (int i = 0; i < n && i < PAGE; i++) {
        struct delegation_get_row d;
        struct json              *one = json_object(v->arena);

        TRY(delegation_get(v, all[i].delegation, &d));
        TRY(delegation_put(v, &d, one));
        json_add(json_bool(one, "open") ? current : past, one);
    }
    if (in->before != 0)
        json_put_text(v->arena, out, "newer_url", S("/uy-quyen"));
    if (n > PAGE)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/uy-quyen?ngay=%.*s&sau=%lld",
                                 STR_ARG(day_text(v->arena, all[PAGE - 1].last_day)),
                                 (long long)all[PAGE - 1].delegation));
    return ERR_OK;
}

/* Those of colleagues, for who answers for the unit. */
static enum err
put_unit(struct view *v, struct json *out)
{
    struct json *list;
    Day          today = time_day(v->now);
    Id          *desk;
    int          n_desks;

    if (!actor_may(v->who, S("position.delegate")) || v->who->unit == 0)
        return ERR_OK;
    list = put_rows(v, out, "unit");
    TRY(desks_of_unit(v, v->who->unit, today, &desk, &n_desks));
    for (int i = 0; i < n_desks; i++) {
        struct delegations_at_row *row;
        int                        n;

        TRY(delegations_at(v, desk[i], today, DAY_MAX, UNIT_MAX, &row, &n));
        for (int k = 0; k < n && list->count < UNIT_MAX; k++) {
            struct delegation_get_row d;

            TRY(delegation_get(v, row[k].delegation, &d));
            if (d.absent != v->who->account && d.delegate != v->who->account)
                TRY(delegation_put(v, &d, json_add(list, json_object(v->arena))));
        }
    }
    return ERR_OK;
}

static enum err
run_mine(struct view *v, const void *in, struct json *out)
{
    TRY(put_mine(v, in, out));
    TRY(put_unit(v, out));
    return delegation_fields_put(v, out);
}

const struct query query_delegation_mine = {
    .name = "delegation.mine", .right = "signed-in",
    .help = "Who stands for me and for whom I stand; for a leader those of the unit too.",
    .fields = mine_fields, .n_fields = 2, .in_size = sizeof(struct mine_in), .run = run_mine,
};

/* -- delegation.show -------------------------------------------------------------------- */

struct show_in {
    Id delegation, before;
};

static const struct field show_fields[] = {
    FIELD(ID, struct show_in, delegation, .required = true),
    FIELD(ID, struct show_in, before, .help = "Acts before this entry; absent: the newest"),
};

/* By its code what it was about; what was read and written stays where it is. */
static void
put_act(struct view *v, const struct stead_acts_row *row, struct json *list)
{
    struct json *o = json_add(list, json_object(v->arena)), *payload;
    Str          command;

    json_put_text(v->arena, o, "entry", str_int(v->arena, row->act));
    json_put_time(v->arena, o, "at", row->occurred);
    json_put_text(v->arena, o, "at_words", when_moment(v->arena, v->lang, row->occurred));
    if (row->payload.p == NULL || json_parse(v->arena, row->payload, &payload, NULL) != ERR_OK) {
        json_put_text(v->arena, o, "what", words(v->lang, MSG("erased")));
        return;
    }
    command = json_text(payload, "command");
    json_put_text(v->arena, o, "what", log_act_words(v->lang, command));
    if (str_has(json_text(payload, "subject"), S(":")))
        log_put_about(v, json_text(payload, "subject"), o);
}

static enum err
run_show(struct view *v, const void *in_, struct json *out)
{
    const struct show_in     *in = in_;
    struct json              *done = json_put_array(v->arena, out, "done"), *one;
    struct delegation_get_row d;
    struct stead_acts_row    *row;
    bool                      may;
    int                       n;

    TRY(delegation_get(v, in->delegation, &d));
    TRY(delegation_concerns(v, &d, &may));
    if (!may)
        return ERR_NOT_FOUND; /* another's tells nothing */
    one = json_add(json_put_array(v->arena, out, "rows"), json_object(v->arena));
    TRY(delegation_put(v, &d, one));
    json_put_text(v->arena, out, "absent", json_text(one, "absent"));
    json_put_text(v->arena, out, "delegate", json_text(one, "delegate"));
    TRY(stead_acts(v, in->delegation, in->before != 0 ? in->before : INT64_MAX, PAGE + 1, &row,
                   &n));
    for (int i = 0; i < n && i < PAGE; i++)
        put_act(v, &row[i], done);
    if (in->before != 0)
        json_put_text(v->arena, out, "newer_url", json_text(one, "href"));
    if (n > PAGE)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/uy-quyen/%lld?sau=%lld", (long long)in->delegation,
                                 (long long)row[PAGE - 1].act));
    return ERR_OK;
}

const struct query query_delegation_show = {
    .name = "delegation.show", .right = "signed-in",
    .help = "One delegation, and what was done by it, newest first.", .fields = show_fields,
    .n_fields = 2, .in_size = sizeof(struct show_in), .run = run_show,
};
