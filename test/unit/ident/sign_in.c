/* Signing in on both stores: the ways that open a session and those that do
 * not, what locks an account and for how long, when a session ends. */
#include "ident/session.h"
#include "rig.h"

#define OPEN "session.open"

static void
make_citizen(struct rig *r)
{
    check_ok(rig_call(r, &rig_program, "account.create",
                      "{'account':'hoa','name':'Nguyễn Thị Hoa','personal_number':'000187004321',"
                      "'born':'1987-03-08','password':'cỏ xanh bò vàng'}"));
}

static void
one_step(const struct store_options *store)
{
    struct rig   r;
    struct view  v;
    struct actor who;
    Str          cookie;

    rig_open(&r, store);
    make_citizen(&r);
    check_ok(rig_call(&r, &rig_nobody, OPEN,
                      "{'account':' Hoa ','password':'cỏ xanh bò vàng','device':'Firefox'}"));
    cookie = rig_text(&r, "session");
    check(cookie.n > 0, "a cookie");
    v = rig_view(&r, &rig_nobody);
    check_ok(ident_actor_of_session(&v, cookie, &who));
    check_str(who.name, S("Nguyễn Thị Hoa"));
    check(who.unit == 0 && who.n_rights == 0 && who.person != 0, "a citizen");
    check_ok(rig_call(&r, &who, "me.show", "{}"));
    check_str(json_text(json_get(r.call.out, "sessions")->first, "where_words"), S("Firefox"));
    check_ok(rig_call(&r, &who, "session.close", "{}"));
    v = rig_view(&r, &rig_nobody);
    check_err(ident_actor_of_session(&v, cookie, &who), ERR_SIGN_IN);
    check_err(ident_actor_of_session(&v, S("what.1.ever"), &who), ERR_SIGN_IN);
    rig_close(&r);
}

void
test_ident_sign_in__one_step_and_out(void)
{
    on_each_store(one_step);
}

/* Wrong part by wrong part, the answer is one and the same. */
static void
wrong(const struct store_options *store)
{
    static const char *const tries[] = {
        "{'account':'hoa','password':'cỏ xanh bò vàn'}",
        "{'account':'nobody','password':'cỏ xanh bò vàng'}",
        "{'account':'khoa','password':'cỏ xanh bò vàng'}",
        "{'account':'ngu','password':'cỏ xanh bò vàng'}",
    };
    struct rig r;

    rig_open(&r, store);
    make_citizen(&r);
    check_ok(rig_call(&r, &rig_program, "account.create",
                      "{'account':'khoa','name':'Trần Khoá','password':'cỏ xanh bò vàng'}"));
    check_ok(rig_call(&r, &rig_program, "account.lock", "{'account':'khoa'}"));
    check_ok(rig_call(&r, &rig_program, "account.create",
                      "{'account':'ngu','name':'Trần Ngủ','dormant':true}"));
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        check_ok(rig_call(&r, &rig_nobody, OPEN, tries[i]));
        check_str(json_string(test_arena(), r.call.out),
                  S("{\"refused\":\"Tài khoản, mật khẩu hoặc mã không đúng.\"}"));
    }
    check_err(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa'}"), ERR_INVALID);
    rig_close(&r);
}

void
test_ident_sign_in__the_answer_does_not_tell_what_was_wrong(void)
{
    on_each_store(wrong);
}

/* Five tries, then a minute, two, four; an account that is not there alike. */
static void
lock_out(const struct store_options *store)
{
    static const char *const logins[] = { "hoa", "nobody" };
    struct rig r;

    rig_open(&r, store);
    make_citizen(&r);
    for (size_t i = 0; i < 2; i++) {
        Time wait = TIME_MINUTE;

        for (int n = 1; n <= 6; n++) {
            check_ok(rig_callf(&r, &rig_nobody, OPEN, "{'account':'%s','password':'x'}",
                               logins[i]));
            check((rig_text(&r, "locked_words").n > 0) == (n >= 5), "locked from the fifth");
            if (n < 5)
                continue;
            r.clock.now += wait - TIME_SECOND;
            check_err(rig_callf(&r, &rig_nobody, OPEN,
                                "{'account':'%s','password':'cỏ xanh bò vàng'}", logins[i]),
                      ERR_TOO_MANY);
            r.clock.now += TIME_SECOND;
            wait *= 2;
        }
    }
    check_ok(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'cỏ xanh bò vàng'}"));
    check(rig_text(&r, "session").n > 0, "right after the wait");
    check_ok(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'x'}"));
    check(rig_text(&r, "locked_words").n == 0, "and counted anew");
    rig_close(&r);
}

