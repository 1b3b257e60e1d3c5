/* registry/table.c -- what this room offers.  Floor 6. */
#include "registry/record.h"

static const struct command *const commands[] = { &registry_create, &registry_change,
                                                  &registry_correct, &registry_end_record, NULL };

static const struct query *const queries[] = { &registry_catalogue, &registry_list, &registry_one,
                                               &registry_counts, &registry_about, NULL };

const struct door_table registry_table = { .commands = commands, .queries = queries };
