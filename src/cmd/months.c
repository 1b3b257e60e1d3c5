/* cmd/months.c -- see months.h.  Floor 13.
 *
 *   an hour is over ─▶ measure.due ─▶ measure.publish, again until nothing is due */
#include "cmd/months.h"

#include <pthread.h>

#include "base/log.h"
#include "base/wait.h"
#include "cmd/house.h"

#define LOOK 1000 /* milliseconds: whether it is another hour; nothing is asked of the store */

struct months {
    struct house   *house;
    Time            hour; /* that was looked at */
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  woken;
    bool            stop;
};

/* False: nothing is due, or it could not be done. */
static bool
publish_one(struct house *h, struct arena *arena)
{
    struct call  call;
    struct json *in = json_object(arena);
    Str          month;
    enum err     err = house_call(h, arena, S("measure.due"), in, &call);

    month = err == ERR_OK ? json_text(call.out, "month") : STR_NONE;
    if (err == ERR_OK && month.n == 0)
        return false;
    if (err == ERR_OK) {
        json_put_text(arena, in, "month", month);
        err = house_call(h, arena, S("measure.publish"), in, &call);
    }
    if (err == ERR_OK)
        log_event(LOG_INFO, "month.published", "%.*s", STR_ARG(month));
    else
        log_event(LOG_ERROR, "month.failed", "%.*s: %s", STR_ARG(month), err_name(err));
    return err == ERR_OK;
}

void
months_publish(struct house *h)
{
    bool more = true;

    while (more) {
        struct arena *arena = arena_new();

        more = publish_one(h, arena);
        arena_free(arena);
    }
}

static Time
hour_now(const struct months *m)
{
    return clock_now(&m->house->clock) / TIME_HOUR;
}

static void *
go_on(void *context)
{
    struct months *m = context;

    pthread_mutex_lock(&m->lock);
    while (!m->stop) {
        struct timespec until = wait_until(LOOK);
        Time            hour;

        pthread_cond_timedwait(&m->woken, &m->lock, &until);
        hour = hour_now(m);
        if (m->stop || hour == m->hour)
            continue;
        pthread_mutex_unlock(&m->lock);
        months_publish(m->house);
        pthread_mutex_lock(&m->lock);
        m->hour = hour;
    }
    pthread_mutex_unlock(&m->lock);
    return NULL;
}

enum err
months_start(struct house *house, struct months **out)
{
    struct months *m = mem_alloc(sizeof *m);

    *m = (struct months){ .house = house };
    m->hour = hour_now(m);
    months_publish(house);
    pthread_mutex_init(&m->lock, NULL);
    wait_init(&m->woken);
    if (pthread_create(&m->thread, NULL, go_on, m) != 0) {
        mem_free(m);
        return ERR_INTERNAL;
    }
    *out = m;
    return ERR_OK;
}

void
months_stop(struct months *m)
{
    if (m == NULL)
        return;
    pthread_mutex_lock(&m->lock);
    m->stop = true;
    pthread_cond_signal(&m->woken);
    pthread_mutex_unlock(&m->lock);
    pthread_join(m->thread, NULL);
    pthread_mutex_destroy(&m->lock);
    pthread_cond_destroy(&m->woken);
    mem_free(m);
}