void
test_ident_sign_in__wrong_tries_lock_for_longer_and_longer(void)
{
    on_each_store(lock_out);
}

static void
administrator_unlocks(const struct store_options *store)
{
    struct rig r;

    rig_open(&r, store);
    make_citizen(&r);
    for (int n = 0; n < 5; n++)
        check_ok(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'x'}"));
    check_err(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'cỏ xanh bò vàng'}"),
              ERR_TOO_MANY);
    check_ok(rig_call(&r, &rig_program, "account.unlock", "{'account':'hoa'}"));
    check_ok(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'cỏ xanh bò vàng'}"));
    check(rig_text(&r, "session").n > 0, "at once");
    rig_close(&r);
}

void
test_ident_sign_in__an_administrator_unlocks(void)
{
    on_each_store(administrator_unlocks);
}

/* -- two steps ------------------------------------------------------------------------ */

struct made {
    Str password, totp;
};

/* By an administrator, who hands the password over. */
static struct made
make_officer(struct rig *r, const char *login)
{
    struct actor       admin = rig_officer(r, "admin", "administrator", "30");
    const struct json *fresh;

    check_ok(rig_callf(r, &admin, "account.create",
                       "{'account':'%s','name':'Lê Văn An','second_factor':true}", login));
    fresh = json_get(r->call.out, "fresh");
    return (struct made){ str_copy(test_arena(), json_text(fresh, "password")),
                          str_copy(test_arena(), json_text(fresh, "totp_secret")) };
}

static Str
ticket_for(struct rig *r, const char *login, Str password)
{
    check_ok(rig_callf(r, &rig_nobody, OPEN, "{'account':'%s','password':'%.*s'}", login,
                       STR_ARG(password)));
    check(json_bool(r->call.out, "needs_totp") && rig_text(r, "session").n == 0, "a second step");
    return str_copy(test_arena(), rig_text(r, "ticket"));
}

static enum err
give_code(struct rig *r, Str ticket, Str code)
{
    return rig_callf(r, &rig_nobody, "session.totp", "{'ticket':'%.*s','code':'%.*s'}",
                     STR_ARG(ticket), STR_ARG(code));
}

static void
two_steps(const struct store_options *store)
{
    struct rig  r;
    struct made an;
    Str         ticket, code;

    rig_open(&r, store);
    an = make_officer(&r, "le.an");
    ticket = ticket_for(&r, "le.an", an.password);
    check_ok(give_code(&r, ticket, S("000000")));
    check(rig_text(&r, "refused").n > 0, "a wrong code");
    code = rig_code(&r, an.totp);
    check_ok(give_code(&r, ticket, code));
    check(rig_text(&r, "session").n > 0, "the right one");
    check(json_bool(r.call.out, "change_password"), "the password was made by another");
    check_ok(give_code(&r, ticket, code));
    check(rig_text(&r, "refused").n > 0, "the same code again");
    r.clock.now += 30 * TIME_SECOND;
    check_ok(give_code(&r, ticket, rig_code(&r, an.totp)));
    check(rig_text(&r, "session").n > 0, "the next one");
    r.clock.now += CODE_TIME;
    check_err(give_code(&r, ticket, rig_code(&r, an.totp)), ERR_FORBIDDEN);
    check_err(give_code(&r, S("MSAx.9999999999.AA"), rig_code(&r, an.totp)), ERR_FORBIDDEN);
    rig_close(&r);
}

void
test_ident_sign_in__two_steps_and_no_code_twice(void)
{
    on_each_store(two_steps);
}

/* Guessing codes locks like guessing passwords; a ticket for an old password
 * is worth nothing. */
static void
codes_are_counted(const struct store_options *store)
{
    struct rig  r;
    struct made an, later;
    Str         ticket;

    rig_open(&r, store);
    an = make_officer(&r, "le.an");
    ticket = ticket_for(&r, "le.an", an.password);
    for (int i = 0; i < 5; i++)
        check_ok(give_code(&r, ticket, S("000000")));
    check_err(give_code(&r, ticket, rig_code(&r, an.totp)), ERR_TOO_MANY);
    r.clock.now += TIME_MINUTE;
    ticket = ticket_for(&r, "le.an", an.password);
    check_ok(rig_call(&r, &rig_program, "account.reset_password", "{'account':'le.an'}"));
    later.totp = str_copy(test_arena(),
                          json_text(json_get(r.call.out, "fresh"), "totp_secret"));
    check_ok(give_code(&r, ticket, rig_code(&r, later.totp)));
    check(rig_text(&r, "refused").n > 0, "the first step was for another password");
    r.clock.now += 2 * TIME_MINUTE;
    check_ok(rig_callf(&r, &rig_nobody, OPEN, "{'account':'le.an','password':'%.*s'}",
                       STR_ARG(an.password)));
    check(rig_text(&r, "locked_words").n > 0, "the old password is gone");
    rig_close(&r);
}

