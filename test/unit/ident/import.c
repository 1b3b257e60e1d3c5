/* Officers from a table on both stores: every fault at its line and column, all accounts or
 * none, passwords that sign in; many accounts moved, without positions, closed. */
#include "ident/import.h"
#include "rig.h"

#define HEAD "Tên tài khoản;Họ và tên;Đơn vị;Vị trí;Thư điện tử;Số định danh;Từ ngày;Đến ngày\\n"

static enum err
create(struct rig *r, const struct actor *who, const char *rows)
{
    return rig_callf(r, who, "account.create_many", "{'text':'" HEAD "%s'}", rows);
}

static bool
has_fault(const struct rig *r, const char *field)
{
    for (const struct fault *f = r->call.faults.first; f != NULL; f = f->next)
        if (str_eq(f->field, str_of(field)))
            return true;
    return false;
}

static void
faults(const struct store_options *store)
{
    static const struct {
        const char *rows, *field;
    } row[] = {
        { "-x-;A;10507;desk;;;;", "2/account" },
        { "hoa;A;10507;desk;;;;", "2/account" },
        { "nhieu;A;10507;desk;;;;", "2/account" },
        { "mot;;10507;desk;;;;", "2/name" },
        { "mot;A;99999;desk;;;;", "2/unit" },
        { "mot;A;10507;vua;;;;", "2/role" },
        { "mot;A;10507;Người dân;;;;", "2/role" },
        { "mot;A;10507;desk;a@gmail.com;;;", "2/email" },
        { "mot;A;10507;desk;;123;;", "2/personal_number" },
        { "mot;A;10507;desk;;;31/02/2024;", "2/from" },
        { "mot;A;10507;desk;;;05/07/2024;04/07/2024", "2/until" },
        { "mot;A;10507;desk;;;;;thừa", "2/" },
        { "mot;A;10507;desk;;;;\\nmot;B;10507;desk;;;;", "3/account" },
        { "mot;A;10507;desk;;000187004321;;\\nhai;A;10507;desk;;000187004321;;",
          "3/personal_number" },
    };
    struct rig r;

    rig_open(&r, store);
    (void)rig_officer(&r, "hoa", "desk", "10507");
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        check_err(create(&r, &rig_program, row[i].rows), ERR_INVALID);
        check(has_fault(&r, row[i].field), row[i].rows);
    }
    check_err(create(&r, &rig_program, "-;;9;vua;x;1;x;y"), ERR_INVALID);
    check(r.call.faults.count >= 8, "all of a line at once");
    check_err(rig_call(&r, &rig_program, "account.create_many", "{'text':'Tên,Lạ\\nA,b'}"),
              ERR_INVALID);
    check(has_fault(&r, "1/account") && has_fault(&r, "1/"), "columns are named");
    check_err(create(&r, &rig_nobody, "mot;A;10507;desk;;;;"), ERR_SIGN_IN);
    rig_close(&r);
}

void
test_ident_import__every_fault_stands_at_its_line_and_column(void)
{
    on_each_store(faults);
}

static Str
made(const struct rig *r, int i, const char *what)
{
    const struct json *one = json_get(r->call.out, "made")->first;

    while (i-- > 0)
        one = one->next;
    return json_text(json_get(one, "fresh"), what);
}

