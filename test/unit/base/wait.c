/* Waiting ends after its while, by a clock that nobody sets. */
#include "base/wait.h"

#include <errno.h>

#include "check.h"

static int64_t
ms_of(struct timespec t)
{
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
test_base_wait__ends_after_its_while_and_not_before(void)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t  never;
    struct timespec until, now;
    int             rc = 0;

    wait_init(&never);
    until = wait_until(30);
    pthread_mutex_lock(&lock);
    while (rc == 0)
        rc = pthread_cond_timedwait(&never, &lock, &until);
    pthread_mutex_unlock(&lock);
    clock_gettime(CLOCK_MONOTONIC, &now);
    check_int(rc, ETIMEDOUT);
    check(ms_of(now) >= ms_of(until), "it waited its while");
    pthread_cond_destroy(&never);
}

void
test_base_wait__moments_are_whole(void)
{
    int wrong = 0;

    for (int i = 0; i < 2000; i++) {
        struct timespec until = wait_until(i);

        wrong += until.tv_nsec < 0 || until.tv_nsec >= 1000000000L;
    }
    check_int(wrong, 0);
}
