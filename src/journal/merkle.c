/* journal/merkle.c -- see merkle.h.  Floor 2.
 *
 * Appending keeps two things.  `subtree` is a binary counter of hashes: adding
 * a leaf carries through the set bits of the size, one node hash a carry, so an
 * append costs two hashes on average and the root is a fold of what remains.
 * `edge` collects the unfinished tiles.  When a carry reaches a height that is
 * a multiple of eight, a tile is full, and the carried hash is its root.
 *
 *     size = 1 0110 1110          one subtree per set bit, largest leftmost
 *            │ └┬┘└┬┘
 *            │  └──┴─ edge[0]: leaves of the unfinished level 0 tile
 *            └─────── edge[1]: roots of the full level 0 tiles
 *
 * Slots past the width that `size` gives are never read, which is why an append
 * may write there before it knows that its tile was stored.
 */
#include "journal/merkle.h"

static const Hash *
slot(const Hash *h, int64_t i)
{
    return h + (i & (TILE_WIDTH - 1));
}

Hash
tree_leaf(Str entry)
{
    static const char mark = 0;

    return hash_of2((Str){ &mark, 1 }, entry);
}

Hash
tree_node(const Hash *left, const Hash *right)
{
    unsigned char pair[1 + 2 * HASH_SIZE];

    pair[0] = 1;
    memcpy(pair + 1, left->b, HASH_SIZE);
    memcpy(pair + 1 + HASH_SIZE, right->b, HASH_SIZE);
    return hash_of((Str){ (const char *)pair, sizeof pair });
}

/* -- appending ---------------------------------------------------------------- */

/* The tile whose subtree of `height` has just been completed by leaf `size`. */
static enum err
tile_finished(struct tree *t, int height, const Hash *root, const struct tile_writer *out)
{
    int     level = height / 8 - 1;
    int64_t index = t->size >> height;

    TRY(out->put(out->context, level, index, t->edge[level], root));
    t->edge[level + 1][index & (TILE_WIDTH - 1)] = *root;
    return ERR_OK;
}

enum err
tree_append(struct tree *t, const Hash *leaf, const struct tile_writer *out)
{
    Hash h = *leaf;
    int  height = 0;

    if (t->size >= TREE_SIZE_MAX)
        BUG("the journal's tree is full");
    t->edge[0][t->size & (TILE_WIDTH - 1)] = h;
    while ((t->size >> height & 1) != 0) {
        h = tree_node(&t->subtree[height], &h);
        height++;
        if (height % 8 == 0)
            TRY(tile_finished(t, height, &h, out));
    }
    t->subtree[height] = h;
    t->size++;
    return ERR_OK;
}

Hash
tree_root(const struct tree *t)
{
    bool any = false;
    Hash h = { { 0 } };

    for (int k = 0; k < TREE_HEIGHT; k++) {
        if ((t->size >> k & 1) == 0)
            continue;
        h = any ? tree_node(&t->subtree[k], &h) : t->subtree[k];
        any = true;
    }
    return any ? h : hash_of(STR_NONE);
}

/* -- loading ------------------------------------------------------------------ */

/* Over n hashes, n a power of two up to 256. */
static Hash
fold(const Hash *h, int n)
{
    Hash left, right;

    if (n == 1)
        return *h;
    left = fold(h, n / 2);
    right = fold(h + n / 2, n / 2);
    return tree_node(&left, &right);
}

static enum err
load_level(struct tree *t, int level, const struct tile_reader *in)
{
    int width = (int)(t->size >> 8 * level & (TILE_WIDTH - 1));
    int n = 0, at = 0;

    if (width == 0)
        return ERR_OK;
    TRY(in->read_tile(in->context, level, t->size >> 8 * (level + 1), t->edge[level], &n));
    if (n < width)
        return ERR_STORE;
    for (int k = 7; k >= 0; k--)
        if ((width >> k & 1) != 0) {
            t->subtree[8 * level + k] = fold(t->edge[level] + at, 1 << k);
            at += 1 << k;
        }
    return ERR_OK;
}

enum err
tree_load(int64_t size, const struct tile_reader *in, struct tree *out)
{
    struct tree t = { .size = size };

    if (size < 0 || size > TREE_SIZE_MAX)
        return ERR_INVALID;
    for (int level = 0; level < TREE_LEVELS; level++)
        TRY(load_level(&t, level, in));
    *out = t;
    return ERR_OK;
}

