/* The tree against RFC 6962 written down naively, and against every way a proof
 * can be wrong by one bit. */
#include "journal/merkle.h"

#include "base/scan.h"
#include "check.h"
#include "memlog.h"

#define SMALL 300

/* MTH of RFC 6962, section 2.1, word for word. */
static Hash
naive_root(const Hash *leaf, int64_t n)
{
    int64_t k = 1;
    Hash    left, right;

    if (n == 0)
        return hash_of(STR_NONE);
    if (n == 1)
        return leaf[0];
    while (k * 2 < n)
        k *= 2;
    left = naive_root(leaf, k);
    right = naive_root(leaf + k, n - k);
    return tree_node(&left, &right);
}

/* PATH of the same section. */
static void
naive_path(const Hash *leaf, int64_t n, int64_t m, struct tree_path *out)
{
    int64_t k = 1;

    if (n <= 1)
        return;
    while (k * 2 < n)
        k *= 2;
    if (m < k) {
        naive_path(leaf, k, m, out);
        out->hash[out->n++] = naive_root(leaf + k, n - k);
    } else {
        naive_path(leaf + k, n - k, m - k, out);
        out->hash[out->n++] = naive_root(leaf, k);
    }
}

/* SUBPROOF of section 2.1.2. */
static void
naive_growth(const Hash *leaf, int64_t n, int64_t m, bool whole, struct tree_path *out)
{
    int64_t k = 1;

    if (m == n) {
        if (!whole)
            out->hash[out->n++] = naive_root(leaf, n);
        return;
    }
    while (k * 2 < n)
        k *= 2;
    if (m <= k) {
        naive_growth(leaf, k, m, whole, out);
        out->hash[out->n++] = naive_root(leaf + k, n - k);
    } else {
        naive_growth(leaf + k, n - k, m - k, false, out);
        out->hash[out->n++] = naive_root(leaf, k);
    }
}

static bool
path_eq(const struct tree_path *a, const struct tree_path *b)
{
    return a->n == b->n &&
           (a->n == 0 || memcmp(a->hash, b->hash, sizeof(Hash) * (size_t)a->n) == 0);
}

