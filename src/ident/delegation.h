/* ident/delegation.h -- who stands for whom while one is away.  Private to the room.  Floor 5.
 *
 *     given ── from_day ════ holds ════ last_day ── over
 *        └────────── ended ──────────────┘
 *
 * It lends a position, for days: its rights and its work, with or without the signature; never
 * a name.  What the delegate does is recorded as theirs, in the other's place (the journal's
 * table `stead`).  It holds only as long as all it rests on: both accounts open, the position
 * still held, and the delegate still of that unit.  That is looked up at each request, so
 * whatever ends one of them ends it at once, and no command has to think of it. */
#ifndef IDENT_DELEGATION_H
#define IDENT_DELEGATION_H

#include "ident/inner.h"

#define DELEGATION_DAYS 30 /* at most; who is away for longer is replaced by a position given */

enum delegation_state {
    DELEGATION_COMING,
    DELEGATION_HOLDS,
    DELEGATION_VOID, /* its days, but something it rests on is gone */
    DELEGATION_OVER,
    DELEGATION_ENDED
};
enum err delegation_state(struct view *, const struct delegation_get_row *,
                          enum delegation_state *out) MUST_USE;
/* Has the actor a say in it: as the one away, as the delegate, or as a leader of the unit? */
enum err delegation_concerns(struct view *, const struct delegation_get_row *, bool *out) MUST_USE;

/* For pages: {id, href, absent, delegate, position, …}, as partials/delegation.html has it. */
enum err delegation_put(struct view *, const struct delegation_get_row *, struct json *to) MUST_USE;
/* One's own that hold or are to come, on `to`. */
enum err delegations_put_own(struct view *, struct json *to) MUST_USE;

#endif
