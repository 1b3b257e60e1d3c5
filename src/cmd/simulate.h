/* cmd/simulate.h -- invented dossiers through the real commands.  Floor 13. */
#ifndef CMD_SIMULATE_H
#define CMD_SIMULATE_H

#include "journal/door.h"
#include "pack/pack.h"

/* Monday 2024-07-01, 07:30 at UTC+7: where a simulated province's clock stands. */
#define SIMULATION_BEGINS ((Time)1719793800 * TIME_SECOND)

extern const struct door_table          simulate_table;
extern const struct pack_section *const simulate_sections[];

#endif
