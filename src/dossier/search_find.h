/* dossier/search_find.h -- dossiers that have all the words, the newest first.  Private
 * to the room.  Floor 7.
 *
 * A stream is the dossiers of one word at one desk, in the order of the key:
 *
 *   whole words            at each desk one stream, of the rarest word; of each dossier
 *                          it is asked whether it has the others
 *   and a beginning        the same, or a stream for each of the few words that begin so
 *   only a beginning       at each desk a stream for each word that begins so
 *
 * No stream is read further than its share of SCAN_MAX rows, so a search costs the same
 * among a thousand dossiers and among ten million.  Where one stopped the answer ends,
 * and `next` is where to go on.
 */
#ifndef DOSSIER_SEARCH_FIND_H
#define DOSSIER_SEARCH_FIND_H

#include "dossier/record.h"
#include "dossier/search_terms.h"

enum search_state { SEARCH_ALL, SEARCH_OPEN, SEARCH_CLOSED };

/* Whose dossiers an officer may look for: those of these desks, or all. */
struct reach {
    bool whole;
    Id  *desk;
    int  n;
};

struct search {
    const struct search_terms *terms;
    const struct reach        *reach;
    enum search_state          state;
    Id                         before; /* only dossiers older than this one */
};

struct search_result {
    Id  *dossier;
    int  n;
    Id   next;     /* go on before this dossier; 0: that was all */
    bool cut;      /* the answer ends because enough was read, not found */
    bool too_wide; /* more words begin so than are looked for */
};

bool reach_has(const struct reach *, Id desk);
enum err search_find(struct view *, const struct search *, int limit, struct search_result *out)
    MUST_USE;

#endif
