/* A copy of a province, by whoever handed it over.  Once as the tar that the bytes
 * are: what is taken is written again the same.  Once as members, each a name, a line
 * feed, two bytes of length and the content, with the list of hashes put right: then
 * order, rows and manifest are judged, and not the hashes alone. */
#include "cmd/backup.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "cmd/archive.h"

#define TAR_MAX (1 << 20)

int fuzz_archive(const unsigned char *p, size_t n);

/* An empty file of our own, in memory where there is such a folder. */
static Str
file_new(struct arena *arena)
{
    static const char *const folder[] = { "/dev/shm", "/tmp" };

    for (int i = 0; i < 2; i++) {
        char *path = arena_alloc(arena, 64);
        int   fd;

        snprintf(path, 64, "%s/tinhso-fuzz-XXXXXX", folder[i]);
        fd = mkstemp(path);
        if (fd >= 0) {
            close(fd);
            return str_of(path);
        }
    }
    BUG("no place for a file");
}

/* -- as tar -------------------------------------------------------------------------- */

struct again {
    struct archive_out *to;
    Hash                hash;
};

static enum err
on_begin(void *context, Str name, int64_t size)
{
    if (archive_begin(((struct again *)context)->to, name, size) != ERR_OK)
        BUG("a member is read that could not be written: %.*s", STR_ARG(name));
    return ERR_OK;
}

static enum err
on_bytes(void *context, Str bytes)
{
    return archive_bytes(((struct again *)context)->to, bytes);
}

static enum err
on_end(void *context, const Hash *hash)
{
    struct again *a = context;

    if (archive_end(a->to, &a->hash) != ERR_OK || !hash_eq(&a->hash, hash))
        BUG("a member whose hash is another");
    return ERR_OK;
}

static void
write_gzip(struct arena *arena, Str path, Str bytes)
{
    gzFile f = gzopen(str_c(arena, path), "wb");

    if (f == NULL || (bytes.n > 0 && gzwrite(f, bytes.p, (unsigned)bytes.n) != (int)bytes.n) ||
        gzclose(f) != Z_OK)
        BUG("the file cannot be written");
}

static Str
read_gzip(struct arena *arena, Str path)
{
    char  *room = arena_alloc_raw(arena, TAR_MAX);
    gzFile f = gzopen(str_c(arena, path), "rb");
    int    n = f != NULL ? gzread(f, room, TAR_MAX) : -1;

    if (n < 0 || gzclose(f) != Z_OK)
        BUG("the file cannot be read");
    return (Str){ room, (size_t)n };
}

static void
try_tar(struct arena *arena, Str path, Str other, Str bytes)
{
    struct again      again = { .to = NULL };
    struct archive_in in = { on_begin, on_bytes, on_end, &again };

    write_gzip(arena, path, bytes);
    if (archive_create(other, &again.to) != ERR_OK)
        BUG("the file cannot be begun");
    if (archive_read(path, &in) == ERR_OK &&
        (archive_finish(again.to) != ERR_OK || !str_eq(read_gzip(arena, other), bytes)))
        BUG("what was read is written as something else");
    archive_free(again.to);
}

/* -- as members ------------------------------------------------------------------------ */

static bool
put_member(struct archive_out *to, Str name, Str content, struct buf *sums)
{
    Hash hash;

    if (archive_begin(to, name, (int64_t)content.n) != ERR_OK)
        return false;
    if (archive_bytes(to, content) != ERR_OK || archive_end(to, &hash) != ERR_OK)
        BUG("a member cannot be written");
    for (int i = 0; i < HASH_SIZE; i++)
        buf_format(sums, "%02x", hash.b[i]);
    buf_format(sums, "  %.*s\n", STR_ARG(name));
    return true;
}

static void
put_members(Str path, Str rest)
{
    struct archive_out *to = NULL;
    struct buf          sums = BUF_MAX(TAR_MAX);
    Str                 name;

    if (archive_create(path, &to) != ERR_OK)
        BUG("the file cannot be begun");
    while (str_cut(rest, '\n', &name, &rest) && rest.n >= 2) {
        size_t n = (size_t)(unsigned char)rest.p[0] << 8 | (unsigned char)rest.p[1];

        if (!put_member(to, name, str_sub(rest, 2, n), &sums))
            break;
        rest = str_sub(rest, 2 + n, rest.n);
    }
    (void)put_member(to, S("sha256"), buf_str(&sums), &sums);
    if (archive_finish(to) != ERR_OK)
        BUG("the file cannot be ended");
    archive_free(to);
    buf_free(&sums);
}

static void
try_members(struct arena *arena, Str path, Str bytes)
{
    static const struct backup_taker nobody = { .context = NULL };
    struct backup_facts              facts;
    char                             why[256];
    enum err                         err;

    put_members(path, bytes);
    err = backup_read(arena, path, &nobody, &facts, why);
    if (err != ERR_OK && why[0] == '\0')
        BUG("refused without a reason");
    if (err == ERR_OK && (facts.origin.n == 0 || facts.size < 0 || facts.rows < 0))
        BUG("a copy of nothing");
}

int
fuzz_archive(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    Str           bytes = { (const char *)p, n }, path = file_new(arena), other = file_new(arena);

    if (n <= TAR_MAX / 2) {
        try_tar(arena, path, other, bytes);
        try_members(arena, path, bytes);
    }
    unlink(str_c(arena, path));
    unlink(str_c(arena, other));
    arena_free(arena);
    return 0;
}
