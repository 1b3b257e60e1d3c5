/* exchange/exchange.h -- the registries in the forms that other programs already read: CKAN's
 * Action API, DCAT-AP in RDF, GovStack's Digital Registries (docs/exchange.md).  Floor 10.
 *
 * Nothing here decides who sees what: every record and every number comes through the queries of
 * the registry room, asked as whoever asks. */
#ifndef EXCHANGE_EXCHANGE_H
#define EXCHANGE_EXCHANGE_H

#include "journal/door.h"

/* Is there an action of this name in the Action API? */
bool ckan_knows(Str action);

extern const struct door_table exchange_table;

#endif
