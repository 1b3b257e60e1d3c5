/* dossier/transfer.h -- a dossier goes over to another unit that may decide it.  Private to
 * the room.  Floor 7.
 *
 * Its step and its clock go on: what was promised to the person stays promised.  Nobody at the
 * desk it leaves has a part in it any more. */
#ifndef DOSSIER_TRANSFER_H
#define DOSSIER_TRANSFER_H

#include "dossier/flow_inside.h"

enum err transfer_check(struct view *, struct flow_plan *) MUST_USE;
enum err transfer_change(struct act *, const struct flow_plan *, struct dossier *) MUST_USE;
/* A fault at `field` when nobody of the unit holds the position that the step asks for. */
enum err transfer_check_somebody(struct view *, const struct procedure *, const struct dossier *,
                                 const struct unit *to, Str field) MUST_USE;
enum err transfer_put_field(const struct saying *, struct json *fields) MUST_USE;

#endif
