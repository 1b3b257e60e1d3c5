/* ident/session.h -- what the site needs to know of sessions.  Floor 5. */
#ifndef IDENT_SESSION_H
#define IDENT_SESSION_H

#include "journal/act.h"

#define SESSION_IDLE  (2 * TIME_HOUR)   /* without a request */
#define SESSION_LIFE  (12 * TIME_HOUR)  /* whatever happens */
#define SESSION_RENEW (TIME_MINUTE)     /* a younger cookie at most so often */
#define CODE_TIME     (5 * TIME_MINUTE) /* for the second step of sign-in */

/* A younger cookie for a session in use, or STR_NONE while the one at hand is
 * young enough.  Ask it after ident_actor_of_session said yes. */
Str ident_session_renew(struct view *, Str cookie);

#endif
