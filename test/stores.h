/* test/stores.h -- every test that touches data runs on both stores.
 *
 * `on_each_store(test)` calls it with a fresh, empty SQLite file and with a
 * fresh schema of the PostgreSQL that test/with_postgres.sh started; without
 * one the test fails, it is never skipped. */
#ifndef TEST_STORES_H
#define TEST_STORES_H

#include "check.h"
#include "journal/door.h"

typedef void store_test(const struct store_options *);
void on_each_store(store_test *);

/* The province's clock and the real one, set by hand. */
struct test_clock {
    struct clock clock, wall;
    Time         now, wall_ahead; /* the wall reads so much more */
};
void test_clock_set(struct test_clock *, Time);
Time test_monotonic(void *);

/* A door over fresh tables with the given tables of commands; wall and province
 * clocks are of `clock`. */
struct door *test_door(const struct store_options *, const struct door_table *const *tables,
                       int n_tables, listener_fn *const *listeners, struct test_clock *clock);
/* The world of the door opened last; packs may be put into it. */
struct world *test_world(void);
/* Calls by name with a JSON text as somebody; checks nothing. */
enum err test_call(struct door *, const struct actor *, const char *name, const char *json,
                   struct call *out);

#endif
