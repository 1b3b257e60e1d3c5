/* exchange/table.c -- what this room offers.  Floor 10. */
#include "exchange/exchange.h"

#include "exchange/ckan.h"
#include "exchange/dcat.h"
#include "exchange/govstack_query.h"

static const struct command *const commands[] = { NULL };
static const struct query *const   queries[] = { &ckan_action,   &dcat_catalogue, &dcat_one,
                                                 &govstack_list, &govstack_read,
                                                 &govstack_databases, NULL };

const struct door_table exchange_table = { .commands = commands, .queries = queries };
