/* dossier/place.h -- whose a step is.  Private to the room.  Floor 7.
 *
 * A dossier is at home with the unit it was filed with (or passed on to, at a step of that
 * unit).  A step may stand elsewhere (`at` in its file): with the unit of a level above the home
 * unit, with a named unit, or with the unit that an answer names.  Whoever has the step is the
 * dossier's competent unit then: its list, its officers, its part of the figures.  Decided, it
 * counts for the unit that decided, and waits for the person at the home unit's desk.
 *
 * A unit that is not there on the day (a level that was done away with) takes nothing: the
 * dossier stays with the unit that has it. */
#ifndef DOSSIER_PLACE_H
#define DOSSIER_PLACE_H

#include "dossier/flow_inside.h"

/* The home unit of a dossier. */
enum err place_home(struct view *, const struct dossier *, const struct procedure *,
                    struct unit *out) MUST_USE;
/* Whose a step of the dossier would be. */
enum err place_of_step(struct view *, const struct dossier *, const struct procedure *,
                       const struct step *, struct unit *out) MUST_USE;
/* Where the plan's action takes it: plan->to and plan->to_desk, moved where that is elsewhere.
 * A fault when nobody there could go on with it. */
enum err place_check(struct view *, struct flow_plan *) MUST_USE;
enum err place_change(struct act *, const struct flow_plan *, struct dossier *) MUST_USE;

/* The right at the unit that hands the result over: the home unit. */
enum err place_require_handover(struct view *, const struct dossier *, Str right) MUST_USE;
/* May it be read: by the unit that has it, and by the home unit while another has it. */
enum err place_require_read(struct view *, const struct dossier *) MUST_USE;

#endif
