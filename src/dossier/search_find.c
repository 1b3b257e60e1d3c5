/* dossier/search_find.c -- see search_find.h.  Floor 7. */
#include "dossier/search_find.h"

#include <stdlib.h>

#include "base/text.h"
#include "dossier/dossier_sql.h"
#include "dossier/words.h"

#define SCAN_MAX   600 /* rows read for one answer */
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
    Id                  *hit;
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
fits(const struct finding *f, const struct search_found_row *card)
{
    const struct search_terms *t = f->s->terms;
    bool                       open = card->waits != WAITS_NOBODY;

    return card->code.n > 0 && reach_has(f->s->reach, card->stands) &&
           (f->s->state == SEARCH_ALL || open == (f->s->state == SEARCH_OPEN)) &&
           (t->begins.n == 0 || begins_so(f->v->arena, card->applicant_name, t->begins)) &&
           (t->code_part.n == 0 ||
            str_has(text_fold(f->v->arena, card->code), t->code_part));
}

static Str
words_list(struct arena *arena, const Str *word, int n, Str but)
{
    struct json *list = json_array(arena);

    for (int i = 0; i < n; i++)
        if (!str_eq(word[i], but))
            json_add(list, json_new_text(arena, word[i]));
    return json_string(arena, list);
}

/* A block of a stream; only those that have all words come with a code. */
static enum err
read_block(const struct finding *f, const struct stream *s, Id before, int limit,
           struct search_found_row **out, int *out_n)
{
    struct arena              *arena = f->v->arena;
    const struct search_terms *t = f->s->terms;
    struct search_found_in     in = { .desk = s->desk, .word = s->word, .before = before,
                                      .limit = limit, .n_few = s->n_few };

    in.words = words_list(arena, t->word, t->n, s->word);
    for (int i = 0; i < t->n; i++)
        in.n_words += !str_eq(t->word[i], s->word);
    in.few = words_list(arena, s->few, s->n_few, STR_NONE);
    return search_found(f->v, &in, out, out_n);
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
take_hits(struct finding *f, const struct search_found_row *card, int n, int *found)
{
    for (int i = 0; i < n; i++) {
        if (!fits(f, &card[i]))
            continue;
        f->hit[f->n_hits++] = card[i].dossier;
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
        struct search_found_row *row;
        int                      n;

        TRY(read_block(f, s, before, block, &row, &n));
        if (take_hits(f, row, n, &found) || n < block)
            return ERR_OK;
        before = row[n - 1].dossier;
        done += n;
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
    const Id *x = a, *y = b;

    return (*x < *y) - (*x > *y);
}

/* What all streams have been read down to, each dossier once. */
static void
gather(struct finding *f, struct search_result *out)
{
    int n = 0;

    qsort(f->hit, (size_t)f->n_hits, sizeof *f->hit, newest_first);
    for (int i = 0; i < f->n_hits && f->hit[i] >= f->floor; i++)
        if (n == 0 || f->hit[n - 1] != f->hit[i])
            f->hit[n++] = f->hit[i];
    out->dossier = f->hit;
    out->n = n > f->limit ? f->limit : n;
    out->cut = n <= f->limit && f->cut;
    out->next = n > f->limit ? f->hit[f->limit - 1] : f->floor;
}

/* Such a word stands in the province alone, so there the others are asked too. */
static bool
has_rare(const struct search_terms *t)
{
    for (int i = 0; i < t->n; i++)
        if (word_is_rare(t->word[i]))
            return true;
    return false;
}

enum err
search_find(struct view *v, const struct search *s, int limit, struct search_result *out)
{
    static const Id province[] = { WORDS_PROVINCE };
    bool            few = !s->reach->whole && s->reach->n <= DESKS_MAX && !has_rare(s->terms);
    struct finding  f = { .v = v, .s = s, .limit = limit };

    *out = (struct search_result){ .n = 0 };
    TRY(choose_streams(&f, few ? s->reach->desk : province, few ? s->reach->n : 1,
                       &out->too_wide));
    f.hit = arena_array(v->arena, Id, f.n_streams * (limit + 1) + 1);
    for (int i = 0; i < f.n_streams; i++)
        TRY(read_stream(&f, &f.stream[i]));
    gather(&f, out);
    return ERR_OK;
}
