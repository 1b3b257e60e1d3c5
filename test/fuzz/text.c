/* Text from outside: refused, or clean for good; its keys are plain text.  The
 * keys must stand any bytes, for a damaged row may hold them. */
#include "base/text.h"

int fuzz_text(const unsigned char *p, size_t n);

static void
check_keys(struct arena *arena, Str s)
{
    Str fold = text_fold(arena, s), sort = text_sort_key(arena, s);

    if (!text_is_utf8(sort) || !text_is_utf8(text_name_key(arena, s)))
        BUG("a key that is not text");
    for (size_t i = 0; i < sort.n; i++)
        if ((unsigned char)sort.p[i] < 0x20 || sort.p[i] == 0x7f)
            BUG("a key with a control character");
    if (!str_eq(text_fold(arena, fold), fold))
        BUG("folding again changes");
}

int
fuzz_text(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    Str           bytes = { (const char *)p, n }, clean = STR_NONE, again = STR_NONE;

    if (text_clean(arena, bytes, &clean) == ERR_OK) {
        if (!text_is_utf8(bytes) || !text_is_utf8(clean))
            BUG("cleaned what is not text");
        if (text_clean(arena, clean, &again) != ERR_OK || !str_eq(again, clean))
            BUG("cleaning again changes");
        if (!str_eq(text_fold(arena, bytes), text_fold(arena, clean)) &&
            memchr(bytes.p, '\r', bytes.n) == NULL)
            BUG("cleaning changes the key");
        if (text_count(clean) > clean.n)
            BUG("more characters than bytes");
        check_keys(arena, clean);
    }
    if (memchr(bytes.n ? bytes.p : "", '\0', bytes.n) == NULL)
        check_keys(arena, bytes);
    arena_free(arena);
    return 0;
}
