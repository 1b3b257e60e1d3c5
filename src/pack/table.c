/* pack/table.c -- what the room offers.  Floor 3. */
#include "pack/commands.h"
#include "pack/pack.h"

static const struct command *const commands[] = { &pack_load, NULL };
static const struct query *const   queries[] = { &pack_list_query, &pack_one_query,
                                                 &pack_rules_query, NULL };

/* Until a room makes something of them. */
static const struct pack_section registries = { .name = "registries",
                                                .title = MSG("Registries") };
static const struct pack_section data = { .name = "data", .title = MSG("Data of registries") };

const struct pack_section *const pack_kept_sections[] = { &registries, &data, NULL };

const struct door_table pack_table = { .commands = commands, .queries = queries };
