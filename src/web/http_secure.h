/* web/http_secure.h -- headers that keep a browser from being used against the
 * person in front of it.  Floor 11.
 *
 * Nothing inline runs, nothing is loaded from elsewhere, nobody frames us, and
 * what a citizen uploaded opens in a sandbox.  Whether an answer may be kept
 * (Cache-Control) is its route's to say; Strict-Transport-Security is nginx's,
 * which speaks TLS.
 */
#ifndef WEB_HTTP_SECURE_H
#define WEB_HTTP_SECURE_H

#include "web/http_server.h"

enum secure_kind {
    SECURE_PAGE,  /* our own HTML */
    SECURE_DATA,  /* JSON, CSV, metrics: nothing to run */
    SECURE_FILE,  /* what came from outside, and assets opened by themselves */
    SECURE_ALONE, /* our own HTML that holds its style and script: runs, but as nobody */
};

const struct header *secure_headers(enum secure_kind, size_t *out_count); /* for ever */

/* Puts them before the answer's own; the answer's headers are *copied*. */
void answer_secure(struct arena *, struct answer *, enum secure_kind);

#endif
