/* cmd/backup.c -- copying a province while it runs.  Floor 13.
 *
 * The store is read in one snapshot, and the files after it: a file is on the
 * disk before any row names it, so every file that the rows name is there.
 * A file damaged on the disk is copied as it is, and said: a copy that refused
 * to be made would be the worse loss.
 *
 * Invariant: under the name that was asked for there is a whole copy, read
 * back and checked, or nothing. */
#include "cmd/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/words.h"
#include "cmd/archive.h"
#include "cmd/clocks.h"
#include "cmd/command.h"
#include "cmd/house.h"
#include "journal/journal.h"
#include "pack/pack.h"
#include "registry/registry.h"
#include "store/copy.h"

#define SUMS_MAX ((size_t)1 << 30)
#define KEY_MAX  512
#define CHUNK    ((size_t)1 << 17)

struct backing {
    struct arena        *arena;
    const struct dir    *dir;
    struct archive_out  *out;
    struct buf           sums;  /* the list of hashes so far */
    struct json         *rows, *row; /* of each table; of this one */
    struct arena        *scratch;
    struct backup_facts *facts;
    char                *chunk;
};

/* -- members ------------------------------------------------------------------------ */

static enum err
member_end(struct backing *b, Str name, Hash *hash)
{
    TRY(archive_end(b->out, hash));
    for (int i = 0; i < HASH_SIZE; i++)
        buf_format(&b->sums, "%02x", hash->b[i]);
    buf_format(&b->sums, "  %.*s\n", STR_ARG(name));
    return b->sums.over ? ERR_TOO_LARGE : ERR_OK;
}

static enum err
put_whole(struct backing *b, Str name, Str bytes)
{
    Hash hash;

    TRY(archive_begin(b->out, name, (int64_t)bytes.n));
    TRY(archive_bytes(b->out, bytes));
    return member_end(b, name, &hash);
}

/* Exactly `size` bytes of an open file. */
static enum err
put_open(struct backing *b, Str name, int fd, int64_t size, Hash *out)
{
    TRY(archive_begin(b->out, name, size));
    while (size > 0) {
        size_t  want = size < (int64_t)CHUNK ? (size_t)size : CHUNK;
        ssize_t n = read(fd, b->chunk, want);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ERR_STORE;
        TRY(archive_bytes(b->out, (Str){ b->chunk, (size_t)n }));
        size -= n;
    }
    return member_end(b, name, out);
}

/* -- the store ------------------------------------------------------------------------ */

static enum err
put_part(void *context, const struct table *t, int nth, int64_t rows, Str text)
{
    struct backing *b = context;
    char            name[ARCHIVE_NAME_MAX + 1];

    if (nth == 1) {
        b->facts->tables++;
        b->row = json_put_int(b->arena, b->rows, str_c(b->arena, str_of(t->name)), 0);
    }
    b->row->number += rows;
    b->facts->rows += rows;
    snprintf(name, sizeof name, "tables/%s/%06d", t->name, nth);
    return put_whole(b, str_of(name), text);
}

static void
take_facts(struct backing *b, const struct journal_head *h)
{
    struct backup_facts *f = b->facts;

    f->origin = str_copy(b->arena, h->origin);
    f->note = str_copy(b->arena, h->note);
    f->log = h->log;
    f->size = h->size;
    f->root = h->root;
    f->province = b->dir->province;
    f->base_url = b->dir->base_url;
    f->scanner = b->dir->scanner;
    f->simulated = b->dir->simulated;
    f->made = clock_now(&wall_clock);
}

static enum err
put_manifest(struct backing *b)
{
    struct arena        *a = b->arena;
    struct backup_facts *f = b->facts;
    struct json         *m = json_object(a);

    json_put_text(a, m, "origin", f->origin);
    json_put_int(a, m, "log", f->log);
    json_put_int(a, m, "size", f->size);
    json_put_text(a, m, "root", base64_text(a, hash_bytes(&f->root)));
    json_put_text(a, m, "head", f->note);
    json_put_text(a, m, "province", f->province);
    json_put_bool(a, m, "simulated", f->simulated);
    json_put_text(a, m, "base_url", f->base_url);
    json_put_text(a, m, "scanner", f->scanner);
    json_put_text(a, m, "made", time_text(a, f->made));
    return put_whole(b, S("manifest.json"), json_string(a, m));
}

/* The public keys of all logs this folder has had, and the folder's secret. */
static enum err
put_settings(struct backing *b)
{
    TRY(put_whole(b, S("secret"), b->dir->secret));
    for (int64_t n = 1; n <= b->facts->log; n++) {
        Str name = str_format(b->arena, "keeper/%lld/vkey", (long long)n), key;

        if (cli_read(b->arena, dir_file(b->dir, name.p), KEY_MAX, &key))
            TRY(put_whole(b, name, key));
    }
    return ERR_OK;
}

