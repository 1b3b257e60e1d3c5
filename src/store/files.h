/* store/files.h -- files by their content.  Floor 1.
 *
 * DIR/files/ab/cd…: named by SHA-256, written once, synced before any command
 * that names them is queued.  What no row names stays until files_remove takes it away, or a
 * sweep: whoever lets a row name a file touches it first, on the way to that row, and what was
 * touched lately is not swept.  A touch and a sweep of one file exclude each other.
 */
#ifndef STORE_FILES_H
#define STORE_FILES_H

#include "base/hash.h"
#include "base/time.h"

/* All of it to an open file; what the disk says when it cannot be. */
enum err files_put(int fd, Str bytes) MUST_USE;
/* Moves a finished, synced file in; the same content twice is one file. */
enum err files_keep(Str folder, const char *from, const Hash *) MUST_USE;
/* Writes bytes as a file of their own (results, letters); synced. */
enum err files_write(Str folder, Str bytes, Hash *out) MUST_USE;
/* Opens for reading; ERR_NOT_FOUND when it is gone. */
enum err files_open(Str folder, const Hash *, int *out_fd, int64_t *out_size) MUST_USE;
/* A row is about to name it.  ERR_NOT_FOUND when it is gone. */
enum err files_touch(Str folder, const Hash *) MUST_USE;
/* Takes it away, if it is there. */
void     files_remove(Str folder, const Hash *);
/* Each of one shelf (the hash's first byte) that nobody touched since; an error of `each` ends
 * it. */
typedef enum err files_old_fn(void *context, const Hash *);
enum err files_old(Str folder, int shelf, Time since, files_old_fn *each, void *context)
    MUST_USE;
/* Takes it away unless it was touched since; its size, or -1 when it stays. */
enum err files_sweep(Str folder, const Hash *, Time since, int64_t *out_size) MUST_USE;
/* What was being written when its writer was killed, and nobody touched since. */
void     files_sweep_unfinished(Str folder, Time since);
/* Reads it back and compares with its name. */
enum err files_check(Str folder, const Hash *, bool *out_same) MUST_USE;

#endif
