/* pack/pattern.h -- the `pattern` of a form: a part of ECMA regular
 * expressions that is matched in time proportional to the text.  Floor 3.
 *
 *   x .  \d \w \s \D \W \S  \p{L} \p{Lu} \p{Ll} \p{N} (and \P)   one character
 *   [a-z0-9 _\d-]  [^…]                                            of a class
 *   ^ $  \b \B                                                     places
 *   (…) (?:…)  a|b                                                 groups, choices
 *   * + ? {n} {n,} {n,m}                                           repetitions
 *   \t \n \r \f \v \xHH \uHHHH \u{H…} \cX \0, \ before a sign      characters
 *
 * Refused, because they cannot be matched so, or would mean something else
 * here: back-references, look-around, lazy and named groups, flags, other
 * properties.  As in ECMA with the flag u, a pattern matches anywhere unless
 * anchored, `.` is any character but the end of a line, letters of any script
 * are one character each.
 */
#ifndef PACK_PATTERN_H
#define PACK_PATTERN_H

#include "base/str.h"

#define PATTERN_TEXT_MAX 10000 /* bytes of a text that is matched */
#define PATTERN_SIZE_MAX 4000  /* steps of a compiled pattern */

struct pattern;

/* ERR_INVALID with *why (message key) when it is not such a pattern. */
enum err pattern_compile(struct arena *, Str, struct pattern **out, const char **why) MUST_USE;
/* Steps of the program: matching takes at most so many for each character. */
size_t pattern_size(const struct pattern *);
/* False too for a text longer than PATTERN_TEXT_MAX. */
bool pattern_matches(struct arena *, const struct pattern *, Str text);

#endif
