/* dossier/form_page.h -- one filling-in, and its pages as models.  Private to the room.
 * Floor 7. */
#ifndef DOSSIER_FORM_PAGE_H
#define DOSSIER_FORM_PAGE_H

#include "dossier/prefill.h"

/* Of a draft that is opened again. */
struct opened_draft {
    int64_t version; /* of the procedure it was typed under */
    Time    saved;
    Str     gone; /* names of files that are no longer held */
};

/* What was posted, or what a draft holds. */
struct form_in {
    Str                        procedure, unit, go, drop;
    int64_t                    page, seen, version; /* version: of the procedure the page shows */
    bool                       like;
    const struct json         *answers, *files, *faults, *intake;
    const struct opened_draft *opened; /* NULL: posted */
};

/* One filling-in, while its page is being made. */
struct filling {
    struct view            *v;
    const struct form_in   *in;
    const struct procedure *p;
    struct json            *typed; /* the answers, coerced */
    const struct json      *desk;  /* the questions of a desk; NULL: one's own dossier */
    struct json            *whose; /* their answers */
    struct prefill          known; /* what the person gave before */
    struct faults           faults;
    bool                    changed; /* another version came into force meanwhile; */
    Str                     left_out; /* what it does not ask any more */
    int                     n_groups, n_pages; /* the papers are the last page */
};

/* The page that follows from what was posted: dossier.form and draft.open. */
enum err form_show(struct view *, const struct form_in *, struct json *out) MUST_USE;

/* -- form_page.c ------------------------------------------------------------------------- */
bool form_has_papers(const struct filling *);
/* The form's own group of questions on a page, from 1; NULL for the papers. */
const struct json *form_group(const struct filling *, int page);
bool form_is_on_page(const struct json *group, Str field);
/* The first member of both is `view`, for whoever draws it. */
enum err form_put_page(const struct filling *, int page, struct json *out) MUST_USE;
enum err form_put_check(struct filling *, struct json *out) MUST_USE;

#endif
