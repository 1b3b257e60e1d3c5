/* test/fuzz/run.h -- the drivers of test/fuzz, listed by their files' names. */
#ifndef TEST_FUZZ_RUN_H
#define TEST_FUZZ_RUN_H

#include <stddef.h>

typedef int fuzz_fn(const unsigned char *p, size_t n);

struct fuzz_driver {
    const char *name;
    fuzz_fn    *run;
};
extern const struct fuzz_driver fuzz_drivers[]; /* ends with a NULL name */

#endif
