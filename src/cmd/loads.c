/* cmd/loads.c -- see loads.h.  Floor 13.
 *
 *   a step, again ─▶ nothing more ─▶ registry.load_due ─▶ registry.publish, and a step again */
#include "cmd/loads.h"

#include <pthread.h>

#include "base/log.h"
#include "base/wait.h"
#include "cmd/house.h"
#include "journal/follow.h"
#include "registry/load.h"
#include "store/pen.h"

#define LOOK     250                   /* milliseconds: whether there is something to do */
#define AFTER    500                   /* after a failure */
#define REST     40                    /* between two steps while people act */
#define TARGET   (15 * TIME_SECOND / 1000) /* of a step, its planning with it, while people act */
#define QUIET    (60 * TIME_SECOND / 1000) /* while nobody does */
#define BUSY     3                     /* acts during a step */
#define WAITS_AT_MOST (2 * TIME_DAY) /* a file that was sent and is not loaded */
#define SWEEPS   TIME_DAY              /* how often */
#define PACE_MIN 200
#define PACE_MAX 20000

struct loads {
    struct house   *house;
    struct db      *reader;
    int             pace;
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  woken;
    bool            tells; /* the log, of what was published */
    Time            swept; /* on the real clock */
    bool            stop;
    bool            alone;
};

static int64_t
acts_so_far(struct loads *l)
{
    struct pen_stats stats;

    pen_read_stats(door_pen(l->house->door), &stats);
    return stats.tasks;
}

/* So many rows a step that it takes as long as it may; alone as many as there is memory for:
 * a page that many rows touch is then written once for all of them. */
static void
set_pace(struct loads *l, Time took, bool busy)
{
    Time target = busy ? TARGET : QUIET;

    if (took > target && !l->alone)
        l->pace = l->pace * 3 / 4;
    else if (took < target / 2 || l->alone)
        l->pace = l->pace * 5 / 4 + 1;
    if (l->pace < PACE_MIN)
        l->pace = PACE_MIN;
    if (l->pace > PACE_MAX)
        l->pace = PACE_MAX;
    loader_pace(l->house->world.loader, l->pace);
}

static enum err
open_reader(struct loads *l)
{
    char     why[256];
    enum err err = l->reader == NULL ? door_reader(l->house->door, &l->reader, why) : ERR_OK;

    if (err != ERR_OK)
        log_event(LOG_WARN, "loads.reader", "%s", why);
    return err;
}

static enum err
publish_due(struct loads *l, bool *out_did)
{
    struct house *h = l->house;
    struct arena *arena = arena_new();
    struct call   call;
    struct json  *in = json_object(arena);
    enum err      err = house_call(h, arena, S("registry.load_due"), in, &call);

    *out_did = err == ERR_OK && json_text(call.out, "registry").n > 0;
    if (*out_did) {
        Str     registry = str_copy(arena, json_text(call.out, "registry"));
        int64_t load = json_int(call.out, "load", 0);

        json_put_text(arena, in, "registry", registry);
        json_put_int(arena, in, "load", load);
        err = house_call(h, arena, S("registry.publish"), in, &call);
        if (err != ERR_OK || l->tells)
            log_event(err == ERR_OK ? LOG_INFO : LOG_ERROR, "load.publish", "%.*s %lld: %s",
                      STR_ARG(registry), (long long)load, err_name(err));
    }
    arena_free(arena);
    return err;
}

/* One step; *out_more: there was something to do, *out_busy: people acted meanwhile. */
static enum err
step(struct loads *l, bool *out_more, bool *out_busy)
{
    struct house *h = l->house;
    int64_t       before = acts_so_far(l);
    Time          begun = monotonic(NULL);
    enum err      err = open_reader(l);

    *out_more = *out_busy = false;
    if (err == ERR_OK)
        err = follow_with(h->door, &h->world, &registry_loader, l->reader, clock_now(&h->clock),
                          h->dir->simulated, out_more);
    if (err == ERR_OK && *out_more) {
        *out_busy = acts_so_far(l) - before > BUSY;
        set_pace(l, monotonic(NULL) - begun, *out_busy);
    }
    if (err == ERR_OK && !*out_more)
        err = publish_due(l, out_more);
    if (err != ERR_OK) {
        db_close(l->reader);
        l->reader = NULL;
    }
    return err;
}

