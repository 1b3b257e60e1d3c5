/* store/pen.c -- see pen.h for the states of a task.  Floor 1. */
#include "store/pen.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "base/wait.h"

#define WAL_SLOWS_JOBS   ((int64_t)256 << 20) /* from here on one a tick */
#define WAL_IS_TOO_MUCH  ((int64_t)1 << 30)
#define RECONNECT_MS     200
#define TICK             TIME_SECOND

struct lane {
    struct pen_task *first, *last;
    int              count;
};

struct pen {
    struct pen_options options;
    struct db         *db;
    pthread_t          thread;
    pthread_mutex_t    lock;
    pthread_cond_t     wake, visited;
    struct lane        lane[PEN_LANES];
    bool               stopping;
    bool               sound; /* the connection holds the lock, and the owner is loaded from it */
    void (*visit)(void *, struct db *);
    void              *visit_context;
    struct pen_stats   stats; /* under lock */
    atomic_int_least64_t answered; /* batches */
    atomic_int         short_count;
    Time               next_tick;
    bool               one_job; /* since the last tick none has run */
    /* the batch in hand; only the pen's thread */
    struct pen_task **batch;
    int               n_batch;
    bool              with_savepoints;
};

static void
lane_push(struct lane *lane, struct pen_task *task)
{
    task->next = NULL;
    if (lane->last == NULL)
        lane->first = task;
    else
        lane->last->next = task;
    lane->last = task;
    lane->count++;
}

static struct pen_task *
lane_pop(struct lane *lane)
{
    struct pen_task *task = lane->first;

    lane->first = task->next;
    if (lane->first == NULL)
        lane->last = NULL;
    lane->count--;
    return task;
}

enum err
pen_queue(struct pen *pen, enum pen_lane which, struct pen_task *task)
{
    struct lane *lane = &pen->lane[which];
    enum err     err = ERR_OK;

    pthread_mutex_lock(&pen->lock);
    if (pen->stopping || lane->count >= pen->options.queue_max)
        err = ERR_BUSY;
    else
        lane_push(lane, task);
    pen->short_count = pen->lane[PEN_SHORT].count;
    pthread_cond_signal(&pen->wake);
    pthread_mutex_unlock(&pen->lock);
    return err;
}

bool
pen_is_busy(const struct pen *pen)
{
    return pen->short_count >= pen->options.queue_max / 4 * 3;
}

int64_t
pen_answered(const struct pen *pen)
{
    return atomic_load(&pen->answered);
}

void
pen_read_stats(const struct pen *pen, struct pen_stats *out)
{
    struct pen *p = (struct pen *)(uintptr_t)pen; /* only its lock is touched */

    pthread_mutex_lock(&p->lock);
    *out = p->stats;
    out->queued = p->lane[PEN_SHORT].count + p->lane[PEN_JOB].count;
    pthread_mutex_unlock(&p->lock);
}

void
pen_with_db(struct pen *pen, void (*fn)(void *, struct db *), void *context)
{
    pthread_mutex_lock(&pen->lock);
    while (pen->visit != NULL)
        pthread_cond_wait(&pen->visited, &pen->lock);
    pen->visit = fn;
    pen->visit_context = context;
    pthread_cond_signal(&pen->wake);
    while (pen->visit == fn && pen->visit_context == context)
        pthread_cond_wait(&pen->visited, &pen->lock);
    pthread_mutex_unlock(&pen->lock);
}

/* Seldom when the log of the store is long, but not never: somebody waits for it to end. */
static bool
job_may_run(const struct pen *pen)
{
    return pen->lane[PEN_JOB].count > 0 && (pen->stats.wal_bytes < WAL_SLOWS_JOBS || pen->one_job);
}

/* Waits for work or the next tick; fills the batch.  Short tasks first; a job
 * only when nothing short waits. */
static void
take_batch(struct pen *pen)
{
    struct lane *s = &pen->lane[PEN_SHORT], *j = &pen->lane[PEN_JOB];

    pen->n_batch = 0;
    while (s->count > 0 && pen->n_batch < pen->options.batch_max)
        pen->batch[pen->n_batch++] = lane_pop(s);
    if (pen->n_batch == 0 && job_may_run(pen)) {
        pen->batch[pen->n_batch++] = lane_pop(j);
        pen->one_job = false;
    }
    pen->short_count = s->count;
}

static bool
nothing_waits(const struct pen *pen)
{
    return pen->lane[PEN_SHORT].count == 0 && !job_may_run(pen) && pen->visit == NULL &&
           !pen->stopping;
}

static void
wait_for_work(struct pen *pen)
{
    struct timespec until = wait_until(200);

    if (nothing_waits(pen))
        pthread_cond_timedwait(&pen->wake, &pen->lock, &until);
}

