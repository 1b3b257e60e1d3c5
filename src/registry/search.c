/* registry/search.c -- see search.h.  Floor 6. */
#include "registry/search.h"

#include <stdlib.h>

#include "base/scan.h"
#include "base/text.h"
#include "registry/registry_sql.h"
#include "registry/word.h"

#define SHORTEST    2   /* letters of a beginning that stands alone */
#define DEPTH       200 /* records by which two words are compared */
#define BEGIN_MAX   40  /* words looked for that begin as typed */
#define BEGIN_FEW   6   /* so many may lead in the place of a whole word */
#define BLOCK_MIN   64
#define BLOCK_MAX   1024
#define TOGETHER    8000 /* rows that all streams of a block read */
#define BESIDE      3    /* of the other words the table is asked for so many, the rarest */

struct stream {
    int level;
    Str word;
};

struct looking {
    struct view           *v;
    const struct onlooker *who;
    const struct registry *r;
    int                    level; /* words up to this level lead */
    Str                    word[SEARCH_TERMS];
    int                    n;
    Str                    begins; /* or none: another word begins so */
    /* Of a page. */
    bool                   chosen, ended, wide;
    int                    n_streams;
    struct stream         *stream;
    Str                    streams; /* as the statements take them */
    Str                    beside[BESIDE];
    int                    block, looked;
    Id                     at;
};

/* -- what is asked ----------------------------------------------------------------------- */

/* The highest level all of whose fields this reader sees in every row; -1: not even the first. */
static int
level_for(const struct onlooker *who)
{
    enum sight best = onlooker_best(who);
    int        level = word_level_top(who->r);

    for (int i = 0; i < who->r->n_fields; i++) {
        const struct registry_field *f = &who->r->field[i];

        if (f->word_level >= 0 && f->word_level <= level && !sight_shows(best, f))
            level = f->word_level - 1;
    }
    return level;
}

bool
looking_is_possible(const struct onlooker *who)
{
    return level_for(who) >= 0;
}

static void
add_term(struct looking *k, Str word)
{
    for (int i = 0; i < k->n; i++)
        if (str_eq(k->word[i], word))
            return;
    k->word[k->n++] = word;
}

static void
read_terms(struct looking *k, Str typed)
{
    Str word[SEARCH_TERMS + 1];
    int n = text_words(k->v->arena, typed, word, SEARCH_TERMS + 1);

    for (int i = 0; i < n && i < SEARCH_TERMS; i++)
        if (i == n - 1)
            k->begins = word[i];
        else
            add_term(k, word[i]);
}

enum err
looking_begin(const struct onlooker *who, Str typed, struct looking **out)
{
    struct looking *k = arena_make(who->v->arena, struct looking);
    const char     *why = NULL;

    *k = (struct looking){ .v = who->v, .who = who, .r = who->r, .level = level_for(who),
                           .at = INT64_MIN };
    read_terms(k, typed);
    if (word_level_top(k->r) < 0)
        why = MSG("no field of this registry is searched");
    else if (k->level < 0)
        why = MSG("words can be looked for only where you may see every record");
    else if (k->n == 0 && text_count(k->begins) < SHORTEST)
        why = MSG("needs a word of at least two letters or digits");
    *out = k;
    if (why == NULL)
        return ERR_OK;
    fault_add(k->v->faults, S("q"), why, STR_NONE, STR_NONE);
    return ERR_INVALID;
}

/* -- which streams lead ------------------------------------------------------------------ */

struct rarity {
    int64_t n;
    Id      last; /* how far DEPTH records reach; INT64_MAX: there are fewer */
};

static bool
is_rarer(struct rarity a, struct rarity b)
{
    if (a.n < DEPTH || b.n < DEPTH)
        return a.n < b.n;
    return a.last > b.last;
}

static Str
streams_json(struct arena *arena, const struct stream *stream, int n)
{
    struct json *list = json_array(arena);

    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_array(arena));

        json_add(o, json_new_int(arena, stream[i].level));
        json_add(o, json_new_text(arena, stream[i].word));
    }
    return json_string(arena, list);
}