/* Those of registries too, which the packs in the store declare. */
static enum err
put_tables(struct backing *b, struct view *v)
{
    struct pack_sections all = { .simulated = b->dir->simulated };
    struct world         world = { .folder = b->dir->path };
    struct pack_set     *set;
    enum err             err;

    all.list = house_sections(&all.n);
    TRY(pack_set_stored(v, &all, &set));
    v->world = &world;
    pack_swap(&world, set);
    err = copy_out(v->db, &registries_of(v)->whole, put_part, b);
    v->world = NULL;
    pack_free_all(&world);
    return err;
}

static enum err
put_snapshot(struct backing *b, struct view *v)
{
    struct journal_head head;

    TRY(journal_head(v, &head));
    take_facts(b, &head);
    TRY(put_whole(b, S("tinhso-backup"), S(BACKUP_FIRST)));
    TRY(put_manifest(b));
    TRY(put_settings(b));
    return put_tables(b, v);
}

static enum err
put_store(struct backing *b, char why[256])
{
    struct store_options store;
    struct view          v = { .arena = b->arena };
    enum err             err;

    dir_store(b->dir, &store);
    if (store.kind == STORE_SQLITE && access(store.where, R_OK) != 0) {
        cli_say(why, MSG("There is no store at {1}."), str_of(store.where), STR_NONE);
        return ERR_STORE;
    }
    TRY(db_open(&store, DB_READER, &v.db, why));
    err = db_begin(v.db);
    if (err == ERR_OK)
        err = put_snapshot(b, &v);
    if (err == ERR_STORE && db_why(v.db)[0] != '\0')
        snprintf(why, 256, "%s", db_why(v.db));
    db_end(v.db);
    db_close(v.db);
    return err;
}

/* -- files ------------------------------------------------------------------------------ */

static bool
is_hex(const char *s, size_t n)
{
    return strlen(s) == n && strspn(s, "0123456789abcdef") == n;
}

