/* test/unit/journal/sealed.h -- a log of notes with a keeper in memory, on any
 * store: for the tests of verification, pages, erasure. */
#ifndef TEST_SEALED_H
#define TEST_SEALED_H

#include "journal/note.h"
#include "stores.h"
#include "store/driver.h"

#define SEALED_ORIGIN "test.invalid/tinhso/1"

struct fake_keeper {
    struct note_secret key;
    Str                vkey, note;      /* the last head signed */
    struct checkpoint  at;
    bool               swallow;         /* signs and saves, and the answer is lost */
    const char        *lost;
    int                refused;
};

void keeper_fake(struct fake_keeper *);
struct head_signer keeper_signer(struct fake_keeper *);
/* Notes by "test.note" {n, text}: each one row of `disclosure`. */
extern const struct door_table sealed_table;
struct door *sealed_door(const struct store_options *, struct fake_keeper *, struct test_clock *);
/* The same with more tables and a world. */
struct door *sealed_door_of(const struct store_options *, struct fake_keeper *, struct test_clock *,
                            const struct door_table *const *, int n, struct world *);
void sealed_notes(struct door *, int from, int to);
struct view sealed_view(const struct store_options *); /* db_close(v.db) when done */
/* What a hostile administrator could do. */
void sealed_sql(const struct store_options *, const char *sql);

#endif
