/* cmd/simulate.h -- invented dossiers through the real commands.  Floor 13.
 *
 * What is invented and what is not: docs/simulation.md.
 */
#ifndef CMD_SIMULATE_H
#define CMD_SIMULATE_H

#include "cmd/house.h"
#include "journal/door.h"
#include "pack/pack.h"

/* Monday 2024-07-01, 07:30 at UTC+7: where a simulated province's clock stands. */
#define SIMULATION_BEGINS ((Time)1719793800 * TIME_SECOND)

struct simulate_request {
    Day      from, to; /* both included */
    int64_t  dossiers;
    uint64_t seed;
    void (*progress)(Day, int64_t dossiers, int64_t commands); /* about once a second; or NULL */
};

/* What was refused, by command and reason. */
struct simulate_refusal {
    char    command[40];
    char    why[200]; /* and the first fault */
    int64_t n;
};
#define SIMULATE_REFUSALS 8 /* kinds that are told apart; more are only counted */

struct simulate_summary {
    int64_t                 dossiers, commands, refused;
    Time                    took;
    struct simulate_refusal refusal[SIMULATE_REFUSALS];
    int                     n_refusals;
};

/* In a house opened in order (house_open_in_order).
 * ERR_INVALID   not a simulated directory, no parameters, days beyond the
 *               calendar: *why says which
 * ERR_CONFLICT  it was simulated before: a seed means nothing on top of another */
enum err simulate_run(struct house *, const struct simulate_request *,
                      struct simulate_summary *out, char why[256]) MUST_USE;

/* For a demonstration: several dossiers of an account's own, in different states,
 * and work waiting for the desk, the specialist and the leader of a commune. */
enum err simulate_stage(struct house *, Str login, Str commune, int *out_dossiers,
                        char why[256]) MUST_USE;

extern const struct door_table          simulate_table;
extern const struct pack_section *const simulate_sections[];

#endif
