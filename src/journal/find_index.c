/* journal/find_index.c -- the index that entries are found by, written behind them; and is
 * it what they say?  Floor 2.
 *
 * A slice is the next SLICE entries.  What an entry is found by follows from its payload
 * alone, which never changes but by being erased: erasing takes the rows away itself, and
 * the statement adds none to an entry whose payload is gone. */
#include "journal/find.h"

#include "journal/journal_sql.h"

#define SLICE     100 /* entries; some three hundred rows */
#define VALUE_MAX 200 /* bytes: what is longer is no name that anybody types */
#define PAGE      1000

enum err
find_cursor(struct view *v, int64_t *out)
{
    struct find_cursor_get_row row;
    enum err                   err = find_cursor_get(v, 1, &row);

    *out = err == ERR_OK ? row.upto : 0;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void
put_row(struct arena *arena, struct json *rows, enum find_kind kind, Str value, int64_t act)
{
    struct json *row;

    if (value.n == 0 || value.n > VALUE_MAX)
        return;
    row = json_add(rows, json_array(arena));
    json_add(row, json_new_int(arena, kind));
    json_add(row, json_new_text(arena, value));
    json_add(row, json_new_int(arena, act));
}

static Str
number(struct arena *arena, const struct json *payload, const char *key)
{
    int64_t n = json_int(payload, key, 0);

    return n != 0 ? str_int(arena, n) : STR_NONE;
}

void
find_put_rows(struct arena *arena, struct json *rows, Str payload, int64_t act)
{
    struct json *p;

    if (payload.p == NULL || json_parse(arena, payload, &p, NULL) != ERR_OK)
        return;
    put_row(arena, rows, FIND_ACTOR, number(arena, p, "actor"), act);
    put_row(arena, rows, FIND_ACTOR, number(arena, p, "stands_for"), act);
    put_row(arena, rows, FIND_UNIT, number(arena, p, "unit"), act);
    put_row(arena, rows, FIND_COMMAND, json_text(p, "command"), act);
    put_row(arena, rows, FIND_SUBJECT, json_text(p, "subject"), act);
    put_row(arena, rows, FIND_OUTCOME, json_text(p, "outcome"), act);
}

/* -- behind the journal -------------------------------------------------------------- */

struct index_plan {
    int64_t upto;
    Str     rows;
};

static enum err
plan_index(struct view *v, void **out_plan)
{
    struct json           *rows = json_array(v->arena);
    struct entry_page_row *entry;
    struct index_plan     *plan;
    int64_t                from;
    int                    n;

    TRY(find_cursor(v, &from));
    TRY(entry_page(v, from + 1, SLICE, &entry, &n));
    if (n == 0)
        return ERR_OK;
    for (int i = 0; i < n; i++)
        find_put_rows(v->arena, rows, entry[i].payload, entry[i].act);
    plan = arena_make(v->arena, struct index_plan);
    *plan = (struct index_plan){ entry[n - 1].act, json_string(v->arena, rows) };
    *out_plan = plan;
    return ERR_OK;
}

static enum err
write_index(struct act *a, const void *p)
{
    const struct index_plan *plan = p;

    TRY(find_add(a, plan->rows));
    return find_cursor_put(a, 1, plan->upto);
}

const struct follower journal_finder = { .name = "entry_find", .plan = plan_index,
                                         .write = write_index, .calm = true };

/* -- held against the entries -------------------------------------------------------- */

static void
say(struct view *v, struct verify_report *r, const struct json *row, const char *words)
{
    Str key = str_format(v->arena, "%lld/%.*s/%lld", (long long)row->first->number,
                         STR_ARG(row->first->next->text), (long long)row->last->number);

    verify_found(r, FINDING_DERIVED, S("entry_find"), key, row->last->number, words, STR_NONE,
                 STR_NONE);
}

static enum err
there(struct view *v, const struct json *rows, int64_t *out)
{
    struct find_there_row row;

    TRY(find_there(v, json_string(v->arena, rows), &row));
    *out = row.n;
    return ERR_OK;
}

/* As a rule one statement says that all rows of a page of entries are there. */
static enum err
look_for(struct view *v, struct verify_report *r, const struct json *rows, int64_t *found)
{
    int64_t n;

    TRY(there(v, rows, &n));
    *found += n;
    if ((size_t)n == rows->count)
        return ERR_OK;
    json_each(row, rows)
    {
        struct json *one = json_array(v->arena);

        json_add(one, json_copy(v->arena, row));
        TRY(there(v, one, &n));
        if (n == 0)
            say(v, r, row, MSG("What this entry is found by is missing."));
    }
    return ERR_OK;
}

static enum err
look_for_all(struct view *v, struct verify_report *r, int64_t cursor, int64_t *found)
{
    struct entry_page_row *entry;
    int64_t                from = 1;
    int                    n = PAGE;

    while (n > 0 && from <= cursor) {
        struct json *rows = json_array(v->arena);

        TRY(entry_page(v, from, SLICE, &entry, &n));
        for (int i = 0; i < n && entry[i].act <= cursor; i++)
            find_put_rows(v->arena, rows, entry[i].payload, entry[i].act);
        if (n > 0)
            from = entry[n - 1].act + 1;
        if (rows->count > 0)
            TRY(look_for(v, r, rows, found));
        arena_reset(v->arena);
    }
    return ERR_OK;
}

static enum err
name_surplus_row(struct view *v, struct verify_report *r, const struct find_page_row *f)
{
    struct json        *rows = json_array(v->arena), *own = json_array(v->arena);
    struct entry_get_row entry = { .payload = STR_NONE };
    enum err            err = entry_get(v, f->act, &entry);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    find_put_rows(v->arena, rows, entry.payload, f->act);
    put_row(v->arena, own, (enum find_kind)f->kind, f->value, f->act);
    json_each(row, rows)
        if (row->first->number == f->kind && str_eq(row->first->next->text, f->value))
            return ERR_OK;
    if (own->first != NULL)
        say(v, r, own->first, MSG("The entry is not what it is found by here."));
    return ERR_OK;
}

/* The last key outlives its page in an arena of its own. */
static enum err
name_surplus(struct view *v, struct verify_report *r, struct arena *kept)
{
    struct find_page_row  last = { .kind = 0, .value = S(""), .act = 0 };
    struct find_page_row *row;
    int                   n;

    do {
        TRY(find_page(v, last.kind, last.value, last.act, PAGE, &row, &n));
        for (int i = 0; i < n; i++)
            TRY(name_surplus_row(v, r, &row[i]));
        if (n > 0) {
            arena_reset(kept);
            last = row[n - 1];
            last.value = str_copy(kept, last.value);
        }
        arena_reset(v->arena);
    } while (n == PAGE);
    return ERR_OK;
}

static enum err
check_all(struct view *v, struct verify_report *r, struct arena *kept)
{
    struct find_all_row all;
    int64_t             cursor, found = 0;

    TRY(find_cursor(v, &cursor));
    TRY(look_for_all(v, r, cursor, &found));
    TRY(find_all(v, &all));
    return all.n > found ? name_surplus(v, r, kept) : ERR_OK;
}

static enum err
run_check(struct view *given, struct verify_report *r)
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

const struct derived_check journal_find_check = { .name = "entry_find", .run = run_check };
