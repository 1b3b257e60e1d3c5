/* journal/public.h -- the log as anyone may fetch it: C2SP tlog-tiles.  Floor 2.
 *
 * Only what a signed head covers is shown. */
#ifndef JOURNAL_PUBLIC_H
#define JOURNAL_PUBLIC_H

#include "journal/act.h"

/* The newest signed head.  ERR_NOT_FOUND before the first. */
enum err public_checkpoint(struct view *, Str *out) MUST_USE;
/* The public keys of all logs, the newest first, a space between. */
enum err public_keys(struct view *, Str *out) MUST_USE;
/* "0/x001/067", "entries/000.p/12": the path after "tile/". */
enum err public_tile(struct view *, Str path, Str *out_bytes) MUST_USE;

#endif
