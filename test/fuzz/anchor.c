/* Bytes read as a time-stamp: nothing is trusted here, so nothing may be good. */
#include "journal/anchor.h"

int fuzz_anchor(const unsigned char *p, size_t n);

int
fuzz_anchor(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    struct anchor a;

    if (anchor_verify(arena, (Str){ (const char *)p, n }, S("hello\n"), 0, STR_NONE, &a) ==
        ANCHOR_GOOD)
        BUG("a time-stamp was believed without any authority");
    arena_free(arena);
    return 0;
}
