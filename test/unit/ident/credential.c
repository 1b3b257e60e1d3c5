/* What is asked of the password of somebody who administers, on both stores. */
#include "ident/session.h"
#include "rig.h"

#define FIRST  "sông Thái Bình chảy về đông"
#define SECOND "sông Kinh Thầy chảy về bắc"

static enum err
change(struct rig *r, const struct actor *who, Str old, const char *new)
{
    return rig_callf(r, who, "account.change_password", "{'old':'%.*s','new':'%s'}", STR_ARG(old),
                     new);
}

/* An officer who is seen often enough not to be idle. */
static void
two_months(const struct store_options *store)
{
    static const struct {
        const char *login, *role;
        bool        asked;
    } row[] = { { "le.an", "administrator", true }, { "le.binh", "desk", false } };
    struct rig   r;
    struct actor admin;

    rig_open(&r, store);
    admin = rig_officer(&r, "admin", "administrator", "30");
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const struct json *fresh;
        struct actor       who;
        Str                made, totp;
        Time               began;

        check_ok(rig_callf(&r, &admin, "account.create",
                           "{'account':'%s','name':'Lê Văn Tên','second_factor':true}",
                           row[i].login));
        fresh = json_get(r.call.out, "fresh");
        made = str_copy(test_arena(), json_text(fresh, "password"));
        totp = str_copy(test_arena(), json_text(fresh, "totp_secret"));
        check_ok(rig_callf(&r, &admin, "position.give",
                           "{'account':'%s','unit':'30','role':'%s'}", row[i].login, row[i].role));
        began = r.clock.now;
        who = rig_session(&r, row[i].login, made, totp);
        check_ok(change(&r, &who, made, FIRST));
        r.clock.now = began + 40 * TIME_DAY;
        who = rig_session(&r, row[i].login, S(FIRST), totp);
        check_ok(rig_call(&r, &who, "account.set_totp", "{'password':'" FIRST "'}"));
        totp = str_copy(test_arena(), json_text(json_get(r.call.out, "fresh"), "totp_secret"));
        r.clock.now = began + 60 * TIME_DAY - TIME_MINUTE;
        who = rig_session(&r, row[i].login, S(FIRST), totp);
        check(!who.must_change && who.n_rights > 0, "within two months");
        r.clock.now = began + 60 * TIME_DAY;
        who = rig_session(&r, row[i].login, S(FIRST), totp);
        check(who.must_change == row[i].asked, row[i].role);
        check((who.n_rights == 0) == row[i].asked, "nothing else until it is changed");
        check_err(change(&r, &who, S(FIRST), FIRST), ERR_INVALID);
        if (row[i].asked)
            check_err(change(&r, &who, S(FIRST), made.p), ERR_INVALID);
        check_ok(change(&r, &who, S(FIRST), SECOND));
        check_err(change(&r, &who, S(SECOND), FIRST), row[i].asked ? ERR_INVALID : ERR_OK);
        r.clock.now += TIME_MINUTE;
        who = rig_session(&r, row[i].login, row[i].asked ? S(SECOND) : S(FIRST), totp);
        check(!who.must_change && who.n_rights > 0, "with a new one");
    }
    rig_close(&r);
}

void
test_ident_credential__who_administers_changes_it_every_two_months(void)
{
    on_each_store(two_months);
}
