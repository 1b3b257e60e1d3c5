/* registry/facts.h -- what is known of a registry beside its records, for the pages above this
 * room: how many, by which value, how full, when it changed.  Floor 6.
 *
 * Every number here was kept in the acts that changed the records; nothing here scans. */
#ifndef REGISTRY_FACTS_H
#define REGISTRY_FACTS_H

#include "registry/record.h"

/* One load, or what was done one by one on a day. */
struct registry_change {
    Str     registry;
    int64_t act; /* the load's, or the day's last */
    Time    at;
    bool    load, sample;
    Day     day;  /* not of a load */
    Str     name; /* of a load: its file */
    int64_t created, changed, corrected, ended, refused, same;
};
/* Newest first; registry NULL: of all of them. */
enum err registry_changes(struct view *, const struct registry *, int max,
                          struct registry_change **out, int *n) MUST_USE;
/* ERR_NOT_FOUND: nothing was ever put on record. */
enum err registry_last_change(struct view *, const struct registry *, struct registry_change *out)
    MUST_USE;
/* In the act that wrote a record. */
enum err activity_note(struct act *, const struct registry *, int kind) MUST_USE;

enum err registry_total(struct view *, const struct registry *, int64_t *out) MUST_USE;
/* The same for whoever looks, closed where it is small; -1: not told. */
enum err registry_told_total(const struct onlooker *, int64_t *out) MUST_USE;

struct registry_value {
    Str     value;
    int64_t n; /* -1: closed, as too few stand behind it or it would give such a number away */
};
/* A counted field's values as this reader may know them.  sum NULL: numbers of records. */
enum err registry_values(const struct onlooker *, const struct registry_field *,
                         const struct registry_field *sum, struct registry_value **out, int *n)
    MUST_USE;
bool     registry_counts_shown(const struct onlooker *, const struct registry_field *);
/* What a value of a counted field is called: words, a unit's name, a month. */
Str      registry_value_words(struct view *, const struct registry_field *, Str value);

/* How many records have the field; and by unit how many cells of fields that need not be there.
 * Not closed: the caller asks who looks. */
enum err registry_filled(struct view *, const struct registry *, const struct registry_field *,
                         int64_t total, int64_t *out) MUST_USE;
struct registry_unit_fill {
    Str     unit; /* its code; empty: none on record */
    int64_t records, cells;
};
enum err registry_fill_by_unit(struct view *, const struct registry *,
                               struct registry_unit_fill **out, int *n) MUST_USE;

#endif
