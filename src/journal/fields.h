/* journal/fields.h -- from a JSON object to an input struct.  Floor 2. */
#ifndef JOURNAL_FIELDS_H
#define JOURNAL_FIELDS_H

#include "journal/door.h"

/* Binds every declared field, collects every fault (missing, wrong kind, out
 * of range, not declared).  Text forms of numbers, days and booleans are
 * accepted, as HTML forms send them; empty text counts as absent. */
void fields_bind(struct arena *, const struct field *, int n, const struct json *input, void *out,
                 struct faults *);

#endif