/* The words at each level that leads. */
static struct stream *
at_levels(const struct looking *k, const Str *word, int n)
{
    struct stream *out = arena_array(k->v->arena, struct stream, n * (k->level + 1) + 1);

    for (int i = 0; i < n; i++)
        for (int level = 0; level <= k->level; level++)
            out[i * (k->level + 1) + level] = (struct stream){ level, word[i] };
    return out;
}

static void
add_depth(struct rarity *to, const struct registry_word_depth_row *d)
{
    if (d->n == DEPTH && d->last < to->last)
        to->last = d->last;
    to->n += d->n;
}

static enum err
look_how_rare(const struct looking *k, const Str *word, int n, struct rarity *out)
{
    int                             levels = k->level + 1, n_rows;
    Str streams = streams_json(k->v->arena, at_levels(k, word, n), n * levels);
    struct registry_word_depth_row *row;

    for (int i = 0; i < n; i++)
        out[i] = (struct rarity){ .n = 0, .last = INT64_MAX };
    TRY(registry_word_depth(k->v, k->r->key, k->at, DEPTH, streams, n * levels, &row, &n_rows));
    for (int i = 0; i < n_rows; i++)
        add_depth(&out[row[i].nth / levels], &row[i]);
    return ERR_OK;
}

static int
by_text(const void *a, const void *b)
{
    const Str *x = a, *y = b;

    return str_cmp(*x, *y);
}

/* The words that begin so, at most `most` at a level. */
static enum err
beginnings(const struct looking *k, int most, Str **out, int *out_n)
{
    struct arena *arena = k->v->arena;
    Str           past = str_join(arena, k->begins, S("\xf4\x8f\xbf\xbf"), S("")); /* U+10FFFF */
    int           n = 0;

    *out = arena_array(arena, Str, most * (k->level + 1));
    for (int level = 0; level <= k->level; level++) {
        struct registry_word_vocabulary_row *row;
        int                                  n_rows;

        TRY(registry_word_vocabulary(k->v, k->r->key, level, k->begins, past, most, &row,
                                     &n_rows));
        for (int i = 0; i < n_rows; i++)
            (*out)[n++] = row[i].word;
    }
    qsort(*out, (size_t)n, sizeof(Str), by_text);
    *out_n = 0;
    for (int i = 0; i < n; i++)
        if (i == 0 || !str_eq((*out)[*out_n - 1], (*out)[i]))
            (*out)[(*out_n)++] = (*out)[i];
    return ERR_OK;
}

static void
lead_by(struct looking *k, const Str *word, int n)
{
    k->n_streams = n * (k->level + 1);
    k->stream = at_levels(k, word, n);
}

/* The rarest first. */
static void
sort_words(struct looking *k, struct rarity *rarity)
{
    for (int i = 1; i < k->n; i++)
        for (int j = i; j > 0 && is_rarer(rarity[j], rarity[j - 1]); j--) {
            Str           word = k->word[j];
            struct rarity r = rarity[j];

            k->word[j] = k->word[j - 1];
            rarity[j] = rarity[j - 1];
            k->word[j - 1] = word;
            rarity[j - 1] = r;
        }
}

/* The last word of a name is mostly rarer than the others: then those few that begin as it does
 * lead. */
static enum err
try_beginnings(struct looking *k, struct rarity rarest, bool *out_lead)
{
    struct rarity rarity[BEGIN_FEW], all = { .n = 0, .last = INT64_MAX };
    Str          *word;
    int           n;

    *out_lead = false;
    TRY(beginnings(k, BEGIN_FEW + 1, &word, &n));
    k->ended = n == 0;
    if (n == 0 || n > BEGIN_FEW)
        return ERR_OK;
    TRY(look_how_rare(k, word, n, rarity));
    for (int i = 0; i < n; i++) {
        all.n += rarity[i].n;
        if (rarity[i].last < all.last)
            all.last = rarity[i].last;
    }
    *out_lead = is_rarer(all, rarest);
    if (*out_lead)
        lead_by(k, word, n);
    return ERR_OK;
}

