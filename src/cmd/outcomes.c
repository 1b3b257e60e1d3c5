/* cmd/outcomes.c -- see outcomes.h.  Floor 13.
 *
 *   each second ─▶ dossier.outcomes ─▶ dossier.enter ─▶ dossier.entered, for each that is due
 *
 * What fails stays due, and is tried again after a minute; it holds up nothing else. */
#include "cmd/outcomes.h"

#include <pthread.h>

#include "base/log.h"
#include "base/wait.h"
#include "cmd/house.h"

#define LOOK  1000 /* milliseconds: the table that is read is empty but for what is due */
#define AGAIN 60000

struct outcomes {
    struct house   *house;
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  woken;
    bool            stop;
};

/* What the record became goes into the note as it is. */
static enum err
enter(struct house *h, struct arena *arena, Str code)
{
    static const char *const told[] = { "registry", "record", "why" };
    struct json             *in = json_object(arena);
    struct call              call;

    json_put_text(arena, in, "code", code);
    TRY(house_call(h, arena, S("dossier.enter"), in, &call));
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        Str text = json_text(call.out, told[i]);

        if (text.n > 0)
            json_put_text(arena, in, told[i], text);
    }
    TRY(house_call(h, arena, S("dossier.entered"), in, &call));
    log_event(LOG_INFO, "outcome.entered", "%.*s", STR_ARG(code));
    return ERR_OK;
}

/* A page of what is due; *in becomes the next one's, NULL after the last. */
static enum err
enter_page(struct house *h, struct arena *arena, struct json **in)
{
    struct call  call;
    enum err     failed = ERR_OK;
    struct json *next = NULL;

    TRY(house_call(h, arena, S("dossier.outcomes"), *in, &call));
    json_each(code, json_get(call.out, "codes"))
    {
        enum err err = enter(h, arena, code->text);

        if (err == ERR_OK)
            continue;
        log_event(LOG_ERROR, "outcome.failed", "%.*s: %s", STR_ARG(code->text), err_name(err));
        failed = err;
    }
    if (json_get(call.out, "after") != NULL) {
        next = json_object(arena);
        json_put_int(arena, next, "after", json_int(call.out, "after", 0));
    }
    *in = next;
    return failed;
}

static enum err
enter_all(struct house *h)
{
    struct arena *arena = arena_new();
    struct json  *in = json_object(arena);
    enum err      failed = ERR_OK;

    while (in != NULL) {
        struct json *page = in;
        enum err     err = enter_page(h, arena, &in);

        if (err != ERR_OK)
            failed = err;
        if (in == page) /* it could not even be read */
            break;
    }
    arena_free(arena);
    return failed;
}

static void *
go_on(void *context)
{
    struct outcomes *o = context;

    pthread_mutex_lock(&o->lock);
    while (!o->stop) {
        struct timespec until;
        enum err        err;

        pthread_mutex_unlock(&o->lock);
        err = enter_all(o->house);
        pthread_mutex_lock(&o->lock);
        until = wait_until(err == ERR_OK ? LOOK : AGAIN);
        if (!o->stop)
            pthread_cond_timedwait(&o->woken, &o->lock, &until);
    }
    pthread_mutex_unlock(&o->lock);
    return NULL;
}

enum err
outcomes_start(struct house *house, struct outcomes **out)
{
    struct outcomes *o = mem_alloc(sizeof *o);

    *o = (struct outcomes){ .house = house };
    pthread_mutex_init(&o->lock, NULL);
    wait_init(&o->woken);
    if (pthread_create(&o->thread, NULL, go_on, o) != 0) {
        mem_free(o);
        return ERR_INTERNAL;
    }
    *out = o;
    return ERR_OK;
}

void
outcomes_stop(struct outcomes *o)
{
    if (o == NULL)
        return;
    pthread_mutex_lock(&o->lock);
    o->stop = true;
    pthread_cond_signal(&o->woken);
    pthread_mutex_unlock(&o->lock);
    pthread_join(o->thread, NULL);
    pthread_mutex_destroy(&o->lock);
    pthread_cond_destroy(&o->woken);
    mem_free(o);
}
