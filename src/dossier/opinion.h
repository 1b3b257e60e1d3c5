/* dossier/opinion.h -- what other units are asked for in writing (lấy ý kiến), each with a day
 * of its own by which they answer.  Private to the room.  Floor 7.
 *
 * The dossier stays where it is and its clock goes on: nothing that was read lets it stand
 * still for a question among offices.  A question that nobody answered holds nothing up; one
 * whose dossier is closed need not be answered any more.
 *
 *   ask (a version of the dossier) ──┬── answered     by the unit that was asked
 *                                    ├── withdrawn    by the unit that has the dossier
 *                                    └── its dossier was closed
 *
 * While a question is open, and no longer, whoever may answer it reads what was answered on
 * the form and given with it; each such reading is recorded. */
#ifndef DOSSIER_OPINION_H
#define DOSSIER_OPINION_H

#include "dossier/say.h"
#include "journal/door.h"

struct flow_plan;
struct opinions_of_row;

#define OPINIONS_MAX 50 /* of one dossier */
#define OPINIONS_ONCE 3 /* units asked in one act */

struct consultation {
    int n;
    struct {
        Id   unit, desk;
        Time due;
    } to[OPINIONS_ONCE];
};

/* Whom the plan's input names, as faults or as plan->consultation. */
enum err opinion_check(struct view *, struct flow_plan *) MUST_USE;
enum err opinion_ask(struct act *, const struct flow_plan *, struct dossier *) MUST_USE;
/* The fields of the action's page. */
enum err opinion_put_fields(const struct saying *, struct json *fields) MUST_USE;

enum err opinion_find(struct view *, const struct dossier *, Id n, struct opinions_of_row *out)
    MUST_USE;

/* opinions[…] and others_words? of the dossier's page. */
enum err opinion_say(const struct saying *, struct json *out) MUST_USE;
/* Which units were asked in one version, for the story. */
enum err opinion_asked_words(const struct saying *, int64_t version, Str *out) MUST_USE;

/* May the actor read the dossier because an open question asks their unit? */
enum err opinion_opens(struct view *, const struct dossier *, bool *out) MUST_USE;

/* The two lists of a desk: what it was asked, and what its dossiers wait for. */
enum err opinion_put_asked(struct view *, Id desk, Time after_due, Id after, struct json *out)
    MUST_USE;
enum err opinion_put_awaited(struct view *, Id desk, Time after_due, Id after, struct json *out)
    MUST_USE;

extern const struct command opinion_answer, opinion_withdraw;
extern const struct query   opinion_read;

#endif
