/* dossier/cases.h -- what holds only for some answers, or for one way of filing: a paper, a
 * term, a fee.  Floor 7.
 *
 * A condition is closed: `when` names questions of the form, each with what its answer must be,
 * all together: a value, a list of values one of which it must have (of several choices one is
 * enough), {min, max} of a whole number, or {district_type} of a unit; `channel` is desk, online
 * or post.  The first case that holds counts; where none does, the rule beside. */
#ifndef DOSSIER_CASES_H
#define DOSSIER_CASES_H

#include "dossier/record.h"

/* Do the answers fulfil all of `when`?  NULL: nothing is asked for.  Without a view no unit
 * lies anywhere. */
bool when_holds(struct view *, const struct json *when, const struct json *answers);
/* The first of a list of cases that holds; NULL. */
const struct json *case_of(struct view *, const struct json *cases, const struct json *answers,
                           int64_t channel);
/* The procedure with the term and the fee of these answers: itself when it has no cases. */
const struct procedure *procedure_as(struct view *, const struct procedure *,
                                     const struct json *answers, int64_t channel);
/* That of a dossier: of what it answers now, filed as it was. */
enum err procedure_of(struct view *, const struct procedure *, const struct dossier *,
                      const struct procedure **out) MUST_USE;

/* Faults of the file's cases and conditions name where. */
void cases_check(struct pack_build *, const struct pack_file *, const struct procedure *);
struct checking {
    struct pack_build      *build;
    const struct pack_file *file;
    const struct json      *questions;
};
void check_wrong(const struct checking *, Str where, const char *message, Str one);
void check_condition(const struct checking *, Str where, const struct json *one);

/* term_cases[words]: "15 working days when …", for the guide. */
void cases_say(struct view *, const struct procedure *, struct json *out);
/* "Have you lived abroad? – Yes", or how it is filed. */
Str condition_words(struct view *, const struct procedure *, const struct json *one);

#endif
