/* web/asset.h -- style, script, type and icons, embedded at build.  Floor 11.
 *
 * script/assets makes them, tools/embed.c turns them into a table, gzip and
 * brotli beside the plain form where they are smaller.  An address carries the
 * content's hash, "/assets/app.css?v=c33df362cf240fc0", so that it may be kept
 * for ever; asked for without, or with an old one, it is asked for again each
 * time and answered 304 when it is the same.
 *
 * With --dev they are read from disk at each request.
 */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include "web/http_server.h"

#define ASSET_PATH "/assets/"

struct asset {
    Str name, type;
    Str url;    /* with its version */
    Str digest; /* the first 16 hexadecimal digits of its SHA-256 */
    Str body, gzip, brotli; /* none where not smaller */
};

struct assets {
    const struct asset *at; /* ascending by name */
    size_t              count;
    Str                 dev_root; /* none: embedded */
};

/* Made by tools/embed.c. */
extern const struct asset asset_table[];
extern const size_t       asset_table_count;

const struct asset *asset_find(const struct assets *, Str name); /* NULL when unknown */

/* For struct render: `context` is a struct assets; an unknown name gives "#".  Not
 * with --dev, where a render's own plain address is right. */
Str asset_url(const void *context, Str name);

/* Answers a GET or HEAD for /assets/NAME: 200, 304 or 404.  The answer's texts live
 * in `arena` or for ever. */
void asset_answer(const struct assets *, const struct request *, struct arena *,
                  struct answer *out);

#endif
