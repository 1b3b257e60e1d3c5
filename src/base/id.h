/* base/id.h -- the two other small values.  Floor 0. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdint.h>

typedef int64_t Id;    /* 0 is nobody and nothing */
typedef int64_t Money; /* whole đồng */

#endif
