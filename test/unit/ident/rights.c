/* Who may do what, where and on which day, on both stores. */
#include "ident/roles.h"
#include "packs.h"
#include "rig.h"

/* Province 30; city 288 with ward 10507; district 290; a department. */
static Id
unit_id(struct rig *r, const char *code)
{
    struct view v = rig_view(r, &rig_program);
    struct unit u = { .id = 0 };

    check_ok(unit_by_code(&v, str_of(code), time_day(v.now), &u));
    return u.id;
}

static void
reach(const struct store_options *store)
{
    static const struct {
        const char *login, *role, *unit;
        bool        province, city, ward, other, department;
    } row[] = {
        { "ward-desk", "desk", "10507", false, false, true, false, false },
        { "city-head", "leader", "288", false, true, true, false, false },
        { "justice", "specialist", "justice", false, false, false, false, true },
        { "chair", "province_leader", "30", true, true, true, true, true },
        { "inspector", "inspector", "30", true, true, true, true, true },
    };
    static const char *const place[] = { "30", "288", "10507", "290", "justice" };
    struct rig r;

    rig_open(&r, store);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct actor who = rig_officer(&r, row[i].login, row[i].role, row[i].unit);
        const bool   expected[] = { row[i].province, row[i].city, row[i].ward, row[i].other,
                                    row[i].department };
        struct view  v = rig_view(&r, &who);

        for (size_t k = 0; k < 5; k++) {
            bool got = !expected[k];

            check_ok(ident_reaches(&v, unit_id(&r, place[k]), &got));
            check(got == expected[k], row[i].login);
        }
    }
    rig_close(&r);
}

void
test_ident_rights__a_position_reaches_its_unit_and_below(void)
{
    on_each_store(reach);
}

static void
require(const struct store_options *store)
{
    struct rig   r;
    struct actor desk, citizen;
    struct view  v;
    Id           ward;

    rig_open(&r, store);
    desk = rig_officer(&r, "ward-desk", "desk", "10507");
    ward = unit_id(&r, "10507");
    check_str(desk.position, S("Cán bộ Bộ phận Một cửa, Phường Cẩm Thượng"));
    v = rig_view(&r, &desk);
    check_ok(ident_require(&v, S("dossier.receive"), ward));
    check_err(ident_require(&v, S("dossier.approve"), ward), ERR_FORBIDDEN);
    check_err(ident_require(&v, S("dossier.receive"), unit_id(&r, "288")), ERR_FORBIDDEN);
    v = rig_view(&r, &rig_nobody);
    check_err(ident_require(&v, S("dossier.receive"), ward), ERR_SIGN_IN);
    check_ok(rig_call(&r, &rig_program, "account.create",
                      "{'account':'hoa','name':'Nguyễn Thị Hoa','dormant':true}"));
    citizen = rig_actor(&r, "hoa");
    v = rig_view(&r, &citizen);
    check_err(ident_require(&v, S("dossier.receive"), ward), ERR_FORBIDDEN);
    rig_close(&r);
}

void
test_ident_rights__a_right_and_its_place_are_both_needed(void)
{
    on_each_store(require);
}

