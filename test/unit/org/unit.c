/* Units as dated versions, on both stores. */
#include "org/unit.h"

#include "org/areas.h"
#include "org/calendar.h"
#include "unit_tool.h"

static void
lookups(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = unit_founded(store, &clock, NULL);
    struct db        *db;
    struct view       v = unit_view(door, &db);
    struct unit       province, district, commune, *list;
    int               n;
    bool              within;
    Id                desk, owner;

    check_ok(unit_province(&v, DAY_2024, &province));
    check_str(province.title, S("Tỉnh Hải Dương"));
    check_int(province.from, UNIT_ALWAYS);
    check_int(province.to, day_of(2025, 7, 1));
    check_ok(unit_by_code(&v, S("288"), DAY_2024, &district));
    check_str(district.title, S("Thành phố Hải Dương"));
    check_int(district.level, LEVEL_DISTRICT);
    check_int(district.parent, province.id);
    check_ok(unit_by_code(&v, S("10507"), DAY_2024, &commune));
    check_str(commune.kind, S("commune"));
    check_str(commune.type, S("Phường"));
    check_str(commune.name, S("Cẩm Thượng"));
    check_ok(unit_path(&v, commune.id, DAY_2024, &list, &n));
    check_int(n, 3);
    check_str(list[0].code, S("30"));
    check_str(list[1].code, S("288"));
    check_str(list[2].code, S("10507"));
    check_ok(unit_is_within(&v, commune.id, province.id, DAY_2024, &within));
    check(within, "a commune is within its province");
    check_ok(unit_is_within(&v, province.id, commune.id, DAY_2024, &within));
    check(!within, "and not the other way");
    check_ok(desk_of_unit(&v, commune.id, DAY_2024, &desk));
    check_ok(desk_unit_on(&v, desk, DAY_2024, &owner));
    check_int(owner, commune.id);
    check_err(unit_by_code(&v, S("99999"), DAY_2024, &commune), ERR_NOT_FOUND);
    check_err(unit_by_code(&v, S("288"), day_of(2025, 7, 1), &district), ERR_NOT_FOUND);
    check_ok(unit_by_code_ever(&v, S("288"), day_of(2025, 7, 1), &district));
    check_str(district.name, S("Hải Dương"));
    db_close(db);
    door_close(door);
}

void
test_org_unit__a_province_is_founded_and_looked_up(void)
{
    on_each_store(lookups);
}

static int
count_kind(const struct unit *list, int n, const char *kind)
{
    int count = 0;

    for (int i = 0; i < n; i++)
        count += str_eq(list[i].kind, str_of(kind));
    return count;
}

static void
hai_duong(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = unit_founded(store, &clock, NULL);
    struct db        *db;
    struct view       v = unit_view(door, &db);
    struct unit       u, *list;
    struct call       call = { .arena = NULL };
    int               n;

    check_ok(unit_all(&v, DAY_2024, &list, &n));
    check_int(count_kind(list, n, "province"), 1);
    check_int(count_kind(list, n, "district"), 12);
    check_int(count_kind(list, n, "commune"), 235);
    check_int(count_kind(list, n, "department"), 16);
    check_int(count_kind(list, n, "centre"), 1);
    check_ok(unit_province(&v, DAY_2024, &u));
    check_ok(unit_children(&v, u.id, DAY_2024, &list, &n));
    check_str(list[0].title, S("Ban Quản lý các khu công nghiệp"));
    check_ok(unit_by_code(&v, S("service-centre"), DAY_2024, &u));
    check_str(u.title, S("Trung tâm Phục vụ hành chính công tỉnh"));
    check_ok(unit_path(&v, u.id, DAY_2024, &list, &n));
    check_int(n, 3);
    check_str(list[1].code, S("office-people-committee"));
    v.lang = LANG_EN;
    check_ok(unit_by_code(&v, S("justice"), DAY_2024, &u));
    check_str(u.title, S("Department of Justice"));
    check_err(test_call(door, &unit_program, "org.found", "{\"province\":\"30\"}", &call), ERR_CONFLICT);
    check_err(test_call(door, &unit_program, "org.found", "{\"province\":\"03\"}", &call), ERR_INVALID);
    db_close(db);
    door_close(door);
}

