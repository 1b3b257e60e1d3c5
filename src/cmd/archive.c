/* cmd/archive.c -- see archive.h.  Floor 13.
 *
 * POSIX ustar, the part of it that regular files need.  A header is a function
 * of name and size: the reader makes it again and compares. */
#include "cmd/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define BLOCK  512
#define CHUNK  ((size_t)1 << 17)
#define LEVEL  3  /* rows shrink well at any; attachments at none */
#define GZIP   31 /* the largest window, in gzip's wrapping */

struct archive_out {
    int            fd;
    z_stream       z;
    unsigned char *room;
    int64_t        left, announced, written;
    struct arena  *arena;
    struct hasher *hasher;
};

/* -- headers ------------------------------------------------------------------------ */

static bool
name_fits(Str name)
{
    return name.n > 0 && name.n <= ARCHIVE_NAME_MAX && name.p[0] != '/' &&
           !str_has(name, S("..")) && memchr(name.p, '\0', name.n) == NULL;
}

static void
make_header(Str name, int64_t size, char h[BLOCK])
{
    unsigned sum = 0;

    memset(h, 0, BLOCK);
    memcpy(h, name.p, name.n);
    memcpy(h + 100, "0000600", 7);
    memcpy(h + 108, "0000000", 7);
    memcpy(h + 116, "0000000", 7);
    snprintf(h + 124, 12, "%011llo", (unsigned long long)size);
    memcpy(h + 136, "00000000000", 11);
    memset(h + 148, ' ', 8);
    h[156] = '0';
    memcpy(h + 257, "ustar", 6);
    memcpy(h + 263, "00", 2);
    for (int i = 0; i < BLOCK; i++)
        sum += (unsigned char)h[i];
    snprintf(h + 148, 7, "%06o", sum & 0777777);
}

static enum err
read_header(const char h[BLOCK], Str *name, int64_t *size)
{
    char same[BLOCK];

    *name = (Str){ h, strnlen(h, ARCHIVE_NAME_MAX) };
    *size = 0;
    for (int i = 124; i < 135; i++) {
        if (h[i] < '0' || h[i] > '7')
            return ERR_MALFORMED;
        *size = *size * 8 + (h[i] - '0');
    }
    if (!name_fits(*name))
        return ERR_MALFORMED;
    make_header(*name, *size, same);
    return memcmp(h, same, BLOCK) == 0 ? ERR_OK : ERR_MALFORMED;
}

static int64_t
filling(int64_t size)
{
    return (BLOCK - size % BLOCK) % BLOCK;
}

/* -- writing ------------------------------------------------------------------------- */

static enum err
write_all(struct archive_out *a, size_t n)
{
    for (size_t at = 0; at < n;) {
        ssize_t done = write(a->fd, a->room + at, n - at);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? ERR_FULL : ERR_STORE;
        at += (size_t)done;
    }
    a->written += (int64_t)n;
    return ERR_OK;
}

static enum err
squeeze(struct archive_out *a, Str bytes, int flush)
{
    int rc;

    a->z.next_in = (unsigned char *)(uintptr_t)bytes.p;
    a->z.avail_in = (unsigned)bytes.n;
    do {
        a->z.next_out = a->room;
        a->z.avail_out = (unsigned)CHUNK;
        rc = deflate(&a->z, flush);
        TRY(write_all(a, CHUNK - a->z.avail_out));
    } while (a->z.avail_out == 0);
    if (flush == Z_FINISH ? rc != Z_STREAM_END : rc != Z_OK && rc != Z_BUF_ERROR)
        BUG("deflate: %d", rc);
    return ERR_OK;
}

/* deflate takes lengths of 32 bits. */
static enum err
put(struct archive_out *a, Str bytes)
{
    while (bytes.n > 0) {
        Str part = str_sub(bytes, 0, CHUNK);

        TRY(squeeze(a, part, Z_NO_FLUSH));
        bytes = str_sub(bytes, part.n, bytes.n);
    }
    return ERR_OK;
}

