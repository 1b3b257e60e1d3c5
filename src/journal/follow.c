/* journal/follow.c -- see follow.h.  Floor 2.
 *
 * How it keeps out of the way: after a slice it rests; when the pen was busy in that
 * rest it waits longer before the next, so that under load it costs the pen ten short
 * tasks a second and falls behind, and catches up when the load is over. */
#include "journal/follow.h"

#include <pthread.h>

#include "base/log.h"
#include "base/wait.h"
#include "journal/ledger.h"

#define LOOK_MS  250  /* nothing new: how soon to look again */
#define REST_MS  10   /* between two slices of a quiet pen */
#define BUSY_MS  100  /* between two slices of a busy one */
#define CALM_MS  1000 /* the same for one that nobody waits for */
#define AFTER_MS 1000 /* after a failure */
#define BUSY     3    /* acts within a rest */

static const struct actor the_program = { .system = true };

struct following {
    struct door           *door;
    const struct world    *world;
    const struct follower *follower;
    pthread_t              thread;
    pthread_mutex_t        lock;
    pthread_cond_t         wake;
    bool                   stopping;
    struct db             *reader; /* the thread's; NULL until it can be opened */
};

/* -- one slice ------------------------------------------------------------------------ */

struct slice {
    struct pen_task        task;
    struct arena          *arena;
    const struct world    *world;
    const struct follower *follower;
    const void            *plan;
    Time                   now;
    bool                   simulated;
    pthread_mutex_t        lock;
    pthread_cond_t         over;
    bool                   done;
    enum err               err;
};

static enum err
slice_run(struct pen_task *task, struct db *db)
{
    struct slice *s = (struct slice *)task;
    struct act    own = { .view = { .arena = s->arena, .db = db, .who = &the_program,
                                    .world = s->world } };

    task->wrote = true;
    return s->follower->write(&own, s->plan);
}

static void
slice_done(struct pen_task *task, enum err err)
{
    struct slice *s = (struct slice *)task;

    pthread_mutex_lock(&s->lock);
    s->err = err;
    s->done = true;
    pthread_cond_signal(&s->over);
    pthread_mutex_unlock(&s->lock);
}

static enum err
write_slice(struct door *door, struct slice *s)
{
    s->task = (struct pen_task){ .run = slice_run, .done = slice_done };
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->over, NULL);
    TRY(pen_queue(door_pen(door), PEN_JOB, &s->task));
    pthread_mutex_lock(&s->lock);
    while (!s->done)
        pthread_cond_wait(&s->over, &s->lock);
    pthread_mutex_unlock(&s->lock);
    return s->err;
}

static enum err
make_plan(struct slice *s, struct db *reader, void **out_plan)
{
    struct view v = { .arena = s->arena, .db = reader, .who = &the_program, .world = s->world,
                      .now = s->now, .simulated = s->simulated };
    enum err    err = db_begin(reader);

    if (err == ERR_OK)
        err = s->follower->plan(&v, out_plan);
    db_end(reader);
    return err;
}

static enum err
one_slice(struct door *door, struct slice *s, struct db *reader, bool *out_more)
{
    void *plan = NULL;

    TRY(make_plan(s, reader, &plan));
    if (plan != NULL) {
        s->plan = plan;
        TRY(write_slice(door, s));
    }
    *out_more = plan != NULL;
    return ERR_OK;
}

static enum err
slice_through(struct following *f, bool *out_more)
{
    struct slice s = { .arena = arena_new(), .world = f->world, .follower = f->follower };
    enum err     err = one_slice(f->door, &s, f->reader, out_more);

    arena_free(s.arena);
    return err;
}

enum err
follow_with(struct door *door, const struct world *world, const struct follower *follower,
            struct db *reader, Time now, bool simulated, bool *out_more)
{
    struct slice s = { .arena = arena_new(), .world = world, .follower = follower, .now = now,
                       .simulated = simulated };
    enum err     err = one_slice(door, &s, reader, out_more);

    arena_free(s.arena);
    return err;
}

enum err
follow_once(struct door *door, const struct world *world, const struct follower *follower,
            bool *out_more)
{
    struct following f = { .door = door, .world = world, .follower = follower };
    char             why[256];
    enum err         err;

    TRY(door_reader(door, &f.reader, why));
    err = slice_through(&f, out_more);
    db_close(f.reader);
    return err;
}

/* -- the thread ----------------------------------------------------------------------- */

/* False when it is time to end. */
static bool
rest(struct following *f, int milliseconds)
{
    struct timespec until = wait_until(milliseconds);
    bool            go_on;

    pthread_mutex_lock(&f->lock);
    while (!f->stopping && pthread_cond_timedwait(&f->wake, &f->lock, &until) == 0)
        continue;
    go_on = !f->stopping;
    pthread_mutex_unlock(&f->lock);
    return go_on;
}

static int64_t
acts_so_far(const struct following *f)
{
    struct pen_stats stats;

    pen_read_stats(door_pen(f->door), &stats);
    return stats.tasks;
}

static bool
rest_between(struct following *f)
{
    int64_t before = acts_so_far(f);

    if (!rest(f, REST_MS))
        return false;
    return acts_so_far(f) - before < BUSY || rest(f, f->follower->calm ? CALM_MS : BUSY_MS);
}

/* The connection is kept from look to look, and opened anew after a failure. */
static enum err
look(struct following *f, bool *out_more)
{
    char     why[256];
    enum err err;

    *out_more = false;
    if (f->reader == NULL)
        TRY(door_reader(f->door, &f->reader, why));
    err = slice_through(f, out_more);
    if (err != ERR_OK) {
        db_close(f->reader);
        f->reader = NULL;
    }
    return err;
}

static void *
follow_thread(void *argument)
{
    struct following *f = argument;
    bool              go_on = true;

    while (go_on) {
        bool     more;
        enum err err = look(f, &more);

        if (err != ERR_OK)
            log_event(LOG_WARN, "follow.failed", "%s: %s", f->follower->name, err_name(err));
        go_on = err != ERR_OK ? rest(f, AFTER_MS) : more ? rest_between(f) : rest(f, LOOK_MS);
    }
    if (f->reader != NULL)
        db_close(f->reader);
    return NULL;
}

enum err
follow_start(struct door *door, const struct world *world, const struct follower *follower,
             struct following **out)
{
    struct following *f = mem_alloc(sizeof *f);

    *f = (struct following){ .door = door, .world = world, .follower = follower };
    pthread_mutex_init(&f->lock, NULL);
    wait_init(&f->wake);
    if (pthread_create(&f->thread, NULL, follow_thread, f) != 0) {
        mem_free(f);
        return ERR_INTERNAL;
    }
    *out = f;
    return ERR_OK;
}

void
follow_stop(struct following *f)
{
    if (f == NULL)
        return;
    pthread_mutex_lock(&f->lock);
    f->stopping = true;
    pthread_cond_signal(&f->wake);
    pthread_mutex_unlock(&f->lock);
    pthread_join(f->thread, NULL);
    mem_free(f);
}
