/* cmd/restore.c -- a folder made of a copy (backup.h).  Floor 13.
 *
 *   check the whole copy ── folder, marked unfinished ── rows and files, one
 *   transaction ── the head is the copy's ── new key, new log ── its first
 *   entry ── everything synced ── tinhso.json
 *
 * Invariant: tinhso.json says "unfinished" from the first moment to the last,
 * when it is replaced whole.  So a restore that was killed left a folder that
 * nothing will serve; one that failed took its folder away again.
 *
 * A restored province opens a new log: see journal/restored.c. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/words.h"
#include "cmd/backup.h"
#include "cmd/command.h"
#include "cmd/house.h"
#include "cmd/rooms_sql.h"
#include "journal/journal.h"
#include "journal/keeper.h"
#include "journal/note.h"
#include "pack/pack.h"
#include "registry/registry.h"
#include "store/copy.h"
#include "store/files.h"

struct restoring {
    struct arena       *arena, *scratch;
    struct dir         *dir;
    struct db          *db;       /* the writer, in its transaction */
    struct backup_facts facts;
    int                 fd;       /* of the file being written */
    Str                 known;
    bool                has_secret;
    Str                 path;     /* of the folder, as given */
    bool                made_dir, made_store, filled; /* filled: rows were committed */
    char               *why;
    struct world        world;    /* the packs of the copy, once a registry comes */
    const struct room_sql *records;
};

/* -- taking a copy apart ------------------------------------------------------------------ */

static enum err
err_of_errno(void)
{
    return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? ERR_FULL : ERR_STORE;
}

/* The packs are in: the registries that they declare get their tables. */
static enum err
make_registries(struct restoring *r)
{
    struct pack_sections all = { .simulated = r->dir->simulated };
    struct view          v = { .arena = r->arena, .db = r->db, .world = &r->world };
    struct pack_set     *set;

    all.list = house_sections(&all.n);
    TRY(pack_set_stored(&v, &all, &set));
    pack_swap(&r->world, set);
    TRY(registry_define_all(&v));
    r->records = &registries_of(&v)->whole;
    return ERR_OK;
}

static enum err
take_table(void *context, const struct table *t, Str part)
{
    struct restoring *r = context;
    int64_t           rows;

    if (t->n_columns == 0 && r->records == NULL)
        TRY(make_registries(r));
    if (t->n_columns == 0)
        t = copy_table(&r->records, 1, str_of(t->name));
    return t != NULL ? copy_in(r->db, t, part, &rows) : ERR_MALFORMED;
}

