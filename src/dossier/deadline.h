/* dossier/deadline.h -- the one clock of a dossier.  Floor 7.
 *
 * It starts at acceptance, stands still while the person supplements or pays,
 * and ends with the decision.  Counted by org/calendar.h alone; the rules are
 * those of the procedure's version:
 *   working minutes from the start, or the end of working time of the Nth
 *   working day after the day of the start (N = 0: the same day);
 *   a start strictly after the cut-off counts from the next working day's
 *   opening; a start outside working time from the next opening.
 * The working minutes of a pause are added to the due moment.
 */
#ifndef DOSSIER_DEADLINE_H
#define DOSSIER_DEADLINE_H

#include "dossier/procedure.h"
#include "org/calendar.h"

/* ERR_UNKNOWN beyond the published calendar; *out untouched.  A procedure
 * without a known term gives TIME_NONE. */
enum err deadline_start(const struct procedure *, const struct calendar *, Time accepted,
                        Time *out_due) MUST_USE;
enum err deadline_resume(const struct calendar *, Time due, Time paused_since, Time now,
                         Time *out_due) MUST_USE;

#endif
