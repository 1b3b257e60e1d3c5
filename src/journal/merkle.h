/* journal/merkle.h -- the append-only tree over the journal's entries.  Floor 2.
 *
 * Hashing is RFC 6962's: a leaf is sha256(0x00 ‖ entry), a node sha256(0x01 ‖
 * left ‖ right).  Storage is C2SP tlog-tiles': at level L, tile N holds the
 * hashes of 256 complete subtrees of 256^L leaves each.  This module touches no
 * storage: tiles leave and come back through two callbacks.
 *
 * Invariant: `struct tree` is a plain value.  What counts in it depends on
 * `size` alone, so a copy taken before a batch of appends is the way back when
 * the batch fails, and a failed append leaves the tree as it was.
 */
#ifndef JOURNAL_MERKLE_H
#define JOURNAL_MERKLE_H

#include "base/hash.h"

#define TILE_WIDTH    256
#define TREE_LEVELS   5                         /* of tiles */
#define TREE_HEIGHT   (8 * TREE_LEVELS)
#define TREE_SIZE_MAX (((int64_t)1 << TREE_HEIGHT) - 1)
#define TREE_PATH_MAX 64                        /* enough for any 63-bit size */

/* The right edge of the tree: all that the next append needs (about 42 KB). */
struct tree {
    int64_t size;
    Hash    subtree[TREE_HEIGHT]; /* [k] counts where bit k of size is set: the
                                     complete subtree of 2^k leaves there */
    Hash    edge[TREE_LEVELS][TILE_WIDTH]; /* the unfinished tile of each level */
};

/* Where finished tiles go.  `root` is the hash over the whole tile, which is
 * also the tile's entry one level up: kept beside it, the 256 entries of an
 * unfinished tile above are one short range read. */
struct tile_writer {
    enum err (*put)(void *context, int level, int64_t index, const Hash tile[TILE_WIDTH],
                    const Hash *root);
    void *context;
};

/* Where tiles come from: fills `out` with as many of the tile's hashes as are
 * known, left to right, and says how many.  A level 0 tile holds leaf hashes;
 * for an unfinished tile above level 0 these are the roots of the full tiles
 * below it. */
struct tile_reader {
    enum err (*read_tile)(void *context, int level, int64_t index, Hash out[TILE_WIDTH],
                          int *out_n);
    void *context;
};

/* An inclusion or a consistency proof, in the order of RFC 6962. */
struct tree_path {
    int  n;
    Hash hash[TREE_PATH_MAX];
};

Hash tree_leaf(Str entry); /* bytes */
Hash tree_node(const Hash *left, const Hash *right);

/* Begin with a zeroed struct.  The error is put's own: the leaf was not added. */
enum err tree_append(struct tree *, const Hash *leaf, const struct tile_writer *) MUST_USE;
Hash     tree_root(const struct tree *);

/* The tree of `size` leaves read back from its tiles: at most TREE_LEVELS reads.
 * ERR_STORE when a tile holds less than it must, or read_tile's error. */
enum err tree_load(int64_t size, const struct tile_reader *, struct tree *out) MUST_USE;

/* What follows works for the tree of any size up to that stored; tiles may hold
 * more than that size needs.  Scratch memory (a few tiles) comes from the arena.
 * ERR_INVALID for an index or a size outside; else as tree_load. */
enum err tree_root_at(struct arena *, const struct tile_reader *, int64_t size, Hash *out)
    MUST_USE;
enum err tree_prove_entry(struct arena *, const struct tile_reader *, int64_t index,
                          int64_t size, struct tree_path *out) MUST_USE;
enum err tree_prove_growth(struct arena *, const struct tile_reader *, int64_t from,
                           int64_t to, struct tree_path *out) MUST_USE;

/* Strict: exactly the hashes that the sizes call for, no more. */
bool tree_holds_entry(const Hash *leaf, int64_t index, int64_t size, const Hash *root,
                      const struct tree_path *);
bool tree_has_grown(int64_t from, const Hash *from_root, int64_t to, const Hash *to_root,
                    const struct tree_path *);

#endif
