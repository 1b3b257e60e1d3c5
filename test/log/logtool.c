/* test/log/logtool.c -- a log on disk, as a web server would serve it, for
 * verifiers that are not ours; and the tree's figures.
 *
 *     logtool make DIR SIZE    checkpoint, checkpoint.old, tile/…, vkey, and for
 *                              some entries receipt-N, entry-N, salt-N, payload-N
 *     logtool bench DIR SIZE   appends, loading, proofs, signatures
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "journal/keeper.h"
#include "journal/proof.h"
#include "journal/tile.h"

#define ORIGIN S("tinhso.example/haiduong/1")

static const int64_t shown[] = { 0, 1, 255, 256, 12345, 55999, 56000, 65535, 65536, 69999 };
#define SHOWN (sizeof shown / sizeof *shown)

/* -- a log in memory --------------------------------------------------------------- */

struct log {
    struct arena *arena;
    struct tree   tree;
    Hash         *leaf, *root[TREE_LEVELS];
    int64_t       full[TREE_LEVELS];
};

static enum err
put(void *context, int level, int64_t index, const Hash *tile, const Hash *root)
{
    struct log *l = context;

    (void)tile;
    l->root[level][index] = *root;
    l->full[level] = index + 1;
    return ERR_OK;
}

static enum err
get(void *context, int level, int64_t index, Hash *out, int *out_n)
{
    struct log *l = context;
    int64_t     n = (level == 0 ? l->tree.size : l->full[level - 1]) - index * TILE_WIDTH;

    if (n <= 0)
        return ERR_NOT_FOUND;
    *out_n = (int)(n < TILE_WIDTH ? n : TILE_WIDTH);
    memcpy(out, (level == 0 ? l->leaf : l->root[level - 1]) + index * TILE_WIDTH,
           sizeof *out * (size_t)*out_n);
    return ERR_OK;
}

static struct log *
log_new(struct arena *arena, int64_t most)
{
    struct log *l = arena_make(arena, struct log);

    l->arena = arena;
    l->leaf = arena_array(arena, Hash, most);
    for (int level = 0; level < TREE_LEVELS; level++) {
        most /= TILE_WIDTH;
        l->root[level] = arena_array(arena, Hash, most + 1);
    }
    return l;
}

static void
must(enum err err, const char *what)
{
    if (err == ERR_OK)
        return;
    fprintf(stderr, "logtool: %s: %s\n", what, err_name(err));
    exit(1);
}

/* -- entries, in the journal's own form (journal/entry.h) ----------------------------- */

static Str
salt_of(struct arena *arena, int64_t i)
{
    Hash h = hash_of(str_format(arena, "salt %lld", (long long)i));

    return str_copy(arena, (Str){ (const char *)h.b, 16 });
}

static Str
payload_of(struct arena *arena, int64_t i)
{
    return str_format(arena, "{\"actor\":\"account:7\",\"command\":\"dossier.submit\","
                             "\"subject\":\"dossier:H23.30.288-240701-%04lld\"}", (long long)i);
}

static Str
entry_of(struct arena *arena, int64_t i)
{
    Hash      h = hash_of2(salt_of(arena, i), payload_of(arena, i));
    long long second = 1719792000 + i;

    return str_format(arena, "tinhso-entry/1\n%lld\n%lld %lld\n%.*s\n", (long long)i + 1, second,
                      second, STR_ARG(base64_text(arena, hash_bytes(&h))));
}

static void
grow(struct log *l, int64_t size)
{
    struct tile_writer out = { put, l };
    struct arena      *scratch = arena_new();

    for (int64_t i = l->tree.size; i < size; i++) {
        l->leaf[i] = tree_leaf(entry_of(scratch, i));
        must(tree_append(&l->tree, &l->leaf[i], &out), "append");
        arena_reset(scratch);
    }
    arena_free(scratch);
}

/* -- files -------------------------------------------------------------------------- */

static void
write_file(struct arena *arena, Str folder, Str name, Str bytes)
{
    char *path = str_c(arena, str_format(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name)));
    int   fd;

    for (char *p = path + 1; *p != '\0'; p++)
        if (*p == '/') {
            *p = '\0';
            mkdir(path, 0755);
            *p = '/';
        }
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || write(fd, bytes.p, bytes.n) != (ssize_t)bytes.n) {
        perror(path);
        exit(1);
    }
    close(fd);
}

