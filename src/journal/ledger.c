/* journal/ledger.c -- the journal's part of the pen (ledger.h).  Floor 2. */
#include "journal/ledger.h"

#include <stdio.h>

#include "base/log.h"
#include "journal/journal_sql.h"

#define CLOCK_SLACK TIME_SECOND /* a wall clock may step back so far unnoticed */

static const struct actor nobody = { .system = true };

/* A bare act for the ledger's own housekeeping rows (tiles, folds, logs). */
static struct act
own_act(struct ledger *l, struct db *db)
{
    return (struct act){ .view = { .arena = l->batch_arena, .db = db, .who = &nobody,
                                   .simulated = l->simulated, .world = l->world },
                         .ledger = l };
}

/* -- tiles ------------------------------------------------------------------- */

static enum err
read_leaves(struct log_tiles *t, int64_t first, Hash out[TILE_WIDTH], int *out_n)
{
    struct view           *v = t->view;
    struct entry_page_row *row;
    int                    n, k = 0;

    TRY(entry_page(v, t->first_act + first, TILE_WIDTH, &row, &n));
    for (; k < n && row[k].log == t->log; k++) {
        Hash commitment;

        if (row[k].commitment.n != HASH_SIZE)
            return ERR_STORE;
        memcpy(commitment.b, row[k].commitment.p, HASH_SIZE);
        out[k] = tree_leaf(entry_bytes(v->arena, row[k].act, row[k].occurred, row[k].recorded,
                                       &commitment));
    }
    *out_n = k;
    return ERR_OK;
}

static enum err
read_roots(struct log_tiles *t, int level, int64_t index, Hash out[TILE_WIDTH], int *out_n)
{
    struct tile_roots_row *row;
    int                    n, k = 0;

    TRY(tile_roots(t->view, t->log, level - 1, index * TILE_WIDTH, TILE_WIDTH, &row, &n));
    for (; k < n && row[k].position == index * TILE_WIDTH + k; k++)
        memcpy(out[k].b, row[k].root.p, HASH_SIZE);
    *out_n = k;
    return ERR_OK;
}

static enum err
read_tile(void *context, int level, int64_t index, Hash out[TILE_WIDTH], int *out_n)
{
    struct log_tiles   *t = context;
    struct tile_get_row tile;
    enum err            err = tile_get(t->view, t->log, level, index, &tile);

    if (err == ERR_NOT_FOUND)
        return level == 0 ? read_leaves(t, index * TILE_WIDTH, out, out_n)
                          : read_roots(t, level, index, out, out_n);
    TRY(err);
    if (tile.hashes.n != TILE_WIDTH * HASH_SIZE)
        return ERR_STORE;
    memcpy(out, tile.hashes.p, tile.hashes.n);
    *out_n = TILE_WIDTH;
    return ERR_OK;
}

/* The newest log's, found at each reading: it may begin while we read. */
static enum err
read_newest(void *context, int level, int64_t index, Hash out[TILE_WIDTH], int *out_n)
{
    struct log_tiles     t = { .view = context };
    struct log_last_row *logs;
    int                  n_logs;

    TRY(log_last(t.view, 1, &logs, &n_logs));
    if (n_logs == 0)
        return ERR_NOT_FOUND;
    t.log = logs[0].number;
    t.first_act = logs[0].first_act;
    return read_tile(&t, level, index, out, out_n);
}

struct tile_reader
log_tile_reader(struct log_tiles *t)
{
    return (struct tile_reader){ .read_tile = read_tile, .context = t };
}

struct tile_reader
ledger_tiles(struct view *v)
{
    return (struct tile_reader){ .read_tile = read_newest, .context = v };
}

static enum err
put_tile(void *context, int level, int64_t index, const Hash tile[TILE_WIDTH], const Hash *root)
{
    struct act *a = context;

    return tile_add(a, a->ledger->log, level, index,
                    (Str){ (const char *)tile, TILE_WIDTH * HASH_SIZE }, hash_bytes(root));
}

/* -- the owner's part of a batch -------------------------------------------------- */

static enum err
begin(void *context, struct db *db)
{
    struct ledger *l = context;

    arena_reset(l->batch_arena);
    fold_map_init(&l->folds, l->batch_arena);
    l->leaf = arena_array(l->batch_arena, Hash, l->batch_max + 1);
    l->n_leaves = 0;
    l->db = db;
    l->batch_recorded = clock_now(l->wall);
    return ERR_OK;
}

