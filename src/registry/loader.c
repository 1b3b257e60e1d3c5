/* registry/loader.c -- a load, step by step (load.h).  Floor 6.
 *
 * What is in memory (the reader's place, the run being filled, the merging) is only worth
 * anything while it agrees with what is stored; where a step was not stored, or another process
 * went on, it is thrown away and begun again from the stored state. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/words.h"
#include "registry/load_inside.h"
#include "registry/registry_sql.h"
#include "store/files.h"

#define PACE     1000
#define PACE_MAX 20000

struct loader *
loader_new(void)
{
    struct loader *l = mem_alloc(sizeof *l);

    l->pace = PACE;
    l->run = INT_MAX;
    l->fd = -1;
    return l;
}

static void
forget(struct loader *l)
{
    run_free(l->filling);
    rejects_free(l->rejects);
    merger_free(l->merger);
    known_free(l->known);
    if (l->arena != NULL)
        arena_free(l->arena); /* the reader with it */
    for (int i = 0; i < 2; i++)
        if (l->told[i] != NULL)
            arena_free(l->told[i]);
    if (l->fd >= 0)
        close(l->fd);
    *l = (struct loader){ .pace = l->pace, .run = l->run, .fd = -1 };
}

void
loader_free(struct loader *l)
{
    if (l == NULL)
        return;
    forget(l);
    mem_free(l);
}

void
loader_pace(struct loader *l, int rows)
{
    l->pace = rows < 1 ? 1 : rows > PACE_MAX ? PACE_MAX : rows;
}

void
loader_run(struct loader *l, int rows)
{
    l->run = rows;
}

/* From here on memory agrees with this state; what it agreed with before stays until the next. */
static enum err
agree(struct loader *l, Str text)
{
    struct arena *now = l->told[1] != NULL ? l->told[1] : arena_new();

    l->told[1] = l->told[0];
    l->told[0] = now;
    arena_reset(now);
    l->text = str_copy(now, text);
    return load_state_read(now, l->text, &l->state);
}

/* -- one step -------------------------------------------------------------------------- */

static enum err
remember(struct loader *l, const struct view *v, const struct registry *r,
         const struct registry_load_next_row *row)
{
    bool again = l->arena != NULL && l->load == row->load; /* a step was not stored */

    forget(l);
    l->arena = arena_new();
    l->r = r;
    l->registry = str_copy(l->arena, row->registry);
    l->load = row->load;
    l->folder = load_folder(l->arena, v->world->folder, l->registry, l->load);
    TRY(agree(l, row->state));
    l->look = again;
    return ERR_OK;
}

static enum err
run_phase(struct loader *l, struct view *v, struct load_step *s)
{
    switch (s->phase) {
    case LOAD_READING:    return load_step_read(l, v, s);
    case LOAD_REHEARSING:
    case LOAD_MERGING:    return load_step_merge(l, v, s);
    case LOAD_DIGESTING:  return load_step_digest(l, v, s);
    case LOAD_TIDYING:    return load_step_tidy(l, v, s);
    default:              return load_step_cancel(l, v, s);
    }
}

/* Rows were spooled as the registry's file had them; with another one they are read again. */
static bool
was_declared_anew(const struct loader *l, const struct registry *r, enum load_phase phase)
{
    return (phase == LOAD_READING || phase == LOAD_REHEARSING || phase == LOAD_MERGING) &&
           !hash_eq(&l->state.digest, &r->digest);
}

static enum err
make_step(struct loader *l, struct view *v, const struct registry_load_next_row *row,
          struct load_step *s)
{
    s->r = registry_by_key(v, row->registry);
    if (s->r == NULL)
        return ERR_INTERNAL; /* a registry cannot be taken away */
    if (l->arena == NULL || l->load != row->load || !str_eq(l->text, row->state) ||
        !str_eq(l->registry, row->registry) || l->r->sql != s->r->sql)
        TRY(remember(l, v, s->r, row));
    l->r = s->r;
    s->load = row->load;
    s->serial = row->serial;
    s->phase = load_phase_named(row->phase);
    s->state = l->state;
    if (was_declared_anew(l, s->r, s->phase))
        load_fail(s, MSG("The registry's file was changed meanwhile. Load it again."), STR_NONE);
    else
        TRY(run_phase(l, v, s));
    if (s->phase == LOAD_FAILED)
        load_leave(l);
    return ERR_OK;
}

static enum err
plan_step(struct view *v, void **out_plan)
{
    struct loader                 *l = v->world->loader;
    struct registry_load_next_row *next;
    struct load_step              *s;
    int                            n;
    enum err                       err;

    if (l == NULL)
        return ERR_OK;
    TRY(registry_load_next(v, 1, 1, &next, &n));
    if (n == 0) {
        forget(l);
        return ERR_OK;
    }
    s = arena_make(v->arena, struct load_step);
    err = make_step(l, v, &next[0], s);
    if (err != ERR_OK) {
        forget(l);
        return err;
    }
    s->text = load_state_write(v->arena, &s->state);
    /* Memory goes ahead; if the step is not stored, its text is not what the next plan finds. */
    TRY(agree(l, s->text));
    *out_plan = s;
    return ERR_OK;
}

