/* journal/sealer.h -- a signed head at least once a second when there is
 * something new.  Private to the room.  Floor 2.
 *
 * A thread of its own: it looks at the ledger's committed head, proves to the
 * keeper that it extends the last signed one, has it signed (the keeper syncs
 * its own memory first), and stores the note through the pen.
 */
#ifndef JOURNAL_SEALER_H
#define JOURNAL_SEALER_H

#include "journal/ledger.h"

struct sealer;
enum err sealer_start(struct ledger *, struct pen *, const struct door_options *,
                      struct sealer **out, char why[256]) MUST_USE;
void     sealer_stop(struct sealer *); /* signs what is new, then ends */
enum err sealer_now(struct sealer *) MUST_USE; /* waits until the present head is signed */

#endif
