/* Files that nothing names: what is old is listed and swept, what was touched stays, and a touch
 * and a sweep of one file never both succeed. */
#include "store/files.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static Str
folder(void)
{
    mkdir(str_format(test_arena(), "%s/files", test_folder()).p, 0700);
    return str_of(test_folder());
}

static Time
wall(void)
{
    return (Time)time(NULL) * TIME_SECOND;
}

static Str
path_of(const Hash *hash)
{
    Str hex = hex_text(test_arena(), hash_bytes(hash));

    return str_format(test_arena(), "%s/files/%.2s/%.62s", test_folder(), hex.p, hex.p + 2);
}

static void
make_old(const char *path)
{
    struct timespec old[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };

    check_int(utimensat(AT_FDCWD, path, old, 0), 0);
}

struct found {
    int  n;
    Hash last;
};

static enum err
note(void *context, const Hash *hash)
{
    struct found *f = context;

    f->n++;
    f->last = *hash;
    return ERR_OK;
}

static struct found
all_old(Time since)
{
    struct found f = { .n = 0 };

    for (int i = 0; i < 256; i++)
        check_ok(files_old(folder(), i, since, note, &f));
    return f;
}

void
test_store_files__what_nobody_touched_is_swept(void)
{
    Time    day_ago = wall() - TIME_DAY;
    int64_t size;
    Hash    a, b;

    check_ok(files_write(folder(), S("một"), &a));
    check_ok(files_write(folder(), S("hai"), &b));
    check_int(all_old(day_ago).n, 0);
    make_old(path_of(&a).p);
    check_int(all_old(day_ago).n, 1);
    check(memcmp(all_old(day_ago).last.b, a.b, HASH_SIZE) == 0, "by its name");
    check_ok(files_sweep(folder(), &b, day_ago, &size));
    check_int(size, -1);
    check_ok(files_touch(folder(), &a));
    check_ok(files_sweep(folder(), &a, day_ago, &size));
    check_int(size, -1);
    make_old(path_of(&a).p);
    check_ok(files_write(folder(), S("một"), &a)); /* the same content comes again */
    check_ok(files_sweep(folder(), &a, day_ago, &size));
    check_int(size, -1);
    make_old(path_of(&a).p);
    check_ok(files_sweep(folder(), &a, day_ago, &size));
    check_int(size, (int64_t)S("một").n);
    check_err(files_touch(folder(), &a), ERR_NOT_FOUND);
    check_ok(files_touch(folder(), &b));
}

#define ROUNDS 3000

struct sweeping {
    Str         folder;
    Hash        hash;
    Time        since;
    atomic_bool over;
};

static void *
sweep_on(void *context)
{
    struct sweeping *s = context;
    int64_t          size;

    while (!atomic_load(&s->over))
        (void)!files_sweep(s->folder, &s->hash, s->since, &size);
    return NULL;
}

void
test_store_files__what_was_touched_is_there(void)
{
    struct sweeping s = { .folder = folder(), .since = wall() - TIME_DAY };
    Str             path;
    pthread_t       thread;
    int             kept = 0, lost = 0;

    check_ok(files_write(s.folder, S("đang dùng"), &s.hash));
    path = path_of(&s.hash);
    check_int(pthread_create(&thread, NULL, sweep_on, &s), 0);
    for (int i = 0; i < ROUNDS; i++) {
        struct timespec old[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };

        if (utimensat(AT_FDCWD, path.p, old, 0) != 0 || files_touch(s.folder, &s.hash) != ERR_OK) {
            check_ok(files_write(s.folder, S("đang dùng"), &s.hash));
            continue;
        }
        kept++;
        sched_yield();
        lost += access(path.p, F_OK) != 0;
    }
    atomic_store(&s.over, true);
    pthread_join(thread, NULL);
    check_int(lost, 0);
    check(kept > 0, "some were touched in time");
}
