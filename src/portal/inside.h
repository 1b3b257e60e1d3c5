/* portal/inside.h -- what the portal's pages share.  Private to the room.  Floor 9. */
#ifndef PORTAL_INSIDE_H
#define PORTAL_INSIDE_H

#include "base/text.h"
#include "base/when.h"
#include "base/words.h"
#include "registry/facts.h"
#include "registry/listing.h"

/* -- words (words.c) ------------------------------------------------------------------- */
Str portal_theme(struct view *, Str key);
Str portal_open(struct view *, enum registry_public);
Str portal_open_key(enum registry_public);
Str portal_frequency(struct view *, Str key);
Str portal_licence(struct view *, Str address);
Str portal_type(struct view *, const struct registry_field *);
Str portal_reading(struct view *, const struct registry_field *);
/* The unit that answers for a registry, by name; its key where no such unit is on record. */
Str portal_owner(struct view *, const struct registry *);
Str portal_number(struct view *, int64_t);
/* /du-lieu/KEY/ban-ghi/RECORD, escaped; the key of a record from the value of a reference. */
Str portal_record_href(struct view *, Str registry, Str record);
Str portal_referred(struct view *, Str value);
Str portal_address(struct view *, const char *format, ...) /* after the province's own */
    __attribute__((format(printf, 2, 3)));

/* -- a registry in short (about.c) -------------------------------------------------------- */
enum freshness { FRESH_NONE, FRESH_OK, FRESH_LATE };
struct portal_fresh {
    enum freshness         state;
    bool                   changed; /* something was ever put on record: */
    struct registry_change last;
    Str                    words;
};
enum err portal_fresh(struct view *, const struct registry *, struct portal_fresh *out) MUST_USE;
void     portal_put_fresh(struct view *, const struct portal_fresh *, struct json *o);
/* key, title, description, owner, theme, who may see what, records, sample. */
enum err portal_put_about(struct onlooker *, struct json *o) MUST_USE;
/* The head of a registry's page: the same, its tabs; `here` is one of data, records, quality. */
enum err portal_put_head(struct onlooker *, const char *here, struct json *out) MUST_USE;
/* Everybody sees where its records lie. */
bool     portal_has_map(const struct registry *);
/* Rows of the registry are seen by this reader, some at least. */
bool     portal_sees_rows(const struct onlooker *);

/* -- parts of the registry's page ----------------------------------------------------------- */
void     portal_put_columns(struct onlooker *, struct json *out);
enum err portal_put_charts(struct onlooker *, struct json *out) MUST_USE;
/* Rows as words under heads: the first fields, without geometry. */
void     portal_put_heads(struct listing *, int max, struct json *out);
void     portal_put_cells(struct listing *, int max, const struct cell *row, enum sight,
                          struct json *o);
/* A value in the reader's words; a unit by its name. */
Str      portal_value(struct view *, const struct registry_field *, const struct cell *);
/* Shapes on a plane of 640 × 480, with a frame in degrees; begun, fed with GeoJSON, put. */
struct portal_map;
struct portal_map *portal_map_new(struct view *);
bool     portal_map_add(struct portal_map *, Str geometry, Str title, Str href); /* false: full */
void     portal_map_put(struct portal_map *, Str title, struct json *out);
void     portal_put_files(struct view *, const struct registry *, int64_t upto, Str query,
                          struct json *out);
void     portal_put_citation(struct view *, const struct registry *, const struct portal_fresh *,
                             int64_t upto, struct json *out);
/* schema.org's Dataset as JSON text. */
Str      portal_linked(struct onlooker *, const struct portal_fresh *, int64_t records,
                       bool sample);
/* Completeness of all that need not be there, in words, or STR_NONE. */
enum err portal_fill_words(struct onlooker *, Str *out) MUST_USE;

extern const struct query data_catalogue, data_set, data_records, data_where, data_record,
    data_form, data_quality, data_feed;

#endif
