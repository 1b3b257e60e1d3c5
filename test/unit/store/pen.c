/* The pen and the workers beside it, with statements of the test's own. */
#include "store/pen.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "store/work.h"
#include "stores.h"

static const struct column unit_column = { "unit", CELL_TEXT, false };
static const struct column last_column = { "last", CELL_INT, false };
static const struct stmt   put_row = {
      .name = "test_put", .index = -1, .writes = true, .expect = 1, .n_in = 1, .in = &unit_column,
      .sql = { "INSERT INTO dossier_sequence (unit, day, last) VALUES (?1, '2024-07-01', 1)",
               "INSERT INTO dossier_sequence (unit, day, last) VALUES ($1, '2024-07-01', 1)" },
};
static const struct stmt get_row = {
    .name = "test_get", .index = -1, .expect = -1, .n_in = 1, .in = &unit_column, .n_out = 1,
    .out = &last_column,
    .sql = { "SELECT last FROM dossier_sequence WHERE unit = ?1",
             "SELECT last FROM dossier_sequence WHERE unit = $1" },
};

enum fate { KEEPS, REFUSES_AFTER, REFUSES_BEFORE, CLASHES, FATES };

struct deed {
    struct pen_task task;
    enum fate       fate;
    Str             unit;
    struct arena   *arena;
    atomic_bool    *may_go; /* not NULL: waits for it, so that the others gather behind */
    enum err        ended;
    atomic_int     *left;
    int             undone;
};

static enum err
deed_run(struct pen_task *task, struct db *db)
{
    struct deed *d = (struct deed *)task;
    struct cell  in = cell_text(d->unit);
    struct rows  none;
    enum err     err;

    while (d->may_go != NULL && !*d->may_go)
        usleep(1000);
    if (d->fate == REFUSES_BEFORE)
        return ERR_FORBIDDEN;
    task->wrote = true;
    err = db_run(db, &put_row, &in, d->arena, &none);
    if (err == ERR_OK && d->fate == REFUSES_AFTER)
        return ERR_INVALID;
    if (err == ERR_OK && d->fate == CLASHES)
        err = db_run(db, &put_row, &in, d->arena, &none);
    return err;
}

static void
deed_done(struct pen_task *task, enum err err)
{
    struct deed *d = (struct deed *)task;

    d->ended = err;
    atomic_fetch_sub(d->left, 1);
}

static enum err
nothing(void *context, struct db *db)
{
    (void)context, (void)db;
    return ERR_OK;
}

static void
note_undone(void *context, struct pen_task *task)
{
    (void)context;
    ((struct deed *)task)->undone++;
}

static void
nothing_at_all(void *context)
{
    (void)context;
}

static void
no_tick(void *context, struct db *db)
{
    (void)context, (void)db;
}

static struct pen *
open_pen(const struct store_options *o)
{
    struct pen_options options = {
        .store = *o, .queue_max = 1000, .batch_max = 200, .monotonic = test_monotonic,
        .owner = { .begin = nothing, .undo = note_undone, .seal = nothing, .reload = nothing,
                   .committed = nothing_at_all, .rolled_back = nothing_at_all, .tick = no_tick },
    };
    struct pen *pen = NULL;
    char        why[256] = "";

    check(pen_start(&options, &pen, why) == ERR_OK, why);
    return pen;
}

static bool
is_there(const struct store_options *o, Str unit)
{
    struct cell in = cell_text(unit);
    struct rows rows = { 0 };
    struct db  *db;
    char        why[256] = "";

    check(db_open(o, DB_READER, &db, why) == ERR_OK, why);
    check_ok(db_run(db, &get_row, &in, test_arena(), &rows));
    db_close(db);
    return rows.n == 1;
}

#define DEEDS 60

static void
settle(atomic_int *left)
{
    while (*left > 0)
        usleep(1000);
}

