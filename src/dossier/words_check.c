/* dossier/words_check.c -- are the words those of the dossiers?  Floor 7.
 *
 * Dossier by dossier the words are made again as of the cursor and looked for; then
 * all are counted, and only when there are more than were found does the check go
 * through the table to name those.  What is filed after the cursor has no words yet,
 * and that is no fault. */
#include "dossier/check.h"

#include "dossier/dossier_sql.h"
#include "dossier/words.h"

#define PAGE      100
#define ROWS_PAGE 1000

static Str
row_key(struct arena *arena, const struct word_row *row)
{
    return str_format(arena, "%lld/%.*s/%lld", (long long)row->desk, STR_ARG(row->word),
                      (long long)row->dossier);
}

static enum err
there(struct view *v, const struct word_row *row, int n, int64_t *out)
{
    struct search_words_there_row r;

    TRY(search_words_there(v, words_json(v->arena, row, n), &r));
    *out = r.n;
    return ERR_OK;
}

/* As a rule one statement says that all are there. */
static enum err
look_for(struct view *v, struct verify_report *r, const struct word_rows *rows, int64_t *found)
{
    int64_t n;

    TRY(there(v, rows->row, rows->n, &n));
    *found += n;
    for (int i = 0; n < rows->n && i < rows->n; i++) {
        int64_t one;

        TRY(there(v, &rows->row[i], 1, &one));
        if (one == 0)
            verify_found(r, FINDING_DERIVED, S("dossier_word"), row_key(v->arena, &rows->row[i]), 0,
                         MSG("A word that this dossier is found by is missing."), STR_NONE,
                         STR_NONE);
    }
    return ERR_OK;
}

static enum err
look_for_all(struct view *v, struct verify_report *r, int64_t cursor, int64_t *found)
{
    struct dossier_sample_row *row;
    struct word_rows           rows;
    struct id_list             page;
    Id                         after = 0;
    int                        n;

    do {
        rows = (struct word_rows){ .n = 0 };
        page = (struct id_list){ .n = 0 };
        TRY(dossier_sample(v, after, PAGE, &row, &n));
        for (int i = 0; i < n; i++)
            id_list_add(v->arena, &page, row[i].dossier);
        if (n > 0)
            after = row[n - 1].dossier;
        TRY(words_at(v, &page, cursor, &rows));
        TRY(look_for(v, r, &rows, found));
        arena_reset(v->arena);
    } while (n == PAGE);
    return ERR_OK;
}

/* -- those too many ------------------------------------------------------------------- */

static enum err
name_surplus_row(struct view *v, struct verify_report *r, int64_t cursor,
                 const struct word_row *row)
{
    struct id_list   one = { .n = 0 };
    struct word_rows rows = { .n = 0 };

    id_list_add(v->arena, &one, row->dossier);
    TRY(words_at(v, &one, cursor, &rows));
    for (int i = 0; i < rows.n; i++)
        if (words_compare(&rows.row[i], row) == 0)
            return ERR_OK;
    verify_found(r, FINDING_DERIVED, S("dossier_word"), row_key(v->arena, row), 0,
                 MSG("No dossier is found by this word."), STR_NONE, STR_NONE);
    return ERR_OK;
}

/* `last` outlives its page in an arena of its own. */
static enum err
name_surplus(struct view *v, struct verify_report *r, int64_t cursor, struct arena *kept)
{
    struct search_words_page_row *row;
    struct word_row               last = { .desk = -1, .word = S(""), .dossier = 0 };
    int                           n;

    do {
        TRY(search_words_page(v, last.desk, last.word, last.dossier, ROWS_PAGE, &row, &n));
        for (int i = 0; i < n; i++)
            TRY(name_surplus_row(v, r, cursor,
                                 &(struct word_row){ row[i].desk, row[i].word, row[i].dossier }));
        if (n > 0) {
            arena_reset(kept);
            last = (struct word_row){ row[n - 1].desk, str_copy(kept, row[n - 1].word),
                                      row[n - 1].dossier };
        }
        arena_reset(v->arena);
    } while (n == ROWS_PAGE);
    return ERR_OK;
}

static enum err
check_all(struct view *v, struct verify_report *r, struct arena *kept)
{
    struct search_words_all_row all;
    int64_t                     cursor, found = 0;

    TRY(words_cursor(v, &cursor));
    TRY(look_for_all(v, r, cursor, &found));
    TRY(search_words_all(v, &all));
    return all.n > found ? name_surplus(v, r, cursor, kept) : ERR_OK;
}

static enum err
run_words(struct view *given, struct verify_report *r)
{
    struct view   v = *given;
    struct arena *kept = arena_new();
    enum err      err;

    v.arena = arena_new();
    err = check_all(&v, r, kept);
    arena_free(v.arena);
    arena_free(kept);
    return err;
}

const struct derived_check dossier_words_check = { .name = "dossier_word", .run = run_words };
