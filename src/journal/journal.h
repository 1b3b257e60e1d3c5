/* journal/journal.h -- what the room offers.  Floor 2. */
#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include "journal/door.h"

extern const struct door_table journal_table;

/* Where the newest log stands, signed or not. */
struct journal_head {
    int64_t log, first_act, size;
    Hash    root;
    Str     origin, vkey;
    Str     note; /* the newest signed head; empty before the first */
};
/* In a snapshot.  ERR_NOT_FOUND when no log was ever begun. */
enum err journal_head(struct view *, struct journal_head *out) MUST_USE;
/* The root of the newest log when it had `size` entries. */
enum err journal_root_at(struct view *, int64_t size, Hash *out) MUST_USE;

/* After a restore: a new log begins behind the last entry; its number is one
 * more.  In the writer's transaction, with no pen open. */
enum err journal_begin_log(struct db *, Str origin, Str vkey) MUST_USE;

/* When the last entry is said to have occurred; TIME_NONE without one. */
enum err journal_last_moment(struct view *, Time *out) MUST_USE;

#endif