static void
write_tile(struct log *l, Str folder, struct tile_name name)
{
    struct arena *arena = arena_new();
    struct buf    bundle = BUF_MAX((size_t)1 << 24);
    Hash          hash[TILE_WIDTH];
    int           n;

    must(get(l, name.level, name.index, hash, &n), "tile");
    write_file(arena, folder, tile_path(arena, name), tile_body(arena, hash, name.width));
    if (name.level == 0) {
        for (int i = 0; i < name.width; i++)
            bundle_add(&bundle, entry_of(arena, name.index * TILE_WIDTH + i));
        name.level = TILE_ENTRIES;
        write_file(arena, folder, tile_path(arena, name), buf_str(&bundle));
    }
    buf_free(&bundle);
    arena_free(arena);
}

static void
write_tiles(struct log *l, Str folder)
{
    for (int level = 0; level < TREE_LEVELS; level++) {
        int64_t have = l->tree.size >> 8 * level;

        for (int64_t i = 0; i < have / TILE_WIDTH; i++)
            write_tile(l, folder, (struct tile_name){ level, TILE_WIDTH, i });
        if (have % TILE_WIDTH > 0)
            write_tile(l, folder, (struct tile_name){ level, (int)(have % TILE_WIDTH),
                                                      have / TILE_WIDTH });
    }
}

/* -- signing, by a keeper in a process of its own ---------------------------------------- */

static int
keeper_start(struct arena *arena, Str folder, pid_t *out_pid)
{
    Str path = str_format(arena, "%.*s/keeper", STR_ARG(folder));
    int pair[2];

    must(keeper_create(path, ORIGIN), "keeper_create");
    must(keeper_pair(pair), "keeper_pair");
    *out_pid = fork();
    if (*out_pid == 0) {
        const char *why = "";

        close(pair[0]);
        _exit(keeper_run(pair[1], path, NULL, &why) == ERR_OK ? 0 : 1);
    }
    close(pair[1]);
    return pair[0];
}

static Str
sign(struct log *l, int fd)
{
    struct tile_reader in = { get, l };
    struct keeper_head head;
    struct tree_path   path;
    enum keeper_answer answer;
    Hash               root = tree_root(&l->tree);
    Str                note;

    must(keeper_ask(fd, l->arena, &head), "keeper_ask");
    must(tree_prove_growth(l->arena, &in, head.at.size, l->tree.size, &path), "growth");
    must(keeper_sign(fd, l->arena, head.at.size, l->tree.size, &root, &path, &answer, &note),
         "keeper_sign");
    return note;
}

/* A witness's line under the checkpoint, and its key beside it. */
static Str
witnessed(struct log *l, Str folder, Str sealed)
{
    struct note_secret witness;
    struct note        note;
    Str                line;

    must(note_secret_new(S("witness.example/w1"), NOTE_WITNESS, &witness), "witness");
    must(note_parse(l->arena, sealed, &note), "note");
    line = note_sign(l->arena, note.text, &witness, (Time)1719800000 * TIME_SECOND);
    write_file(l->arena, folder, S("witness"), note_key_text(l->arena, &witness.open));
    return str_format(l->arena, "%.*s%.*s", STR_ARG(sealed), STR_ARG(line));
}

static void
write_receipts(struct log *l, Str folder, Str sealed)
{
    struct arena      *a = l->arena;
    struct tile_reader in = { get, l };

    for (size_t k = 0; k < SHOWN; k++) {
        int64_t          i = shown[k];
        struct tree_path path;

        if (i >= l->tree.size)
            continue;
        must(tree_prove_entry(a, &in, i, l->tree.size, &path), "proof");
        write_file(a, folder, str_format(a, "receipt-%lld", (long long)i),
                   proof_text(a, entry_of(a, i), i, &path, sealed));
        write_file(a, folder, str_format(a, "entry-%lld", (long long)i), entry_of(a, i));
        write_file(a, folder, str_format(a, "salt-%lld", (long long)i), salt_of(a, i));
        write_file(a, folder, str_format(a, "payload-%lld", (long long)i), payload_of(a, i));
    }
}

static int
make(Str folder, int64_t size)
{
    struct arena      *arena = arena_new();
    struct log        *l = log_new(arena, size);
    struct keeper_head head;
    pid_t              pid;
    int                fd, status;
    Str                sealed;

    write_file(arena, folder, S("keeper/README"), S("The keys of a test.\n"));
    fd = keeper_start(arena, folder, &pid);
    grow(l, size * 4 / 5);
    write_file(arena, folder, S("checkpoint.old"), sign(l, fd));
    write_tiles(l, folder);
    grow(l, size);
    sealed = sign(l, fd);
    write_file(arena, folder, S("checkpoint"), sealed);
    write_tiles(l, folder);
    must(keeper_ask(fd, arena, &head), "keeper_ask");
    write_file(arena, folder, S("vkey"), head.vkey);
    write_receipts(l, folder, witnessed(l, folder, sealed));
    close(fd);
    waitpid(pid, &status, 0);
    arena_free(arena);
    return status == 0 ? 0 : 1;
}

