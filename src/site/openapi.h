/* site/openapi.h -- the machine interface, described from the same tables that
 * serve it.  Floor 12. */
#ifndef SITE_OPENAPI_H
#define SITE_OPENAPI_H

#include "journal/door.h"

/* An OpenAPI 3.1 document of every command and query. */
struct json *openapi_document(struct arena *, const struct door_table *const *tables, int n,
                              Str server);

#endif
