/* ident/access.h -- positions looked at again every so often: is each still needed?  Private
 * to the room.  Floor 5.
 *
 *   since (given, or last confirmed) ──── due from ──── until ──── late
 *                                     notice_days        │
 *                                      before it     `months` after since
 *
 * Whoever answers for a unit looks at what is held at its desks, and keeps or ends each;
 * never what they hold themselves.  What nobody looked at in time is shown as late, to the
 * unit and above it, and goes on: no rule that was read closes it, and a desk that closes
 * by itself on a morning would turn people away. */
#ifndef IDENT_ACCESS_H
#define IDENT_ACCESS_H

#include "ident/inner.h"

#define ACCESS_PAGE 50

/* The rule of a day, as the days that a position's `since` is compared with. */
struct access_days {
    bool any; /* a pack has a rule */
    Day  start, due_before, late_before;
    const struct review_rule *rule;
};
struct access_days access_days_on(const struct view *, Day);

/* What is held at a unit today, desks of units it took over included, as JSON ids. */
enum err access_desks(struct view *, Id unit, Str *out) MUST_USE;

#endif