static enum err
take_file(void *context, Str name)
{
    struct restoring *r = context;
    Str               shelf;

    arena_reset(r->scratch);
    shelf = str_format(r->scratch, "%.*s/files/%.2s", STR_ARG(r->dir->path), name.p);
    if (mkdir(shelf.p, 0700) != 0 && errno != EEXIST)
        return err_of_errno();
    r->fd = open(str_format(r->scratch, "%.*s/%.62s", STR_ARG(shelf), name.p + 2).p,
                 O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return r->fd >= 0 ? ERR_OK : err_of_errno();
}

static enum err
take_bytes(void *context, Str piece)
{
    return files_put(((struct restoring *)context)->fd, piece);
}

static enum err
take_file_end(void *context)
{
    struct restoring *r = context;
    int               rc = close(r->fd);

    r->fd = -1;
    return rc == 0 ? ERR_OK : err_of_errno();
}

/* The folder's secret, or the public key of one of the old logs. */
static enum err
take_small(void *context, Str name, Str content)
{
    struct restoring *r = context;
    Str               path = dir_file(r->dir, str_c(r->arena, name)), folder = path;
    int               fd;
    enum err          err;

    if (str_eq(name, S("secret"))) {
        r->has_secret = content.n == 32;
        r->dir->secret = str_copy(r->arena, content);
    }
    while (folder.n > 0 && folder.p[folder.n - 1] != '/')
        folder.n--;
    if (mkdir(str_c(r->arena, folder), 0700) != 0 && errno != EEXIST)
        return err_of_errno();
    fd = open(path.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_of_errno();
    err = files_put(fd, content);
    close(fd);
    return err;
}

static enum err
unpack(struct restoring *r, Str file)
{
    struct backup_taker to = { .table = take_table, .file = take_file, .bytes = take_bytes,
                               .file_end = take_file_end, .small = take_small, .context = r };
    struct backup_facts again;
    enum err            err;

    r->fd = -1;
    err = backup_read(r->arena, file, &to, &again, r->why);
    if (r->fd >= 0)
        close(r->fd);
    TRY(err);
    return hash_eq(&again.seal, &r->facts.seal) && r->has_secret ? ERR_OK : ERR_MALFORMED;
}

/* -- the store ------------------------------------------------------------------------------ */

static enum err
refuse_full_store(struct restoring *r)
{
    struct view         v = { .arena = r->arena, .db = r->db };
    struct journal_head head;
    enum err            err = journal_head(&v, &head);

    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    if (err == ERR_OK)
        cli_say(r->why, MSG("This store holds a province already: give an empty one."), STR_NONE,
                STR_NONE);
    return err == ERR_OK ? ERR_CONFLICT : err;
}

static enum err
open_store(struct restoring *r)
{
    struct store_options store;

    dir_store(r->dir, &store);
    if (store.kind == STORE_SQLITE && access(store.where, F_OK) == 0) {
        cli_say(r->why, MSG("{1} is there already: give the name of a new store."),
                str_of(store.where), STR_NONE);
        return ERR_CONFLICT;
    }
    r->made_store = store.kind == STORE_SQLITE;
    TRY(db_open(&store, DB_WRITER, &r->db, r->why));
    if (db_lock_province(r->db) != ERR_OK) {
        cli_say(r->why, MSG("This store holds a province already: give an empty one."), STR_NONE,
                STR_NONE);
        return ERR_CONFLICT;
    }
    TRY(db_migrate(r->db, r->why));
    return refuse_full_store(r);
}

static void
close_store(struct restoring *r)
{
    db_close(r->db);
    r->db = NULL;
}

/* What came back is the log that was copied, to the last leaf. */
static enum err
compare_head(struct restoring *r, struct view *v)
{
    struct journal_head head;

    TRY(journal_head(v, &head));
    if (head.log == r->facts.log && str_eq(head.origin, r->facts.origin) &&
        head.size == r->facts.size && hash_eq(&head.root, &r->facts.root))
        return ERR_OK;
    cli_say(r->why, MSG("The copy's rows do not lead to the head that it names: it was altered."),
            STR_NONE, STR_NONE);
    return ERR_MALFORMED;
}

static enum err
refuse_known(struct restoring *r, const char *why)
{
    cli_say(r->why, why, STR_NONE, STR_NONE);
    return ERR_INVALID;
}

/* A head that somebody kept: of this log, by its key, and of its history. */
static enum err
check_known(struct restoring *r, struct view *v)
{
    struct journal_head head;
    struct note         note;
    struct note_key     key;
    struct checkpoint   c;
    Hash                root;

    if (r->known.n == 0)
        return ERR_OK;
    TRY(journal_head(v, &head));
    if (note_parse(r->arena, r->known, &note) != ERR_OK ||
        checkpoint_parse(note.text, &c) != ERR_OK)
        return refuse_known(r, MSG("The file given with --head is not a signed head."));
    if (note_key_parse(head.vkey, &key) != ERR_OK || !str_eq(c.origin, head.origin) ||
        note_check(&note, &key, NULL) != NOTE_SIGNED)
        return refuse_known(r,
                            MSG("The head given with --head is not of the log that was copied."));
    if (c.size > head.size)
        return ERR_OK; /* newer than the copy: that is what it is asked for */
    TRY(journal_root_at(v, c.size, &root));
    if (hash_eq(&root, &c.root))
        return ERR_OK;
    return refuse_known(r, MSG("The head given with --head contradicts the copy: one of the two "
                               "was altered."));
}

static enum err
fill_store(struct restoring *r, Str file)
{
    struct view v = { .arena = r->arena, .db = r->db };

    TRY(db_write_begin(r->db));
    TRY(unpack(r, file));
    TRY(compare_head(r, &v));
    return check_known(r, &v);
}

/* -- the new log ------------------------------------------------------------------------------ */

/* "tinhso/30-1a2b3c4d/1" becomes "…/2". */
static Str
next_origin(struct arena *arena, Str old, int64_t log)
{
    size_t n = old.n;

    while (n > 0 && old.p[n - 1] != '/')
        n--;
    return str_format(arena, "%.*s%lld", (int)n, old.p, (long long)log);
}

/* Behind the last row of the copy, and committed with it. */
static enum err
begin_log(struct restoring *r)
{
    struct dir *d = r->dir;

    d->log = r->facts.log + 1;
    d->origin = next_origin(r->arena, r->facts.origin, d->log);
    d->base_url = r->facts.base_url;
    d->scanner = r->facts.scanner;
    TRY(keeper_create(dir_keeper(d), d->origin));
    TRY(journal_begin_log(r->db, d->origin, house_vkey(d)));
    TRY(db_commit(r->db));
    r->filled = true;
    return ERR_OK;
}

/* The new log's first entry. */
static enum err
say_restored(struct restoring *r)
{
    struct house h;
    struct json *in = json_object(r->arena);
    struct call  call;
    enum err     err;

    json_put_text(r->arena, in, "origin", r->facts.origin);
    json_put_int(r->arena, in, "size", r->facts.size);
    json_put_text(r->arena, in, "root", base64_text(r->arena, hash_bytes(&r->facts.root)));
    json_put_text(r->arena, in, "restored", r->facts.note);
    json_put_text(r->arena, in, "known", r->known.n > 0 ? r->known : r->facts.note);
    err = house_open(&h, r->dir, -1, TIME_NONE, r->why);
    if (err == ERR_OK) {
        err = house_call(&h, r->arena, S("journal.restored"), in, &call);
        if (err != ERR_OK)
            cli_say(r->why, MSG("The new log could not be begun: {1}"), words(cli_lang(), call.why),
                    STR_NONE);
    }
    house_close(&h);
    return err;
}

/* -- the folder -------------------------------------------------------------------------------- */

static bool
is_empty_folder(const char *path)
{
    DIR           *folder = opendir(path);
    struct dirent *e;
    bool           empty = true;

    if (folder == NULL)
        return errno == ENOENT;
    for (e = readdir(folder); e != NULL && empty; e = readdir(folder))
        empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
    closedir(folder);
    return empty;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type;
    if (at->level > 0)
        (void)remove(path);
    return 0;
}

static void
empty_store(struct restoring *r)
{
    struct store_options store;
    char                 why[256];

    dir_store(r->dir, &store);
    if (r->made_store) {
        (void)unlink(store.where);
        (void)unlink(str_format(r->arena, "%s-wal", store.where).p);
        (void)unlink(str_format(r->arena, "%s-shm", store.where).p);
    } else if (r->filled && db_open(&store, DB_WRITER, &r->db, why) == ERR_OK) {
        if (db_write_begin(r->db) != ERR_OK || copy_clear(r->db) != ERR_OK ||
            db_commit(r->db) != ERR_OK)
            db_rollback(r->db);
        close_store(r);
    }
}

/* What was begun is taken away, and the folder with it. */
static void
undo(struct restoring *r)
{
    if (r->made_store || r->filled)
        empty_store(r);
    if (!r->made_dir)
        return;
    (void)nftw(str_c(r->arena, r->path), remove_one, 16, FTW_DEPTH | FTW_PHYS);
    (void)rmdir(str_c(r->arena, r->path));
}

static enum err
sync_all(struct restoring *r)
{
    int fd = open(str_c(r->arena, r->dir->path), O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

    if (fd < 0)
        return ERR_STORE;
    rc = syncfs(fd); /* thousands of files at once */
    close(fd);
    return rc == 0 ? ERR_OK : err_of_errno();
}

static enum err
restore_all(struct restoring *r, Str file)
{
    enum err err = open_store(r);

    if (err == ERR_OK)
        err = fill_store(r, file);
    if (err == ERR_OK)
        err = begin_log(r);
    if (err != ERR_OK && r->why[0] == '\0' && r->db != NULL)
        snprintf(r->why, 256, "%s", db_why(r->db));
    close_store(r); /* what was not committed is forgotten */
    pack_free_all(&r->world);
    TRY(err);
    TRY(say_restored(r));
    TRY(sync_all(r));
    return dir_save(r->dir, r->why);
}

static enum err
make_dir(struct restoring *r, Str path, Str store)
{
    if (!is_empty_folder(str_c(r->arena, path))) {
        cli_say(r->why, MSG("{1} is not empty: a copy is restored into a new folder."), path,
                STR_NONE);
        return ERR_CONFLICT;
    }
    r->path = path;
    r->made_dir = true;
    TRY(dir_begin(r->arena, path, store, r->facts.province, r->facts.simulated, r->dir, r->why));
    return dir_lock(r->dir, r->why);
}

enum err
restore_make(struct arena *arena, Str file, Str path, Str store, Str known, struct dir *out,
             char why[256])
{
    static const struct backup_taker nobody;
    struct dir       d = { .lock = -1 };
    struct restoring r = { .arena = arena, .dir = &d, .known = known, .why = why };
    enum err         err = backup_read(arena, file, &nobody, &r.facts, why);

    TRY(err);
    r.scratch = arena_new();
    err = make_dir(&r, path, store);
    if (err == ERR_OK)
        err = restore_all(&r, file);
    if (err != ERR_OK)
        undo(&r);
    if (d.lock >= 0)
        dir_unlock(&d);
    arena_free(r.scratch);
    if (err == ERR_OK)
        *out = d;
    return err;
}

/* -- the command -------------------------------------------------------------------------- */

#define HEAD_MAX 4000

int
restore_main(int argc, char **argv)
{
    const char   *store = cli_option(&argc, argv, "--store");
    const char   *head = cli_option(&argc, argv, "--head");
    struct arena *arena;
    struct dir    d;
    Str           known = STR_NONE;
    char          why[256] = "";
    enum err      err = ERR_OK;

    if (!cli_arguments(argc, argv, 2, 2,
                       "restore FILE DIR [--store sqlite:PATH|postgresql:URL] [--head FILE]"))
        return EXIT_USAGE;
    arena = arena_new();
    if (head != NULL && !cli_read(arena, str_of(head), HEAD_MAX, &known)) {
        cli_say(why, MSG("{1} cannot be opened."), str_of(head), STR_NONE);
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK)
        err = restore_make(arena, str_of(argv[1]), str_of(argv[2]), str_of(store), known, &d, why);
    if (err == ERR_OK) {
        cli_say(why, MSG("{1} is restored. It writes a new log: {2}"), d.path, d.origin);
        printf("%s\n", why);
        cli_say(why, MSG("Check it: tinhso verify {1}. Serve it: tinhso serve {1}"),
                str_of(argv[2]), STR_NONE);
        printf("%s\n", why);
    }
    arena_free(arena);
    return err == ERR_OK ? EXIT_DONE : cli_fail(err, why);
}
