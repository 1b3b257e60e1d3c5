/* site/site_data.h -- what the files about the open data portal share.  Private to the room.
 * Floor 12. */
#ifndef SITE_SITE_DATA_H
#define SITE_SITE_DATA_H

#include "site/visit.h"

/* The conditions of the address, f.FIELD…, as one object without their "f."; NULL: none. */
struct json *data_conditions(struct visit *);
/* /du-lieu/KEY.csv, .xlsx, .ndjson, .geojson: false when the last segment ends in none of them. */
bool         data_download(struct visit *, Str name);

#endif
