/* journal/door.c -- see door.h for the way of a call.  Floor 2. */
#include "journal/door.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/log.h"
#include "journal/fields.h"
#include "journal/journal_sql.h"
#include "journal/ledger.h"
#include "journal/sealer.h"

struct door {
    struct door_options options;
    struct ledger       ledger;
    struct pen         *pen;
    struct work_pool   *workers;
    struct sealer      *sealer;
};

const struct command *
door_command(const struct door *d, Str name)
{
    for (int i = 0; i < d->options.n_tables; i++)
        for (const struct command *const *c = d->options.tables[i]->commands; c && *c; c++)
            if (str_eq(str_of((*c)->name), name))
                return *c;
    return NULL;
}

const struct query *
door_query(const struct door *d, Str name)
{
    for (int i = 0; i < d->options.n_tables; i++)
        for (const struct query *const *q = d->options.tables[i]->queries; q && *q; q++)
            if (str_eq(str_of((*q)->name), name))
                return *q;
    return NULL;
}

const struct door_table *const *
door_tables(const struct door *d, int *n)
{
    *n = d->options.n_tables;
    return d->options.tables;
}

struct act *
act_of_task(struct pen_task *task)
{
    if (task->run != door_run_act)
        return NULL;
    return (struct act *)((char *)task - offsetof(struct act, task));
}

static struct act *
act_of_work(struct work *work)
{
    return (struct act *)((char *)work - offsetof(struct act, work));
}

/* The call is over; the act's memory is the call's arena. */
void
door_finish(struct act *a, enum err err)
{
    struct call *call = a->call;

    if (err != ERR_OK && faults_any(&call->faults) && err != ERR_STORE && err != ERR_BUSY)
        err = ERR_INVALID;
    call->err = err;
    call->wait = a->view.wait;
    call->why = err == ERR_OK ? NULL : a->view.why != NULL ? a->view.why : err_message(err);
    if (err == ERR_OK && !call->repeated)
        call->out = a->out;
    if (err == ERR_STORE || err == ERR_INTERNAL)
        log_event(LOG_ERROR, "call.failed", "%.*s: %s: %s", STR_ARG(call->name), err_name(err),
                  a->view.db != NULL ? db_why(a->view.db)
                                     : "the pen did not write it, or the store cannot be reached");
    buf_free(&a->rows);
    call->done(call);
}

/* The answer stored under this key, if it is the same call by the same actor. */
enum err
door_stored_answer(struct act *a, bool *out_found)
{
    struct entry_by_key_row row;
    struct json            *payload, *answer;
    enum err                err = entry_by_key(&a->view, a->call->key, &row);
    Str                     input = hex_text(a->view.arena, hash_bytes(&a->input));

    *out_found = false;
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    a->call->repeated = true;
    if (a->command->hidden_input)
        return view_refuse(&a->view, ERR_CONFLICT,
                           MSG("This was sent before. Open the page again to send it anew."));
    if (row.payload.p == NULL || row.answer.p == NULL)
        return view_refuse(&a->view, ERR_CONFLICT,
                           MSG("This was sent before, and has been erased."));
    TRY(json_parse(a->view.arena, row.payload, &payload, NULL));
    if (!str_eq(json_text(payload, "command"), str_of(a->command->name)) ||
        !str_eq(json_text(payload, "input"), input) ||
        json_int(payload, "actor", -1) != a->view.who->account ||
        json_int(payload, "client", 0) != a->view.who->client)
        return view_refuse(&a->view, ERR_CONFLICT,
                           MSG("It was sent before with other answers, and those stand. To send "
                               "others, begin a new form from its first page."));
    TRY(json_parse(a->view.arena, row.answer, &answer, NULL));
    a->call->out = answer;
    a->call->act = row.act;
    *out_found = true;
    return ERR_OK;
}

enum err
door_run_act(struct pen_task *task, struct db *db)
{
    struct act *a = act_of_task(task);

    a->task.wrote = false;
    return ledger_run_act(a, db);
}

static void look_up_repeat(struct work *, struct db *);

static void
act_done(struct pen_task *task, enum err err)
{
    struct act *a = act_of_task(task);

    /* Perhaps the same key was recorded a moment ago: look before refusing. */
    if (err == ERR_CONFLICT && a->key_given && a->view.why == NULL) {
        a->work.run = look_up_repeat;
        if (work_queue(a->door->workers, &a->work) == ERR_OK)
            return;
    }
    if (err == ERR_OK) {
        a->call->act = a->number;
        if (a->command->committed != NULL)
            a->command->committed(&a->view, a->plan);
    } else {
        a->view.db = NULL; /* the pen may have closed it, and has told the log itself */
    }
    door_finish(a, err);
}

void
door_queue_act(struct act *a)
{
    enum pen_lane lane = a->command->job ? PEN_JOB : PEN_SHORT;
    enum err      err;

    a->task.run = door_run_act;
    a->task.done = act_done;
    err = pen_queue(a->door->pen, lane, &a->task);
    if (err != ERR_OK)
        door_finish(a, err);
}

