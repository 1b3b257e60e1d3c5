/* dossier/many.h -- one act on each of many dossiers: each is done or refused alone.  Private
 * to the room.  Floor 7. */
#ifndef DOSSIER_MANY_H
#define DOSSIER_MANY_H

#include "dossier/flow_inside.h"

#define MANY_HELP "[code or {code, seen}]: up to 100 dossiers; each is done or refused alone"

/* Fills in[0 … codes->count - 1]; false, with a fault, when it is no list of 1 to
 * SIGN_MANY_MAX codes.  `in` has room for one more. */
bool many_read(struct view *, const struct json *codes, struct flow_in *in);
/* What the command for one would have been given. */
struct json *many_input(struct arena *, const struct flow_in *);
/* flow_prepare of one, in a view of its own: a fault of one is a reason why that one is
 * refused. */
enum err many_check(const struct view *, const struct flow_in *, const char *word,
                    struct view *own, struct flow_plan *) MUST_USE;

#endif
