/* registry/search.c -- see search.h.  Floor 6. */
#include <stdlib.h>

#include "base/text.h"
#include "registry/registry_sql.h"
#include "registry/search_inside.h"
#include "registry/word.h"

#define SHORTEST  2   /* letters of a beginning that stands alone */
#define DEPTH     200 /* records by which two words are compared */
#define BEGIN_MAX 40  /* words looked for that begin as typed */
#define BEGIN_FEW 6   /* so many may lead in the place of a whole word */
#define LIKE      16  /* a word at most so many times as frequent is about as rare */

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
    Str                             streams = looking_streams(k, word, n);
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

/* Words one of which a record must have. */
struct choice {
    Str          *word;
    int           n;
    struct rarity rarity;
};

/* Those few that begin as the last word does; n 0: none, or many. */
static enum err
read_beginnings(struct looking *k, struct choice *out)
{
    struct rarity rarity[BEGIN_FEW];

    *out = (struct choice){ .rarity = { .n = 0, .last = INT64_MAX } };
    if (k->begins.n == 0)
        return ERR_OK;
    TRY(beginnings(k, BEGIN_FEW + 1, &out->word, &out->n));
    k->ended = out->n == 0;
    if (out->n > BEGIN_FEW)
        out->n = 0;
    if (out->n == 0)
        return ERR_OK;
    TRY(look_how_rare(k, out->word, out->n, rarity));
    for (int i = 0; i < out->n; i++) {
        out->rarity.n += rarity[i].n;
        if (rarity[i].last < out->rarity.last)
            out->rarity.last = rarity[i].last;
    }
    return ERR_OK;
}

/* Both are frequent, and the second not so much more that a stretch of it would be read for a few
 * records of the first. */
static bool
are_alike(const struct looking *k, struct rarity lead, struct rarity next)
{
    Id from = k->at > 0 ? k->at : 0;
    Id step = next.last > from ? next.last - from : 1;

    return lead.n >= DEPTH && next.n >= DEPTH && (lead.last - from) / step <= LIKE;
}

/* What is rarest leads: mostly the given name, which is the last word of a name. */
static enum err
choose_among_words(struct looking *k)
{
    struct rarity rarity[SEARCH_TERMS];
    struct choice few, choice[3] = { { .n = 0 } };
    int           n = 0, beside = 0;

    TRY(look_how_rare(k, k->word, k->n, rarity));
    sort_words(k, rarity);
    k->ended = rarity[0].n == 0;
    if (k->ended)
        return ERR_OK;
    TRY(read_beginnings(k, &few));
    for (int i = 0; i < k->n && i < 2; i++) {
        if (few.n > 0 && is_rarer(few.rarity, rarity[i])) {
            choice[n++] = few;
            few.n = 0;
        }
        choice[n++] = (struct choice){ &k->word[i], 1, rarity[i] };
    }
    if (few.n > 0)
        choice[n++] = few;
    k->lead = choice[0].word;
    k->n_lead = choice[0].n;
    if (n > 1 && are_alike(k, choice[0].rarity, choice[1].rarity)) {
        k->near = choice[1].word;
        k->n_near = choice[1].n;
    }
    for (int i = k->lead == k->word; i < k->n && beside < BESIDE; i++)
        k->beside[beside++] = k->word[i];
    return ERR_OK;
}

enum err
looking_choose(struct looking *k)
{
    int n;

    for (int i = 0; i < BESIDE; i++)
        k->beside[i] = S("");
    if (k->n > 0) {
        TRY(choose_among_words(k));
    } else {
        TRY(beginnings(k, BEGIN_MAX + 1, &k->lead, &n));
        k->wide = n > BEGIN_MAX;
        k->ended = n == 0;
        k->n_lead = n > BEGIN_MAX ? BEGIN_MAX : n;
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
