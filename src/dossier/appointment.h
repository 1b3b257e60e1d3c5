/* dossier/appointment.h -- appointments at a unit's counters.  Private to the room.  Floor 7.
 *
 *   book ─▶ booked ──check_in──▶ arrived (a number of the day's queue)
 *            │ ▲ move
 *            │ └─remind: the working day before (cmd/slots.c)
 *            ├─cancel─▶ cancelled
 *            └─close──▶ closed: the office does not work then any more
 *
 * A day's work is cut into slots of so many minutes with so many places; who says how many is
 * the unit, from a day on (appointment_rule), else a pack's rule file.  A slot exists only
 * within working hours as they are published when it is asked for, so a holiday that comes
 * late takes its slots with it, and who had one is told (cmd/slots.c).
 *
 * Invariant: a change is one new row of appointment_version; no slot ever has more that hold
 * it than it has places, because the pen counts before it writes. */
#ifndef DOSSIER_APPOINTMENT_H
#define DOSSIER_APPOINTMENT_H

#include "dossier/queue.h"

#define APPOINTMENTS_MAX 3 /* that one person holds at a time */

/* Every column of appointment_version but `act`, which the store fills in. */
#define APPOINTMENT_FIELDS(X)                                                               \
    X(Id, appointment) X(int64_t, version) X(Time, at) X(Str, action) X(Str, code)          \
    X(Id, unit) X(Str, service) X(Id, person) X(Time, slot) X(Time, until) X(Str, state)

struct appointment {
#define MEMBER(type, name) type name;
    APPOINTMENT_FIELDS(MEMBER)
#undef MEMBER
};

/* -- how a day is cut ------------------------------------------------------------------- */
struct slot_rule {
    int64_t minutes, places, days_ahead;
};
#define SLOT_MINUTES_MIN 5
#define SLOT_MINUTES_MAX 240
#define SLOT_PLACES_MAX  50
#define SLOT_DAYS_MAX    60
/* Of a unit on a day.  False: there are no appointments. */
enum err slot_rule_on(struct view *, Id unit, Day, struct slot_rule *out, bool *out_any) MUST_USE;

struct slot {
    Time    from, to;
    int64_t left; /* places */
};
/* The slots of a day that are still to come, with the places left; none when the day is not
 * worked, or nobody has published it. */
enum err slots_of(struct view *, const struct unit *, Day, struct slot **out, int *n) MUST_USE;
/* Is there such a slot?  Its end and places left.  ERR_NOT_FOUND. */
enum err slot_at(struct view *, const struct unit *, Time, struct slot *out) MUST_USE;
/* Is it worked from the one to the other? */
bool slot_is_worked(struct view *, Id unit, Time from, Time to);

/* -- the record --------------------------------------------------------------------------- */
/* By what people type: digits, however they are grouped. */
enum err appointment_find(struct view *, Str code, struct appointment *out) MUST_USE;
/* One's own, of whoever is signed in. */
enum err appointment_own(struct view *, Str code, struct appointment *out) MUST_USE;
enum err appointment_of(struct view *, Id person, Time before, int limit,
                        struct appointment **out, int *n) MUST_USE;
/* Those booked at a unit for today. */
enum err appointment_today(struct view *, Id unit, int limit, struct appointment **out, int *n)
    MUST_USE;
/* Those booked at all, after (slot, appointment). */
enum err appointment_next(struct view *, Time slot, Id after, int limit, struct appointment **out,
                          int *n) MUST_USE;
/* The next version; fills in version and time, tells the person. */
enum err appointment_store(struct act *, struct appointment *) MUST_USE;
bool appointment_is_held(const struct appointment *);

Str appointment_code(struct arena *, Str code); /* "4829 1307" */
/* "Thứ Hai, 01/07/2024, 08:00–08:30" */
Str appointment_when(struct view *, const struct appointment *);

extern const struct command appointment_book, appointment_move, appointment_cancel,
    appointment_check_in, appointment_close, appointment_set, appointment_book_for,
    appointment_remind;
extern const struct query appointment_mine, appointment_one, appointment_choose,
    appointment_choose_for,
    appointment_file, appointment_settings, appointment_stale;

#endif