static void
look_up_repeat(struct work *work, struct db *reader)
{
    struct act *a = act_of_work(work);
    bool        found = false;
    enum err    err = ERR_STORE;

    a->view.db = reader;
    if (reader != NULL)
        err = door_stored_answer(a, &found);
    door_finish(a, err == ERR_OK && !found ? ERR_CONFLICT : err);
}

static enum err
prepare(struct act *a, bool *out_repeated)
{
    void *plan;

    *out_repeated = false;
    if (a->key_given)
        TRY(door_stored_answer(a, out_repeated));
    if (*out_repeated || a->command->prepare == NULL)
        return ERR_OK;
    plan = arena_alloc(a->view.arena, a->command->plan_size + 1);
    a->plan = plan;
    TRY(a->command->prepare(&a->view, a->in, plan));
    return faults_any(a->view.faults) ? ERR_INVALID : ERR_OK;
}

static void
prepare_work(struct work *work, struct db *reader)
{
    struct act *a = act_of_work(work);
    bool        repeated = false;
    enum err    err = ERR_STORE;

    a->view.db = reader;
    if (reader != NULL)
        err = prepare(a, &repeated);
    if (err != ERR_OK || repeated)
        door_finish(a, err);
    else if (a->command->each != NULL)
        parts_queue(a, a->plan);
    else
        door_queue_act(a);
}

/* A reading that showed personal data of another: recorded first, then answered. */
static enum err
apply_nothing(struct act *a, const void *plan, struct json *out)
{
    (void)plan, (void)out;
    act_subject(a, str_of(a->query->name));
    return ERR_OK;
}

/* The answer is personal data: the entry tells what was read, not what it said. */
static const struct command disclose = { .name = "journal.disclose", .apply = apply_nothing,
                                         .hidden_input = true };

/* What the entry of any act needs: a salt, and a key that no other has. */
static void
salt_and_key(struct act *a)
{
    struct call *call = a->call;
    char         made[18];

    random_bytes(a->salt, sizeof a->salt);
    a->key_given = a->command != &disclose && call->key.n > 0;
    if (!a->key_given) {
        random_bytes(made, sizeof made);
        call->key = base64url_text(call->arena, (Str){ made, sizeof made });
    }
}

static void
run_query(struct act *a, struct db *reader)
{
    enum err err = ERR_STORE;

    a->view.db = reader;
    a->out = json_object(a->view.arena);
    if (reader != NULL)
        err = a->query->run(&a->view, a->in, a->out);
    if (err == ERR_OK && a->view.n_disclosures > 0) {
        a->command = &disclose;
        salt_and_key(a);
        door_queue_act(a);
    } else {
        door_finish(a, err);
    }
}

static void
query_work(struct work *work, struct db *reader)
{
    run_query(act_of_work(work), reader);
}

/* On the caller's own thread and connection. */
static void
query_here(struct act *a)
{
    struct db *reader = a->call->reader; /* the call may be over when run_query returns */
    bool       begun = db_begin(reader) == ERR_OK;

    run_query(a, begun ? reader : NULL);
    if (begun)
        db_end(reader);
}

static void
digest_input(struct act *a)
{
    struct buf b = BUF_MAX((size_t)16 << 20);

    json_write_canonical(&b, a->call->arena, a->call->input);
    a->input = hash_of(buf_str(&b));
    buf_free(&b);
}

static struct act *
new_act(struct door *d, struct call *call)
{
    struct act *a = arena_make(call->arena, struct act);

    call->faults = (struct faults){ .arena = call->arena };
    call->out = NULL;
    call->act = 0;
    call->repeated = false;
    a->door = d;
    a->ledger = &d->ledger;
    a->call = call;
    a->rows = BUF_MAX((size_t)8 << 20);
    a->view = (struct view){ .arena = call->arena, .lang = call->lang, .who = call->who,
                             .faults = &call->faults, .simulated = d->options.simulated,
                             .world = d->options.world };
    if (d->options.world != NULL)
        a->view.packs = atomic_load(&d->options.world->packs);
    a->view.now = call->occurred != TIME_NONE ? call->occurred : clock_now(d->options.clock);
    a->view.wall = clock_now(d->options.wall);
    a->command = door_command(d, call->name);
    a->query = a->command ? NULL : door_query(d, call->name);
    return a;
}

static enum err
admit(struct act *a)
{
    const struct command *c = a->command;
    const struct query   *q = a->query;
    Str                   right;
    void                 *in;

    if (c == NULL && q == NULL)
        return ERR_NOT_FOUND;
    if (a->call->occurred != TIME_NONE && !a->door->options.simulated)
        BUG("only a simulation may say when an act occurred");
    right = str_of(c ? c->right : q->right);
    if (!actor_may(a->view.who, right))
        return a->view.who->account == 0 && a->view.who->client == 0 ? ERR_SIGN_IN
                                                                     : ERR_FORBIDDEN;
    in = arena_alloc(a->view.arena, (c ? c->in_size : q->in_size) + 1);
    fields_bind(a->view.arena, c ? c->fields : q->fields, c ? c->n_fields : q->n_fields,
                a->call->input, in, a->view.faults);
    a->in = a->plan = in;
    return faults_any(a->view.faults) ? ERR_INVALID : ERR_OK;
}

