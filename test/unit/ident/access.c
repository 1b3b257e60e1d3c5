/* The review of access on both stores: what is due and late by the pack's rule, what the
 * reviewer keeps and ends, and what nobody may look at themselves. */
#include "ident/access.h"
#include "rig.h"

static const struct json *
row_of(const struct rig *r, const char *list, const char *key, const char *value)
{
    json_each(row, json_get(r->call.out, list))
        if (str_eq(json_text(row, key), str_of(value)))
            return row;
    return NULL;
}

static Str
state(struct rig *r, const struct actor *who, const char *account)
{
    check_ok(rig_call(r, who, "access.unit", "{'unit':'10507'}"));
    return json_text(row_of(r, "rows", "account", account), "state");
}

static enum err
review(struct rig *r, const struct actor *who, const char *account, const char *decision,
       const char *reason)
{
    const struct json *row;

    check_ok(rig_call(r, &rig_program, "access.unit", "{'unit':'10507'}"));
    row = row_of(r, "rows", "account", account);
    return rig_callf(r, who, "access.review",
                     "{'unit':'10507','items':[{'position':%lld,'seen':%lld,'decision':'%s',"
                     "'reason':'%s'}]}",
                     (long long)json_int(row, "position", 0),
                     (long long)json_int(row, "seen", 0), decision, reason);
}

static void
go_to(struct rig *r, int year, int month, int day)
{
    test_clock_set(&r->clock, time_at(day_of(year, month, day), 450));
}

static void
by_the_rule(const struct store_options *store)
{
    struct rig   r;
    struct actor leader;

    rig_open(&r, store);
    (void)rig_officer(&r, "hoa", "desk", "10507");
    leader = rig_officer(&r, "lan", "leader", "10507");
    check_str(state(&r, &leader, "hoa"), S("ok"));
    go_to(&r, 2024, 12, 1);
    check_str(state(&r, &leader, "hoa"), S("ok"));
    go_to(&r, 2024, 12, 2);
    check_str(state(&r, &leader, "hoa"), S("soon"));
    go_to(&r, 2025, 1, 1);
    check_str(state(&r, &leader, "hoa"), S("soon"));
    go_to(&r, 2025, 1, 2);
    check_str(state(&r, &leader, "hoa"), S("late"));
    check_ok(rig_call(&r, &leader, "access.units", "{}"));
    check_int((int64_t)json_get(r.call.out, "rows")->count, 1);
    check_int(json_int(json_get(r.call.out, "rows")->first, "late", 0), 2);
    check_ok(review(&r, &leader, "hoa", "keep", "còn làm"));
    check_str(state(&r, &leader, "hoa"), S("ok"));
    check(rig_actor(&r, "hoa").unit != 0, "kept");
    check_err(review(&r, &leader, "hoa", "end", ""), ERR_INVALID);
    check_err(review(&r, &leader, "hoa", "", "vì"), ERR_INVALID);
    check_err(review(&r, &leader, "lan", "keep", ""), ERR_INVALID);
    check_ok(review(&r, &leader, "hoa", "end", "đã chuyển công tác"));
    check_int(rig_actor(&r, "hoa").unit, 0);
    check_ok(rig_call(&r, &leader, "access.unit", "{'unit':'10507'}"));
    check(row_of(&r, "rows", "account", "hoa") == NULL, "ended, it is held no more");
    rig_close(&r);
}

void
test_ident_access__due_late_kept_ended(void)
{
    on_each_store(by_the_rule);
}

static void
who_may(const struct store_options *store)
{
    struct rig         r;
    struct actor       leader, other, desk;
    const struct json *row;
    Id                 position;

    rig_open(&r, store);
    desk = rig_officer(&r, "hoa", "desk", "10507");
    leader = rig_officer(&r, "lan", "leader", "10507");
    other = rig_officer(&r, "mai", "leader", "10510");
    check_err(rig_call(&r, &desk, "access.unit", "{'unit':'10507'}"), ERR_FORBIDDEN);
    check_err(rig_call(&r, &other, "access.unit", "{'unit':'10507'}"), ERR_FORBIDDEN);
    check_err(review(&r, &other, "hoa", "keep", ""), ERR_FORBIDDEN);
    check_ok(rig_call(&r, &leader, "access.unit", "{'unit':'10507'}"));
    row = row_of(&r, "rows", "account", "hoa");
    position = json_int(row, "position", 0);
    check_ok(rig_callf(&r, &rig_program, "position.end", "{'position':%lld,'until':'2024-08-01'}",
                       (long long)position));
    check_err(rig_callf(&r, &leader, "access.review",
                        "{'unit':'10507','items':[{'position':%lld,'seen':1,'decision':'keep'}]}",
                        (long long)position), ERR_CONFLICT);
    rig_close(&r);
}

void
test_ident_access__by_whom_and_on_what_was_seen(void)
{
    on_each_store(who_may);
}

/* Months are of unequal length: the same day is late on the page and in the counts. */
void
test_ident_access__thresholds(void)
{
    const struct review_rule   rule = { DAY_NONE, DAY_NONE, 6, 30 };
    const struct roles         roles = { .n_reviews = 1, .review = &rule };

    check(roles_review(&roles, day_of(2024, 7, 1)) == &rule, "always");
    check(roles_review(&(struct roles){ 0 }, day_of(2024, 7, 1)) == NULL, "no pack has one");
}
