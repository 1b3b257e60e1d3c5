/* registry/within.h -- a registry's records in force whose geometry meets a rectangle.  For this
 * room and for those above it.  Floor 6.
 *
 * Invariant: what a page costs depends on LISTING_LOOK and PLACE_RANGES, never on how many records
 * there are: it walks those ranges of the index of places that hold anything, in order, from where
 * the last page ended.  Who may not see the geometry cannot ask where a record lies. */
#ifndef REGISTRY_WITHIN_H
#define REGISTRY_WITHIN_H

#include "registry/listing.h"
#include "registry/place.h"

struct within {
    struct listing      l; /* who asks, filters; its order is not used */
    struct box          window[2];
    int                 n_windows; /* two across the antimeridian */
    bool                absent;    /* also those without a geometry */
    struct place_range *range;
    int                 n_ranges, at_range;
    int64_t             after_place;
    Id                  after_id;
};

/* `bbox`: "west,south,east,north", or six numbers with heights, which are passed over; a west
 * above the east crosses the antimeridian.  `order` of what is asked is not looked at.  Faults
 * also at "bbox". */
enum err within_begin(struct view *, const struct listing_asked *, Str bbox, bool absent,
                      struct within *out) MUST_USE;
/* As listing_next; the page ended with l.more when there may be more. */
enum err within_next(struct within *, const struct cell **row, enum sight *) MUST_USE;
Str      within_place(struct within *); /* `after` of the next page */

#endif
