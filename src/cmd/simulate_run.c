/* cmd/simulate_run.c -- driving a simulation: events in the order of time,
 * hundreds of calls under way.
 *
 *   to come (by moment) ─> under way ─done─> to come again, or over
 *        └─> held: its last deed is not acknowledged yet
 *
 * Invariants: a dossier's deed is called only when the one before it was
 * acknowledged.  Calls of different dossiers are made in the order of their
 * moments, except that while one is held others may overtake it by at most
 * AHEAD; filing is never held.  The house takes calls in order (one worker), so
 * codes are given in the order of filing and the seed decides them.  Floor 13. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "cmd/simulate_inside.h"

#define UNDER_WAY_MAX 384 /* more than the pen takes at once */
#define AHEAD         (2 * TIME_HOUR)

struct slot {
    struct slot        *next;
    struct call         call;
    struct sim_dossier *dossier;
    struct run         *run;
};

struct run {
    struct house                  *house;
    const struct simulate_request *request;
    struct sim_world               world;
    struct simulate_summary       *sum;
    /* to come: a heap by moment and number */
    struct sim_dossier **heap;
    int                  n_heap, heap_size;
    struct sim_dossier  *held, *held_last; /* oldest first */
    /* arrivals, a day at a time */
    Day      day;
    int64_t  weight_before, weight_all, numbered;
    Time     end;
    /* calls */
    struct slot     slot[UNDER_WAY_MAX];
    struct slot    *idle;
    int             under_way;
    pthread_mutex_t lock;
    pthread_cond_t  came_back;
    struct slot    *back, *back_last; /* under lock */
    Time            begun, last_shown;
    enum err        broken; /* the store itself: stop */
};

/* -- to come --------------------------------------------------------------------------- */

static bool
is_before(const struct sim_dossier *a, const struct sim_dossier *b)
{
    return a->at != b->at ? a->at < b->at : a->number < b->number;
}

