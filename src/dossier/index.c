/* dossier/index.c -- the words of dossiers, written behind the journal (words.h).
 *
 * A slice is the next SLICE entries.  Their payloads name the rows that were written,
 * so the walk needs no index of its own and filing costs nothing more; an entry that
 * was erased names nothing, and its dossiers have no words.
 *
 *     entries after the cursor ─ dossiers they touched ─┬─ words as of the cursor
 *                                                       └─ words as of the last entry
 *     the difference is removed and added, the cursor set to the last entry
 *
 * Both sides are of rows that never change, so what other acts do between plan and
 * write does not matter, but for erasing: that takes all words itself, and the
 * statement adds none to a dossier that is gone.  Floor 7. */
#include "dossier/index.h"

#include "base/scan.h"
#include "dossier/dossier_sql.h"
#include "dossier/words.h"

#define SLICE 32 /* some four hundred rows: less than 10 ms of the pen, on PostgreSQL too */

struct slice_plan {
    int64_t upto;
    Str     removed, added; /* rows as JSON; empty: none */
};

static bool
is_ours(Str table)
{
    return str_eq(table, S("dossier_version")) || str_eq(table, S("dossier_form"));
}

/* "rows":[["dossier_version","4096/1","…"], …] */
static void
note_dossiers(struct arena *arena, Str payload, struct id_list *out)
{
    struct json *entry;

    if (payload.n == 0 || json_parse(arena, payload, &entry, NULL) != ERR_OK)
        return;
    json_each(row, json_get(entry, "rows"))
    {
        Str     id, rest;
        int64_t dossier;

        if (row->count < 2 || !is_ours(row->first->text))
            continue;
        str_cut(row->first->next->text, '/', &id, &rest);
        if (scan_int(id, 1, INT64_MAX, &dossier) == ERR_OK)
            id_list_add(arena, out, dossier);
    }
}

/* Rows of `a` that `b` has not; both in the key's order. */
static Str
rows_without(struct arena *arena, const struct word_rows *a, const struct word_rows *b)
{
    struct word_row *only = arena_array(arena, struct word_row, a->n + 1);
    int              n = 0, k = 0;

    for (int i = 0; i < a->n; i++) {
        while (k < b->n && words_compare(&b->row[k], &a->row[i]) < 0)
            k++;
        if (k == b->n || words_compare(&b->row[k], &a->row[i]) != 0)
            only[n++] = a->row[i];
    }
    return n > 0 ? words_json(arena, only, n) : STR_NONE;
}

static enum err
plan_slice(struct view *v, void **out_plan)
{
    struct search_entries_row *entry;
    struct id_list             touched = { .n = 0 };
    struct word_rows           old = { .n = 0 }, new = { .n = 0 };
    struct slice_plan         *plan;
    int64_t                    from;
    int                        n;

    TRY(words_cursor(v, &from));
    TRY(search_entries(v, from, SLICE, &entry, &n));
    if (n == 0)
        return ERR_OK;
    for (int i = 0; i < n; i++)
        note_dossiers(v->arena, entry[i].payload, &touched);
    plan = arena_make(v->arena, struct slice_plan);
    plan->upto = entry[n - 1].act;
    TRY(words_at(v, &touched, from, &old));
    TRY(words_at(v, &touched, plan->upto, &new));
    plan->removed = rows_without(v->arena, &old, &new);
    plan->added = rows_without(v->arena, &new, &old);
    *out_plan = plan;
    return ERR_OK;
}

static enum err
write_slice(struct act *a, const void *p)
{
    const struct slice_plan *plan = p;

    if (plan->removed.n > 0)
        TRY(search_words_remove(a, plan->removed));
    if (plan->added.n > 0)
        TRY(search_words_add(a, plan->added));
    return search_cursor_put(a, WORDS_CURSOR, plan->upto);
}

const struct follower dossier_words = { .name = "dossier_word", .plan = plan_slice,
                                        .write = write_slice };
