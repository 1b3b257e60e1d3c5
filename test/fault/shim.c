/* test/fault/shim.c -- a disk that forgets, preloaded (LD_PRELOAD); see power.h.
 *
 *   POWER_ROOT     the folder, without links in its path
 *   POWER_CONTROL  the control page
 *   POWER_TRACE    where records go; without it only faults are made
 *
 * What a record promises: a change is recorded before its call returns, and a sync
 * before its own call returns; so whatever was written before a sync began stands
 * before it in the trace.  Records are appended whole by the kernel.  Libraries may
 * be called before their own beginning, so nothing here allocates, and system calls
 * are made directly.
 *
 * Mapped memory is not seen: SQLite maps only its -shm file for writing, which a
 * crash makes worthless anyway, and PostgreSQL none in its folder.  Nor is stdio:
 * what PostgreSQL writes with it (pg_internal.init) it can do without. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "power.h"

#define FDS 65536

static struct power_control none = { .room = -1 };
static struct power_control *control = &none;
static char        root[PATH_MAX];
static size_t      root_n;
static int         trace = -1;
static uint64_t    inode_of[FDS]; /* of descriptors opened under the root */
static bool        to_store[FDS]; /* sockets to PostgreSQL */

__attribute__((constructor)) static void
begin(void)
{
    const char *page = getenv("POWER_CONTROL"), *to = getenv("POWER_TRACE");
    int         fd = page ? (int)syscall(SYS_openat, AT_FDCWD, page, O_RDWR | O_CLOEXEC) : -1;

    if (fd < 0)
        return;
    control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (control == MAP_FAILED)
        abort();
    syscall(SYS_close, fd);
    /* A copy: PostgreSQL writes its titles over the environment. */
    snprintf(root, sizeof root, "%s", getenv("POWER_ROOT") ? getenv("POWER_ROOT") : "");
    root_n = strlen(root);
    if (to == NULL)
        return;
    fd = (int)syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    trace = (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 900);
    syscall(SYS_close, fd);
    if (trace < 0)
        abort();
}

/* -- the power, the nth operation, the room ------------------------------------------ */

static void
wait_for_end(void)
{
    static const struct timespec day = { .tv_sec = 86400 };

    while (control->lost)
        syscall(SYS_nanosleep, &day, NULL);
}

/* Answers false when this operation is to fail. */
static bool
may_go_on(void)
{
    wait_for_end();
    return atomic_fetch_add(&control->operations, 1) + 1 != control->fail_at;
}

static int
fail(int error)
{
    errno = error;
    return -1;
}

static bool
has_room(int64_t bytes)
{
    if (control->room < 0 || bytes <= 0)
        return true;
    if (control->room < bytes)
        return false;
    atomic_fetch_sub(&control->room, bytes);
    return true;
}

/* -- the trace ---------------------------------------------------------------------------- */

static void
record(enum power_kind kind, uint64_t inode, int64_t at, mode_t mode, const char *path,
       const void *data, size_t data_n)
{
    struct power_record r = { .magic = POWER_MAGIC, .kind = kind, .mode = mode, .inode = inode,
                              .at = at, .path_n = path ? (uint32_t)strlen(path) : 0,
                              .data_n = (uint32_t)data_n };
    struct iovec part[3] = { { &r, sizeof r }, { (void *)(uintptr_t)path, r.path_n },
                             { (void *)(uintptr_t)data, data_n } };
    int          error = errno;

    wait_for_end();
    if (trace >= 0 && syscall(SYS_writev, trace, part, 3) != (long)(sizeof r + r.path_n + data_n))
        abort();
    errno = error;
}

/* -- paths ----------------------------------------------------------------------------------- */

static bool
is_ours(const char *path)
{
    return root_n > 0 && strncmp(path, root, root_n) == 0 &&
           (path[root_n] == '/' || path[root_n] == '\0');
}

static bool
path_of_fd(int fd, char out[PATH_MAX])
{
    char link[64];
    long n;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = syscall(SYS_readlinkat, AT_FDCWD, link, out, PATH_MAX - 1);
    if (n < 0)
        return false;
    out[n] = '\0';
    return true;
}

/* The absolute path, if it is under the root. */
static bool
resolve(int at, const char *path, char out[PATH_MAX])
{
    size_t n;

    if (root_n == 0 || path == NULL)
        return false;
    if (path[0] == '/')
        return is_ours(path) && snprintf(out, PATH_MAX, "%s", path) < PATH_MAX;
    while (path[0] == '.' && path[1] == '/')
        path += 2;
    if (at == AT_FDCWD ? syscall(SYS_getcwd, out, PATH_MAX) < 0 : !path_of_fd(at, out))
        return false;
    n = strlen(out);
    if (strcmp(path, ".") != 0)
        snprintf(out + n, PATH_MAX - n, "/%s", path);
    return is_ours(out);
}