static enum err
put_file(struct backing *b, const char *shelf, const char *rest)
{
    char        name[ARCHIVE_NAME_MAX + 1], hex[2 * HASH_SIZE + 1];
    struct stat st;
    Hash        hash;
    int         fd;
    enum err    err;

    snprintf(name, sizeof name, "files/%.2s/%.62s", shelf, rest);
    fd = open(str_format(b->scratch, "%.*s/%s", STR_ARG(b->dir->path), name).p,
              O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? ERR_OK : ERR_STORE; /* taken away meanwhile: no row named it */
    err = fstat(fd, &st) == 0 ? put_open(b, str_of(name), fd, st.st_size, &hash) : ERR_STORE;
    close(fd);
    TRY(err);
    for (int i = 0; i < HASH_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash.b[i]);
    b->facts->damaged += strncmp(hex, shelf, 2) != 0 || strcmp(hex + 2, rest) != 0;
    b->facts->files++;
    b->facts->bytes += st.st_size;
    return ERR_OK;
}

static enum err
put_shelf(struct backing *b, const char *shelf)
{
    DIR     *folder = opendir(dir_file(b->dir, str_format(b->arena, "files/%s", shelf).p).p);
    enum err err = folder != NULL ? ERR_OK : ERR_STORE;

    while (err == ERR_OK) {
        struct dirent *e = readdir(folder);

        if (e == NULL)
            break;
        if (is_hex(e->d_name, 2 * HASH_SIZE - 2))
            err = put_file(b, shelf, e->d_name);
        arena_reset(b->scratch);
    }
    if (folder != NULL)
        closedir(folder);
    return err;
}

static enum err
put_files(struct backing *b)
{
    DIR     *folder = opendir(dir_file(b->dir, "files").p);
    enum err err = folder != NULL ? ERR_OK : ERR_STORE;

    while (err == ERR_OK) {
        struct dirent *e = readdir(folder);

        if (e == NULL)
            break;
        if (is_hex(e->d_name, 2))
            err = put_shelf(b, e->d_name);
    }
    if (folder != NULL)
        closedir(folder);
    return err;
}

/* -- the whole --------------------------------------------------------------------------- */

static enum err
put_end(struct backing *b)
{
    struct json *o = json_object(b->arena);
    Hash         hash;
    Str          list;

    json_put(o, S("tables"), b->rows);
    json_put_int(b->arena, o, "files", b->facts->files);
    TRY(put_whole(b, S("rows.json"), json_string(b->arena, o)));
    list = buf_str(&b->sums);
    b->facts->seal = hash_of(list);
    TRY(archive_begin(b->out, S("sha256"), (int64_t)list.n));
    TRY(archive_bytes(b->out, list));
    TRY(archive_end(b->out, &hash));
    return archive_finish(b->out);
}

static enum err
put_all(struct backing *b, char why[256])
{
    TRY(put_store(b, why));
    TRY(put_files(b));
    TRY(put_end(b));
    b->facts->length = archive_size(b->out);
    return ERR_OK;
}

static enum err
write_copy(struct arena *arena, const struct dir *d, Str path, struct backup_facts *f,
           char why[256])
{
    struct backing b = { .arena = arena, .dir = d, .sums = BUF_MAX(SUMS_MAX),
                         .rows = json_object(arena), .facts = f };
    enum err       err = archive_create(path, &b.out);

    if (err != ERR_OK) {
        cli_say(why, MSG("The copy cannot be written to {1}."), path, STR_NONE);
        return err;
    }
    b.chunk = mem_alloc(CHUNK);
    b.scratch = arena_new();
    err = put_all(&b, why);
    arena_free(b.scratch);
    mem_free(b.chunk);
    buf_free(&b.sums);
    archive_free(b.out);
    return err;
}

static enum err
sync_folder_of(struct arena *arena, Str file)
{
    size_t n = file.n;
    int    fd, rc;

    while (n > 0 && file.p[n - 1] != '/')
        n--;
    fd = open(n > 0 ? str_c(arena, str_sub(file, 0, n)) : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    rc = fd >= 0 ? fsync(fd) : -1;
    if (fd >= 0)
        close(fd);
    return rc == 0 ? ERR_OK : ERR_STORE;
}

/* What was written is what the disk gives back. */
static enum err
read_back(struct arena *arena, Str path, const struct backup_facts *f, char why[256])
{
    static const struct backup_taker nobody;
    struct backup_facts              again;

    TRY(backup_read(arena, path, &nobody, &again, why));
    return hash_eq(&again.seal, &f->seal) && again.rows == f->rows && again.files == f->files
               ? ERR_OK : ERR_STORE;
}

static void
say_failed(Str file, enum err err, char why[256])
{
    if (why[0] != '\0')
        return;
    if (err == ERR_FULL)
        cli_say(why, MSG("The disk is full: no copy was made. Free some space and try again."),
                STR_NONE, STR_NONE);
    else
        cli_say(why, MSG("No copy was made: what was written to {1} could not be read back."), file,
                STR_NONE);
}

enum err
backup_make(struct arena *arena, const struct dir *d, Str file, struct backup_facts *out,
            char why[256])
{
    Str                 path = str_format(arena, "%.*s.partial", STR_ARG(file));
    struct backup_facts f = { .made = TIME_NONE };
    enum err            err;

    if (access(str_c(arena, file), F_OK) == 0) {
        cli_say(why,
                MSG("{1} is there already. A copy never replaces another: choose another name."),
                file, STR_NONE);
        return ERR_CONFLICT;
    }
    err = write_copy(arena, d, path, &f, why);
    if (err == ERR_OK)
        err = read_back(arena, path, &f, why);
    if (err == ERR_OK && rename(path.p, str_c(arena, file)) != 0)
        err = ERR_STORE;
    if (err == ERR_OK)
        err = sync_folder_of(arena, file);
    if (err != ERR_OK) {
        (void)unlink(path.p);
        say_failed(file, err, why);
        return err;
    }
    *out = f;
    return ERR_OK;
}

/* -- the command ----------------------------------------------------------------------------- */

static void
line(const char *key, Str one, Str two)
{
    char text[256];

    cli_say(text, key, one, two);
    printf("%s\n", text);
}

static Str
count(struct arena *a, int64_t n)
{
    return str_int(a, n);
}

static void
print_facts(struct arena *a, Str file, const struct backup_facts *f)
{
    line(MSG("{1}: {2} bytes, read back and right."), file, count(a, f->length));
    line(MSG("Log {1}, {2} entries."), f->origin, count(a, f->size));
    line(MSG("Root of its tree: {1}"), base64_text(a, hash_bytes(&f->root)), STR_NONE);
    line(MSG("{1} rows of {2} tables."), count(a, f->rows), count(a, f->tables));
    line(MSG("{1} files of {2} bytes."), count(a, f->files), count(a, f->bytes));
    line(MSG("The key that signs the log is not in it. Everything else is: keep it as you keep the "
             "province's own folder."), STR_NONE, STR_NONE);
    if (f->damaged > 0)
        line(MSG("{1} files are damaged in the province itself and were copied as they are: run "
                 "tinhso verify {2}."), count(a, f->damaged), S("DIR"));
}

int
backup_main(int argc, char **argv)
{
    struct backup_facts f;
    struct arena       *arena;
    struct dir          d;
    char                why[256] = "";
    enum err            err;
    int                 code = EXIT_DONE;

    if (!cli_arguments(argc, argv, 2, 2, "backup DIR FILE"))
        return EXIT_USAGE;
    arena = arena_new();
    err = dir_open(arena, str_of(argv[1]), &d, why);
    if (err == ERR_OK)
        err = backup_make(arena, &d, str_of(argv[2]), &f, why);
    if (err != ERR_OK) {
        code = cli_fail(err, why);
    } else {
        print_facts(arena, str_of(argv[2]), &f);
        code = f.damaged > 0 ? EXIT_FOUND : EXIT_DONE;
    }
    arena_free(arena);
    return code;
}
