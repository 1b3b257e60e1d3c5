/* test/unit/journal/memlog.h -- a log kept in memory, as a store would keep it:
 * leaf hashes by number, full tiles with their roots. */
#ifndef TEST_MEMLOG_H
#define TEST_MEMLOG_H

#include <stdio.h>

#include "check.h"
#include "journal/merkle.h"

#define MEMLOG_MAX (1 << 20)

struct memlog {
    struct tree  tree;
    Hash        *leaf;                /* [MEMLOG_MAX] */
    Hash        *root[TREE_LEVELS];   /* of full tiles */
    int64_t      full[TREE_LEVELS];
    int          reads;
    int          fail_put;            /* refuse the nth tile from now; 0 never */
};

static inline enum err
memlog_put(void *context, int level, int64_t index, const Hash *tile, const Hash *root)
{
    struct memlog *m = context;

    if (m->fail_put > 0 && --m->fail_put == 0)
        return ERR_FULL;
    check(level >= 0 && level < TREE_LEVELS && index == m->full[level], "tiles come in order");
    for (int i = 0; i < TILE_WIDTH; i++) {
        const Hash *kept = level == 0 ? &m->leaf[index * TILE_WIDTH + i]
                                      : &m->root[level - 1][index * TILE_WIDTH + i];

        if (!hash_eq(&tile[i], kept))
            check(false, "a tile holds what was appended");
    }
    m->root[level][index] = *root;
    m->full[level]++;
    return ERR_OK;
}

static inline enum err
memlog_read(void *context, int level, int64_t index, Hash *out, int *out_n)
{
    struct memlog *m = context;
    int64_t        have = level == 0 ? m->tree.size : m->full[level - 1];
    const Hash    *from = level == 0 ? m->leaf : m->root[level - 1];
    int64_t        n = have - index * TILE_WIDTH;

    m->reads++;
    if (n <= 0)
        return ERR_NOT_FOUND;
    *out_n = (int)(n < TILE_WIDTH ? n : TILE_WIDTH);
    memcpy(out, from + index * TILE_WIDTH, sizeof(Hash) * (size_t)*out_n);
    return ERR_OK;
}

static inline struct tile_reader
memlog_reader(struct memlog *m)
{
    return (struct tile_reader){ memlog_read, m };
}

static inline Str
memlog_entry(struct arena *arena, int64_t i)
{
    return str_format(arena, "entry %lld", (long long)i);
}

static inline void
memlog_grow(struct memlog *m, int64_t size)
{
    struct tile_writer out = { memlog_put, m };
    char               entry[32];

    while (m->tree.size < size) {
        int64_t i = m->tree.size;
        int     n = snprintf(entry, sizeof entry, "entry %lld", (long long)i);

        m->leaf[i] = tree_leaf((Str){ entry, (size_t)n });
        check_ok(tree_append(&m->tree, &m->leaf[i], &out));
    }
}

/* Room for `most` leaves. */
static inline struct memlog *
memlog_new(struct arena *arena, int64_t most)
{
    struct memlog *m = arena_make(arena, struct memlog);

    m->leaf = arena_array(arena, Hash, most + 1);
    for (int level = 0; level < TREE_LEVELS; level++) {
        most /= TILE_WIDTH;
        m->root[level] = arena_array(arena, Hash, most + 1);
    }
    return m;
}

#endif
