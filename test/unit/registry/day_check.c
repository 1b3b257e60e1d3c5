/* Days on which records changed one by one: verify counts them anew, and names what differs. */
#include "../journal/sealed.h"
#include "small_registry.h"

static void
recount(const struct store_options *store)
{
    static const char *const harm[][2] = {
        { "UPDATE registry_day SET created = created + 1 WHERE day = '2024-07-01'",
          "UPDATE registry_day SET created = created - 1 WHERE day = '2024-07-01'" },
        { "UPDATE registry_day SET ended = 0, changed = 1 WHERE day = '2024-07-02'",
          "UPDATE registry_day SET ended = 1, changed = 0 WHERE day = '2024-07-02'" },
        { "UPDATE registry_day SET at = at + 1 WHERE day = '2024-07-02'",
          "UPDATE registry_day SET at = at - 1 WHERE day = '2024-07-02'" },
        { "UPDATE registry_day SET act = 1 WHERE day = '2024-07-02'",
          "UPDATE registry_day SET act = 5 WHERE day = '2024-07-02'" },
    };
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct call       c = { 0 };

    check_int(orchard_findings(door, &registry_check_days), 0);
    orchard_create(door, "{'code':'A','crop':'lychee'}");
    orchard_create(door, "{'code':'B','crop':'lychee'}");
    check_ok(orchard_call(door, &orchard_program, "registry.correct",
                          "{'registry':'orchard','key':'A','values':{'code':'A',"
                          "'crop':'longan'}}", &c));
    test_clock_set(&clock, DAY_1 + TIME_DAY);
    check_ok(orchard_call(door, &orchard_program, "registry.end",
                          "{'registry':'orchard','key':'A'}", &c));
    check_int(orchard_findings(door, &registry_check_days), 0);
    check_int(orchard_findings(door, &registry_check_counts), 0);
    for (size_t i = 0; i < sizeof harm / sizeof harm[0]; i++) {
        sealed_sql(store, harm[i][0]);
        check_int(orchard_findings(door, &registry_check_days), 1);
        sealed_sql(store, harm[i][1]);
        check_int(orchard_findings(door, &registry_check_days), 0);
    }
    orchard_close(door);
}
void
test_registry_day_check__names_what_differs(void)
{
    on_each_store(recount);
}
