/* What verify counts anew of registries, on both stores: counts, sums, places; whatever is altered
 * behind our back is found and named. */
#include "small_registry.h"

#include "registry/check.h"


static struct verify_report
look(struct door *door)
{
    struct verify_report report = { .arena = test_arena() };
    struct db           *db;
    struct view          v;
    char                 why[256] = "";

    check(door_reader(door, &db, why) == ERR_OK, why);
    v = (struct view){ .arena = test_arena(), .db = db, .who = &orchard_program,
                       .world = test_world() };
    check_ok(db_begin(db));
    check_ok(registry_check_counts.run(&v, &report));
    db_end(db);
    db_close(db);
    return report;
}

static void
alter(const struct store_options *store, const char *sql)
{
    const char *const both[STORE_KINDS] = { sql, sql };
    struct db        *db;
    char              why[256] = "";

    check(db_open(store, DB_WRITER, &db, why) == ERR_OK, why);
    check_ok(db_write_begin(db));
    check_ok(db_define(db, both));
    check_ok(db_commit(db));
    db_close(db);
}

static void
recount(const struct store_options *store)
{
    static const struct {
        const char *there, *back, *key;
    } one[] = {
        { "UPDATE registry_tally SET n = n + 1 WHERE field = 'crop' AND value = 'lychee' AND what = 'n'",
          "UPDATE registry_tally SET n = n - 1 WHERE field = 'crop' AND value = 'lychee' AND what = 'n'",
          "orchard/n/crop" },
        { "UPDATE registry_tally SET n = n - 5 WHERE field = '' AND what = 'area'",
          "UPDATE registry_tally SET n = n + 5 WHERE field = '' AND what = 'area'",
          "orchard/area/" },
        { "UPDATE registry_tally SET value = 'longan ' WHERE value = 'longan' AND what = 'n'",
          "UPDATE registry_tally SET value = 'longan' WHERE value = 'longan ' AND what = 'n'",
          "orchard/n/crop" },
        { "UPDATE r_orchard SET _place = _place + 2 WHERE code = 'K3'",
          "UPDATE r_orchard SET _place = _place - 2 WHERE code = 'K3'", "K3" },
        { "UPDATE r_orchard SET _place = NULL WHERE code = 'K4'",
          "UPDATE r_orchard SET _place = -1 WHERE code = 'K4'", "K4" },
    };
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check_ok(orchard_load(door, "1", PLOTS("1", "rows", ""), &c));
    check_int(look(door).found, 0);
    for (int i = 0; i < 9; i++)
        orchard_create(door, str_c(test_arena(),
                                   str_format(test_arena(), "{'code':'K%d','crop':'%s','area':%d"
                                              ",'since':'202%d-01-01'%s}", i,
                                              i % 2 ? "lychee" : "longan", 10 + i, i % 3,
                                              i == 4 ? "" : ",'place':{'type':'Point',"
                                                            "'coordinates':[106.3,20.9]}")));
    check_ok(orchard_call(door, &orchard_program, "registry.end",
                          "{'registry':'orchard','key':'K1'}", &c));
    check_ok(orchard_call(door, &orchard_program, "registry.change",
                          "{'registry':'orchard','key':'K2','values':{'code':'K2',"
                          "'crop':'lychee','area':99}}", &c));
    check_int(look(door).found, 0);
    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++) {
        struct verify_report report;

        alter(store, one[i].there);
        report = look(door);
        check(report.found == 1 && str_eq(report.first->key, str_of(one[i].key)), one[i].there);
        alter(store, one[i].back);
        check_int(look(door).found, 0);
    }
    orchard_close(door);
}
void
test_registry_check__counts_sums_and_places_anew(void)
{
    on_each_store(recount);
}
