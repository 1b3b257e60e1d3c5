/* journal/verify_rows.c -- one entry and the rows it lists; tables counted.
 * Floor 2. */
#include "journal/verify_inside.h"

static void
say_entry(struct verifying *x, enum finding_kind kind, int64_t act, const char *words, Str one)
{
    verify_found(x->r, kind, S("entry"), str_int(x->row, act), act, words,
                 one, STR_NONE);
}

static struct vouched *
table_named(struct verifying *x, Str name)
{
    for (int i = 0; i < x->n_tables; i++)
        if (str_eq(str_of(x->table[i].table->name), name))
            return &x->table[i];
    return NULL;
}

/* -- a row by its key ------------------------------------------------------------ */

static bool
parse_number(Str s, int64_t *out)
{
    int64_t n = 0;
    bool    minus = s.n > 0 && s.p[0] == '-';

    if (s.n == (size_t)minus)
        return false;
    for (size_t i = minus; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || n < (INT64_MIN + 9) / 10)
            return false;
        n = n * 10 - (s.p[i] - '0');
    }
    if (!minus && n == INT64_MIN)
        return false;
    *out = minus ? n : -n;
    return true;
}

/* "17/2" to cells; the last part takes what is left, slashes included. */
static bool
key_cells(const struct table *t, Str key, struct cell *out)
{
    for (int i = 0; i < t->n_key; i++) {
        Str part = key, rest = S("");

        if (i < t->n_key - 1 && !str_cut(key, '/', &part, &rest))
            return false;
        out[i] = (struct cell){ .s = part };
        if (t->columns[t->key[i]].type == CELL_INT && !parse_number(part, &out[i].i))
            return false;
        key = rest;
    }
    return true;
}

static enum err
check_row(struct verifying *x, int64_t act, const struct json *listed, bool trusted)
{
    Str             name = listed->first->text, key = listed->first->next->text;
    Str             digest = listed->last->text;
    struct vouched *t = table_named(x, name);
    struct cell     cells[16];
    struct rows     rows = { .n = 0 };
    Hash            now;

    if (t == NULL || t->table->n_key > 16 || !key_cells(t->table, key, cells)) {
        verify_found(x->r, FINDING_MISSING, name, key, act,
                     MSG("The entry lists a row of a table that is not there."), STR_NONE,
                     STR_NONE);
        return ERR_OK;
    }
    TRY(db_run(x->view.db, t->table->by_key, cells, x->row, &rows));
    x->r->rows++;
    if (rows.n == 0) {
        if (trusted)
            verify_found(x->r, FINDING_MISSING, name, key, act,
                         MSG("Entry {1} lists this row, and it is gone."),
                         str_int(x->row, act), STR_NONE);
        return ERR_OK;
    }
    t->rows++;
    now = row_digest(t->table, rows.cell);
    if (trusted && !str_eq(hex_text(x->row, hash_bytes(&now)), digest))
        verify_found(x->r, FINDING_ALTERED, name, key, act,
                     MSG("Entry {1} covers other content than the table holds now."),
                     str_int(x->row, act), STR_NONE);
    return ERR_OK;
}

static enum err
check_rows(struct verifying *x, const struct entry_page_row *e, bool trusted)
{
    struct json *payload;

    if (json_parse(x->row, e->payload, &payload, NULL) != ERR_OK)
        return ERR_OK; /* said already: it cannot match its commitment */
    json_each(row, json_get(payload, "rows")) {
        if (row->kind == JSON_ARRAY && row->count == 3)
            TRY(check_row(x, e->act, row, trusted));
    }
    return ERR_OK;
}

/* -- one entry -------------------------------------------------------------------- */

static enum err
check_erased(struct verifying *x, const struct entry_page_row *e)
{
    struct erasure_named_row named;
    enum err                 err = ERR_NOT_FOUND;

    if (e->erased_by != 0)
        err = erasure_named(&x->view, e->erased_by, e->act, &named);
    if (err == ERR_NOT_FOUND) {
        say_entry(x, FINDING_MISSING, e->act,
                  MSG("The entry's content is gone, and no act erased it."), STR_NONE);
        return ERR_OK;
    }
    x->r->erased++;
    return err;
}

