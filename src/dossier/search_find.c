/* dossier/search_find.c -- see search_find.h.  Floor 7. */
#include "dossier/search_find.h"

#include <stdlib.h>

#include "base/text.h"
#include "dossier/dossier_sql.h"
#include "dossier/words.h"

#define SCAN_MAX   600 /* rows read for one answer: on PostgreSQL each costs two look-ups */
#define BLOCK_MIN  40
#define BLOCK_MAX  250
#define DEPTH      200  /* dossiers by which two words are compared */
#define BEGIN_MAX  40   /* words looked for that begin as typed */
#define BEGIN_FEW  6    /* so many are asked for by the words alone */
#define DESKS_MAX  4    /* more are found among the province's */

struct stream {
    Id         desk;
    Str        word;
    const Str *few;   /* each dossier has one of these, if there are any */
    int        n_few;
};

struct finding {
    struct view         *v;
    const struct search *s;
    int                  limit, n_streams, size;
    struct stream       *stream;
    struct hit          *hit;
    int                  n_hits;
    Id                   floor; /* below it some stream was not read */
    bool                 cut;   /* by SCAN_MAX, not by `limit` */
};

bool
reach_has(const struct reach *r, Id desk)
{
    if (r->whole)
        return true;
    for (int i = 0; i < r->n; i++)
        if (r->desk[i] == desk)
            return true;
    return false;
}

static bool
begins_so(struct arena *arena, Str name, Str begins)
{
    Str word[WORDS_MAX];
    int n = text_words(arena, name, word, WORDS_MAX);

    for (int i = 0; i < n; i++)
        if (str_starts(word[i], begins))
            return true;
    return false;
}

/* What the words alone do not tell. */
static bool
fits(const struct finding *f, const struct search_cards_row *card)
{
    const struct search_terms *t = f->s->terms;
    bool                       open = card->waits != WAITS_NOBODY;

    return reach_has(f->s->reach, card->desk) &&
           (f->s->state == SEARCH_ALL || open == (f->s->state == SEARCH_OPEN)) &&
           (t->begins.n == 0 || begins_so(f->v->arena, card->applicant_name, t->begins)) &&
           (t->code_part.n == 0 ||
            str_has(text_fold(f->v->arena, card->code), t->code_part));
}

static enum err
read_words(const struct finding *f, const struct stream *s, Id before, int limit,
           struct search_found_row **out, int *out_n, int *out_others)
{
    const struct search_terms *t = f->s->terms;
    struct search_found_in     in = { .desk = s->desk, .word = s->word, .before = before,
                                      .limit = limit };
    Str                       *whole[TERMS_MAX] = { &in.w1, &in.w2, &in.w3, &in.w4,
                                                    &in.w5, &in.w6, &in.w7, &in.w8 };
    Str                       *few[BEGIN_FEW] = { &in.b1, &in.b2, &in.b3, &in.b4, &in.b5, &in.b6 };
    int                        n = 0;

    for (int i = 0; i < t->n; i++)
        if (!str_eq(t->word[i], s->word))
            *whole[n++] = t->word[i];
    for (int i = 0; i < s->n_few; i++)
        *few[i] = s->few[i];
    *out_others = n;
    return search_found(f->v, &in, out, out_n);
}

/* A block of a stream; of those that have all words, the cards.  *out_last: its oldest. */
static enum err
read_block(const struct finding *f, const struct stream *s, Id before, int limit,
           struct search_cards_row **out, int *out_n, int *out_read, Id *out_last)
{
    struct search_found_row *row;
    struct id_list           having = { .n = 0 };
    int                      n, others;

    TRY(read_words(f, s, before, limit, &row, &n, &others));
    for (int i = 0; i < n; i++)
        if (row[i].has == others && (s->n_few == 0 || row[i].begins > 0))
            id_list_add(f->v->arena, &having, row[i].dossier);
    *out_read = n;
    *out_last = n > 0 ? row[n - 1].dossier : before;
    *out_n = 0;
    return having.n == 0 ? ERR_OK
                         : search_cards(f->v, id_list_json(f->v->arena, &having), having.n, out,
                                        out_n);
}

static void
stop_at(struct finding *f, Id dossier, bool cut)
{
    if (dossier > f->floor) {
        f->floor = dossier;
        f->cut = cut;
    }
}

/* True when the stream has enough. */
static bool
take_hits(struct finding *f, const struct search_cards_row *card, int n, int *found)
{
    for (int i = 0; i < n; i++) {
        if (!fits(f, &card[i]))
            continue;
        f->hit[f->n_hits++] = (struct hit){ card[i].dossier, card[i].code };
        if (++*found == f->limit + 1) {
            stop_at(f, card[i].dossier, false);
            return true;
        }
    }
    return false;
}

/* One stream, until it has enough, or its share is read, or it ends. */
static enum err
read_stream(struct finding *f, const struct stream *s)
{
    Id  before = f->s->before;
    int share = SCAN_MAX / f->n_streams, found = 0, block = BLOCK_MIN;

    for (int done = 0;;) {
        struct search_cards_row *card = NULL;
        int                      n, read;

        TRY(read_block(f, s, before, block, &card, &n, &read, &before));
        if (take_hits(f, card, n, &found) || read < block)
            return ERR_OK;
        done += read;
        if (done >= share) {
            stop_at(f, before, true);
            return ERR_OK;
        }
        block = share - done < BLOCK_MAX ? share - done : BLOCK_MAX;
    }
}

/* -- which streams -------------------------------------------------------------------- */

static void
add_stream(struct finding *f, Id desk, Str word)
{
    f->stream[f->n_streams++] = (struct stream){ .desk = desk, .word = word };
}

