/* test/fuzz/run_clang.c -- one driver under libFuzzer; compiled once a driver with
 * -DDRIVER=fuzz_NAME (script/fuzz). */
#include <stddef.h>
#include <stdint.h>

int DRIVER(const unsigned char *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    return DRIVER(p, n);
}
