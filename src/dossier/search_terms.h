/* dossier/search_terms.h -- what an officer typed, as words to look for.  Private to the
 * room.  Floor 7.
 *
 *   "nguyễn thị hà"             nguyen, thi, and what begins with ha
 *   "H23.30.10507-240701-0001"  a whole code: that dossier or none
 *   "240701-0001", "0001"       the end of a code; of its unit, only if it is typed
 *   "0912 345 678"              one number, whole
 *
 * The last word is the beginning of one, for it may not be typed to its end; a word of
 * digits alone is always whole.
 */
#ifndef DOSSIER_SEARCH_TERMS_H
#define DOSSIER_SEARCH_TERMS_H

#include "base/str.h"

#define TERMS_MAX 8 /* words that must all be there; more are not looked for */

struct search_terms {
    Str  word[TERMS_MAX];
    int  n;
    Str  begins;     /* or none: another word begins so */
    Str  code;       /* a whole code, as codes are written; then nothing else */
    Str  code_part;  /* or none: stands in the code, small letters */
    bool too_short;  /* nothing that could be looked for */
    bool too_many;   /* words were left out */
};

void search_terms_read(struct arena *, Str typed, struct search_terms *out);

#endif
