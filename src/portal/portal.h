/* portal/portal.h -- the open data portal: what people see of registries.  Floor 9.
 *
 * Models of pages and feeds over what the room `registry` lets be known; this room keeps nothing
 * of its own and decides nobody's sight. */
#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include "journal/door.h"

extern const struct door_table portal_table;

#endif
