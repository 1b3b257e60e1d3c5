/* cmd/cli_call.h -- one call from a command of ours.  Floor 13. */
#ifndef CMD_CLI_CALL_H
#define CMD_CLI_CALL_H

#include "cmd/dir.h"

/* Through the running server or with the lock; complains itself; an exit code.
 * *out: the answer's JSON text when EXIT_DONE. */
int cli_call(struct arena *, struct dir *, Str name, Str input, const char *as, Str *out);

/* Whether a server answers there. */
bool cli_is_served(const struct dir *);

#endif
