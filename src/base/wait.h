/* base/wait.h -- waiting for a while that no change of the clock can stretch.  Floor 0.
 *
 * A condition waits by the wall clock unless told otherwise; set back an hour, the
 * pen would sleep for that hour.  These conditions wait by the monotonic clock, which
 * tells durations and no moment, so that a wait reads no clock that acts are dated by.
 * A condition that is only ever waited for without an end needs none of this.
 */
#ifndef BASE_WAIT_H
#define BASE_WAIT_H

#include <pthread.h>
#include <time.h>

void            wait_init(pthread_cond_t *);
struct timespec wait_until(int milliseconds); /* from now; for pthread_cond_timedwait */

#endif
