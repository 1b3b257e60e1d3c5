/* registry/load_known.c -- which keys a file holds, for registries whose records point to others
 * of their own.  Floor 6.
 *
 * Hashes of 64 bits: two keys with one hash among a million come about once in thirty million
 * files, and then a reference to nothing is let through. */
#include <errno.h>

#include "registry/load_inside.h"

#define KNOWN_MAX ((size_t)1 << 22) /* keys: 32 MB; what does not fit must be on record already */

struct known {
    size_t    n, room; /* room: a power of two */
    uint64_t *slot;    /* 0: free */
};

bool
known_is_needed(const struct registry *r)
{
    for (int i = 0; i < r->n_fields; i++)
        if (str_eq(r->field[i].ref, r->key))
            return true;
    return false;
}

static uint64_t
hash_key(Str key)
{
    Hash     h = hash_of(key);
    uint64_t v;

    memcpy(&v, h.b, sizeof v);
    return v == 0 ? 1 : v;
}

static void
put(struct known *k, uint64_t h)
{
    size_t at = h & (k->room - 1);

    while (k->slot[at] != 0 && k->slot[at] != h)
        at = (at + 1) & (k->room - 1);
    k->n += k->slot[at] == 0;
    k->slot[at] = h;
}

static void
grow(struct known *k)
{
    struct known bigger = { .room = k->room * 2 };

    bigger.slot = mem_alloc(bigger.room * sizeof *bigger.slot);
    for (size_t i = 0; i < k->room; i++)
        if (k->slot[i] != 0)
            put(&bigger, k->slot[i]);
    mem_free(k->slot);
    *k = bigger;
}

/* A reference has the key as a text, as records are addressed by. */
static enum err
gather(struct known *k, const struct registry *r, struct merger *m)
{
    struct arena    *arena = arena_new();
    struct spool_row row;
    enum err         err;

    for (err = merger_next(m, &row); err == ERR_OK && k->n < KNOWN_MAX;
         err = merger_next(m, &row)) {
        if (k->n * 2 >= k->room)
            grow(k);
        put(k, hash_key(record_key_text(arena, r, row.cell)));
        arena_reset(arena);
    }
    arena_free(arena);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err
known_make(const struct registry *r, Str folder, int runs, struct known **out)
{
    static const int64_t beginnings[LOAD_RUNS_MAX];
    struct merger       *m;
    struct known        *k;
    enum err             err;

    TRY(merger_open(r, folder, runs, beginnings, &m));
    k = mem_alloc(sizeof *k);
    k->room = 1024;
    k->slot = mem_alloc(k->room * sizeof *k->slot);
    err = gather(k, r, m);
    merger_free(m);
    if (err != ERR_OK) {
        known_free(k);
        return err;
    }
    *out = k;
    return ERR_OK;
}

void
known_free(struct known *k)
{
    if (k == NULL)
        return;
    mem_free(k->slot);
    mem_free(k);
}

bool
known_has(const struct known *k, Str key)
{
    uint64_t h = hash_key(key);
    size_t   at = h & (k->room - 1);

    while (k->slot[at] != 0 && k->slot[at] != h)
        at = (at + 1) & (k->room - 1);
    return k->slot[at] == h;
}
