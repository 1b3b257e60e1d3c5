/* journal/find.h -- entries found by who did them, where, what, about what.  Floor 2.
 *
 *     newest ── not indexed yet: read one by one ── indexed: by the value that few share
 *
 * The index is written behind the journal (find_index.c), so that no act waits for it.  A
 * search looks at FIND_LOOK entries at most and then says where to go on: what it costs does
 * not depend on how long the journal is. */
#ifndef JOURNAL_FIND_H
#define JOURNAL_FIND_H

#include "journal/follow.h"
#include "journal/verify.h"

#define FIND_LOOK 500

/* What is asked; what is 0 or empty asks nothing. */
struct find {
    Id      actor, unit, person; /* actor: or in whose stead; person: whose data was read */
    Str     command, subject, outcome;
    int64_t first, before;       /* first <= entry < before; before 0: from the newest on */
    Time    from, to;            /* from <= occurred < to; TIME_NONE: any */
};

struct found {
    int64_t act;
    Time    occurred;
    Id      actor, unit, stands_for, client;
    Str     command, subject, outcome;
    bool    erased;
};

struct findings {
    int           n;
    struct found *list;  /* newest first */
    int64_t       next;  /* go on with before = next; 0: there is no more */
    int           looked;
    Time          reached; /* when what was looked at last occurred; TIME_NONE: nothing was */
};

enum err journal_find(struct view *, const struct find *, int max, int look,
                      struct findings *out) MUST_USE;
/* The first entry that occurred at that time or later; one past the last if none did. */
enum err journal_act_at(struct view *, Time, int64_t *out) MUST_USE;

/* -- the index ----------------------------------------------------------------------- */
enum find_kind { FIND_ACTOR = 1, FIND_UNIT, FIND_COMMAND, FIND_SUBJECT, FIND_OUTCOME };

extern const struct follower      journal_finder;
extern const struct derived_check journal_find_check;

/* The rows of one entry, [[kind, value, act], …], for the index and for erasing. */
void find_put_rows(struct arena *, struct json *rows, Str payload, int64_t act);
enum err find_cursor(struct view *, int64_t *out) MUST_USE;

#endif
