/* web/fetch.h -- a file fetched from another server.  Floor 11.
 *
 * By libcurl: http and https alone, certificates checked, redirects followed a few times and
 * never from https to http.  Waits: for a thread of its own.
 */
#ifndef WEB_FETCH_H
#define WEB_FETCH_H

#include <stdatomic.h>

#include "base/str.h"

struct fetch_options {
    Str                url;
    Str                ca_file; /* whom to trust beside the system's own; empty: nobody else */
    int64_t            max;     /* bytes */
    const atomic_bool *stop;    /* gives up within a second once it is set; or NULL */
};

/* http://… or https://…, one line, with a host. */
bool fetch_is_url(Str);
/* Writes what comes to `fd`.  ERR_TOO_LARGE; ERR_FULL; ERR_STORE for a server that is away, that
 * answers otherwise than with 200, or for a disk: *why says which, in the arena. */
enum err fetch_file(struct arena *, const struct fetch_options *, int fd, Str *why) MUST_USE;

#endif
