/* org/table.c -- what the room offers.  Floor 4. */
#include "org/commands.h"
#include "org/declared.h"

static const struct command *const commands[] = { &org_found, &unit_create, &unit_rename, NULL };
static const struct query *const   queries[] = { &org_units_query, &org_unit_query,
                                                 &org_calendar_query, NULL };

const struct door_table org_table = { .commands = commands, .queries = queries };

const struct pack_section *const org_sections[] = { &org_calendars_section, &org_units_section,
                                                    NULL };
