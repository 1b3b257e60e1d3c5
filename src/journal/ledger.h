/* journal/ledger.h -- what the pen keeps of the journal between and during
 * batches.  Private to the room.  Floor 2.
 *
 *   begin ── act: apply, entry, leaf ──┬── … ── seal: folds, tiles ── commit
 *                    └─ undo: as before ┘
 *
 * Invariant: `tree` and `next_act` describe exactly what is committed; the
 * batch's leaves and folds stand beside them and are taken over by `committed`
 * or forgotten by `rolled_back`.
 */
#ifndef JOURNAL_LEDGER_H
#define JOURNAL_LEDGER_H

#include <pthread.h>

#include "journal/door.h"
#include "journal/entry.h"
#include "journal/merkle.h"
#include "store/pen.h"
#include "store/work.h"

struct fold_entry;

struct fold_map {
    struct arena       *arena;
    struct fold_entry **bucket;
    int                 n_buckets, n;
};

struct ledger {
    const struct clock    *clock, *wall;
    listener_fn *const    *listeners;
    const struct world    *world;
    bool                   simulated;
    int                    batch_max;
    int64_t                log, first_act; /* the current log, its first entry */
    Str                    origin, vkey;
    struct tree            tree, batch_tree;
    int64_t                next_act;
    Time                   last_recorded;
    struct arena          *batch_arena, *kept; /* kept: origin and cached sequences */
    Hash                  *leaf;
    int                    n_leaves;
    Time                   batch_recorded;
    struct fold_map        folds, cache;
    struct db             *db; /* during a batch */
    /* what the sealer may see */
    pthread_mutex_t        head_lock;
    int64_t                head_size, head_log;
    Hash                   head_root;
};

struct fold_step {
    struct fold_step  *next;
    struct fold_entry *entry;
    int64_t            difference;
};

/* An act in the making; `view` first, so that act_view is a cast. */
struct act {
    struct view           view;
    struct pen_task       task;
    struct work           work;
    struct door          *door;
    struct ledger        *ledger;
    struct call          *call;
    const struct command *command;
    const struct query   *query;
    const void           *in, *plan;
    unsigned char         salt[SALT_SIZE];
    Hash                  input;
    bool                  key_given, now_read;
    int64_t               number;
    int                   n_ids, n_leaves_before, n_rows;
    Str                   subject;
    const char           *outcome; /* NULL: it ends in one way only */
    struct buf            rows; /* JSON of the row digests */
    struct fold_step     *steps;
    struct json          *out;
};

enum err ledger_init(struct ledger *, const struct door_options *);
void     ledger_free(struct ledger *);
struct pen_owner ledger_owner(struct ledger *);
/* The act's own part of a batch: apply, then its entry. */
enum err ledger_run_act(struct act *, struct db *);
/* How a task that is not an act is told apart: it has no ledger. */
struct act *act_of_task(struct pen_task *);
enum err door_run_act(struct pen_task *, struct db *);

/* door.c for parts.c, and parts.c for door.c: a call that is many acts. */
void        parts_queue(struct act *whole, const struct act_parts *);
struct act *door_part(struct act *whole, struct call *, const void *plan);
enum err    door_stored_answer(struct act *, bool *out_found);
void        door_queue_act(struct act *);
void        door_finish(struct act *, enum err);

/* A tile reader over any view: of the newest log, or of a given one. */
struct tile_reader ledger_tiles(struct view *);
struct log_tiles {
    struct view *view;
    int64_t      log, first_act;
};
struct tile_reader log_tile_reader(struct log_tiles *);

/* act.c: what the act's view disclosed, as rows of the act. */
enum err disclosures_write(struct act *);
/* Was it done in another's position?  Then a row says whose. */
bool     act_is_in_stead(const struct act *);
enum err stead_write(struct act *);
enum err system_act_write(struct act *);

/* fold.c */
void     fold_map_init(struct fold_map *, struct arena *);
enum err fold_write_all(struct act *, struct fold_map *);
void     fold_undo(struct act *);
void     fold_keep_sequences(struct ledger *);

#endif
