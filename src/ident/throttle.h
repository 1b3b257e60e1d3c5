/* ident/throttle.h -- how often one address may try.  Floor 5.
 *
 * A fixed table of buckets in memory: each key may try `burst` times at once
 * and then once every `period`.  When the table is full the key that has been
 * quiet longest in its corner is forgotten; the size never grows, whatever
 * comes in.  The lock-out of an account is another thing: it is stored
 * (sign_in.c) and holds wherever the tries come from.
 *
 * The caller chooses the key: an IPv4 address, the first 64 bits of an IPv6.
 */
#ifndef IDENT_THROTTLE_H
#define IDENT_THROTTLE_H

#include "base/time.h"

struct throttle;
struct throttle *throttle_new(int slots, int burst, Time period);
void             throttle_free(struct throttle *);
/* Takes one try; false: wait.  Any thread. */
bool throttle_take(struct throttle *, Str key, Time now);
void throttle_give_back(struct throttle *, Str key, Time now); /* the try was a good one */
/* How long until the next try is allowed; 0: now. */
Time throttle_wait(struct throttle *, Str key, Time now);

#endif