/* -- opening and closing -------------------------------------------------------------------- */

static uint64_t
inode(int fd)
{
    struct stat st;

    return syscall(SYS_newfstatat, fd, "", &st, AT_EMPTY_PATH) == 0 ? st.st_ino : 0;
}

static int64_t
size_of(int fd)
{
    struct stat st;

    return syscall(SYS_newfstatat, fd, "", &st, AT_EMPTY_PATH) == 0 ? st.st_size : 0;
}

static bool
ours(int fd)
{
    return fd >= 0 && fd < FDS && inode_of[fd] != 0;
}

/* Whether the file came into being by this very call decides what is recorded. */
static int
open_or_create(int at, const char *path, int flags, mode_t mode, bool *out_created)
{
    int fd;

    *out_created = false;
    for (;;) {
        if (!(flags & O_EXCL)) {
            fd = (int)syscall(SYS_openat, at, path, flags & ~O_CREAT, 0);
            if (fd >= 0 || errno != ENOENT)
                return fd;
        }
        if (!may_go_on())
            return fail(EIO);
        if (control->room == 0)
            return fail(ENOSPC);
        fd = (int)syscall(SYS_openat, at, path, flags | O_EXCL, mode);
        *out_created = fd >= 0;
        if (fd >= 0 || (flags & O_EXCL) || errno != EEXIST)
            return fd;
    }
}

static int
open_at(int at, const char *path, int flags, mode_t mode)
{
    char full[PATH_MAX];
    bool created = false;
    int  fd;

    if (!resolve(at, path, full))
        return (int)syscall(SYS_openat, at, path, flags, mode);
    wait_for_end();
    fd = flags & O_CREAT ? open_or_create(at, path, flags, mode, &created)
                         : (int)syscall(SYS_openat, at, path, flags, mode);
    if (fd < 0 || fd >= FDS)
        return fd;
    inode_of[fd] = inode(fd);
    if (created)
        record(POWER_CREATE, inode_of[fd], 0, mode & 0777, full, NULL, 0);
    else if ((flags & O_ACCMODE) != O_RDONLY)
        record(POWER_OPEN, inode_of[fd], 0, 0, full, NULL, 0);
    if (!created && (flags & O_TRUNC))
        record(POWER_SIZE, inode_of[fd], 0, 0, NULL, NULL, 0);
    return fd;
}

static int
open_with(int at, const char *path, int flags, va_list args)
{
    return open_at(at, path, flags, flags & (O_CREAT | O_TMPFILE) ? (mode_t)va_arg(args, int) : 0);
}

int
open(const char *path, int flags, ...)
{
    va_list args;
    int     fd;

    va_start(args, flags);
    fd = open_with(AT_FDCWD, path, flags, args);
    va_end(args);
    return fd;
}

int
open64(const char *path, int flags, ...)
{
    va_list args;
    int     fd;

    va_start(args, flags);
    fd = open_with(AT_FDCWD, path, flags, args);
    va_end(args);
    return fd;
}

int
openat(int at, const char *path, int flags, ...)
{
    va_list args;
    int     fd;

    va_start(args, flags);
    fd = open_with(at, path, flags, args);
    va_end(args);
    return fd;
}

int
openat64(int at, const char *path, int flags, ...)
{
    va_list args;
    int     fd;

    va_start(args, flags);
    fd = open_with(at, path, flags, args);
    va_end(args);
    return fd;
}

int
__open_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

int
__open64_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

int
__openat_2(int at, const char *path, int flags)
{
    return open_at(at, path, flags, 0);
}

int
__openat64_2(int at, const char *path, int flags)
{
    return open_at(at, path, flags, 0);
}

