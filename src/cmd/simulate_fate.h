/* cmd/simulate_fate.h -- what becomes of an invented dossier, and when.
 * Floor 13.
 *
 *   filed ─> at the desk ──ask, supply──┐        leader ──return──> in work
 *              │ accept, refuse <───────┘          │ sign
 *              └─> in work ─(take, ask, charge)─> propose      finished ─> deliver
 *                    │ stop, withdraw
 *
 * Officers act inside the working time of their unit's calendar, people at any
 * hour.  Everything is drawn from the dossier's own stream, so a dossier's life
 * is decided by the seed and its number alone.
 */
#ifndef CMD_SIMULATE_FATE_H
#define CMD_SIMULATE_FATE_H

#include "cmd/simulate_plan.h"
#include "dossier/record.h"
#include "org/calendar.h"

/* A unit that decides dossiers. */
struct sim_unit {
    Id                     id;
    Str                    code;
    const struct calendar *calendar;
    const Str             *communes; /* within it; for questions about a commune */
    int                    n_communes;
    const Id              *at; /* whose each step of the procedure is, in its file's order */
};

/* A procedure with its competent units, in the order they take turns. */
struct sim_procedure {
    const struct simulated *says;
    const struct procedure *procedure;
    struct sim_unit        *units;
    int                     n_units, turn;
};

enum deed {
    DEED_NONE, DEED_SUBMIT, DEED_ACCEPT, DEED_REFUSE, DEED_TAKE, DEED_ASK, DEED_SUPPLY,
    DEED_CHARGE, DEED_PAID, DEED_PROPOSE, DEED_SIGN, DEED_RETURN, DEED_STOP, DEED_WITHDRAW,
    DEED_DELIVER
};

struct sim_dossier {
    struct sim_dossier *next, *prev; /* in whatever list it stands */
    struct draw         draw;
    int64_t             number;
    const struct sim_procedure *of;
    const struct sim_unit      *unit;
    const struct step          *step;
    /* The deed to come, and its moment.  DEED_NONE: nothing more. */
    enum deed next_deed;
    Time      at;
    /* drawn at birth */
    int       channel; /* IN_PERSON … */
    int       asks;    /* supplements that will be asked for */
    bool      asked_at_desk, will_be_refused, will_be_stopped, will_be_withdrawn, pays_online;
    int       result; /* ON_SCREEN … */
    /* so far */
    int64_t   left; /* working minutes the officer still needs at this step */
    bool      charged, taken, returned;
    char      code[64], secret[64];
    /* for the one who drives it */
    bool      in_flight, held, refused, over;
};

/* A dossier that comes into being on this day; its first deed is to be filed. */
enum err fate_begin(const struct simulation *, struct sim_dossier *, uint64_t seed, int64_t number,
                    const struct sim_procedure *, const struct sim_unit *, Day) MUST_USE;
/* After its deed was done: the next one.  ERR_UNKNOWN beyond the calendar. */
enum err fate_next(const struct simulation *, struct sim_dossier *) MUST_USE;

const char *deed_word(enum deed); /* "accept" */
bool        deed_is_by_person(enum deed);

#endif
