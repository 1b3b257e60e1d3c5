/* Names of tiles: one spelling each; bundles of entries. */
#include "journal/tile.h"

#include "check.h"

void
test_journal_tile__names_both_ways(void)
{
    static const struct { const char *path; struct tile_name name; } row[] = {
        { "tile/0/000", { 0, 256, 0 } },
        { "tile/0/000.p/1", { 0, 1, 0 } },
        { "tile/0/999.p/255", { 0, 255, 999 } },
        { "tile/1/x001/000", { 1, 256, 1000 } },
        { "tile/0/x001/x234/067", { 0, 256, 1234067 } },
        { "tile/63/x001/x234/067.p/5", { 63, 5, 1234067 } },
        { "tile/entries/273.p/112", { TILE_ENTRIES, 112, 273 } },
        { "tile/entries/x999/x999/x999/x999/x999/999",
          { TILE_ENTRIES, 256, 999999999999999999 } },
    };
    struct tile_name got;

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        check_str(tile_path(test_arena(), row[i].name), str_of(row[i].path));
        check_ok(tile_path_parse(str_of(row[i].path), &got));
        check(got.level == row[i].name.level && got.width == row[i].name.width &&
              got.index == row[i].name.index, row[i].path);
    }
}

void
test_journal_tile__other_spellings_are_refused(void)
{
    static const char *const row[] = {
        "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000",
        "tile/0/x000/000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001", "tile/0/x001/",
        "tile/0/x0010002", "tile/0/x001/x002", "tile/00/000", "tile/01/000", "tile/64/000",
        "tile/-1/000", "tile/+1/000", "tile/0/-01", "tile/0/000.p", "tile/0/000.p/",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/1/", "tile/0/000/",
        "tile/0/000.p/1 ", " tile/0/000", "/tile/0/000", "tile//0/000", "tile/0//000",
        "tile/0/000?x", "tile/0/0 0", "tile/data/000", "tile/Entries/000", "tile/0/../000",
        "tile/0/x001/x001/x001/x001/x001/x001/001", "tile/8/0/000",
    };
    struct tile_name got = { .level = 7 };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        check(tile_path_parse(str_of(row[i]), &got) == ERR_INVALID, row[i]);
    check_int(got.level, 7);
}

/* The example of the standard: a tree of 70,000 leaves. */
void
test_journal_tile__which_tiles_a_tree_has(void)
{
    static const struct { const char *path; bool exists; } row[] = {
        { "tile/0/000", true },          { "tile/0/272", true },
        { "tile/0/273", false },         { "tile/0/273.p/112", true },
        { "tile/0/273.p/1", true },      { "tile/0/273.p/113", false },
        { "tile/0/274.p/1", false },     { "tile/0/000.p/17", true },
        { "tile/1/000", true },          { "tile/1/001", false },
        { "tile/1/001.p/17", true },     { "tile/1/001.p/18", false },
        { "tile/2/000", false },         { "tile/2/000.p/1", true },
        { "tile/3/000.p/1", false },     { "tile/63/000.p/1", false },
        { "tile/entries/272", true },    { "tile/entries/273.p/112", true },
        { "tile/entries/273", false },
    };
    struct tile_name name;

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        check_ok(tile_path_parse(str_of(row[i].path), &name));
        check(tile_exists(name, 70000) == row[i].exists, row[i].path);
    }
    check(!tile_exists((struct tile_name){ 0, 1, 0 }, 0), "an empty tree has none");
    check(tile_exists((struct tile_name){ 1, 1, 0 }, 256), "the root of the first full tile");
}

void
test_journal_tile__bundles_give_back_their_entries(void)
{
    struct buf b = BUF_MAX(200000);
    char      *big = arena_alloc(test_arena(), ENTRY_MAX);
    Str        rest, entry;

    bundle_add(&b, S("one"));
    bundle_add(&b, S(""));
    bundle_add(&b, (Str){ big, ENTRY_MAX });
    rest = buf_str(&b);
    check(str_starts(rest, S("\0\3one\0\0\xff\xff")), "lengths, big-endian");
    check_ok(bundle_next(&rest, &entry));
    check_str(entry, S("one"));
    check_ok(bundle_next(&rest, &entry));
    check_str(entry, S(""));
    check_ok(bundle_next(&rest, &entry));
    check_int((int64_t)entry.n, ENTRY_MAX);
    check_int((int64_t)rest.n, 0);
    check_err(bundle_next(&rest, &entry), ERR_MALFORMED);
    rest = S("\0\4one");
    check_err(bundle_next(&rest, &entry), ERR_MALFORMED);
    check_int((int64_t)rest.n, 5);
    rest = S("\0");
    check_err(bundle_next(&rest, &entry), ERR_MALFORMED);
    buf_free(&b);
}
