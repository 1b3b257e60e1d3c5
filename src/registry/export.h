/* registry/export.h -- a registry as a file: pages of `registry.export` into a writer, whoever
 * asks for them.  Floor 6.
 *
 *     export_new ──> export_ask ── registry.export, by whatever way ── export_take ─┐
 *                        └──────────────────── until it is whole ──────────────────┘
 *
 * Nothing here reads the store: the site asks for a page when the client has taken the one
 * before, the command line through a door or a running server.  Columns, and what must stand in
 * every row (sample data, a simulation), come with the first answer, so who may see what is
 * settled by the query alone.
 *
 * Without a filter the file is the registry as it was behind one entry of the journal, however
 * long it takes (export_upto); asked for again with that `upto` it has the same rows for ever.
 * With a filter each record is as it was when its page was read. */
#ifndef REGISTRY_EXPORT_H
#define REGISTRY_EXPORT_H

#include "base/json.h"
#include "registry/write.h"

struct export_options {
    Str                registry;
    enum write_format  format;
    const struct json *where; /* as registry.list has it; NULL: all records */
    int64_t            upto;  /* as it was behind this entry; 0: as it is at the first page */
    bool               bom;   /* CSV: for Excel */
};

struct export;

/* "csv", "xlsx", "ndjson", "geojson"; false: none of ours.  Media type of each. */
bool        export_format(Str name, enum write_format *out);
const char *export_format_name(enum write_format);
const char *export_media_type(enum write_format);

/* Goes with the arena; keeps the options' texts.  Bytes go to the sink, in order. */
struct export *export_new(struct arena *, const struct export_options *, write_sink *,
                          void *context);
/* The input of the next call of registry.export; NULL: the file is whole. */
struct json *export_ask(const struct export *, struct arena *);
/* Its answer.  ERR_NOT_FOUND: GeoJSON of a registry without a geometry; ERR_TOO_LARGE: more rows
 * than the format has; ERR_MALFORMED: no such answer; else the sink's and the writer's. */
enum err export_take(struct export *, const struct json *answer) MUST_USE;
bool     export_is_whole(const struct export *);
int64_t  export_rows(const struct export *);
int64_t  export_upto(const struct export *); /* behind which entry; 0: with a filter */

#endif
