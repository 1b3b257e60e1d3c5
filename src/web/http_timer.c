/* web/http_timer.c -- see http_timer.h.  Floor 11. */
#include "web/http_timer.h"

void
wheel_start(struct wheel *w, Time now)
{
    *w = (struct wheel){ .tick = now / WHEEL_TICK };
}

static void
link_at(struct wheel *w, struct timer *t)
{
    struct timer **slot;
    int64_t        tick = t->due / WHEEL_TICK + 1;

    if (tick <= w->tick)
        tick = w->tick + 1;
    if (tick >= w->tick + WHEEL_SLOTS)
        tick = w->tick + WHEEL_SLOTS - 1;
    slot = &w->slot[tick % WHEEL_SLOTS];
    t->tick = tick;
    t->next = *slot;
    t->back = slot;
    if (t->next != NULL)
        t->next->back = &t->next;
    *slot = t;
}

void
timer_remove(struct timer *t)
{
    if (t->back == NULL)
        return;
    *t->back = t->next;
    if (t->next != NULL)
        t->next->back = t->back;
    t->back = NULL;
}

void
timer_set(struct wheel *w, struct timer *t, Time due)
{
    t->due = due;
    if (due == TIMER_NEVER || (t->back != NULL && t->tick <= due / WHEEL_TICK + 1))
        return;
    timer_remove(t);
    link_at(w, t);
}

/* Takes the whole slot off first: what `fire` sets anew goes to a later one. */
static void
run_slot(struct wheel *w, Time now, void (*fire)(void *, struct timer *), void *context)
{
    struct timer **slot = &w->slot[w->tick % WHEEL_SLOTS], *list = *slot, *t;

    *slot = NULL;
    if (list != NULL)
        list->back = &list;
    while (list != NULL) {
        t = list;
        timer_remove(t);
        if (t->due == TIMER_NEVER)
            continue;
        if (t->due > now)
            link_at(w, t);
        else
            fire(context, t);
    }
}

void
wheel_run(struct wheel *w, Time now, void (*fire)(void *, struct timer *), void *context)
{
    int64_t until = now / WHEEL_TICK;

    if (until - w->tick > WHEEL_SLOTS) /* after a sleep: every slot once is enough */
        w->tick = until - WHEEL_SLOTS;
    while (w->tick < until) {
        w->tick++;
        run_slot(w, now, fire, context);
    }
}