/* Mutation that this finds: run_bare answering true for a task that wrote. */
static void
refused_alone(const struct store_options *o)
{
    static const enum err expected[FATES] = { ERR_OK, ERR_INVALID, ERR_FORBIDDEN, ERR_CONFLICT };
    struct pen           *pen = open_pen(o);
    struct deed          *deed = arena_array(test_arena(), struct deed, DEEDS);
    atomic_bool           may_go = false;
    atomic_int            left = DEEDS;
    struct pen_stats      stats;

    for (int i = 0; i < DEEDS; i++) {
        enum fate fate = i % 7 == 3 ? REFUSES_AFTER : i % 7 == 4 ? REFUSES_BEFORE
                         : i % 7 == 5 ? CLASHES : KEEPS;

        deed[i] = (struct deed){ .task = { .run = deed_run, .done = deed_done }, .fate = fate,
                                 .unit = str_format(test_arena(), "unit %d", i),
                                 .arena = arena_new(), .left = &left,
                                 .may_go = i == 0 ? &may_go : NULL };
        check_ok(pen_queue(pen, PEN_SHORT, &deed[i].task));
    }
    may_go = true;
    settle(&left);
    pen_read_stats(pen, &stats);
    pen_stop(pen);
    for (int i = 0; i < DEEDS; i++) {
        check_int(deed[i].ended, expected[deed[i].fate]);
        check_int(is_there(o, deed[i].unit), deed[i].fate == KEEPS);
        check(deed[i].fate == KEEPS || deed[i].undone > 0, "a refused act is undone");
        arena_free(deed[i].arena);
    }
    check(stats.replays > 0 && stats.biggest_batch > 10, "they stood in one batch, run again");
}

void
test_store_pen__a_refused_act_leaves_the_rest_of_its_batch(void)
{
    on_each_store(refused_alone);
}

#define LONG_LOG ((off_t)300 << 20)

/* SQLite passes over what stands in its log's file beyond the last commit.  Mutation that
 * this finds: no job while the log is long. */
static void
long_log(const struct store_options *o)
{
    struct pen      *pen;
    struct deed      deed[2];
    atomic_int       left = 2;
    struct pen_stats stats = { .wal_bytes = 0 };

    if (o->kind != STORE_SQLITE)
        return;
    pen = open_pen(o);
    check(truncate(str_format(test_arena(), "%s-wal", o->where).p, LONG_LOG) == 0, "a long log");
    while (stats.wal_bytes < LONG_LOG) {
        usleep(1000);
        pen_read_stats(pen, &stats);
    }
    for (int i = 0; i < 2; i++) {
        deed[i] = (struct deed){ .task = { .run = deed_run, .done = deed_done }, .left = &left,
                                 .unit = str_format(test_arena(), "job%d", i),
                                 .arena = arena_new() };
        check_ok(pen_queue(pen, PEN_JOB, &deed[i].task));
    }
    pen_stop(pen); /* ends, and they are done */
    check_int(left, 0);
    for (int i = 0; i < 2; i++) {
        check(is_there(o, deed[i].unit), "done");
        arena_free(deed[i].arena);
    }
}

void
test_store_pen__a_long_log_slows_jobs_and_stops_none(void)
{
    on_each_store(long_log);
}

/* -- what is committed is seen by whatever is queued after it ------------------------------ */

#define WRITERS 4
#define TURNS   60

struct looking {
    struct work                 work;
    Str                         unit;
    struct arena               *arena;
    bool                        found;
    atomic_int                 *left;
};

struct writer {
    struct pen       *pen;
    struct work_pool *pool;
    int               number, missed;
};

static void
look(struct work *work, struct db *reader)
{
    struct looking *l = (struct looking *)work;
    struct cell     in = cell_text(l->unit);
    struct rows     rows = { 0 };

    l->found = reader != NULL && db_run(reader, &get_row, &in, l->arena, &rows) == ERR_OK &&
               rows.n == 1;
    atomic_fetch_sub(l->left, 1);
}

