/* registry/geo.h -- GeoJSON geometries of records: WGS 84, longitude first (RFC 7946).
 * Floor 6. */
#ifndef REGISTRY_GEO_H
#define REGISTRY_GEO_H

#include "journal/act.h"

/* Form alone: kinds, numbers in range, rings closed and of four positions at least, no more
 * than GEOMETRY_POINTS_MAX positions. */
#define GEOMETRY_POINTS_MAX 10000
void geometry_check(struct arena *, const struct json *, struct faults *, Str field);
/* "Polygon, 12 points" in the reader's words. */
Str geometry_words(struct view *, Str text);

#endif