/* -- storing it ------------------------------------------------------------------------ */

static enum err
write_rows(struct act *a, const struct load_step *s)
{
    const struct registry_sql *sql = s->r->sql;
    const struct stmt *const   of[] = { &sql->add, &sql->end, &sql->drop, &sql->reopen };
    struct rows                none;

    for (int i = 0; i < s->n_writes; i++)
        TRY(act_run(a, of[s->write[i].kind], s->write[i].cell, &none));
    return ERR_OK;
}

static enum err
write_words(struct act *a, const struct load_step *s)
{
    for (int i = 0; i < s->came.n; i++)
        TRY(registry_word_add(a, s->r->key, s->came.part[i]));
    for (int i = 0; i < s->gone.n; i++)
        TRY(registry_word_remove(a, s->r->key, s->gone.part[i]));
    return ERR_OK;
}

static enum err
write_step(struct act *a, const void *plan)
{
    const struct load_step *s = plan;
    Str                     key = s->r->key;

    if (s->opens)
        TRY(registry_open_add(a, key, s->load));
    TRY(write_rows(a, s));
    TRY(write_words(a, s));
    for (int i = 0; i < s->n_tallies; i++)
        TRY(registry_pending_add(a, key, s->tally[i].what, s->tally[i].field, s->tally[i].value,
                                 s->tally[i].n));
    if (s->closes) {
        TRY(registry_open_drop(a, key, s->load));
        TRY(registry_pending_drop(a, key));
    }
    return registry_load_step(a, load_phase_name(s->phase), load_phase_works(s->phase), s->text,
                              key, s->load, s->serial);
}

const struct follower registry_loader = { .name = "registry_loader", .plan = plan_step,
                                          .write = write_step };

/* -- files that come in ---------------------------------------------------------------- */

static enum err
copy_bytes(int from, int to)
{
    char buffer[65536];

    for (;;) {
        ssize_t n = read(from, buffer, sizeof buffer);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ERR_NOT_FOUND;
        if (n == 0)
            return ERR_OK;
        TRY(files_put(to, (Str){ buffer, (size_t)n }));
    }
}

struct incoming {
    Str   inbox;
    char *partial; /* its name until it is whole */
    int   fd;
};

static enum err
begin_incoming(struct arena *arena, Str folder, struct incoming *in)
{
    in->inbox = load_inbox(arena, folder);
    mkdir(str_c(arena, str_sub(in->inbox, 0, in->inbox.n - 3)), 0700); /* DIR/loads */
    mkdir(str_c(arena, in->inbox), 0700);
    in->partial = str_c(arena, str_format(arena, "%.*s/.partial-XXXXXX", STR_ARG(in->inbox)));
    in->fd = mkstemp(in->partial);
    return in->fd >= 0 ? ERR_OK : errno == ENOSPC ? ERR_FULL : ERR_STORE;
}

/* Under its own name, or nothing of it is left. */
static enum err
end_incoming(struct arena *arena, struct incoming *in, enum err err, Hash *out)
{
    uint64_t size;

    if (in->fd < 0)
        return err;
    if (err == ERR_OK && (fsync(in->fd) != 0 || lseek(in->fd, 0, SEEK_SET) != 0))
        err = ERR_STORE;
    if (err == ERR_OK)
        *out = hash_file(in->fd, &size, &err);
    close(in->fd);
    if (err == ERR_OK &&
        rename(in->partial, str_c(arena, str_format(arena, "%.*s/%.*s", STR_ARG(in->inbox),
                                                    STR_ARG(hex_text(arena, hash_bytes(out)))))) !=
            0)
        err = ERR_STORE;
    if (err != ERR_OK)
        unlink(in->partial);
    return err;
}

enum err
load_keep(Str folder, Str bytes, Hash *out)
{
    struct arena   *arena = arena_new();
    struct incoming in;
    enum err        err = begin_incoming(arena, folder, &in);

    if (err == ERR_OK)
        err = files_put(in.fd, bytes);
    err = end_incoming(arena, &in, err, out);
    arena_free(arena);
    return err;
}

enum err
load_receive(Str folder, const char *from, Hash *out)
{
    struct arena   *arena = arena_new();
    struct incoming in;
    int             fd = open(from, O_RDONLY | O_CLOEXEC);
    enum err        err = ERR_NOT_FOUND;

    if (fd >= 0) {
        err = begin_incoming(arena, folder, &in);
        if (err == ERR_OK)
            err = copy_bytes(fd, in.fd);
        err = end_incoming(arena, &in, err, out);
        close(fd);
    }
    arena_free(arena);
    return err;
}

void
load_sweep(Str folder, Time before)
{
    struct arena  *arena = arena_new();
    DIR           *dir = opendir(str_c(arena, load_inbox(arena, folder)));
    struct dirent *e;
    struct stat    st;

    for (e = dir != NULL ? readdir(dir) : NULL; e != NULL; e = readdir(dir))
        if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(st.st_mode) && (Time)st.st_mtime * TIME_SECOND < before)
            unlinkat(dirfd(dir), e->d_name, 0);
    if (dir != NULL)
        closedir(dir);
    arena_free(arena);
}
