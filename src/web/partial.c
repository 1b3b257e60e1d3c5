/* web/partial.c -- see partial.h.  Floor 11.
 *
 * ID.info: "LENGTH HASH NAME"; HASH is - until the file is whole and kept. */
#include "web/partial.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scan.h"

#define ID_BYTES   16
#define INFO_MAX   512
#define LENGTH_MAX ((int64_t)1 << 40)

static enum err
err_of_errno(void)
{
    return errno == ENOENT                      ? ERR_NOT_FOUND
           : errno == ENOSPC || errno == EDQUOT ? ERR_FULL
                                                : ERR_STORE;
}

static Str
path_of(struct arena *arena, Str folder, Str id, const char *end)
{
    return str_format(arena, "%.*s/%.*s%s", STR_ARG(folder), STR_ARG(id), end);
}

static bool
is_id(Str s)
{
    unsigned char bytes[ID_BYTES];

    return scan_hex(s, bytes, sizeof bytes) == ERR_OK;
}

/* -- its facts ------------------------------------------------------------------------------- */

/* Replaced at once; a crash leaves the old one or the new one. */
static enum err
write_info(struct arena *arena, Str folder, const struct partial *p)
{
    Str path = path_of(arena, folder, p->id, ".info");
    Str fresh = path_of(arena, folder, p->id, ".new");
    Str text = str_format(arena, "%lld %.*s %.*s", (long long)p->length,
                          STR_ARG(p->kept ? hex_text(arena, hash_bytes(&p->hash)) : S("-")),
                          STR_ARG(p->name));
    int  fd = open(fresh.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool done;

    if (fd < 0)
        return err_of_errno();
    done = write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
    close(fd);
    return done && rename(fresh.p, path.p) == 0 ? ERR_OK : err_of_errno();
}

static enum err
read_info(Str text, struct partial *p)
{
    Str length, hash, rest;

    if (!str_cut(text, ' ', &length, &rest) || !str_cut(rest, ' ', &hash, &p->name))
        return ERR_NOT_FOUND;
    p->kept = !str_eq(hash, S("-"));
    if (p->kept)
        TRY(scan_hex(hash, p->hash.b, HASH_SIZE));
    return scan_int(length, 1, LENGTH_MAX, &p->length);
}

static enum err
read_small(struct arena *arena, const char *path, Str *out)
{
    char   *p = arena_alloc_raw(arena, INFO_MAX);
    int     fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n;

    if (fd < 0)
        return err_of_errno();
    n = read(fd, p, INFO_MAX);
    close(fd);
    *out = (Str){ p, n > 0 ? (size_t)n : 0 };
    return ERR_OK;
}

/* -- beginning and finding --------------------------------------------------------------------- */

static int
how_many(Str folder, struct arena *arena)
{
    DIR *dir = opendir(str_c(arena, folder));
    int  n = 0;

    for (struct dirent *e = dir ? readdir(dir) : NULL; e != NULL; e = readdir(dir))
        n += str_ends(str_of(e->d_name), S(".info"));
    if (dir != NULL)
        closedir(dir);
    return n;
}

enum err
partial_begin(struct arena *arena, Str folder, int64_t length, Str name, struct partial *out)
{
    unsigned char  id[ID_BYTES];
    struct partial p = { .length = length, .name = name };
    int            fd;

    if (how_many(folder, arena) >= PARTIALS_MAX)
        return ERR_BUSY;
    random_bytes(id, sizeof id);
    p.id = hex_text(arena, (Str){ (const char *)id, sizeof id });
    p.path = path_of(arena, folder, p.id, ".tus");
    fd = open(p.path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_of_errno();
    close(fd);
    *out = p;
    return write_info(arena, folder, &p);
}

enum err
partial_find(struct arena *arena, Str folder, Str id, struct partial *out)
{
    struct partial p = { .id = id };
    struct stat    st;
    Str            text;

    if (!is_id(id))
        return ERR_NOT_FOUND;
    p.path = path_of(arena, folder, id, ".tus");
    TRY(read_small(arena, path_of(arena, folder, id, ".info").p, &text));
    TRY(read_info(text, &p));
    if (p.kept)
        p.offset = p.length;
    else if (stat(p.path.p, &st) != 0)
        return err_of_errno();
    else
        p.offset = st.st_size;
    *out = p;
    return ERR_OK;
}

/* What is locked may have been replaced (write_info) by whoever had it before, so its facts are
 * read after the waiting. */
enum err
partial_hold(struct arena *arena, Str folder, Str id, struct partial *out, int *out_held)
{
    enum err err;
    int      fd;

    if (!is_id(id))
        return ERR_NOT_FOUND;
    fd = open(path_of(arena, folder, id, ".info").p, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_of_errno();
    while (flock(fd, LOCK_EX) != 0)
        if (errno != EINTR) {
            close(fd);
            return ERR_STORE;
        }
    err = partial_find(arena, folder, id, out);
    if (err != ERR_OK)
        close(fd);
    else
        *out_held = fd;
    return err;
}

/* -- pieces ------------------------------------------------------------------------------------ */

static enum err
write_all(int fd, int64_t at, Str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = pwrite(fd, bytes.p, bytes.n, at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_of_errno();
        bytes = str_sub(bytes, (size_t)n, bytes.n);
        at += n;
    }
    return fsync(fd) == 0 ? ERR_OK : err_of_errno();
}

enum err
partial_add(struct partial *p, int64_t at, Str bytes)
{
    int         fd = open(p->path.p, O_WRONLY | O_CLOEXEC);
    struct stat st;
    enum err    err;

    if (fd < 0)
        return err_of_errno();
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &st) != 0 || st.st_size != at)
        err = ERR_CONFLICT;
    else if ((int64_t)bytes.n > p->length - at)
        err = ERR_TOO_LARGE;
    else
        err = write_all(fd, at, bytes);
    if (err != ERR_OK && err != ERR_CONFLICT && ftruncate(fd, at) != 0)
        err = ERR_STORE; /* half a piece may stand there: nobody was told that it does */
    close(fd);
    if (err == ERR_OK)
        p->offset = at + (int64_t)bytes.n;
    return err;
}

enum err
partial_keep(struct arena *arena, Str folder, struct partial *p, const Hash *hash)
{
    p->kept = true;
    p->hash = *hash;
    return write_info(arena, folder, p);
}

void
partial_drop(struct arena *arena, Str folder, Str id)
{
    if (!is_id(id))
        return;
    unlink(path_of(arena, folder, id, ".info").p);
    unlink(path_of(arena, folder, id, ".tus").p);
}

/* When its last piece came; TIME_NONE: it is not there. */
static Time
touched(struct arena *arena, Str folder, Str id)
{
    static const char *const end[] = { ".info", ".tus" };
    Time                     last = TIME_NONE;
    struct stat              st;

    for (int i = 0; i < 2; i++)
        if (stat(path_of(arena, folder, id, end[i]).p, &st) == 0 &&
            (Time)st.st_mtim.tv_sec * TIME_SECOND > last)
            last = (Time)st.st_mtim.tv_sec * TIME_SECOND;
    return last;
}

void
partial_sweep(Str folder, Time since)
{
    struct arena *arena = arena_new();
    DIR          *dir = opendir(str_c(arena, folder));

    for (struct dirent *e = dir ? readdir(dir) : NULL; e != NULL; e = readdir(dir)) {
        Str name = str_of(e->d_name), id = str_copy(arena, str_sub(name, 0, 2 * ID_BYTES));

        if (str_ends(name, S(".info")) && is_id(id) && touched(arena, folder, id) < since)
            partial_drop(arena, folder, id);
    }
    if (dir != NULL)
        closedir(dir);
    arena_free(arena);
}
