/* journal/verify_log.c -- one log, tile by tile: leaves, tiles, signed heads.
 * Floor 2.
 *
 * A leaf is hashed from its entry and compared with the stored tile.  When they
 * differ, the tile's own root says which of the two was changed, and the tree
 * goes on with the one that fits: so one altered entry is named once, and the
 * heads that follow are still worth comparing. */
#include "journal/tile.h"
#include "journal/verify_inside.h"

#define HEADS_MAX 300

struct walking {
    struct verifying           *x;
    int                         at;        /* which log */
    int64_t                     end;       /* its last act; INT64_MAX: what there is */
    struct tree                *tree, *one; /* one: for the root of a single tile */
    struct checkpoint_page_row *head;
    int                         n_heads, next_head;
    bool                        keyed, diverged;
    struct note_key             key;
    int64_t                     agreed;    /* the last size whose head agreed */
    struct checkpoint           keepers;   /* its last head; size 0: none to compare */
};

static int64_t
first_act(const struct walking *w)
{
    return w->x->log[w->at].first_act;
}

/* -- tiles ------------------------------------------------------------------------ */

static enum err
keep_nothing(void *context, int level, int64_t index, const Hash tile[TILE_WIDTH], const Hash *root)
{
    (void)context, (void)level, (void)index, (void)tile, (void)root;
    return ERR_OK;
}

static enum err
tile_root(struct walking *w, const Hash tile[TILE_WIDTH], Hash *out)
{
    struct tile_writer nowhere = { .put = keep_nothing };

    w->one->size = 0;
    for (int i = 0; i < TILE_WIDTH; i++)
        TRY(tree_append(w->one, &tile[i], &nowhere));
    *out = tree_root(w->one);
    return ERR_OK;
}

static void
say_tile(struct walking *w, enum finding_kind kind, int level, int64_t index, const char *words)
{
    struct arena *a = w->x->row;

    verify_found(w->x->r, kind, S("tile"),
                 str_format(a, "%lld/%d/%lld", (long long)w->x->log[w->at].number, level,
                            (long long)index), 0, words, STR_NONE, STR_NONE);
}

/* The stored tile, or false with a finding. */
static enum err
stored_tile(struct walking *w, int level, int64_t index, Hash out[TILE_WIDTH], Hash *root,
            bool *found)
{
    struct tile_page_row *row;
    int                   n;

    *found = false;
    TRY(tile_page(&w->x->view, w->x->log[w->at].number, level, index, 1, &row, &n));
    if (n == 0 || row[0].position != index) {
        say_tile(w, FINDING_MISSING, level, index, MSG("A tile of the tree is gone."));
    } else if (row[0].hashes.n != TILE_WIDTH * HASH_SIZE || row[0].root.n != HASH_SIZE) {
        say_tile(w, FINDING_ALTERED, level, index, MSG("A tile of the tree was changed."));
    } else {
        memcpy(out, row[0].hashes.p, row[0].hashes.n);
        memcpy(root, row[0].root.p, HASH_SIZE);
        *found = true;
    }
    return ERR_OK;
}

/* A finished tile above the leaves, computed from what is below. */
static enum err
compare_tile(void *context, int level, int64_t index, const Hash tile[TILE_WIDTH], const Hash *root)
{
    struct walking *w = context;
    Hash           *stored = arena_array(w->x->view.arena, Hash, TILE_WIDTH), stored_root;
    bool            found;

    if (level == 0)
        return ERR_OK;
    TRY(stored_tile(w, level, index, stored, &stored_root, &found));
    if (found && (memcmp(stored, tile, TILE_WIDTH * HASH_SIZE) != 0 ||
                  !hash_eq(root, &stored_root)))
        say_tile(w, FINDING_ALTERED, level, index, MSG("A tile of the tree was changed."));
    return ERR_OK;
}

static void
name_entries(struct walking *w, const Hash *leaf, const Hash *stored)
{
    for (int i = 0; i < TILE_WIDTH; i++) {
        int64_t act = first_act(w) + w->tree->size + i;
        Str     key = str_int(w->x->row, act);

        if (!hash_eq(&leaf[i], &stored[i]) && !verify_named(w->x->r, S("entry"), key))
            verify_found(w->x->r, FINDING_ALTERED, S("entry"), key, act,
                         MSG("The entry is not the one whose fingerprint is in the tree."),
                         STR_NONE, STR_NONE);
    }
}

