/* journal/sealer.c -- see sealer.h.  Floor 2. */
#include "journal/sealer.h"

#include <stdio.h>

#include "base/lang.h"
#include "base/log.h"
#include "base/wait.h"
#include "journal/journal_sql.h"
#include "journal/note.h"

struct sealer {
    struct ledger           *ledger;
    struct pen              *pen;
    struct store_options     store;
    const struct head_signer *signer;
    pthread_t                thread;
    pthread_mutex_t          lock;
    pthread_cond_t           wake, signed_more;
    bool                     stopping, wanted;
    int64_t                  signed_size; /* stored in the table */
    int64_t                  from;        /* what the keeper signed last */
    bool                     asked, lost; /* lost: the keeper signed what the store lacks */
    struct arena            *arena;
};

struct head {
    int64_t log, size;
    Hash    root;
};

static struct head
present_head(struct ledger *l)
{
    struct head h;

    pthread_mutex_lock(&l->head_lock);
    h = (struct head){ .log = l->head_log, .size = l->head_size, .root = l->head_root };
    pthread_mutex_unlock(&l->head_lock);
    return h;
}

/* -- storing a signed head: a task of the pen that is no act ---------------------- */

struct store_note {
    struct pen_task task;
    struct sealer  *sealer;
    struct head     head;
    Str             note;
    pthread_mutex_t lock;
    pthread_cond_t  over;
    bool            done;
    enum err        err;
};

static enum err
store_note_run(struct pen_task *task, struct db *db)
{
    struct store_note *s = (struct store_note *)task;
    struct act         own = { .view = { .arena = s->sealer->arena, .db = db } };

    task->wrote = true;
    return checkpoint_add(&own, s->head.log, s->head.size, clock_now(s->sealer->ledger->wall),
                          s->note);
}

static void
store_note_done(struct pen_task *task, enum err err)
{
    struct store_note *s = (struct store_note *)task;

    pthread_mutex_lock(&s->lock);
    s->err = err;
    s->done = true;
    pthread_cond_signal(&s->over);
    pthread_mutex_unlock(&s->lock);
}

static enum err
store_note(struct sealer *s, struct head head, Str note)
{
    struct store_note t = { .task = { .run = store_note_run, .done = store_note_done },
                            .sealer = s, .head = head, .note = note };

    pthread_mutex_init(&t.lock, NULL);
    pthread_cond_init(&t.over, NULL);
    t.err = pen_queue(s->pen, PEN_SHORT, &t.task);
    pthread_mutex_lock(&t.lock);
    while (t.err == ERR_OK && !t.done)
        pthread_cond_wait(&t.over, &t.lock);
    pthread_mutex_unlock(&t.lock);
    return t.err;
}

/* -- one head ----------------------------------------------------------------------- */

static enum err
sign_head(struct sealer *s, struct view *v, struct head head, Str *out_note)
{
    struct tile_reader tiles = ledger_tiles(v);
    struct tree_path   growth = { .n = 0 };

    if (s->from > 0)
        TRY(tree_prove_growth(s->arena, &tiles, s->from, head.size, &growth));
    return s->signer->sign(s->signer->context, s->arena, s->ledger->origin, s->from, head.size,
                           &head.root, &growth, out_note);
}

/* -- where the keeper stands ---------------------------------------------------------
 *
 * The keeper saves a head before it gives the signature away, so after a crash
 * it may be ahead of the table: then its head is stored as well.  A head that
 * the log does not lead to means that acts are gone, or that this is another
 * log; nothing is signed any more, because what was published would be
 * contradicted. */

static enum err
lose(struct sealer *s, const char *why, int64_t size)
{
    s->lost = true;
    log_event(LOG_ERROR, "sealer.lost", "the keeper's head of %lld entries: %s",
              (long long)size, why);
    if (s->signer->lost != NULL)
        s->signer->lost(s->signer->context, why);
    return ERR_CONFLICT;
}

static enum err
take_keepers_head(struct sealer *s, struct view *v, struct head present)
{
    struct tile_reader tiles = ledger_tiles(v);
    struct note        note;
    struct checkpoint  at;
    struct head        head = { .log = present.log };
    Str                text;

    TRY(s->signer->ask(s->signer->context, s->arena, &text));
    if (note_parse(s->arena, text, &note) != ERR_OK || checkpoint_parse(note.text, &at) != ERR_OK)
        return ERR_MALFORMED;
    if (!str_eq(at.origin, s->ledger->origin))
        return lose(s, MSG("The keeper signs for another log."), at.size);
    if (at.size > present.size)
        return lose(s, MSG("The keeper has signed entries that the store does not hold: acts were "
                           "lost. Restore the newest copy; a new log will begin."), at.size);
    if (at.size > 0) {
        TRY(tree_root_at(s->arena, &tiles, at.size, &head.root));
        if (!hash_eq(&head.root, &at.root))
            return lose(s, MSG("The keeper has signed another history than the store holds."),
                        at.size);
    }
    head.size = at.size;
    if (head.size > s->signed_size) {
        TRY(store_note(s, head, text));
        s->signed_size = head.size;
    }
    s->from = head.size;
    s->asked = true;
    return ERR_OK;
}

