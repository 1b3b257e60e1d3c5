/* dossier/queue_call.c -- what an officer at a counter does: calls the next, calls again, says
 * what became of it, gives priority.  Floor 7.
 *
 * All of it is decided in the pen, on what stands there then: `prepare` has nothing to do. */
#include "dossier/dossier_sql.h"
#include "dossier/queue.h"
#include "ident/ident.h"

static bool
is_outcome(Str outcome)
{
    return str_eq(outcome, S("served")) || str_eq(outcome, S("absent"));
}

/* A number of the officer's unit and of today. */
static enum err
here(struct act *a, Id ticket, struct unit *unit, struct queue_ticket *out)
{
    struct view *v = act_view(a);

    TRY(queue_own_unit(v, unit));
    TRY(queue_find(v, ticket, out));
    if (out->unit != unit->id || out->day != time_day(act_now(a)))
        return ERR_NOT_FOUND;
    queue_subject(a, unit, out);
    return ERR_OK;
}

static enum err
own_here(struct act *a, Id ticket, struct queue_ticket *out)
{
    struct unit unit;

    TRY(here(a, ticket, &unit, out));
    if (out->officer != act_who(a)->account || !str_eq(out->state, S("called")))
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("This number is not at your counter any more."));
    return ERR_OK;
}

static enum err
announce(struct act *a, struct queue_ticket *t, int64_t counter)
{
    Time now = act_now(a);

    if (!str_eq(t->state, S("called"))) {
        if (t->called == TIME_NONE)
            t->waited = (now - t->drawn) / TIME_SECOND;
        t->called = now;
        t->calls = 0;
    }
    t->state = S("called");
    t->shown = now;
    t->calls++;
    t->counter = counter;
    t->officer = act_who(a)->account;
    return queue_put(a, t);
}

static void
put_number(struct act *a, const struct queue_ticket *t, struct json *out)
{
    json_put_int(act_arena(a), out, "number", t->number);
    json_put_text(act_arena(a), out, "ticket", str_int(act_arena(a), t->ticket));
}

/* -- the next ----------------------------------------------------------------------------- */

struct call_in {
    int64_t counter;
    Str     service, outcome;
};
static const struct field call_fields[] = {
    FIELD(INT, struct call_in, counter, .required = true, .min = 1, .max = 99,
          .help = "The counter's number"),
    FIELD(TEXT, struct call_in, service, .max = 20,
          .help = "filing, collecting or asking; absent: whoever is next"),
    FIELD(TEXT, struct call_in, outcome, .max = 10,
          .help = "What became of the number called before: served or absent"),
};

static enum err
done_with_last(struct act *a, Str outcome)
{
    struct queue_ticket t;

    TRY(queue_own(act_view(a), &t));
    if (t.ticket == 0)
        return ERR_OK;
    if (!is_outcome(outcome))
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("Say first what became of the number that you have called."));
    return queue_finish(a, &t, outcome, outcome);
}

static enum err
call_apply(struct act *a, const void *plan, struct json *out)
{
    const struct call_in *in = plan;
    struct view          *v = act_view(a);
    struct queue_ticket  *list;
    struct unit           unit;
    int                   n;
    bool                  all = queue_service(in->service) == NULL;

    TRY(queue_own_unit(v, &unit));
    TRY(done_with_last(a, in->outcome));
    TRY(queue_seat_put(a, act_who(a)->account, in->counter, all ? S("") : in->service));
    TRY(queue_waiting(v, unit.id, &list, &n));
    for (int i = 0; i < n; i++)
        if (all || str_eq(list[i].service, in->service)) {
            queue_subject(a, &unit, &list[i]);
            TRY(announce(a, &list[i], in->counter));
            put_number(a, &list[i], out);
            return ERR_OK;
        }
    return ERR_OK; /* nobody waits: the answer has no number */
}

const struct command queue_call = {
    .name = "queue.call", .right = "dossier.receive",
    .help = "Calls the next number to a counter; two officers never call the same one.",
    .fields = call_fields, .n_fields = sizeof call_fields / sizeof call_fields[0],
    .in_size = sizeof(struct call_in), .apply = call_apply,
};

/* -- once more ---------------------------------------------------------------------------- */

struct ticket_in {
    Id  ticket;
    Str outcome;
};
static const struct field ticket_fields[] = {
    FIELD(ID, struct ticket_in, ticket, .required = true, .min = 1, .max = INT64_MAX,
          .help = "The number's id"),
    FIELD(TEXT, struct ticket_in, outcome, .max = 10, .help = "served or absent"),
};

/* Who was absent came after all: the officer has no other, and sits where they last sat. */
static enum err
call_back(struct act *a, struct queue_ticket *t)
{
    struct view              *v = act_view(a);
    struct queue_ticket       own;
    struct queue_seat_get_row seat = { .counter = t->counter };
    enum err                  err;

    TRY(queue_own(v, &own));
    if (own.ticket != 0)
        return view_refuse(v, ERR_CONFLICT,
                           MSG("Say first what became of the number that you have called."));
    err = queue_seat_get(v, act_who(a)->account, &seat);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    t->officer = act_who(a)->account;
    t->counter = seat.counter;
    TRY(queue_record(a, t, S("back"), 0));
    return announce(a, t, seat.counter);
}

static enum err
recall_apply(struct act *a, const void *plan, struct json *out)
{
    const struct ticket_in *in = plan;
    struct queue_ticket     t;
    struct unit             unit;

    TRY(here(a, in->ticket, &unit, &t));
    put_number(a, &t, out);
    if (str_eq(t.state, S("absent")))
        return call_back(a, &t);
    TRY(own_here(a, in->ticket, &t));
    return announce(a, &t, t.counter);
}

const struct command queue_recall = {
    .name = "queue.recall", .right = "dossier.receive",
    .help = "Calls one's number again, or one that was absent and came after all.",
    .fields = ticket_fields, .n_fields = 1, .in_size = sizeof(struct ticket_in),
    .apply = recall_apply,
};

/* -- what became of it ----------------------------------------------------------------------- */

static enum err
done_apply(struct act *a, const void *plan, struct json *out)
{
    const struct ticket_in *in = plan;
    struct queue_ticket     t;

    if (!is_outcome(in->outcome))
        return view_refuse(act_view(a), ERR_INVALID,
                           MSG("Say whether the person was served or absent."));
    TRY(own_here(a, in->ticket, &t));
    put_number(a, &t, out);
    return queue_finish(a, &t, in->outcome, in->outcome);
}

const struct command queue_done = {
    .name = "queue.done", .right = "dossier.receive",
    .help = "The number called was served, or nobody came.",
    .fields = ticket_fields, .n_fields = 2, .in_size = sizeof(struct ticket_in),
    .apply = done_apply,
};

static enum err
prefer_apply(struct act *a, const void *plan, struct json *out)
{
    const struct ticket_in *in = plan;
    struct queue_ticket     t;
    struct unit             unit;

    TRY(here(a, in->ticket, &unit, &t));
    if (!str_eq(t.state, S("waiting")))
        return view_refuse(act_view(a), ERR_CONFLICT, MSG("This number does not wait any more."));
    put_number(a, &t, out);
    t.rank = QUEUE_PRIORITY;
    t.turn = t.drawn;
    return queue_put(a, &t);
}

const struct command queue_prefer = {
    .name = "queue.prefer", .right = "dossier.receive",
    .help = "An officer lets a number be called before others.",
    .fields = ticket_fields, .n_fields = 1, .in_size = sizeof(struct ticket_in),
    .apply = prefer_apply,
};
