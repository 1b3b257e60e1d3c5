/* web/multipart.h -- multipart/form-data, piece by piece.  Floor 11.
 *
 * Strict as the head is: the body begins with the boundary, every part names its
 * field once, nothing follows the last boundary but one line end, and a line
 * that begins like the boundary is the boundary or a mistake.  What a part holds
 * goes to a sink as it comes; nothing here knows where to.
 *
 * Browsers write a quote in a name as %22 (WHATWG); a backslash is a byte like
 * any other, so `\"` ends a name and what follows is refused.
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "web/http_parse.h"

struct multipart_part {
    Str  field;    /* cleaned text, not empty */
    bool is_file;  /* a file name was given, perhaps an empty one */
    Str  filename; /* for showing only, see multipart_display_name */
    Str  type;     /* as declared, lower case, without parameters; or none */
};

/* Each gives ERR_OK or fills `why`.  Texts live until the arena is reset, but for
 * `bytes`, which are borrowed. */
struct multipart_sink {
    void *context;
    enum err (*begin)(void *context, const struct multipart_part *, struct http_refusal *why);
    enum err (*data)(void *context, Str bytes, struct http_refusal *why);
    enum err (*end)(void *context, struct http_refusal *why);
};

struct multipart;

/* ERR_MALFORMED when the boundary is none. */
enum err multipart_start(struct arena *, Str boundary, const struct multipart_sink *,
                         struct multipart **out, struct http_refusal *why) MUST_USE;
enum err multipart_feed(struct multipart *, Str bytes, struct http_refusal *why) MUST_USE;
/* The body is over: was the form? */
enum err multipart_end(const struct multipart *, struct http_refusal *why) MUST_USE;

/* What of a client's file name may be shown: cleaned text without the folders
 * before it, without marks that turn the direction of writing, at most
 * MULTIPART_NAME_MAX bytes with its extension kept.  It never names a file here.
 * ERR_INVALID when it is not text. */
enum err multipart_display_name(struct arena *, Str bytes, Str *out) MUST_USE;

#endif
