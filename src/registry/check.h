/* registry/check.h -- what `verify` computes again of registries.  Floor 6. */
#ifndef REGISTRY_CHECK_H
#define REGISTRY_CHECK_H

#include "journal/verify.h"

/* Rows of loads against the digests that were published with them (load_check.c). */
extern const struct derived_check registry_check_loads;
/* Counts of records in force, and where each lies (tally_check.c). */
extern const struct derived_check registry_check_counts;
/* Days on which records changed one by one (day_check.c). */
extern const struct derived_check registry_check_days;
/* When records were written first and last (about_check.c). */
extern const struct derived_check registry_check_acts;
/* Words by which records are found (word_check.c). */
extern const struct derived_check registry_check_words;

#endif
