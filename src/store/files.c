/* store/files.c -- see files.h.  Floor 1. */
#include "store/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scan.h"

#define PATH_ROOM 1024

/* "FOLDER/files/ab", made when missing; and the file's own path. */
static enum err
paths(Str folder, const Hash *hash, char shelf[PATH_ROOM], char path[PATH_ROOM])
{
    char hex[2 * HASH_SIZE + 1];

    for (int i = 0; i < HASH_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash->b[i]);
    if (folder.n > PATH_ROOM - 100)
        return ERR_INVALID;
    snprintf(shelf, PATH_ROOM, "%.*s/files/%.2s", STR_ARG(folder), hex);
    snprintf(path, PATH_ROOM, "%.*s/files/%.2s/%s", STR_ARG(folder), hex, hex + 2);
    return ERR_OK;
}

static enum err
err_of_errno(void)
{
    return errno == ENOENT                      ? ERR_NOT_FOUND
           : errno == ENOSPC || errno == EDQUOT ? ERR_FULL
                                                : ERR_STORE;
}

/* A new name is durable only when its folder is. */
static enum err
sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

    if (fd < 0)
        return err_of_errno();
    rc = fsync(fd);
    close(fd);
    return rc == 0 ? ERR_OK : err_of_errno();
}

/* Synced even if it was there: whoever made it may not have come so far yet, or may
 * have been killed before. */
static enum err
make_shelf(Str folder, const char *shelf)
{
    char parent[PATH_ROOM];

    if (mkdir(shelf, 0700) != 0 && errno != EEXIST)
        return err_of_errno();
    snprintf(parent, sizeof parent, "%.*s/files", STR_ARG(folder));
    return sync_folder(parent);
}

/* The shelf, held: many may touch at once, one sweeps.  -1, and errno. */
static int
hold_shelf(const char *shelf, int how)
{
    int fd = open(shelf, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    while (fd >= 0 && flock(fd, how) != 0)
        if (errno != EINTR) {
            close(fd);
            return -1;
        }
    return fd;
}

static enum err
touch(const char *path)
{
    return utimensat(AT_FDCWD, path, NULL, 0) == 0 ? ERR_OK : err_of_errno();
}

static enum err
keep(const char *from, const char *path)
{
    struct stat st;

    if (stat(path, &st) == 0)
        unlink(from);
    else if (rename(from, path) != 0)
        return err_of_errno();
    return touch(path);
}

enum err
files_keep(Str folder, const char *from, const Hash *hash)
{
    char     shelf[PATH_ROOM], path[PATH_ROOM];
    int      held;
    enum err err;

    TRY(paths(folder, hash, shelf, path));
    TRY(make_shelf(folder, shelf));
    held = hold_shelf(shelf, LOCK_SH);
    if (held < 0)
        return err_of_errno();
    err = keep(from, path);
    if (err == ERR_OK)
        err = sync_folder(shelf);
    close(held);
    return err;
}

enum err
files_touch(Str folder, const Hash *hash)
{
    char     shelf[PATH_ROOM], path[PATH_ROOM];
    int      held;
    enum err err;

    TRY(paths(folder, hash, shelf, path));
    held = hold_shelf(shelf, LOCK_SH);
    if (held < 0)
        return err_of_errno();
    err = touch(path);
    close(held);
    return err;
}

static enum err
write_synced(const char *path, Str bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    enum err err;

    if (fd < 0)
        return err_of_errno();
    err = files_put(fd, bytes);
    if (err == ERR_OK && fsync(fd) != 0)
        err = err_of_errno();
    close(fd);
    if (err != ERR_OK)
        unlink(path);
    return err;
}

enum err
files_write(Str folder, Str bytes, Hash *out)
{
    char          path[PATH_ROOM];
    unsigned char random[8];
    Hash          hash = hash_of(bytes);
    enum err      err;

    if (folder.n > PATH_ROOM - 100)
        return ERR_INVALID;
    random_bytes(random, sizeof random);
    snprintf(path, sizeof path, "%.*s/files/new-%02x%02x%02x%02x%02x%02x%02x%02x", STR_ARG(folder),
             random[0], random[1], random[2], random[3], random[4], random[5], random[6],
             random[7]);
    TRY(write_synced(path, bytes));
    err = files_keep(folder, path, &hash);
    if (err != ERR_OK) {
        unlink(path);
        return err;
    }
    *out = hash;
    return ERR_OK;
}

enum err
files_open(Str folder, const Hash *hash, int *out_fd, int64_t *out_size)
{
    char        shelf[PATH_ROOM], path[PATH_ROOM];
    struct stat st;
    int         fd;

    TRY(paths(folder, hash, shelf, path));
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return err_of_errno();
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return ERR_NOT_FOUND;
    }
    *out_fd = fd;
    *out_size = st.st_size;
    return ERR_OK;
}

