/* store/pen.h -- the one writer of a province.  Floor 1.
 *
 * Threads that serve people never wait for a disk: they queue a task.  The
 * pen's thread takes what is queued (up to a few hundred), runs each task in
 * turn inside one transaction, lets its owner add what belongs to the batch as
 * a whole (folded counters, journal leaves), commits once, durably, and only
 * then lets all answers go, refusals too.
 *
 *      queued ──take──> running ──ok──> waiting ──commit──> done(ERR_OK)
 *                          │               └──commit failed──> done(ERR_STORE)
 *                          └──refused: undone alone──> done(its error)
 *
 * A batch first runs without savepoints (on PostgreSQL pipelined); if a task
 * fails after writing, the batch is rolled back and run again with a savepoint
 * for each.  So `run` may be called more than once and must begin from the same
 * state each time: that is what `undo` is for.
 *
 * After a failed or uncertain commit the owner reloads what it holds in memory
 * and looks tasks up by their keys (`outcome`).
 */
#ifndef STORE_PEN_H
#define STORE_PEN_H

#include "store/db.h"

struct pen;

struct pen_task {
    struct pen_task *next;
    /* On the pen's thread, inside the transaction. */
    enum err (*run)(struct pen_task *, struct db *);
    /* On the pen's thread, after the commit or the refusal; the task is the
     * caller's again. */
    void (*done)(struct pen_task *, enum err);
    enum err err;
    bool     wrote; /* run reached a writing statement */
};

enum pen_lane { PEN_SHORT, PEN_JOB, PEN_LANES }; /* jobs run when nothing short waits */

/* The owner of what a batch shares (the journal). */
struct pen_owner {
    void *context;
    enum err (*begin)(void *context, struct db *);  /* a batch begins */
    void (*undo)(void *context, struct pen_task *); /* this task did not happen */
    enum err (*seal)(void *context, struct db *);   /* before the commit */
    void (*committed)(void *context);
    void (*rolled_back)(void *context);             /* forget the batch */
    enum err (*reload)(void *context, struct db *); /* after losing the thread of things */
    bool (*outcome)(void *context, struct db *, struct pen_task *); /* was it committed? */
    void (*tick)(void *context, struct db *);       /* about once a second, when idle too */
};

struct pen_options {
    struct store_options store;
    struct pen_owner     owner;
    int                  queue_max; /* beyond it pen_queue refuses: 503, early */
    int                  batch_max;
    Time (*monotonic)(void *);
};

struct pen_stats {
    int64_t batches, tasks, refused, replays, failed_commits;
    int     queued, biggest_batch;
    int64_t wal_bytes;
};

/* Opens the writer's connection, brings the schema up to date, takes the
 * province's lock and starts the thread. */
enum err pen_start(const struct pen_options *, struct pen **out, char why[256]) MUST_USE;
/* Finishes what is queued, then ends the thread. */
void     pen_stop(struct pen *);
/* ERR_BUSY when the lane is full: nothing was queued. */
enum err pen_queue(struct pen *, enum pen_lane, struct pen_task *) MUST_USE;
bool     pen_is_busy(const struct pen *); /* three quarters full */
/* Counted up before the answers of a batch go out: see db_share. */
int64_t  pen_answered(const struct pen *);
void     pen_read_stats(const struct pen *, struct pen_stats *);
/* Runs `fn` on the pen's thread between batches and waits for it. */
void     pen_with_db(struct pen *, void (*fn)(void *, struct db *), void *context);

#endif