enum err
archive_create(Str path, struct archive_out **out)
{
    struct arena       *arena = arena_new();
    struct archive_out *a;
    int fd = open(str_c(arena, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0 || fchmod(fd, 0600) != 0) {
        enum err err = errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORE;

        if (fd >= 0)
            close(fd);
        arena_free(arena);
        return err;
    }
    a = mem_alloc(sizeof *a);
    a->fd = fd;
    a->arena = arena;
    a->room = mem_alloc(CHUNK);
    if (deflateInit2(&a->z, LEVEL, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        BUG("gzip cannot be set up");
    *out = a;
    return ERR_OK;
}

enum err
archive_begin(struct archive_out *a, Str name, int64_t size)
{
    char header[BLOCK];

    if (!name_fits(name) || size < 0 || size > ARCHIVE_SIZE_MAX || a->hasher != NULL)
        return ERR_INVALID;
    arena_reset(a->arena);
    a->hasher = hasher_new(a->arena);
    a->left = a->announced = size;
    make_header(name, size, header);
    return put(a, (Str){ header, BLOCK });
}

enum err
archive_bytes(struct archive_out *a, Str bytes)
{
    if ((int64_t)bytes.n > a->left)
        return ERR_INVALID;
    a->left -= (int64_t)bytes.n;
    hasher_add(a->hasher, bytes);
    return put(a, bytes);
}

enum err
archive_end(struct archive_out *a, Hash *out)
{
    static const char nothing[BLOCK];

    if (a->left != 0)
        return ERR_INVALID;
    *out = hasher_done(a->hasher);
    a->hasher = NULL;
    return put(a, (Str){ nothing, (size_t)filling(a->announced) });
}

enum err
archive_finish(struct archive_out *a)
{
    static const char end[2 * BLOCK];

    TRY(put(a, (Str){ end, sizeof end }));
    TRY(squeeze(a, S(""), Z_FINISH));
    return fsync(a->fd) == 0 ? ERR_OK : errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORE;
}

int64_t
archive_size(const struct archive_out *a)
{
    return a->written;
}

void
archive_free(struct archive_out *a)
{
    if (a == NULL)
        return;
    deflateEnd(&a->z);
    close(a->fd);
    mem_free(a->room);
    arena_free(a->arena);
    mem_free(a);
}

/* -- reading --------------------------------------------------------------------------- */

struct reading {
    int                      fd;
    z_stream                 z;
    unsigned char           *room;  /* compressed, from the file */
    bool                     begun, over; /* the gzip header was seen; its end was */
    struct arena            *arena;
    const struct archive_in *to;
};

/* The bytes that our own gzip header has; inflate would pass over some. */
static bool
is_our_gzip(const unsigned char *p, size_t n)
{
    static const unsigned char head[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };

    return n >= sizeof head && memcmp(p, head, sizeof head) == 0;
}

static enum err
more(struct reading *r)
{
    ssize_t n;

    do
        n = read(r->fd, r->room, CHUNK);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return n < 0 ? ERR_STORE : ERR_MALFORMED;
    if (!r->begun && !is_our_gzip(r->room, (size_t)n))
        return ERR_MALFORMED;
    r->begun = true;
    r->z.next_in = r->room;
    r->z.avail_in = (unsigned)n;
    return ERR_OK;
}

/* Exactly n bytes, or a file that is cut off. */
static enum err
get(struct reading *r, void *out, size_t n)
{
    r->z.next_out = out;
    r->z.avail_out = (unsigned)n;
    while (r->z.avail_out > 0) {
        int rc;

        if (r->over)
            return ERR_MALFORMED;
        if (r->z.avail_in == 0)
            TRY(more(r));
        rc = inflate(&r->z, Z_NO_FLUSH);
        r->over = rc == Z_STREAM_END;
        if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
            return ERR_MALFORMED;
    }
    return ERR_OK;
}

/* The stream's end, its checksum, and nothing behind it. */
static enum err
expect_end(struct reading *r)
{
    unsigned char byte;

    while (!r->over) {
        int rc;

        if (r->z.avail_in == 0)
            TRY(more(r));
        r->z.next_out = &byte;
        r->z.avail_out = 1;
        rc = inflate(&r->z, Z_NO_FLUSH);
        if (r->z.avail_out == 0 || (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR))
            return ERR_MALFORMED;
        r->over = rc == Z_STREAM_END;
    }
    return r->z.avail_in == 0 && read(r->fd, &byte, 1) == 0 ? ERR_OK : ERR_MALFORMED;
}

static bool
is_zero(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != 0)
            return false;
    return true;
}

static enum err
read_member(struct reading *r, Str name, int64_t size, char *piece)
{
    struct hasher *hasher;
    size_t         fill = (size_t)filling(size);
    Hash           hash;

    arena_reset(r->arena);
    hasher = hasher_new(r->arena);
    TRY(r->to->begin(r->to->context, name, size));
    while (size > 0) {
        size_t n = size < (int64_t)CHUNK ? (size_t)size : CHUNK;

        TRY(get(r, piece, n));
        hasher_add(hasher, (Str){ piece, n });
        TRY(r->to->bytes(r->to->context, (Str){ piece, n }));
        size -= (int64_t)n;
    }
    TRY(get(r, piece, fill));
    if (!is_zero(piece, fill))
        return ERR_MALFORMED;
    hash = hasher_done(hasher);
    return r->to->end(r->to->context, &hash);
}

static enum err
read_members(struct reading *r, char *piece)
{
    char    header[BLOCK];
    Str     name;
    int64_t size;

    for (;;) {
        TRY(get(r, header, BLOCK));
        if (header[0] == 0)
            break;
        TRY(read_header(header, &name, &size));
        TRY(read_member(r, name, size, piece));
    }
    TRY(get(r, piece, BLOCK));
    return is_zero(header, BLOCK) && is_zero(piece, BLOCK) ? expect_end(r) : ERR_MALFORMED;
}

enum err
archive_read(Str path, const struct archive_in *to)
{
    struct reading r = { .arena = arena_new(), .to = to };
    char          *piece;
    enum err       err;

    r.fd = open(str_c(r.arena, path), O_RDONLY | O_CLOEXEC);
    if (r.fd < 0) {
        arena_free(r.arena);
        return ERR_NOT_FOUND;
    }
    r.room = mem_alloc(CHUNK);
    piece = mem_alloc(CHUNK);
    if (inflateInit2(&r.z, GZIP) != Z_OK)
        BUG("gzip cannot be read");
    err = read_members(&r, piece);
    inflateEnd(&r.z);
    close(r.fd);
    mem_free(piece);
    mem_free(r.room);
    arena_free(r.arena);
    return err;
}
