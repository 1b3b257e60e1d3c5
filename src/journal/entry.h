/* journal/entry.h -- what one act leaves in the log.  Floor 2.
 *
 * The leaf's bytes are public; they tell that something happened and when, and
 * commit to the rest:
 *
 *     tinhso-entry/1
 *     <act>                       number, from 1
 *     <occurred> <recorded>       seconds UTC: as said, as recorded
 *     <base64 of sha256(salt ‖ payload)>
 *
 * The payload is canonical JSON {actor, command, input, outcome?, rows, subject, unit};
 * `rows` lists [table, key, digest] for every journaled row the act wrote, so
 * what was written is covered row by row.  Without the salt nobody can guess
 * the payload from the leaf.
 */
#ifndef JOURNAL_ENTRY_H
#define JOURNAL_ENTRY_H

#include "base/hash.h"
#include "store/db.h"

#define SALT_SIZE 16

Hash entry_commitment(Str salt, Str payload);
Str  entry_bytes(struct arena *, int64_t act, Time occurred, Time recorded,
                 const Hash *commitment);
/* Of one row: the table's name, then each column as 'N', or 'I' and eight
 * bytes big-endian, or 'T' (text, bytes, days as ISO) and four bytes of length
 * and the bytes. */
Hash row_digest(const struct table *, const struct cell *row);
/* "17/2": the key's cells joined by a slash. */
void row_key(struct buf *, const struct table *, const struct cell *row);

#endif
