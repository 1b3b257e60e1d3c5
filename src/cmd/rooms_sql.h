/* cmd/rooms_sql.h -- every room that keeps something in the store, lowest
 * floor first; the list itself is generated.  Floor 13. */
#ifndef CMD_ROOMS_SQL_H
#define CMD_ROOMS_SQL_H

#include "store/db.h"

extern const struct room_sql *const all_rooms[];
extern const int                    n_all_rooms;

#endif
