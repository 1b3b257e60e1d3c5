/* JSON from outside: read or refused with a place; what is read is written, and
 * read again the same, plainly and canonically. */
#include "base/json.h"

int fuzz_json(const unsigned char *p, size_t n);

static Str
canonical(struct arena *arena, const struct json *v)
{
    struct buf b = BUF_MAX((size_t)16 << 20);
    Str        s;

    json_write_canonical(&b, arena, v);
    s = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return s;
}

int
fuzz_json(const unsigned char *p, size_t n)
{
    struct arena     *arena = arena_new();
    struct json      *v = NULL, *again = NULL;
    struct json_where where = { .why = NULL };
    Str               bytes = { (const char *)p, n };

    if (json_parse(arena, bytes, &v, &where) != ERR_OK) {
        if (v != NULL || where.why == NULL || where.offset > n || where.line < 1 ||
            where.column < 1)
            BUG("a refusal without its place");
    } else {
        Str written = json_string(arena, v), sorted = canonical(arena, v);

        if (json_parse(arena, written, &again, NULL) != ERR_OK ||
            !str_eq(json_string(arena, again), written) ||
            !str_eq(canonical(arena, again), sorted))
            BUG("written and read is another");
        if (json_parse(arena, sorted, &again, NULL) != ERR_OK ||
            !str_eq(canonical(arena, again), sorted) ||
            !str_eq(json_string(arena, json_copy(arena, v)), written))
            BUG("the canonical form is not stable");
    }
    arena_free(arena);
    return 0;
}
