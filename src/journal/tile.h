/* journal/tile.h -- names and bodies of C2SP tlog-tiles.  Floor 2.
 *
 *     tile/LEVEL/N[.p/WIDTH]      hashes, 32 bytes each
 *     tile/entries/N[.p/WIDTH]    entries, each after its length (two bytes,
 *                                 big-endian)
 *
 * N is written in groups of three digits, all but the last marked "x":
 * 1234067 is x001/x234/067.  One tile has one name: any other spelling of it is
 * refused, so a cache in front never holds a tile twice.
 */
#ifndef JOURNAL_TILE_H
#define JOURNAL_TILE_H

#include "journal/merkle.h"

#define TILE_ENTRIES   (-1)   /* the level of entry bundles */
#define TILE_LEVEL_MAX 63
#define TILE_PATH_MAX  64     /* characters */
#define ENTRY_MAX      65535  /* bytes */

struct tile_name {
    int     level; /* or TILE_ENTRIES */
    int     width; /* 1 … 256, the last being a full tile */
    int64_t index;
};

Str      tile_path(struct arena *, struct tile_name);
enum err tile_path_parse(Str, struct tile_name *out) MUST_USE; /* ERR_INVALID */

/* Whether the tree of `size` leaves has that tile with just that width, or the
 * full tile of which it is a part. */
bool tile_exists(struct tile_name, int64_t size);

Str tile_body(struct arena *, const Hash *, int n);

/* Entries of at most ENTRY_MAX bytes; a longer one is a bug. */
void     bundle_add(struct buf *, Str entry);
/* Takes the first entry off *rest.  ERR_MALFORMED; nothing is touched then. */
enum err bundle_next(Str *rest, Str *out_entry) MUST_USE;

#endif
