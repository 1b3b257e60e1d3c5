/* web/http_upload.h -- files of a form, on disk before anyone asks for them.
 * Floor 11.
 *
 * Each is written, hashed as it comes, into the spool folder its address
 * admitted, and is with the disk before the handler is called.  It is removed
 * when the exchange's arena is reset, unless it was taken.
 */
#ifndef WEB_HTTP_UPLOAD_H
#define WEB_HTTP_UPLOAD_H

#include "base/hash.h"
#include "web/http_parse.h"

struct upload {
    struct upload *next;
    Str            field;
    Str            filename; /* for showing only */
    Str            declared_type; /* what the client says it is */
    Str            path;     /* in the spool folder, a name of our own */
    Hash           hash;     /* SHA-256 */
    uint64_t       size;

    int            fd; /* the toolkit's; -1 once synced */
    bool           taken;
    struct hasher *hasher;
};

/* The file is the caller's now, to rename or remove. */
void upload_take(struct upload *);

/* At start: removes what a killed process left in a spool folder, and nothing that
 * the toolkit did not make. */
void upload_sweep(Str folder);

#endif
