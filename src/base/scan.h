/* base/scan.h -- numbers out of text: the whole field or failure, the range
 * always given.  *out is untouched on failure.  Floor 0. */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <stdint.h>

#include "base/str.h"

/* ASCII digits only, at least one; however many. */
bool scan_is_digits(Str);
/* ASCII digits only, at least one, at most eighteen. */
enum err scan_digits(Str, int64_t *out) MUST_USE;
/* An optional minus, no plus, no leading zeros but "0". */
enum err scan_int(Str, int64_t min, int64_t max, int64_t *out) MUST_USE;
/* Lower or upper case hexadecimal; the text must be exactly 2*size long. */
enum err scan_hex(Str, unsigned char *out, size_t size) MUST_USE;

#endif
