/* pack/format.h -- what a text must be: the formats of forms.  Private to the
 * room.  Floor 3. */
#ifndef PACK_FORMAT_H
#define PACK_FORMAT_H

#include "pack/schema.h"

bool format_is_known(Str name);
/* *why: a message key, *one its value. */
bool format_holds(const struct schema_options *, Str name, Str s, const char **why, Str *one);
/* "1.250.000" or "1250000" as a whole number. */
bool format_whole(struct arena *, Str s, int64_t *out);
double format_double(const char *terminated);
/* Ten digits with a check digit, ten and a branch, or twelve (domain: tax codes). */
bool format_is_tax_code(Str);

#endif
