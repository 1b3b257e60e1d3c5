/* cmd/clocks.h -- the only place that reads the system's clocks.  Floor 13. */
#ifndef CMD_CLOCKS_H
#define CMD_CLOCKS_H

#include "base/time.h"

extern const struct clock wall_clock;
Time monotonic(void *context);

/* A simulated province's clock: it stood at `begin` when started, and runs. */
struct moved_clock {
    Time begin, started; /* `started` on the monotonic clock */
};
struct clock clock_moved(struct moved_clock *, Time begin);

#endif
