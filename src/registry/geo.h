/* registry/geo.h -- GeoJSON geometries of records: WGS 84, longitude first (RFC 7946).
 * Floor 6. */
#ifndef REGISTRY_GEO_H
#define REGISTRY_GEO_H

#include "journal/act.h"
#include "registry/place.h"

/* Kinds, numbers in range, rings closed and of four positions at least, no more than
 * GEOMETRY_POINTS_MAX positions; then that no area crosses itself. */
#define GEOMETRY_POINTS_MAX 10000
void geometry_check(struct arena *, const struct json *, struct faults *, Str field);
/* The last part of it, of areas (geo_shape.c). */
void geometry_check_shape(struct arena *, const struct json *, struct faults *, Str field);
/* Of a geometry as stored: has it a position inside the rectangle or on its edge? */
bool geometry_meets(struct arena *, Str geometry, const struct box *window);
/* "Polygon, 12 points" in the reader's words. */
Str geometry_words(struct view *, Str text);

#endif
