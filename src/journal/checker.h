/* journal/checker.h -- verification beside the work: one thread, one run at a
 * time, the last report kept in memory.  Floor 2.
 *
 * It reads with a connection of its own, so neither the pen nor a loop waits
 * for it.  A report is not stored: what counts is that anybody may run it. */
#ifndef JOURNAL_CHECKER_H
#define JOURNAL_CHECKER_H

#include "journal/verify.h"

struct checker_options {
    struct store_options               store;
    const struct derived_check *const *derived;
    const struct world                *world; /* for the views of the checks */
    const struct clock                *clock;
    Time (*monotonic)(void *);
    Str                                vkey; /* of the current log, from its keeper */
    bool                               simulated; /* results may be promised, not yet drawn */
};

struct checker_state {
    bool    running, ever; /* ever: a report is there */
    int64_t done, total;
    Time    began;         /* of the running one */
    Time    at;            /* of the last one */
    bool    sampled;       /* the last one was a sample */
    enum err err;          /* of the last one */
};

struct checker *checker_new(const struct checker_options *);
void            checker_free(struct checker *); /* ends a run that is going on */
/* ERR_BUSY while one runs; sample 0: everything. */
enum err        checker_start(struct checker *, int64_t sample, uint64_t seed) MUST_USE;
/* The state now, and a copy of the last report in the view's arena. */
void            checker_read(struct checker *, struct arena *, struct checker_state *,
                             struct verify_report *);
bool            checker_is_running(struct checker *);
/* Waits for the end of a run; for tests. */
void            checker_wait(struct checker *);
const struct checker_options *checker_options(const struct checker *);

#endif