static void
undo(void *context, struct pen_task *task)
{
    struct ledger *l = context;
    struct act    *a = act_of_task(task);

    if (a == NULL)
        return;
    fold_undo(a);
    l->n_leaves = a->n_leaves_before;
}

static enum err
seal(void *context, struct db *db)
{
    struct ledger     *l = context;
    struct act         own = own_act(l, db);
    struct tile_writer writer = { .put = put_tile, .context = &own };

    l->batch_tree = l->tree;
    for (int i = 0; i < l->n_leaves; i++)
        TRY(tree_append(&l->batch_tree, &l->leaf[i], &writer));
    return fold_write_all(&own, &l->folds);
}

static void
publish_head(struct ledger *l)
{
    pthread_mutex_lock(&l->head_lock);
    l->head_log = l->log;
    l->head_size = l->tree.size;
    l->head_root = tree_root(&l->tree);
    pthread_mutex_unlock(&l->head_lock);
}

static void
committed(void *context)
{
    struct ledger *l = context;

    if (l->n_leaves == 0)
        return;
    l->tree = l->batch_tree;
    l->next_act += l->n_leaves;
    l->last_recorded = l->batch_recorded;
    fold_keep_sequences(l);
    publish_head(l);
}

static void
rolled_back(void *context)
{
    struct ledger *l = context;

    l->n_leaves = 0;
}

static enum err
load_tree(struct ledger *l, struct act *own)
{
    struct entry_last_row *last;
    int                    n;
    struct tile_reader     tiles = ledger_tiles(&own->view);

    TRY(entry_last(&own->view, 1, &last, &n));
    l->next_act = n > 0 ? last[0].act + 1 : l->first_act;
    l->last_recorded = n > 0 ? last[0].recorded : 0;
    if (n > 0 && last[0].act < l->first_act)
        l->next_act = l->first_act;
    return tree_load(l->next_act - l->first_act, &tiles, &l->tree);
}

static enum err
begin_log(struct ledger *l, struct act *own)
{
    if (l->origin.n == 0)
        return ERR_NOT_FOUND;
    l->log = 1;
    l->first_act = 1;
    TRY(db_write_begin(own->view.db));
    TRY(log_add(own, 1, l->origin, 1, l->vkey));
    return db_commit(own->view.db);
}

static enum err
reload(void *context, struct db *db)
{
    struct ledger       *l = context;
    struct act           own;
    struct log_last_row *logs;
    int                  n;

    arena_reset(l->batch_arena);
    arena_reset(l->cache.arena);
    fold_map_init(&l->cache, l->cache.arena);
    own = own_act(l, db);
    TRY(log_last(&own.view, 1, &logs, &n));
    if (n == 0) {
        TRY(begin_log(l, &own));
    } else {
        l->log = logs[0].number;
        l->first_act = logs[0].first_act;
        l->origin = str_copy(l->kept, logs[0].origin);
        l->vkey = str_copy(l->kept, logs[0].vkey);
    }
    TRY(load_tree(l, &own));
    publish_head(l);
    return ERR_OK;
}

/* After a commit of unknown outcome: was this act's key recorded? */
static bool
outcome(void *context, struct db *db, struct pen_task *task)
{
    struct ledger          *l = context;
    struct act             *a = act_of_task(task), own = own_act(l, db);
    struct entry_by_key_row row;

    if (a == NULL)
        return false;
    return entry_by_key(&own.view, a->call->key, &row) == ERR_OK && row.act == a->number;
}

static void
tick(void *context, struct db *db)
{
    (void)context, (void)db;
}

struct pen_owner
ledger_owner(struct ledger *l)
{
    return (struct pen_owner){ .context = l, .begin = begin, .undo = undo, .seal = seal,
                               .committed = committed, .rolled_back = rolled_back,
                               .reload = reload, .outcome = outcome, .tick = tick };
}