static void
heap_push(struct run *r, struct sim_dossier *d)
{
    int at = r->n_heap++;

    if (r->n_heap > r->heap_size) {
        r->heap_size = r->heap_size ? 2 * r->heap_size : 1024;
        r->heap = mem_resize(r->heap, sizeof *r->heap * (size_t)r->heap_size);
    }
    while (at > 0 && is_before(d, r->heap[(at - 1) / 2])) {
        r->heap[at] = r->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    r->heap[at] = d;
}

static struct sim_dossier *
heap_pop(struct run *r)
{
    struct sim_dossier *top = r->heap[0], *last = r->heap[--r->n_heap];
    int                 at = 0, child;

    for (child = 1; child < r->n_heap; child = 2 * at + 1) {
        if (child + 1 < r->n_heap && is_before(r->heap[child + 1], r->heap[child]))
            child++;
        if (!is_before(r->heap[child], last))
            break;
        r->heap[at] = r->heap[child];
        at = child;
    }
    if (r->n_heap > 0)
        r->heap[at] = last;
    return top;
}

/* Sorted by moment; what comes is nearly always the latest. */
static void
hold(struct run *r, struct sim_dossier *d)
{
    d->held = true;
    d->prev = r->held_last;
    while (d->prev != NULL && is_before(d, d->prev))
        d->prev = d->prev->prev;
    d->next = d->prev != NULL ? d->prev->next : r->held;
    *(d->prev ? &d->prev->next : &r->held) = d;
    *(d->next ? &d->next->prev : &r->held_last) = d;
}

static void
let_go(struct run *r, struct sim_dossier *d)
{
    d->held = false;
    *(d->prev ? &d->prev->next : &r->held) = d->next;
    *(d->next ? &d->next->prev : &r->held_last) = d->prev;
}

/* -- arrivals ---------------------------------------------------------------------------- */

static int64_t
weight_of(const struct run *r, Day day)
{
    int weekday = day_weekday(day);

    if (weekday >= 1 && weekday <= 5 && !calendar_works(r->world.calendar, day))
        weekday = HOLIDAY;
    return r->world.plan->day[weekday];
}

static enum err
begin_one(struct run *r)
{
    struct sim_dossier   *d = mem_alloc(sizeof *d);
    struct draw           draw = draw_begin(r->request->seed ^ UINT64_C(0x5eed),
                                            (uint64_t)r->numbered);
    struct sim_procedure *p = &r->world.procedure[draw_weighted(&draw, r->world.share,
                                                                 r->world.n_procedures)];
    struct sim_unit      *unit = &p->units[p->turn++ % p->n_units];

    TRY(fate_begin(r->world.plan, d, r->request->seed, r->numbered++, p, unit, r->day));
    heap_push(r, d);
    return ERR_OK;
}

/* The day's share of all dossiers; over the whole period exactly as many as
 * were asked for. */
static enum err
begin_day(struct run *r)
{
    int64_t until;

    r->weight_before += weight_of(r, r->day);
    until = r->day == r->request->to ? r->request->dossiers
            : r->weight_all > 0     ? r->request->dossiers * r->weight_before / r->weight_all
                                    : 0;
    while (r->numbered < until)
        TRY(begin_one(r));
    r->day++;
    return ERR_OK;
}

/* -- calls -------------------------------------------------------------------------------- */

/* On whatever thread finished the call. */
static void
came_back(struct call *call)
{
    struct slot *slot = call->context;
    struct run  *r = slot->run;

    pthread_mutex_lock(&r->lock);
    slot->next = NULL;
    if (r->back_last != NULL)
        r->back_last->next = slot;
    else
        r->back = slot;
    r->back_last = slot;
    pthread_cond_signal(&r->came_back);
    pthread_mutex_unlock(&r->lock);
}

/* By what was refused and why: a rule of the pack that does not fit a form shows
 * here. */
static void
count_refusal(struct simulate_summary *sum, const struct call *call)
{
    const struct fault     *f = call->faults.first;
    struct simulate_refusal new = { .n = 1 };
    int                     i = 0;

    snprintf(new.command, sizeof new.command, "%.*s", STR_ARG(call->name));
    snprintf(new.why, sizeof new.why, "%s%s%.*s%s%s", call->why, f ? " " : "",
             f ? (int)f->field.n : 0, f ? f->field.p : "", f ? ": " : "", f ? f->message : "");
    while (i < sum->n_refusals && (strcmp(sum->refusal[i].command, new.command) != 0 ||
                                   strcmp(sum->refusal[i].why, new.why) != 0))
        i++;
    if (i < sum->n_refusals)
        sum->refusal[i].n++;
    else if (i < SIMULATE_REFUSALS)
        sum->refusal[sum->n_refusals++] = new;
}

static void
note_refusal(struct run *r, const struct call *call)
{
    if (call->err == ERR_STORE || call->err == ERR_FULL || call->err == ERR_INTERNAL)
        r->broken = call->err;
    r->sum->refused++;
    count_refusal(r->sum, call);
}

/* The deed after this one is known at once, since nothing in an answer decides
 * it; so the heap never lacks an earlier moment than its first. */
static enum err
send(struct run *r, struct sim_dossier *d)
{
    struct slot *slot = r->idle;
    enum err     err;

    r->idle = slot->next;
    slot->dossier = d;
    slot->call = (struct call){ .arena = slot->call.arena, .done = came_back, .context = slot };
    sim_call_fill(&r->world, d, &slot->call);
    d->in_flight = true;
    r->under_way++;
    r->sum->dossiers += d->next_deed == DEED_SUBMIT;
    err = fate_next(r->world.plan, d);
    d->over = err != ERR_OK || d->next_deed == DEED_NONE || d->at >= r->end;
    if (!d->over)
        heap_push(r, d);
    door_call(r->house->door, &slot->call);
    return err == ERR_UNKNOWN ? ERR_OK : err; /* past the calendar nothing happens */
}

static void
settle(struct run *r, struct slot *slot)
{
    struct sim_dossier *d = slot->dossier;
    struct call        *call = &slot->call;

    r->under_way--;
    d->in_flight = false;
    if (call->err == ERR_OK) {
        r->sum->commands++;
        sim_call_learn(d, call->out);
    } else {
        note_refusal(r, call);
        d->refused = true;
    }
    arena_reset(call->arena);
    slot->next = r->idle;
    r->idle = slot;
    if (d->held) {
        let_go(r, d);
        heap_push(r, d);
    } else if (d->over) {
        mem_free(d);
    }
}

/* Takes back what is done; waits for something when `must`. */
static void
take_back(struct run *r, bool must)
{
    struct slot *slot, *next;

    pthread_mutex_lock(&r->lock);
    while (must && r->back == NULL)
        pthread_cond_wait(&r->came_back, &r->lock);
    slot = r->back;
    r->back = r->back_last = NULL;
    pthread_mutex_unlock(&r->lock);
    for (; slot != NULL; slot = next) {
        next = slot->next;
        settle(r, slot);
    }
}

/* -- the run ------------------------------------------------------------------------------- */

static bool
may_send(const struct run *r)
{
    return r->n_heap > 0 && r->idle != NULL &&
           (r->held == NULL || r->heap[0]->at <= r->held->at + AHEAD);
}

static enum err
send_first(struct run *r)
{
    struct sim_dossier *d = heap_pop(r);

    if (d->in_flight) {
        hold(r, d);
        return ERR_OK;
    }
    if (!d->refused)
        return send(r, d);
    mem_free(d);
    return ERR_OK;
}

static enum err
begin_due_days(struct run *r)
{
    while (r->day <= r->request->to &&
           (r->n_heap == 0 || r->heap[0]->at >= time_at(r->day, 0)))
        TRY(begin_day(r));
    return ERR_OK;
}

static void
show(struct run *r)
{
    Time now = monotonic(NULL);

    if (r->request->progress == NULL || now - r->last_shown < TIME_SECOND)
        return;
    r->last_shown = now;
    if (r->n_heap > 0)
        r->request->progress(time_day(r->heap[0]->at), r->sum->dossiers, r->sum->commands);
}

static enum err
drive(struct run *r)
{
    while (r->broken == ERR_OK) {
        TRY(begin_due_days(r));
        if (r->n_heap == 0 && r->under_way == 0)
            return ERR_OK;
        if (may_send(r)) {
            TRY(send_first(r));
            take_back(r, false);
        } else {
            take_back(r, true);
        }
        show(r);
    }
    return r->broken;
}

static void
release(struct run *r)
{
    while (r->under_way > 0)
        take_back(r, true);
    while (r->n_heap > 0)
        mem_free(heap_pop(r));
    mem_free(r->heap);
    for (int i = 0; i < UNDER_WAY_MAX; i++)
        arena_free(r->slot[i].call.arena);
    pthread_cond_destroy(&r->came_back);
    pthread_mutex_destroy(&r->lock);
    mem_free(r);
}

static struct run *
new_run(struct house *h, const struct simulate_request *request, struct simulate_summary *sum)
{
    struct run *r = mem_alloc(sizeof *r);

    r->house = h;
    r->request = request;
    r->sum = sum;
    r->day = request->from;
    r->end = time_at(request->to + 1, 0);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->came_back, NULL);
    for (int i = 0; i < UNDER_WAY_MAX; i++) {
        r->slot[i].call.arena = arena_new();
        r->slot[i].run = r;
        r->slot[i].next = r->idle;
        r->idle = &r->slot[i];
    }
    return r;
}

