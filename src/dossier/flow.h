/* dossier/flow.h -- the commands that move a dossier.  Floor 7.
 *
 * Each action is one row: who may, from which states, what it does to the
 * record.  `prepare` finds the dossier and checks everything that can be said
 * before the pen; the new version's key refuses what came between.
 */
#ifndef DOSSIER_FLOW_H
#define DOSSIER_FLOW_H

#include "dossier/record.h"
#include "dossier/upload.h"

struct flow_plan; /* flow_inside.h */

struct action {
    const char *word;      /* "accept": the command is dossier.accept */
    enum err (*change)(struct act *, const struct flow_plan *, struct dossier *);
    unsigned    from;      /* bit per status */
    bool        by_step;   /* the step must offer it, and names where it leads */
    bool        by_person; /* the applicant's, not an officer's */
    const char *right;     /* of an officer; NULL: that of the step's role */
    const char *or_right;  /* or this one */
    bool        note_required;
    bool        inside;    /* its note is for colleagues */
};

const struct action *flow_actions(int *n);
const struct action *flow_action(Str word); /* NULL */
/* Right that acting at a step of this role takes: desk → dossier.receive … */
Str flow_right_of_role(Str role);
/* Could this actor do this to the dossier as it stands?  ERR_FORBIDDEN, or
 * ERR_CONFLICT when the state does not allow it. */
enum err flow_allows(struct view *, const struct action *, const struct dossier *,
                     const struct procedure *) MUST_USE;

/* ERR_FORBIDDEN for who stands for another without the right to sign results. */
enum err flow_may_sign(struct view *) MUST_USE;

/* May its promised day be moved, as often and as long before as the rule says?  ERR_CONFLICT
 * with why not. */
enum err flow_may_extend(struct view *, const struct dossier *) MUST_USE;

extern const struct command dossier_accept, dossier_take, dossier_ask, dossier_refuse,
    dossier_charge, dossier_paid, dossier_propose, dossier_sign, dossier_deny, dossier_return,
    dossier_stop,
    dossier_deliver, dossier_extend, dossier_assign,
    dossier_transfer, dossier_consult, dossier_supply, dossier_withdraw;
extern const struct command dossier_erase;     /* erase.c */
extern const struct command dossier_sign_many; /* sign.c, as are dossier_sign and dossier_deny */
extern const struct command dossier_take_many, dossier_assign_many; /* many.c */
#define SIGN_MANY_MAX 100 /* dossiers in one call of it */

#endif
