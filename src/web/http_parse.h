/* web/http_parse.h -- one HTTP/1.1 request head out of bytes, strictly.  Floor 11.
 *
 * Where two readers could disagree about what a request says, one request can
 * be hidden inside another.  So there is one way to write each thing, and all
 * else is refused: see the table in test/unit/web/http_parse.c.
 *
 * Two steps.  http_head_scan is fed a growing buffer and says when a whole head
 * is there; http_head_parse reads that head, once, into a struct request whose
 * texts point into the buffer or into the arena.
 */
#ifndef WEB_HTTP_PARSE_H
#define WEB_HTTP_PARSE_H

#include "base/lang.h"
#include "web/http_form.h"
#include "web/http_limits.h"

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_METHOD_COUNT
};

enum http_framing { HTTP_NO_BODY, HTTP_BODY_LENGTH, HTTP_BODY_CHUNKED };

/* Who is at the other end, as the kernel says. */
struct peer {
    bool     local; /* came through the Unix socket; uid is the kernel's word */
    unsigned uid;
    int      pid;
    Str      address; /* "127.0.0.1" */
};

/* Names as sent: compare with request_header.  Values are bytes: visible ASCII,
 * spaces, tabs and bytes above 0x7f, trimmed. */
struct header {
    Str name, value;
};

struct upload;

struct request {
    enum http_method  method;
    Str               target; /* as sent, visible ASCII */
    Str               path;   /* decoded, NFC, begins with '/', no "." or ".." or empty
                               * segment (a slash may end it); "*" for OPTIONS * */
    struct pairs      query;
    Str               host;   /* as sent, without checking whose it is */
    struct header    *headers;
    size_t            header_count;
    bool              keep_alive;
    bool              expects_continue;
    enum http_framing framing;
    uint64_t          length;   /* when HTTP_BODY_LENGTH */
    Str               media;    /* content type in lower case, no parameters */
    Str               boundary; /* of multipart/form-data */
    struct peer       peer;

    /* Filled once the body is in. */
    Str            body; /* bytes; none when the body was a form or multipart */
    struct pairs   form; /* urlencoded, or the plain fields of multipart */
    struct upload *uploads;
};

/* Why a request goes no further: the status to answer and a message key. */
struct http_refusal {
    int         status;
    const char *why;
};

enum http_step { HTTP_MORE, HTTP_DONE, HTTP_REFUSED };

/* Where a scan stands; starts as {0}. */
struct head_scan {
    size_t at, line, lines;
};

/* `bytes` is the whole buffer so far.  On HTTP_DONE *out_length is the head's
 * length with its empty line; what follows is body or the next request. */
enum http_step http_head_scan(struct head_scan *, Str bytes, size_t *out_length,
                              struct http_refusal *out_why);

/* ERR_MALFORMED with *out_why filled; *out is then part-filled and unusable.
 * Does not touch out->peer.  *keeps* `head`. */
enum err http_head_parse(struct arena *, Str head, struct request *out,
                         struct http_refusal *out_why) MUST_USE;

Str request_header(const struct request *, Str name); /* the first; STR_NONE when absent */
Str http_method_name(enum http_method);
const char *http_status_text(int status);

/* Letters, digits and !#$%&'*+-.^_`|~ , at least one (RFC 9110 5.6.2). */
bool http_is_token(Str);

/* Fills *why and gives ERR_MALFORMED, for `return`. */
enum err http_refuse(struct http_refusal *why, int status, const char *message);

#endif
