/* dossier/draft_files.h -- the files of a draft: facts where a page has tickets.  Private
 * to the room.  Floor 7.
 *
 * A ticket lives two days and a draft thirty, so a draft keeps what a ticket says.  Saving
 * reads tickets, opening makes new ones; a ticket whose time is over is believed again when
 * the person's own draft names the same file already. */
#ifndef DOSSIER_DRAFT_FILES_H
#define DOSSIER_DRAFT_FILES_H

#include "dossier/procedure.h"

/* From [{component, ticket}] to [{component, name, type, size, hash}].  `kept` is the same
 * of the draft there is, or NULL; *out_gone names what is not held any more. */
enum err draft_files_keep(struct view *, const struct procedure *, const struct json *tickets,
                          const struct json *kept, struct json **out, Str *out_gone) MUST_USE;
/* And back, each ticket new. */
struct json *draft_files_open(struct view *, const struct json *kept, Str *out_gone);
/* Tickets whose time is over become new ones, when `kept` names their file. */
struct json *draft_files_renew(struct view *, const struct json *tickets,
                               const struct json *kept);
/* The sentence about `gone`; empty when nothing is. */
Str draft_gone_words(struct view *, Str gone);

#endif
