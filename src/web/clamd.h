/* web/clamd.h -- a file shown to a virus scanner before it is kept.  Floor 11.
 *
 * Speaks clamd's INSTREAM (its manual page clamd(8)): the bytes go over the
 * socket, so the scanner needs no right in the province's folder.  Waits, up to
 * half a minute for each step of it: for workers alone.
 */
#ifndef WEB_CLAMD_H
#define WEB_CLAMD_H

#include "base/err.h"
#include "base/str.h"

/* Is it an address: a socket's path, or HOST:PORT? */
bool clamd_is_address(Str where);
/* *found: what was found in it, empty when nothing.  ERR_BUSY when the scanner
 * cannot be reached or does not answer as it should; the log says why. */
enum err clamd_scan(struct arena *, Str where, const char *path, Str *found) MUST_USE;

#endif