enum err
verify_one(struct verifying *x, const struct entry_page_row *e)
{
    Hash     now;
    bool     same;
    enum err err;

    x->r->entries++;
    if (e->payload.p == NULL || e->salt.p == NULL)
        return check_erased(x, e);
    now = entry_commitment(e->salt, e->payload);
    same = str_eq(hash_bytes(&now), e->commitment);
    if (!same)
        say_entry(x, FINDING_ALTERED, e->act,
                  MSG("The entry's content does not lead to its commitment."), STR_NONE);
    err = check_rows(x, e, same);
    arena_reset(x->row);
    return err;
}

/* -- tables ------------------------------------------------------------------------- */

#define PAGE 256

/* Whether the entry of the row's act lists it.  An entry that is itself
 * altered or gone says nothing about its rows: it is named already. */
static enum err
is_listed(struct verifying *x, const struct table *t, const struct cell *row, Str key, bool *out)
{
    int64_t              act = t->act_column >= 0 ? row[t->act_column].i : 0;
    struct entry_get_row e;
    struct buf           b = BUF_MAX(8192);
    enum err             err;

    *out = verify_named(x->r, S("entry"), str_int(x->row, act));
    if (*out)
        return ERR_OK;
    err = entry_get(&x->view, act, &e);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    buf_byte(&b, '[');
    json_write_text(&b, str_of(t->name));
    buf_byte(&b, ',');
    json_write_text(&b, key);
    buf_byte(&b, ',');
    *out = e.payload.p != NULL && str_has(e.payload, buf_str(&b));
    buf_free(&b);
    return ERR_OK;
}

static enum err
judge_row(struct verifying *x, const struct table *t, const struct cell *row)
{
    struct buf key = BUF_MAX(8192);
    bool       listed;
    Str        text;

    row_key(&key, t, row);
    text = str_copy(x->row, buf_str(&key));
    buf_free(&key);
    TRY(is_listed(x, t, row, text, &listed));
    if (!listed && !verify_named(x->r, str_of(t->name), text))
        verify_found(x->r, FINDING_SURPLUS, str_of(t->name), text, 0,
                     MSG("No entry of the journal lists this row."), STR_NONE, STR_NONE);
    arena_reset(x->row);
    return ERR_OK;
}

static void
first_key(const struct table *t, struct cell *after)
{
    for (int i = 0; i < t->n_key; i++)
        after[i] = (struct cell){ .i = INT64_MIN, .s = S("") };
}

static enum err
name_surplus(struct verifying *x, const struct table *t)
{
    struct cell   after[17];
    struct rows   rows;
    struct arena *kept = arena_new(), *spare = arena_new(), *turn;
    enum err      err = ERR_OK;

    first_key(t, after);
    after[t->n_key] = cell_int(PAGE);
    do {
        err = db_run(x->view.db, t->page, after, kept, &rows);
        for (int i = 0; err == ERR_OK && i < rows.n; i++)
            err = judge_row(x, t, rows.cell + (ptrdiff_t)i * t->n_columns);
        arena_reset(x->view.arena);
        if (err != ERR_OK || rows.n < PAGE)
            break;
        for (int k = 0; k < t->n_key; k++)
            after[k] = rows.cell[(ptrdiff_t)(rows.n - 1) * t->n_columns + t->key[k]];
        turn = kept; /* `after` points into this page while the next is read */
        kept = spare;
        spare = turn;
        arena_reset(kept);
    } while (x->o->stop == NULL || !*x->o->stop);
    arena_free(kept);
    arena_free(spare);
    return err;
}

enum err
verify_tables(struct verifying *x)
{
    for (int i = 0; i < x->n_tables; i++) {
        struct rows count;

        TRY(db_run(x->view.db, x->table[i].table->count, NULL, x->row, &count));
        if (count.n == 1 && count.cell[0].i != x->table[i].rows)
            TRY(name_surplus(x, x->table[i].table));
        arena_reset(x->row);
    }
    return ERR_OK;
}
