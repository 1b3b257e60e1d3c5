/* Notices on both stores: who is told of what, what of it goes out by e-mail and when, and
 * what is in the inbox. */
#include "dossier/notice.h"

#include "dossier/dossier.h"
#include "ident/ident.h"
#include "org/unit.h"
#include "packs.h"
#include "stores.h"

#define JULY time_at(day_of(2024, 7, 1), 480)

static const struct actor program = { .system = true };

/* A dossier of somebody with this address comes to be by this action; empty: of nobody. */
struct tell_in {
    Str code, action, email;
};
static const struct field tell_fields[] = {
    FIELD(TEXT, struct tell_in, code, .required = true),
    FIELD(TEXT, struct tell_in, action, .required = true),
    FIELD(TEXT, struct tell_in, email, .max = 254),
};

static enum err
of_whom(struct act *a, Str email, Id *out)
{
    bool          other = str_starts(email, S("b"));
    struct person p = { .name = S("Nguyễn Văn Mẫu"),
                        .personal_number = other ? S("000123456780") : S("000123456789"),
                        .email = email, .born = DAY_NONE };

    *out = 0;
    return email.n > 0 ? person_ensure(a, &p, out) : ERR_OK;
}

static enum err
tell_apply(struct act *a, const void *plan, struct json *out)
{
    const struct tell_in *in = plan;
    struct unit           unit;
    struct dossier        d;
    Id                    person;

    TRY(unit_by_code(act_view(a), S("10507"), time_day(act_now(a)), &unit));
    TRY(of_whom(a, in->email, &person));
    d = (struct dossier){ .dossier = act_new_id(a),
                          .action = in->action, .note = S(""), .code = in->code,
                          .procedure = S("birth-registration"), .procedure_version = 1,
                          .channel = CHANNEL_ONLINE, .entered_by = S("self"), .applicant = person,
                          .applicant_name = S("Mẫu"), .received_unit = unit.id,
                          .competent_unit = unit.id, .desk = 1, .status = STATUS_RECEIVED,
                          .step = S("examine"), .role = S("specialist"), .back_step = S(""),
                          .filed = JULY, .received = JULY, .due = JULY + TIME_DAY,
                          .paused_since = TIME_NONE, .ended = TIME_NONE, .returned = TIME_NONE,
                          .fee_state = S("") };
    json_put_int(act_arena(a), out, "person", person);
    json_put_int(act_arena(a), out, "act", act_number(a));
    return dossier_store(a, NULL, &d);
}

static const struct command tell = { .name = "test.tell", .right = "system",
                                     .fields = tell_fields, .n_fields = 3,
                                     .in_size = sizeof(struct tell_in), .apply = tell_apply };
static const struct command *const    tell_commands[] = { &tell, NULL };
static const struct query *const      no_queries[] = { NULL };
static const struct door_table        tell_table = { .commands = tell_commands,
                                                     .queries = no_queries };
static const struct door_table *const tables[] = { &org_table, &ident_table, &dossier_table,
                                                   &tell_table };

struct post {
    struct test_clock clock;
    struct door      *door;
    Id                person;
};

static void
begin(struct post *p, const struct store_options *store)
{
    static const struct pack_section *const *const lists[] = { org_sections, ident_sections,
                                                               dossier_sections, NULL };
    static listener_fn *const listeners[] = { notice_heard, NULL };
    struct call               call = { .arena = NULL };

    test_clock_set(&p->clock, JULY);
    p->door = test_door(store, tables, 4, listeners, &p->clock);
    p->person = 0;
    test_use_packs(test_packs(lists));
    check_ok(test_call(p->door, &program, "org.found", "{\"province\":\"30\"}", &call));
}

static struct json *
ask(struct post *p, const struct actor *who, const char *name, Str input)
{
    struct call call = { .arena = NULL };

    check_ok(test_call(p->door, who, name, str_c(test_arena(), input), &call));
    return call.out;
}

