/* cmd/slots.h -- appointments at times that are not worked any more are called off.  Floor 13.
 *
 * A holiday is published late: a pack is loaded while the province is served.  At the start, and
 * whenever the set of packs is another one, everything booked is looked through once. */
#ifndef CMD_SLOTS_H
#define CMD_SLOTS_H

#include "base/err.h"

struct house;
struct slots;

enum err slots_start(struct house *, struct slots **out) MUST_USE;
void     slots_stop(struct slots *); /* NULL: nothing */

#endif
