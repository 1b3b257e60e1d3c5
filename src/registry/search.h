/* registry/search.h -- records that have all the words somebody typed, by the table of words
 * (word.h).  Private to the room, but for what listing.h says of it.  Floor 6.
 *
 *   "vai thieu thanh ha"   vai, thieu, thanh, and what begins with ha: marks or none, any order
 *   "9909 01"              a code, or the beginning of one
 *
 * Streams lead: the records of one word at one level, in the order of _id.  Of whole words it is
 * the rarest; or the few that begin as the last one does, where they are rarer together; of a
 * beginning alone, all that begin so, merged.  What the other words leave of a stream is asked of
 * the table record by record, or, where the next word is about as rare, found by reading a stretch
 * of both (search_block.c).
 *
 * Invariant: a page reads so much and no more, however many records there are and whatever was
 * typed, in a few statements.  Who may not see official fields is not led by their words, so that
 * neither what is found nor where a page ends tells of them. */
#ifndef REGISTRY_SEARCH_H
#define REGISTRY_SEARCH_H

#include "registry/record.h"

#define SEARCH_TERMS 12 /* words that must all be there; more are not looked for */

struct looking;

/* Whether this reader may look for words in the registry at all. */
bool     looking_is_possible(const struct onlooker *);
/* ERR_INVALID with a fault at "q": nothing that can be looked for, or not by this reader. */
enum err looking_begin(const struct onlooker *, Str typed, struct looking **out) MUST_USE;
/* From behind this record on; rows with their shapes or without. */
void     looking_from(struct looking *, Id after, bool shapes);
/* Rows in force that may have all words; none: nothing is left, or (*out_more) enough was looked
 * at. */
enum err looking_next(struct looking *, struct rows *out, bool *out_more) MUST_USE;
/* The last record looked at. */
Id       looking_at(const struct looking *);
/* Whether a row has all words in what this sight shows of it. */
bool     looking_finds(const struct looking *, const struct cell *row, enum sight);
/* More words begin so than are looked for: some records are passed over. */
bool     looking_is_wide(const struct looking *);

#endif
