/* web/http_timer.h -- one deadline per connection, cheap to move later.
 * Floor 11.
 *
 * A wheel of slots, each a list.  A deadline that moves later is only written
 * down: the timer is found again when its old slot comes round.  So a request
 * on a kept connection costs one store.
 */
#ifndef WEB_HTTP_TIMER_H
#define WEB_HTTP_TIMER_H

#include "base/time.h"

#define TIMER_NEVER INT64_MAX
#define WHEEL_TICK  (TIME_SECOND / 8)
#define WHEEL_SLOTS 1024 /* 128 seconds; later deadlines come round again */

struct timer {
    struct timer  *next;
    struct timer **back; /* what points here; NULL when in no slot */
    Time           due;
    int64_t        tick;
};

struct wheel {
    struct timer *slot[WHEEL_SLOTS];
    int64_t       tick; /* the last one run */
};

void wheel_start(struct wheel *, Time now);
void timer_set(struct wheel *, struct timer *, Time due); /* TIMER_NEVER rests it */
void timer_remove(struct timer *);
/* Calls `fire` for each timer due; it may set or remove any timer. */
void wheel_run(struct wheel *, Time now, void (*fire)(void *context, struct timer *),
               void *context);

#endif