/* The number of the act that told. */
static int64_t
told(struct post *p, const char *code, const char *action, const char *email)
{
    const struct json *out = ask(p, &program, "test.tell",
                                 str_format(test_arena(),
                                            "{\"code\":\"%s\",\"action\":\"%s\",\"email\":\"%s\"}",
                                            code, action, email));

    if (json_int(out, "person", 0) != 0)
        p->person = json_int(out, "person", 0);
    return json_int(out, "act", 0);
}

static const struct json *
waiting(struct post *p, const char *list)
{
    return json_get(ask(p, &program, "notice.waiting", S("{}")), list);
}

static void
mailed(struct post *p, int64_t act, const char *outcome, int64_t upto)
{
    ask(p, &program, "notice.mailed",
        str_format(test_arena(), "{\"act\":%lld,\"outcome\":\"%s\",\"answer\":\"451\",\"upto\":%lld}",
                   (long long)act, outcome, (long long)upto));
}

/* What the mailer does first. */
static void
switch_on(struct post *p)
{
    struct json *all = ask(p, &program, "notice.waiting", S("{}"));

    check(json_bool(all, "moved"), "the first look is recorded");
    check_int((int64_t)json_get(all, "fresh")->count, 0);
    ask(p, &program, "notice.mailed",
        str_format(test_arena(), "{\"upto\":%lld}", (long long)json_int(all, "upto", -1)));
    check(!json_bool(ask(p, &program, "notice.waiting", S("{}")), "moved"), "and only then");
}

/* -- by e-mail --------------------------------------------------------------------------------- */

static void
goes_out(const struct store_options *store)
{
    struct post        p;
    const struct json *fresh;
    int64_t            early, act, last;

    begin(&p, store);
    early = told(&p, "H1", "accept", "mau@example.invalid");
    switch_on(&p);
    told(&p, "H2", "take", "mau@example.invalid");
    told(&p, "H3", "accept", "");
    act = told(&p, "H4", "accept", "mau@example.invalid");
    last = told(&p, "H5", "submit", "mau@example.invalid");
    check(early < act, "acts count up");
    fresh = waiting(&p, "fresh");
    check_int((int64_t)fresh->count, 2);
    check_int(json_int(fresh->first, "act", 0), act);
    check_str(json_text(fresh->first, "to"), S("mau@example.invalid"));
    check_str(json_text(fresh->first, "subject"), S("[SỐ LIỆU MÔ PHỎNG] Đã tiếp nhận hồ sơ H4"));
    check(str_has(json_text(fresh->first, "text"), S("02/07/2024")), "with the promised day");
    mailed(&p, act, "sent", act);
    fresh = waiting(&p, "fresh");
    check_int((int64_t)fresh->count, 1);
    check_int(json_int(fresh->first, "act", 0), last);
    mailed(&p, act, "sent", act); /* late, from another thread: the cursor does not go back */
    check_int((int64_t)waiting(&p, "fresh")->count, 1);
    test_clock_set(&p.clock, JULY + 4 * TIME_DAY);
    check_int((int64_t)waiting(&p, "fresh")->count, 0);
    check(json_bool(ask(&p, &program, "notice.waiting", S("{}")), "moved"), "too old: passed by");
    door_close(p.door);
}

void
test_dossier_notice__goes_out_once_and_in_order(void)
{
    on_each_store(goes_out);
}

