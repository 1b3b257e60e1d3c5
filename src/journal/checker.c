/* journal/checker.c -- see checker.h.  Floor 2. */
#include "journal/checker.h"

#include <pthread.h>

#include "base/log.h"

struct checker {
    struct checker_options o;
    pthread_t              thread;
    pthread_mutex_t        lock;
    pthread_cond_t         over;
    bool                   joinable;
    atomic_bool            stop;
    struct checker_state   state;
    int64_t                sample;
    uint64_t               seed;
    struct arena          *arena[2]; /* of the last report, of the next */
    struct verify_report   last;
};

static const struct actor the_checker = { .system = true };

struct checker *
checker_new(const struct checker_options *o)
{
    struct checker *c = mem_alloc(sizeof *c);

    c->o = *o;
    c->arena[0] = arena_new();
    c->arena[1] = arena_new();
    c->last.arena = c->arena[0];
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->over, NULL);
    return c;
}

void
checker_free(struct checker *c)
{
    if (c == NULL)
        return;
    c->stop = true;
    if (c->joinable)
        pthread_join(c->thread, NULL);
    arena_free(c->arena[0]);
    arena_free(c->arena[1]);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->over);
    mem_free(c);
}

static void
note_progress(void *context, int64_t done, int64_t total)
{
    struct checker *c = context;

    pthread_mutex_lock(&c->lock);
    c->state.done = done;
    c->state.total = total;
    pthread_mutex_unlock(&c->lock);
}

static enum err
run(struct checker *c, struct verify_report *r)
{
    struct arena         *arena = arena_new();
    struct view           v = { .arena = arena, .who = &the_checker, .world = c->o.world,
                                .now = clock_now(c->o.clock),
                                .simulated = c->o.simulated };
    struct verify_options vo = { .rooms = c->o.store.rooms, .n_rooms = c->o.store.n_rooms,
                                 .derived = c->o.derived, .vkey = c->o.vkey,
                                 .sample = c->sample, .seed = c->seed,
                                 .progress = note_progress, .context = c, .stop = &c->stop };
    Time                  began = c->o.monotonic(NULL);
    char                  why[256] = "";
    enum err              err;

    if (c->o.world != NULL)
        v.packs = atomic_load(&c->o.world->packs);
    err = db_open(&c->o.store, DB_READER, &v.db, why);
    if (err == ERR_OK) {
        err = verify_run(&v, &vo, r);
        db_close(v.db);
    }
    r->took = c->o.monotonic(NULL) - began;
    arena_free(arena);
    return err;
}

static void *
checker_thread(void *argument)
{
    struct checker      *c = argument;
    struct verify_report r = { .arena = c->arena[1] };
    enum err             err = run(c, &r);

    if (err != ERR_OK)
        log_event(LOG_WARN, "verify.failed", "%s", err_name(err));
    if (r.found > 0)
        log_event(LOG_ERROR, "verify.found", "%lld rows do not agree with the journal",
                  (long long)r.found);
    pthread_mutex_lock(&c->lock);
    c->arena[1] = c->arena[0];
    c->arena[0] = r.arena;
    arena_reset(c->arena[1]);
    c->last = r;
    c->state = (struct checker_state){ .ever = true, .at = clock_now(c->o.clock),
                                       .sampled = c->sample > 0, .err = err };
    pthread_cond_broadcast(&c->over);
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

enum err
checker_start(struct checker *c, int64_t sample, uint64_t seed)
{
    enum err err = ERR_BUSY;

    pthread_mutex_lock(&c->lock);
    if (!c->state.running) {
        if (c->joinable)
            pthread_join(c->thread, NULL); /* it has ended, but for its return */
        c->sample = sample;
        c->seed = seed;
        c->state.running = true;
        c->state.done = c->state.total = 0;
        c->state.began = clock_now(c->o.clock);
        c->joinable = pthread_create(&c->thread, NULL, checker_thread, c) == 0;
        c->state.running = c->joinable;
        err = c->joinable ? ERR_OK : ERR_INTERNAL;
    }
    pthread_mutex_unlock(&c->lock);
    return err;
}

bool
checker_is_running(struct checker *c)
{
    bool running;

    pthread_mutex_lock(&c->lock);
    running = c->state.running;
    pthread_mutex_unlock(&c->lock);
    return running;
}

void
checker_wait(struct checker *c)
{
    pthread_mutex_lock(&c->lock);
    while (c->state.running)
        pthread_cond_wait(&c->over, &c->lock);
    pthread_mutex_unlock(&c->lock);
}

static void
copy_report(struct arena *arena, const struct verify_report *from, struct verify_report *to)
{
    *to = *from;
    to->arena = arena;
    to->first = to->last = NULL;
    to->sample = to->sample_last = NULL;
    to->found = 0;
    for (const struct finding *f = from->first; f != NULL; f = f->next)
        verify_found(to, f->kind, f->table, f->key, f->act, f->words, f->value[0], f->value[1]);
    to->found = from->found;
    for (const struct sampled *s = from->sample; s != NULL; s = s->next) {
        struct sampled *copy = arena_make(arena, struct sampled);

        *copy = *s;
        copy->next = NULL;
        copy->table = str_copy(arena, s->table);
        copy->key = str_copy(arena, s->key);
        if (to->sample_last != NULL)
            to->sample_last->next = copy;
        else
            to->sample = copy;
        to->sample_last = copy;
    }
}

void
checker_read(struct checker *c, struct arena *arena, struct checker_state *state,
             struct verify_report *report)
{
    pthread_mutex_lock(&c->lock);
    *state = c->state;
    copy_report(arena, &c->last, report);
    pthread_mutex_unlock(&c->lock);
}

const struct checker_options *
checker_options(const struct checker *c)
{
    return &c->o;
}