static void
all_or_none(const struct store_options *store)
{
    struct rig   r;
    struct actor who;
    struct view  v;
    Str          password, secret;

    rig_open(&r, store);
    check_err(create(&r, &rig_program,
                     "mot;Lê Thị Một;10507;desk;;;;\\nhai;Lê Văn Hai;10507;desk;sai;;;"),
              ERR_INVALID);
    v = rig_view(&r, &rig_nobody);
    check_err(ident_actor_of_login(&v, S("mot"), &who), ERR_SIGN_IN);
    check_ok(create(&r, &rig_program,
                    "mot;Lê Thị Một;10507;Cán bộ Bộ phận Một cửa;;;;31/07/2024\\n"
                    "hai;Lê Văn Hai;10507;specialist;hai@example.invalid;;02/07/2024;"));
    check_int((int64_t)json_get(r.call.out, "made")->count, 2);
    password = str_copy(test_arena(), made(&r, 0, "password"));
    secret = str_copy(test_arena(), made(&r, 0, "totp_secret"));
    check(made(&r, 1, "totp_address").n > 0, "each has a secret");
    who = rig_session(&r, "mot", password, secret);
    check(who.unit != 0, "the first password signs in, to a position held today");
    check_int(rig_actor(&r, "hai").unit, 0);
    check_ok(rig_call(&r, &rig_nobody, "session.open", "{'account':'mot','password':'không'}"));
    check(rig_text(&r, "refused").n > 0, "another password does not");
    check_err(create(&r, &rig_program, "mot;Lê Thị Một;10507;desk;;;;"), ERR_INVALID);
    rig_close(&r);
}

void
test_ident_import__all_accounts_or_none(void)
{
    on_each_store(all_or_none);
}

static void
reach(const struct store_options *store)
{
    struct rig   r;
    struct actor admin;

    rig_open(&r, store);
    admin = rig_officer(&r, "quantri", "administrator", "10507");
    check_ok(create(&r, &admin, "mot;A B;10507;desk;;;;"));
    check_err(create(&r, &admin, "hai;A B;10510;desk;;;;"), ERR_INVALID);
    check(has_fault(&r, "2/unit"), "another unit is out of reach");
    check_err(create(&r, &admin, "hai;A B;10507;desk;;;01/06/2024;"), ERR_INVALID);
    check(has_fault(&r, "2/from"), "nor from the past");
    rig_close(&r);
}

void
test_ident_import__only_within_ones_reach(void)
{
    on_each_store(reach);
}

/* -- many ------------------------------------------------------------------------------------ */

static int64_t
done(const struct rig *r)
{
    return (int64_t)json_get(r->call.out, "done")->count;
}

static void
many(const struct store_options *store)
{
    struct rig  r;
    Id          there;
    struct view v;
    struct unit unit;

    rig_open(&r, store);
    (void)rig_officer(&r, "hoa", "desk", "10507");
    (void)rig_officer(&r, "lan", "leader", "10507");
    v = rig_view(&r, &rig_program);
    check_ok(unit_by_code(&v, S("10510"), day_of(2024, 7, 1), &unit));
    there = unit.id;
    check_err(rig_call(&r, &rig_program, "account.move_many",
                       "{'accounts':['hoa'],'unit':'99999'}"), ERR_INVALID);
    check_ok(rig_call(&r, &rig_program, "account.move_many",
                      "{'accounts':['hoa','lan','ai'],'unit':'10510'}"));
    check_int(done(&r), 2);
    check_int((int64_t)json_get(r.call.out, "refused")->count, 1);
    check_int(rig_actor(&r, "hoa").unit, there);
    check(actor_may(&(struct actor){ .n_rights = rig_actor(&r, "lan").n_rights,
                                     .rights = rig_actor(&r, "lan").rights },
                    S("dossier.approve")), "with the same role");
    check_ok(rig_call(&r, &rig_program, "account.move_many",
                      "{'accounts':['hoa'],'unit':'10510'}"));
    check_int(done(&r), 0);
    check_ok(rig_call(&r, &rig_program, "account.end_positions_many", "{'accounts':['hoa']}"));
    check_int(done(&r), 1);
    check_int(rig_actor(&r, "hoa").unit, 0);
    check_ok(rig_call(&r, &rig_program, "account.close_many", "{'accounts':['hoa','lan']}"));
    check_int(done(&r), 2);
    v = rig_view(&r, &rig_nobody);
    check_err(ident_actor_of_login(&v, S("lan"), &(struct actor){ .account = 0 }), ERR_SIGN_IN);
    check_err(rig_call(&r, &rig_program, "account.close_many", "{'accounts':[]}"), ERR_INVALID);
    rig_close(&r);
}

void
test_ident_import__many_accounts_at_once(void)
{
    on_each_store(many);
}
