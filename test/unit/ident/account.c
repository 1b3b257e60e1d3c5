/* Accounts on both stores: what creates them, who finds them, what vouches for
 * their passwords; tokens; who read my data. */
#include "ident/inner.h"
#include "journal/journal_sql.h"
#include "rig.h"

#define NEW "account.create"

static void
refusals(const struct store_options *store)
{
    static const struct {
        const char *json, *field;
        enum err    err;
    } row[] = {
        { "{'account':'-x-','name':'A','dormant':true}", "account", ERR_INVALID },
        { "{'account':'hoa','name':'A','dormant':true}", "account", ERR_INVALID },
        { "{'account':'HOA ','name':'A','dormant':true}", "account", ERR_INVALID },
        { "{'account':'moi','name':'A','dormant':true}", "account", ERR_INVALID },
        { "{'account':' Moi','name':'A','dormant':true}", "account", ERR_INVALID },
        { "{'account':'hai','name':'A','personal_number':'030187004321','dormant':true}",
          "personal_number", ERR_INVALID },
        { "{'account':'hai','name':'A','personal_number':'000187004321','dormant':true}",
          "personal_number", ERR_INVALID },
        { "{'account':'hai','name':'A','email':'a@gmail.com','dormant':true}", "email",
          ERR_INVALID },
        { "{'account':'hai','name':'A','phone':'12','dormant':true}", "phone", ERR_INVALID },
        { "{'account':'hai','name':'A','unit':'99999','dormant':true}", "unit", ERR_INVALID },
        { "{'account':'hai','name':'A','password':'ngắn quá'}", "password", ERR_INVALID },
        { "{'account':'hai','name':'A','password':'vietnam1','second_factor':true}", "password",
          ERR_INVALID },
    };
    struct rig r;

    rig_open(&r, store);
    check_ok(rig_call(&r, &rig_program, NEW,
                      "{'account':'hoa','name':'Nguyễn Thị Hoa','personal_number':'000187004321',"
                      "'email':'hoa@example.invalid','phone':'+84 220 3853 123','dormant':true}"));
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        check_err(rig_call(&r, &rig_program, NEW, row[i].json), row[i].err);
        check(r.call.faults.first != NULL &&
              str_eq(r.call.faults.first->field, str_of(row[i].field)), row[i].json);
    }
    check_err(rig_call(&r, &rig_nobody, NEW, "{'account':'hai','name':'A'}"), ERR_SIGN_IN);
    check_ok(rig_call(&r, &rig_program, NEW,
                      "{'account':'moi2','name':'A','dormant':true}"));
    check_ok(rig_call(&r, &rig_program, NEW,
                      "{'account':'hoa2','name':'nguyễn thị  hoa','personal_number':'000187004321',"
                      "'dormant':true}"));
    check_int(rig_actor(&r, "hoa").person, rig_actor(&r, "hoa2").person);
    rig_close(&r);
}

void
test_ident_account__what_cannot_be_created(void)
{
    on_each_store(refusals);
}

/* A hash put into the table by hand is not vouched for by any entry. */
static enum err
put_by_hand(struct act *a, const void *plan, struct json *out)
{
    struct credential_get_row c;
    struct credential_set_in  in;
    struct actor              hoa = { .account = 0 };

    (void)plan, (void)out;
    TRY(ident_actor_of_login(act_view(a), S("hoa"), &hoa));
    TRY(credential_get(act_view(a), hoa.account, &c));
    in = (struct credential_set_in){ .account = c.account, .version = c.version,
                                     .password = password_hash(act_arena(a), S("của kẻ trộm 2024")),
                                     .totp_step = c.totp_step, .made = c.made, .seen = c.seen };
    return credential_set(a, &in);
}

static const struct command burglar = { .name = "test.burglar", .right = "anyone",
                                        .apply = put_by_hand };
static const struct command *const burglars[] = { &burglar, NULL };
static const struct query *const   readings[] = { &rig_reading, NULL };
const struct door_table            rig_extra = { burglars, readings };

