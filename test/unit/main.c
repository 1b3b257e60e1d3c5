/* test/unit/main.c -- runs unit tests; the last line is "N passed, N failed".
 *
 *   unit [PART]      every test, or those whose name contains PART
 *   unit N/OF        a share of them all: every OF-th from the N-th, so that the shares
 *                    1/OF … OF/OF together are all of them
 *
 * What takes a second and more is told with its time, for whoever looks for time. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <ftw.h>

/* Freed memory is kept from use for 16 MB's worth of later frees, not for 256: most of these
 * tests' time went into the cold memory that is otherwise taken. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
    return "quarantine_size_mb=16:malloc_context_size=10";
}

static int           failures_here;
static struct arena *arena;
static char          folder[64];

void
check_at(const char *file, int line, bool claim, const char *text, const char *why)
{
    if (claim)
        return;
    failures_here++;
    printf("  %s:%d: %s (%s)\n", file, line, text, why);
}

void
check_err_at(const char *file, int line, enum err got, enum err expected, const char *text)
{
    if (got == expected)
        return;
    failures_here++;
    printf("  %s:%d: %s gave %s, expected %s\n", file, line, text, err_name(got),
           err_name(expected));
}

void
check_str_at(const char *file, int line, Str got, Str expected)
{
    if (str_eq(got, expected))
        return;
    failures_here++;
    printf("  %s:%d: got \"%.*s\", expected \"%.*s\"\n", file, line, STR_ARG(got),
           STR_ARG(expected));
}

void
check_int_at(const char *file, int line, int64_t got, int64_t expected, const char *text)
{
    if (got == expected)
        return;
    failures_here++;
    printf("  %s:%d: %s is %lld, expected %lld\n", file, line, text, (long long)got,
           (long long)expected);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static void
folder_remove(void)
{
    if (folder[0] != '\0')
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    folder[0] = '\0';
}

const char *
test_folder(void)
{
    if (folder[0] == '\0') {
        snprintf(folder, sizeof folder, "/tmp/tinhso-test-XXXXXX");
        if (mkdtemp(folder) == NULL)
            BUG("mkdtemp");
    }
    return folder;
}

struct arena *
test_arena(void)
{
    return arena;
}

static double
seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Which tests are asked for; with both 0 those whose name contains `part`. */
struct wanted {
    const char *part;
    int         share, of;
};

static struct wanted
read_wanted(int argc, char **argv)
{
    struct wanted w = { .part = argc > 1 ? argv[1] : "" };
    int           share, of, end = 0;

    if (sscanf(w.part, "%d/%d%n", &share, &of, &end) == 2 && w.part[end] == '\0' && share >= 1 &&
        share <= of)
        w.share = share, w.of = of;
    return w;
}

static bool
is_wanted(const struct wanted *w, int number, const char *name)
{
    return w->of > 0 ? number % w->of == w->share - 1 : strstr(name, w->part) != NULL;
}

static bool
run_one(const struct unit_test *t)
{
    double begun = seconds_now(), took;

    failures_here = 0;
    t->run();
    if (failures_here > 0)
        printf("FAILED %s\n", t->name);
    arena_reset(arena);
    folder_remove();
    took = seconds_now() - begun;
    if (took >= 1)
        printf("   %s: %.1f s\n", t->name, took);
    return failures_here == 0;
}

int
main(int argc, char **argv)
{
    const struct wanted wanted = read_wanted(argc, argv);
    int                 passed = 0, failed = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    arena = arena_new();
    for (int i = 0; unit_tests[i].name != NULL; i++)
        if (is_wanted(&wanted, i, unit_tests[i].name))
            *(run_one(&unit_tests[i]) ? &passed : &failed) += 1;
    arena_free(arena);
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
