/* store/copy.h -- all tables as text that belongs to neither store.  Floor 1.
 *
 * A table leaves in parts of a few megabytes.  A part is what PostgreSQL's COPY
 * reads and writes as text, so that any database takes it in without us:
 *
 *     act\tlog\toccurred …        the columns' names
 *     17\t1\t1719792600000000 …   a row a line, fields between tabs
 *
 * \N is NULL; \t \n \r \\ stand for the characters; bytes are \\x and
 * hexadecimal; days are ISO; moments microseconds.  What leaves one store goes
 * into the other byte for byte.
 */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "store/db.h"

#define COPY_PART ((size_t)4 << 20) /* a part ends after the row that passes it */

/* One part of a table: the nth, from 1; a table without rows has one as well. */
typedef enum err copy_part_fn(void *context, const struct table *, int nth, int64_t rows, Str text);

/* All tables of all rooms, in the snapshot that the caller opened. */
/* `more`: tables that the program was not built with; NULL: none. */
enum err copy_out(struct db *, const struct room_sql *more, copy_part_fn *, void *context) MUST_USE;

/* A table of ours by its name; NULL when there is none. */
const struct table *copy_table(const struct room_sql *const *rooms, int n_rooms, Str name);
/* Whether a part's first line names exactly the columns of the table. */
bool copy_fits(const struct table *, Str part);
/* Writes a part's rows, in the writer's transaction that the caller opened.
 * ERR_MALFORMED when it is not such a part, or not of this table. */
enum err copy_in(struct db *, const struct table *, Str part, int64_t *out_rows) MUST_USE;
/* Takes all rows of all tables away again. */
enum err copy_clear(struct db *) MUST_USE;

#endif