static void
by_hand(const struct store_options *store)
{
    struct rig r;

    rig_open(&r, store);
    check_ok(rig_call(&r, &rig_program, NEW,
                      "{'account':'hoa','name':'Nguyễn Thị Hoa','password':'cỏ xanh bò vàng'}"));
    check_ok(rig_call(&r, &rig_nobody, "session.open",
                      "{'account':'hoa','password':'cỏ xanh bò vàng'}"));
    check(rig_text(&r, "session").n > 0, "as created");
    check_ok(rig_call(&r, &rig_nobody, "test.burglar", "{}"));
    check_ok(rig_call(&r, &rig_nobody, "session.open",
                      "{'account':'hoa','password':'của kẻ trộm 2024'}"));
    check(rig_text(&r, "refused").n > 0, "not in the journal");
    rig_close(&r);
}

void
test_ident_account__a_password_put_in_by_hand_opens_nothing(void)
{
    on_each_store(by_hand);
}

static void
own_password(const struct store_options *store)
{
    struct rig   r;
    struct actor here, there;
    struct view  v;
    Str          cookie;

    rig_open(&r, store);
    check_ok(rig_call(&r, &rig_program, NEW,
                      "{'account':'hoa','name':'Nguyễn Thị Hoa','password':'cỏ xanh bò vàng'}"));
    there = rig_session(&r, "hoa", S("cỏ xanh bò vàng"), STR_NONE);
    cookie = str_copy(test_arena(), rig_text(&r, "session"));
    here = rig_session(&r, "hoa", S("cỏ xanh bò vàng"), STR_NONE);
    check_err(rig_call(&r, &here, "account.change_password",
                       "{'old':'sai','new':'trời xanh mây trắng'}"), ERR_INVALID);
    check_str(r.call.faults.first->field, S("old"));
    check_err(rig_call(&r, &here, "account.change_password",
                       "{'old':'cỏ xanh bò vàng','new':'ngắn'}"), ERR_INVALID);
    check_str(r.call.faults.first->field, S("new"));
    check_ok(rig_call(&r, &here, "account.change_password",
                      "{'old':'cỏ xanh bò vàng','new':'trời xanh mây trắng'}"));
    v = rig_view(&r, &rig_nobody);
    check_err(ident_actor_of_session(&v, cookie, &there), ERR_SIGN_IN);
    check_ok(rig_call(&r, &here, "account.set_totp", "{'password':'trời xanh mây trắng'}"));
    check(json_text(json_get(r.call.out, "fresh"), "totp_address").n > 0, "shown once");
    check_ok(rig_call(&r, &rig_nobody, "session.open",
                      "{'account':'hoa','password':'trời xanh mây trắng'}"));
    check(json_bool(r.call.out, "needs_totp"), "from now on");
    rig_close(&r);
}

void
test_ident_account__own_password_and_second_factor(void)
{
    on_each_store(own_password);
}

/* -- finding ---------------------------------------------------------------------------- */

static int64_t
found(struct rig *r, const struct actor *who, const char *q)
{
    check_ok(rig_callf(r, who, "account.list", "{'q':'%s'}", q));
    return (int64_t)json_get(r->call.out, "rows")->count;
}