void
test_ident_sign_in__codes_are_counted_and_tickets_bound(void)
{
    on_each_store(codes_are_counted);
}

/* A password made by another lives a week. */
static void
first_password(const struct store_options *store)
{
    struct rig  r;
    struct made an;

    rig_open(&r, store);
    an = make_officer(&r, "le.an");
    r.clock.now += 7 * TIME_DAY - TIME_MINUTE;
    ticket_for(&r, "le.an", an.password);
    r.clock.now += TIME_MINUTE;
    check_ok(rig_callf(&r, &rig_nobody, OPEN, "{'account':'le.an','password':'%.*s'}",
                       STR_ARG(an.password)));
    check(rig_text(&r, "refused").n > 0, "too late");
    rig_close(&r);
}

void
test_ident_sign_in__a_first_password_lives_a_week(void)
{
    on_each_store(first_password);
}

/* Signed in, with a password of one's own since. */
static struct made
used_once(struct rig *r, const char *login, struct made officer)
{
    struct actor who = rig_session(r, login, officer.password, officer.totp);

    check_ok(rig_callf(r, &who, "account.change_password",
                       "{'old':'%.*s','new':'sông Thái Bình chảy về đông'}",
                       STR_ARG(officer.password)));
    officer.password = S("sông Thái Bình chảy về đông");
    return officer;
}

/* Whom nobody saw for 45 days is told so, once the password was right. */
static void
idle(const struct store_options *store)
{
    struct rig   r;
    struct actor admin;
    struct made  an;

    rig_open(&r, store);
    make_citizen(&r);
    an = make_officer(&r, "le.an");
    admin = rig_officer(&r, "admin2", "administrator", "30");
    check_ok(rig_call(&r, &admin, "position.give",
                      "{'account':'le.an','unit':'10507','role':'desk'}"));
    an = used_once(&r, "le.an", an);
    check_ok(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'cỏ xanh bò vàng'}"));
    r.clock.now += 45 * TIME_DAY - TIME_MINUTE;
    ticket_for(&r, "le.an", an.password);
    r.clock.now += 2 * TIME_MINUTE;
    check_ok(rig_callf(&r, &rig_nobody, OPEN, "{'account':'le.an','password':'%.*s'}",
                       STR_ARG(an.password)));
    check(str_has(rig_text(&r, "refused"), S("45 ngày")), "closed, and why");
    check_ok(rig_call(&r, &rig_nobody, OPEN, "{'account':'le.an','password':'x'}"));
    check(!str_has(rig_text(&r, "refused"), S("45 ngày")), "but not to whoever guesses");
    check_ok(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'cỏ xanh bò vàng'}"));
    check(rig_text(&r, "session").n > 0, "a citizen comes when there is need");
    check_ok(rig_call(&r, &admin, "account.show", "{'account':'le.an'}"));
    check_str(rig_text(&r, "state"), S("idle"));
    check_ok(rig_call(&r, &admin, "account.reset_password", "{'account':'le.an'}"));
    ticket_for(&r, "le.an",
               str_copy(test_arena(), json_text(json_get(r.call.out, "fresh"), "password")));
    rig_close(&r);
}

void
test_ident_sign_in__an_officers_account_is_closed_when_nobody_uses_it(void)
{
    on_each_store(idle);
}

/* -- how long ------------------------------------------------------------------------------ */

static void
lifetimes(const struct store_options *store)
{
    struct rig   r;
    struct view  v;
    struct actor who;
    Str          cookie, first;

    rig_open(&r, store);
    make_citizen(&r);
    check_ok(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'cỏ xanh bò vàng'}"));
    first = cookie = str_copy(test_arena(), rig_text(&r, "session"));
    v = rig_view(&r, &rig_nobody);
    check(ident_session_renew(&v, cookie).p == NULL, "young enough");
    for (Time used = 0; used < SESSION_LIFE - SESSION_IDLE; used += SESSION_IDLE - TIME_SECOND) {
        r.clock.now += SESSION_IDLE - TIME_SECOND;
        v = rig_view(&r, &rig_nobody);
        check_ok(ident_actor_of_session(&v, cookie, &who));
        cookie = ident_session_renew(&v, cookie);
        check(cookie.n > 0, "a younger one");
    }
    check_err(ident_actor_of_session(&v, first, &who), ERR_SIGN_IN);
    r.clock.now += SESSION_IDLE - TIME_SECOND;
    v = rig_view(&r, &rig_nobody);
    check_err(ident_actor_of_session(&v, cookie, &who), ERR_SIGN_IN);
    rig_close(&r);
}

