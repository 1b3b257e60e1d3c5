/* Every file of test/fuzz/corpus and test/fuzz/regress through its driver: whole,
 * cut, and damaged.  script/fuzz looks for new ones; what it finds stays here. */
#include "fuzz/run.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "check.h"

#define STEPS 64 /* cuts and damages of a file, evenly spread */

static Str
read_file(const char *path)
{
    struct buf b = BUF_MAX((size_t)1 << 20);
    int        fd = open(path, O_RDONLY | O_CLOEXEC);
    Str        s;

    check(fd >= 0, path);
    for (;;) {
        char   *room = buf_room(&b, 4096);
        ssize_t n = room != NULL ? read(fd, room, 4096) : 0;

        if (n <= 0)
            break;
        b.n += (size_t)n;
    }
    close(fd);
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

/* In memory of exactly its size, so that a byte read too far is seen. */
static void
feed(const struct fuzz_driver *driver, Str s, size_t n, size_t damaged, int bit)
{
    unsigned char *copy = mem_alloc(n);

    if (n > 0)
        memcpy(copy, s.p, n);
    if (damaged < n)
        copy[damaged] ^= (unsigned char)(1 << bit);
    driver->run(copy, n);
    mem_free(copy);
}

static void
feed_file(const struct fuzz_driver *driver, Str s)
{
    size_t step = s.n / STEPS + 1;

    feed(driver, s, s.n, SIZE_MAX, 0);
    for (size_t at = 0; at < s.n; at += step) {
        feed(driver, s, at, SIZE_MAX, 0);
        feed(driver, s, s.n, at, (int)(at / step % 8));
    }
}

/* How many files of DIR/NAME were fed to their driver. */
static int
feed_folder(const char *dir, const char *name)
{
    const char                *path = str_c(test_arena(), str_format(test_arena(), "%s/%s", dir,
                                                                     name));
    const struct fuzz_driver  *driver = fuzz_drivers;
    DIR                       *folder = opendir(path);
    int                        count = 0;

    while (driver->name != NULL && !str_eq(str_of(driver->name), str_of(name)))
        driver++;
    if (folder == NULL)
        return 0;
    check(driver->name != NULL, path);
    for (struct dirent *e = readdir(folder); e != NULL; e = readdir(folder)) {
        if (e->d_name[0] == '.' || driver->name == NULL)
            continue;
        feed_file(driver, read_file(str_c(test_arena(), str_format(test_arena(), "%s/%s", path,
                                                                   e->d_name))));
        count++;
    }
    closedir(folder);
    return count;
}

static void
feed_all(const char *dir)
{
    DIR *folder = opendir(dir);

    if (folder == NULL)
        return;
    for (struct dirent *e = readdir(folder); e != NULL; e = readdir(folder))
        if (e->d_name[0] != '.')
            (void)feed_folder(dir, e->d_name);
    closedir(folder);
}

void
test_fuzz__every_corpus_file_is_survived(void)
{
    feed_all("test/fuzz/corpus");
    feed_all("test/fuzz/regress");
}

static bool
has_files(const char *dir, const char *name)
{
    DIR *folder = opendir(str_c(test_arena(), str_format(test_arena(), "%s/%s", dir, name)));
    bool any = false;

    if (folder == NULL)
        return false;
    for (struct dirent *e = readdir(folder); e != NULL; e = readdir(folder))
        any |= e->d_name[0] != '.';
    closedir(folder);
    return any;
}

void
test_fuzz__every_driver_has_a_corpus(void)
{
    for (const struct fuzz_driver *d = fuzz_drivers; d->name != NULL; d++)
        check(has_files("test/fuzz/corpus", d->name), d->name);
}
