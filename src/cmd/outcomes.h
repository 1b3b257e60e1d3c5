/* cmd/outcomes.h -- granted results become records of registries while the program serves
 * (dossier/outcome.h).  Floor 13. */
#ifndef CMD_OUTCOMES_H
#define CMD_OUTCOMES_H

#include "base/err.h"

struct house;
struct outcomes;

enum err outcomes_start(struct house *, struct outcomes **out) MUST_USE;
void     outcomes_stop(struct outcomes *); /* NULL: nothing was started */

#endif
