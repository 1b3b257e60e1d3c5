/* registry/read_source.c -- see read_source.h.  Floor 6.
 *
 * The ceiling: what comes out of a packed file may be EXPANDED_FREE bytes, and beyond that
 * no more than EXPANDED_RATIO times what went in so far.  Tables of text pack 5 to 50 to one;
 * deflate can do 1032 to one, and files made to fill a disk do. */
#include "registry/read_source.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/lang.h"

#define IN_SIZE        65536
#define EXPANDED_FREE  ((int64_t)64 << 20)
#define EXPANDED_RATIO 200
#define EXPANDED_MAX   ((int64_t)64 << 30)

enum packing { PLAIN, GZIP, ENTRY };

struct read_source {
    enum packing     packing;
    int              fd;
    int64_t          size;     /* of the file */
    int64_t          at;       /* plain, gzip: bytes taken from the file */
    int64_t          out;      /* bytes given */
    int64_t          max;
    const char      *why;
    z_stream         z;
    bool             ended;    /* gzip: between members or behind the last */
    unsigned char   *in;
    struct read_zip *zip;
    int              entry;
};

static void
source_close(void *what)
{
    struct read_source *s = what;

    inflateEnd(&s->z);
}

static struct read_source *
source_new(struct arena *arena, enum packing packing, int fd, int64_t max)
{
    struct read_source *s = arena_make(arena, struct read_source);
    struct stat         st;

    s->packing = packing;
    s->fd = fd;
    s->max = max > 0 ? max : EXPANDED_MAX;
    s->size = fd >= 0 && fstat(fd, &st) == 0 ? (int64_t)st.st_size : 0;
    return s;
}

struct read_source *
read_source_plain(struct arena *arena, int fd)
{
    return source_new(arena, PLAIN, fd, 0);
}

struct read_source *
read_source_gzip(struct arena *arena, int fd, int64_t max)
{
    struct read_source *s = source_new(arena, GZIP, fd, max);

    s->in = arena_alloc_raw(arena, IN_SIZE);
    if (inflateInit2(&s->z, 15 + 16) != Z_OK) /* gzip's own wrapping */
        BUG("zlib does not start");
    arena_defer(arena, source_close, s);
    return s;
}

struct read_source *
read_source_entry(struct arena *arena, struct read_zip *zip, int entry, int64_t max)
{
    struct read_source *s = source_new(arena, ENTRY, -1, max);

    s->zip = zip;
    s->entry = entry;
    if (read_zip_begin(zip, entry, &s->why) == ERR_OK)
        s->why = NULL;
    return s;
}

static enum err
bad(struct read_source *s, enum err err, const char *why)
{
    s->why = why;
    return err;
}

static enum err
read_file(struct read_source *s, int64_t at, void *to, size_t n, size_t *got)
{
    for (;;) {
        ssize_t k = pread(s->fd, to, n, (off_t)at);

        if (k >= 0) {
            *got = (size_t)k;
            return ERR_OK;
        }
        if (errno != EINTR)
            return bad(s, ERR_STORE, MSG("the file cannot be read from the disk"));
    }
}

/* Another member may follow the one that ended; false behind the last. */
static enum err
refill(struct read_source *s, bool *more)
{
    size_t got = 0;

    if (s->z.avail_in == 0) {
        TRY(read_file(s, s->at, s->in, IN_SIZE, &got));
        s->at += (int64_t)got;
        s->z.next_in = s->in;
        s->z.avail_in = (unsigned)got;
    }
    *more = s->z.avail_in > 0;
    if (*more && s->ended) {
        inflateReset(&s->z);
        s->ended = false;
    }
    return ERR_OK;
}

static enum err
read_gzip(struct read_source *s, void *to, size_t n, size_t *got)
{
    s->z.next_out = to;
    s->z.avail_out = (unsigned)n;
    while (s->z.avail_out == (unsigned)n) {
        bool more;
        int  z;

        TRY(refill(s, &more));
        if (!more && s->ended)
            break;
        z = more ? inflate(&s->z, Z_NO_FLUSH) : Z_BUF_ERROR;
        if (z == Z_STREAM_END)
            s->ended = true;
        else if (z != Z_OK)
            return bad(s, ERR_MALFORMED,
                       MSG("the compressed file is damaged or was cut off; send it again"));
    }
    *got = n - s->z.avail_out;
    return ERR_OK;
}

static void
taken(const struct read_source *s, int64_t *in, int64_t *all)
{
    *in = s->at;
    *all = s->size;
    if (s->packing == ENTRY)
        read_zip_sizes(s->zip, in, all);
}

static enum err
check_expansion(struct read_source *s)
{
    int64_t in, all;

    if (s->packing == PLAIN || (s->out <= EXPANDED_FREE && s->out <= s->max))
        return ERR_OK;
    taken(s, &in, &all);
    if (s->out > s->max || (in > 0 && s->out / EXPANDED_RATIO > in))
        return bad(s, ERR_TOO_LARGE,
                   MSG("the compressed file expands beyond all measure and is not read on; send "
                       "it unpacked"));
    return ERR_OK;
}

enum err
read_source_read(struct read_source *s, void *to, size_t n, size_t *got)
{
    size_t k = 0;

    if (s->why != NULL)
        return ERR_MALFORMED;
    if (n > INT32_MAX)
        n = INT32_MAX;
    switch (s->packing) {
    case PLAIN:
        TRY(read_file(s, s->at, to, n, &k));
        s->at += (int64_t)k;
        break;
    case GZIP:
        TRY(read_gzip(s, to, n, &k));
        break;
    case ENTRY:
        TRY(read_zip_bytes(s->zip, to, n, &k, &s->why));
        break;
    }
    s->out += (int64_t)k;
    TRY(check_expansion(s));
    *got = k;
    return ERR_OK;
}

const char *
read_source_why(const struct read_source *s)
{
    return s->why;
}

static enum err
rewind_source(struct read_source *s)
{
    s->out = 0;
    s->at = 0;
    if (s->packing == GZIP) {
        inflateReset(&s->z);
        s->z.avail_in = 0;
        s->ended = false;
    }
    return s->packing == ENTRY ? read_zip_begin(s->zip, s->entry, &s->why) : ERR_OK;
}

enum err
read_source_seek(struct read_source *s, int64_t at)
{
    char bytes[16384];

    if (s->packing == PLAIN) {
        if (at < 0 || at > s->size)
            return ERR_INVALID;
        s->at = s->out = at;
        return ERR_OK;
    }
    if (at < s->out || at == 0)
        TRY(rewind_source(s));
    while (s->out < at) {
        int64_t left = at - s->out;
        size_t  got;

        TRY(read_source_read(s, bytes, left < (int64_t)sizeof bytes ? (size_t)left : sizeof bytes,
                             &got));
        if (got == 0)
            return ERR_INVALID;
    }
    return ERR_OK;
}

double
read_source_progress(const struct read_source *s)
{
    int64_t in, all;

    taken(s, &in, &all);
    return all <= 0 ? 1.0 : (double)in / (double)all > 1.0 ? 1.0 : (double)in / (double)all;
}

size_t
read_source_peek(const struct read_source *s, int64_t at, void *to, size_t n)
{
    ssize_t k = s->packing == PLAIN ? pread(s->fd, to, n, (off_t)at) : 0;

    return k > 0 ? (size_t)k : 0;
}

int64_t
read_source_size(const struct read_source *s)
{
    return s->size;
}
