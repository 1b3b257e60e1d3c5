/* Bytes read as a tile's path and as a bundle of entries: whatever is accepted
 * has one spelling. */
#include "journal/tile.h"

int fuzz_tile(const unsigned char *p, size_t n);

int
fuzz_tile(const unsigned char *p, size_t n)
{
    struct arena    *arena = arena_new();
    Str              bytes = { (const char *)p, n }, rest = bytes, entry;
    struct tile_name name;
    struct buf       again = BUF_MAX(n + 1);

    if (tile_path_parse(bytes, &name) == ERR_OK && !str_eq(bytes, tile_path(arena, name)))
        BUG("this path is not canonical: %.*s", STR_ARG(bytes));
    while (bundle_next(&rest, &entry) == ERR_OK)
        bundle_add(&again, entry);
    buf_add(&again, rest);
    if (!str_eq(bytes, buf_str(&again)))
        BUG("this bundle is read as something else");
    buf_free(&again);
    arena_free(arena);
    return 0;
}
