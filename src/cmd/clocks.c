/* cmd/clocks.c -- see clocks.h.  Floor 13. */
#include "cmd/clocks.h"

#include <time.h>

static Time
read_system(clockid_t which)
{
    struct timespec t;

    clock_gettime(which, &t);
    return (Time)t.tv_sec * TIME_SECOND + t.tv_nsec / 1000;
}

static Time
read_wall(void *context)
{
    (void)context;
    return read_system(CLOCK_REALTIME);
}

const struct clock wall_clock = { .read = read_wall };

Time
monotonic(void *context)
{
    (void)context;
    return read_system(CLOCK_MONOTONIC);
}

static Time
read_moved(void *context)
{
    const struct moved_clock *c = context;

    return c->begin + (monotonic(NULL) - c->started);
}

struct clock
clock_moved(struct moved_clock *c, Time begin)
{
    c->begin = begin;
    c->started = monotonic(NULL);
    return (struct clock){ .read = read_moved, .context = c };
}
