/* exchange/ogc.h -- registries as OGC API Features, part 1 (core, GeoJSON, OpenAPI 3.0), for maps
 * and their programs: the documents under /ogc.  Floor 10.
 *
 * A collection is a registry whose records the asker may see; a feature is a record in force.  The
 * room of registries decides who sees what; here it is only said otherwise. */
#ifndef EXCHANGE_OGC_H
#define EXCHANGE_OGC_H

#include "journal/door.h"

#define OGC_LIMIT     10 /* features of a page when nothing is asked for */
#define OGC_LIMIT_MAX 1000

extern const struct door_table ogc_table;

#endif