/* -- hashes of ranges, from tiles ----------------------------------------------- */

struct tile {
    struct tile *next;
    int          level, n;
    int64_t      index;
    Hash         hash[TILE_WIDTH];
};

/* The tiles one proof has read so far: it meets each several times. */
struct tiles {
    struct arena             *arena;
    const struct tile_reader *in;
    struct tile              *first;
};

static enum err
tile_get(struct tiles *tiles, int level, int64_t index, const struct tile **out)
{
    struct tile *t = tiles->first;

    while (t != NULL && !(t->level == level && t->index == index))
        t = t->next;
    if (t == NULL) {
        t = arena_alloc_raw(tiles->arena, sizeof *t);
        t->level = level;
        t->index = index;
        TRY(tiles->in->read_tile(tiles->in->context, level, index, t->hash, &t->n));
        t->next = tiles->first;
        tiles->first = t;
    }
    *out = t;
    return ERR_OK;
}

/* The complete subtree over leaves [at, at + 2^height); it lies in one tile. */
static enum err
subtree_hash(struct tiles *tiles, int64_t at, int height, Hash *out)
{
    int                level = height / 8, n = 1 << height % 8;
    int64_t            first = at >> 8 * level;
    const struct tile *t;

    TRY(tile_get(tiles, level, first >> 8, &t));
    if ((first & (TILE_WIDTH - 1)) + n > t->n)
        return ERR_STORE;
    *out = fold(slot(t->hash, first), n);
    return ERR_OK;
}

/* RFC 6962's MTH(D[lo:hi]), hi > lo, for the ranges that proofs are made of:
 * lo is a multiple of the largest power of two that fits.  From the right, each
 * set bit of the length is one complete subtree. */
static enum err
range_hash(struct tiles *tiles, int64_t lo, int64_t hi, Hash *out)
{
    int64_t n = hi - lo;
    bool    any = false;
    Hash    h, left;

    for (int k = 0; n >> k != 0; k++) {
        if ((n >> k & 1) == 0)
            continue;
        TRY(subtree_hash(tiles, lo + (n >> k >> 1 << k << 1), k, &left));
        h = any ? tree_node(&left, &h) : left;
        any = true;
    }
    *out = h;
    return ERR_OK;
}

enum err
tree_root_at(struct arena *arena, const struct tile_reader *in, int64_t size, Hash *out)
{
    struct tiles tiles = { .arena = arena, .in = in };

    if (size < 0 || size > TREE_SIZE_MAX)
        return ERR_INVALID;
    if (size == 0) {
        *out = hash_of(STR_NONE);
        return ERR_OK;
    }
    return range_hash(&tiles, 0, size, out);
}

/* -- proofs ------------------------------------------------------------------- */

/* The largest power of two smaller than n, n ≥ 2: where RFC 6962 splits. */
static int64_t
split(int64_t n)
{
    int64_t k = 1;

    while (k * 2 < n)
        k *= 2;
    return k;
}

/* Both proofs walk down from the root to one subtree, noting at each split the
 * sibling not entered; written from the leaf up, that list is the proof. */
struct walk {
    int64_t lo, hi;
    struct { int64_t lo, hi; } sibling[TREE_PATH_MAX];
    int n;
};

static void
walk_note(struct walk *w, int64_t lo, int64_t hi)
{
    w->sibling[w->n].lo = lo;
    w->sibling[w->n].hi = hi;
    w->n++;
}

static void
walk_down(struct walk *w, bool left)
{
    int64_t middle = w->lo + split(w->hi - w->lo);

    if (left) {
        walk_note(w, middle, w->hi);
        w->hi = middle;
    } else {
        walk_note(w, w->lo, middle);
        w->lo = middle;
    }
}

static enum err
walk_hash(const struct walk *w, struct tiles *tiles, struct tree_path *out)
{
    struct tree_path path;

    for (path.n = 0; path.n < w->n; path.n++) {
        int i = w->n - 1 - path.n;

        TRY(range_hash(tiles, w->sibling[i].lo, w->sibling[i].hi, &path.hash[path.n]));
    }
    out->n = path.n;
    memcpy(out->hash, path.hash, sizeof *path.hash * (size_t)path.n);
    return ERR_OK;
}

