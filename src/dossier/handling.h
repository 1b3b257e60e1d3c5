/* dossier/handling.h -- where a dossier's time went: each step it stood in, how long by the
 * working clock, and how long that step may take.  Floor 7.
 *
 * From the versions alone, so that it says what the records say.  A step taken up again after
 * a pause or a return is a stretch of its own; time that waited for the person is one too, and
 * counts against nobody. */
#ifndef DOSSIER_HANDLING_H
#define DOSSIER_HANDLING_H

#include "dossier/say.h"

struct stretch {
    const struct step *step;  /* NULL: waiting for the person */
    Time               from, to; /* to: TIME_NONE while it lasts */
    int64_t            minutes; /* worked in it */
    int64_t            allowed; /* of the step, what stretches before it left; 0: none left */
    Id                 unit;    /* that had it */
    Id                 actor;   /* who ended it; 0: nobody yet, or the person */
    Id                 act;     /* by which act */
};

struct stretches {
    int                   n;
    const struct stretch *list;
};

/* From reception to the end, or to now; as far as the dossier's version. */
enum err handling_read(const struct saying *, struct stretches *out) MUST_USE;
/* The stretch that overran its step by most; NULL: none did. */
const struct stretch *handling_slowest(const struct stretches *);
/* "Case officer, People's Committee of …": of a stretch that was a step. */
Str handling_role(const struct saying *, const struct stretch *);
/* steps_taken[name, who, from_words, to_words?, spent_words, allowed_words, late?], and
 * slow_words? of a late dossier. */
enum err handling_say(const struct saying *, struct json *out) MUST_USE;

#endif