static void *
write_and_look(void *argument)
{
    struct writer *w = argument;
    struct arena  *arena = arena_new();

    for (int i = 0; i < TURNS; i++) {
        atomic_int     left = 1;
        Str            unit = str_format(arena, "writer %d, %d", w->number, i);
        struct deed    d = { .task = { .run = deed_run, .done = deed_done }, .unit = unit,
                             .arena = arena, .left = &left };
        struct looking look_for[8];

        if (pen_queue(w->pen, PEN_SHORT, &d.task) != ERR_OK)
            BUG("the queue is full");
        settle(&left);
        left = 8;
        for (int k = 0; k < 8; k++) {
            look_for[k] = (struct looking){ .work = { .run = look }, .unit = unit,
                                            .arena = arena_new(), .left = &left };
            if (work_queue(w->pool, &look_for[k].work) != ERR_OK)
                BUG("the queue is full");
        }
        settle(&left);
        for (int k = 0; k < 8; k++) {
            w->missed += !look_for[k].found;
            arena_free(look_for[k].arena);
        }
    }
    arena_free(arena);
    return NULL;
}

/* Mutation that this finds: a worker taking more works under the snapshot it has. */
static void
committed_is_seen(const struct store_options *o)
{
    struct pen       *pen = open_pen(o);
    struct work_pool *pool = NULL;
    struct writer     w[WRITERS];
    pthread_t         thread[WRITERS];
    char              why[256] = "";

    check(work_start(o, 2, 1000, &pool, why) == ERR_OK, why);
    for (int i = 0; i < WRITERS; i++) {
        w[i] = (struct writer){ .pen = pen, .pool = pool, .number = i };
        check_int(pthread_create(&thread[i], NULL, write_and_look, &w[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(thread[i], NULL);
        check_int(w[i].missed, 0);
    }
    work_stop(pool);
    pen_stop(pen);
}

void
test_store_work__what_was_committed_is_seen_by_what_is_queued_after(void)
{
    on_each_store(committed_is_seen);
}

/* -- a snapshot left open shows all that was answered ------------------------------------------ */

struct told {
    struct deed deed;
    struct pen *pen;
    struct db  *reader;
    bool        seen_at_answer, hidden_before;
};

static bool
shows(struct db *reader, struct arena *arena, Str unit)
{
    struct cell in = cell_text(unit);
    struct rows rows = { 0 };

    return db_run(reader, &get_row, &in, arena, &rows) == ERR_OK && rows.n == 1;
}

/* Whoever is answered may ask a loop whose snapshot is already open. */
static void
look_when_answered(struct pen_task *task, enum err err)
{
    struct told *t = (struct told *)task;

    t->hidden_before = !shows(t->reader, t->deed.arena, t->deed.unit);
    t->seen_at_answer = err == ERR_OK &&
                        db_share(t->reader, pen_answered(t->pen)) == ERR_OK &&
                        shows(t->reader, t->deed.arena, t->deed.unit);
    atomic_fetch_sub(t->deed.left, 1);
}

/* Mutations that this finds: answer_batch counting after the answers; db_share keeping a
 * snapshot of another version. */
static void
shared_shows_answered(const struct store_options *o)
{
    struct pen *pen = open_pen(o);
    struct db  *reader;
    char        why[256] = "";

    check(db_open(o, DB_READER, &reader, why) == ERR_OK, why);
    for (int i = 0; i < 5; i++) {
        atomic_int  left = 1;
        struct told t = { .pen = pen, .reader = reader,
                          .deed = { .task = { .run = deed_run, .done = look_when_answered },
                                    .unit = str_format(test_arena(), "told %d", i),
                                    .arena = test_arena(), .left = &left } };

        check_ok(db_share(reader, pen_answered(pen)));
        check(!shows(reader, test_arena(), t.deed.unit), "not yet written");
        check_ok(pen_queue(pen, PEN_SHORT, &t.deed.task));
        settle(&left);
        check(t.hidden_before, "the snapshot that was open is one snapshot");
        check(t.seen_at_answer, "shared anew, it shows what was answered");
    }
    db_unshare(reader);
    db_unshare(reader); /* as a loop does that read nothing */
    check(!db_can_go_on(reader), "nothing is left open");
    db_close(reader);
    pen_stop(pen);
}

void
test_store_db__a_shared_snapshot_shows_all_that_was_answered(void)
{
    on_each_store(shared_shows_answered);
}
