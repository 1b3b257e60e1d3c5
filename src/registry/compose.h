/* registry/compose.h -- the one place where SQL is made while the program runs:
 * a registry's table, indexes and statements, composed of names that its file's
 * check let pass and of nothing else.  Floor 6. */
#ifndef REGISTRY_COMPOSE_H
#define REGISTRY_COMPOSE_H

#include "registry/registry.h"

/* The cells of a row, in this order; fields follow by name, then _place where there is a geometry
 * (registry.place_column); _until is last.  Entries cover neither of the two. */
enum { ROW_ID, ROW_KIND, ROW_SINCE, ROW_UNIT, ROW_FIELDS };
enum { KIND_CREATED = 1, KIND_CHANGED, KIND_CORRECTED, KIND_ENDED };

/* Records of loads are below, those made one by one from here on. */
#define FIRST_ONE_BY_ONE ((int64_t)1 << 40)

/* Of no record, and less than that of any. */
#define ID_BEFORE_ANY 0

/* What no load's number is, for statements that are told of none. */
#define NO_LOAD INT64_MIN

/* Pages of what is in force in the order of a field and then of _id.  Each seeks in the index to
 * where it begins, however deep that is: one statement goes on among records of one value, one
 * beyond it.  Values are as stored (days as texts), NULL being the least: '' of texts and days.
 *   same_up, same_down   in: open load (-load or NO_LOAD), value, after_id, limit
 *   up, down             in: open, after, bound (the last value wanted), limit
 * Of the order `_id` there is the latter alone: open, after_id, limit.  Where the registry has
 * shapes, all of them end in: shapes (0: NULL stands for each, and the store reads none). */
struct registry_order {
    const struct registry_field *field; /* NULL: by _id */
    struct stmt                  up, down, same_up, same_down;
};

struct registry_sql {
    const char   *name;                /* "r_KEY" */
    struct table  journaled, whole;
    const bool   *shape;               /* of each column of `whole`; NULL: there is none */
    struct stmt   add;                 /* in: a whole row with _until */
    struct stmt   end;                 /* in: until, id, since; expects one */
    struct stmt   by_id;               /* in: id, open; out: the row without _until */
    struct stmt   by_key;              /* in: key fields, open */
    struct stmt   by_ids;              /* in: ids, a JSON list; open, limit, shapes; by _id */
    struct stmt   versions;            /* in: id, limit; out: the row with _until, oldest first */
    struct stmt   as_of;               /* in: after, act, -load, limit: rows without _until that
                                          held behind the act, with loads up to the load; by _id */
    struct stmt   vouch_key, vouch_page, vouch_count; /* journal/verify */
    /* With a geometry.  In: ranges, after_place, after_id, open, limit; what lies in the ranges
     * ('{"TO": FROM, …}', of places, in order, apart), of after_place what is behind after_id, in
     * the order of _place and _id.  In: from; the first place that any row has. */
    struct stmt   places, place_next;
    /* With an x-person field.  In: open, number, limit; what is in force about that person. */
    struct stmt   of_person;
    /* Of loads (load_*.c). */
    struct stmt   drop;                /* in: id, since; expects one */
    struct stmt   reopen;              /* in: until, id, until before; expects one */
    struct stmt   top;                 /* out: the greatest _id of a load, 0 */
    struct stmt   bulk;                /* in: after id, since; limit; out: rows of loads, without
                                          _until, in the order of _id, _since */
    struct stmt   ended;               /* in: until, after id, limit; out: _id */
    int                    n_orders;
    struct registry_order *order;      /* by _id first */
};

/* The statements of a registry, in the arena. */
const struct registry_sql *compose(struct arena *, const struct registry *);
/* What makes the table, or brings it from `before` (NULL: there is none) to this file. */
void compose_definition(struct arena *, const struct registry *, const struct registry *before,
                        const char *out[STORE_KINDS]);
/* Would the table need another column or index than it has by `before`? */
bool compose_differs(const struct registry *, const struct registry *before);
const struct registry_order *registry_order_of(const struct registry *,
                                               const struct registry_field *);
/* The least value of a field's type, which stands for NULL in its order; and the greatest. */
struct cell registry_least(const struct registry_field *);
struct cell registry_greatest(const struct registry_field *);

#endif
