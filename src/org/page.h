/* org/page.h -- what the room's pages share.  Floor 4. */
#ifndef ORG_PAGE_H
#define ORG_PAGE_H

#include "base/lang.h"
#include "org/unit.h"

Str page_level_words(enum lang, Str kind);
/* "/don-vi/288" */
Str page_unit_address(struct arena *, Str code);

/* As on the day; else as it last was. */
enum err unit_ever(struct view *, Id, Day, struct unit *out) MUST_USE;

#endif