static enum err
sign_and_store(struct sealer *s, struct view *v, struct head head)
{
    Str      note;
    enum err err;

    if (!s->asked && s->signer->ask != NULL)
        TRY(take_keepers_head(s, v, head));
    if (head.size <= s->signed_size)
        return ERR_OK;
    err = sign_head(s, v, head, &note);
    if (err == ERR_CONFLICT)
        s->asked = false; /* it stands elsewhere than we thought: ask before the next try */
    TRY(err);
    s->from = head.size;
    TRY(store_note(s, head, note));
    s->signed_size = head.size;
    return ERR_OK;
}

static enum err
seal_head(struct sealer *s, struct head head)
{
    struct view v = { .arena = s->arena };
    char        why[256];
    enum err    err;

    TRY(db_open(&s->store, DB_READER, &v.db, why));
    err = db_begin(v.db);
    if (err == ERR_OK)
        err = sign_and_store(s, &v, head);
    db_end(v.db);
    db_close(v.db);
    return err;
}

static void
seal_if_new(struct sealer *s)
{
    struct head head = present_head(s->ledger);
    enum err    err;

    if (!s->lost && (head.size > s->signed_size || (!s->asked && s->signer->ask != NULL))) {
        err = seal_head(s, head);
        if (err != ERR_OK)
            log_event(LOG_WARN, "sealer.refused", "size %lld: %s", (long long)head.size,
                      err_name(err));
    }
    arena_reset(s->arena);
}

static void
wait_a_second(struct sealer *s)
{
    struct timespec until = wait_until(1000);

    while (!s->wanted && !s->stopping &&
           pthread_cond_timedwait(&s->wake, &s->lock, &until) == 0)
        continue;
    s->wanted = false;
}

static void *
sealer_thread(void *argument)
{
    struct sealer *s = argument;
    bool           last = false;

    while (!last) {
        pthread_mutex_lock(&s->lock);
        wait_a_second(s);
        last = s->stopping;
        pthread_mutex_unlock(&s->lock);
        seal_if_new(s);
        pthread_mutex_lock(&s->lock);
        pthread_cond_broadcast(&s->signed_more);
        pthread_mutex_unlock(&s->lock);
    }
    return NULL;
}

static enum err
load_last(struct sealer *s, char why[256])
{
    struct db                  *reader;
    struct view                 v = { .arena = s->arena };
    struct checkpoint_last_row *row;
    int                         n;
    enum err                    err;

    TRY(db_open(&s->store, DB_READER, &reader, why));
    v.db = reader;
    err = checkpoint_last(&v, s->ledger->log, 1, &row, &n);
    if (err == ERR_OK && n > 0)
        s->signed_size = s->from = row[0].size;
    db_close(reader);
    return err;
}

enum err
sealer_start(struct ledger *ledger, struct pen *pen, const struct door_options *o,
             struct sealer **out, char why[256])
{
    struct sealer *s = mem_alloc(sizeof *s);
    enum err       err;

    *s = (struct sealer){ .ledger = ledger, .pen = pen, .store = o->store, .signer = o->signer,
                          .arena = arena_new() };
    pthread_mutex_init(&s->lock, NULL);
    wait_init(&s->wake);
    wait_init(&s->signed_more);
    err = load_last(s, why);
    if (err == ERR_OK && pthread_create(&s->thread, NULL, sealer_thread, s) != 0)
        err = ERR_INTERNAL;
    if (err != ERR_OK) {
        arena_free(s->arena);
        mem_free(s);
        return err;
    }
    *out = s;
    return ERR_OK;
}

void
sealer_stop(struct sealer *s)
{
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    arena_free(s->arena);
    mem_free(s);
}

enum err
sealer_now(struct sealer *s)
{
    struct timespec until = wait_until(2000);
    int64_t         wanted = present_head(s->ledger).size;
    int             rc = 0;
    enum err        err;

    pthread_mutex_lock(&s->lock);
    s->wanted = true;
    pthread_cond_signal(&s->wake);
    while (s->signed_size < wanted && rc == 0)
        rc = pthread_cond_timedwait(&s->signed_more, &s->lock, &until);
    err = s->signed_size >= wanted ? ERR_OK : ERR_BUSY;
    pthread_mutex_unlock(&s->lock);
    return err;
}
