/* dossier/transfer.h -- a dossier goes over to another unit that may decide it.  Private to
 * the room.  Floor 7.
 *
 * Its step and its clock go on: what was promised to the person stays promised.  Nobody at the
 * desk it leaves has a part in it any more: that unit keeps where it went and when, and the
 * control sheet up to that moment (docs/decisions/0013-beside-the-unit.md). */
#ifndef DOSSIER_TRANSFER_H
#define DOSSIER_TRANSFER_H

#include "dossier/flow_inside.h"

enum err transfer_check(struct view *, struct flow_plan *) MUST_USE;
enum err transfer_change(struct act *, const struct flow_plan *, struct dossier *) MUST_USE;
/* A fault at `field` when nobody of the unit holds the position that the step asks for. */
enum err transfer_check_somebody(struct view *, const struct procedure *, const struct dossier *,
                                 const struct unit *to, Str field) MUST_USE;
enum err transfer_put_field(const struct saying *, struct json *fields) MUST_USE;
/* The dossier as it stood when a unit within the actor's reach passed it on, and that moment;
 * ERR_FORBIDDEN when none did. */
enum err transfer_as_left(struct view *, struct dossier *, Time *out_at) MUST_USE;
/* sent[code, procedure, to_words, at, at_words, href]: what a desk passed on, the last first. */
enum err transfer_put_sent(struct view *, Id desk, Time before, Id before_id, struct json *out)
    MUST_USE;

#endif
