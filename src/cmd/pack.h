/* cmd/pack.h -- a pack as pack.load takes it.  Floor 13. */
#ifndef CMD_PACK_H
#define CMD_PACK_H

#include "pack/pack.h"

struct json *pack_load_input(struct arena *, const struct pack *);

#endif