/* A position counts from its first day until the day it is no longer held. */
static void
dates(const struct store_options *store)
{
    struct rig     r;
    struct actor   who;
    struct view    v;
    struct holder *holder;
    int            n;
    Id             ward, position;

    rig_open(&r, store);
    ward = unit_id(&r, "10507");
    check_ok(rig_call(&r, &rig_program, "account.create",
                      "{'account':'binh','name':'Đỗ Thị Bình','dormant':true}"));
    check_ok(rig_call(&r, &rig_program, "position.give",
                      "{'account':'binh','role':'desk','unit':'10507','from':'2024-07-03',"
                      "'until':'2024-07-05'}"));
    for (int day = 1; day <= 6; day++) {
        bool held = day >= 3 && day < 5;

        r.clock.now = time_at(day_of(2024, 7, day), 600);
        who = rig_actor(&r, "binh");
        check_int(who.unit, held ? ward : 0);
        check_int(who.n_rights > 0, held);
        v = rig_view(&r, &rig_program);
        check_ok(ident_holders(&v, ward, S("desk"), time_day(v.now), &holder, &n));
        check_int(n, held);
    }
    check_err(rig_call(&r, &rig_program, "position.give",
                       "{'account':'binh','role':'desk','unit':'10507','until':'2024-07-06'}"),
              ERR_INVALID);
    check_ok(rig_call(&r, &rig_program, "position.give",
                      "{'account':'binh','role':'desk','unit':'10507'}"));
    position = json_int(r.call.out, "position", 0);
    check_err(rig_call(&r, &rig_program, "position.give",
                       "{'account':'binh','role':'desk','unit':'10507','from':'2024-08-01'}"),
              ERR_CONFLICT);
    check_int(rig_actor(&r, "binh").unit, ward);
    check_ok(rig_callf(&r, &rig_program, "position.end", "{'position':%lld}", (long long)position));
    check_int(rig_actor(&r, "binh").unit, 0);
    check_err(rig_callf(&r, &rig_program, "position.end", "{'position':%lld}", (long long)position),
              ERR_CONFLICT);
    rig_close(&r);
}

void
test_ident_rights__a_position_has_its_days(void)
{
    on_each_store(dates);
}

/* -- administrators ---------------------------------------------------------------------- */

static void
administrators(const struct store_options *store)
{
    struct rig   r;
    struct actor city, desk;

    rig_open(&r, store);
    city = rig_officer(&r, "city-admin", "administrator", "288");
    desk = rig_officer(&r, "ward-desk", "desk", "10507");
    rig_officer(&r, "elsewhere", "desk", "10606");
    check_ok(rig_call(&r, &rig_program, "account.create",
                      "{'account':'hoa','name':'Nguyễn Thị Hoa','dormant':true}"));
    check_err(rig_call(&r, &desk, "account.lock", "{'account':'elsewhere'}"), ERR_FORBIDDEN);
    check_ok(rig_call(&r, &city, "account.lock", "{'account':'ward-desk'}"));
    check_ok(rig_call(&r, &city, "account.unlock", "{'account':'ward-desk'}"));
    check_err(rig_call(&r, &city, "account.lock", "{'account':'elsewhere'}"), ERR_FORBIDDEN);
    check_err(rig_call(&r, &city, "account.lock", "{'account':'hoa'}"), ERR_FORBIDDEN);
    check_err(rig_call(&r, &city, "account.lock", "{'account':'city-admin'}"), ERR_FORBIDDEN);
    check_err(rig_call(&r, &city, "account.lock", "{'account':'nobody'}"), ERR_INVALID);
    check_err(rig_call(&r, &city, "position.give",
                       "{'account':'hoa','role':'desk','unit':'10507'}"), ERR_FORBIDDEN);
    check_err(rig_call(&r, &city, "position.give",
                       "{'account':'ward-desk','role':'leader','unit':'30'}"), ERR_FORBIDDEN);
    check_err(rig_call(&r, &city, "position.give",
                       "{'account':'city-admin','role':'leader','unit':'288'}"), ERR_FORBIDDEN);
    check_err(rig_call(&r, &city, "position.give",
                       "{'account':'ward-desk','role':'citizen','unit':'10507'}"), ERR_INVALID);
    check_ok(rig_call(&r, &city, "position.give",
                      "{'account':'ward-desk','role':'specialist','unit':'10507'}"));
    check_ok(rig_call(&r, &city, "account.create",
                      "{'account':'new-one','name':'Lý Thị Mới','unit':'10507','dormant':true}"));
    check_err(rig_call(&r, &city, "account.create",
                       "{'account':'other-one','name':'Lý Thị Khác','unit':'290','dormant':true}"),
              ERR_FORBIDDEN);
    check_ok(rig_call(&r, &city, "account.close", "{'account':'ward-desk'}"));
    check_err(rig_call(&r, &city, "account.unlock", "{'account':'ward-desk'}"), ERR_CONFLICT);
    rig_close(&r);
}

