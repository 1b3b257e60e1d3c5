/* pack/commands.h -- the room's command and queries; pack_table lists them.
 * Private to the room.  Floor 3. */
#ifndef PACK_COMMANDS_H
#define PACK_COMMANDS_H

#include "journal/door.h"

extern const struct command pack_load;
extern const struct query   pack_list_query, pack_one_query, pack_rules_query;

#endif
