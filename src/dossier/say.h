/* dossier/say.h -- a dossier in plain words.  Private to the room.  Floor 7.
 *
 * What several pages say of a dossier is said here once: its state, its clock,
 * who has it, its story.  Names of members are those the views declare.
 */
#ifndef DOSSIER_SAY_H
#define DOSSIER_SAY_H

#include "base/when.h"
#include "base/words.h"
#include "dossier/flow.h"
#include "org/calendar.h"

/* Everything a page needs beside the record itself. */
struct saying {
    struct view            *v;
    const struct dossier   *d;
    const struct procedure *p;
    const struct calendar  *calendar;
    struct unit             competent, received;
};

enum err saying_of(struct view *, const struct dossier *, struct saying *out) MUST_USE;
/* The same for the next row of a list: units that the last one named are not looked up
 * again.  Begins with a struct of zeros. */
enum err saying_next(struct view *, const struct dossier *, struct saying *) MUST_USE;

Str  say_status(enum lang, int64_t status);
Str  say_state(enum lang, const struct dossier *); /* refusals told apart from results */
Str  say_procedure(const struct saying *);
/* "UBND phường Cẩm Thượng"; departments by their own name. */
Str  say_office(struct view *, const struct unit *);
Str  say_role_at(struct view *, Str role, const struct unit *);
/* By its id, as it was then, or is now; an account's name; "–" when there is none. */
Str  say_unit_at(struct view *, Id unit, Time at);
Str  say_account(struct view *, Id account);
/* clock{state, words} */
void say_clock(const struct saying *, struct json *out);
/* The same of a term of its own that runs at a unit: an opinion's, a complaint's. */
enum err say_term_clock(struct view *, Id unit, Time due, struct json *out) MUST_USE;
/* "3 working days", "Free of charge": of the procedure itself. */
Str  say_term(struct view *, const struct procedure *);
Str  say_fee_of(struct view *, const struct procedure *);
void say_due(const struct saying *, struct json *out); /* due?, due_words? */
/* skipped[words]: why a date is no earlier, a line for the week's days off and one for each
 * published holiday or day worked in exchange of from … due; of a term of days, that all are
 * counted from `start`, and where its last day is off.  Empty when nothing is known. */
void say_skipped(struct view *, const struct procedure *, const struct calendar *, Time from,
                 Time start, Time due, struct json *out);
/* The same of a dossier: from its filing to its promised moment. */
void say_skips(const struct saying *, struct json *out);
/* source?{title, url?, read_words, grade, grade_words} of a fact of a file. */
void say_source(struct view *, const struct json *file, const struct json *fact, struct json *o);
/* The four facts of every list row: code, person, procedure, clock. */
void say_row(const struct saying *, struct json *row);
/* timeline[] and pauses[], from the versions. */
enum err say_story(const struct saying *, bool for_officer, struct json *out) MUST_USE;
Str  say_holder(const struct saying *);
/* x and x_words. */
void say_moment(struct view *, struct json *out, const char *key, Time);

#endif
