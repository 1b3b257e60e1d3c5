/* cmd/simulate_plan.h -- the parameters of a simulation, as the pack's file
 * simulation.json declares them.  Floor 13.
 *
 * Compiled once from the section `simulation`; constant afterwards.  Shares and
 * multiples are in ten-thousandths (simulate_draw.h).
 */
#ifndef CMD_SIMULATE_PLAN_H
#define CMD_SIMULATE_PLAN_H

#include "cmd/simulate_draw.h"
#include "dossier/procedure.h"

#define SIMULATED_MAX 64 /* procedures */
#define HOLIDAY       7  /* beside the days of the week from Sunday 0 */

enum { IN_PERSON, ONLINE, BY_POST, CHANNELS };
enum { AS_DESK, AS_SPECIALIST, AS_LEADER, OFFICERS };
enum { SUPPLIES, PAYS, COLLECTS, PERSON_DELAYS };
enum { ON_SCREEN, POSTED, HANDED_OVER, RESULTS };

struct simulated {
    Str                key; /* the procedure's */
    int64_t            share;
    int64_t            channel[CHANNELS];
    Str                applicant; /* which answer is the applicant's name */
    const struct json *answers;   /* rule of an answer, by its key */
};

struct simulation {
    const struct json *file;
    int64_t            seed;
    int64_t            day[HOLIDAY + 1];
    int64_t            hour[2][24]; /* IN_PERSON (and by post), ONLINE */
    int                n;
    struct simulated   procedure[SIMULATED_MAX];
    struct simulated   others; /* procedures without a rule of their own share `share`; 0: none */
    struct quantiles   officer[OFFICERS]; /* multiples of the step's time */
    struct quantiles   person[PERSON_DELAYS]; /* hours of the calendar */
    int64_t taken, supplement, supplement_at_desk, second_supplement, refused, withdrawn, stopped,
        returned, pays_online, optional_answer;
    int64_t            result[RESULTS];
    const struct json *notes, *names;
};

/* NULL when no pack brings one. */
const struct simulation *simulation_of(const struct view *);
/* "0.25", 3: a number that is not negative, in ten-thousandths.  ERR_INVALID. */
enum err fixed_of(const struct json *, int64_t *out) MUST_USE;

extern const struct pack_section section_simulation;

#endif
