/* web/http_reader.h -- between http_parse.c and http_headers.c, for no one else.
 * Floor 11. */
#ifndef WEB_HTTP_READER_H
#define WEB_HTTP_READER_H

#include "web/http_parse.h"

/* What the reading of one head carries along. */
struct reader {
    struct arena        *arena;
    struct request      *out;
    struct http_refusal *why;
    unsigned             seen; /* a bit for each header that may come once and came */
};

/* Takes in a header the toolkit itself obeys; refuses a second of its kind. */
enum err http_judge_header(struct reader *, const struct header *) MUST_USE;

Str http_trim(Str); /* blanks and tabs off both ends */

#endif
