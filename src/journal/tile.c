/* journal/tile.c -- see tile.h.  Floor 2.
 *
 * A path is parsed generously and then written again: it is right only if the
 * two are the same.  So there is one grammar, and it is the writer's. */
#include "journal/tile.h"

#include "base/scan.h"

Str
tile_path(struct arena *arena, struct tile_name t)
{
    struct buf out = BUF_MAX(TILE_PATH_MAX);
    int64_t    unit = 1;
    Str        path;

    buf_add(&out, S("tile/"));
    if (t.level == TILE_ENTRIES)
        buf_add(&out, S("entries"));
    else
        buf_int(&out, t.level);
    while (t.index / unit >= 1000)
        unit *= 1000;
    for (; unit > 1; unit /= 1000)
        buf_format(&out, "/x%03d", (int)(t.index / unit % 1000));
    buf_format(&out, "/%03d", (int)(t.index % 1000));
    if (t.width < TILE_WIDTH)
        buf_format(&out, ".p/%d", t.width);
    path = str_copy(arena, buf_str(&out));
    buf_free(&out);
    return path;
}

static enum err
parse_level(Str s, int *out)
{
    int64_t level;

    if (str_eq(s, S("entries"))) {
        *out = TILE_ENTRIES;
        return ERR_OK;
    }
    TRY(scan_int(s, 0, TILE_LEVEL_MAX, &level));
    *out = (int)level;
    return ERR_OK;
}

/* "x001/x234/067", leaving what follows the last group in *rest. */
static enum err
parse_index(Str s, int64_t *out, Str *rest)
{
    int64_t index = 0, group;

    for (int groups = 0; groups < 6; groups++) { /* eighteen digits: within 63 bits */
        bool last = s.n == 0 || s.p[0] != 'x';

        s = str_sub(s, last ? 0 : 1, s.n);
        TRY(scan_digits(str_sub(s, 0, 3), &group));
        index = index * 1000 + group;
        s = str_sub(s, 3, s.n);
        if (last) {
            *out = index;
            *rest = s;
            return ERR_OK;
        }
        s = str_sub(s, 1, s.n); /* the slash: writing the path again will tell */
    }
    return ERR_INVALID;
}

enum err
tile_path_parse(Str s, struct tile_name *out)
{
    struct tile_name t = { .width = TILE_WIDTH };
    struct arena    *arena;
    Str              level, rest;
    int64_t          width = TILE_WIDTH;
    bool             same;

    if (s.n > TILE_PATH_MAX || !str_starts(s, S("tile/")) ||
        !str_cut(str_sub(s, 5, s.n), '/', &level, &rest))
        return ERR_INVALID;
    TRY(parse_level(level, &t.level));
    TRY(parse_index(rest, &t.index, &rest));
    if (str_starts(rest, S(".p/")))
        TRY(scan_int(str_sub(rest, 3, rest.n), 1, TILE_WIDTH - 1, &width));
    t.width = (int)width;
    arena = arena_new();
    same = str_eq(s, tile_path(arena, t));
    arena_free(arena);
    if (!same)
        return ERR_INVALID;
    *out = t;
    return ERR_OK;
}

bool
tile_exists(struct tile_name t, int64_t size)
{
    int     level = t.level == TILE_ENTRIES ? 0 : t.level;
    int64_t have = level > 7 ? 0 : size >> 8 * level; /* hashes on that level */

    if (t.index < have / TILE_WIDTH)
        return true;
    return t.index == have / TILE_WIDTH && t.width < TILE_WIDTH && t.width <= have % TILE_WIDTH;
}

Str
tile_body(struct arena *arena, const Hash *hash, int n)
{
    return str_copy(arena, (Str){ (const char *)hash->b, (size_t)n * HASH_SIZE });
}

void
bundle_add(struct buf *out, Str entry)
{
    if (entry.n > ENTRY_MAX)
        BUG("a journal entry of %zu bytes", entry.n);
    buf_byte(out, (char)(entry.n >> 8));
    buf_byte(out, (char)(entry.n & 0xff));
    buf_add(out, entry);
}

enum err
bundle_next(Str *rest, Str *out_entry)
{
    size_t n;

    if (rest->n < 2)
        return ERR_MALFORMED;
    n = (size_t)(unsigned char)rest->p[0] << 8 | (unsigned char)rest->p[1];
    if (rest->n < 2 + n)
        return ERR_MALFORMED;
    *out_entry = str_sub(*rest, 2, n);
    *rest = str_sub(*rest, 2 + n, rest->n);
    return ERR_OK;
}
