/* web/http_accept.h -- what a client would like: type, language, coding, and what
 * it already has.  Floor 11.
 *
 * These headers only choose among answers that are all allowed, so a header
 * that makes no sense is read as absent rather than refused.
 */
#ifndef WEB_HTTP_ACCEPT_H
#define WEB_HTTP_ACCEPT_H

#include "web/http_parse.h"

/* Quality in thousandths: 1000 wanted, 0 refused, -1 not mentioned. */
int http_quality(Str header, Str token);

/* The same for a media type in an Accept header, whose wildcards count where the
 * type itself is not listed; an absent header accepts all alike. */
int http_type_quality(Str accept, Str type);

/* JSON is wanted only if it is preferred over HTML: a browser gets pages. */
bool request_wants_json(const struct request *);

/* Vietnamese unless English is preferred over it. */
enum lang request_language(const struct request *);

enum http_coding { HTTP_IDENTITY, HTTP_GZIP, HTTP_BROTLI };
/* The best of those the client takes. */
enum http_coding request_coding(const struct request *);

/* Whether If-None-Match lists `etag` (with its quotes), compared weakly. */
bool request_has_version(const struct request *, Str etag);

/* The first cookie of that name; bytes; STR_NONE when absent. */
Str request_cookie(const struct request *, Str name);

#endif
