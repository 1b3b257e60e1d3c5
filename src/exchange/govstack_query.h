/* exchange/govstack_query.h -- inside of the room: GovStack's readings as queries.  Floor 10. */
#ifndef EXCHANGE_GOVSTACK_QUERY_H
#define EXCHANGE_GOVSTACK_QUERY_H

#include "journal/door.h"

struct govstack_list_in {
    Str                registry, version;
    const struct json *asked;
};
struct govstack_read_in {
    Str                registry, version, key;
    const struct json *query;
};
struct govstack_databases_in {
    Str registry;
};

extern const struct query govstack_list, govstack_read, govstack_databases;

#endif
