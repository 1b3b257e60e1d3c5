/* measure/check.h -- what verification counts again in this room.  Floor 8. */
#ifndef MEASURE_CHECK_H
#define MEASURE_CHECK_H

#include "journal/verify.h"

/* Counters and open dossiers by when they fall due are what all dossiers count for together. */
extern const struct derived_check measure_counters_check;

#endif