void
test_journal_merkle__roots_of_the_reference_log(void)
{
    /* Leaves and roots of the reference tests of Certificate Transparency. */
    static const struct { const char *leaf, *root; } row[] = {
        { "", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
        { "00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" },
        { "10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77" },
        { "2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7" },
        { "3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4" },
        { "40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef" },
        { "5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c" },
        { "606162636465666768696a6b6c6d6e6f",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" },
    };
    struct tree        t = { 0 };
    struct tile_writer none = { NULL, NULL };
    Hash               root = tree_root(&t);

    check_str(hex_text(test_arena(), hash_bytes(&root)),
              S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        unsigned char bytes[16];
        size_t        n = strlen(row[i].leaf) / 2;
        Hash          leaf;

        check_ok(scan_hex(str_of(row[i].leaf), bytes, n));
        leaf = tree_leaf((Str){ (const char *)bytes, n });
        check_ok(tree_append(&t, &leaf, &none));
        root = tree_root(&t);
        check_str(hex_text(test_arena(), hash_bytes(&root)), str_of(row[i].root));
    }
}

void
test_journal_merkle__small_trees_agree_with_the_definition(void)
{
    struct arena      *scratch = arena_new();
    struct memlog     *m = memlog_new(test_arena(), SMALL);
    struct tile_reader in = memlog_reader(m);
    int                wrong = 0;

    for (int n = 0; n <= SMALL; n++) {
        Hash expected, got, at;

        memlog_grow(m, n);
        expected = naive_root(m->leaf, n);
        got = tree_root(&m->tree);
        wrong += !hash_eq(&got, &expected);
        check_ok(tree_root_at(scratch, &in, n, &at));
        wrong += !hash_eq(&at, &expected);
        arena_reset(scratch);
    }
    for (int n = 0; n <= SMALL; n++) { /* read back while the tiles hold more */
        Hash expected = naive_root(m->leaf, n), at;

        check_ok(tree_root_at(scratch, &in, n, &at));
        wrong += !hash_eq(&at, &expected);
        arena_reset(scratch);
    }
    check_int(wrong, 0);
    arena_free(scratch);
}

/* -- one bit wrong -------------------------------------------------------------- */

struct entry_claim {
    Hash             leaf, root;
    int64_t          index, size;
    struct tree_path path;
};

static bool
entry_claim_holds(const struct entry_claim *c)
{
    return tree_holds_entry(&c->leaf, c->index, c->size, &c->root, &c->path);
}

static void
flip(Hash *h, int bit)
{
    h->b[bit / 8] = (unsigned char)(h->b[bit / 8] ^ 1 << bit % 8);
}

/* Flips bits of one hash in turn, every `step`th from `first`; how many of the
 * altered claims were believed. */
static int
entry_survivors(struct entry_claim *c, Hash *part, int first, int step)
{
    int believed = 0;

    for (int bit = first; bit < 8 * HASH_SIZE; bit += step) {
        flip(part, bit);
        believed += entry_claim_holds(c);
        flip(part, bit);
    }
    return believed;
}

/* Every bit, or a rotating few: `step` 1 or more. */
static int
entry_claim_attack(struct entry_claim *c, int first, int step)
{
    int believed = entry_survivors(c, &c->leaf, first, step) +
                   entry_survivors(c, &c->root, first, step);

    for (int i = 0; i < c->path.n; i++)
        believed += entry_survivors(c, &c->path.hash[i], first, step);
    for (int bit = 0; bit < 63; bit++) {
        c->index ^= (int64_t)1 << bit;
        believed += entry_claim_holds(c);
        c->index ^= (int64_t)1 << bit;
    }
    if (c->path.n > 0) {
        c->path.n--;
        believed += entry_claim_holds(c);
        c->path.n++;
    }
    c->path.hash[c->path.n++] = c->root;
    believed += entry_claim_holds(c);
    c->path.n--;
    return believed;
}

/* All bits of the small trees' proofs; of every third larger one a bit of each
 * hash, another bit each time. */
static int
attack_step(int n)
{
    return n <= 20 ? 1 : 8 * HASH_SIZE;
}

static bool
worth_attacking(int n, int i)
{
    return n <= 20 || (n + i) % 3 == 0;
}

/* The naive definitions are slow: all of the small trees, then a sample. */
static bool
worth_comparing(int n, int i)
{
    return n < 40 || i % 31 == n % 31;
}

void
test_journal_merkle__every_small_inclusion_proof_and_no_altered_one(void)
{
    struct arena      *scratch = arena_new();
    struct memlog     *m = memlog_new(test_arena(), SMALL);
    struct tile_reader in = memlog_reader(m);
    int                wrong = 0, believed = 0;

    memlog_grow(m, SMALL);
    for (int n = 1; n <= SMALL; n++) {
        Hash root = naive_root(m->leaf, n);

        for (int i = 0; i < n; i++) {
            struct entry_claim c = { .leaf = m->leaf[i], .root = root, .index = i, .size = n };
            struct tree_path   expected = { .n = 0 };

            check_ok(tree_prove_entry(scratch, &in, i, n, &c.path));
            if (worth_comparing(n, i)) {
                naive_path(m->leaf, n, i, &expected);
                wrong += !path_eq(&c.path, &expected);
            }
            wrong += !entry_claim_holds(&c);
            if (worth_attacking(n, i))
                believed += entry_claim_attack(&c, (n * 7 + i) % attack_step(n), attack_step(n));
            arena_reset(scratch);
        }
    }
    check_int(wrong, 0);
    check_int(believed, 0);
    arena_free(scratch);
}

struct growth_claim {
    Hash             root[2];
    int64_t          size[2];
    struct tree_path path;
};

static bool
growth_claim_holds(const struct growth_claim *c)
{
    return tree_has_grown(c->size[0], &c->root[0], c->size[1], &c->root[1], &c->path);
}

static int
growth_survivors(struct growth_claim *c, Hash *part, int first, int step)
{
    int believed = 0;

    for (int bit = first; bit < 8 * HASH_SIZE; bit += step) {
        flip(part, bit);
        believed += growth_claim_holds(c);
        flip(part, bit);
    }
    return believed;
}

static int
growth_claim_attack(struct growth_claim *c, int first, int step)
{
    int believed = growth_survivors(c, &c->root[0], first, step);

    if (c->size[0] > 0) /* from nothing, everything has grown */
        believed += growth_survivors(c, &c->root[1], first, step);
    for (int i = 0; i < c->path.n; i++)
        believed += growth_survivors(c, &c->path.hash[i], first, step);
    if (c->path.n > 0) {
        c->path.n--;
        believed += growth_claim_holds(c);
        c->path.n++;
    }
    c->path.hash[c->path.n++] = c->root[1];
    believed += growth_claim_holds(c);
    c->path.n--;
    return believed;
}

void
test_journal_merkle__every_small_growth_proof_and_no_altered_one(void)
{
    struct arena      *scratch = arena_new();
    struct memlog     *m = memlog_new(test_arena(), SMALL);
    struct tile_reader in = memlog_reader(m);
    Hash               root[SMALL + 1];
    int                wrong = 0, believed = 0;

    memlog_grow(m, SMALL);
    for (int n = 0; n <= SMALL; n++) {
        root[n] = naive_root(m->leaf, n);
        for (int from = 0; from <= n; from++) {
            struct growth_claim c = { .root = { root[from], root[n] }, .size = { from, n } };
            struct tree_path    expected = { .n = 0 };

            check_ok(tree_prove_growth(scratch, &in, from, n, &c.path));
            if (from > 0 && worth_comparing(n, from)) {
                naive_growth(m->leaf, n, from, true, &expected);
                wrong += !path_eq(&c.path, &expected);
            }
            wrong += !growth_claim_holds(&c);
            if (worth_attacking(n, from))
                believed +=
                    growth_claim_attack(&c, (n * 7 + from) % attack_step(n), attack_step(n));
            arena_reset(scratch);
        }
    }
    check_int(wrong, 0);
    check_int(believed, 0);
    arena_free(scratch);
}

void
test_journal_merkle__impossible_claims_are_refused(void)
{
    Hash             one = tree_leaf(S("one")), empty = hash_of(STR_NONE);
    struct tree_path none = { .n = 0 };

    check(tree_holds_entry(&one, 0, 1, &one, &none), "a tree of one leaf is that leaf");
    check(!tree_holds_entry(&one, 1, 1, &one, &none), "index past the end");
    check(!tree_holds_entry(&one, -1, 1, &one, &none), "negative index");
    check(!tree_holds_entry(&one, 0, 0, &one, &none), "an empty tree holds nothing");
    check(!tree_holds_entry(&one, 0, INT64_MAX, &one, &none), "a huge tree needs hashes");
    check(tree_has_grown(0, &empty, 1, &one, &none), "from nothing to one");
    check(!tree_has_grown(0, &one, 1, &one, &none), "an empty tree has one root");
    check(!tree_has_grown(2, &one, 1, &one, &none), "a log does not shrink");
    /* Found by fuzzing the keeper: refused before they are reckoned with. */
    check(!tree_holds_entry(&one, 0, INT64_MIN, &one, &none), "a size below nothing");
    check(!tree_has_grown(INT64_MIN, &one, 6, &one, &none), "from below nothing");
    check(!tree_has_grown(0, &empty, INT64_MIN, &one, &none), "to below nothing");
    check(!tree_has_grown(INT64_MIN, &one, INT64_MIN, &one, &none), "and both");
    check(!tree_has_grown(-1, &one, 1, &one, &none), "negative size");
    check(!tree_has_grown(1, &one, INT64_MAX, &one, &none), "growth needs hashes");
    check(tree_has_grown(0, &empty, 0, &empty, &none), "nothing stays nothing");
    check(!tree_has_grown(0, &empty, 0, &one, &none), "nothing stays nothing");
}

/* Roots that a forger chose to fit a proof one hash too long. */
void
test_journal_merkle__a_proof_too_long_is_refused_even_if_it_fits(void)
{
    Hash             x = tree_leaf(S("x")), leaf[4], from, to;
    struct tree_path path = { .n = 1, .hash = { x } };

    for (int i = 0; i < 4; i++)
        leaf[i] = tree_leaf((Str){ "abcd" + i, 1 });
    to = tree_node(&x, &leaf[0]);
    check(!tree_holds_entry(&leaf[0], 0, 1, &to, &path), "one leaf has nothing above it");
    path.n = 3; /* from three leaves to four: c, d, and the node over a and b */
    path.hash[0] = leaf[2];
    path.hash[1] = leaf[3];
    path.hash[2] = naive_root(leaf, 2);
    from = naive_root(leaf, 3);
    to = naive_root(leaf, 4);
    check(tree_has_grown(3, &from, 4, &to, &path), "the true proof");
    path.hash[path.n++] = x;
    from = tree_node(&x, &from);
    to = tree_node(&x, &to);
    check(!tree_has_grown(3, &from, 4, &to, &path), "four leaves have nothing above them");
}

/* -- appending, loading ------------------------------------------------------------ */

static bool
tree_eq(const struct tree *a, const struct tree *b)
{
    bool same = a->size == b->size;

    for (int k = 0; k < TREE_HEIGHT; k++)
        if ((a->size >> k & 1) != 0)
            same = same && hash_eq(&a->subtree[k], &b->subtree[k]);
    for (int level = 0; level < TREE_LEVELS; level++)
        for (int i = 0; i < (a->size >> 8 * level & (TILE_WIDTH - 1)); i++)
            same = same && hash_eq(&a->edge[level][i], &b->edge[level][i]);
    return same;
}

void
test_journal_merkle__a_loaded_tree_is_the_appended_one(void)
{
    static const int64_t size[] = { 0,   1,   2,     3,     254,   255,   256,   257,
                                    300, 511, 512,   65535, 65536, 65537, 65792, 66000,
                                    70000 };
    struct memlog     *m = memlog_new(test_arena(), 70000);
    struct tile_reader in = memlog_reader(m);

    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        struct tree loaded;

        memlog_grow(m, size[i]);
        m->reads = 0;
        check_ok(tree_load(size[i], &in, &loaded));
        check(tree_eq(&m->tree, &loaded), "the same right edge");
        check(m->reads <= 3, "one read a level");
    }
}

void
test_journal_merkle__proofs_across_levels_verify(void)
{
    static const int64_t index[] = { 0, 1, 255, 256, 32767, 65535, 65536, 65791, 65792, 69999 };
    static const int64_t size[] = { 65536, 65537, 65792, 69000, 70000 };
    struct arena      *scratch = arena_new();
    struct memlog     *m = memlog_new(test_arena(), 70000);
    struct tile_reader in = memlog_reader(m);
    Hash               root, last;
    struct tree_path   path;

    memlog_grow(m, 70000);
    last = tree_root(&m->tree);
    for (size_t s = 0; s < sizeof size / sizeof *size; s++) {
        check_ok(tree_root_at(scratch, &in, size[s], &root));
        for (size_t i = 0; i < sizeof index / sizeof *index; i++) {
            if (index[i] >= size[s])
                continue;
            check_ok(tree_prove_entry(scratch, &in, index[i], size[s], &path));
            check(tree_holds_entry(&m->leaf[index[i]], index[i], size[s], &root, &path), "holds");
        }
        check_ok(tree_prove_growth(scratch, &in, size[s], 70000, &path));
        check(tree_has_grown(size[s], &root, 70000, &last, &path), "has grown");
        arena_reset(scratch);
    }
    arena_free(scratch);
}

void
test_journal_merkle__a_refused_tile_leaves_the_tree_as_it_was(void)
{
    struct memlog     *m = memlog_new(test_arena(), 1000);
    struct tile_writer out = { memlog_put, m };
    Hash               before, after, leaf = tree_leaf(S("entry 255"));

    memlog_grow(m, 255);
    before = tree_root(&m->tree);
    m->fail_put = 1;
    m->leaf[255] = leaf;
    check_err(tree_append(&m->tree, &leaf, &out), ERR_FULL);
    after = tree_root(&m->tree);
    check_int(m->tree.size, 255);
    check(hash_eq(&before, &after), "nothing was added");
    memlog_grow(m, 1000);
    before = naive_root(m->leaf, 1000);
    after = tree_root(&m->tree);
    check(hash_eq(&before, &after), "and it goes on");
}

void
test_journal_merkle__a_copy_is_the_way_back(void)
{
    struct memlog *m = memlog_new(test_arena(), 2000);
    struct tree    kept;
    Hash           expected, got;

    memlog_grow(m, 700);
    kept = m->tree;
    memlog_grow(m, 1500); /* through several tiles, then the commit fails */
    m->tree = kept;
    m->full[0] = 700 / TILE_WIDTH;
    memlog_grow(m, 1600);
    expected = naive_root(m->leaf, 1600);
    got = tree_root(&m->tree);
    check(hash_eq(&got, &expected), "as if nothing had been tried");
}

static enum err
short_tile(void *context, int level, int64_t index, Hash *out, int *out_n)
{
    TRY(memlog_read(context, level, index, out, out_n));
    *out_n -= 1;
    return ERR_OK;
}

void
test_journal_merkle__a_tile_cut_short_is_an_error(void)
{
    struct memlog     *m = memlog_new(test_arena(), 300);
    struct tile_reader in = { short_tile, m };
    struct tree        t = { .size = 7 };
    struct tree_path   path = { .n = 5 };

    memlog_grow(m, 300);
    check_err(tree_load(300, &in, &t), ERR_STORE);
    check_int(t.size, 7);
    check_err(tree_prove_entry(test_arena(), &in, 0, 300, &path), ERR_STORE);
    check_int(path.n, 5);
    check_err(tree_prove_entry(test_arena(), &in, 300, 300, &path), ERR_INVALID);
    check_err(tree_prove_growth(test_arena(), &in, 301, 300, &path), ERR_INVALID);
}