int
creat(const char *path, mode_t mode)
{
    return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int
close(int fd)
{
    if (fd >= 0 && fd < FDS) {
        inode_of[fd] = 0;
        to_store[fd] = false;
    }
    return (int)syscall(SYS_close, fd);
}

/* -- writing ---------------------------------------------------------------------------------- */

static ssize_t
write_at(int fd, const void *p, size_t n, int64_t at, bool placed)
{
    bool    appends = (syscall(SYS_fcntl, fd, F_GETFL) & O_APPEND) != 0;
    int64_t place = placed ? at : appends ? size_of(fd) : syscall(SYS_lseek, fd, 0, SEEK_CUR);
    ssize_t done;

    if (!may_go_on())
        return fail(EIO);
    if (!has_room(place + (int64_t)n - size_of(fd)))
        return fail(ENOSPC);
    done = placed ? syscall(SYS_pwrite64, fd, p, n, at) : syscall(SYS_write, fd, p, n);
    if (done > 0)
        record(POWER_WRITE, inode_of[fd], place, 0, NULL, p, (size_t)done);
    return done;
}

ssize_t
write(int fd, const void *p, size_t n)
{
    return ours(fd) ? write_at(fd, p, n, 0, false) : syscall(SYS_write, fd, p, n);
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
    return ours(fd) ? write_at(fd, p, n, at, true) : syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
    return pwrite(fd, p, n, at);
}

/* Part by part: a short count is an honest answer. */
static ssize_t
write_parts(int fd, const struct iovec *part, int n, int64_t at, bool placed)
{
    ssize_t sum = 0;

    for (int i = 0; i < n; i++) {
        ssize_t done = write_at(fd, part[i].iov_base, part[i].iov_len, at + sum, placed);

        if (done < 0)
            return sum > 0 ? sum : done;
        sum += done;
        if ((size_t)done < part[i].iov_len)
            break;
    }
    return sum;
}

ssize_t
writev(int fd, const struct iovec *part, int n)
{
    return ours(fd) ? write_parts(fd, part, n, 0, false) : syscall(SYS_writev, fd, part, n);
}

ssize_t
pwritev(int fd, const struct iovec *part, int n, off_t at)
{
    return ours(fd) ? write_parts(fd, part, n, at, true)
                    : syscall(SYS_pwritev, fd, part, n, at, 0);
}

ssize_t
pwritev64(int fd, const struct iovec *part, int n, off64_t at)
{
    return pwritev(fd, part, n, at);
}

int
ftruncate(int fd, off_t size)
{
    int rc;

    if (ours(fd) && !may_go_on())
        return fail(EIO);
    rc = (int)syscall(SYS_ftruncate, fd, size);
    if (rc == 0 && ours(fd))
        record(POWER_SIZE, inode_of[fd], size, 0, NULL, NULL, 0);
    return rc;
}

int
ftruncate64(int fd, off64_t size)
{
    return ftruncate(fd, size);
}

static int
allocate(int fd, int mode, off_t at, off_t n)
{
    if (ours(fd) && !may_go_on())
        return fail(EIO);
    if (ours(fd) && !has_room(at + n - size_of(fd)))
        return fail(ENOSPC);
    if (syscall(SYS_fallocate, fd, mode, at, n) != 0)
        return -1;
    if (ours(fd))
        record(POWER_SIZE, inode_of[fd], size_of(fd), 0, NULL, NULL, 0);
    return 0;
}

int
fallocate(int fd, int mode, off_t at, off_t n)
{
    return allocate(fd, mode, at, n);
}

int
fallocate64(int fd, int mode, off64_t at, off64_t n)
{
    return allocate(fd, mode, at, n);
}

int
posix_fallocate(int fd, off_t at, off_t n)
{
    return allocate(fd, 0, at, n) == 0 ? 0 : errno;
}

int
posix_fallocate64(int fd, off64_t at, off64_t n)
{
    return posix_fallocate(fd, at, n);
}

/* -- syncing ------------------------------------------------------------------------------------ */

static int
sync_fd(int fd, int call)
{
    char        path[PATH_MAX];
    struct stat st;

    if (!ours(fd))
        return (int)syscall(call, fd);
    if (!may_go_on())
        return fail(EIO);
    if (control->unsynced)
        return 0;
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) && path_of_fd(fd, path))
        record(POWER_SYNC_DIR, 0, 0, 0, path, NULL, 0);
    else
        record(POWER_SYNC, inode_of[fd], 0, 0, NULL, NULL, 0);
    return trace >= 0 ? 0 : (int)syscall(call, fd);
}

int
fsync(int fd)
{
    return sync_fd(fd, SYS_fsync);
}

int
fdatasync(int fd)
{
    return sync_fd(fd, SYS_fdatasync);
}

/* A hint to write early; it promises nothing. */
int
sync_file_range(int fd, off64_t at, off64_t n, unsigned flags)
{
    (void)fd, (void)at, (void)n, (void)flags;
    return 0;
}

/* -- names ---------------------------------------------------------------------------------------- */

