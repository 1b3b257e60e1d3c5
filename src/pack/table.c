/* pack/table.c -- what the room offers.  Floor 3. */
#include "pack/commands.h"
#include "pack/pack.h"

static const struct command *const commands[] = { &pack_load, NULL };
static const struct query *const   queries[] = { &pack_list_query, &pack_one_query,
                                                 &pack_rules_query, NULL };

const struct door_table pack_table = { .commands = commands, .queries = queries };
