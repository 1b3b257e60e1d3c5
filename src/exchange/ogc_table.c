/* exchange/ogc_table.c -- what OGC API Features offers.  Floor 10. */
#include "exchange/ogc_inside.h"

static const struct command *const commands[] = { NULL };
static const struct query *const   queries[] = { &ogc_landing, &ogc_conformance, &ogc_api,
                                                 &ogc_collections, &ogc_collection, &ogc_items,
                                                 &ogc_item, NULL };

const struct door_table ogc_table = { .commands = commands, .queries = queries };
