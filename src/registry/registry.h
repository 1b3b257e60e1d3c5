/* registry/registry.h -- the shared data warehouse: any registry is a file
 * (docs/registries.md).  Floor 6.
 *
 * Each registry is one plain table `r_KEY` of typed columns, a row for each
 * version of a record, and a view `KEY` of what is in force.  Versions written
 * one by one are journaled row by row; those of a load are covered by the load's
 * entry.
 *
 *   _id     the record, for ever        _since  the act that wrote the version, or
 *   _kind   how it came about                   minus the load that brought it
 *   _unit   whose it is, or 0           _until  0: in force; the act that ended it;
 *   fields  NULL where absent                   minus the load that did; NULL: a mark
 *   _place  where the geometry lies               that the record ended with this act
 *           (place.h), where there is one
 *
 * One load at a time is open in a registry; until it is published its rows are
 * not there for anybody, and what it ends still is (registry_open).
 */
#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include "pack/pack.h"

/* The pack that data officers put registries into (registry.declare). */
#define REGISTRY_OWN_PACK S("own-registries")

#define REGISTRY_FIELDS_MAX 50
#define REGISTRY_KEY_FIELDS    4
#define REGISTRY_SUMS_MAX   4

enum registry_type {
    REGISTRY_TEXT, REGISTRY_INT, REGISTRY_REAL, REGISTRY_BOOL, REGISTRY_DAY, REGISTRY_GEOMETRY
};
enum registry_count { COUNT_NONE, COUNT_VALUE, COUNT_YEAR, COUNT_MONTH };
enum registry_read { READ_PUBLIC, READ_OFFICIAL, READ_PERSONAL, READ_NEVER /* grant.c */ };
enum registry_public { PUBLIC_NONE, PUBLIC_COUNTS, PUBLIC_ROWS };

struct registry_field {
    Str                  name;
    enum registry_type   type;
    enum registry_count  count;
    enum registry_read   read;
    bool                 required, indexed, sum, search, person, is_key;
    Str                  format, ref; /* ref: key of the registry it points to; or empty */
    const struct json   *schema, *title, *words;
    int                  column; /* among the row's cells */
    int                  word_level; /* of its words (word.h); -1: none are kept */
};

struct client_grant; /* ident/client.h */
struct registry_sql; /* compose.h */
struct schema;       /* pack/schema.h */

struct registry {
    Str                   key, owner, theme, licence, frequency, retention;
    int64_t               version;
    enum registry_public  open;
    Hash                  digest; /* of the file */
    const struct json    *file, *title, *description;
    const struct json    *check; /* the schema of a record without our own words */
    const struct schema  *compiled; /* the same, read (pack/schema.h) */
    int                   n_fields, n_key, n_columns;
    struct registry_field field[REGISTRY_FIELDS_MAX]; /* as in the file */
    int                   key_field[REGISTRY_KEY_FIELDS];
    int                   title_field, unit_field, geometry_field, person_field; /* -1: none */
    int                   place_column; /* where the geometry lies (place.h); -1: no geometry */
    const struct registry_sql *sql;
    const struct client_grant *grant; /* of a copy made for a system (grant.c); else NULL */
};

struct registries {
    int                     n;
    const struct registry **list; /* by key */
    /* The tables as the journal vouches for them, and whole, for copies. */
    struct room_sql         journaled, whole;
};

/* For struct world. */
const struct room_sql *registry_journaled(const struct view *);
/* Makes every registry's table in an empty store, for a copy that is being restored. */
enum err registry_define_all(struct view *) MUST_USE;
const struct registries *registries_of(const struct view *);
const struct registry   *registry_by_key(const struct view *, Str key); /* NULL */
const struct registry_field *registry_field(const struct registry *, Str name); /* NULL */
Str registry_field_title(enum lang, const struct registry_field *);

extern const struct pack_section *const registry_sections[];
extern const struct door_table          registry_table;

#endif
