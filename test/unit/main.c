/* test/unit/main.c -- runs every unit test, or those whose name contains the
 * first argument; the last line is "N passed, N failed". */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <ftw.h>

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

int
main(int argc, char **argv)
{
    int passed = 0, failed = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    arena = arena_new();
    for (const struct unit_test *t = unit_tests; t->name != NULL; t++) {
        if (argc > 1 && strstr(t->name, argv[1]) == NULL)
            continue;
        failures_here = 0;
        t->run();
        if (failures_here > 0)
            printf("FAILED %s\n", t->name);
        *(failures_here > 0 ? &failed : &passed) += 1;
        arena_reset(arena);
        folder_remove();
    }
    arena_free(arena);
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
