/* web/http_spool.h -- where the parts of a form go: fields to memory, files to the
 * spool folder.  For the server only.  Floor 11. */
#ifndef WEB_HTTP_SPOOL_H
#define WEB_HTTP_SPOOL_H

#include "web/http_server.h"
#include "web/http_upload.h"
#include "web/multipart.h"

struct spool;

/* Parts go to request->form and request->uploads. */
struct spool *spool_new(struct arena *, struct request *, const struct http_admission *);
struct multipart_sink spool_sink(struct spool *);

/* Puts every file with the disk and closes it; waits for the disk, so not for a
 * loop.  ERR_FULL or ERR_STORE. */
enum err spool_sync(const struct request *) MUST_USE;

#endif
