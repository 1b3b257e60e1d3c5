/* web/partial.h -- a file that comes in pieces, over a network that breaks.  Floor 11.
 *
 * In the spool folder, ID.tus holds what has come, ID.info how much there shall be and its
 * name.  The ID is 128 random bits: who knows it may go on with it.  A piece is with the disk
 * before its length counts, so what was acknowledged need not be sent again.
 */
#ifndef WEB_PARTIAL_H
#define WEB_PARTIAL_H

#include "base/hash.h"
#include "base/time.h"

#define PARTIAL_LIFE  TIME_DAY /* since its last piece */
#define PARTIALS_MAX  500      /* at once, of everybody */

struct partial {
    Str     id, name; /* name: for showing only, at most 255 bytes */
    int64_t length, offset;
    Str     path;     /* of what has come */
    bool    kept;     /* whole, and by content in DIR/files since */
    Hash    hash;     /* then */
};

/* ERR_BUSY when there are too many already. */
enum err partial_begin(struct arena *, Str folder, int64_t length, Str name, struct partial *out)
    MUST_USE;
/* ERR_NOT_FOUND: never begun, over its time, or no ID at all. */
enum err partial_find(struct arena *, Str folder, Str id, struct partial *out) MUST_USE;
/* The same, alone: whoever else takes it waits until the descriptor in *out_held is closed. */
enum err partial_hold(struct arena *, Str folder, Str id, struct partial *out, int *out_held)
    MUST_USE;
/* Appends what begins at byte `at`, and moves the offset.  ERR_CONFLICT when that is not where
 * it stands, or another piece is being written; ERR_TOO_LARGE past its length. */
enum err partial_add(struct partial *, int64_t at, Str bytes) MUST_USE;
/* While held: its content was moved away under this hash; the ID answers for it until its time
 * is over. */
enum err partial_keep(struct arena *, Str folder, struct partial *, const Hash *) MUST_USE;
void     partial_drop(struct arena *, Str folder, Str id);
/* Removes those that nobody has touched since. */
void     partial_sweep(Str folder, Time since);

#endif
