/* registry/table.c -- what this room offers.  Floor 6. */
#include "registry/load_inside.h"

static const struct command *const commands[] = {
    &registry_create, &registry_change, &registry_correct, &registry_end_record,
    &registry_put, &registry_push,
    &registry_declare, &registry_load, &registry_load_go, &registry_load_cancel,
    &registry_publish, NULL,
};

static const struct query *const queries[] = {
    &registry_catalogue, &registry_list, &registry_one, &registry_counts, &registry_about,
    &registry_look, &registry_within, &registry_loads, &registry_load_one, &registry_load_look,
    &registry_load_due, &registry_load_rejected, &registry_seed, &registry_export, NULL,
};

const struct door_table registry_table = { .commands = commands, .queries = queries };
