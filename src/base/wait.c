/* base/wait.c -- see wait.h.  Floor 0.  Holds nothing. */
#include "base/wait.h"

#define BILLION 1000000000L

void
wait_init(pthread_cond_t *condition)
{
    pthread_condattr_t by;

    pthread_condattr_init(&by);
    pthread_condattr_setclock(&by, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &by);
    pthread_condattr_destroy(&by);
}

struct timespec
wait_until(int milliseconds)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += milliseconds % 1000 * 1000000L;
    if (until.tv_nsec >= BILLION) {
        until.tv_nsec -= BILLION;
        until.tv_sec++;
    }
    return until;
}
