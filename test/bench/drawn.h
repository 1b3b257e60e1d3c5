/* test/bench/drawn.h -- what the makers of invented files draw alike: numbers that look random and
 * are the same each time, and tax codes that no firm holds (docs/registries.md). */
#ifndef BENCH_DRAWN_H
#define BENCH_DRAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

static inline uint64_t
mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

/* 10 less the weighted sum's remainder by 11; false: there is no code where that is 10. */
static inline bool
make_code(int64_t number, char out[24])
{
    static const int weights[9] = { 31, 29, 23, 19, 17, 13, 7, 5, 3 };
    int              sum = 0;

    snprintf(out, 24, "99%07lld", (long long)number);
    for (int i = 0; i < 9; i++)
        sum += (out[i] - '0') * weights[i];
    out[9] = (char)('0' + 10 - sum % 11);
    out[10] = '\0';
    return sum % 11 != 0;
}

#endif
