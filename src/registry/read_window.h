/* registry/read_window.h -- a stretch of a text that moves through a source.  Private to the
 * room.  Floor 6.
 *
 * Holds at least one record; its bytes are UTF-8 or one of the encodings that have ASCII as
 * itself.  UTF-16 becomes UTF-8 on its way in, and places in the source stay known.
 */
#ifndef REGISTRY_READ_WINDOW_H
#define REGISTRY_READ_WINDOW_H

#include "registry/read_source.h"

struct read_window;

/* From byte `at` of the source on.  ERR_INTERNAL: this machine cannot convert UTF-16. */
enum err read_window_new(struct arena *, struct read_source *, enum read_encoding,
                         struct read_window **out) MUST_USE;
enum err read_window_seek(struct read_window *, int64_t at) MUST_USE; /* a byte of the source */

/* What is here and not yet taken; writable until the next call of read_window_more. */
Str  read_window_rest(const struct read_window *);
bool read_window_last(const struct read_window *); /* nothing follows it */
/* Reads on; texts of read_window_rest are gone.  ERR_TOO_LARGE when READ_RECORD_MAX bytes
 * and more are here already; else as read_source_read. */
enum err read_window_more(struct read_window *) MUST_USE;
void     read_window_take(struct read_window *, size_t n);
/* The byte of the source that the rest begins with. */
int64_t read_window_at(const struct read_window *);

#endif
