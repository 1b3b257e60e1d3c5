/* pack/decimal.h -- JSON numbers compared exactly, as the decimals they are
 * written as.  Floor 3. */
#ifndef PACK_DECIMAL_H
#define PACK_DECIMAL_H

#include "base/json.h"

/* digits × 10^exponent, without trailing zeros; zero is 0 × 10^0. */
struct decimal {
    bool     negative;
    uint64_t digits;
    int      exponent;
};

/* False for what is no number, or has more than nineteen digits that count, or
 * an exponent past ±400. */
bool decimal_of(const struct json *, struct decimal *out);
int  decimal_compare(const struct decimal *, const struct decimal *);
bool decimal_is_whole(const struct decimal *);
/* of: not zero */
bool decimal_is_multiple(const struct decimal *, const struct decimal *of);

#endif
