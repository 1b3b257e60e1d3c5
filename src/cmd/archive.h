/* cmd/archive.h -- one file of many members: tar inside gzip.  Floor 13.
 *
 * What is written here `tar tzf` lists and `tar xzf` takes out, now and in
 * thirty years, without this program.  What is read here must be exactly what
 * is written here: no byte of header, filling or end may differ, so that
 * nothing altered passes for lack of a place where it would show.
 *
 * Regular files only, up to 8 GB each; names of at most 99 bytes, relative and
 * without "..".  Sizes are known before a member begins.
 */
#ifndef CMD_ARCHIVE_H
#define CMD_ARCHIVE_H

#include "base/hash.h"

#define ARCHIVE_NAME_MAX 99
#define ARCHIVE_SIZE_MAX (((int64_t)8 << 30) - 1)

struct archive_out;

/* Begins a file of mode 0600, replacing one that was left there. */
enum err archive_create(Str path, struct archive_out **out) MUST_USE;
/* ERR_INVALID for a name or size that does not fit. */
enum err archive_begin(struct archive_out *, Str name, int64_t size) MUST_USE;
/* ERR_FULL when the disk is. */
enum err archive_bytes(struct archive_out *, Str) MUST_USE;
/* ERR_INVALID when it was not as long as announced. */
enum err archive_end(struct archive_out *, Hash *out) MUST_USE;
/* Ends the file and syncs it. */
enum err archive_finish(struct archive_out *) MUST_USE;
int64_t  archive_size(const struct archive_out *); /* bytes in the file so far */
void     archive_free(struct archive_out *);       /* the file stays; NULL is none */

/* Goes through a file.  A member's bytes come in pieces; `end` brings its hash.
 * An error of theirs ends the reading and is returned.  ERR_MALFORMED when the
 * file is not one of ours, is cut off or altered; ERR_NOT_FOUND when it cannot
 * be opened; ERR_STORE when the disk does not give it back. */
struct archive_in {
    enum err (*begin)(void *context, Str name, int64_t size);
    enum err (*bytes)(void *context, Str);
    enum err (*end)(void *context, const Hash *);
    void *context;
};
enum err archive_read(Str path, const struct archive_in *) MUST_USE;

#endif
