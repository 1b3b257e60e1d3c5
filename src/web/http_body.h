/* web/http_body.h -- the content of a body without its framing.  Floor 11.
 *
 * Fed the bytes that follow a head, it hands out pieces of content and says
 * where the body ends.  Chunks are a size in hexadecimal digits, CR LF, that
 * many bytes, CR LF; no extensions, no trailers.
 */
#ifndef WEB_HTTP_BODY_H
#define WEB_HTTP_BODY_H

#include "web/http_parse.h"

enum chunk_state {
    CHUNK_SIZE,
    CHUNK_SIZE_LF,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
    CHUNK_END_CR,
    CHUNK_END_LF
};

struct http_body {
    enum http_framing framing;
    enum chunk_state  state;
    int               digits;
    uint64_t          left;  /* of the length, or of the chunk */
    uint64_t          taken; /* content so far */
    uint64_t          max;
};

/* ERR_TOO_LARGE when a declared length is past max: then nothing need be read. */
enum err http_body_start(struct http_body *, const struct request *, uint64_t max) MUST_USE;

/* Takes *out_used bytes of `in` and lends a piece of content, perhaps empty.
 * HTTP_MORE: call again with what is left, or with more once all is used.
 * HTTP_DONE: *out_piece is the last; what is left is the next request. */
enum http_step http_body_next(struct http_body *, Str in, size_t *out_used, Str *out_piece,
                              struct http_refusal *out_why);

#endif
