/* cmd/dev.c -- see dev.h.  Floor 13.
 *
 * Invariant: whatever was handed out stays readable until the end: translations
 * in one arena that only grows, sets of packs behind each other (pack/store.c). */
#include "cmd/dev.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/wait.h"
#include "base/words.h"
#include "pack/pack.h"

#define LOOK      300 /* milliseconds */
#define PACKS_MAX 32
#define DEPTH_MAX 4

struct dev {
    struct house   *house;
    struct arena   *kept;  /* translations in use */
    Time            words; /* when the newest was written */
    Time            packs;
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  woken;
    bool            stop; /* under lock */
};

/* -- when ---------------------------------------------------------------------------- */

static Time
written(const struct stat *st)
{
    return (Time)st->st_mtim.tv_sec * TIME_SECOND + st->st_mtim.tv_nsec / 1000;
}

/* The newest moment at which anything in the folder was written; 0: not there. */
static Time
newest(const char *path, int depth)
{
    struct stat    st;
    DIR           *dir;
    struct dirent *entry;
    Time           last;

    if (stat(path, &st) != 0)
        return 0;
    last = written(&st);
    dir = S_ISDIR(st.st_mode) && depth < DEPTH_MAX ? opendir(path) : NULL;
    for (entry = dir ? readdir(dir) : NULL; entry != NULL; entry = readdir(dir)) {
        char inner[1024];
        Time moment;

        if (entry->d_name[0] == '.')
            continue;
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        moment = newest(inner, depth + 1);
        last = moment > last ? moment : last;
    }
    if (dir != NULL)
        closedir(dir);
    return last;
}

/* -- what ------------------------------------------------------------------------------ */

static void
read_words(struct dev *d)
{
    Str why = S("");

    if (words_load_dev(d->kept, DEV_WORDS, &why) != ERR_OK)
        log_event(LOG_ERROR, "dev.words", "%.*s", STR_ARG(why));
    else
        log_event(LOG_INFO, "dev.words", "%s read", DEV_WORDS);
}

static void
log_faults(const struct pack_fault *faults)
{
    for (const struct pack_fault *f = faults; f != NULL; f = f->next)
        log_event(LOG_ERROR, "dev.pack", "%.*s:%d: %.*s: %s (%.*s)", STR_ARG(f->path), f->line,
                  STR_ARG(f->pointer), f->message, STR_ARG(f->value[0]));
}

/* Every folder of packs/; a fault in one of them keeps all as they were. */
static enum err
read_folders(struct arena *arena, struct pack packs[PACKS_MAX], int *n)
{
    DIR               *dir = opendir(DEV_PACKS);
    struct dirent     *entry;
    struct pack_fault *faults;
    int                n_faults;
    enum err           err = ERR_OK;

    *n = 0;
    for (entry = dir ? readdir(dir) : NULL; entry != NULL && *n < PACKS_MAX && err == ERR_OK;
         entry = readdir(dir)) {
        Str path = str_format(arena, "%s/%s", DEV_PACKS, entry->d_name);

        if (entry->d_name[0] == '.' || newest(str_format(arena, "%s/pack.json", path.p).p, 0) == 0)
            continue;
        err = pack_read_folder(arena, path, &packs[*n], &faults, &n_faults);
        if (err == ERR_OK)
            ++*n;
        else
            log_faults(faults);
    }
    if (dir != NULL)
        closedir(dir);
    return err;
}

static void
read_packs(struct dev *d)
{
    struct pack_sections sections = { .simulated = true };
    struct arena        *arena = arena_new();
    struct pack          packs[PACKS_MAX];
    struct pack_fault   *faults = NULL;
    int                  n;

    sections.list = house_sections(&sections.n);
    if (read_folders(arena, packs, &n) == ERR_OK && n > 0) {
        if (pack_stand_in(arena, &d->house->world, packs, n, &sections, &faults) == ERR_OK)
            log_event(LOG_INFO, "dev.packs", "%d packs read from %s", n, DEV_PACKS);
        else
            log_faults(faults);
    }
    arena_free(arena);
}

static void
look(struct dev *d)
{
    Time words = newest(DEV_WORDS, 0), packs = newest(DEV_PACKS, 0);

    if (words != 0 && words != d->words)
        read_words(d);
    if (packs != 0 && packs != d->packs && d->house->dir->simulated)
        read_packs(d);
    d->words = words;
    d->packs = packs;
}

/* -- again and again ---------------------------------------------------------------------- */

static void *
go_on_looking(void *context)
{
    struct dev *d = context;

    pthread_mutex_lock(&d->lock);
    while (!d->stop) {
        struct timespec until = wait_until(LOOK);

        pthread_cond_timedwait(&d->woken, &d->lock, &until);
        if (d->stop)
            break;
        pthread_mutex_unlock(&d->lock);
        look(d);
        pthread_mutex_lock(&d->lock);
    }
    pthread_mutex_unlock(&d->lock);
    return NULL;
}

enum err
dev_start(struct house *house, struct dev **out)
{
    struct dev *d = mem_alloc(sizeof *d);

    d->house = house;
    d->kept = arena_new();
    pthread_mutex_init(&d->lock, NULL);
    wait_init(&d->woken);
    look(d);
    if (pthread_create(&d->thread, NULL, go_on_looking, d) != 0) {
        arena_free(d->kept);
        mem_free(d);
        return ERR_INTERNAL;
    }
    *out = d;
    return ERR_OK;
}

void
dev_stop(struct dev *d)
{
    Str none;

    if (d == NULL)
        return;
    pthread_mutex_lock(&d->lock);
    d->stop = true;
    pthread_cond_signal(&d->woken);
    pthread_mutex_unlock(&d->lock);
    pthread_join(d->thread, NULL);
    if (words_load_dev(d->kept, NULL, &none) != ERR_OK)
        BUG("the words of the program cannot fail");
    pthread_cond_destroy(&d->woken);
    pthread_mutex_destroy(&d->lock);
    arena_free(d->kept);
    mem_free(d);
}
