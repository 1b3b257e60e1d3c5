/* journal/keeper_files.h -- the small files of a keeper's folder.  Private to the
 * room.  Floor 2.
 *
 * Invariant: under a name stands the whole file as it was last saved, or as it
 * was before; a power cut leaves one of the two.
 */
#ifndef JOURNAL_KEEPER_FILES_H
#define JOURNAL_KEEPER_FILES_H

#include <sys/types.h>

#include "base/str.h"

/* A descriptor that holds the folder's lock.  ERR_STORE, ERR_BUSY. */
enum err keeper_folder_open(Str path, int *out) MUST_USE;
/* Written aside, synced, renamed, the folder synced. */
enum err keeper_file_save(int folder, const char *name, mode_t mode, Str bytes) MUST_USE;
/* Into the caller's room, so that it can be wiped.  ERR_NOT_FOUND; ERR_FORBIDDEN when
 * the mode shows it to others; ERR_STORE when it fills the room. */
enum err keeper_file_read(int folder, const char *name, mode_t refused, char *room, size_t size,
                          Str *out) MUST_USE;

#endif