static int
rename_at(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    char one[PATH_MAX], two[PATH_MAX];
    bool known = resolve(from_at, from, one) && resolve(to_at, to, two);
    int  rc;

    if (known && !may_go_on())
        return fail(EIO);
    rc = (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
    if (rc == 0 && known)
        record(POWER_RENAME, 0, 0, 0, one, two, strlen(two));
    return rc;
}

int
rename(const char *from, const char *to)
{
    return rename_at(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
renameat(int from_at, const char *from, int to_at, const char *to)
{
    return rename_at(from_at, from, to_at, to, 0);
}

int
renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    return rename_at(from_at, from, to_at, to, flags);
}

int
link(const char *from, const char *to)
{
    char one[PATH_MAX], two[PATH_MAX];
    bool known = resolve(AT_FDCWD, from, one) && resolve(AT_FDCWD, to, two);
    int  rc;

    if (known && !may_go_on())
        return fail(EIO);
    rc = (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (rc == 0 && known)
        record(POWER_LINK, 0, 0, 0, one, two, strlen(two));
    return rc;
}

static int
unlink_at(int at, const char *path, int flags)
{
    char full[PATH_MAX];
    bool known = resolve(at, path, full);
    int  rc;

    if (known)
        wait_for_end();
    rc = (int)syscall(SYS_unlinkat, at, path, flags);
    if (rc == 0 && known)
        record(flags & AT_REMOVEDIR ? POWER_RMDIR : POWER_UNLINK, 0, 0, 0, full, NULL, 0);
    return rc;
}

int
unlink(const char *path)
{
    return unlink_at(AT_FDCWD, path, 0);
}

int
unlinkat(int at, const char *path, int flags)
{
    return unlink_at(at, path, flags);
}

int
rmdir(const char *path)
{
    return unlink_at(AT_FDCWD, path, AT_REMOVEDIR);
}

static int
mkdir_at(int at, const char *path, mode_t mode)
{
    char full[PATH_MAX];
    bool known = resolve(at, path, full);
    int  rc;

    if (known && syscall(SYS_faccessat, at, path, F_OK) == 0)
        return fail(EEXIST);
    if (known && !may_go_on())
        return fail(EIO);
    if (known && control->room == 0)
        return fail(ENOSPC);
    rc = (int)syscall(SYS_mkdirat, at, path, mode);
    if (rc == 0 && known)
        record(POWER_MKDIR, 0, 0, mode & 0777, full, NULL, 0);
    return rc;
}

int
mkdir(const char *path, mode_t mode)
{
    return mkdir_at(AT_FDCWD, path, mode);
}

int
mkdirat(int at, const char *path, mode_t mode)
{
    return mkdir_at(at, path, mode);
}

/* -- the wire to PostgreSQL: an operation of it fails by losing the connection -------------- */

int
connect(int fd, const struct sockaddr *to, socklen_t n)
{
    const struct sockaddr_un *un = (const struct sockaddr_un *)to;

    if (fd >= 0 && fd < FDS && to->sa_family == AF_UNIX)
        to_store[fd] = strstr(un->sun_path, ".s.PGSQL") != NULL;
    return (int)syscall(SYS_connect, fd, to, n);
}

static bool
wire_breaks(int fd)
{
    if (fd < 0 || fd >= FDS || !to_store[fd] || may_go_on())
        return false;
    syscall(SYS_shutdown, fd, SHUT_RDWR);
    return true;
}

ssize_t
send(int fd, const void *p, size_t n, int flags)
{
    if (wire_breaks(fd))
        return fail(ECONNRESET);
    return syscall(SYS_sendto, fd, p, n, flags, NULL, 0);
}

ssize_t
recv(int fd, void *p, size_t n, int flags)
{
    if (wire_breaks(fd))
        return fail(ECONNRESET);
    return syscall(SYS_recvfrom, fd, p, n, flags, NULL, NULL);
}

/* -- the wall clock -------------------------------------------------------------------------- */

int
clock_gettime(clockid_t id, struct timespec *out)
{
    int rc = (int)syscall(SYS_clock_gettime, id, out);

    if (rc == 0 && id == CLOCK_REALTIME && control->clock != 0) {
        int64_t at = (int64_t)out->tv_sec * 1000000 + out->tv_nsec / 1000 + control->clock;

        out->tv_sec = at / 1000000;
        out->tv_nsec = at % 1000000 * 1000;
    }
    return rc;
}

int
gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec at;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &at);
    out->tv_sec = at.tv_sec;
    out->tv_usec = at.tv_nsec / 1000;
    return 0;
}

time_t
time(time_t *out)
{
    struct timespec at;

    clock_gettime(CLOCK_REALTIME, &at);
    if (out != NULL)
        *out = at.tv_sec;
    return at.tv_sec;
}
