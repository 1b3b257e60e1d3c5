/* cmd/pulls.c -- see pulls.h.  Floor 13.
 *
 *   hours are over ─▶ fetched into the inbox of loads ─▶ another file than last time? registry.load
 *
 * By the real clock: other servers do not live in a simulation's time.  A start asks at once; what
 * was loaded last is known from the registry's loads. */
#include "cmd/pulls.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/wait.h"
#include "cmd/house.h"
#include "registry/load.h"
#include "web/fetch.h"

#define LOOK      1000 /* milliseconds */
#define AGAIN     (15 * TIME_MINUTE) /* after a failure */
#define PULLS_MAX 100
#define FILE_MAX  ((int64_t)8 << 30)

struct pulls {
    struct house      *house;
    const struct json *says;
    Time               due[PULLS_MAX]; /* by the real clock */
    pthread_t          thread;
    pthread_mutex_t    lock;
    pthread_cond_t     woken;
    atomic_bool        stop;
};

const char *
pulls_fault(const struct json *says)
{
    if (says == NULL)
        return NULL;
    if (says->kind != JSON_ARRAY || says->count > PULLS_MAX)
        return "\"pulls\" is a list";
    json_each(p, says)
    {
        if (json_text(p, "registry").n == 0)
            return "a pull names its registry";
        if (!fetch_is_url(json_text(p, "url")))
            return "a pull's url is http://… or https://…";
        if (json_int(p, "hours", 0) < 1)
            return "a pull's hours are a whole number from 1";
    }
    return NULL;
}

/* The file of the newest load that came from there, in hexadecimal; empty: none did. */
static Str
last_file(struct pulls *s, struct arena *arena, const struct json *p)
{
    struct json *in = json_object(arena);
    struct call  call;

    json_put_text(arena, in, "registry", json_text(p, "registry"));
    if (house_call(s->house, arena, S("registry.loads"), in, &call) != ERR_OK)
        return S("");
    json_each(load, json_get(call.out, "loads"))
        if (str_eq(json_text(load, "name"), json_text(p, "url")) &&
            !str_eq(json_text(load, "phase"), S("failed")) &&
            !str_eq(json_text(load, "phase"), S("cancelled")))
            return str_copy(arena, json_text(load, "file"));
    return S("");
}

static enum err
fetch(struct pulls *s, struct arena *arena, const struct json *p, Hash *out, Str *why)
{
    struct fetch_options o = { .url = json_text(p, "url"), .ca_file = json_text(p, "ca_file"),
                               .max = FILE_MAX, .stop = &s->stop };
    char                *path = str_c(arena, str_format(arena, "%.*s/spool/pull-XXXXXX",
                                                        STR_ARG(s->house->dir->path)));
    int                  fd = mkstemp(path);
    enum err             err = ERR_STORE;

    *why = S("no file could be made");
    if (fd >= 0) {
        err = fetch_file(arena, &o, fd, why);
        close(fd);
        if (err == ERR_OK)
            err = load_receive(s->house->dir->path, path, out);
        unlink(path);
    }
    return err;
}

static enum err
load(struct pulls *s, struct arena *arena, const struct json *p, Str file)
{
    static const char *const passed[] = { "registry", "format", "encoding", "sheet", "delimiter",
                                          "decimal" };
    struct json *in = json_object(arena);
    struct call  call;
    enum err     err;

    for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++)
        if (json_text(p, passed[i]).n > 0)
            json_put_text(arena, in, passed[i], json_text(p, passed[i]));
    if (json_get(p, "mapping") != NULL)
        json_put(in, S("mapping"), json_copy(arena, json_get(p, "mapping")));
    json_put_text(arena, in, "name", json_text(p, "url"));
    json_put_text(arena, in, "file", file);
    json_put_bool(arena, in, "sample", json_bool(p, "sample"));
    err = house_call(s->house, arena, S("registry.load"), in, &call);
    if (err != ERR_OK)
        log_event(LOG_ERROR, "pull.refused", "%.*s: %s", STR_ARG(json_text(p, "registry")),
                  call.why);
    for (const struct fault *f = call.faults.first; err != ERR_OK && f != NULL; f = f->next)
        log_event(LOG_ERROR, "pull.fault", "%.*s: %s", STR_ARG(f->field), f->message);
    return err;
}

static enum err
pull(struct pulls *s, struct arena *arena, const struct json *p)
{
    Str      before = last_file(s, arena, p), why = S(""), file;
    Hash     hash = { { 0 } };
    enum err err = fetch(s, arena, p, &hash, &why);

    if (err != ERR_OK) {
        log_event(LOG_WARN, "pull.failed", "%.*s: %.*s", STR_ARG(json_text(p, "url")),
                  STR_ARG(why));
        return err;
    }
    file = hex_text(arena, hash_bytes(&hash));
    if (str_eq(file, before)) {
        log_event(LOG_INFO, "pull.same", "%.*s", STR_ARG(json_text(p, "url")));
        return ERR_OK;
    }
    return load(s, arena, p, file);
}

static void
pull_due(struct pulls *s)
{
    int i = 0;

    json_each(p, s->says)
    {
        struct arena *arena;

        if (!atomic_load(&s->stop) && clock_now(&wall_clock) >= s->due[i]) {
            arena = arena_new();
            s->due[i] = clock_now(&wall_clock) +
                        (pull(s, arena, p) == ERR_OK ? json_int(p, "hours", 1) * TIME_HOUR
                                                     : AGAIN);
            arena_free(arena);
        }
        i++;
    }
}

static void *
go_on(void *context)
{
    struct pulls *s = context;

    while (!atomic_load(&s->stop)) {
        struct timespec until = wait_until(LOOK);

        pull_due(s);
        pthread_mutex_lock(&s->lock);
        if (!atomic_load(&s->stop))
            pthread_cond_timedwait(&s->woken, &s->lock, &until);
        pthread_mutex_unlock(&s->lock);
    }
    return NULL;
}

enum err
pulls_start(struct house *house, const struct json *says, struct pulls **out)
{
    struct pulls *s;

    *out = NULL;
    if (says == NULL || says->count == 0)
        return ERR_OK;
    s = mem_alloc(sizeof *s);
    s->house = house;
    s->says = says;
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
pulls_stop(struct pulls *s)
{
    if (s == NULL)
        return;
    atomic_store(&s->stop, true);
    pthread_mutex_lock(&s->lock);
    pthread_cond_signal(&s->woken);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->woken);
    mem_free(s);
}
