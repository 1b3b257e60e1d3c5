/* org/commands.h -- the room's commands and queries; org_table lists them.
 * Private to the room.  Floor 4. */
#ifndef ORG_COMMANDS_H
#define ORG_COMMANDS_H

#include "journal/door.h"

extern const struct command org_found, unit_create, unit_rename;
extern const struct query   org_units_query, org_unit_query, org_calendar_query;

#endif
