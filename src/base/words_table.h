/* base/words_table.h -- a compiled translation, between tools/pogen.c, which
 * writes one, and base/words.c, which reads it.  Floor 0.
 *
 * Open addressing, at most half full, so a search ends at an empty slot after
 * a step or two.
 */
#ifndef WEB_WORDS_TABLE_H
#define WEB_WORDS_TABLE_H

#include "base/str.h"

struct words_slot {
    uint32_t hash;
    Str      id, text; /* id.p NULL: empty */
};

struct words_table {
    const struct words_slot *slot;
    uint32_t                 mask; /* slots - 1, a power of two less one */
};

extern const struct words_table words_vi; /* build/gen/base/words_vi.c */

/* FNV-1a: tools and program must agree on it. */
static inline uint32_t
words_hash(Str key)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (unsigned char)key.p[i]) * 16777619u;
    return h;
}

/* Slots for so many messages. */
static inline uint32_t
words_slots(size_t count)
{
    uint32_t n = 4;

    while (n < count * 2)
        n *= 2;
    return n;
}

#endif