static enum err
choose_among_words(struct looking *k)
{
    struct rarity rarity[SEARCH_TERMS];
    bool          few = false;

    TRY(look_how_rare(k, k->word, k->n, rarity));
    sort_words(k, rarity);
    k->ended = rarity[0].n == 0;
    if (!k->ended && k->begins.n > 0)
        TRY(try_beginnings(k, rarity[0], &few));
    if (!few)
        lead_by(k, k->word, 1);
    for (int i = few ? 0 : 1, b = 0; i < k->n && b < BESIDE; i++, b++)
        k->beside[b] = k->word[i];
    return ERR_OK;
}

static enum err
choose(struct looking *k)
{
    Str *word;
    int  n;

    for (int i = 0; i < BESIDE; i++)
        k->beside[i] = S("");
    if (k->n > 0) {
        TRY(choose_among_words(k));
    } else {
        TRY(beginnings(k, BEGIN_MAX + 1, &word, &n));
        k->wide = n > BEGIN_MAX;
        k->ended = n == 0;
        lead_by(k, word, n > BEGIN_MAX ? BEGIN_MAX : n);
    }
    k->streams = streams_json(k->v->arena, k->stream, k->n_streams);
    k->block = BLOCK_MIN;
    return ERR_OK;
}

/* -- blocks ------------------------------------------------------------------------------ */

void
looking_from(struct looking *k, Id after)
{
    k->at = after;
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
next_block(struct looking *k)
{
    int most = TOGETHER / k->n_streams, block = k->block;

    if (block > most)
        block = most;
    if (block > SEARCH_LOOK - k->looked)
        block = SEARCH_LOOK - k->looked;
    k->block = k->block * 4 > BLOCK_MAX ? BLOCK_MAX : k->block * 4;
    return block;
}

/* The records of a block that have all words beside the leading one, as a JSON list. */
static enum err
read_block(struct looking *k, Str *out_hits)
{
    int                            block = next_block(k);
    struct registry_word_found_in  in = { .registry = k->r->key, .streams = k->streams,
                                          .after = k->at, .look = block, .level = k->level,
                                          .word_1 = k->beside[0], .word_2 = k->beside[1],
                                          .word_3 = k->beside[2] };
    struct registry_word_found_row row;

    TRY(registry_word_found(k->v, &in, &row));
    k->looked += (int)row.n;
    k->at = row.last;
    k->ended = row.n < block;
    *out_hits = row.hits;
    return ERR_OK;
}

static enum err
read_rows(const struct looking *k, Str hits, struct rows *out)
{
    struct cell in[3] = { cell_text(hits), cell_int(k->who->open), cell_int(SEARCH_LOOK) };

    return view_run(k->v, &k->r->sql->by_ids, in, out);
}

enum err
looking_next(struct looking *k, struct rows *out, bool *out_more)
{
    *out = (struct rows){ .n = 0 };
    *out_more = false;
    if (!k->chosen)
        TRY(choose(k));
    k->chosen = true;
    while (out->n == 0 && !k->ended) {
        Str hits;

        *out_more = k->looked >= SEARCH_LOOK;
        if (*out_more)
            return ERR_OK;
        TRY(read_block(k, &hits));
        if (!str_eq(hits, S("[]")))
            TRY(read_rows(k, hits, out));
    }
    return ERR_OK;
}

/* -- against the row in force --------------------------------------------------------------- */

/* Marks the terms that a word answers: bit i of word i, bit n of the beginning. */
static uint32_t
answers(const struct looking *k, Str word)
{
    uint32_t bits = k->begins.n > 0 && str_starts(word, k->begins) ? 1u << k->n : 0;

    for (int i = 0; i < k->n; i++)
        if (str_eq(k->word[i], word))
            bits |= 1u << i;
    return bits;
}

bool
looking_finds(const struct looking *k, const struct cell *row, enum sight sight)
{
    uint32_t wanted = (1u << (k->n + (k->begins.n > 0))) - 1, there = 0;
    Str      word[WORDS_OF_FIELD];

    for (int i = 0; i < k->r->n_fields && there != wanted; i++) {
        const struct registry_field *f = &k->r->field[i];
        int                          n;

        if (f->word_level < 0 || f->word_level > k->level || !sight_shows(sight, f))
            continue;
        n = field_words(k->v->arena, f, &row[f->column], word);
        for (int w = 0; w < n; w++)
            there |= answers(k, word[w]);
    }
    return there == wanted;
}