/* Leaves made from entries against the stored tile; `leaf` is what to go on with. */
static enum err
settle_leaves(struct walking *w, Hash leaf[TILE_WIDTH])
{
    int64_t index = w->tree->size / TILE_WIDTH;
    Hash   *stored = arena_array(w->x->view.arena, Hash, TILE_WIDTH), root, own, made;
    bool    found, same;

    TRY(stored_tile(w, 0, index, stored, &root, &found));
    if (!found)
        return ERR_OK;
    TRY(tile_root(w, stored, &own));
    same = memcmp(stored, leaf, TILE_WIDTH * HASH_SIZE) == 0;
    if (same && hash_eq(&own, &root))
        return ERR_OK;
    if (hash_eq(&own, &root)) {
        name_entries(w, leaf, stored);
        memcpy(leaf, stored, TILE_WIDTH * HASH_SIZE);
        return ERR_OK;
    }
    say_tile(w, FINDING_ALTERED, 0, index, MSG("A tile of the tree was changed."));
    TRY(tile_root(w, leaf, &made));
    if (!same && !hash_eq(&made, &root))
        name_entries(w, leaf, stored);
    return ERR_OK;
}

/* -- signed heads ------------------------------------------------------------------- */

static void
say_head(struct walking *w, int64_t size, const char *words)
{
    verify_found(w->x->r, FINDING_ALTERED, S("checkpoint"),
                 str_format(w->x->row, "%lld/%lld", (long long)w->x->log[w->at].number,
                            (long long)size), 0, words, STR_NONE, STR_NONE);
}

/* Every later head follows from the first that differs: said once. */
static void
compare_root(struct walking *w, const struct checkpoint *c)
{
    Hash root = tree_root(w->tree);

    if (hash_eq(&c->root, &root)) {
        w->agreed = c->size;
        return;
    }
    if (!w->diverged)
        verify_found(w->x->r, FINDING_ALTERED, S("entry"),
                     verify_range(w->x->row, first_act(w) + w->agreed, first_act(w) + c->size - 1),
                     0, MSG("Some entry between these two is not the one that was signed."),
                     STR_NONE, STR_NONE);
    w->diverged = true;
}

static void
compare_head(struct walking *w, const struct checkpoint_page_row *row)
{
    struct arena     *a = w->x->view.arena;
    struct note       note;
    struct checkpoint c;

    w->x->r->heads++;
    if (note_parse(a, row->note, &note) != ERR_OK || checkpoint_parse(note.text, &c) != ERR_OK ||
        c.size != row->size) {
        say_head(w, row->size, MSG("The signed head was changed."));
        return;
    }
    if (w->keyed && note_check(&note, &w->key, NULL) != NOTE_SIGNED) {
        say_head(w, row->size, MSG("The head does not carry the log's signature."));
        return;
    }
    compare_root(w, &c);
}

static void
read_keepers(struct walking *w)
{
    struct verifying *x = w->x;
    struct note       note;

    if (x->o->head.n == 0 || w->at != x->n_logs - 1)
        return;
    if (note_parse(x->arena, x->o->head, &note) != ERR_OK ||
        checkpoint_parse(note.text, &w->keepers) != ERR_OK ||
        (w->keyed && note_check(&note, &w->key, NULL) != NOTE_SIGNED)) {
        w->keepers.size = 0;
        verify_found(x->r, FINDING_ALTERED, S("keeper"), S("head"), 0,
                     MSG("The keeper's last head is not one that its key signed."), STR_NONE,
                     STR_NONE);
    }
}

static enum err
append(struct walking *w, const Hash *leaf, int n)
{
    struct tile_writer writer = { .put = compare_tile, .context = w };

    for (int i = 0; i < n; i++) {
        TRY(tree_append(w->tree, &leaf[i], &writer));
        while (w->next_head < w->n_heads && w->head[w->next_head].size < w->tree->size)
            w->next_head++;
        if (w->next_head < w->n_heads && w->head[w->next_head].size == w->tree->size)
            compare_head(w, &w->head[w->next_head]);
        if (w->keepers.size == w->tree->size)
            compare_root(w, &w->keepers);
    }
    return ERR_OK;
}

/* A head over more entries than there are. */
static enum err
heads_beyond(struct walking *w)
{
    struct checkpoint_last_row *last;
    int                         n;
    int64_t                     size = w->keepers.size;

    TRY(checkpoint_last(&w->x->view, w->x->log[w->at].number, 1, &last, &n));
    if (n > 0 && last[0].size > size)
        size = last[0].size;
    if (size <= w->tree->size)
        return ERR_OK;
    verify_found(w->x->r, FINDING_MISSING, S("entry"),
                 verify_range(w->x->row, first_act(w) + w->tree->size,
                              first_act(w) + size - 1), 0,
                 MSG("A signed head covers more entries than the store holds."), STR_NONE,
                 STR_NONE);
    return ERR_OK;
}

