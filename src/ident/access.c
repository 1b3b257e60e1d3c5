/* ident/access.c -- see access.h: the rule's days, and the act of looking.  Floor 5. */
#include "ident/access.h"

#include "base/text.h"

#define REASON_MAX 300

/* The first day that is not yet `months` before `today`, months being of unequal length. */
static Day
before_of(Day today, int64_t months)
{
    Day day = day_add_months(today, -(int)months);

    while (day_add_months(day, (int)months) < today)
        day++;
    return day;
}

struct access_days
access_days_on(const struct view *v, Day today)
{
    const struct review_rule *rule = roles_review(roles_of(v), today);

    if (rule == NULL)
        return (struct access_days){ .start = DAY_MIN, .due_before = DAY_MIN,
                                     .late_before = DAY_MIN };
    return (struct access_days){
        .any = true, .start = rule->from != DAY_NONE ? rule->from : DAY_MIN,
        .due_before = before_of(today + (Day)rule->notice_days + 1, rule->months),
        .late_before = before_of(today, rule->months), .rule = rule,
    };
}

enum err
access_desks(struct view *v, Id unit, Str *out)
{
    struct json *list = json_array(v->arena);
    Id          *desk;
    int          n;

    TRY(desks_of_unit(v, unit, time_day(v->now), &desk, &n));
    for (int i = 0; i < n; i++)
        json_add(list, json_new_int(v->arena, desk[i]));
    *out = json_string(v->arena, list);
    return ERR_OK;
}

/* -- access.review ------------------------------------------------------------------- */

struct review_in {
    Str                unit;
    const struct json *items;
};

struct item {
    Id      position;
    int64_t seen;
    bool    kept;
    Str     reason;
};

struct review_plan {
    struct unit  unit;
    int          n;
    struct item *item;
};

static const struct field review_fields[] = {
    FIELD(TEXT, struct review_in, unit, .required = true, .max = 60, .help = "Code of the unit"),
    FIELD(JSON, struct review_in, items, .required = true,
          .help = "[{position, seen, decision, reason}]: seen is the version that was looked at, "
                  "decision is keep or end; ending needs a reason"),
};

static void
wrong(struct view *v, Id position, const char *message)
{
    fault_add(v->faults, str_format(v->arena, "p-%lld", (long long)position), message, STR_NONE,
              STR_NONE);
}

static void
read_item(struct view *v, const struct json *says, struct item *out)
{
    Str decision = json_text(says, "decision");

    *out = (struct item){ .position = json_int(says, "position", 0),
                          .seen = json_int(says, "seen", 0),
                          .kept = str_eq(decision, S("keep")),
                          .reason = str_trim(json_text(says, "reason")) };
    if (out->reason.p == NULL)
        out->reason = S("");
    if (!out->kept && !str_eq(decision, S("end")))
        wrong(v, out->position, MSG("choose to keep or to end it"));
    if (!out->kept && out->reason.n == 0)
        wrong(v, out->position, MSG("write why it ends"));
    if (text_count(out->reason) > REASON_MAX)
        wrong(v, out->position, MSG("the reason is longer than 300 characters"));
}

/* Held at this unit today, by somebody else. */
static enum err
check_item(struct view *v, const struct review_plan *plan, const struct item *item)
{
    struct position_get_row p;
    Id                      unit = 0;
    Day                     today = time_day(v->now);
    enum err                err = position_get(v, item->position, &p);

    if (err == ERR_OK)
        err = desk_unit_on(v, p.desk, today, &unit);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    if (err == ERR_NOT_FOUND || unit != plan->unit.id || p.from_day > today ||
        (p.to_day != DAY_NONE && p.to_day <= today))
        wrong(v, item->position, MSG("is not held at this unit today"));
    else if (p.account == v->who->account || p.account == v->who->stands_for)
        wrong(v, item->position, MSG("is your own: somebody else has to look at it"));
    return ERR_OK;
}

static enum err
prepare_review(struct view *v, const void *in_, void *plan_)
{
    const struct review_in *in = in_;
    struct review_plan     *plan = plan_;
    enum err                err = unit_by_code(v, in->unit, time_day(v->now), &plan->unit);

    if (err == ERR_NOT_FOUND)
        fault_add(v->faults, S("unit"), MSG("there is no unit {1} today"), in->unit, STR_NONE);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_INVALID : err;
    TRY(ident_require(v, S("access.review"), plan->unit.id));
    if (in->items->kind != JSON_ARRAY || in->items->count < 1 ||
        in->items->count > ACCESS_PAGE) {
        fault_add(v->faults, S("items"), MSG("Nothing was chosen."), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    plan->item = arena_array(v->arena, struct item, in->items->count);
    json_each(says, in->items)
    {
        read_item(v, says, &plan->item[plan->n]);
        TRY(check_item(v, plan, &plan->item[plan->n]));
        plan->n++;
    }
    return ERR_OK;
}

static enum err
review_one(struct act *a, const struct item *item)
{
    struct view                   *v = act_view(a);
    struct access_review_last_row *last;
    struct position_get_row        p;
    int                            n;

    TRY(position_get(v, item->position, &p));
    if (p.version != item->seen)
        return view_refuse(v, ERR_CONFLICT,
                           MSG("A position changed meanwhile. Look at the list again."));
    TRY(access_review_last(v, item->position, 1, &last, &n));
    TRY(access_review_add(a, item->position, n > 0 ? last[0].n + 1 : 1, act_who(a)->account,
                          item->kept, item->reason, time_day(v->now)));
    return item->kept ? ERR_OK : position_stop(a, item->position, time_day(v->now));
}

static enum err
apply_review(struct act *a, const void *plan_, struct json *out)
{
    const struct review_plan *plan = plan_;

    for (int i = 0; i < plan->n; i++)
        TRY(review_one(a, &plan->item[i]));
    act_subject(a, str_format(act_arena(a), "unit:%.*s", STR_ARG(plan->unit.code)));
    json_put_int(act_arena(a), out, "looked_at", plan->n);
    return ERR_OK;
}

const struct command command_access_review = {
    .name = "access.review", .right = "access.review",
    .help = "Keeps or ends positions at a unit, each with its reason, in one act.",
    .fields = review_fields, .n_fields = 2, .in_size = sizeof(struct review_in),
    .plan_size = sizeof(struct review_plan), .prepare = prepare_review, .apply = apply_review,
};
