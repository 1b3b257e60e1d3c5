/* registry/search_block.c -- records that have all words, block by block (search.h).  Floor 6.
 *
 *   by look-ups   the next records of what leads, in one statement that asks the table of each
 *                 whether it has the next words: of a rare word, or one among much more frequent
 *   by stretches  the next records of what leads and of what is about as rare, both read along the
 *                 key and held against each other: a row so read costs a small part of a look-up
 *
 * Either way a page reads READ_MAX rows' worth, and says so when there may be more. */
#include <stdlib.h>

#include "base/scan.h"
#include "registry/registry_sql.h"
#include "registry/search_inside.h"

#define READ_MAX    24000
#define LOOK_UP     8    /* rows that could be read along the key meanwhile */
#define BLOCK_MIN   64   /* records by look-ups */
#define BLOCK_MAX   1024
#define TOGETHER    8000 /* rows that all streams of such a block read */
#define STRETCH_MIN 1000 /* rows of a stretch */
#define STRETCH_MAX 8000
#define ROWS_MAX    250  /* rows of the registry at once */

Str
looking_streams(const struct looking *k, const Str *word, int n)
{
    struct json *list = json_array(k->v->arena);

    for (int i = 0; i < n; i++)
        for (int level = 0; level <= k->level; level++) {
            struct json *o = json_add(list, json_array(k->v->arena));

            json_add(o, json_new_int(k->v->arena, level));
            json_add(o, json_new_text(k->v->arena, word[i]));
        }
    return json_string(k->v->arena, list);
}

void
looking_from(struct looking *k, Id after, bool shapes)
{
    k->at = after;
    k->shapes = shapes;
    k->chosen = false;
}

Id
looking_at(const struct looking *k)
{
    return k->at;
}

bool
looking_is_wide(const struct looking *k)
{
    return k->wide;
}

static int
least(int a, int b)
{
    return a < b ? a : b;
}

