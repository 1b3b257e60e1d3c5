/* journal/keeper_files.c -- see keeper_files.h.  Floor 2. */
#include "journal/keeper_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum err
keeper_folder_open(Str path, int *out)
{
    struct arena *arena = arena_new();
    int           fd = open(str_c(arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    arena_free(arena);
    if (fd < 0)
        return ERR_STORE;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return ERR_BUSY;
    }
    *out = fd;
    return ERR_OK;
}

static bool
write_all(int fd, Str s)
{
    while (s.n > 0) {
        ssize_t n = write(fd, s.p, s.n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        s = str_sub(s, (size_t)n, s.n);
    }
    return true;
}

/* The whole file or the old one, whatever fails: written aside, synced, renamed,
 * and the folder synced, so that the new name itself survives a power cut. */
enum err
keeper_file_save(int folder, const char *name, mode_t mode, Str bytes)
{
    static const char aside[] = "new";
    bool              good;
    int               fd;

    unlinkat(folder, aside, 0);
    fd = openat(folder, aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return ERR_STORE;
    good = write_all(fd, bytes) && fsync(fd) == 0;
    close(fd);
    if (!good || renameat(folder, aside, folder, name) != 0 || fsync(folder) != 0)
        return ERR_STORE;
    return ERR_OK;
}

enum err
keeper_file_read(int folder, const char *name, mode_t refused, char *room, size_t size, Str *out)
{
    int         fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;
    ssize_t     n;

    if (fd < 0)
        return ERR_NOT_FOUND;
    if (fstat(fd, &st) != 0 || (st.st_mode & refused) != 0) {
        close(fd);
        return ERR_FORBIDDEN;
    }
    n = read(fd, room, size);
    close(fd);
    if (n < 0 || (size_t)n == size)
        return ERR_STORE;
    *out = (Str){ room, (size_t)n };
    return ERR_OK;
}
