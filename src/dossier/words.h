/* dossier/words.h -- under which words a dossier is found.  Private to the room.
 * Floor 7.
 *
 *   the applicant's name   each of its words, folded: "nguyen" "thi" "ha"
 *   the code               its number, and its day with it: "0001" "240701-0001"; a whole
 *                          code is found by the code's own index, and the unit's part,
 *                          which all dossiers of a desk share, by nothing
 *   numbers                whole: the applicant's personal number, and every answer
 *                          that is a number people are known by (text_number)
 *
 * Each word stands at the dossier's desk and in the province; what few dossiers have in the
 * whole province (a number, a day with a number) stands in the province alone.
 *
 * Invariant: the rows of dossier_word are exactly what these functions give of every
 * dossier as it stood after the act of the search cursor.  They look at journaled rows
 * alone, so they give the same at any time, and nothing of a dossier that was erased.
 */
#ifndef DOSSIER_WORDS_H
#define DOSSIER_WORDS_H

#include "journal/act.h"

#define WORDS_CURSOR   S("dossier_word")
#define WORDS_PROVINCE 0  /* the desk under which the whole province is searched */
#define WORDS_MAX      64 /* of one dossier */

struct word_row {
    Id  desk;
    Str word;
    Id  dossier;
};

struct word_rows {
    struct word_row *row;
    int              n, size;
};

struct id_list {
    Id *id;
    int n, size;
};
void id_list_add(struct arena *, struct id_list *, Id); /* once, however often it comes */
Str  id_list_json(struct arena *, const struct id_list *); /* as the statements take them */

/* Adds the rows of these dossiers as they stood after `act`, in the key's order. */
enum err words_at(struct view *, const struct id_list *, int64_t act, struct word_rows *) MUST_USE;
/* As the statements take them: [[desk, word, dossier], …]. */
Str  words_json(struct arena *, const struct word_row *, int n);
void words_sort(struct word_rows *); /* by the key, each once */
int  words_compare(const void *, const void *); /* two struct word_row, by the key */
/* Every row that a dossier may have by any of its acts: what erasing takes away. */
enum err words_ever(struct view *, Id dossier, struct word_rows *out) MUST_USE;
/* How far the words go. */
enum err words_cursor(struct view *, int64_t *out) MUST_USE;
/* The words of a code, as of a dossier's own: at most two.  Returns how many. */
int  words_of_code(Str code, Str out[2]);
bool word_is_rare(Str); /* stands in the province alone */

#endif
