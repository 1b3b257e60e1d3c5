/* web/http_form.h -- percent-escapes, paths, queries and urlencoded forms.
 * Floor 11.
 *
 * What comes out is text: valid UTF-8 in NFC, no control characters (see
 * text_clean), so nothing above needs to ask again.
 */
#ifndef WEB_HTTP_FORM_H
#define WEB_HTTP_FORM_H

#include "base/str.h"

struct http_refusal;

struct pair {
    Str name, value;
};

/* Names and values in the order they came; a name may come again. */
struct pairs {
    struct pair *at;
    size_t       count, size;
};

Str    pairs_get(const struct pairs *, Str name); /* the first; STR_NONE when absent */
bool   pairs_has(const struct pairs *, Str name);
size_t pairs_count(const struct pairs *, Str name);
/* False when HTTP_PAIRS_MAX are there already. */
bool   pairs_add(struct arena *, struct pairs *, Str name, Str value);

/* Decodes %XX (and '+' as space when `plus`); ERR_MALFORMED for an escape that
 * is not one.  The result is bytes. */
enum err percent_decode(struct arena *, Str, bool plus, Str *out) MUST_USE;
/* For building addresses: all but unreserved characters escaped; `keep` lists
 * characters left as they are, "/" for a path. */
Str percent_encode(struct arena *, Str, Str keep);

/* "/a/b%20c" → "/a/b c".  Refused: an escaped slash, a backslash, NUL and other
 * controls, invalid UTF-8, and segments that are empty, "." or "..". */
enum err http_path_parse(struct arena *, Str raw, Str *out, struct http_refusal *) MUST_USE;

/* "a=1&b=x+y", appended to *out in order.  Empty pieces are skipped, a piece
 * without a name is refused. */
enum err http_pairs_parse(struct arena *, Str raw, struct pairs *out, struct http_refusal *)
    MUST_USE;

#endif
