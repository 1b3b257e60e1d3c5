/* journal/parts.c -- one call, many acts.  Floor 2.
 *
 *   prepare ─ parts ─┬─ act of its own: key "K/name", entry, answer ─┐
 *    (one worker)    ├─ …                                            ├─ the call's answer
 *                    └─ refused by prepare ──────────────────────────┘
 *
 * The acts stand in the pen's queue side by side, so they share commits as any do; each
 * is refused or recorded alone.  A repeat of the whole call finds by the parts' keys what
 * was recorded before, so a call cut off in its middle may simply be sent again.
 *
 * Threads: each part has an arena of its own, because the pen and workers may be at
 * different parts at once; who ends the last one reads them all and answers. */
#include <stdatomic.h>

#include "base/words.h"
#include "journal/ledger.h"

struct gathering;

struct doing {
    struct call       call; /* as if the part had been called alone */
    struct act       *act;
    struct gathering *all;
    bool              over; /* settled before anything was queued */
};

struct gathering {
    struct act         *whole;
    const struct act_parts *parts;
    struct doing       *doing;
    atomic_int          left;
};

/* -- the answer --------------------------------------------------------------------------- */

/* {name, answer} of what was done, {name, error, message} of what was not. */
static void
put_part(struct gathering *g, int i, struct json *done, struct json *refused)
{
    struct arena      *arena = g->whole->view.arena;
    const struct call *c = &g->doing[i].call;
    struct json       *o = json_add(c->err == ERR_OK ? done : refused, json_object(arena));

    json_put_text(arena, o, "name", g->parts->part[i].name);
    if (c->err == ERR_OK) {
        json_put(o, S("answer"), json_copy(arena, c->out));
        return;
    }
    json_put_text(arena, o, "error", str_of(err_name(c->err)));
    json_put_text(arena, o, "message", words(g->whole->view.lang, c->why));
}

static void
answer(struct gathering *g)
{
    struct act  *whole = g->whole;
    struct json *done, *refused;

    whole->out = json_object(whole->view.arena);
    done = json_put_array(whole->view.arena, whole->out, "done");
    refused = json_put_array(whole->view.arena, whole->out, "refused");
    for (int i = 0; i < g->parts->n; i++) {
        put_part(g, i, done, refused);
        arena_free(g->doing[i].call.arena);
    }
    whole->view.db = NULL; /* the worker that prepared has gone on */
    door_finish(whole, ERR_OK);
}

static void
one_less(struct gathering *g)
{
    if (atomic_fetch_sub(&g->left, 1) == 1)
        answer(g);
}

static void
part_done(struct call *call)
{
    one_less(((struct doing *)call->context)->all);
}

/* -- the parts ------------------------------------------------------------------------------ */

static void
make_part(struct gathering *g, int i)
{
    const struct act_part *p = &g->parts->part[i];
    struct call       *whole = g->whole->call;
    struct doing      *d = &g->doing[i];

    d->all = g;
    d->call = (struct call){ .arena = arena_new(), .who = whole->who, .lang = whole->lang,
                             .name = str_of(g->whole->command->each->name), .input = p->input,
                             .occurred = whole->occurred, .done = part_done, .context = d };
    if (g->whole->key_given)
        d->call.key = str_format(d->call.arena, "%.*s/%.*s", STR_ARG(whole->key),
                                 STR_ARG(p->name));
    d->act = door_part(g->whole, &d->call, p->plan);
}

/* What was recorded before by this key, else what prepare said of it. */
static void
settle_early(struct gathering *g, int i)
{
    const struct act_part *p = &g->parts->part[i];
    struct doing      *d = &g->doing[i];
    bool               found = false;
    enum err           err = ERR_OK;

    if (d->act->key_given)
        err = door_stored_answer(d->act, &found);

    d->over = found || err != ERR_OK || p->err != ERR_OK;
    if (found || !d->over)
        return;
    d->call.err = err != ERR_OK ? err : p->err;
    d->call.why = err != ERR_OK ? d->act->view.why : p->why;
    if (d->call.why == NULL && d->over)
        d->call.why = err_message(d->call.err);
}

void
parts_queue(struct act *whole, const struct act_parts *parts)
{
    struct arena     *arena = whole->view.arena;
    struct gathering *g = arena_make(arena, struct gathering);

    *g = (struct gathering){ .whole = whole, .parts = parts };
    g->doing = arena_array(arena, struct doing, parts->n + 1);
    atomic_init(&g->left, parts->n + 1);
    for (int i = 0; i < parts->n; i++) {
        make_part(g, i);
        settle_early(g, i);
    }
    for (int i = 0; i < parts->n; i++) /* from here on the pen may be at any of them */
        if (g->doing[i].over)
            one_less(g);
        else
            door_queue_act(g->doing[i].act);
    one_less(g);
}
