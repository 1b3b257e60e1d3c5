/* journal/erase.h -- taking out what could tell who did what.  Floor 2.
 *
 *   stays: the entry's leaf, its commitment, its moments; the tree
 *   goes:  salt, payload, stored answer, and every row that the entry lists
 *
 * Without the salt nobody can guess the payload from its commitment.  The act
 * that erases names each entry it emptied, with the reason, so what is gone is
 * itself on record, and `verify` says "erased by entry N" and not "gone".
 *
 * A room deletes its own rows, and what it derived from them; the journal only
 * sees to it that no entry is emptied whose rows stay. */
#ifndef JOURNAL_ERASE_H
#define JOURNAL_ERASE_H

#include "journal/act.h"

struct erasing {
    struct act *act;
    Str         reason;
    /* Whether the act takes this row away; NULL: none of any room's. */
    bool (*takes)(void *context, Str table, Str key);
    void       *context;
    int64_t     erased; /* entries so far */
};

/* Empties one entry; what it disclosed goes with it.  ERR_UNKNOWN when it lists
 * a row that stays, ERR_CONFLICT when it was emptied before or may never be,
 * ERR_NOT_FOUND.  The act fails with it. */
enum err erase_entry(struct erasing *, int64_t target) MUST_USE;

#endif