/* False when it is time to end. */
static bool
rest(struct loads *l, int milliseconds)
{
    struct timespec until = wait_until(milliseconds);
    bool            go_on;

    pthread_mutex_lock(&l->lock);
    while (!l->stop && milliseconds > 0 &&
           pthread_cond_timedwait(&l->woken, &l->lock, &until) == 0)
        continue;
    go_on = !l->stop;
    pthread_mutex_unlock(&l->lock);
    return go_on;
}

/* What people left waiting, and refused rows that were kept long enough. */
static void
sweep(struct loads *l)
{
    Str  folder = l->house->dir->path;
    Time now = clock_now(&wall_clock);

    if (now < l->swept + SWEEPS)
        return;
    l->swept = now;
    load_sweep(folder, now - WAITS_AT_MOST);
    load_sweep_rejected(folder, now - LOAD_REJECTED_KEPT);
}

static void *
go_on(void *context)
{
    struct loads *l = context;
    bool          on = true;

    while (on) {
        bool     more, busy;
        enum err err;

        sweep(l);
        err = step(l, &more, &busy);
        if (err != ERR_OK)
            log_event(LOG_WARN, "loads.failed", "%s", err_name(err));
        on = rest(l, err != ERR_OK ? AFTER : !more ? LOOK : busy ? REST : 0);
    }
    return NULL;
}

static struct loads *
new_loads(struct house *house)
{
    struct loads *l = mem_alloc(sizeof *l);

    *l = (struct loads){ .house = house, .pace = PACE_MIN * 5 };
    pthread_mutex_init(&l->lock, NULL);
    wait_init(&l->woken);
    return l;
}

static void
free_loads(struct loads *l)
{
    if (l->reader != NULL)
        db_close(l->reader);
    pthread_mutex_destroy(&l->lock);
    pthread_cond_destroy(&l->woken);
    mem_free(l);
}

enum err
loads_run(struct house *house)
{
    struct loads *l = new_loads(house);
    bool          more = true, busy;
    int           conflicts = 0;
    enum err      err = ERR_OK;

    l->alone = true;
    while (err == ERR_OK && more) {
        err = step(l, &more, &busy);
        /* Somebody wrote what a step was about to write: the next one sees it. */
        if (err == ERR_CONFLICT && conflicts++ < 10) {
            err = ERR_OK;
            more = true;
        }
    }
    free_loads(l);
    return err;
}

/* -- data of packs ------------------------------------------------------------------------- */

static enum err
load_seed(struct house *h, struct arena *arena, const struct json *seed)
{
    struct json *in = json_object(arena);
    struct call  call;
    Hash         hash;

    TRY(load_keep(h->dir->path, json_text(seed, "text"), &hash));
    json_put_text(arena, in, "registry", json_text(seed, "registry"));
    json_put_text(arena, in, "name", json_text(seed, "name"));
    json_put_text(arena, in, "file", hex_text(arena, hash_bytes(&hash)));
    json_put_text(arena, in, "format", S("csv"));
    json_put_text(arena, in, "decimal", S("."));
    json_put_bool(arena, in, "sample", json_bool(seed, "sample"));
    TRY(house_call(h, arena, S("registry.load"), in, &call));
    return loads_run(h);
}

enum err
loads_seed(struct house *h)
{
    enum err err = ERR_OK;
    bool     more = true;

    while (err == ERR_OK && more) {
        struct arena *arena = arena_new();
        struct call   call;

        err = house_call(h, arena, S("registry.seed"), json_object(arena), &call);
        more = err == ERR_OK && json_text(call.out, "registry").n > 0;
        if (more)
            err = load_seed(h, arena, call.out);
        arena_free(arena);
    }
    return err;
}

enum err
loads_start(struct house *house, struct loads **out)
{
    struct loads *l = new_loads(house);

    l->tells = true;
    if (pthread_create(&l->thread, NULL, go_on, l) != 0) {
        free_loads(l);
        return ERR_INTERNAL;
    }
    *out = l;
    return ERR_OK;
}

void
loads_stop(struct loads *l)
{
    if (l == NULL)
        return;
    pthread_mutex_lock(&l->lock);
    l->stop = true;
    pthread_cond_signal(&l->woken);
    pthread_mutex_unlock(&l->lock);
    pthread_join(l->thread, NULL);
    free_loads(l);
}