/* Records what is about to be invented, once for the directory's life. */
static enum err
say_so(struct run *r, struct arena *arena, char why[256])
{
    struct json *input = json_object(arena);
    struct call  call;
    enum err     err;

    json_put_text(arena, input, "from", day_text(arena, r->request->from));
    json_put_text(arena, input, "to", day_text(arena, r->request->to));
    json_put_int(arena, input, "dossiers", r->request->dossiers);
    json_put_text(arena, input, "seed",
                  str_format(arena, "%llu", (unsigned long long)r->request->seed));
    err = house_call(r->house, arena, S("simulation.begin"), input, &call);
    if (err != ERR_OK)
        snprintf(why, 256, "%s", call.why);
    return err;
}

static enum err
run_all(struct run *r, struct arena *arena, char why[256])
{
    enum err err;

    TRY(sim_world_read(r->house, r->request, arena, &r->world, why));
    TRY(say_so(r, arena, why));
    for (Day day = r->request->from; day <= r->request->to; day++)
        r->weight_all += weight_of(r, day);
    r->begun = monotonic(NULL);
    err = drive(r);
    while (r->under_way > 0)
        take_back(r, true);
    r->sum->took = monotonic(NULL) - r->begun;
    if (err != ERR_OK)
        snprintf(why, 256, "the simulation was broken off: %s", err_message(err));
    return err;
}

enum err
simulate_run(struct house *h, const struct simulate_request *request,
             struct simulate_summary *out, char why[256])
{
    struct arena *arena;
    struct run   *r;
    enum err      err;

    *out = (struct simulate_summary){ 0 };
    why[0] = '\0';
    if (!h->dir->simulated) {
        snprintf(why, 256, "%.*s holds real records; only a folder made with --simulated can be "
                           "filled with invented ones", STR_ARG(h->dir->path));
        return ERR_INVALID;
    }
    if (request->to < request->from || request->dossiers < 0) {
        snprintf(why, 256, "the last day is before the first, or the number of dossiers below 0");
        return ERR_INVALID;
    }
    arena = arena_new();
    r = new_run(h, request, out);
    err = run_all(r, arena, why);
    release(r);
    arena_free(arena);
    return err;
}
