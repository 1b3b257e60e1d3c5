/* A period's key, as an address carries it: refused, or a span of whole months that
 * its own key names again. */
#include "measure/inside.h"

int fuzz_period(const unsigned char *p, size_t n);

int
fuzz_period(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    struct period a, b;
    Day           today = day_of(2024, 7, 1) + (Day)n * 5;

    if (period_read(arena, (Str){ (const char *)p, n }, today, &a) == ERR_OK) {
        if ((a.months != 1 && a.months != 3 && a.months != 6) || str_cmp(a.from, a.to) > 0)
            BUG("not a span of months");
        if (period_read(arena, a.key, today, &b) != ERR_OK || b.last != a.last ||
            !str_eq(a.from, b.from) || !str_eq(a.to, b.to))
            BUG("its own key names another period");
        if (period_words(arena, LANG_VI, &a).n == 0)
            BUG("a period without words");
    }
    arena_free(arena);
    return 0;
}