static void
lists(const struct store_options *store)
{
    static const char *const names[] = { "Nguyễn Văn Ánh", "Nguyễn Thị An", "Trần An Anh",
                                         "Đặng Ẩn", "Phạm Bình" };
    struct rig   r;
    struct actor admin, city;
    struct json *rows;

    rig_open(&r, store);
    admin = rig_officer(&r, "admin", "administrator", "30");
    city = rig_officer(&r, "city", "administrator", "288");
    for (size_t i = 0; i < 5; i++)
        check_ok(rig_callf(&r, &rig_program, NEW,
                           "{'account':'user%zu','name':'%s','dormant':true}", i, names[i]));
    check_int(found(&r, &admin, "an"), 4);
    check_int(found(&r, &admin, "NGUYEN an"), 2);
    check_int(found(&r, &admin, "dang"), 1);
    check_int(found(&r, &admin, "user"), 5);
    check_int(found(&r, &admin, "ình"), 0);
    check_int(found(&r, &admin, "  "), 0);
    check_int(found(&r, &city, "an"), 0);
    check_ok(rig_call(&r, &admin, "account.list", "{}"));
    rows = (struct json *)json_get(r.call.out, "rows");
    check_int((int64_t)rows->count, 2);
    check_str(json_text(rows->first, "positions_words"), S("Quản trị hệ thống, Tỉnh Hải Dương"));
    check_int(json_int(r.call.out, "count", 0), 2);
    check_ok(rig_call(&r, &admin, "account.list", "{'filter':'citizens'}"));
    rows = (struct json *)json_get(r.call.out, "rows");
    check_int((int64_t)rows->count, 5);
    check_str(json_text(rows->first, "name"), S("Nguyễn Thị An"));
    check_ok(rig_call(&r, &rig_program, "account.lock", "{'account':'user1'}"));
    check_ok(rig_call(&r, &admin, "account.list", "{'filter':'locked-citizens'}"));
    check_int(json_int(r.call.out, "count", 0), 1);
    check_err(rig_call(&r, &admin, "account.show", "{'account':'nobody'}"), ERR_NOT_FOUND);
    check_ok(rig_call(&r, &admin, "account.show", "{'account':'city'}"));
    check_str(json_text(json_get(r.call.out, "rights")->first, "right"), S("journal.search"));
    check_err(rig_call(&r, &city, "account.show", "{'account':'user2'}"), ERR_FORBIDDEN);
    rig_close(&r);
}

void
test_ident_account__found_by_the_beginnings_of_words(void)
{
    on_each_store(lists);
}

/* Paged by key: everyone once, whatever the page. */
static void
pages(const struct store_options *store)
{
    struct rig   r;
    struct actor admin;
    int          seen[2] = { 0, 0 };

    rig_open(&r, store);
    admin = rig_officer(&r, "admin", "administrator", "30");
    for (int i = 0; i < 110; i++)
        check_ok(rig_callf(&r, &rig_program, NEW,
                           "{'account':'user%d','name':'Hoàng %d Hoà','dormant':true}", i, i % 7));
    for (int way = 0; way < 2; way++) {
        Str after = S("");

        for (int page = 0; page < 5; page++) {
            check_ok(rig_callf(&r, &admin, "account.list",
                               way ? "{'q':'ho','after':'%.*s'}"
                                   : "{'filter':'citizens','after':'%.*s'}", STR_ARG(after)));
            seen[way] += (int)json_get(r.call.out, "rows")->count;
            after = rig_text(&r, "next");
            if (after.n == 0)
                break;
        }
        check_int(seen[way], 110);
    }
    rig_close(&r);
}

void
test_ident_account__pages_leave_nobody_out(void)
{
    on_each_store(pages);
}

/* -- tokens ---------------------------------------------------------------------------------- */

static void
tokens(const struct store_options *store)
{
    struct rig   r;
    struct actor who, program;
    struct view  v;
    Str          token, short_one;
    Id           id;

    rig_open(&r, store);
    check_ok(rig_call(&r, &rig_program, NEW,
                      "{'account':'hoa','name':'Nguyễn Thị Hoa','password':'cỏ xanh bò vàng'}"));
    who = rig_session(&r, "hoa", S("cỏ xanh bò vàng"), STR_NONE);
    check_err(rig_call(&r, &who, "token.create", "{'name':'x','days':367}"), ERR_INVALID);
    check_ok(rig_call(&r, &who, "token.create", "{'name':'máy in','days':30}"));
    token = str_copy(test_arena(), rig_text(&r, "new_token"));
    id = json_int(r.call.out, "token", 0);
    check_ok(rig_call(&r, &who, "token.create", "{'name':'một ngày','days':1}"));
    short_one = str_copy(test_arena(), rig_text(&r, "new_token"));
    v = rig_view(&r, &rig_nobody);
    check_ok(ident_actor_of_token(&v, token, &program));
    check_int(program.account, who.account);
    check_int(program.session, 0);
    check_err(rig_call(&r, &program, "token.create", "{'name':'y','days':1}"), ERR_FORBIDDEN);
    check_err(rig_call(&r, &program, "account.change_password",
                       "{'old':'cỏ xanh bò vàng','new':'trời xanh mây trắng'}"), ERR_FORBIDDEN);
    check_err(rig_callf(&r, &rig_program, "token.revoke", "{'token':%lld}", (long long)id),
              ERR_NOT_FOUND);
    r.clock.now += TIME_DAY;
    v = rig_view(&r, &rig_nobody);
    check_err(ident_actor_of_token(&v, short_one, &program), ERR_SIGN_IN);
    check_ok(ident_actor_of_token(&v, token, &program));
    check_ok(rig_callf(&r, &who, "token.revoke", "{'token':%lld}", (long long)id));
    v = rig_view(&r, &rig_nobody);
    check_err(ident_actor_of_token(&v, token, &program), ERR_SIGN_IN);
    check_err(ident_actor_of_token(&v, S("tinhso_x"), &program), ERR_SIGN_IN);
    rig_close(&r);
}

