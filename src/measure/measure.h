/* measure/measure.h -- what the room offers.  Floor 8. */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include "journal/door.h"
#include "pack/pack.h"

extern const struct door_table          measure_table;
extern const struct pack_section *const measure_sections[]; /* NULL-terminated */
listener_fn                             measure_heard;

#endif
