/* Memory with a lifetime: aligned, zeroed when asked, cleaned up in reverse. */
#include "base/arena.h"

#include "base/str.h"
#include "check.h"

void
test_base_arena__pieces_are_aligned_and_apart(void)
{
    struct arena  *a = arena_new();
    unsigned char *before = NULL;
    size_t         before_n = 0;
    int            wrong = 0;

    for (size_t n = 0; n < 3000; n += n < 100 ? 1 : 97) {
        unsigned char *p = arena_alloc_raw(a, n);

        wrong += (uintptr_t)p % 16 != 0;
        wrong += before != NULL && p < before + before_n && before < p + n;
        memset(p, 0xaa, n);
        before = p;
        before_n = n;
    }
    check_int(wrong, 0);
    arena_free(a);
}

void
test_base_arena__zeroed_again_after_a_reset(void)
{
    struct arena *a = arena_new();
    int           wrong = 0;

    for (int round = 0; round < 3; round++) {
        unsigned char *p = arena_alloc(a, 5000);

        for (int i = 0; i < 5000; i++)
            wrong += p[i] != 0;
        memset(p, 0xff, 5000);
        arena_reset(a);
        check_int((int64_t)arena_used(a), 0);
    }
    check_int(wrong, 0);
    arena_free(a);
}

void
test_base_arena__large_and_many(void)
{
    struct arena *a = arena_new();
    char         *large = arena_alloc(a, (size_t)5 << 20), *small = arena_alloc(a, 1);
    size_t        used = arena_used(a);

    large[((size_t)5 << 20) - 1] = 'x';
    *small = 'y';
    check_int((int64_t)used, (5 << 20) + 1);
    for (int i = 0; i < 10000; i++)
        memset(arena_alloc_raw(a, 300), i, 300);
    check(large[((size_t)5 << 20) - 1] == 'x' && *small == 'y', "untouched by the others");
    arena_free(a);
    arena_free(NULL);
}

struct note {
    struct buf *log;
    char        name;
};

static void
note(void *what)
{
    struct note *n = what; /* itself in the arena, still alive */

    buf_byte(n->log, n->name);
}

void
test_base_arena__cleanups_run_once_in_reverse(void)
{
    struct arena *a = arena_new();
    struct buf    log = BUF_MAX(100);

    for (char c = 'a'; c <= 'd'; c++) {
        struct note *n = arena_make(a, struct note);

        *n = (struct note){ &log, c };
        arena_alloc(a, 20000); /* so that they lie in several blocks */
        arena_defer(a, note, n);
    }
    arena_reset(a);
    check_str(buf_str(&log), S("dcba"));
    arena_reset(a);
    check_int((int64_t)log.n, 4);
    arena_defer(a, note, &(struct note){ &log, 'z' });
    arena_free(a);
    check_str(buf_str(&log), S("dcbaz"));
    buf_free(&log);
}
