/* cmd/simulate_inside.h -- what the files of one run share.  Private.  Floor 13. */
#ifndef CMD_SIMULATE_INSIDE_H
#define CMD_SIMULATE_INSIDE_H

#include "base/hash.h"
#include "cmd/simulate.h"
#include "cmd/simulate_fate.h"

/* What was read before the first dossier, constant afterwards. */
struct sim_world {
    struct arena            *arena;
    const struct world      *world;
    const struct simulation *plan;
    struct sim_procedure    *procedure;
    int                      n_procedures;
    int64_t                 *share; /* by procedure */
    const struct calendar   *calendar; /* the province's: which days are days off */
    Hash                     paper; /* the one file every dossier attaches */
    int64_t                  paper_size;
};

/* Reads units, procedures, calendars; keeps the specimen paper. */
enum err sim_world_read(struct house *, const struct simulate_request *, struct arena *,
                        struct sim_world *out, char why[256]) MUST_USE;

/* The dossier's next deed as a call, in the call's arena. */
void sim_call_fill(const struct sim_world *, struct sim_dossier *, struct call *);
/* What the answer says: keeps the code and the secret. */
void sim_call_learn(struct sim_dossier *, const struct json *answer);

extern const struct command simulation_begin;
extern const struct query   simulation_show;

#endif
