/* test/packs.h -- the packs inside the program, for tests of rooms that read
 * them. */
#ifndef TEST_PACKS_H
#define TEST_PACKS_H

#include "pack/pack.h"

/* All of them, compiled with these sections (NULL-terminated lists, the lists
 * NULL-terminated too); sections not among them are known and left alone.  In
 * the test's arena. */
struct pack_set *test_packs(const struct pack_section *const *const *lists);

/* Into the world of the door that test_door opened last. */
void test_use_packs(struct pack_set *);
void test_use_no_packs(void);

/* What is wrong with the packs once a file of the pack of Hải Dương has `now` in place of `was`:
 * "pointer: message (value)" a line; empty when nothing is. */
Str test_pack_faults(const struct pack_section *const *const *lists, const char *file,
                     const char *was, const char *now);

#endif
