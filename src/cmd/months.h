/* cmd/months.h -- months of the public figures are published when they are over.  Floor 13.
 *
 * At the start, before anybody is served, and then with every hour of the province's clock: what
 * is due is published, a month at a time, each by an act. */
#ifndef CMD_MONTHS_H
#define CMD_MONTHS_H

#include "base/err.h"

struct house;
struct months;

/* All that is due now.  A month that cannot be published is logged and holds nobody up: its
 * figures are not shown. */
void months_publish(struct house *);

enum err months_start(struct house *, struct months **out) MUST_USE;
void     months_stop(struct months *); /* NULL: nothing */

#endif
