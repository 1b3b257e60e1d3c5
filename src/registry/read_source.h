/* registry/read_source.h -- the bytes of a file, whatever they are packed in.  Private to the
 * room.  Floor 6.
 *
 * A file as it is, what is in a .gz, or one entry of a .zip: bytes from front to end, with
 * the ceiling against files that expand without end.
 */
#ifndef REGISTRY_READ_SOURCE_H
#define REGISTRY_READ_SOURCE_H

#include "registry/read.h"

struct read_source;
struct read_zip;

/* All three go with the arena; each stands at its first byte.  expanded_max in bytes. */
struct read_source *read_source_plain(struct arena *, int fd);
struct read_source *read_source_gzip(struct arena *, int fd, int64_t expanded_max);
/* An entry's; while it is read no other of the zip is. */
struct read_source *read_source_entry(struct arena *, struct read_zip *, int entry,
                                      int64_t expanded_max);

/* *got 0: the end, and what was packed is whole.  ERR_MALFORMED (damaged, cut),
 * ERR_TOO_LARGE (expands too much), ERR_STORE, each with read_source_why. */
enum err    read_source_read(struct read_source *, void *to, size_t n, size_t *got) MUST_USE;
const char *read_source_why(const struct read_source *); /* a message key */
/* To that many bytes from its first; ERR_INVALID when there are fewer. */
enum err read_source_seek(struct read_source *, int64_t at) MUST_USE;
double   read_source_progress(const struct read_source *);
/* Of a plain file: bytes somewhere in it, without moving.  0 of any other. */
size_t  read_source_peek(const struct read_source *, int64_t at, void *to, size_t n);
int64_t read_source_size(const struct read_source *); /* on the disk */

/* -- a .zip, by its directory --------------------------------------------------------- */

#define READ_ENTRIES_MAX 10000

struct read_entry {
    Str  name;
    bool locked; /* with a password */
    bool known;  /* stored or deflated */
};

/* ERR_MALFORMED, ERR_TOO_LARGE (entries) with *why. */
enum err read_zip_open(struct arena *, int fd, struct read_zip **out, const char **why) MUST_USE;
int      read_zip_count(const struct read_zip *); /* folders left out */
const struct read_entry *read_zip_entry(const struct read_zip *, int);
int      read_zip_find(const struct read_zip *, Str name); /* ASCII case aside; -1: none */

/* For read_source.c: one entry at a time. */
enum err read_zip_begin(struct read_zip *, int entry, const char **why) MUST_USE;
enum err read_zip_bytes(struct read_zip *, void *to, size_t n, size_t *got, const char **why)
    MUST_USE;
void     read_zip_sizes(const struct read_zip *, int64_t *packed_taken, int64_t *packed_all);

#endif
