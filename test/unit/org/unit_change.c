/* Units begin and are renamed on a day; what is derived can be recomputed. */
#include "org/derive.h"
#include "org/verify.h"
#include "unit_tool.h"

static const struct actor administrator = {
    .account = 5, .n_rights = 1, .rights = &(const Str){ "admin.units", 11 },
};

static struct actor
administrator_of(Id unit)
{
    struct actor who = administrator;

    who.unit = unit;
    return who;
}

static Id
id_of(struct door *door, const char *code)
{
    struct db  *db;
    struct view v = unit_view(door, &db);
    struct unit u = { .id = 0 };

    check_ok(unit_by_code_ever(&v, str_of(code), DAY_2024, &u));
    db_close(db);
    return u.id;
}

static void
check_verified(struct door *door, int expected)
{
    struct db             *db;
    struct view            v = unit_view(door, &db);
    struct org_difference *d = NULL;
    int                    n = -1;

    check_ok(org_verify(&v, &d, &n));
    check_int(n, expected);
    for (; d != NULL && expected == 0; d = d->next)
        check(false, str_format(test_arena(), "%s %s %.*s", d->table, d->what, STR_ARG(d->key)).p);
    db_close(db);
}

static void
renaming(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = unit_founded(store, &clock, NULL);
    struct actor      who = administrator_of(id_of(door, "288"));
    struct call       call = { .arena = NULL };
    struct db        *db;
    struct view       v;
    struct unit       u;
    Id                unit = id_of(door, "10507");
    static const char rename[] = "{\"code\":\"10507\",\"name\":\"Cẩm Hạ\",\"from\":\"2024-10-01\","
                                 "\"decree\":\"Bản mẫu 1\"}";

    check_err(test_call(door, &unit_anyone, "unit.rename", rename, &call), ERR_SIGN_IN);
    check_ok(test_call(door, &who, "unit.rename", rename, &call));
    v = unit_view(door, &db);
    check_ok(unit_by_id(&v, unit, day_of(2024, 9, 30), &u));
    check_str(u.title, S("Phường Cẩm Thượng"));
    check_int(u.to, day_of(2024, 10, 1));
    check_ok(unit_by_id(&v, unit, day_of(2024, 10, 1), &u));
    check_str(u.title, S("Phường Cẩm Hạ"));
    check_int(u.to, day_of(2025, 7, 1));
    db_close(db);
    /* once more on that day: the later written holds */
    check_ok(test_call(door, &who, "unit.rename",
                       "{\"code\":\"10507\",\"name\":\"Cẩm Tú\",\"type\":\"Xã\",\"from\":"
                       "\"2024-10-01\",\"decree\":\"Bản mẫu 2\"}", &call));
    v = unit_view(door, &db);
    check_ok(unit_by_id(&v, unit, day_of(2024, 10, 1), &u));
    check_str(u.title, S("Xã Cẩm Tú"));
    db_close(db);
    /* nothing may be slipped in before it */
    check_err(test_call(door, &who, "unit.rename",
                        "{\"code\":\"10507\",\"name\":\"X\",\"from\":\"2024-08-01\",\"decree\":"
                        "\"d\"}", &call), ERR_INVALID);
    check_str(call.faults.first->field, S("from"));
    check_err(test_call(door, &who, "unit.rename",
                        "{\"code\":\"10507\",\"name\":\"X\",\"from\":\"2025-08-01\",\"decree\":"
                        "\"d\"}", &call), ERR_INVALID);
    who = administrator_of(id_of(door, "290"));
    check_err(test_call(door, &who, "unit.rename", rename, &call), ERR_FORBIDDEN);
    check_verified(door, 0);
    door_close(door);
}

void
test_org_unit_change__a_name_holds_from_its_day(void)
{
    on_each_store(renaming);
}