void
test_org_unit__hai_duong_has_its_units_of_2024(void)
{
    on_each_store(hai_duong);
}

/* Two departments become one on a day: rows written before, nothing done then. */
static void
merger(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = unit_founded(store, &clock, NULL);
    struct db        *db;
    struct view       v = unit_view(door, &db);
    struct unit       finance, planning, merged;
    Day               before = day_of(2025, 2, 28), after = day_of(2025, 3, 1);
    Id                desk, owner, *desks;
    int               n;

    check_ok(unit_by_code(&v, S("finance"), before, &finance));
    check_ok(unit_by_code(&v, S("planning-investment"), before, &planning));
    check_err(unit_by_code(&v, S("finance-2025"), before, &merged), ERR_NOT_FOUND);
    check_err(unit_by_code(&v, S("finance"), after, &merged), ERR_NOT_FOUND);
    check_ok(unit_by_code(&v, S("finance-2025"), after, &merged));
    check_ok(desk_of_unit(&v, planning.id, before, &desk));
    check_ok(desk_unit_on(&v, desk, before, &owner));
    check_int(owner, planning.id);
    check_ok(desk_unit_on(&v, desk, after, &owner));
    check_int(owner, merged.id);
    check_ok(desks_of_unit(&v, merged.id, after, &desks, &n));
    check_int(n, 3);
    check_ok(desk_of_unit(&v, merged.id, after, &owner));
    check(owner != desk, "new dossiers stand at its own desk");
    db_close(db);
    door_close(door);
}

void
test_org_unit__a_merger_is_dated_rows(void)
{
    on_each_store(merger);
}

void
test_org_unit__the_list_of_areas_is_whole(void)
{
    int districts = 0, communes = 0;

    check_int(n_area_provinces, 63);
    for (int i = 0; i < n_area_provinces; i++) {
        Str         lines = area_provinces[i].lines;
        struct area a;

        while (area_next(&lines, &a)) {
            districts += a.code.n == 3;
            communes += a.code.n == 5;
            check(a.type.n > 0 && a.name.n > 0 && (a.parent.n > 0 || a.code.n == 2), a.code.p);
            check(!str_has(a.name, S("  ")) && str_eq(str_trim(a.name), a.name), a.code.p);
        }
    }
    check_int(districts, 705);
    check_int(communes, 10599);
    check(area_province(S("03")) == NULL, "no province 03");
    check_str(area_province(S("30"))->code, S("30"));
}

/* -- calendars ------------------------------------------------------------------------ */

static void
calendars(const struct store_options *store)
{
    struct test_clock      clock;
    struct door           *door = unit_founded(store, &clock, NULL);
    struct db             *db;
    struct view            v = unit_view(door, &db);
    struct unit            u;
    const struct calendar *c = NULL;
    size_t                 n;
    Time                   due;

    check_ok(unit_by_code(&v, S("10507"), DAY_2024, &u));
    check_ok(calendar_of_unit(&v, u.id, &c));
    check(calendar_works(c, day_of(2024, 5, 4)), "a Saturday made up");
    check(!calendar_works(c, day_of(2024, 9, 2)), "National Day");
    check_int(calendar_hours_of(c, DAY_2024, &n)[0].from, 7 * 60);
    check_int(calendar_hours_of(c, day_of(2024, 2, 1), &n)[1].to, 16 * 60 + 30);
    check_int(calendar_hours_of(c, day_of(2026, 2, 2), &n)[0].from, 7 * 60 + 30);
    check_ok(calendar_add_minutes(c, time_at(DAY_2024, 10 * 60 + 40), 480, &due));
    check_int(due, time_at(day_of(2024, 7, 2), 10 * 60 + 40));
    check(!calendar_knows(c, day_of(2027, 1, 1)), "nobody has published 2027");
    db_close(db);
    door_close(door);
}

void
test_org_unit__a_commune_works_by_the_published_calendar(void)
{
    on_each_store(calendars);
}
