/* journal/verify_sample.c -- rows drawn at random, each proved up to the newest
 * signed head.  The same seed over the same entries draws the same rows, so a
 * colleague can repeat it.  Floor 2. */
#include "journal/verify_inside.h"

/* SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere. */
static uint64_t
next_number(uint64_t *state)
{
    return hash_spread(*state += 0x9e3779b97f4a7c15);
}

static void
keep(struct verifying *x, const struct entry_page_row *e, Str table, Str key, bool good)
{
    struct verify_report *r = x->r;
    struct sampled       *s = arena_make(r->arena, struct sampled);

    *s = (struct sampled){ .table = str_copy(r->arena, table), .key = str_copy(r->arena, key),
                           .act = e->act, .recorded = e->recorded, .good = good };
    if (r->sample_last != NULL)
        r->sample_last->next = s;
    else
        r->sample = s;
    r->sample_last = s;
}

/* Whether the entry's leaf leads to the newest head that is signed. */
static enum err
proved(struct verifying *x, const struct entry_page_row *e, bool *out)
{
    struct view                *v = &x->view;
    const struct log_all_row   *log = &x->log[x->n_logs - 1];
    struct checkpoint_last_row *head;
    struct tile_reader          tiles = ledger_tiles(v);
    struct tree_path            path;
    struct note                 note;
    struct checkpoint           c;
    Hash                        commitment, leaf;
    int                         n;
    int64_t                     index = e->act - log->first_act;

    *out = true;
    TRY(checkpoint_last(v, log->number, 1, &head, &n));
    if (n == 0 || index < 0 || index >= head[0].size)
        return ERR_OK; /* not signed yet, or of an older log: its commitment speaks */
    *out = false;
    if (e->commitment.n != HASH_SIZE || note_parse(v->arena, head[0].note, &note) != ERR_OK ||
        checkpoint_parse(note.text, &c) != ERR_OK || c.size != head[0].size)
        return ERR_OK;
    memcpy(commitment.b, e->commitment.p, HASH_SIZE);
    leaf = tree_leaf(entry_bytes(v->arena, e->act, e->occurred, e->recorded, &commitment));
    TRY(tree_prove_entry(v->arena, &tiles, index, c.size, &path));
    *out = tree_holds_entry(&leaf, index, c.size, &c.root, &path);
    return ERR_OK;
}

static enum err
draw_row(struct verifying *x, const struct entry_page_row *e, uint64_t *state)
{
    struct json       *payload;
    const struct json *rows = NULL, *row;
    int64_t            before = x->r->found;
    bool               good;
    Str                table = S("entry"), key;
    uint64_t           pick;

    key = str_int(x->view.arena, e->act);
    TRY(proved(x, e, &good));
    if (!good)
        verify_found(x->r, FINDING_ALTERED, table, key, e->act,
                     MSG("The entry is not the one whose fingerprint is in the tree."), STR_NONE,
                     STR_NONE);
    if (e->payload.p != NULL && json_parse(x->view.arena, e->payload, &payload, NULL) == ERR_OK)
        rows = json_get(payload, "rows");
    if (rows != NULL && rows->count > 0) {
        pick = next_number(state) % rows->count;
        for (row = rows->first; pick > 0; pick--)
            row = row->next;
        if (row->kind == JSON_ARRAY && row->count == 3) {
            table = row->first->text;
            key = row->first->next->text;
        }
    }
    TRY(verify_one(x, e)); /* all rows of the entry; the drawn one is shown */
    keep(x, e, table, key, x->r->found == before);
    return ERR_OK;
}

static enum err
draw_one(struct verifying *x, int64_t last, uint64_t *state)
{
    int64_t                first = x->log[0].first_act;
    uint64_t               pick = next_number(state) % (uint64_t)(last - first + 1);
    int64_t                act = first + (int64_t)pick;
    struct entry_page_row *row;
    int                    n;

    TRY(entry_page(&x->view, act, 1, &row, &n));
    if (n == 0 || row[0].act != act) {
        verify_found(x->r, FINDING_MISSING, S("entry"),
                     str_int(x->view.arena, act), act,
                     MSG("The entry is gone."), STR_NONE, STR_NONE);
        return ERR_OK;
    }
    return draw_row(x, &row[0], state);
}

enum err
verify_sample(struct verifying *x)
{
    struct entry_last_row *last;
    int                    n;
    uint64_t               state = x->o->seed;
    enum err               err;
    int64_t                end;

    TRY(db_begin(x->view.db));
    err = entry_last(&x->view, 1, &last, &n);
    end = err == ERR_OK && n > 0 ? last[0].act : 0;
    for (int64_t i = 0; err == ERR_OK && n > 0 && i < x->o->sample && i < SAMPLE_MAX; i++) {
        err = draw_one(x, end, &state);
        arena_reset(x->view.arena);
        if (x->o->progress != NULL)
            x->o->progress(x->o->context, i + 1, x->o->sample);
    }
    db_end(x->view.db);
    return err;
}