/* -- figures -------------------------------------------------------------------------- */

static double
cpu_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
wall_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
bench_appends(struct log *l, int64_t size)
{
    struct tile_writer out = { put, l };
    double             start = cpu_now();

    for (int64_t i = 0; i < size; i++) {
        char entry[96];
        int  n = snprintf(entry, sizeof entry, "%90lld", (long long)i);

        l->leaf[i] = tree_leaf((Str){ entry, (size_t)n });
        must(tree_append(&l->tree, &l->leaf[i], &out), "append");
    }
    printf("appends of %lld entries of 90 bytes: %.0f/s\n", (long long)size,
           (double)size / (cpu_now() - start));
}

static void
bench_edge(struct log *l)
{
    struct tile_reader in = { get, l };
    struct tree        t;
    double             start = cpu_now();
    int                n = 100;

    for (int i = 0; i < n; i++)
        must(tree_load(l->tree.size, &in, &t), "load");
    printf("tree_load at %lld leaves: %.3f ms\n", (long long)l->tree.size,
           (cpu_now() - start) / n * 1e3);
    start = cpu_now();
    for (int i = 0; i < 10000; i++)
        (void)tree_root(&l->tree);
    printf("tree_root: %.1f us\n", (cpu_now() - start) / 10000 * 1e6);
    start = cpu_now();
    for (int i = 0; i < 10000; i++) {
        t = l->tree;
        __asm__ volatile("" ::"r"(&t) : "memory");
    }
    printf("a copy of struct tree (%zu bytes): %.1f us\n", sizeof t,
           (cpu_now() - start) / 10000 * 1e6);
}

static void
bench_proofs(struct log *l)
{
    struct tile_reader in = { get, l };
    struct arena      *scratch = arena_new();
    struct tree_path   path;
    Hash               root = tree_root(&l->tree);
    double             start = cpu_now(), verifying = 0;
    int                n = 2000;

    for (int i = 0; i < n; i++) {
        int64_t index = (int64_t)i * 7919 % l->tree.size;
        double  at;

        must(tree_prove_entry(scratch, &in, index, l->tree.size, &path), "proof");
        at = cpu_now();
        if (!tree_holds_entry(&l->leaf[index], index, l->tree.size, &root, &path))
            must(ERR_INVALID, "verify");
        verifying += cpu_now() - at;
        arena_reset(scratch);
    }
    printf("inclusion proof: made in %.1f us, verified in %.1f us, %d hashes\n",
           (cpu_now() - start - verifying) / n * 1e6, verifying / n * 1e6, path.n);
    start = cpu_now();
    for (int i = 0; i < n; i++) {
        must(tree_prove_growth(scratch, &in, l->tree.size - 1 - i % 1000, l->tree.size, &path),
             "growth");
        arena_reset(scratch);
    }
    printf("consistency proof: made in %.1f us, %d hashes\n", (cpu_now() - start) / n * 1e6,
           path.n);
    arena_free(scratch);
}

static void
bench_keeper(struct log *l, Str folder)
{
    struct tile_writer out = { put, l };
    pid_t              pid;
    int                fd = keeper_start(l->arena, folder, &pid), n = 500;
    double             start;

    sign(l, fd);
    start = wall_now();
    for (int i = 0; i < n; i++) {
        l->leaf[l->tree.size] = tree_leaf(S("one more"));
        must(tree_append(&l->tree, &l->leaf[l->tree.size], &out), "append");
        sign(l, fd);
    }
    printf("signed heads, each synced first: %.0f/s\n", n / (wall_now() - start));
    close(fd);
    waitpid(pid, NULL, 0);
}

static int
bench(Str folder, int64_t size)
{
    struct arena *arena = arena_new();
    struct log   *l = log_new(arena, size + 1000);

    bench_appends(l, size);
    bench_edge(l);
    bench_proofs(l);
    bench_keeper(l, folder);
    arena_free(arena);
    return 0;
}

int
main(int argc, char **argv)
{
    int64_t size = argc == 4 ? strtoll(argv[3], NULL, 10) : 0;

    if (argc == 4 && strcmp(argv[1], "make") == 0 && size > 0)
        return make(str_of(argv[2]), size);
    if (argc == 4 && strcmp(argv[1], "bench") == 0 && size > 0)
        return bench(str_of(argv[2]), size);
    fprintf(stderr, "usage: logtool make DIR SIZE | bench DIR SIZE\n");
    return 2;
}
