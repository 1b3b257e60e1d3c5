/* base/swar.h -- eight bytes looked at in one word.  Floor 0.
 *
 * Each test sets the high bit of the bytes it finds; bytes after the first that
 * is found may be set wrongly, so the answer is only "none" or "look closer". */
#ifndef BASE_SWAR_H
#define BASE_SWAR_H

#include <stdint.h>
#include <string.h>

#define SWAR_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define SWAR_HIGH       SWAR_EACH(0x80)

static inline uint64_t
swar_load(const void *p)
{
    uint64_t x;

    memcpy(&x, p, sizeof x);
    return x;
}

/* Bytes below n, n ≤ 0x80. */
static inline uint64_t
swar_below(uint64_t x, unsigned n)
{
    return (x - SWAR_EACH(n)) & ~x & SWAR_HIGH;
}

static inline uint64_t
swar_is(uint64_t x, unsigned byte)
{
    return swar_below(x ^ SWAR_EACH(byte), 1);
}

/* Controls, DEL, and everything beyond ASCII. */
static inline uint64_t
swar_not_printable(uint64_t x)
{
    return swar_below(x, 0x20) | swar_is(x, 0x7f) | (x & SWAR_HIGH);
}

#endif