static void
forget(struct pen *pen, struct pen_task *task)
{
    pen->options.owner.undo(pen->options.owner.context, task);
}

/* One task inside the batch.  Answers false when the whole batch must stop. */
static bool
run_guarded(struct pen *pen, struct pen_task *task)
{
    enum err err = db_savepoint(pen->db);

    if (err == ERR_OK)
        err = task->run(task, pen->db);
    if (err == ERR_OK)
        err = db_release(pen->db);
    if (err == ERR_OK)
        err = db_flush(pen->db);
    task->err = err;
    if (err == ERR_OK)
        return true;
    forget(pen, task);
    if (err == ERR_STORE || err == ERR_FULL)
        return false;
    return db_rollback_to(pen->db) == ERR_OK && db_flush(pen->db) == ERR_OK;
}

static bool
run_bare(struct pen *pen, struct pen_task *task)
{
    task->wrote = false;
    task->err = task->run(task, pen->db);
    if (task->err == ERR_OK)
        return true;
    forget(pen, task);
    return !task->wrote; /* refused before it wrote: nothing to undo in the store */
}

/* ERR_OK: sealed and ready to commit. */
static enum err
run_batch(struct pen *pen)
{
    struct pen_owner *owner = &pen->options.owner;

    TRY(db_write_begin(pen->db));
    TRY(owner->begin(owner->context, pen->db));
    for (int i = 0; i < pen->n_batch; i++) {
        struct pen_task *task = pen->batch[i];
        bool go_on = pen->with_savepoints ? run_guarded(pen, task) : run_bare(pen, task);

        if (!go_on)
            return pen->with_savepoints ? task->err : ERR_CONFLICT;
    }
    TRY(owner->seal(owner->context, pen->db));
    return db_flush(pen->db);
}

static void
drop_batch(struct pen *pen)
{
    db_rollback(pen->db);
    pen->options.owner.rolled_back(pen->options.owner.context);
}

/* The connection may be gone: open another, take the lock again, reload.  Until all
 * three are done nothing is written. */
static bool
recover(struct pen *pen)
{
    struct pen_owner *owner = &pen->options.owner;
    struct db        *fresh;
    char              why[256];

    pen->sound = false;
    if (db_open(&pen->options.store, DB_WRITER, &fresh, why) != ERR_OK) {
        log_event(LOG_WARN, "pen.reconnect", "%s", why);
        return false;
    }
    db_close(pen->db);
    pen->db = fresh;
    pen->sound = db_lock_province(pen->db) == ERR_OK &&
                 owner->reload(owner->context, pen->db) == ERR_OK;
    return pen->sound;
}

static void
settle_uncertain(struct pen *pen, enum err err)
{
    struct pen_owner *owner = &pen->options.owner;

    for (int i = 0; i < pen->n_batch; i++)
        if (pen->batch[i]->err == ERR_OK &&
            !owner->outcome(owner->context, pen->db, pen->batch[i]))
            pen->batch[i]->err = err == ERR_FULL ? ERR_FULL : ERR_STORE;
}

/* Until the store answers again nobody is told anything new: the uncertain
 * tasks wait (their clients with them), new ones fill the queue and are then
 * refused early. */
static void
commit_failed(struct pen *pen, enum err err)
{
    log_event(LOG_ERROR, "pen.commit_failed", "%s: %s", err_name(err), db_why(pen->db));
    pen->stats.failed_commits++;
    drop_batch(pen);
    while (!recover(pen))
        usleep(RECONNECT_MS * 1000);
    settle_uncertain(pen, err);
}

/* A batch that could not be run to its end.  Nothing of it is in the store. */
static void
batch_failed(struct pen *pen, enum err err)
{
    log_event(LOG_ERROR, "pen.batch_failed", "%s: %s", err_name(err), db_why(pen->db));
    drop_batch(pen);
    for (int i = 0; i < pen->n_batch; i++)
        if (pen->batch[i]->err == ERR_OK || pen->batch[i]->err == ERR_CONFLICT)
            pen->batch[i]->err = err == ERR_FULL ? ERR_FULL : ERR_STORE;
    for (int tries = 0; !recover(pen) && tries < 5; tries++)
        usleep(RECONNECT_MS * 1000);
}

static void
set_all(struct pen *pen, enum err err)
{
    for (int i = 0; i < pen->n_batch; i++)
        pen->batch[i]->err = err;
}

