/* org/derive.h -- from versions, which are only ever added, to the tables that
 * questions are asked of.  Private to the room.  Floor 4.
 *
 * Invariant: unit_span, unit_closure and desk_span hold exactly what the
 * functions below make of the journaled tables; org_verify recomputes them.
 */
#ifndef ORG_DERIVE_H
#define ORG_DERIVE_H

#include "journal/act.h"
#include "org/org_sql.h"

#define UNIT_VERSIONS_MAX 500
#define UNIT_CLOSURES_MAX 500
#define UNIT_UNITS_MAX    5000 /* of a province */
#define UNIT_DEPTH_MAX    8
#define DAY_STILL         DAY_MAX /* `ends` of what has no end yet */
#define DAY_ALWAYS        DAY_MIN /* `begins` of what began before the records */

/* The spans of one unit, ascending, not touching where it was gone. */
void spans_of(struct arena *, Str kind, const struct unit_versions_row *, int n,
              struct unit_spans_row **out, int *out_n);
/* Its ancestors, itself among them, by ancestor and day: where a span has a
 * parent, the parent's own ancestors within that span. */
enum err closures_of(struct view *, Id unit, const struct unit_spans_row *, int n,
                     struct unit_closures_row **out, int *out_n) MUST_USE;
void desk_spans_of(struct arena *, const struct desk_units_row *, int n,
                   struct desk_spans_row **out, int *out_n);

/* Writes them; when the ancestors changed, also those of the units below. */
enum err derive_unit(struct act *, Id unit) MUST_USE;
enum err derive_desk(struct act *, Id desk) MUST_USE;

#endif
