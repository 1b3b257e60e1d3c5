/* site/site.h -- where HTTP and the domains meet: routes name a query or a
 * command and a view, little else.  Floor 12.
 *
 *   exchange ─ route ─ who ─┬─ query ─ model ─ layout ─ view or JSON ─ answer
 *                           └─ origin, csrf ─ command ─ 303 or the page again
 *
 * A `struct visit` is one request on its way, in the exchange's arena.
 */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include "journal/door.h"
#include "web/http_server.h"

struct site_options {
    struct door        *door;
    const struct world *world;
    const struct clock *clock, *wall; /* the province's, and the real one */
    bool                simulated;
    Str                 province; /* as pages name it */
    int                 loops;
    Str                 spool;    /* folder for request bodies */
    bool                dev;      /* models are held against their views */
    Str                 dev_assets; /* the folder they are read from; empty: embedded */
};

struct site;
enum err site_open(const struct site_options *, struct site **out, char why[256]) MUST_USE;
void     site_close(struct site *);

/* For struct http_options; context is the site. */
http_handler site_handle;
http_admit   site_admit;
http_page    site_page;
bool         site_is_busy(void *site);
void         site_handed(void *site, int loop);

/* The i-th route, for whoever lists pages; NULL past the last. */
struct route;
const struct route *site_route(int i);

#endif
