/* registry/word.c -- see word.h.  Floor 6. */
#include "registry/word.h"

#include <stdlib.h>

#include "base/text.h"
#include "registry/registry_sql.h"

#define PAGE         500
#define PART         10000   /* words of a statement */
#define PART_BYTES   ((size_t)8 << 20)
#define VERSIONS_MAX 100000

/* -- whose words ----------------------------------------------------------------------- */

static bool
has_search(const struct registry *r)
{
    for (int i = 0; i < r->n_fields; i++)
        if (r->field[i].search)
            return true;
    return false;
}

static int
level_of(const struct registry_field *f)
{
    if ((f->type != REGISTRY_TEXT && f->type != REGISTRY_INT) || (!f->search && !f->is_key))
        return -1;
    return f->read == READ_PUBLIC ? 0 : f->read == READ_OFFICIAL ? 1 : -1;
}

void
word_levels(struct registry *r)
{
    bool search = has_search(r);

    for (int i = 0; i < r->n_fields; i++)
        r->field[i].word_level = search ? level_of(&r->field[i]) : -1;
}

/* A field that there was not has no words on record. */
bool
word_levels_differ(const struct registry *r, const struct registry *before)
{
    for (int i = 0; i < before->n_fields; i++) {
        const struct registry_field *f = registry_field(r, before->field[i].name);

        if (f == NULL || f->word_level != before->field[i].word_level)
            return true;
    }
    return false;
}

int
word_level_top(const struct registry *r)
{
    int top = -1;

    for (int i = 0; i < r->n_fields; i++)
        if (r->field[i].word_level > top)
            top = r->field[i].word_level;
    return top;
}

int
field_words(struct arena *arena, const struct registry_field *f, const struct cell *c, Str *out)
{
    if (c->null)
        return 0;
    return text_words(arena, f->type == REGISTRY_INT ? str_int(arena, c->i) : c->s, out,
                      WORDS_OF_FIELD);
}

/* -- lists ------------------------------------------------------------------------------- */

static void
add_word(struct record_words *w, struct record_word word)
{
    if (w->n == w->size) {
        int                 size = w->size * 2 + 64;
        struct record_word *more = arena_array(w->arena, struct record_word, size);

        if (w->n > 0)
            memcpy(more, w->row, sizeof *more * (size_t)w->n);
        w->row = more;
        w->size = size;
    }
    w->row[w->n++] = word;
}

void
record_words_add(struct record_words *w, const struct registry *r, const struct cell *row)
{
    Str word[WORDS_OF_FIELD];

    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i];
        int                          n;

        if (f->word_level < 0)
            continue;
        n = field_words(w->arena, f, &row[f->column], word);
        for (int k = 0; k < n; k++)
            add_word(w, (struct record_word){ f->word_level, word[k], row[ROW_ID].i });
    }
}

static int
compare(const void *a, const void *b)
{
    const struct record_word *x = a, *y = b;
    int                       c = x->level - y->level;

    if (c == 0)
        c = str_cmp(x->word, y->word);
    return c != 0 ? c : (x->record > y->record) - (x->record < y->record);
}

void
record_words_sort(struct record_words *w)
{
    int n = 0;

    if (w->n > 1)
        qsort(w->row, (size_t)w->n, sizeof *w->row, compare);
    for (int i = 0; i < w->n; i++)
        if (n == 0 || compare(&w->row[n - 1], &w->row[i]) != 0)
            w->row[n++] = w->row[i];
    w->n = n;
}

void
record_words_without(struct record_words *w, const struct record_words *others)
{
    int n = 0, k = 0;

    for (int i = 0; i < w->n; i++) {
        while (k < others->n && compare(&others->row[k], &w->row[i]) < 0)
            k++;
        if (k == others->n || compare(&others->row[k], &w->row[i]) != 0)
            w->row[n++] = w->row[i];
    }
    w->n = n;
}

/* {"0vai": [1, 2], …}: each word once, so that hardly anything is read twice. */
static Str
part_json(struct arena *arena, const struct record_word *row, int n)
{
    struct buf b = BUF_MAX(PART_BYTES);
    Str        out;

    for (int i = 0; i < n; i++) {
        bool same = i > 0 && row[i].level == row[i - 1].level &&
                    str_eq(row[i].word, row[i - 1].word);

        if (!same) {
            buf_add(&b, i > 0 ? S("],") : S("{"));
            json_write_text(&b, str_format(arena, "%d%.*s", row[i].level, STR_ARG(row[i].word)));
            buf_add(&b, S(":["));
        }
        buf_format(&b, "%s%lld", same ? "," : "", (long long)row[i].record);
    }
    buf_add(&b, S("]}"));
    if (b.over)
        BUG("%d words over %zu bytes", n, PART_BYTES);
    out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return out;
}

