/* portal/table.c -- what this room offers.  Floor 9. */
#include "portal/inside.h"
#include "portal/portal.h"

static const struct query *const queries[] = { &data_catalogue, &data_set, &data_records,
                                               &data_where, &data_record, &data_form, &data_quality,
                                               &data_feed, NULL };

const struct door_table portal_table = { .queries = queries };
