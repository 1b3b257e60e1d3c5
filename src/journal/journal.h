/* journal/journal.h -- what the room offers.  Floor 2. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "journal/door.h"

extern const struct door_table journal_table;

/* When the last entry is said to have occurred; TIME_NONE without one. */
enum err journal_last_moment(struct view *, Time *out) MUST_USE;

#endif