static int
by_id(const void *a, const void *b)
{
    const Id *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* -- by look-ups -------------------------------------------------------------------------- */

/* "[1, 2, …]", in whatever order. */
static void
read_hits(struct looking *k, Str list)
{
    Str rest = str_sub(list, 1, list.n - 2), one;

    k->hit = arena_array(k->v->arena, Id, list.n / 2 + 1);
    k->n_hits = 0;
    while (rest.n > 0) {
        str_cut(rest, ',', &one, &rest);
        if (scan_int(str_trim(one), INT64_MIN, INT64_MAX, &k->hit[k->n_hits]) == ERR_OK)
            k->n_hits++;
    }
    qsort(k->hit, (size_t)k->n_hits, sizeof(Id), by_id);
}

static enum err
look_up(struct looking *k)
{
    struct registry_word_found_in in = { .registry = k->r->key, .after = k->at,
                                         .streams = looking_streams(k, k->lead, k->n_lead),
                                         .level = k->level, .word_1 = k->beside[0],
                                         .word_2 = k->beside[1], .word_3 = k->beside[2] };
    struct registry_word_found_row row;

    in.look = least(least(k->block, TOGETHER / (k->n_lead * (k->level + 1))),
                    (READ_MAX - k->read) / LOOK_UP + 1);
    TRY(registry_word_found(k->v, &in, &row));
    k->block = least(k->block * 4, BLOCK_MAX);
    k->read += ((int)row.n + 1) * LOOK_UP;
    k->upto = row.last;
    k->ended = row.n < in.look;
    read_hits(k, row.hits);
    return ERR_OK;
}

/* -- by stretches ------------------------------------------------------------------------- */

/* Records of some words up to one of them, all there are. */
struct stretch {
    Id *id;
    int n;
    Id  upto; /* INT64_MAX: the whole rest */
};

static void
sort_stretch(struct stretch *s)
{
    int n = 0;

    qsort(s->id, (size_t)s->n, sizeof(Id), by_id);
    for (int i = 0; i < s->n; i++)
        if (n == 0 || s->id[n - 1] != s->id[i])
            s->id[n++] = s->id[i];
    s->n = n;
}

static enum err
read_stretch(struct looking *k, const Str *word, int n, struct stretch *out)
{
    int levels = k->level + 1, each = k->block / (n * levels) + 1;

    *out = (struct stretch){ .upto = INT64_MAX };
    out->id = arena_array(k->v->arena, Id, each * n * levels);
    for (int i = 0; i < n * levels; i++) {
        struct registry_word_next_row *row;
        int                            n_rows;

        TRY(registry_word_next(k->v, k->r->key, i % levels, word[i / levels], k->at, each, &row,
                               &n_rows));
        for (int r = 0; r < n_rows; r++)
            out->id[out->n++] = row[r].record;
        if (n_rows == each && row[n_rows - 1].record < out->upto)
            out->upto = row[n_rows - 1].record;
        k->read += n_rows + LOOK_UP;
    }
    if (n * levels > 1)
        sort_stretch(out);
    return ERR_OK;
}

/* Nothing of it lies behind that record. */
static bool
is_over(const struct stretch *s, Id at)
{
    return s->upto == INT64_MAX && (s->n == 0 || s->id[s->n - 1] <= at);
}

static enum err
hold_stretches(struct looking *k)
{
    struct stretch a, b;

    TRY(read_stretch(k, k->lead, k->n_lead, &a));
    TRY(read_stretch(k, k->near, k->n_near, &b));
    k->upto = a.upto < b.upto ? a.upto : b.upto;
    k->ended = k->upto == INT64_MAX || is_over(&a, k->upto) || is_over(&b, k->upto);
    k->hit = a.id;
    k->n_hits = 0;
    for (int i = 0, j = 0; i < a.n && a.id[i] <= k->upto; i++) {
        while (j < b.n && b.id[j] < a.id[i])
            j++;
        if (j < b.n && b.id[j] == a.id[i])
            k->hit[k->n_hits++] = a.id[i];
    }
    k->block = least(k->block * 4, STRETCH_MAX);
    return ERR_OK;
}

/* -- rows -------------------------------------------------------------------------------- */

static Str
ids_json(struct arena *arena, const Id *id, int n)
{
    struct buf b = BUF_MAX((size_t)1 << 20);
    Str        out;

    for (int i = 0; i < n; i++)
        buf_format(&b, "%c%lld", i > 0 ? ',' : '[', (long long)id[i]);
    buf_byte(&b, ']');
    out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return out;
}

/* Of the block's next records. */
static enum err
read_rows(struct looking *k, struct rows *out)
{
    int         n = least(k->n_hits - k->next_hit, ROWS_MAX);
    struct cell in[4] = { { .null = true }, cell_int(k->who->open), cell_int(ROWS_MAX),
                          cell_int(k->shapes) };

    if (n > 0)
        in[0] = cell_text(ids_json(k->v->arena, k->hit + k->next_hit, n));
    k->next_hit += n;
    k->at = k->next_hit == k->n_hits ? k->upto : k->hit[k->next_hit - 1];
    k->read += n * LOOK_UP;
    return n > 0 ? view_run(k->v, &k->r->sql->by_ids, in, out) : ERR_OK;
}

enum err
looking_next(struct looking *k, struct rows *out, bool *out_more)
{
    *out = (struct rows){ .n = 0 };
    *out_more = false;
    if (!k->chosen) {
        TRY(looking_choose(k));
        k->block = k->n_near > 0 ? STRETCH_MIN : BLOCK_MIN;
    }
    k->chosen = true;
    while (out->n == 0 && (k->next_hit < k->n_hits || !k->ended)) {
        *out_more = k->read >= READ_MAX;
        if (*out_more)
            return ERR_OK;
        if (k->next_hit == k->n_hits) {
            TRY(k->n_near > 0 ? hold_stretches(k) : look_up(k));
            k->next_hit = 0;
        }
        TRY(read_rows(k, out));
    }
    return ERR_OK;
}
