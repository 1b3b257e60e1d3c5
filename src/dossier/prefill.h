/* dossier/prefill.h -- what a form need not ask again: the person's account, and what they
 * answered in dossiers of their own.  Private to the room.  Floor 7.
 *
 * A question that says which fact of a person it asks (`x-prefill`) is filled in: from the
 * account, else from the newest dossier that answered the same fact.  What else a former
 * dossier answered under the same name is offered, not filled in: a child's name is not the
 * next child's.
 *
 * Answers to a sensitive procedure go into no other. */
#ifndef DOSSIER_PREFILL_H
#define DOSSIER_PREFILL_H

#include "dossier/procedure.h"
#include "ident/ident.h"

#define PREFILL_DOSSIERS 3 /* the newest */

struct former {
    Str                     code;
    Time                    filed;
    const struct procedure *p;
    const struct json      *answers;
};

struct prefill {
    struct view  *v;
    struct person person; /* id 0: nobody */
    int           n;
    struct former former[PREFILL_DOSSIERS];
};

/* For whoever asks; of nobody there is nothing known. */
enum err prefill_read(struct view *, const struct procedure *, struct prefill *out) MUST_USE;
/* The answer to a question of the form; NULL when none is known.  `like`: also what was
 * answered under the same name.  *out_from: the dossier; NULL when it is the account. */
const struct json *prefill_answer(const struct prefill *, const struct json *question, bool like,
                                  const struct former **out_from);
/* "From your account", "From dossier …" */
Str prefill_origin(const struct prefill *, const struct former *);

#endif
