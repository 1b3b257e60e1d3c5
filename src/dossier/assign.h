/* dossier/assign.h -- whose a dossier is at its desk: one who handles it (chủ trì), and who
 * supports (phối hợp) or follows (theo dõi).  Private to the room.  Floor 7.
 *
 * Every assignment is a version of its own, so its story tells it; the clock does not feel
 * it.  Whoever handles it must be able to do what its step asks. */
#ifndef DOSSIER_ASSIGN_H
#define DOSSIER_ASSIGN_H

#include "dossier/say.h"

struct flow_plan;

#define SIDE_SUPPORT S("support")
#define SIDE_FOLLOW  S("follow")
#define SIDE_NONE    S("none") /* no longer */
#define SIDES_MAX    20        /* of one dossier */

struct side {
    Id  account;
    Str role;
};

/* What one assignment changes. */
struct assignment {
    Id                 main; /* 0: nobody in particular */
    int                n;
    const struct side *side;
};

/* Who may be given work at a unit today, by name; `roles`: bit per role. */
struct colleague {
    Id       account;
    Str      name;
    Str      away; /* "away until …; … stands in"; empty: here */
    unsigned roles;
};
/* Does this account hold a position there today? */
enum err assign_is_there(struct view *, Id unit, Id account, bool *out) MUST_USE;
enum err assign_colleagues(struct view *, Id unit, struct colleague **out, int *n) MUST_USE;

/* The role of the step it stands in, or goes back to when the person has answered: a bit. */
unsigned assign_role_needed(const struct dossier *, const struct procedure *);

/* Whom the plan's input names, as faults or as plan->assignment. */
enum err assign_check(struct view *, struct flow_plan *) MUST_USE;
enum err assign_change(struct act *, const struct flow_plan *, struct dossier *) MUST_USE;
/* Whoever takes it into the own hands supports or follows it no more. */
enum err assign_taken(struct act *, const struct dossier *, int64_t version) MUST_USE;
/* The dossier leaves the desk: nobody there supports or follows it any more. */
enum err assign_end_sides(struct act *, const struct dossier *, int64_t version) MUST_USE;

/* The fields of the action's page. */
enum err assign_put_fields(const struct saying *, struct json *fields) MUST_USE;
/* options[value, label]: all who may be given work at a unit. */
enum err assign_put_people(struct view *, Id unit, struct json *options) MUST_USE;
/* team[label, names] */
enum err assign_put_team(const struct saying *, struct json *out) MUST_USE;

/* Who became what at which version, for the story. */
struct side_story;
enum err assign_story(const struct saying *, const struct side_story **out) MUST_USE;
/* "Handled by: …; supported by: …" of one version; main: who handles it from then on, when
 * that changed (0: nobody), else -1. */
Str assign_words(const struct saying *, const struct side_story *, int64_t version, Id main);

#endif
