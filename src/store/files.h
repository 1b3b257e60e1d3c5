/* store/files.h -- files by their content.  Floor 1.
 *
 * DIR/files/ab/cd…: named by SHA-256, written once, synced before any command
 * that names them is queued.  What no row names stays until files_remove takes it away.
 */
#ifndef STORE_FILES_H
#define STORE_FILES_H

#include "base/hash.h"

/* Moves a finished, synced file in; the same content twice is one file. */
enum err files_keep(Str folder, const char *from, const Hash *) MUST_USE;
/* Writes bytes as a file of their own (results, letters); synced. */
enum err files_write(Str folder, Str bytes, Hash *out) MUST_USE;
/* Opens for reading; ERR_NOT_FOUND when it is gone. */
enum err files_open(Str folder, const Hash *, int *out_fd, int64_t *out_size) MUST_USE;
/* Takes it away, if it is there. */
void     files_remove(Str folder, const Hash *);
/* Reads it back and compares with its name. */
enum err files_check(Str folder, const Hash *, bool *out_same) MUST_USE;

#endif