void
files_remove(Str folder, const Hash *hash)
{
    char shelf[PATH_ROOM], path[PATH_ROOM];

    if (paths(folder, hash, shelf, path) == ERR_OK && unlink(path) == 0)
        (void)!sync_folder(shelf);
}

/* -- sweeping -------------------------------------------------------------------------- */

static bool
is_older(const struct stat *st, Time since)
{
    return S_ISREG(st->st_mode) && (Time)st->st_mtim.tv_sec * TIME_SECOND < since;
}

/* One shelf, as far as its names are those of contents. */
static enum err
old_on_shelf(int shelf, const char *first, Time since, files_old_fn *each, void *context)
{
    DIR     *dir = fdopendir(shelf);
    enum err err = dir != NULL ? ERR_OK : ERR_STORE;

    if (dir == NULL)
        close(shelf);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e != NULL && err == ERR_OK;
         e = readdir(dir)) {
        char        hex[2 * HASH_SIZE + 1];
        struct stat st;
        Hash        hash;

        snprintf(hex, sizeof hex, "%.2s%.62s", first, e->d_name);
        if (strlen(e->d_name) == 2 * HASH_SIZE - 2 &&
            scan_hex(str_of(hex), hash.b, HASH_SIZE) == ERR_OK &&
            fstatat(shelf, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && is_older(&st, since))
            err = each(context, &hash);
    }
    if (dir != NULL)
        closedir(dir);
    return err;
}

enum err
files_old(Str folder, int shelf, Time since, files_old_fn *each, void *context)
{
    char path[PATH_ROOM], first[3];
    int  fd;

    if (folder.n > PATH_ROOM - 100)
        return ERR_INVALID;
    snprintf(first, sizeof first, "%02x", (unsigned char)shelf);
    snprintf(path, sizeof path, "%.*s/files/%s", STR_ARG(folder), first);
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? ERR_OK : ERR_STORE;
    return old_on_shelf(fd, first, since, each, context);
}

/* No sync: a name that comes back after the power went is swept another time. */
enum err
files_sweep(Str folder, const Hash *hash, Time since, int64_t *out_size)
{
    char        shelf[PATH_ROOM], path[PATH_ROOM];
    struct stat st;
    int         held;
    enum err    err = ERR_OK;

    *out_size = -1;
    TRY(paths(folder, hash, shelf, path));
    held = hold_shelf(shelf, LOCK_EX);
    if (held < 0)
        return errno == ENOENT ? ERR_OK : ERR_STORE;
    if (stat(path, &st) == 0 && is_older(&st, since)) {
        if (unlink(path) == 0)
            *out_size = st.st_size;
        else
            err = err_of_errno();
    }
    close(held);
    return err;
}

void
files_sweep_unfinished(Str folder, Time since)
{
    char        path[PATH_ROOM];
    struct stat st;
    DIR        *dir;

    if (folder.n > PATH_ROOM - 100)
        return;
    snprintf(path, sizeof path, "%.*s/files", STR_ARG(folder));
    dir = opendir(path);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e != NULL; e = readdir(dir))
        if (strncmp(e->d_name, "new-", 4) == 0 &&
            fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && is_older(&st, since))
            (void)!unlinkat(dirfd(dir), e->d_name, 0);
    if (dir != NULL)
        closedir(dir);
}

enum err
files_check(Str folder, const Hash *hash, bool *out_same)
{
    int      fd;
    int64_t  size;
    uint64_t read_size;
    Hash     found;
    enum err err;

    TRY(files_open(folder, hash, &fd, &size));
    found = hash_file(fd, &read_size, &err);
    close(fd);
    TRY(err);
    *out_same = hash_eq(&found, hash);
    return ERR_OK;
}

enum err
files_put(int fd, Str bytes)
{
    for (size_t at = 0; at < bytes.n;) {
        ssize_t n = write(fd, bytes.p + at, bytes.n - at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_of_errno();
        at += (size_t)n;
    }
    return ERR_OK;
}
