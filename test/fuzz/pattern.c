/* A form's pattern, a line feed, and a text.  Whatever comes, both end; and what is
 * taken means the same in a group, and as a choice between itself and itself. */
#include "pack/pattern.h"

int fuzz_pattern(const unsigned char *p, size_t n);

/* By bytes: a zero byte is a character like others. */
static Str
joined(struct arena *arena, Str a, Str b, Str c)
{
    char *p = arena_alloc_raw(arena, a.n + b.n + c.n + 1);

    if (a.n > 0)
        memcpy(p, a.p, a.n);
    if (b.n > 0)
        memcpy(p + a.n, b.p, b.n);
    if (c.n > 0)
        memcpy(p + a.n + b.n, c.p, c.n);
    return (Str){ p, a.n + b.n + c.n };
}

static void
same_as(struct arena *arena, Str other, Str text, bool matched)
{
    struct pattern *p;
    const char     *why;

    if (pattern_compile(arena, other, &p, &why) == ERR_OK &&
        pattern_matches(arena, p, text) != matched)
        BUG("another verdict by %.*s", STR_ARG(other));
}

int
fuzz_pattern(const unsigned char *p, size_t n)
{
    struct arena   *arena = arena_new();
    struct pattern *compiled = NULL;
    const char     *why = NULL;
    Str             pattern, text;
    bool            matched;

    str_cut((Str){ (const char *)p, n }, '\n', &pattern, &text);
    if (pattern_compile(arena, pattern, &compiled, &why) != ERR_OK) {
        if (why == NULL)
            BUG("refused without a reason");
    } else if (text.n <= PATTERN_TEXT_MAX) {
        matched = pattern_matches(arena, compiled, text);
        same_as(arena, joined(arena, S("(?:"), pattern, S(")")), text, matched);
        same_as(arena, joined(arena, pattern, S("|"), pattern), text, matched);
    }
    arena_free(arena);
    return 0;
}
