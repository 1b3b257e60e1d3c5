/* cmd/loads.h -- files are loaded into registries, step by step, where a province is served.
 * Floor 13.
 *
 * A step of writing is kept to some milliseconds of the pen, measured: who submits something
 * meanwhile waits for no more than that. */
#ifndef CMD_LOADS_H
#define CMD_LOADS_H

#include "base/err.h"

struct house;
struct loads;

/* All that there is to do, on this thread; for the command line and tests. */
enum err loads_run(struct house *) MUST_USE;

/* Data that packs bring for registries into which nothing was loaded yet; invented ones only in
 * a simulated province.  What they point to goes first. */
enum err loads_seed(struct house *) MUST_USE;

enum err loads_start(struct house *, struct loads **out) MUST_USE;
void     loads_stop(struct loads *); /* NULL: nothing.  What was begun goes on next time */

#endif
