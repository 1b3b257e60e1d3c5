/* test/unit/org/unit_tool.c -- see unit_tool.h. */
#include "unit_tool.h"

#include "packs.h"

const struct actor unit_program = { .system = true };
const struct actor unit_anyone;

struct door *
unit_founded(const struct store_options *store, struct test_clock *clock,
             const struct door_table *more)
{
    static const struct pack_section *const *const lists[] = { org_sections, NULL };
    const struct door_table **tables = arena_array(test_arena(), const struct door_table *, 2);
    struct call               call = { .arena = NULL };
    struct door              *door;

    tables[0] = &org_table;
    tables[1] = more;
    test_clock_set(clock, time_at(DAY_2024, 450));
    door = test_door(store, tables, more != NULL ? 2 : 1, NULL, clock);
    test_use_packs(test_packs(lists));
    check_ok(test_call(door, &unit_program, "org.found", "{\"province\":\"30\"}", &call));
    return door;
}

struct view
unit_view(struct door *door, struct db **db)
{
    char why[256] = "";

    check(door_reader(door, db, why) == ERR_OK, why);
    return (struct view){ .arena = test_arena(), .db = *db, .who = &unit_program,
                          .now = time_at(DAY_2024, 450), .world = test_world() };
}
