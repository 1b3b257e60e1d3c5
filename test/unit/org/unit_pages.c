/* The pages of units and of the calendar: what they say, and that it is what
 * the views show. */
#include "packs.h"
#include "pages.h"
#include "unit_tool.h"

static const struct json *
ask(struct door *door, const char *query, const char *input)
{
    struct call call = { .arena = NULL };

    check_ok(test_call(door, &unit_anyone, query, input, &call));
    return call.out;
}

static const struct json *
nth(const struct json *list, int n)
{
    const struct json *at = list != NULL ? list->first : NULL;

    while (n-- > 0 && at != NULL)
        at = at->next;
    return at;
}

/* The element whose member has that value. */
static const struct json *
with(const struct json *list, const char *member, const char *value)
{
    json_each(one, list)
        if (str_eq(json_text(one, member), str_of(value)))
            return one;
    return NULL;
}

static void
lists(const struct store_options *store)
{
    struct test_clock  clock;
    struct door       *door = unit_founded(store, &clock, NULL);
    const struct json *page = ask(door, "org.units", "{}"), *row;

    check_page_model("units", page);
    check_str(json_text(page, "unit_name"), S("Tỉnh Hải Dương"));
    check_int(json_int(page, "count", 0), 12 + 18);
    row = with(json_get(page, "rows"), "code", "288");
    check_str(json_text(row, "name"), S("Thành phố Hải Dương"));
    check_str(json_text(row, "href"), S("/don-vi?duoi=288"));
    check(str_has(json_text(row, "ended_words"), S("30/06/2025")), "its last day");
    row = with(json_get(page, "rows"), "code", "justice");
    check_str(json_text(row, "href"), S("/don-vi/justice"));
    check(json_get(row, "below_words") == NULL, "nothing below");

    page = ask(door, "org.units", "{\"under\":\"288\",\"day\":\"2024-03-01\"}");
    check_page_model("units", page);
    check_int(json_int(page, "count", 0), 25);
    check_str(json_text(nth(json_get(page, "crumbs"), 0), "name"), S("Tỉnh Hải Dương"));
    check_str(json_text(nth(json_get(page, "crumbs"), 0), "href"), S("/don-vi?ngay=2024-03-01"));

    page = ask(door, "org.units", "{\"q\":\"cẨm thuong\"}");
    check_int(json_int(page, "count", 0), 1);
    check_str(json_text(nth(json_get(page, "rows"), 0), "code"), S("10507"));
    page = ask(door, "org.units", "{\"q\":\"cam\",\"under\":\"300\"}");
    check_int(json_int(page, "count", -1), 0);

    page = ask(door, "org.units", "{\"q\":\"xã\"}");
    check_page_model("units", page);
    check_int((int64_t)json_get(page, "rows")->count, 50);
    row = json_get(page, "rows")->last;
    check_str(json_text(page, "older_url"),
              str_format(test_arena(), "/don-vi?q=x%%C3%%A3&sau=%.*s",
                         STR_ARG(json_text(row, "code"))));
    page = ask(door, "org.units",
               str_format(test_arena(), "{\"q\":\"xã\",\"after\":\"%.*s\"}",
                          STR_ARG(json_text(row, "code"))).p);
    check(with(json_get(page, "rows"), "code",
               str_c(test_arena(), json_text(row, "code"))) == NULL, "the next page goes on");

    page = ask(door, "org.units", "{\"day\":\"2026-01-01\"}");
    check_page_model("units", page);
    check_int(json_int(page, "count", -1), 0);
    check_str(json_text(page, "unit_name"), S("Tỉnh Hải Dương"));
    door_close(door);
}

void
test_org_unit_pages__lists_and_searches(void)
{
    on_each_store(lists);
}

