/* pack/pattern.h -- patterns of forms: a small regular language, matched in
 * time that grows with the text alone.  Private to the room.  Floor 3.
 *
 * ^ and $ at the ends; characters; . ; classes [a-z0-9:] and [^…]; \d \w \s and
 * escapes; after each one of  * + ? {n} {n,} {n,m}.  No groups and no
 * alternatives: so each item is one step, and matching keeps a set of places
 * instead of going back.
 */
#ifndef PACK_PATTERN_H
#define PACK_PATTERN_H

#include "base/str.h"

bool pattern_is_safe(Str pattern);
bool pattern_holds(Str pattern, Str text); /* false too for an unsafe pattern */

#endif
