/* test/unit/org/unit_tool.h -- a founded Hải Dương, for the tests of units. */
#ifndef TEST_ORG_UNIT_TOOL_H
#define TEST_ORG_UNIT_TOOL_H

#include "org/unit.h"
#include "stores.h"

#define DAY_2024 day_of(2024, 7, 1)

extern const struct actor unit_program, unit_anyone;

/* org_table and one more table (or NULL), packs in use, province 30 founded on
 * 01/07/2024. */
struct door *unit_founded(const struct store_options *, struct test_clock *,
                          const struct door_table *more);
/* A view of what is committed; db_close(*db) when done. */
struct view unit_view(struct door *, struct db **db);

#endif
