/* registry/listing.h -- a registry's records in force, filtered, in an order, from where a page
 * ended on.  For this room and for the pages above it.  Floor 6.
 *
 * Invariant: what a page costs depends on LISTING_LOOK, never on how many records there are: it
 * walks one index from where the last page ended and stops after so many rows, full or not; then
 * it says where to go on.  A field that the reader may not see can be neither filtered by, nor
 * sorted by, nor counted. */
#ifndef REGISTRY_LISTING_H
#define REGISTRY_LISTING_H

#include "registry/record.h"

#define LISTING_LOOK    5000
#define LISTING_FILTERS 8

struct looking; /* search.h */

struct listing_filter {
    const struct registry_field *field;
    struct cell                  from, to;
    bool                         equal;
};

struct listing {
    struct view                 *v;
    const struct registry       *r;
    struct onlooker              who;
    struct listing_filter        filter[LISTING_FILTERS];
    int                          n_filters;
    const struct registry_order *order;
    bool                         down;
    struct cell                  after; /* of the order's field; nothing before it is read */
    Id                           after_id;
    struct cell                  bound;  /* the last value wanted */
    bool                         shapeless; /* as it was asked */
    bool                         beyond; /* no record of the value `after` is left */
    int64_t                      upto, load; /* as it was behind this act, with loads up to that */
    struct looking              *looking; /* for words; NULL: for all */
    int                          limit, taken, looked, at;
    struct rows                  rows;
    bool                         more; /* the page ended, and there may be more */
};

/* What is asked, as texts or typed. */
struct listing_asked {
    Str                registry, order, after;
    Str                q;     /* words to look for, in no order; empty: none */
    const struct json *where; /* {field: value} or {field: {from, to}} */
    int64_t            limit; /* rows of a page; 0: 50 */
    int64_t            upto;  /* as it was behind this act, in no order; 0: as it is */
    const struct onlooker *who; /* of this registry, where it is known already; or NULL */
    bool               shapeless; /* shapes may be left out of rows as they stand now */
};

/* ERR_SIGN_IN, ERR_FORBIDDEN: no rows for this reader; ERR_INVALID with faults by place
 * ("where/FIELD", "order", "after", "q"); ERR_NOT_FOUND: no such registry, or no such entry yet. */
enum err listing_begin(struct view *, const struct listing_asked *, struct listing *out) MUST_USE;
/* The next row and what of it is seen; *row NULL at the page's end. */
enum err listing_next(struct listing *, const struct cell **row, enum sight *) MUST_USE;
/* `after` of the next page, once this one ended with `more`. */
Str listing_place(struct listing *);
/* Does the row hold what the filters ask for? */
bool listing_passes(const struct listing *, const struct cell *row);
/* How many pass, where counts are kept for what is asked; else -1. */
enum err listing_total(struct listing *, int64_t *out) MUST_USE;
/* Whether this reader may look for words. */
bool listing_may_look(const struct listing *);
/* More words begin as the last one typed does than are looked for. */
bool listing_is_wide(const struct listing *);
/* {key, title, since, values} of a row, as registry.list has it. */
void listing_put_row(struct listing *, const struct cell *row, enum sight, struct json *rows);
/* Whether a column may stand for the field: some row at least may show it. */
bool listing_shows(const struct listing *, const struct registry_field *);

#endif