static void
creating(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = unit_founded(store, &clock, NULL);
    struct actor      who = administrator_of(id_of(door, "30"));
    struct call       call = { .arena = NULL };
    struct db        *db;
    struct view       v;
    struct unit       u, *path;
    Id                desk;
    int               n;
    static const char create[] = "{\"code\":\"foreign-affairs\",\"parent\":\"30\",\"kind\":"
                                 "\"department\",\"name\":\"Sở Mẫu\",\"name_en\":\"Sample\","
                                 "\"from\":\"2024-08-01\",\"decree\":\"Bản mẫu\"}";

    check_ok(test_call(door, &who, "unit.create", create, &call));
    check_err(test_call(door, &who, "unit.create", create, &call), ERR_INVALID);
    check_str(call.faults.first->field, S("code"));
    check_ok(test_call(door, &who, "unit.create",
                       "{\"code\":\"99001\",\"parent\":\"288\",\"kind\":\"commune\",\"type\":"
                       "\"Phường\",\"name\":\"Mới\",\"from\":\"2024-08-01\",\"decree\":\"x\"}",
                       &call));
    check_err(test_call(door, &who, "unit.create",
                        "{\"code\":\"A b\",\"parent\":\"288\",\"kind\":\"village\","
                        "\"name\":\"Mới\",\"from\":\"2024-08-01\",\"decree\":\"x\"}", &call),
              ERR_INVALID);
    check_int(call.faults.count, 2);
    check_err(test_call(door, &who, "unit.create",
                        "{\"code\":\"777\",\"parent\":\"10507\",\"kind\":\"district\",\"type\":"
                        "\"Quận\",\"name\":\"Mới\",\"from\":\"2024-08-01\",\"decree\":\"x\"}",
                        &call), ERR_INVALID);
    v = unit_view(door, &db);
    check_err(unit_by_code(&v, S("99001"), day_of(2024, 7, 31), &u), ERR_NOT_FOUND);
    check_ok(unit_by_code(&v, S("99001"), day_of(2024, 8, 1), &u));
    check_str(u.title, S("Phường Mới"));
    check_ok(unit_path(&v, u.id, day_of(2024, 8, 1), &path, &n));
    check_int(n, 3);
    check_ok(desk_of_unit(&v, u.id, day_of(2024, 8, 1), &desk));
    check_err(unit_path(&v, u.id, day_of(2025, 7, 1), &path, &n), ERR_OK);
    check_int(n, 1); /* its district ended the day before */
    db_close(db);
    check_verified(door, 0);
    door_close(door);
}

void
test_org_unit_change__a_unit_begins_on_its_day(void)
{
    on_each_store(creating);
}

/* -- altered rows are found and named ------------------------------------------------------ */

static enum err
tamper(struct act *a, const void *plan, struct json *out)
{
    struct unit_span_by_code_row row;
    Id                           unit;

    (void)plan, (void)out;
    TRY(unit_span_by_code(act_view(a), S("10507"), DAY_2024, &row));
    unit = row.unit;
    struct unit_span_add_in in = {
        .unit = unit, .begins = row.begins, .ends = row.ends, .kind = row.kind, .code = row.code,
        .type = row.type, .name = S("Khác"), .title = row.title, .title_en = row.title_en,
        .parent = row.parent, .level = row.level, .sort = S("x"),
    };

    TRY(unit_spans_clear(a, unit));
    TRY(unit_span_add(a, &in));                                      /* altered */
    TRY(unit_closure_add(a, unit, unit + 100000, DAY_2024, DAY_STILL)); /* surplus */
    TRY(unit_closures_clear(a, unit + 2));                           /* missing: 3 */
    return desk_span_add(a, 99999999, DAY_2024, DAY_STILL, unit);    /* of no desk */
}

static const struct command        tamper_command = { .name = "test.tamper", .right = "system",
                                                      .apply = tamper };
static const struct command *const commands[] = { &tamper_command, NULL };
static const struct query *const   no_queries[] = { NULL };
static const struct door_table     tamper_table = { .commands = commands, .queries = no_queries };

static void
tampering(const struct store_options *store)
{
    struct test_clock      clock;
    struct door           *door = unit_founded(store, &clock, &tamper_table);
    struct call            call = { .arena = NULL };
    struct db             *db;
    struct view            v;
    struct org_difference *d = NULL;
    int                    n;

    check_verified(door, 0);
    check_ok(test_call(door, &unit_program, "test.tamper", "{}", &call));
    v = unit_view(door, &db);
    check_ok(org_verify(&v, &d, &n));
    check_int(n, 6);
    check_str(str_of(d->table), S("unit_span"));
    check_str(str_of(d->what), S("altered"));
    check(str_ends(d->key, S("/0001-01-01")), "which row");
    check_str(str_of(d->next->table), S("unit_closure"));
    check_str(str_of(d->next->what), S("surplus"));
    check_str(str_of(d->next->next->what), S("missing"));
    db_close(db);
    door_close(door);
}

void
test_org_unit_change__altered_rows_are_named(void)
{
    on_each_store(tampering);
}
