/* journal/verify_inside.h -- what the verifier's files share.  Private to the
 * room.  Floor 2. */
#ifndef JOURNAL_VERIFY_INSIDE_H
#define JOURNAL_VERIFY_INSIDE_H

#include "journal/journal_sql.h"
#include "journal/ledger.h"
#include "journal/note.h"
#include "journal/verify.h"

#define LOGS_MAX 1000

/* Rows of one table that some entry lists and that are there. */
struct vouched {
    const struct table *table;
    int64_t             rows;
};

struct verifying {
    struct view                  view; /* its own arena, reset between snapshots */
    const struct verify_options *o;
    struct verify_report        *r;
    struct arena                *arena; /* for the whole run */
    struct arena                *row;   /* for one entry */
    struct log_all_row          *log;
    int                          n_logs, n_tables;
    struct vouched              *table;
};

/* One entry against its commitment and its rows. */
enum err verify_one(struct verifying *, const struct entry_page_row *) MUST_USE;
/* Whether a finding names this already. */
bool     verify_named(const struct verify_report *, Str table, Str key);
/* "7" or "7…9" */
Str      verify_range(struct arena *, int64_t first, int64_t last);
/* Counts every journaled table; names what no entry lists. */
enum err verify_tables(struct verifying *) MUST_USE;
/* Entries, tiles and signed heads of one log; `last`: of the newest log, whose
 * snapshot is left open. */
enum err verify_log(struct verifying *, int log) MUST_USE;
/* Time-stamps of all logs, in the last snapshot. */
enum err verify_anchors(struct verifying *) MUST_USE;
enum err verify_sample(struct verifying *) MUST_USE;
/* The key that signs a log's heads; false when none is known. */
bool     verify_key(struct verifying *, int log, struct note_key *out);

#endif
