/* exchange/govstack.h -- GovStack's Digital Registries: its records, our registries.  Floor 10.
 *
 * A record there is an object of its fields and `id`, which is its key here.  What its interface
 * cannot mean here is refused with words; row by row: docs/exchange.md. */
#ifndef EXCHANGE_GOVSTACK_H
#define EXCHANGE_GOVSTACK_H

#include "base/json.h"

/* `content` of a request to write, as registry.create and registry.change take it: without the
 * `id` that only names the record, and without what was masked when it was read. */
struct json *govstack_values(struct arena *, const struct json *content);
/* Does a record as it was read have all these values already? */
bool govstack_has(struct arena *, const struct json *record, const struct json *values);
/* The member wrapped as {query: {content}} or {write: {content}}, or the object itself where a
 * client left the wrapping out; NULL when there is none. */
const struct json *govstack_content(const struct json *body, const char *wrapped_in);
/* "1", "1.0": the number of a version; -1. */
int64_t govstack_version(Str);

#endif
