/* Changes of registries as Atom: what was done on a day is one entry, whose time moves on. */
#include "small_registry.h"

static int
times(Str text, Str part)
{
    int       n = 0;
    ptrdiff_t at;

    while ((at = str_find(text, part)) >= 0) {
        n++;
        text = str_sub(text, (size_t)at + part.n, text.n);
    }
    return n;
}

static void
days(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct call       c = { 0 };
    Str               xml;

    check_ok(orchard_call(door, &orchard_anyone, "data.feed", "{}", &c));
    check_int(times(json_text(c.out, "xml"), S("<entry>")), 0);
    orchard_create(door, "{'code':'A','crop':'lychee'}");
    orchard_create(door, "{'code':'B','crop':'lychee'}");
    test_clock_set(&clock, DAY_1 + TIME_DAY);
    orchard_create(door, "{'code':'C','crop':'lychee'}");
    check_ok(orchard_call(door, &orchard_program, "registry.end",
                          "{'registry':'orchard','key':'A'}", &c));
    check_ok(orchard_call(door, &orchard_anyone, "data.feed", "{'registry':'orchard'}", &c));
    xml = json_text(c.out, "xml");
    check_int(times(xml, S("<entry>")), 2);
    check(str_has(xml, S("/du-lieu/orchard#2024-07-02</id>")) &&
          str_has(xml, S("1 bản ghi mới, 1 kết thúc")) && str_has(xml, S("2 bản ghi mới")),
          "each day and what was done");
    check(str_find(xml, S("#2024-07-02")) < str_find(xml, S("#2024-07-01")), "newest first");
    check(str_has(xml, S("SỐ LIỆU MÔ PHỎNG")), "and that it is a simulation");
    check(orchard_call(door, &orchard_anyone, "data.feed", "{'registry':'none'}", &c) ==
              ERR_NOT_FOUND, "no such registry");
    orchard_close(door);
}
void
test_portal_feed__has_an_entry_a_day(void)
{
    on_each_store(days);
}

/* How many changed of what is open as totals is nobody's to know. */
static void
totals(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock,
                                          PLOTS("1", "counts", ""));
    struct call       c = { 0 };

    orchard_create(door, "{'code':'A','crop':'lychee'}");
    check_ok(orchard_call(door, &orchard_anyone, "data.feed", "{}", &c));
    check(!str_has(json_text(c.out, "xml"), S("1 bản ghi mới")) &&
          str_has(json_text(c.out, "xml"), S("dữ liệu đã thay đổi")), "that it changed, no more");
    check_ok(orchard_call(door, &orchard_program, "data.feed", "{}", &c));
    check(str_has(json_text(c.out, "xml"), S("1 bản ghi mới")), "but officials'");
    orchard_close(door);
}
void
test_portal_feed__tells_no_numbers_of_totals(void)
{
    on_each_store(totals);
}