void
test_ident_account__tokens_expire_and_are_revoked(void)
{
    on_each_store(tokens);
}

/* -- who read my data --------------------------------------------------------------------- */

static void
readers(const struct store_options *store)
{
    struct rig         r;
    struct actor       admin, hoa;
    const struct json *reader;

    rig_open(&r, store);
    admin = rig_officer(&r, "admin", "administrator", "30");
    check_ok(rig_call(&r, &rig_program, NEW,
                      "{'account':'hoa','name':'Nguyễn Thị Hoa','dormant':true}"));
    hoa = rig_actor(&r, "hoa");
    check_ok(rig_call(&r, &hoa, "me.disclosures", "{}"));
    check_int((int64_t)json_get(r.call.out, "readers")->count, 0);
    check_ok(rig_call(&r, &admin, "account.show", "{'account':'hoa'}"));
    check(r.call.act > 0, "reading it is an entry");
    check_ok(rig_call(&r, &hoa, "me.disclosures", "{}"));
    reader = json_get(r.call.out, "readers")->first;
    check(reader != NULL, "one");
    check_str(json_text(reader, "who"), S("Phạm Văn admin, Tỉnh Hải Dương"));
    check_str(json_text(reader, "fields_words"), S("tên"));
    check_str(json_text(reader, "why"), S("quản trị tài khoản"));
    check_ok(rig_call(&r, &hoa, "me.show", "{}"));
    check_int((int64_t)json_get(r.call.out, "readers")->count, 1);
    check_int(r.call.act, 0);
    rig_close(&r);
}

void
test_ident_account__a_person_sees_who_read(void)
{
    on_each_store(readers);
}

static void
contact(const struct store_options *store)
{
    struct rig    r;
    struct actor  hoa;
    struct view   v;
    struct person p;

    rig_open(&r, store);
    check_ok(rig_call(&r, &rig_program, NEW,
                      "{'account':'hoa','name':'Nguyễn Thị Hoa','personal_number':'000187004321',"
                      "'born':'08/03/1987','phone':'0220 3853 123','dormant':true}"));
    hoa = rig_actor(&r, "hoa");
    check_err(rig_call(&r, &hoa, "person.change_contact", "{'email':'hoa@gmail.com'}"),
              ERR_INVALID);
    check_ok(rig_call(&r, &hoa, "person.change_contact",
                      "{'email':'hoa@example.invalid','address':'Số 5, phố Bắc Kinh'}"));
    v = rig_view(&r, &rig_nobody);
    check_ok(person_by_number(&v, S("000187004321"), &p));
    check_int(p.id, hoa.person);
    check_str(p.email, S("hoa@example.invalid"));
    check_int((int64_t)p.phone.n, 0);
    check_int(p.born, day_of(1987, 3, 8));
    check_err(person_by_number(&v, S(""), &p), ERR_NOT_FOUND);
    rig_close(&r);
}

void
test_ident_account__contact_details_are_the_persons_own(void)
{
    on_each_store(contact);
}