static void
begin_command(struct act *a)
{
    digest_input(a);
    /* From the plain digest of a password it could be guessed as fast as
     * SHA-256 runs; noise takes its place. */
    if (a->command->hidden_input)
        random_bytes(a->input.b, sizeof a->input.b);
    salt_and_key(a);
    if (a->command->prepare == NULL && !a->key_given) {
        door_queue_act(a);
        return;
    }
    a->work.run = prepare_work;
    if (work_queue(a->door->workers, &a->work) != ERR_OK)
        door_finish(a, ERR_BUSY);
}

/* In the worker's snapshot, so that the part's key can be looked up. */
struct act *
door_part(struct act *whole, struct call *call, const void *plan)
{
    struct act *a = new_act(whole->door, call);

    a->view.packs = whole->view.packs;
    a->view.db = whole->view.db;
    a->plan = plan;
    digest_input(a);
    salt_and_key(a);
    return a;
}

static void
begin_query(struct act *a)
{
    if (a->call->reader != NULL && !a->query->heavy) {
        query_here(a);
        return;
    }
    a->work.run = query_work;
    if (work_queue(a->door->workers, &a->work) != ERR_OK)
        door_finish(a, ERR_BUSY);
}

void
door_call(struct door *d, struct call *call)
{
    struct act *a = new_act(d, call);
    enum err    err = admit(a);

    if (err != ERR_OK)
        door_finish(a, err);
    else if (a->command != NULL)
        begin_command(a);
    else
        begin_query(a);
}

/* -- waiting -------------------------------------------------------------------- */

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t  over;
    bool            done;
    void           *context;
};

static void
wake_waiter(struct call *call)
{
    struct waiter *w = call->context;

    pthread_mutex_lock(&w->lock);
    w->done = true;
    pthread_cond_signal(&w->over);
    pthread_mutex_unlock(&w->lock);
}

void
door_call_wait(struct door *d, struct call *call)
{
    struct waiter w = { .context = call->context };

    pthread_mutex_init(&w.lock, NULL);
    pthread_cond_init(&w.over, NULL);
    call->done = wake_waiter;
    call->context = &w;
    door_call(d, call);
    pthread_mutex_lock(&w.lock);
    while (!w.done)
        pthread_cond_wait(&w.over, &w.lock);
    pthread_mutex_unlock(&w.lock);
    pthread_mutex_destroy(&w.lock);
    pthread_cond_destroy(&w.over);
    call->context = w.context;
}

/* -- opening and closing ---------------------------------------------------------- */

bool
door_is_busy(const struct door *d)
{
    return pen_is_busy(d->pen) || work_is_busy(d->workers);
}

int64_t
door_answered(const struct door *d)
{
    return pen_answered(d->pen);
}

enum err
door_work(struct door *d, struct work *work)
{
    return work_queue(d->workers, work);
}

struct pen *
door_pen(struct door *d)
{
    return d->pen;
}

bool
door_reads_at_once(const struct door *d)
{
    return d->options.store.kind == STORE_SQLITE;
}

enum err
door_reader(struct door *d, struct db **out, char why[256])
{
    return db_open(&d->options.store, DB_READER, out, why);
}

enum err
door_seal(struct door *d)
{
    return d->sealer != NULL ? sealer_now(d->sealer) : ERR_UNKNOWN;
}

void
door_close(struct door *d)
{
    if (d->workers != NULL)
        work_stop(d->workers);
    if (d->sealer != NULL)
        sealer_stop(d->sealer);
    if (d->pen != NULL)
        pen_stop(d->pen);
    ledger_free(&d->ledger);
    mem_free(d);
}

static enum err
start_all(struct door *d, char why[256])
{
    struct door_options *o = &d->options;
    struct pen_options   pen = { .store = o->store, .owner = ledger_owner(&d->ledger),
                                 .queue_max = o->queue_max, .batch_max = o->batch_max,
                                 .monotonic = o->monotonic };

    TRY(pen_start(&pen, &d->pen, why));
    TRY(work_start(&o->store, o->workers, o->queue_max, &d->workers, why));
    if (o->signer == NULL)
        return ERR_OK;
    return sealer_start(&d->ledger, d->pen, o, &d->sealer, why);
}

enum err
door_open(const struct door_options *options, struct door **out, char why[256])
{
    struct door *d = mem_alloc(sizeof *d);
    enum err     err;

    d->options = *options;
    ledger_init(&d->ledger, options);
    err = start_all(d, why);
    if (err != ERR_OK) {
        door_close(d);
        return err;
    }
    *out = d;
    return ERR_OK;
}
