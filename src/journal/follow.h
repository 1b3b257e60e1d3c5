/* journal/follow.h -- what is derived behind the journal instead of in the act.
 * Floor 2.
 *
 * An index that everybody may wait a second for is not worth a place in the act
 * that a person waits for.  A follower reads what the journal has since it last
 * looked, on a thread of its own, and writes in short tasks of the pen's lane for
 * jobs, which run when nobody's act waits:
 *
 *     entries ── plan (snapshot) ── write (pen) ── where it stands, in one commit
 *
 * Where it stands is a row of the follower's own, written with the rest; so it may
 * be stopped or killed anywhere and goes on from there.  A write is no act and has
 * no entry: what it writes follows from entries, `verify` computes it again, and an
 * entry for it would only be something more to follow.
 */
#ifndef JOURNAL_FOLLOW_H
#define JOURNAL_FOLLOW_H

#include "journal/door.h"

struct follower {
    const char *name;
    /* Reads what comes next; *out_plan stays NULL when nothing does. */
    enum err (*plan)(struct view *, void **out_plan);
    /* Statements only; may run more than once, and later than other acts that the
     * plan does not know. */
    enum err (*write)(struct act *, const void *plan);
    bool calm; /* nobody waits for it: while acts come, one slice a second */
};

/* One slice, waited for; *out_more: there was one.  For tests and for the thread. */
enum err follow_once(struct door *, const struct world *, const struct follower *,
                     bool *out_more) MUST_USE;

/* The same with a reader of one's own, at a moment of the province's clock. */
enum err follow_with(struct door *, const struct world *, const struct follower *,
                     struct db *reader, Time now, bool simulated, bool *out_more) MUST_USE;

struct following;
/* A thread that follows until it is stopped, which must be before the door closes. */
enum err follow_start(struct door *, const struct world *, const struct follower *,
                      struct following **out) MUST_USE;
void     follow_stop(struct following *); /* NULL: nothing was started */

#endif
