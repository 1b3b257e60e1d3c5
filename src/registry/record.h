/* registry/record.h -- inside of the room: records as JSON and as rows; who sees what of
 * them.  Floor 6. */
#ifndef REGISTRY_RECORD_H
#define REGISTRY_RECORD_H

#include "ident/client.h"
#include "registry/compose.h"

/* What a reader sees of a row, each more than the one before. */
enum sight { SIGHT_NONE, SIGHT_COUNTS, SIGHT_PUBLIC, SIGHT_OFFICIAL, SIGHT_PERSONAL };

/* One who asks, for one registry; reach by unit is looked up once a unit. */
struct onlooker {
    struct view           *v;
    const struct registry *r;
    enum sight             base;    /* of every row */
    bool                   may_read, owns; /* official: by right; of all rows */
    int64_t                open;    /* -load, or NO_LOAD: for statements */
    int                    n_units;
    struct {
        Id   unit;
        bool reached;
    } unit[64];
};
enum err onlooker_begin(struct view *, const struct registry *, struct onlooker *out) MUST_USE;
/* Of this row: never SIGHT_PERSONAL, which is asked for record by record. */
enum err onlooker_sight(struct onlooker *, Id unit, enum sight *out) MUST_USE;
/* Whether somebody with this sight may see, filter by, sort by, count by the field. */
bool     sight_shows(enum sight, const struct registry_field *);
/* Of every row at least: what a filter, an order or a count may be by. */
enum sight onlooker_best(const struct onlooker *);

/* ERR_FORBIDDEN unless the actor has the right and reaches the registry's owner or the unit. */
enum err record_require(struct view *, const struct registry *, Str right, Id unit) MUST_USE;

/* A record as given (typed, or texts of a form): every fault, by field; *out typed. */
enum err record_check(struct view *, const struct registry *, const struct json *given,
                      const struct json **out) MUST_USE;
/* The same but for references to other records of this registry: a file may hold both. */
enum err record_check_apart(struct view *, const struct registry *, const struct json *given,
                            const struct json **out) MUST_USE;
/* Fills the field cells, _place and _unit of a row; the others are the caller's. */
enum err record_cells(struct view *, const struct registry *, const struct json *, struct cell *row)
    MUST_USE;
/* What _place has to be, with a geometry in the registry. */
int64_t record_place(const struct registry *, const struct cell *row);
struct json *record_value(struct arena *, const struct registry_field *, const struct cell *);
#define RECORD_HIDDEN S("•••")
/* {field: value}; hidden ones are left out, personal ones "•••" when there is something. */
struct json *record_json(struct arena *, const struct registry *, const struct cell *row,
                         enum sight);
/* Whether two rows say the same. */
bool record_same_values(const struct registry *, const struct cell *, const struct cell *);
/* As a person reads it: words of an enum, days as 31/12/2024, numbers with points. */
Str record_text(struct view *, const struct registry_field *, const struct cell *);
/* What the record is called. */
Str record_title(struct view *, const struct registry *, const struct cell *row);
/* The key as a text: parts by '/', with '/' and '%' in them as %2F, %25. */
Str record_key_text(struct arena *, const struct registry *, const struct cell *row);
/* From such a text; false when it is none. */
bool record_key_cells(struct arena *, const struct registry *, Str key, struct cell *out);

/* In force, seen past the open load. ERR_NOT_FOUND. */
enum err record_by_key(struct view *, const struct registry *, Str key, int64_t open,
                       struct cell **out) MUST_USE;
enum err record_by_id(struct view *, const struct registry *, Id, int64_t open, struct cell **out)
    MUST_USE;
/* -load of the registry's open load, or NO_LOAD. */
enum err registry_open_load(struct view *, const struct registry *, int64_t *out) MUST_USE;
/* "text", "integer", "number", "boolean", "date", "geometry" */
const char *registry_type_name(enum registry_type);
/* Whether a load of sample data is in force; what every file of it says for that, or because the
 * province is a simulation; or STR_NONE. */
enum err registry_is_sample(struct view *, const struct registry *, bool *out) MUST_USE;
enum err registry_note(struct view *, const struct registry *, Str *out) MUST_USE;
/* registry named, or ERR_NOT_FOUND with words. */
enum err registry_named(struct view *, Str key, const struct registry **out) MUST_USE;
/* The same for whoever reads from it: a system finds it as its agreement says (grant.c).
 * ERR_FORBIDDEN, ERR_TOO_MANY as client_may. */
enum err registry_shown(struct view *, Str key, const struct registry **out) MUST_USE;
/* Counts rows before they leave; ERR_TOO_MANY when a system may take no more today. */
enum err registry_took(struct view *, const struct registry *, int64_t rows) MUST_USE;
/* As record_require, of a system. */
enum err grant_require(struct view *, const struct registry *, Str right, Id unit) MUST_USE;
/* What a system writes, over the record as it is (NULL: there is none): fields that are not of
 * its agreement stay, and may not be given.  Of anybody else: as given. */
enum err grant_values(struct view *, const struct registry *, const struct json *given,
                      const struct cell *before, const struct json **out) MUST_USE;
/* Counts the row that a system is about to write. */
enum err grant_wrote(struct view *, const struct registry *) MUST_USE;

/* -- counts (tally.c) ------------------------------------------------------------------ */
/* Beside "n" and the names of summed fields; no field is called so.  How many records have
 * a field that need not be there; and, under the field of the unit where that is counted, how
 * many such fields they have together. */
#define TALLY_FILLED S("%filled")
#define TALLY_CELLS  S("%cells")
/* How many have a geometry that is not small (place.h). */
#define TALLY_WIDE   S("%wide")
/* What the row's coming (+1) or going (-1) does to the counts. */
void     tally_fold(struct act *, const struct registry *, const struct cell *row, int sign);
/* In the act that loads a newer file: what need not be there any more. */
enum err tally_relaxed(struct act *, const struct registry *, const struct registry *before)
    MUST_USE;
/* One difference. */
void     tally_add(struct act *, const struct registry *, Str what, Str field, Str value,
                   int64_t n);
/* As tally_fold, each difference told to `add`; texts live in the arena, the row or the
 * registry. */
typedef void tally_add_fn(void *context, Str what, Str field, Str value, int64_t n);
void     tally_each(struct arena *, const struct registry *, const struct cell *row, int sign,
                    tally_add_fn *add, void *context);
Str      tally_value(struct arena *, const struct registry_field *, const struct cell *);

/* -- the catalogue (catalogue.c) --------------------------------------------------------- */
/* What a registry is, in the reader's words; and how many records, where that may be said. */
void     catalogue_put(struct view *, const struct registry *, struct json *to);
enum err catalogue_put_records(struct view *, const struct onlooker *, struct json *to) MUST_USE;

extern const struct command registry_put, registry_push, registry_create, registry_change,
    registry_correct,
    registry_end_record, registry_declare;
extern const struct query registry_list, registry_one, registry_catalogue, registry_counts,
    registry_about, registry_look, registry_within, registry_export;

#endif
