/* web/safety.h -- headers that every answer carries.  Floor 11. */
#ifndef WEB_SAFETY_H
#define WEB_SAFETY_H

#include "web/http_parse.h"

/* Nothing inline, nothing from elsewhere, no frame, no guessing of types. */
const struct header *safety_headers(size_t *n);

#endif