static void
tries_again(const struct store_options *store)
{
    static const Time after[] = { TIME_MINUTE,   5 * TIME_MINUTE, 30 * TIME_MINUTE,
                                  2 * TIME_HOUR, 8 * TIME_HOUR,   TIME_DAY, TIME_DAY };
    struct post p;
    int64_t     act;

    begin(&p, store);
    switch_on(&p);
    act = told(&p, "H1", "accept", "mau@example.invalid");
    mailed(&p, act, "later", act);
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
        test_clock_set(&p.clock, p.clock.now + after[i] - TIME_SECOND);
        check_int((int64_t)waiting(&p, "again")->count, 0);
        test_clock_set(&p.clock, p.clock.now + TIME_SECOND);
        check_int((int64_t)waiting(&p, "again")->count, 1);
        check_str(json_text(waiting(&p, "again")->first, "to"), S("mau@example.invalid"));
        mailed(&p, act, "later", -1);
    }
    test_clock_set(&p.clock, p.clock.now + 30 * TIME_DAY);
    check_int((int64_t)waiting(&p, "again")->count, 0);
    check_int((int64_t)waiting(&p, "fresh")->count, 0);
    door_close(p.door);
}

void
test_dossier_notice__is_tried_again_and_given_up(void)
{
    on_each_store(tries_again);
}

static void
refused(const struct store_options *store)
{
    struct post  p;
    struct actor an;
    int64_t      act;

    begin(&p, store);
    switch_on(&p);
    act = told(&p, "H1", "accept", "mau@example.invalid");
    mailed(&p, act, "refused", act);
    test_clock_set(&p.clock, JULY + 2 * TIME_DAY);
    check_int((int64_t)waiting(&p, "again")->count, 0);
    act = told(&p, "H2", "accept", "mau@example.invalid");
    mailed(&p, act, "later", act);
    an = (struct actor){ .account = 7, .person = p.person, .session = 1 };
    ask(&p, &an, "person.change_contact", S("{\"email\":\"\"}"));
    test_clock_set(&p.clock, p.clock.now + TIME_HOUR);
    check_int((int64_t)waiting(&p, "again")->count, 1);
    check_int(json_int(waiting(&p, "again")->first, "act", 0), act);
    check_int((int64_t)json_text(waiting(&p, "again")->first, "to").n, 0);
    door_close(p.door);
}

void
test_dossier_notice__a_refused_one_is_left_and_one_without_address_named(void)
{
    on_each_store(refused);
}

/* -- in the inbox ------------------------------------------------------------------------------ */

static int64_t
fresh_of(const struct json *rows)
{
    int64_t n = 0;

    json_each(row, rows) n += json_bool(row, "fresh");
    return n;
}

static void
inbox(const struct store_options *store)
{
    struct post  p;
    struct actor an;
    struct json *page;
    int64_t      first = 0;

    begin(&p, store);
    for (int i = 0; i < 25; i++) {
        int64_t act = told(&p, str_format(test_arena(), "H%02d", i).p, "accept",
                           "mau@example.invalid");

        first = i == 0 ? act : first;
    }
    an = (struct actor){ .account = 7, .person = p.person, .session = 1 };
    page = ask(&p, &an, "notice.mine", S("{}"));
    check_int((int64_t)json_get(page, "rows")->count, 20);
    check_str(json_text(json_get(page, "rows")->first, "code"), S("H24"));
    check_int(fresh_of(json_get(page, "rows")), 20);
    check(json_text(page, "older_url").n > 0, "there is more");
    ask(&p, &an, "notice.seen",
        str_format(test_arena(), "{\"upto\":%.*s}", STR_ARG(json_text(page, "upto"))));
    ask(&p, &an, "notice.seen", str_format(test_arena(), "{\"upto\":%lld}", (long long)first));
    page = ask(&p, &an, "notice.mine", S("{}"));
    check_int(fresh_of(json_get(page, "rows")), 0);
    check(json_text(page, "upto").p == NULL, "nothing to mark");
    told(&p, "H99", "accept", "binh@example.invalid");
    check_int((int64_t)json_get(ask(&p, &an, "notice.mine", S("{}")), "rows")->count, 20);
    an.person = p.person;
    check_int((int64_t)json_get(ask(&p, &an, "notice.mine", S("{}")), "rows")->count, 1);
    door_close(p.door);
}

void
test_dossier_notice__the_inbox_is_ones_own_and_what_was_seen_stays_seen(void)
{
    on_each_store(inbox);
}
