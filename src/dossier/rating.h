/* dossier/rating.h -- what a person thought of the handling.  Private to the room but for the
 * announcement.  Floor 7.
 *
 * Once a dossier, after it ended, by the person alone; officers read it and cannot change it.
 * Counted by unit and day like the dossiers themselves (measure/heard.c). */
#ifndef DOSSIER_RATING_H
#define DOSSIER_RATING_H

#include "dossier/say.h"

#define RATING_MAX 5

/* What is announced: change.source "rating", new is a struct rated. */
extern const char rating_source[];
struct rated {
    const struct dossier *dossier;
    int64_t               score; /* 1 … RATING_MAX */
};

/* For the person: rate? and rate_fields[], or rated?{score_words, text?, low?}.  For officers
 * the second. */
enum err rating_say(const struct saying *, bool for_person, struct json *out) MUST_USE;

extern const struct command dossier_rate;

#endif
