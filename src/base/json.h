/* base/json.h -- JSON in and out.  Floor 0.
 *
 * Strict RFC 8259: no comments, no trailing commas, no duplicate keys, depth
 * and size capped, integers exact to 64 bits, text cleaned to NFC (see
 * text_clean).  A tree lives in one arena; children are a list in order.
 * Numbers that are not whole keep the text they were written in.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/str.h"
#include "base/time.h"

#define JSON_DEPTH_MAX 32

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_DECIMAL, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_kind kind;
    bool           flag;  /* JSON_BOOL */
    int64_t        number; /* JSON_INT */
    Str            text;  /* JSON_TEXT; JSON_DECIMAL as written */
    Str            key;   /* when a member of an object */
    struct json   *first, *last, *next;
    size_t         count; /* children */
};

struct json_where { /* where reading failed, for the person who wrote it */
    size_t      offset;
    int         line, column; /* from 1; columns in characters */
    const char *why; /* message key */
};

/* ERR_MALFORMED with *where filled (where may be NULL).  Texts that need no change
 * are not copied: the tree points into `bytes`, which must live as long. */
enum err json_parse(struct arena *, Str bytes, struct json **out, struct json_where *where)
    MUST_USE;

/* Never NULL results where noted; a missing member reads as the default. */
const struct json *json_get(const struct json *object, const char *key); /* NULL when absent */
const struct json *json_get_str(const struct json *object, Str key);
Str     json_text(const struct json *object, const char *key); /* STR_NONE unless text */
int64_t json_int(const struct json *object, const char *key, int64_t otherwise);
bool    json_bool(const struct json *object, const char *key);
#define json_each(child, parent)                                                          \
    for (const struct json *child = (parent) ? (parent)->first : NULL; child != NULL;     \
         child = child->next)

struct json *json_object(struct arena *);
struct json *json_array(struct arena *);
struct json *json_new_text(struct arena *, Str);
struct json *json_new_int(struct arena *, int64_t);
struct json *json_new_bool(struct arena *, bool);
struct json *json_new_null(struct arena *);

/* Adds a member; keys are borrowed (use literals or the same arena).  Returns the value. */
struct json *json_put(struct json *object, Str key, struct json *value);
struct json *json_add(struct json *array, struct json *value);
struct json *json_put_text(struct arena *, struct json *object, const char *key, Str);
struct json *json_put_int(struct arena *, struct json *object, const char *key, int64_t);
struct json *json_put_bool(struct arena *, struct json *object, const char *key, bool);
struct json *json_put_object(struct arena *, struct json *object, const char *key);
struct json *json_put_array(struct arena *, struct json *object, const char *key);
/* TIME_NONE and DAY_NONE become null. */
struct json *json_put_time(struct arena *, struct json *object, const char *key, Time);
struct json *json_put_day(struct arena *, struct json *object, const char *key, Day);
struct json *json_copy(struct arena *, const struct json *); /* deep, text copied */

void json_write(struct buf *, const struct json *);
void json_write_text(struct buf *, Str); /* quoted and escaped, safe inside <script> */
Str  json_string(struct arena *, const struct json *);
/* Object members sorted by the bytes of their keys, no white space, numbers as
 * written: the form that is hashed. */
void json_write_canonical(struct buf *, struct arena *, const struct json *);

#endif