enum err
ledger_init(struct ledger *l, const struct door_options *o)
{
    l->clock = o->clock;
    l->wall = o->wall;
    l->listeners = o->listeners;
    l->world = o->world;
    l->simulated = o->simulated;
    l->batch_max = o->batch_max;
    l->kept = arena_new();
    l->origin = str_copy(l->kept, o->origin);
    l->vkey = str_copy(l->kept, o->vkey);
    l->batch_arena = arena_new();
    fold_map_init(&l->cache, arena_new());
    pthread_mutex_init(&l->head_lock, NULL);
    return ERR_OK;
}

void
ledger_free(struct ledger *l)
{
    arena_free(l->kept);
    arena_free(l->batch_arena);
    arena_free(l->cache.arena);
}

/* -- one act --------------------------------------------------------------------- */

static Str
payload_text(struct act *a)
{
    struct arena *arena = a->view.arena;
    struct buf    b = BUF_MAX((size_t)16 << 20);
    Str           s;

    buf_format(&b, "{\"actor\":%lld", (long long)a->view.who->account);
    if (a->view.who->client != 0)
        buf_format(&b, ",\"agreement\":%lld,\"client\":%lld", (long long)a->view.agreement,
                   (long long)a->view.who->client);
    buf_add(&b, S(",\"command\":"));
    json_write_text(&b, str_of(a->command->name));
    buf_add(&b, S(",\"input\":"));
    json_write_text(&b, hex_text(arena, hash_bytes(&a->input)));
    if (a->outcome != NULL) {
        buf_add(&b, S(",\"outcome\":"));
        json_write_text(&b, str_of(a->outcome));
    }
    buf_add(&b, S(",\"rows\":["));
    buf_add(&b, buf_str(&a->rows));
    buf_add(&b, S("]"));
    if (act_is_in_stead(a))
        buf_format(&b, ",\"stands_for\":%lld", (long long)a->view.who->stands_for);
    buf_add(&b, S(",\"subject\":"));
    json_write_text(&b, a->subject);
    buf_format(&b, ",\"unit\":%lld}", (long long)a->view.who->unit);
    if (b.over || a->rows.over)
        BUG("the entry of %s is over 16 MB", a->command->name);
    s = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static enum err
write_entry(struct act *a)
{
    struct ledger      *l = a->ledger;
    Str                 payload = payload_text(a);
    Str                 salt = { (const char *)a->salt, SALT_SIZE };
    Hash                commitment = entry_commitment(salt, payload);
    struct entry_add_in in = {
        .act = a->number, .log = l->log, .occurred = a->view.now,
        .recorded = l->batch_recorded, .key = a->call->key, .salt = salt, .payload = payload,
        .commitment = hash_bytes(&commitment),
        .answer = a->command->hidden_input ? STR_NONE : json_string(a->view.arena, a->out),
    };

    TRY(entry_add(a, &in));
    l->leaf[l->n_leaves++] = tree_leaf(
        entry_bytes(a->view.arena, a->number, in.occurred, in.recorded, &commitment));
    return ERR_OK;
}

/* A clock that went back would let a new entry claim to be older than the last. */
static enum err
check_clock(struct act *a)
{
    struct ledger *l = a->ledger;

    if (l->batch_recorded + CLOCK_SLACK >= l->last_recorded) {
        if (l->batch_recorded < l->last_recorded)
            l->batch_recorded = l->last_recorded;
        return ERR_OK;
    }
    return view_refuse(&a->view, ERR_BUSY,
                       MSG("The server's clock is behind the last record, so nothing can be "
                           "recorded until it is set right."));
}

enum err
ledger_run_act(struct act *a, struct db *db)
{
    struct ledger *l = a->ledger;

    a->view.db = db;
    a->n_leaves_before = l->n_leaves;
    TRY(check_clock(a));
    if (!a->now_read)
        a->view.now = a->call->occurred != TIME_NONE ? a->call->occurred : clock_now(l->clock);
    a->now_read = true;
    a->view.wall = l->batch_recorded;
    a->number = l->next_act + l->n_leaves;
    a->n_ids = 0;
    a->n_rows = 0;
    a->steps = NULL;
    a->subject = S("");
    a->outcome = NULL;
    buf_clear(&a->rows);
    a->out = a->query != NULL ? a->out : json_object(a->view.arena);
    TRY(a->command->apply(a, a->plan, a->out));
    TRY(disclosures_write(a));
    TRY(stead_write(a));
    TRY(system_act_write(a));
    return write_entry(a);
}