void
test_ident_sign_in__sessions_end_idle_and_in_the_end(void)
{
    on_each_store(lifetimes);
}

/* The province lives on a day of 2024, the telephone and the cookie on ours. */
static void
two_clocks(const struct store_options *store)
{
    struct rig   r;
    struct made  an;
    struct view  v;
    struct actor who;
    Str          ticket, cookie, old;

    rig_open(&r, store);
    an = make_officer(&r, "le.an");
    old = rig_code(&r, an.totp);
    r.clock.wall_ahead = 874 * TIME_DAY + TIME_MINUTE;
    check_ok(rig_call(&r, &rig_program, "account.reset_password", "{'account':'le.an'}"));
    an.password = str_copy(test_arena(), json_text(json_get(r.call.out, "fresh"), "password"));
    an.totp = str_copy(test_arena(), json_text(json_get(r.call.out, "fresh"), "totp_secret"));
    ticket = ticket_for(&r, "le.an", an.password);
    check_ok(give_code(&r, ticket, old));
    check(rig_text(&r, "refused").n > 0, "a code of the province's day");
    check_ok(give_code(&r, ticket, rig_code(&r, an.totp)));
    cookie = str_copy(test_arena(), rig_text(&r, "session"));
    for (int days = -400; days <= 400; days += 800) { /* --clock: any other day */
        r.clock.now += days * TIME_DAY;
        r.clock.wall_ahead -= days * TIME_DAY;
        v = rig_view(&r, &rig_nobody);
        check_ok(ident_actor_of_session(&v, cookie, &who));
    }
    r.clock.wall_ahead += SESSION_IDLE; /* the server was away, its clock with it */
    v = rig_view(&r, &rig_nobody);
    check_err(ident_actor_of_session(&v, cookie, &who), ERR_SIGN_IN);
    rig_close(&r);
}

void
test_ident_sign_in__codes_and_sessions_go_by_the_wall(void)
{
    on_each_store(two_clocks);
}

/* Strangers lock a name; the device that knows it goes on, with tries of its own. */
static void
known_device(const struct store_options *store)
{
    struct rig r;
    Str        known;

    rig_open(&r, store);
    make_citizen(&r);
    check_ok(rig_call(&r, &rig_program, "account.create",
                      "{'account':'khoa','name':'Trần Khoá','password':'cỏ xanh bò vàng'}"));
    check_ok(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'cỏ xanh bò vàng'}"));
    known = str_copy(test_arena(), rig_text(&r, "known"));
    check(known.n > 0, "a ticket for the device");
    for (int n = 0; n < 5; n++)
        check_ok(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'x'}"));
    check_err(rig_call(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'cỏ xanh bò vàng'}"),
              ERR_TOO_MANY);
    check(r.call.wait == TIME_MINUTE, "how long to wait");
    check_ok(rig_callf(&r, &rig_nobody, OPEN,
                       "{'account':'hoa','password':'cỏ xanh bò vàng','known':'%.*s'}",
                       STR_ARG(known)));
    check_str(rig_text(&r, "known"), known);
    for (int n = 0; n < 5; n++) /* for another account it is nothing */
        check_ok(rig_callf(&r, &rig_nobody, OPEN,
                           "{'account':'khoa','password':'x','known':'%.*s'}", STR_ARG(known)));
    check_err(rig_call(&r, &rig_nobody, OPEN, "{'account':'khoa','password':'x'}"), ERR_TOO_MANY);
    for (int n = 0; n < 5; n++)
        check_ok(rig_callf(&r, &rig_nobody, OPEN, "{'account':'hoa','password':'x','known':'%.*s'}",
                           STR_ARG(known)));
    check_err(rig_callf(&r, &rig_nobody, OPEN,
                        "{'account':'hoa','password':'cỏ xanh bò vàng','known':'%.*s'}",
                        STR_ARG(known)),
              ERR_TOO_MANY);
    rig_close(&r);
}

void
test_ident_sign_in__a_known_device_is_not_locked_out(void)
{
    on_each_store(known_device);
}