void
test_ident_rights__administrators_keep_to_their_units(void)
{
    on_each_store(administrators);
}

/* Officers sign in with two factors, so a one-factor account gets no position. */
static void
second_factor(const struct store_options *store)
{
    struct rig r;

    rig_open(&r, store);
    check_ok(rig_call(&r, &rig_program, "account.create",
                      "{'account':'hoa','name':'Nguyễn Thị Hoa','password':'cỏ xanh bò vàng'}"));
    check_err(rig_call(&r, &rig_program, "position.give",
                       "{'account':'hoa','role':'desk','unit':'10507'}"), ERR_INVALID);
    check_ok(rig_call(&r, &rig_program, "account.create",
                      "{'account':'lan','name':'Vũ Thị Lan','dormant':true}"));
    check_ok(rig_call(&r, &rig_program, "position.give",
                      "{'account':'lan','role':'desk','unit':'10507'}"));
    check_ok(rig_call(&r, &rig_program, "account.reset_password", "{'account':'lan'}"));
    check(json_text(json_get(r.call.out, "fresh"), "totp_secret").n > 0, "with a second factor");
    rig_close(&r);
}

void
test_ident_rights__an_officer_needs_a_second_factor(void)
{
    on_each_store(second_factor);
}

/* -- which position is in use ---------------------------------------------------------------- */

static void
switching(const struct store_options *store)
{
    struct rig         r;
    struct view        v;
    struct actor       who;
    const struct json *fresh;
    Str                password, totp, cookie;
    Id                 second;

    rig_open(&r, store);
    check_ok(rig_call(&r, &rig_program, "account.create",
                      "{'account':'le.an','name':'Lê Văn An','second_factor':true}"));
    fresh = json_get(r.call.out, "fresh");
    password = str_copy(test_arena(), json_text(fresh, "password"));
    totp = str_copy(test_arena(), json_text(fresh, "totp_secret"));
    check_ok(rig_call(&r, &rig_program, "position.give",
                      "{'account':'le.an','role':'desk','unit':'10507'}"));
    check_ok(rig_call(&r, &rig_program, "position.give",
                      "{'account':'le.an','role':'leader','unit':'288'}"));
    second = json_int(r.call.out, "position", 0);
    who = rig_session(&r, "le.an", password, totp);
    cookie = str_copy(test_arena(), rig_text(&r, "session"));
    check_int(who.unit, unit_id(&r, "10507"));
    check(actor_may(&who, S("dossier.receive")) && !actor_may(&who, S("dossier.approve")), "desk");
    check_ok(rig_callf(&r, &who, "position.use", "{'position':%lld}", (long long)second));
    v = rig_view(&r, &rig_nobody);
    check_ok(ident_actor_of_session(&v, cookie, &who));
    check_int(who.unit, unit_id(&r, "288"));
    check(!actor_may(&who, S("dossier.receive")) && actor_may(&who, S("dossier.approve")), "head");
    check_err(rig_callf(&r, &who, "position.use", "{'position':%lld}", (long long)second + 1),
              ERR_FORBIDDEN);
    check_ok(rig_callf(&r, &rig_program, "position.end", "{'position':%lld}", (long long)second));
    v = rig_view(&r, &rig_nobody);
    check_ok(ident_actor_of_session(&v, cookie, &who));
    check_int(who.unit, unit_id(&r, "10507"));
    check_ok(rig_call(&r, &rig_program, "account.lock", "{'account':'le.an'}"));
    v = rig_view(&r, &rig_nobody);
    check_err(ident_actor_of_session(&v, cookie, &who), ERR_SIGN_IN);
    rig_close(&r);
}

