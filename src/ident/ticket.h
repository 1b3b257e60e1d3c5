/* ident/ticket.h -- a text the server gave out and will know again.  Floor 5.
 *
 * Sealed with the directory's secret, for one purpose and until a moment;
 * nothing is stored.  For sign-in's second step, forms (CSRF), uploads and the
 * cookie of a session.  Whoever holds a ticket can read it: it is signed, not
 * hidden.
 */
#ifndef IDENT_TICKET_H
#define IDENT_TICKET_H

#include "base/time.h"

#define TICKET_TEXT_MAX 512 /* bytes */

struct world;

/* Letters, digits, "-", "_" and ".": fit for a cookie, a form, an address. */
Str ticket_make(struct arena *, const struct world *, const char *purpose, Str text, Time expires);

/* *out: the text.  ERR_FORBIDDEN: not one of ours, or for another purpose;
 * ERR_NOT_FOUND: it was ours, and its time is over. */
enum err ticket_read(struct arena *, const struct world *, const char *purpose, Str ticket,
                     Time now, Str *out) MUST_USE;
/* When a ticket that was just read expires. */
Time ticket_expiry(Str ticket);

#endif
