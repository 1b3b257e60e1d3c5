/* dossier/deadline.h -- the one clock of a dossier.  Floor 7.
 *
 * It starts at acceptance, stands still while the person supplements or pays,
 * and ends with the decision.  Counted by org/calendar.h alone; the rules are
 * those of the procedure's version:
 *   working minutes from the start, or the end of working time of the Nth
 *   working day after the day of the start (N = 0: the same day);
 *   a start strictly after the cut-off counts from the next working day's
 *   opening; a start outside working time from the next opening;
 *   or the end of working time of the Nth day after the day of the start, days off
 *   counted; when that is a day off, of the next working day (packs/viet-nam/rules/
 *   calendar-days.json has the source).
 * A pause adds its working minutes to the due moment; to a term of days the days it took.
 */
#ifndef DOSSIER_DEADLINE_H
#define DOSSIER_DEADLINE_H

#include "dossier/procedure.h"
#include "org/calendar.h"

#define TERM_MAX 400 /* days, or hours */

/* working_days, working_hours or days of a rule; false when it has none, or one that is no
 * whole number or too large. */
extern const char deadline_wrong[]; /* what is said then */
bool deadline_read(const struct json *rule, enum term_unit *out_unit, int *out);
/* ERR_UNKNOWN beyond the published calendar; *out untouched.  A procedure
 * without a known term gives TIME_NONE. */
enum err deadline_start(const struct procedure *, const struct calendar *, Time accepted,
                        Time *out_due) MUST_USE;
/* The last day of a term of days, whether it is worked or not; DAY_NONE of another term. */
Day deadline_last_day(const struct procedure *, const struct calendar *, Time accepted);
enum err deadline_resume(const struct procedure *, const struct calendar *, Time due,
                         Time paused_since, Time now, Time *out_due) MUST_USE;

#endif
