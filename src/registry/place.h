/* registry/place.h -- where a geometry lies, as one number that an index can hold, and what a
 * rectangle asks of that index.  Floor 6.
 *
 * The world is a square that is cut in four again and again, PLACE_LEVELS times.  A geometry
 * belongs to the cell of its south-west corner, on the deepest level on which a cell is wider and
 * higher than the geometry's own rectangle: so it lies inside that cell grown to twice its sides
 * to the north and the east, however the lines of the grid fall, and a large cell holds large
 * geometries alone.  Cells are numbered in the order of a walk through the tree, each between its
 * second and its third part, so that a cell with all below it is one range of numbers.
 *
 * Invariant: what a rectangle asks for is at most PLACE_RANGES ranges, which hold every geometry
 * that meets it, and beside them only what lies close by. */
#ifndef REGISTRY_PLACE_H
#define REGISTRY_PLACE_H

#include "base/str.h"

#define PLACE_LEVELS 26 /* cells of some 60 cm */
#define PLACE_RANGES 512
#define PLACE_NONE   (-1) /* of what has no geometry */

struct box {
    double west, south, east, north; /* WGS 84, degrees */
};
struct place_range {
    int64_t from, to; /* both included */
};

/* The rectangle around a geometry as it is stored (GeoJSON in its canonical form); false when it
 * has no position. */
bool    place_box(Str geometry, struct box *out);
int64_t place_number(const struct box *);
/* Lies in one cell of the last level, as points do, or nowhere. */
bool    place_is_small(int64_t place);
/* In order, apart from each other.  small: nothing larger is on record; then cells that reach into
 * the rectangle from beside or above need not be asked. */
int     place_ranges(const struct box *window, bool small, struct place_range out[PLACE_RANGES]);
/* The cell with this south-west corner (in cells of the last level) and sides of 2^shift of them;
 * and how far what belongs to it may reach. */
int64_t    place_cell(int64_t x, int64_t y, int shift);
struct box place_reach(int64_t x, int64_t y, int shift);
/* Lines that touch meet. */
bool    place_meets(const struct box *, const struct box *);
bool    place_holds(const struct box *window, const struct box *);

#endif