enum err
tree_prove_entry(struct arena *arena, const struct tile_reader *in, int64_t index,
                 int64_t size, struct tree_path *out)
{
    struct tiles tiles = { .arena = arena, .in = in };
    struct walk  w = { .lo = 0, .hi = size };

    if (index < 0 || index >= size || size > TREE_SIZE_MAX)
        return ERR_INVALID;
    while (w.hi - w.lo > 1)
        walk_down(&w, index < w.lo + split(w.hi - w.lo));
    return walk_hash(&w, &tiles, out);
}

enum err
tree_prove_growth(struct arena *arena, const struct tile_reader *in, int64_t from, int64_t to,
                  struct tree_path *out)
{
    struct tiles tiles = { .arena = arena, .in = in };
    struct walk  w = { .lo = 0, .hi = to };

    if (from < 0 || from > to || to > TREE_SIZE_MAX)
        return ERR_INVALID;
    if (from == 0 || from == to) { /* nothing to add: an empty proof */
        out->n = 0;
        return ERR_OK;
    }
    while (w.hi != from)
        walk_down(&w, from <= w.lo + split(w.hi - w.lo));
    if (w.lo > 0) /* else the old root itself, which the verifier has */
        walk_note(&w, w.lo, w.hi);
    return walk_hash(&w, &tiles, out);
}

/* -- verifying: RFC 9162, sections 2.1.3.2 and 2.1.4.2 --------------------------- */

/* A node's place on its level, and the last place there is; climbing halves
 * both. */
struct climb {
    int64_t at, last;
};

static bool
climb_is_right(const struct climb *c)
{
    return (c->at & 1) != 0 || c->at == c->last;
}

/* To the parent; past the levels where the node, last of its row, stands alone. */
static void
climb_up(struct climb *c)
{
    if (climb_is_right(c))
        while ((c->at & 1) == 0 && c->at != 0) {
            c->at >>= 1;
            c->last >>= 1;
        }
    c->at >>= 1;
    c->last >>= 1;
}

bool
tree_holds_entry(const Hash *leaf, int64_t index, int64_t size, const Hash *root,
                 const struct tree_path *path)
{
    struct climb c;
    Hash         h = *leaf;

    if (index < 0 || index >= size)
        return false;
    c = (struct climb){ index, size - 1 };
    for (int i = 0; i < path->n; i++) {
        if (c.last == 0)
            return false;
        h = climb_is_right(&c) ? tree_node(&path->hash[i], &h) : tree_node(&h, &path->hash[i]);
        climb_up(&c);
    }
    return c.last == 0 && hash_eq(&h, root);
}

/* Both roots grow from `seed`, the largest subtree that ends where the old tree
 * ended: siblings on the left belong to both trees, on the right to the new. */
static bool
growth_climbs(struct climb c, const Hash *seed, const Hash *hash, int n, const Hash *from_root,
              const Hash *to_root)
{
    Hash old = *seed, new = *seed;

    for (int i = 0; i < n; i++) {
        if (c.last == 0)
            return false;
        if (climb_is_right(&c)) {
            old = tree_node(&hash[i], &old);
            new = tree_node(&hash[i], &new);
        } else {
            new = tree_node(&new, &hash[i]);
        }
        climb_up(&c);
    }
    return c.last == 0 && hash_eq(&old, from_root) && hash_eq(&new, to_root);
}

bool
tree_has_grown(int64_t from, const Hash *from_root, int64_t to, const Hash *to_root,
               const struct tree_path *path)
{
    struct climb c;
    Hash         empty = hash_of(STR_NONE);

    if (from < 0 || from > to)
        return false;
    c = (struct climb){ from - 1, to - 1 };
    if (from == 0)
        return path->n == 0 && hash_eq(from_root, &empty) && (to > 0 || hash_eq(to_root, &empty));
    if (from == to)
        return path->n == 0 && hash_eq(from_root, to_root);
    while ((c.at & 1) != 0) {
        c.at >>= 1;
        c.last >>= 1;
    }
    if ((from & (from - 1)) == 0) /* the old root is itself that subtree */
        return growth_climbs(c, from_root, path->hash, path->n, from_root, to_root);
    return path->n > 0 &&
           growth_climbs(c, &path->hash[0], path->hash + 1, path->n - 1, from_root, to_root);
}
