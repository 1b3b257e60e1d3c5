/* web/http_reader.h -- what the readers of heads share, for no one else.
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

Str  http_trim(Str); /* blanks and tabs off both ends */
Str  http_lower(struct arena *, Str);
bool http_is_value(Str); /* no controls but tabs */
/* The next line, without its CR LF, off the front of *rest; false when none ends.
 * A CR or LF anywhere else is then in the line, where no rule allows it. */
bool http_next_line(Str *rest, Str *line);

#endif