static void
one_unit(const struct store_options *store)
{
    struct test_clock  clock;
    struct door       *door = unit_founded(store, &clock, NULL);
    struct call        call = { .arena = NULL };
    const struct json *page = ask(door, "org.unit", "{\"code\":\"10507\"}");

    check_page_model("unit", page);
    check_str(json_text(page, "name"), S("Phường Cẩm Thượng"));
    check_str(json_text(page, "parent_href"), S("/don-vi/288"));
    check_str(json_text(nth(json_get(page, "versions"), 0), "to_words"), S("30/06/2025"));
    check_str(json_text(nth(json_get(page, "desks"), 0), "name"),
              S("Bộ phận Một cửa UBND Phường Cẩm Thượng"));

    page = ask(door, "org.unit", "{\"code\":\"finance-2025\"}");
    check_page_model("unit", page);
    check_int((int64_t)json_get(page, "desks")->count, 3);
    check_str(json_text(nth(json_get(page, "events"), 0), "day_words"), S("01/03/2025"));
    check(str_has(json_text(nth(json_get(page, "events"), 0), "words"),
                  S("Sở Kế hoạch và Đầu tư, Sở Tài chính")), "what it was formed from");
    page = ask(door, "org.unit", "{\"code\":\"finance\"}");
    check_int((int64_t)json_get(page, "events")->count, 1);
    page = ask(door, "org.unit", "{\"code\":\"30\"}");
    check_page_model("unit", page);
    check_str(json_text(page, "children_href"), S("/don-vi?duoi=30"));
    check_err(test_call(door, &unit_anyone, "org.unit", "{\"code\":\"0\"}", &call), ERR_NOT_FOUND);
    door_close(door);
}

void
test_org_unit_pages__one_unit_over_time(void)
{
    on_each_store(one_unit);
}

/* -- the calendar ----------------------------------------------------------------------- */

static const struct json *
day_of_page(const struct json *page, int month, int day)
{
    return nth(json_get(nth(json_get(page, "months"), month - 1), "days"), day - 1);
}

static void
calendar(const struct store_options *store)
{
    struct test_clock  clock;
    struct door       *door = unit_founded(store, &clock, NULL);
    const struct json *page = ask(door, "org.calendar", "{}"), *e;

    check_page_model("calendar", page);
    check_str(json_text(page, "year"), S("2024"));
    check_str(json_text(day_of_page(page, 5, 4), "kind"), S("made"));
    check_str(json_text(day_of_page(page, 9, 2), "kind"), S("off"));
    check_str(json_text(day_of_page(page, 7, 6), "kind"), S("rest"));
    check_str(json_text(day_of_page(page, 7, 1), "kind"), S("work"));
    check_str(json_text(day_of_page(page, 7, 1), "column"), S("1"));
    check_str(json_text(day_of_page(page, 9, 1), "column"), S("7"));
    check(json_get(day_of_page(page, 7, 2), "column") == NULL, "only the first of a month");
    e = with(json_get(page, "exceptions"), "day", "2024-05-04");
    check_str(json_text(e, "why"), S("Làm bù cho thứ Hai 29/4"));
    check_str(json_text(json_get(e, "source"), "grade"), S("V2"));
    check_int((int64_t)json_get(page, "hours")->count, 3);
    check_str(json_text(nth(json_get(page, "hours"), 1), "hours_words"),
              S("07:00–11:30, 13:30–17:00"));
    check(json_get(nth(json_get(page, "hours"), 2), "source")->kind == JSON_NULL,
          "the default has no source");
    check_int((int64_t)json_get(page, "chips")->count, 5);

    page = ask(door, "org.calendar", "{\"year\":2027}");
    check_page_model("calendar", page);
    check(json_bool(page, "unknown"), "nobody has published 2027");
    check_int((int64_t)json_get(page, "exceptions")->count, 0);
    check_str(json_text(day_of_page(page, 1, 4), "kind"), S("blank"));
    check_int((int64_t)json_get(page, "chips")->count, 5);
    page = ask(door, "org.calendar", "{\"year\":2031}");
    check_int((int64_t)json_get(page, "chips")->count, 6);
    test_use_no_packs();
    page = ask(door, "org.calendar", "{}");
    check_page_model("calendar", page);
    check(json_bool(page, "unknown"), "without packs nothing is known");
    door_close(door);
}

void
test_org_unit_pages__a_year_with_its_sources(void)
{
    on_each_store(calendar);
}
