/* store/work.h -- a bounded pool of threads for what is slow.  Floor 1.
 *
 * Neither an event loop nor the pen ever waits for a disk or a hash: they hand
 * it here.  Each thread has its own reading connection, reopened when it broke.
 */
#ifndef STORE_WORK_H
#define STORE_WORK_H

#include "store/db.h"

struct work {
    struct work *next;
    void (*run)(struct work *, struct db *reader); /* reader NULL: the store cannot be reached */
};

struct work_pool;
enum err work_start(const struct store_options *, int threads, int queue_max,
                    struct work_pool **out, char why[256]) MUST_USE;
void     work_stop(struct work_pool *); /* finishes what is queued */
enum err work_queue(struct work_pool *, struct work *) MUST_USE; /* ERR_BUSY when full */
bool     work_is_busy(const struct work_pool *);

#endif
