/* exchange/ogc_inside.h -- inside of the room: addresses, links and parameters of OGC API
 * Features.  Floor 10. */
#ifndef EXCHANGE_OGC_INSIDE_H
#define EXCHANGE_OGC_INSIDE_H

#include "exchange/ogc.h"
#include "registry/within.h"

#define OGC_JSON    "application/json"
#define OGC_GEOJSON "application/geo+json"
#define OGC_HTML    "text/html"
#define OGC_OPENAPI "application/vnd.oai.openapi+json;version=3.0"
#define OGC_CRS84   "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

/* An address under /ogc, absolute.  `of` and `id` (NULL: none) are escaped, the rest is ours. */
Str  ogc_address(struct view *, const char *before, const Str *of, const char *after,
                 const Str *id);
Str  ogc_collection_address(struct view *, Str key, const char *after);
/* For a part of an address: all but letters, digits and - . _ ~ and what `keep` has. */
Str  ogc_escaped(struct arena *, Str, const char *keep);
void ogc_link(struct view *, struct json *links, const char *rel, const char *type, Str href,
              const char *title);

/* Whether the asker may see records of it at all. */
enum err ogc_shows(struct view *, const struct registry *, struct onlooker *out, bool *shows)
    MUST_USE;
/* May one filter by the field, by its own name as a parameter? */
bool     ogc_filters(const struct onlooker *, const struct registry_field *);
/* The field of days that `datetime` asks about; NULL: none. */
const struct registry_field *ogc_days(const struct onlooker *);

/* The rectangle around all records of a collection whose every record the asker sees; a little
 * more, never less.  *known false: there is none, or it is not to be told. */
enum err ogc_extent(struct view *, const struct registry *, struct box *out, bool *known)
    MUST_USE;

extern const struct query ogc_landing, ogc_conformance, ogc_api, ogc_collections, ogc_collection,
    ogc_items, ogc_item;

#endif
