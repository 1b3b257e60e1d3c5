/* cmd/slots.c -- see slots.h.  Floor 13.
 *
 *   packs replaced, ─▶ appointment.stale, page by page ─┬▶ appointment.close, an act for each
 *   another hour                                        └▶ appointment.remind
 *
 * What is interrupted begins anew at the next start: to call off what is called off already, or
 * to remind twice, does nothing. */
#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "base/wait.h"
#include "cmd/house.h"
#include "cmd/slots.h"

#define LOOK 1000 /* milliseconds: whether packs or hour are others; the store is not asked */

struct slots {
    struct house   *house;
    const void     *seen; /* the packs that all was looked through by, and in which hour */
    Time            hour;
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  woken;
    bool            stop;
};

static enum err
each(struct slots *s, struct arena *arena, const struct json *codes, Str command)
{
    json_each(code, codes)
    {
        struct json *in = json_object(arena);
        struct call  call;

        json_put_text(arena, in, "code", code->text);
        TRY(house_call(s->house, arena, command, in, &call));
        log_event(LOG_INFO, "appointment.slots", "%.*s %.*s", STR_ARG(command),
                  STR_ARG(code->text));
    }
    return ERR_OK;
}

/* A page of what is booked; *in becomes the next one's, NULL after the last. */
static enum err
look_at_page(struct slots *s, struct arena *arena, struct json **in)
{
    struct call  call;
    struct json *next = NULL;

    TRY(house_call(s->house, arena, S("appointment.stale"), *in, &call));
    TRY(each(s, arena, json_get(call.out, "codes"), S("appointment.close")));
    TRY(each(s, arena, json_get(call.out, "remind"), S("appointment.remind")));
    if (json_text(call.out, "after").n > 0) {
        next = json_object(arena);
        json_put_text(arena, next, "slot", json_text(call.out, "slot"));
        json_put_text(arena, next, "after", json_text(call.out, "after"));
    }
    *in = next;
    return ERR_OK;
}

static enum err
look_through(struct slots *s)
{
    struct arena *arena = arena_new();
    struct json  *in = json_object(arena);
    enum err      err = ERR_OK;

    while (err == ERR_OK && in != NULL)
        err = look_at_page(s, arena, &in);
    arena_free(arena);
    return err;
}

static void *
go_on(void *context)
{
    struct slots *s = context;

    pthread_mutex_lock(&s->lock);
    while (!s->stop) {
        const void     *packs = atomic_load(&s->house->world.packs);
        Time            hour = clock_now(&s->house->clock) / TIME_HOUR;
        struct timespec until;

        if (packs != s->seen || hour != s->hour) {
            enum err err;

            pthread_mutex_unlock(&s->lock);
            err = look_through(s);
            pthread_mutex_lock(&s->lock);
            if (err == ERR_OK) {
                s->seen = packs;
                s->hour = hour;
            }
        }
        until = wait_until(LOOK);
        if (!s->stop)
            pthread_cond_timedwait(&s->woken, &s->lock, &until);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

enum err
slots_start(struct house *house, struct slots **out)
{
    struct slots *s = mem_alloc(sizeof *s);

    *s = (struct slots){ .house = house };
    pthread_mutex_init(&s->lock, NULL);
    wait_init(&s->woken);
    if (pthread_create(&s->thread, NULL, go_on, s) != 0) {
        mem_free(s);
        return ERR_INTERNAL;
    }
    *out = s;
    return ERR_OK;
}

void
slots_stop(struct slots *s)
{
    if (s == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_signal(&s->woken);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->woken);
    mem_free(s);
}
