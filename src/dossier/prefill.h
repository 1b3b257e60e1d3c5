/* dossier/prefill.h -- what a form need not ask again: the person's account, what they
 * answered in dossiers of their own, and what registries hold about them.  Private to the room.
 * Floor 7.
 *
 * A question that says which fact of a person it asks (`x-prefill`) is filled in: from the
 * account, else from the newest dossier that answered the same fact.  What else a former
 * dossier answered under the same name is offered, not filled in: a child's name is not the
 * next child's.  A question that names a field of a registry is filled in from the one record
 * that is about the person (registry/once.h); where there are several, nothing is: which is meant
 * only the person knows.
 *
 * Answers to a sensitive procedure go into no other. */
#ifndef DOSSIER_PREFILL_H
#define DOSSIER_PREFILL_H

#include "dossier/procedure.h"
#include "ident/ident.h"
#include "registry/registry.h"

#define PREFILL_DOSSIERS 3 /* the newest */

struct former {
    const struct registry  *registry; /* not NULL: of it, and nothing below */
    Str                     code;
    Time                    filed;
    const struct procedure *p;
    const struct json      *answers;
};

struct known {
    Str                question; /* its name */
    const struct json *value;
    struct former      from;
};

struct prefill {
    struct view  *v;
    struct person person; /* id 0: nobody */
    int           n;
    struct former former[PREFILL_DOSSIERS];
    int           n_known;
    struct known *known; /* out of registries */
};

/* For whoever asks; of nobody there is nothing known. */
enum err prefill_read(struct view *, const struct procedure *, struct prefill *out) MUST_USE;
/* The answer to a question of the form; NULL when none is known.  `like`: also what was
 * answered under the same name.  *out_from: the dossier or registry; NULL: the account. */
const struct json *prefill_answer(const struct prefill *, const struct json *question, bool like,
                                  const struct former **out_from);
/* "From your account", "From dossier …", "From …, which has one record about you" */
Str prefill_origin(const struct prefill *, const struct former *);

#endif
