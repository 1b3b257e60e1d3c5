/* dossier/queue.h -- numbers at a unit's counters: drawn at the entrance, called by officers.
 * Private to the room.  Floor 7.
 *
 *   draw ─▶ waiting ──call──▶ called ──end──▶ served
 *              │                │ ▲ recall
 *              └─leave─▶ left   └─end─▶ absent
 *
 * A number counts for one unit and one day of the province's calendar; it knows what kind of
 * business it is for, and nobody's name.  Who is called next is one rule, said to everybody:
 * those whom an officer gave priority, those who came to an appointment whose time has come,
 * then all others as they came (queue_waiting).
 *
 * Invariant: a number is called by one officer at a time, and an officer has called one.  The
 * pen alone decides, so two who call at once get two numbers. */
#ifndef DOSSIER_QUEUE_H
#define DOSSIER_QUEUE_H

#include "dossier/say.h"
#include "journal/door.h"
#include "org/calendar.h"

#define QUEUE_MAX 400 /* that wait at one unit: a queue longer than a day helps nobody */

enum queue_rank { QUEUE_PRIORITY, QUEUE_APPOINTMENT, QUEUE_PLAIN };

/* Every column of queue_ticket. */
#define QUEUE_FIELDS(X)                                                                    \
    X(Id, ticket) X(Id, unit) X(Day, day) X(int64_t, number) X(Str, key) X(Str, service)   \
    X(int64_t, rank) X(Time, turn) X(Time, drawn) X(Str, state) X(int64_t, waited)         \
    X(Time, called) X(Time, shown) X(int64_t, calls) X(int64_t, counter) X(Id, officer)

struct queue_ticket {
#define MEMBER(type, name) type name;
    QUEUE_FIELDS(MEMBER)
#undef MEMBER
};

/* -- what people come for --------------------------------------------------------------- */
struct queue_service {
    const char *key, *label, *note;
};
const struct queue_service *queue_services(int *n);
const struct queue_service *queue_service(Str key); /* NULL */

/* -- finding ------------------------------------------------------------------------------ */
enum err queue_find(struct view *, Id, struct queue_ticket *out) MUST_USE;
enum err queue_find_key(struct view *, Str key, struct queue_ticket *out) MUST_USE;
/* What the officer has called; ticket 0: nothing. */
enum err queue_own(struct view *, struct queue_ticket *out) MUST_USE;
/* Those waiting, in the order in which they are called. */
enum err queue_waiting(struct view *, Id unit, struct queue_ticket **out, int *n) MUST_USE;
/* Those of a state, those announced last first. */
enum err queue_shown_last(struct view *, Id unit, Str state, int limit, struct queue_ticket **out,
                          int *n) MUST_USE;

/* -- changing ------------------------------------------------------------------------------ */
/* Gives the next number of its unit and day: unit, service, rank, turn and key are the
 * caller's.  ERR_CONFLICT when QUEUE_MAX wait. */
enum err queue_add(struct act *, struct queue_ticket *) MUST_USE;
enum err queue_put(struct act *, const struct queue_ticket *) MUST_USE;
/* Records what became of it; seconds it was served. */
enum err queue_record(struct act *, const struct queue_ticket *, Str outcome, int64_t spent)
    MUST_USE;
/* The same, and puts it with its new state. */
enum err queue_finish(struct act *, struct queue_ticket *, Str outcome, Str state) MUST_USE;
/* Names the act's subject: "queue:10507-240701-012". */
void queue_subject(struct act *, const struct unit *, const struct queue_ticket *);

/* -- where and when ------------------------------------------------------------------------- */
/* A unit with a desk, as of today. */
enum err queue_unit(struct view *, Str code, struct unit *out) MUST_USE;
/* The unit of the officer's position. */
enum err queue_own_unit(struct view *, struct unit *out) MUST_USE;
/* The next moment of work, now when it is one; TIME_NONE: nobody has published it. */
Time queue_opens(struct view *, const struct unit *);
/* Drawn elsewhere than at the entrance a number is waste, so the address that the entrance
 * opens has a pass; the display's picture for telephones has one of the day. */
Str  queue_pass(struct view *, const struct unit *, Day); /* DAY_NONE: for the kiosk itself */
bool queue_pass_opens(struct view *, const struct unit *, Str pass);
/* An officer of the unit, or whoever stands at the entrance.  ERR_FORBIDDEN. */
enum err queue_may_draw(struct view *, const struct unit *, Str pass, bool *is_officer) MUST_USE;

/* -- in words --------------------------------------------------------------------------------- */
Str queue_number(struct arena *, int64_t number); /* "012" */
Str queue_service_words(enum lang, Str service);
/* At most so many are called before it. */
int queue_ahead(const struct queue_ticket *waiting, int n, Id ticket);

extern const struct command queue_draw, queue_leave, queue_call, queue_recall, queue_done,
    queue_prefer;
extern const struct query queue_kiosk, queue_ticket_query, queue_counter, queue_display;

#endif
