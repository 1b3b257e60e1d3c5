/* journal/verify.c -- the whole run (verify.h).  Floor 2. */
#include "journal/verify.h"

#include "base/words.h"
#include "journal/verify_inside.h"

void
verify_found(struct verify_report *r, enum finding_kind kind, Str table, Str key, int64_t act,
             const char *words, Str one, Str two)
{
    struct finding *f;

    if (r->found++ >= FINDINGS_MAX)
        return;
    f = arena_make(r->arena, struct finding);
    *f = (struct finding){ .kind = kind, .table = str_copy(r->arena, table),
                           .key = str_copy(r->arena, key), .act = act, .words = words,
                           .value = { str_copy(r->arena, one), str_copy(r->arena, two) } };
    if (r->last != NULL)
        r->last->next = f;
    else
        r->first = f;
    r->last = f;
}

bool
verify_named(const struct verify_report *r, Str table, Str key)
{
    for (const struct finding *f = r->first; f != NULL; f = f->next)
        if (str_eq(f->table, table) && str_eq(f->key, key))
            return true;
    return false;
}

Str
verify_range(struct arena *arena, int64_t first, int64_t last)
{
    if (first == last)
        return str_int(arena, first);
    return str_format(arena, "%lld…%lld", (long long)first, (long long)last);
}

Str
finding_name(enum finding_kind kind)
{
    static const char *const name[] = { "altered", "missing", "surplus", "derived" };

    return str_of(name[kind]);
}

Str
finding_words(struct arena *arena, enum lang lang, const struct finding *f)
{
    return words_fill(arena, lang, f->words, f->value[0], f->value[1]);
}

/* -- opening a run ------------------------------------------------------------- */

static void
list_tables(struct verifying *x)
{
    const struct world    *w = x->view.world;
    const struct room_sql *records = w != NULL && w->records != NULL ? w->records(&x->view) : NULL;
    int                    n = records != NULL ? records->n_tables : 0;

    for (int i = 0; i < x->o->n_rooms; i++)
        n += x->o->rooms[i]->n_tables;
    x->table = arena_array(x->arena, struct vouched, n + 1);
    for (int i = 0; i < x->o->n_rooms; i++)
        for (int k = 0; k < x->o->rooms[i]->n_tables; k++)
            if (x->o->rooms[i]->tables[k]->kind == TABLE_JOURNALED)
                x->table[x->n_tables++].table = x->o->rooms[i]->tables[k];
    for (int k = 0; records != NULL && k < records->n_tables; k++)
        x->table[x->n_tables++].table = records->tables[k];
    x->r->tables = x->n_tables;
}

static enum err
load_logs(struct verifying *x)
{
    struct arena *slice = x->view.arena;
    enum err      err = db_begin(x->view.db);

    x->view.arena = x->arena;
    if (err == ERR_OK)
        err = log_all(&x->view, LOGS_MAX, &x->log, &x->n_logs);
    db_end(x->view.db);
    x->view.arena = slice;
    return err;
}

static void
begin(struct verifying *x, struct view *v, const struct verify_options *o,
      struct verify_report *r)
{
    *x = (struct verifying){ .view = *v, .o = o, .r = r, .arena = arena_new(),
                             .row = arena_new() };
    x->view.arena = arena_new();
    list_tables(x);
}

static void
end(struct verifying *x)
{
    arena_free(x->view.arena);
    arena_free(x->row);
    arena_free(x->arena);
}

bool
verify_key(struct verifying *x, int log, struct note_key *out)
{
    bool current = log == x->n_logs - 1;
    Str  text = current && x->o->vkey.n > 0 ? x->o->vkey : x->log[log].vkey;

    return text.n > 0 && note_key_parse(text, out) == ERR_OK && out->kind == NOTE_LOG;
}

/* The keeper's own copy of its key decides; the table's is what readers get. */
static void
check_log_row(struct verifying *x, int log)
{
    struct arena   *a = x->row;
    struct note_key key;
    Str             number = str_int(a, x->log[log].number);
    bool            current = log == x->n_logs - 1;

    if (current && x->o->vkey.n > 0 && !str_eq(x->o->vkey, x->log[log].vkey))
        verify_found(x->r, FINDING_ALTERED, S("log"), number, 0,
                     MSG("The log's public key is not the one its keeper signs with."), STR_NONE,
                     STR_NONE);
    else if (verify_key(x, log, &key) && !str_eq(key.name, x->log[log].origin))
        verify_found(x->r, FINDING_ALTERED, S("log"), number, 0,
                     MSG("The log's origin is not the one its key signs for."), STR_NONE,
                     STR_NONE);
    arena_reset(x->row);
}

/* -- the run --------------------------------------------------------------------- */

static enum err
run_derived(struct verifying *x)
{
    for (const struct derived_check *const *d = x->o->derived; d != NULL && *d != NULL; d++) {
        if (x->o->stop != NULL && *x->o->stop)
            return ERR_BUSY;
        TRY((*d)->run(&x->view, x->r));
        arena_reset(x->view.arena);
    }
    return ERR_OK;
}

/* In the snapshot in which the last entries were read, so that counts fit. */
static enum err
finish(struct verifying *x)
{
    TRY(verify_tables(x));
    TRY(verify_anchors(x));
    return run_derived(x);
}

static enum err
run_all(struct verifying *x)
{
    enum err err = ERR_OK;

    for (int i = 0; i < x->n_logs; i++) {
        check_log_row(x, i);
        TRY(verify_log(x, i));
    }
    if (x->n_logs > 0) {
        err = finish(x);
        db_end(x->view.db);
    }
    return err;
}

enum err
verify_run(struct view *v, const struct verify_options *o, struct verify_report *r)
{
    struct verifying x;
    enum err         err;

    begin(&x, v, o, r);
    err = load_logs(&x);
    r->seed = o->seed;
    if (err == ERR_OK)
        err = o->sample > 0 ? verify_sample(&x) : run_all(&x);
    end(&x);
    return err;
}

enum err
verify_entry(struct view *v, const struct verify_options *o, int64_t act, struct verify_report *r)
{
    struct verifying       x;
    struct entry_page_row *row;
    int                    n;
    enum err               err;

    begin(&x, v, o, r);
    err = entry_page(&x.view, act, 1, &row, &n);
    if (err == ERR_OK && (n == 0 || row[0].act != act))
        err = ERR_NOT_FOUND;
    if (err == ERR_OK)
        err = verify_one(&x, &row[0]);
    end(&x);
    return err;
}