void
test_ident_rights__one_position_at_a_time(void)
{
    on_each_store(switching);
}

/* -- roles ------------------------------------------------------------------------------------- */

static const struct command asks_for_cake = { .name = "cake.eat", .right = "cake.eat" };
static const struct command *const cake_commands[] = { &asks_for_cake, NULL };
static const struct query *const   cake_queries[] = { NULL };
static const struct door_table     cake = { cake_commands, cake_queries };

static bool
has(const Str *list, int n, Str s)
{
    for (int i = 0; i < n; i++)
        if (str_eq(list[i], s))
            return true;
    return false;
}

static void
matrix(const struct store_options *store)
{
    static const struct door_table *const tables[] = { &ident_table, &cake };
    struct rig          r;
    struct view         v;
    const Str          *unasked, *ungranted;
    int                 n_unasked, n_ungranted;
    const struct roles *roles;

    rig_open(&r, store);
    v = rig_view(&r, &rig_nobody);
    roles = roles_of(&v);
    check_int(roles->n_roles, 9);
    roles_compare(test_arena(), roles, tables, 2, &unasked, &n_unasked, &ungranted, &n_ungranted);
    check(has(unasked, n_unasked, S("dossier.receive")), "no dossiers here");
    check(!has(unasked, n_unasked, S("admin.accounts")), "asked for by ident");
    check_int(n_ungranted, 1);
    check(has(ungranted, n_ungranted, S("cake.eat")), "nobody may");
    check_ok(rig_call(&r, &rig_nobody, "rights.matrix", "{}"));
    json_each(right, json_get(r.call.out, "rights")) {
        if (!str_eq(json_text(right, "key"), S("admin.accounts")))
            continue;
        check_str(json_get(right, "roles")->first->text, S("administrator"));
        check(json_get(right, "commands")->count == 13, "commands of administrators");
    }
    rig_close(&r);
}

void
test_ident_rights__roles_against_commands(void)
{
    on_each_store(matrix);
}

static int
faults_of(const char *json)
{
    struct pack_input    file[] = {
        { S("pack.json"), S("{\"pack\":\"t\",\"version\":1,\"title\":{\"vi\":\"T\",\"en\":\"T\"},"
                            "\"needs\":[]}") },
        { S("roles/roles.json"), str_of(json) },
    };
    const struct pack_section *const list[] = { ident_sections[0] };
    struct pack_sections sections = { .list = list, .n = 1, .simulated = true };
    struct pack          pack;
    struct pack_set     *set;
    struct pack_fault   *faults;
    int                  n = 0;

    check_ok(pack_read_files(test_arena(), S("t"), file, 2, &pack, &faults, &n));
    check(pack_compile(test_arena(), &pack, 1, &sections, &set, &faults, &n) ==
          (n > 0 ? ERR_INVALID : ERR_OK), "never half a set");
    return n;
}

void
test_ident_rights__a_pack_of_roles_is_checked_whole(void)
{
    check_int(faults_of("{\"rights\":[{\"key\":\"a\",\"name\":{\"vi\":\"A\",\"en\":\"A\"}}],"
                        "\"list\":[{\"key\":\"r\",\"name\":{\"vi\":\"R\",\"en\":\"R\"},"
                        "\"rights\":[\"a\"]}]}"), 0);
    check_int(faults_of("{\"rights\":[{\"key\":\"a\",\"name\":{\"vi\":\"A\"}},"
                        "{\"key\":\"a\",\"name\":{\"vi\":\"A\",\"en\":\"A\"}}],"
                        "\"list\":[{\"name\":{\"vi\":\"R\",\"en\":\"R\"}},"
                        "{\"key\":\"r\",\"name\":{\"vi\":\"R\",\"en\":\"R\"},"
                        "\"rights\":[\"b\",7]}]}"), 5);
}
