/* measure/public.h -- what anybody may read of a month, and of a longer period.  Private to the
 * room.  Floor 8.
 *
 * Only what is over is public, and only as it was published (publish.c): a number that still
 * moves tells of each dossier by its difference.  What is closed, and why nothing gives it away:
 * docs/decisions/0015, 0019. */
#ifndef MEASURE_PUBLIC_H
#define MEASURE_PUBLIC_H

#include "measure/inside.h"
#include "org/unit.h"

enum public_state { PUBLIC_OPEN, PUBLIC_CLOSED, PUBLIC_NOT_YET };

/* -- the province's own numbers ------------------------------------------------------------------
 * numbers: {elements{NAME: n}, online{PROCEDURE: n}, closed[PROCEDURE], rules{FIGURE: version}};
 * online: dossiers received online; closed: of which procedures their number is not shown. */
#define PUBLIC_MONTHS 6
struct public_months {
    int                n; /* how many months the period has */
    const struct json *of[PUBLIC_MONTHS]; /* numbers; NULL: nothing was counted yet */
};
/* As published; ERR_NOT_FOUND when one of them is not yet. */
enum err public_months_read(struct view *, const struct period *, struct public_months *out)
    MUST_USE;
/* Whether nothing at all was counted up to this month. */
enum err public_is_before_all(struct view *, Str month, bool *out) MUST_USE;
/* What would be published now: "elements" of a month. */
enum err public_elements_now(struct view *, const struct period *month, struct json *elements)
    MUST_USE;
enum public_state public_state_in(const struct public_months *, Str element);
/* Whether what changed from one to the other may be seen: no class by one to nine, and nothing
 * open that was closed or the other way round. */
bool public_may_correct(const struct json *was, const struct json *now);

struct public_value {
    enum public_state state;
    int64_t           over, under;
};
enum err public_value_of(struct view *, const struct reading *, const struct period *,
                         struct public_value *out) MUST_USE;

/* Of one month: when it was published and by which act; before: what it was, when corrected. */
struct public_edition {
    Time at;
    Id   act;
    bool corrected;
    struct public_months before;
};
enum err public_edition_of(struct view *, const struct period *month, struct public_edition *out)
    MUST_USE;
/* The same value as it was before. */
enum err public_value_before(struct view *, const struct reading *, const struct period *,
                             const struct public_edition *, struct public_value *out) MUST_USE;

/* -- a month by unit, and by field and procedure ---------------------------------------------- */
struct public_cell {
    int     parent; /* -1: the province */
    Str     key;    /* a unit's code, a field's or a procedure's key; empty: no page of its own */
    Str     name, name_en;
    bool    inner; /* there are cells below */
    bool    closed;
    bool    sensitive; /* of a field that is never opened */
    int64_t over, under;
};
struct public_table {
    int                 n;
    struct public_cell *cell;
};
/* Of a whole month that is over, as it would be published.  whole_closed: the province's own
 * number is. */
enum err public_tables_make(struct view *, const struct reading *, const struct period *,
                            bool whole_closed, struct public_table *units,
                            struct public_table *procedures) MUST_USE;
/* As published: closed cells have no numbers; before anything was counted all are zero.
 * ERR_NOT_FOUND: not published yet. */
enum err public_tables(struct view *, const struct indicator *, const struct period *,
                       struct public_table *units, struct public_table *procedures) MUST_USE;
/* Whether a table can be made of this reading. */
bool public_has_table(const struct reading *);

#endif