static void
write_batch(struct pen *pen)
{
    enum err err;

    if (!pen->sound && !recover(pen)) {
        set_all(pen, ERR_STORE);
        return;
    }
    pen->with_savepoints = false;
    set_all(pen, ERR_OK);
    err = run_batch(pen);
    if (err != ERR_OK && !pen->with_savepoints) {
        drop_batch(pen);
        pen->with_savepoints = true;
        pen->stats.replays++;
        set_all(pen, ERR_OK);
        err = run_batch(pen);
    }
    if (err != ERR_OK) {
        batch_failed(pen, err);
        return;
    }
    err = db_commit(pen->db);
    if (err != ERR_OK)
        commit_failed(pen, err);
    else
        pen->options.owner.committed(pen->options.owner.context);
}

static void
answer_batch(struct pen *pen)
{
    int refused = 0;

    atomic_fetch_add(&pen->answered, 1);
    for (int i = 0; i < pen->n_batch; i++) {
        refused += pen->batch[i]->err != ERR_OK;
        pen->batch[i]->done(pen->batch[i], pen->batch[i]->err);
    }
    pthread_mutex_lock(&pen->lock);
    pen->stats.batches++;
    pen->stats.tasks += pen->n_batch;
    pen->stats.refused += refused;
    if (pen->n_batch > pen->stats.biggest_batch)
        pen->stats.biggest_batch = pen->n_batch;
    pthread_mutex_unlock(&pen->lock);
}

static void
tick(struct pen *pen)
{
    Time now = pen->options.monotonic(NULL);

    if (now < pen->next_tick)
        return;
    pen->next_tick = now + TICK;
    pen->one_job = true;
    pen->stats.wal_bytes = db_wal_bytes(pen->db);
    if (pen->stats.wal_bytes > WAL_IS_TOO_MUCH && db_checkpoint(pen->db) != ERR_OK)
        log_event(LOG_WARN, "pen.wal", "%lld bytes, a reader holds it: %s",
                  (long long)pen->stats.wal_bytes, db_why(pen->db));
    pen->options.owner.tick(pen->options.owner.context, pen->db);
}

static void
visit(struct pen *pen)
{
    if (pen->visit == NULL)
        return;
    pen->visit(pen->visit_context, pen->db);
    pthread_mutex_lock(&pen->lock);
    pen->visit = NULL;
    pthread_cond_broadcast(&pen->visited);
    pthread_mutex_unlock(&pen->lock);
}

static void *
pen_thread(void *argument)
{
    struct pen *pen = argument;
    bool        last = false;

    while (!last) {
        pthread_mutex_lock(&pen->lock);
        wait_for_work(pen);
        take_batch(pen);
        last = pen->stopping && pen->n_batch == 0 && pen->lane[PEN_JOB].count == 0;
        pthread_mutex_unlock(&pen->lock);
        if (pen->n_batch > 0) {
            write_batch(pen);
            answer_batch(pen);
        }
        visit(pen);
        tick(pen);
    }
    return NULL;
}

static enum err
pen_open(struct pen *pen, char why[256])
{
    struct pen_owner *owner = &pen->options.owner;

    TRY(db_open(&pen->options.store, DB_WRITER, &pen->db, why));
    if (db_lock_province(pen->db) != ERR_OK) {
        snprintf(why, 256, "another server holds this province's lock");
        return ERR_BUSY;
    }
    TRY(db_migrate(pen->db, why));
    if (owner->reload(owner->context, pen->db) != ERR_OK) {
        snprintf(why, 256, "the journal could not be loaded: %s", db_why(pen->db));
        return ERR_STORE;
    }
    pen->sound = true;
    return ERR_OK;
}

static void
pen_free(struct pen *pen)
{
    db_close(pen->db);
    mem_free(pen->batch);
    mem_free(pen);
}

enum err
pen_start(const struct pen_options *options, struct pen **out, char why[256])
{
    struct pen *pen = mem_alloc(sizeof *pen);
    enum err    err;

    pen->options = *options;
    pen->batch = mem_alloc(sizeof *pen->batch * (size_t)options->batch_max);
    pthread_mutex_init(&pen->lock, NULL);
    wait_init(&pen->wake);
    pthread_cond_init(&pen->visited, NULL);
    err = pen_open(pen, why);
    if (err == ERR_OK && pthread_create(&pen->thread, NULL, pen_thread, pen) != 0) {
        snprintf(why, 256, "the pen's thread could not be started");
        err = ERR_INTERNAL;
    }
    if (err != ERR_OK) {
        pen_free(pen);
        return err;
    }
    *out = pen;
    return ERR_OK;
}

void
pen_stop(struct pen *pen)
{
    pthread_mutex_lock(&pen->lock);
    pen->stopping = true;
    pthread_cond_signal(&pen->wake);
    pthread_mutex_unlock(&pen->lock);
    pthread_join(pen->thread, NULL);
    pen_free(pen);
}
