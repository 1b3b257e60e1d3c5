/* journal/fold.c -- differences of counters, gathered over a batch.
 *
 * A hundred acts of one second touch the same few counters; each is written
 * once, in key order, before the commit (several writers would deadlock here:
 * that is why there is one pen).  Sequences are folds whose stored value is
 * read once and then remembered.  Floor 2. */
#include <stdlib.h>

#include "journal/ledger.h"

#define KEY_CELLS_MAX 12
#define CACHE_MAX     4096
#define BUCKETS       1024

struct fold_entry {
    struct fold_entry *next; /* in its bucket */
    const struct fold *fold;
    Str                bytes; /* the key, comparable */
    struct cell        key[KEY_CELLS_MAX];
    int                n_key;
    int64_t            difference, base;
    bool               has_base;
};

void
fold_map_init(struct fold_map *m, struct arena *arena)
{
    m->arena = arena;
    m->n_buckets = BUCKETS;
    m->n = 0;
    m->bucket = arena_array(arena, struct fold_entry *, BUCKETS);
}

/* Integers so that byte order is number order. */
static Str
key_bytes(struct arena *arena, const struct stmt *add, const struct cell *key, int n)
{
    struct buf b = BUF_MAX(4096);
    Str        s;

    for (int i = 0; i < n; i++) {
        if (add->in[i].type == CELL_TEXT || add->in[i].type == CELL_BYTES) {
            buf_add(&b, key[i].s);
            buf_byte(&b, '\0');
        } else {
            uint64_t v = (uint64_t)key[i].i ^ (uint64_t)1 << 63;

            for (int shift = 56; shift >= 0; shift -= 8)
                buf_byte(&b, (char)(v >> shift & 255));
        }
    }
    s = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static unsigned
bucket_of(const struct fold *fold, Str bytes)
{
    uint64_t h = (uint64_t)(uintptr_t)fold * 1099511628211u;

    for (size_t i = 0; i < bytes.n; i++)
        h = (h ^ (unsigned char)bytes.p[i]) * 1099511628211u;
    return (unsigned)(h >> 32) % BUCKETS;
}

static struct fold_entry *
find(const struct fold_map *m, const struct fold *fold, Str bytes)
{
    struct fold_entry *e = m->bucket[bucket_of(fold, bytes)];

    while (e != NULL && (e->fold != fold || !str_eq(e->bytes, bytes)))
        e = e->next;
    return e;
}

static struct fold_entry *
insert(struct fold_map *m, const struct fold *fold, Str bytes, const struct cell *key, int n)
{
    struct fold_entry *e = arena_make(m->arena, struct fold_entry);
    unsigned           at = bucket_of(fold, bytes);

    e->fold = fold;
    e->bytes = str_copy(m->arena, bytes);
    e->n_key = n;
    for (int i = 0; i < n; i++) {
        e->key[i] = key[i];
        if (key[i].s.p != NULL)
            e->key[i].s = str_copy(m->arena, key[i].s);
    }
    e->next = m->bucket[at];
    m->bucket[at] = e;
    m->n++;
    return e;
}

static struct fold_entry *
touch(struct act *a, const struct fold *fold, const struct cell *key, int64_t difference)
{
    struct fold_map   *m = &a->ledger->folds;
    int                n = fold->add->n_in - 1;
    Str                bytes;
    struct fold_entry *e;
    struct fold_step  *step = arena_make(a->view.arena, struct fold_step);

    if (n < 1 || n > KEY_CELLS_MAX)
        BUG("fold %s has %d key cells", fold->add->name, n);
    bytes = key_bytes(a->view.arena, fold->add, key, n);
    e = find(m, fold, bytes);
    if (e == NULL)
        e = insert(m, fold, bytes, key, n);
    e->difference += difference;
    *step = (struct fold_step){ .next = a->steps, .entry = e, .difference = difference };
    a->steps = step;
    return e;
}

void
act_fold(struct act *a, const struct fold *fold, const struct cell *key, int64_t difference)
{
    touch(a, fold, key, difference);
}

enum err
act_next(struct act *a, const struct fold *fold, const struct cell *key, int64_t *out)
{
    struct fold_entry *e = touch(a, fold, key, 1), *kept;
    struct rows        rows;

    if (!e->has_base) {
        kept = find(&a->ledger->cache, fold, e->bytes);
        if (kept != NULL) {
            e->base = kept->base;
        } else {
            TRY(act_run(a, fold->read, key, &rows));
            e->base = rows.n > 0 ? rows.cell[0].i : 0;
        }
        e->has_base = true;
    }
    *out = e->base + e->difference;
    return ERR_OK;
}

void
fold_undo(struct act *a)
{
    for (struct fold_step *s = a->steps; s != NULL; s = s->next)
        s->entry->difference -= s->difference;
    a->steps = NULL;
}

static int
by_statement_and_key(const void *a, const void *b)
{
    const struct fold_entry *const *x = a, *const *y = b;

    if ((*x)->fold->add->index != (*y)->fold->add->index)
        return (*x)->fold->add->index - (*y)->fold->add->index;
    return str_cmp((*x)->bytes, (*y)->bytes);
}

enum err
fold_write_all(struct act *a, struct fold_map *m)
{
    struct fold_entry **all = arena_array(m->arena, struct fold_entry *, m->n + 1);
    int                 n = 0;

    for (int i = 0; i < m->n_buckets; i++)
        for (struct fold_entry *e = m->bucket[i]; e != NULL; e = e->next)
            if (e->difference != 0)
                all[n++] = e;
    qsort(all, (size_t)n, sizeof *all, by_statement_and_key);
    for (int i = 0; i < n; i++) {
        struct cell in[KEY_CELLS_MAX + 1];
        struct rows none;

        memcpy(in, all[i]->key, sizeof *in * (size_t)all[i]->n_key);
        in[all[i]->n_key] = cell_int(all[i]->difference);
        TRY(act_run(a, all[i]->fold->add, in, &none));
    }
    return ERR_OK;
}

/* After a commit: sequences in use are remembered with their new value. */
void
fold_keep_sequences(struct ledger *l)
{
    if (l->cache.n > CACHE_MAX) {
        arena_reset(l->cache.arena);
        fold_map_init(&l->cache, l->cache.arena);
    }
    for (int i = 0; i < l->folds.n_buckets; i++)
        for (struct fold_entry *e = l->folds.bucket[i]; e != NULL; e = e->next) {
            struct fold_entry *kept;

            if (!e->has_base)
                continue;
            kept = find(&l->cache, e->fold, e->bytes);
            if (kept == NULL)
                kept = insert(&l->cache, e->fold, e->bytes, e->key, e->n_key);
            kept->base = e->base + e->difference;
        }
}
