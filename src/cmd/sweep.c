/* cmd/sweep.c -- taking files away that nothing names: of forms that were never filed, of drafts
 * that were dropped.  Floor 13.
 *
 * Beside a running server, and killed at any moment, it takes nothing that a row names or is
 * about to name: what was touched within SWEEP_AGE stays, and whoever lets a row name a file
 * touches it on the way (store/files.h).  So the old ones are listed, all rows are gone through,
 * and what none named is taken, each by itself, unless it was touched meanwhile.
 *
 * Some shelves at a time, so that its memory has a bound.  Unfinished files of a server that was
 * killed go too. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/clocks.h"
#include "cmd/command.h"
#include "cmd/dir.h"
#include "dossier/named.h"
#include "dossier/upload.h"
#include "store/files.h"

#define SWEEP_AGE (TICKET_LIFE + 2 * TIME_DAY) /* a form that stands open may name what it holds */
#define SHELVES   256
#define AT_ONCE   ((size_t)1 << 20) /* files; the shelf that passes it is the last */

struct sweep {
    Str        folder;
    struct view view;
    Time       since;
    struct buf hashes; /* of one round, ascending when it is judged */
    char      *named;  /* by place in it */
    int64_t    old, taken, bytes;
};

static Hash *
list_of(struct sweep *s, size_t *n)
{
    Str bytes = buf_str(&s->hashes);

    *n = bytes.n / sizeof(Hash);
    return (Hash *)(uintptr_t)bytes.p;
}

static enum err
note_old(void *context, const Hash *hash)
{
    struct sweep *s = context;

    buf_add(&s->hashes, hash_bytes(hash));
    s->old++;
    return s->hashes.over ? ERR_TOO_LARGE : ERR_OK;
}

static int
by_hash(const void *a, const void *b)
{
    return memcmp(((const Hash *)a)->b, ((const Hash *)b)->b, HASH_SIZE);
}

static void
note_named(void *context, const Hash *hash)
{
    struct sweep *s = context;
    size_t        n;
    const Hash   *list = list_of(s, &n), *found = bsearch(hash, list, n, sizeof *list, by_hash);

    if (found != NULL)
        s->named[found - list] = 1;
}

/* From a shelf on; gives the first that is left for the next round. */
static enum err
gather(struct sweep *s, int *shelf)
{
    buf_clear(&s->hashes);
    while (*shelf < SHELVES && buf_str(&s->hashes).n < AT_ONCE * sizeof(Hash)) {
        TRY(files_old(s->folder, *shelf, s->since, note_old, s));
        (*shelf)++;
    }
    return ERR_OK;
}

static enum err
take_unnamed(struct sweep *s)
{
    size_t      n;
    const Hash *list = list_of(s, &n);

    for (size_t i = 0; i < n; i++) {
        int64_t size = -1;

        if (!s->named[i])
            TRY(files_sweep(s->folder, &list[i], s->since, &size));
        if (size >= 0) {
            s->taken++;
            s->bytes += size;
        }
    }
    return ERR_OK;
}

static enum err
judge(struct sweep *s)
{
    size_t   n;
    Hash    *list = list_of(s, &n);
    enum err err;

    if (n == 0)
        return ERR_OK;
    qsort(list, n, sizeof *list, by_hash);
    s->named = mem_alloc(n);
    err = named_all(&s->view, note_named, s);
    if (err == ERR_OK) /* all rows were seen */
        err = take_unnamed(s);
    mem_free(s->named);
    return err;
}

static enum err
sweep(struct sweep *s)
{
    int      shelf = 0;
    enum err err = ERR_OK;

    s->hashes = BUF_MAX((size_t)1 << 30);
    files_sweep_unfinished(s->folder, s->since);
    while (err == ERR_OK && shelf < SHELVES) {
        err = gather(s, &shelf);
        if (err == ERR_OK)
            err = judge(s);
    }
    buf_free(&s->hashes);
    return err;
}

static enum err
run(struct arena *arena, const struct dir *d, struct sweep *s, char why[256])
{
    static const struct actor program = { .system = true };
    struct store_options      store;
    enum err                  err;

    dir_store(d, &store);
    if (store.kind == STORE_SQLITE && access(store.where, R_OK) != 0) {
        cli_say(why, MSG("There is no store at {1}."), str_of(store.where), STR_NONE);
        return ERR_STORE;
    }
    *s = (struct sweep){ .folder = d->path, .since = clock_now(&wall_clock) - SWEEP_AGE,
                         .view = { .arena = arena, .who = &program } };
    TRY(db_open(&store, DB_READER, &s->view.db, why));
    err = sweep(s);
    if (err != ERR_OK && why[0] == '\0')
        snprintf(why, 256, "%s", db_why(s->view.db));
    db_close(s->view.db);
    return err;
}

int
sweep_main(int argc, char **argv)
{
    struct arena *arena;
    struct sweep  s;
    struct dir    d;
    char          why[256] = "", text[256];
    enum err      err;
    int           code = EXIT_DONE;

    if (!cli_arguments(argc, argv, 1, 1, "sweep DIR"))
        return EXIT_USAGE;
    arena = arena_new();
    err = dir_open(arena, str_of(argv[1]), &d, why);
    if (err == ERR_OK)
        err = run(arena, &d, &s, why);
    if (err != ERR_OK) {
        code = cli_fail(err, why);
    } else {
        cli_say(text, MSG("{1} files that nothing names were taken away, {2} bytes."),
                str_int(arena, s.taken), str_int(arena, s.bytes));
        printf("%s\n", text);
    }
    arena_free(arena);
    return code;
}
