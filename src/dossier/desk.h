/* dossier/desk.h -- queries and commands of this room, for its table.  Private
 * to the room.  Floor 7. */
#ifndef DOSSIER_DESK_H
#define DOSSIER_DESK_H

#include "dossier/say.h"
#include "journal/door.h"

/* main{href, label, then_words}? and actions[], or waiting_words: what the actor may do now. */
void action_put_offers(const struct saying *, struct json *out);

/* groups[heading, rows[…]] of the answers; files[…] and missing[.]. */
enum err desk_put_answers(const struct saying *, struct json *out) MUST_USE;
enum err desk_put_files(const struct saying *, struct json *out) MUST_USE;

extern const struct query dossier_worklist, dossier_read, dossier_action, dossier_file,
    dossier_register_query, dossier_register_file, dossier_track, dossier_mine, dossier_receipt,
    dossier_result_check, dossier_to_sign, dossier_chosen, dossier_labels, dossier_search,
    procedure_list_query, procedure_events, procedure_guide, procedure_diagram;
extern const struct command dossier_note, worklist_view_save, worklist_view_drop;

/* worklist_view.c: saved[label, loc, q, current?], drop?{name}, save_fields[]: an officer's own
 * views of the list, and the form that saves the present one. */
enum err worklist_views_put(struct view *, Str filter, Str q, struct json *out) MUST_USE;
/* Is there such a filter? */
bool worklist_has_filter(Str);

#endif