/* -- walking -------------------------------------------------------------------------- */

static Hash
leaf_of(struct walking *w, const struct entry_page_row *e)
{
    Hash commitment = { { 0 } };

    if (e->commitment.n == HASH_SIZE)
        memcpy(commitment.b, e->commitment.p, HASH_SIZE);
    return tree_leaf(entry_bytes(w->x->row, e->act, e->occurred, e->recorded, &commitment));
}

/* Up to a tile of entries from `from`; an act without one is named. */
static enum err
take_entries(struct walking *w, int64_t from, Hash leaf[TILE_WIDTH], int *out_n)
{
    struct entry_page_row *row;
    int                    n, taken = 0;

    TRY(entry_page(&w->x->view, from, TILE_WIDTH, &row, &n));
    memset(leaf, 0, TILE_WIDTH * sizeof *leaf);
    for (int i = 0; i < n && row[i].act < from + TILE_WIDTH && row[i].act <= w->end; i++) {
        for (; from + taken < row[i].act; taken++)
            verify_found(w->x->r, FINDING_MISSING, S("entry"),
                         str_int(w->x->row, (from + taken)), from + taken,
                         MSG("The entry is gone."), STR_NONE, STR_NONE);
        leaf[taken++] = leaf_of(w, &row[i]);
        TRY(verify_one(w->x, &row[i]));
    }
    /* Gone at the end of the tile, while there are entries behind it. */
    for (int64_t end = w->end < from + TILE_WIDTH - 1 ? w->end : from + TILE_WIDTH - 1;
         n > 0 && row[n - 1].act > end && from + taken <= end; taken++)
        verify_found(w->x->r, FINDING_MISSING, S("entry"),
                     str_int(w->x->row, (from + taken)), from + taken,
                     MSG("The entry is gone."), STR_NONE, STR_NONE);
    *out_n = taken;
    return ERR_OK;
}

static enum err
one_tile(struct walking *w, bool *out_last)
{
    Hash *leaf = arena_array(w->x->view.arena, Hash, TILE_WIDTH);
    int   n;

    w->next_head = 0;
    TRY(checkpoint_page(&w->x->view, w->x->log[w->at].number, w->tree->size, HEADS_MAX, &w->head,
                        &w->n_heads));
    TRY(take_entries(w, first_act(w) + w->tree->size, leaf, &n));
    if (n == TILE_WIDTH)
        TRY(settle_leaves(w, leaf));
    TRY(append(w, leaf, n));
    *out_last = n < TILE_WIDTH;
    return *out_last ? heads_beyond(w) : ERR_OK;
}

static enum err
total_entries(struct verifying *x, int64_t *out)
{
    struct entry_last_row *last;
    int                    n;

    TRY(entry_last(&x->view, 1, &last, &n));
    *out = n > 0 ? last[0].act - x->log[0].first_act + 1 : 0;
    return ERR_OK;
}

static enum err
walk(struct walking *w)
{
    struct verifying *x = w->x;
    bool              last = false, newest = w->at == x->n_logs - 1;
    int64_t           total = 0;

    while (!last) {
        enum err err;

        TRY(db_begin(x->view.db));
        err = one_tile(w, &last);
        if (err == ERR_OK)
            err = total_entries(x, &total);
        if (err != ERR_OK || !(last && newest)) /* the newest log's last one stays */
            db_end(x->view.db);
        TRY(err);
        arena_reset(x->view.arena);
        arena_reset(x->row);
        if (x->o->progress != NULL)
            x->o->progress(x->o->context, x->r->entries, total);
        if (x->o->stop != NULL && *x->o->stop && !last)
            return ERR_BUSY;
    }
    return ERR_OK;
}

enum err
verify_log(struct verifying *x, int log)
{
    struct walking w = { .x = x, .at = log,
                         .end = log < x->n_logs - 1 ? x->log[log + 1].first_act - 1 : INT64_MAX,
                         .tree = arena_make(x->arena, struct tree),
                         .one = arena_make(x->arena, struct tree) };

    w.keyed = verify_key(x, log, &w.key);
    read_keepers(&w);
    TRY(walk(&w));
    x->r->head_size = w.tree->size;
    x->r->head_root = tree_root(w.tree);
    return ERR_OK;
}
