/* journal/door.h -- the one door: every change is a command, every reading a
 * query, whoever asks and by whatever way.  Floor 2.
 *
 *   call ─ find ─ right ─ fields ─┬─ query ── view ── model ────────────┐
 *                                 └─ command ─ prepare ─ pen: apply ─ entry ─┴─ done
 *
 * `prepare` runs on a worker with a read snapshot and does all that is slow;
 * `apply` runs on the pen's thread, rechecks what may have changed since, and
 * only runs statements; it may run more than once (pen.h), so it changes
 * nothing but the act and its own output.
 */
#ifndef JOURNAL_DOOR_H
#define JOURNAL_DOOR_H

#include "journal/act.h"
#include "journal/merkle.h"
#include "store/work.h"

/* -- what a room offers -------------------------------------------------------- */
enum field_type {
    FIELD_TEXT,   /* Str */
    FIELD_INT,    /* int64_t */
    FIELD_BOOL,   /* bool; forms send "on" or "true" */
    FIELD_ID,     /* Id */
    FIELD_DAY,    /* Day; ISO or dd/mm/yyyy */
    FIELD_TIME,   /* Time */
    FIELD_MONEY,  /* Money */
    FIELD_JSON    /* const struct json *: object or array, or its text in a form */
};

/* One input of a command or query, bound into its input struct.  What is not
 * declared does not exist: unknown names are refused. */
struct field {
    const char     *name;
    enum field_type type;
    size_t          offset;
    bool            required;
    int64_t         min, max; /* of a number, or of a text's length in characters; max 0: 200 */
    const char     *help;     /* one line, English, for OpenAPI and the command line */
};
#define FIELD(type_, in_struct, member, ...) \
    { .name = #member, .type = FIELD_##type_, .offset = offsetof(in_struct, member), __VA_ARGS__ }

typedef enum err prepare_fn(struct view *, const void *in, void *plan);
typedef enum err apply_fn(struct act *, const void *plan, struct json *out);
typedef enum err query_fn(struct view *, const void *in, struct json *out);
/* After the commit, before the answer, on the pen's thread: for what the
 * program keeps in memory beside the store.  It cannot fail. */
typedef void committed_fn(struct view *, const void *plan);

/* One of the many acts that a command may stand for. */
struct act_part {
    Str                name;  /* in the answer, and in the act's idempotency key */
    const struct json *input; /* what the command `each` would have been given */
    const void        *plan;  /* for its apply */
    enum err           err;   /* refused by prepare: then there is no plan */
    const char        *why;   /* message key, or NULL */
};
struct act_parts {
    struct act_part *part;
    int          n;
};

/* Rights are names; "anyone" and "signed-in" are always understood. */
struct command {
    const char         *name; /* "dossier.submit" */
    const char         *right, *help;
    const struct field *fields;
    int                 n_fields;
    size_t              in_size, plan_size;
    prepare_fn         *prepare; /* NULL: the plan is the input */
    apply_fn           *apply;
    committed_fn       *committed; /* or NULL */
    bool                hidden_input; /* holds secrets: no digest of it and no answer is kept */
    bool                job;          /* runs in the pen's lane behind the short ones */
    /* Not NULL: the plan is a struct act_parts.  Each part becomes an act of its own, under
     * this command's name; the answer is {done[name, answer], refused[name, error,
     * message]}, and the call itself makes no entry. */
    const struct command *each;
};

struct query {
    const char         *name;
    const char         *right, *help;
    const struct field *fields;
    int                 n_fields;
    size_t              in_size;
    query_fn           *run;
    bool                heavy; /* on a worker even where reading is cheap */
};

struct door_table {
    const struct command *const *commands; /* NULL-terminated lists */
    const struct query *const   *queries;
};

/* -- one call ------------------------------------------------------------------ */
struct call {
    /* in; all of it lives until done, in `arena` or longer */
    struct arena       *arena;
    const struct actor *who;
    enum lang           lang;
    Str                 name;
    const struct json  *input;    /* an object */
    Str                 key;      /* idempotency key; empty: one is made */
    Time                occurred; /* TIME_NONE: now.  Only a simulation may say */
    struct db          *reader;   /* for light queries on this thread, which may wait; or NULL */
    void (*done)(struct call *);  /* once, on whatever thread finished it */
    void               *context;
    /* out */
    enum err            err;
    const char         *why;      /* message key when err; never NULL then */
    Time                wait;     /* with ERR_TOO_MANY: how long; 0: not known */
    struct faults       faults;
    struct json        *out;
    int64_t             act;      /* number of the entry, 0 if none was made */
    bool                repeated; /* an earlier call had this key: its stored answer, or refused */
};

struct door;
void door_call(struct door *, struct call *);
/* Waits; for the command line, tests, the simulator. */
void door_call_wait(struct door *, struct call *);
bool door_is_busy(const struct door *);
/* Counted up before any answer to a command goes out: see db_share. */
int64_t door_answered(const struct door *);
/* Lends a worker for what is slow and is no call; ERR_BUSY when all is full. */
enum err door_work(struct door *, struct work *) MUST_USE;
const struct command *door_command(const struct door *, Str name);
const struct query   *door_query(const struct door *, Str name);
const struct door_table *const *door_tables(const struct door *, int *n);

/* -- opening it ---------------------------------------------------------------- */
/* Signs the head (log origin, size, root) when it extends the head of size
 * `from`; gives the signed note.  Called on the sealer's thread alone. */
struct head_signer {
    enum err (*sign)(void *context, struct arena *, Str origin, int64_t from, int64_t size,
                     const Hash *root, const struct tree_path *growth, Str *out_note);
    /* The last head signed, as a note: after a crash it may be one that the
     * store has not.  NULL: not to be asked. */
    enum err (*ask)(void *context, struct arena *, Str *out_note);
    /* Nothing is signed any more; why is a message key.  NULL: nobody listens. */
    void (*lost)(void *context, const char *why);
    void *context;
};

struct door_options {
    struct store_options           store;
    const struct door_table *const *tables;
    int                            n_tables;
    listener_fn *const            *listeners; /* NULL-terminated */
    const struct clock            *clock;     /* the province's: may be a simulation's */
    const struct clock            *wall;      /* when things are really recorded */
    Time (*monotonic)(void *);
    const struct world            *world;
    bool                           simulated;
    int                            workers, queue_max, batch_max;
    const struct head_signer      *signer; /* the keeper, or NULL: nothing is signed */
    Str                            origin, vkey; /* of the log to begin if there is none */
};
enum err door_open(const struct door_options *, struct door **out, char why[256]) MUST_USE;
void     door_close(struct door *); /* finishes what was begun */
struct pen *door_pen(struct door *);
/* A reader's connection of one's own (a loop, a test); close with db_close. */
enum err door_reader(struct door *, struct db **out, char why[256]) MUST_USE;
/* Whether reading waits for nobody: else an event loop leaves it to door_work. */
bool door_reads_at_once(const struct door *);
/* Asks for a signed checkpoint now, waits up to two seconds. */
enum err door_seal(struct door *) MUST_USE;

#endif