/* Of two words the rarer has fewer dossiers, or its newest reach further back. */
static bool
is_rarer(const struct search_depth_row *a, const struct search_depth_row *b)
{
    return a->n != b->n ? a->n < b->n : a->last < b->last;
}

static enum err
rarest(const struct finding *f, Id desk, Str *out_word, struct search_depth_row *out)
{
    const struct search_terms *t = f->s->terms;

    for (int i = 0; i < t->n; i++) {
        struct search_depth_row depth;

        TRY(search_depth(f->v, desk, t->word[i], DEPTH, &depth));
        if (i > 0 && !is_rarer(&depth, out))
            continue;
        *out = depth;
        *out_word = t->word[i];
    }
    return ERR_OK;
}

/* The words that begin as typed.  No word holds the last of all characters, so with it
 * ends what begins so. */
static enum err
beginnings(const struct finding *f, Id desk, int limit, struct search_vocabulary_row **out,
           int *out_n)
{
    Str begins = f->s->terms->begins;
    Str past = str_join(f->v->arena, begins, S("\U0010ffff"), STR_NONE);

    return search_vocabulary(f->v, desk, begins, past, limit, out, out_n);
}

static enum err
lead_by_beginning(struct finding *f, Id desk, int most, bool *out_too_wide)
{
    struct search_vocabulary_row *row;
    int                           n;

    TRY(beginnings(f, desk, most + 1, &row, &n));
    *out_too_wide |= n > most;
    for (int i = 0; i < n && i < most; i++)
        add_stream(f, desk, row[i].word);
    return ERR_OK;
}

/* Whether all of these are rarer than that. */
static enum err
are_rarer(const struct finding *f, Id desk, const struct search_vocabulary_row *row, int n,
          const struct search_depth_row *than, bool *out)
{
    *out = true;
    for (int i = 0; i < n && *out; i++) {
        struct search_depth_row depth;

        TRY(search_depth(f->v, desk, row[i].word, DEPTH, &depth));
        *out = is_rarer(&depth, than);
    }
    return ERR_OK;
}

/* The last word of a name is the given one, mostly rarer than the others: then those few
 * that begin as it does lead.  Else each dossier is asked for one of them. */
static enum err
lead_by_few(struct finding *f, Id desk, Str word, const struct search_depth_row *depth,
            const struct search_vocabulary_row *row, int n)
{
    Str *few = arena_array(f->v->arena, Str, n);
    bool rarer;

    TRY(are_rarer(f, desk, row, n, depth, &rarer));
    for (int i = 0; i < n; i++) {
        few[i] = row[i].word;
        if (rarer)
            add_stream(f, desk, few[i]);
    }
    if (!rarer)
        f->stream[f->n_streams++] = (struct stream){ desk, word, few, n };
    return ERR_OK;
}

/* The rarest word leads; a word that nobody has ends the search at this desk. */
static enum err
lead_by_words(struct finding *f, Id desk)
{
    struct search_vocabulary_row *row;
    struct search_depth_row       depth = { .n = 0 };
    Str                           word = STR_NONE;
    int                           n = 0;

    TRY(rarest(f, desk, &word, &depth));
    if (depth.n == 0)
        return ERR_OK;
    if (f->s->terms->begins.n > 0) {
        TRY(beginnings(f, desk, BEGIN_FEW + 1, &row, &n));
        if (n == 0)
            return ERR_OK;
        if (n <= BEGIN_FEW)
            return lead_by_few(f, desk, word, &depth, row, n);
    }
    add_stream(f, desk, word);
    return ERR_OK;
}

static enum err
choose_streams(struct finding *f, const Id *desk, int n, bool *out_too_wide)
{
    f->stream = arena_array(f->v->arena, struct stream, n * (BEGIN_MAX + 1));
    for (int i = 0; i < n; i++)
        if (f->s->terms->n > 0)
            TRY(lead_by_words(f, desk[i]));
        else
            TRY(lead_by_beginning(f, desk[i], BEGIN_MAX / n, out_too_wide));
    return ERR_OK;
}

/* -- the answer ----------------------------------------------------------------------- */

static int
newest_first(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;

    return (x->dossier < y->dossier) - (x->dossier > y->dossier);
}

/* What all streams have been read down to, each dossier once. */
static void
gather(struct finding *f, struct search_result *out)
{
    int n = 0;

    qsort(f->hit, (size_t)f->n_hits, sizeof *f->hit, newest_first);
    for (int i = 0; i < f->n_hits && f->hit[i].dossier >= f->floor; i++)
        if (n == 0 || f->hit[n - 1].dossier != f->hit[i].dossier)
            f->hit[n++] = f->hit[i];
    out->hit = f->hit;
    out->n = n > f->limit ? f->limit : n;
    out->cut = n <= f->limit && f->cut;
    out->next = n > f->limit ? f->hit[f->limit - 1].dossier : f->floor;
}

enum err
search_find(struct view *v, const struct search *s, int limit, struct search_result *out)
{
    static const Id province[] = { WORDS_PROVINCE };
    bool            few = !s->reach->whole && s->reach->n <= DESKS_MAX;
    struct finding  f = { .v = v, .s = s, .limit = limit };

    *out = (struct search_result){ .n = 0 };
    TRY(choose_streams(&f, few ? s->reach->desk : province, few ? s->reach->n : 1,
                       &out->too_wide));
    f.hit = arena_array(v->arena, struct hit, f.n_streams * (limit + 1) + 1);
    for (int i = 0; i < f.n_streams; i++)
        TRY(read_stream(&f, &f.stream[i]));
    gather(&f, out);
    return ERR_OK;
}
