/* dossier/draft.h -- what somebody has not finished typing, kept for them.  Private to the
 * room.  Floor 7.
 *
 *   save ──> kept ──save──> kept ──file──> a dossier; the draft goes in the same act
 *              └──drop, or 30 days without a save──> gone
 *
 * For a person signed in who files for themselves; a desk's intake is finished at the desk.
 *
 * Two devices.  A draft knows the filling-in that saved it last (the key of that form's
 * pages) and its version, the number of the act that saved it.  A save comes through from
 * the same filling-in, which includes the browser's Back, and from a page that was opened
 * on the draft as it stands; any other is refused, and whoever typed it chooses.
 *
 * Invariant: one draft for a person and a procedure, read and changed by that person
 * alone. */
#ifndef DOSSIER_DRAFT_H
#define DOSSIER_DRAFT_H

#include "dossier/procedure.h"

#define DRAFTS_MAX  20 /* of one person */
#define DRAFT_LIFE  (30 * TIME_DAY)
#define DRAFT_BYTES ((size_t)64 * 1024) /* of answers, as JSON */

struct draft_get_row;

/* Whether what this person types is kept: signed in, and no desk. */
bool draft_is_kept(struct view *);
/* One's own, if it was saved in the last 30 days; else ERR_NOT_FOUND. */
enum err draft_find(struct view *, Str procedure, struct draft_get_row *out) MUST_USE;
/* The dossier is filed: its draft goes in the same act. */
enum err draft_filed(struct act *, Str procedure) MUST_USE;

/* -- on pages (draft_page.c) ------------------------------------------------------------- */
/* draft{seen, saved_words?}: the form is kept; `saved` TIME_NONE: not yet. */
struct json *draft_put_form(struct view *, Id seen, Time saved, struct json *out);
/* resume{words, url, drop_url}, when a draft waits for whoever opens the form anew. */
enum err draft_put_resume(struct view *, const struct procedure *, struct json *out) MUST_USE;
/* drafts[key, name, begun_words, saved_words], the newest first. */
enum err draft_put_list(struct view *, struct json *out) MUST_USE;
/* "Saved at 10:42" */
Str draft_saved_words(struct view *, Time);

extern const struct command dossier_draft_save, dossier_draft_drop;
extern const struct query dossier_draft_list, dossier_draft_open, dossier_draft_about,
    dossier_draft_clash;

#endif