Str *
record_words_json(const struct record_words *w, int *out_n)
{
    Str *part = arena_array(w->arena, Str, w->n / PART + 1);

    *out_n = 0;
    for (int i = 0; i < w->n; i += PART)
        part[(*out_n)++] = part_json(w->arena, w->row + i, w->n - i < PART ? w->n - i : PART);
    return part;
}

/* -- writing ----------------------------------------------------------------------------- */

static enum err
write_words(struct act *a, const struct registry *r, const struct record_words *w)
{
    int  n;
    Str *part = record_words_json(w, &n);

    for (int i = 0; i < n; i++)
        TRY(registry_word_add(a, r->key, part[i]));
    return ERR_OK;
}

enum err
record_words_keep(struct act *a, const struct registry *r, const struct cell *row,
                  const struct cell *before)
{
    struct record_words words = { .arena = act_arena(a) }, there = { .arena = act_arena(a) };

    record_words_add(&words, r, row);
    record_words_sort(&words);
    if (before != NULL) {
        record_words_add(&there, r, before);
        record_words_sort(&there);
        record_words_without(&words, &there);
    }
    return write_words(a, r, &words);
}

enum err
record_words_only(struct view *v, const struct registry *r, const struct cell *row,
                  struct record_words *out)
{
    struct record_words own = { .arena = v->arena }, others = { .arena = v->arena };
    struct cell         in[2] = { row[ROW_ID], cell_int(VERSIONS_MAX) };
    struct rows         rows;

    TRY(view_run(v, &r->sql->versions, in, &rows));
    for (int i = 0; i < rows.n; i++) {
        const struct cell *other = rows.cell + (ptrdiff_t)i * r->n_columns;

        if (other[ROW_SINCE].i != row[ROW_SINCE].i)
            record_words_add(&others, r, other);
    }
    record_words_add(&own, r, row);
    record_words_sort(&own);
    record_words_sort(&others);
    record_words_without(&own, &others);
    for (int i = 0; i < own.n; i++)
        add_word(out, own.row[i]);
    return ERR_OK;
}

static enum err
write_all(struct act *a, const struct registry *r, struct version_walk *w, struct arena *arena)
{
    const struct cell *row;

    do {
        struct record_words words = { .arena = arena };

        for (int i = 0; i < PAGE; i++) {
            TRY(version_walk_next(w, &row));
            if (row == NULL)
                break;
            record_words_add(&words, r, row);
        }
        record_words_sort(&words);
        TRY(write_words(a, r, &words));
        arena_reset(arena);
    } while (row != NULL);
    return ERR_OK;
}

enum err
record_words_anew(struct act *a, const struct registry *r)
{
    struct arena       *arena = arena_new();
    struct version_walk w;
    enum err            err = registry_word_clear(a, r->key);

    version_walk_begin(&w, act_view(a), r);
    if (err == ERR_OK && word_level_top(r) >= 0)
        err = write_all(a, r, &w, arena);
    version_walk_end(&w);
    arena_free(arena);
    return err;
}

/* -- the walk ------------------------------------------------------------------------------ */

void
version_walk_begin(struct version_walk *w, struct view *v, const struct registry *r)
{
    *w = (struct version_walk){ .v = *v, .r = r };
    w->of[0].page = &r->sql->bulk;
    w->of[1].page = &r->sql->vouch_page;
    for (int i = 0; i < 2; i++) {
        w->of[i].arena = arena_new();
        w->of[i].id = w->of[i].since = INT64_MIN;
    }
}

void
version_walk_end(struct version_walk *w)
{
    for (int i = 0; i < 2; i++)
        arena_free(w->of[i].arena);
}

/* The row that one side has next; NULL: none. */
static enum err
look_ahead(struct version_walk *w, int i, const struct cell **row)
{
    struct cell in[3] = { cell_int(w->of[i].id), cell_int(w->of[i].since), cell_int(PAGE) };

    *row = NULL;
    if (w->of[i].next == w->of[i].rows.n && !w->of[i].last) {
        arena_reset(w->of[i].arena);
        w->v.arena = w->of[i].arena;
        TRY(view_run(&w->v, w->of[i].page, in, &w->of[i].rows));
        w->of[i].next = 0;
        w->of[i].last = w->of[i].rows.n < PAGE;
    }
    if (w->of[i].next < w->of[i].rows.n)
        *row = w->of[i].rows.cell + (ptrdiff_t)w->of[i].next * w->of[i].page->n_out;
    return ERR_OK;
}

enum err
version_walk_next(struct version_walk *w, const struct cell **out)
{
    const struct cell *row[2];
    int                i;

    TRY(look_ahead(w, 0, &row[0]));
    TRY(look_ahead(w, 1, &row[1]));
    i = row[0] == NULL || (row[1] != NULL && row[1][ROW_ID].i < row[0][ROW_ID].i);
    *out = row[i];
    if (row[i] == NULL)
        return ERR_OK;
    w->of[i].next++;
    w->of[i].id = row[i][ROW_ID].i;
    w->of[i].since = row[i][ROW_SINCE].i;
    return ERR_OK;
}
