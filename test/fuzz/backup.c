/* Bytes read as the tar inside a copy: they are wrapped in gzip as a copy is, so
 * that the checksum does not keep them from the readers behind it. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "cmd/backup.h"

int fuzz_backup(const unsigned char *p, size_t n);

static Str
gzipped(struct arena *arena, const unsigned char *p, size_t n)
{
    size_t         room = n + n / 100 + 1024;
    unsigned char *out = arena_alloc_raw(arena, room);
    z_stream       z = { .next_in = (unsigned char *)(uintptr_t)p, .avail_in = (unsigned)n,
                         .next_out = out, .avail_out = (unsigned)room };

    if (deflateInit2(&z, 3, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
        deflate(&z, Z_FINISH) != Z_STREAM_END)
        BUG("gzip failed");
    deflateEnd(&z);
    return (Str){ (const char *)out, room - z.avail_out };
}

int
fuzz_backup(const unsigned char *p, size_t n)
{
    static const struct backup_taker nobody;
    struct arena                    *arena = arena_new();
    struct backup_facts              facts;
    Str                              bytes = gzipped(arena, p, n);
    char                             path[64], why[256];
    int                              fd = memfd_create("copy", MFD_CLOEXEC);
    enum err                         err;

    if (fd < 0 || write(fd, bytes.p, bytes.n) != (ssize_t)bytes.n)
        BUG("no memory for a file");
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    err = backup_read(arena, str_of(path), &nobody, &facts, why);
    if (err == ERR_OK && (facts.origin.n == 0 || facts.log < 1 || facts.tables < 1))
        BUG("a copy without a log passed for whole");
    if (err != ERR_OK && why[0] == '\0')
        BUG("refused without a word");
    close(fd);
    arena_free(arena);
    return 0;
}
