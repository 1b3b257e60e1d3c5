/* site/filing.h -- what was posted of a procedure's form.  Private to the room.  Floor 12. */
#ifndef SITE_FILING_H
#define SITE_FILING_H

#include "dossier/dossier.h"
#include "site/visit.h"

/* Answers by name, the files held. */
struct filing {
    struct json  *answers, *files, *faults;
    struct json  *intake; /* whose dossier it is, when a desk files it */
    struct json  *model;  /* of the page that comes, while its draft is being saved */
    Str           go;
    struct visit *visit;
    struct work   work;
    visit_fn     *then;
};

/* Reads what was posted into v->own, then goes on with `then`.  With files on a worker,
 * because a file gets its name only when its folder is with the disk; the loop's
 * connection stays behind. */
void filing_take(struct visit *, visit_fn *then);
/* {procedure, unit, page} of the form; `page` as a number, the check's too. */
struct json *filing_input(struct visit *, const char *take);

/* -- drafts (site_draft.c) -------------------------------------------------------------- */
/* Draws dossier.form's or draft.open's answer; v->call holds it. */
void filing_draw(struct visit *, struct json *model);
/* Saves what was posted as the person's draft, if the model says that theirs is kept, then
 * draws the page. */
void filing_keep(struct visit *, struct json *model);

#endif
