/* pack/decimal.c -- see decimal.h.  Floor 3. */
#include "pack/decimal.h"

#include "base/scan.h"

#define EXPONENT_MAX 400
#define DIGITS_MAX   19 /* 10^19 is within 64 bits */

/* Wider than a word, for the remainder alone. */
__extension__ typedef unsigned __int128 wide;

static struct decimal
normal(struct decimal d)
{
    while (d.digits != 0 && d.digits % 10 == 0) {
        d.digits /= 10;
        d.exponent++;
    }
    if (d.digits == 0)
        d = (struct decimal){ .digits = 0 };
    return d;
}

/* "12.50" without its sign and exponent. */
static bool
read_digits(Str s, struct decimal *d)
{
    bool after_point = false;
    int  n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.') {
            after_point = true;
            continue;
        }
        if (after_point && d->exponent <= -2 * EXPONENT_MAX)
            return false;
        n += d->digits > 0 || s.p[i] != '0';
        if (n > DIGITS_MAX)
            return false;
        d->digits = d->digits * 10 + (uint64_t)(s.p[i] - '0');
        d->exponent -= after_point;
    }
    return true;
}

static Str
without_trailing_zeros(Str s)
{
    bool point = str_find(s, S(".")) >= 0;

    while (point && s.n > 0 && s.p[s.n - 1] == '0')
        s.n--;
    return s;
}

static bool
read_decimal(Str s, struct decimal *out)
{
    struct decimal d = { .negative = s.n > 0 && s.p[0] == '-' };
    ptrdiff_t      e = str_find(s, S("e"));
    int64_t        exponent = 0;
    Str            power;

    if (e < 0)
        e = str_find(s, S("E"));
    if (e >= 0) {
        power = str_sub(s, (size_t)e + 1, s.n);
        if (power.n > 0 && power.p[0] == '+')
            power = str_sub(power, 1, power.n);
        if (power.n > 5 || scan_digits(str_sub(power, power.n > 0 && power.p[0] == '-', 5),
                                       &exponent) != ERR_OK || exponent > EXPONENT_MAX)
            return false;
        exponent = power.p[0] == '-' ? -exponent : exponent;
        s = str_sub(s, 0, (size_t)e);
    }
    if (!read_digits(without_trailing_zeros(str_sub(s, d.negative, s.n)), &d))
        return false;
    d.exponent += (int)exponent;
    *out = normal(d);
    return out->exponent >= -2 * EXPONENT_MAX;
}

bool
decimal_of(const struct json *v, struct decimal *out)
{
    if (v->kind == JSON_DECIMAL)
        return read_decimal(v->text, out);
    if (v->kind != JSON_INT)
        return false;
    *out = normal((struct decimal){
        .negative = v->number < 0,
        .digits = v->number < 0 ? 0 - (uint64_t)v->number : (uint64_t)v->number });
    return true;
}

static int
count_digits(uint64_t n)
{
    int count = 1;

    for (; n >= 10; n /= 10)
        count++;
    return count;
}

/* Sizes without signs: first how far left they reach, then digit by digit. */
static int
compare_sizes(const struct decimal *a, const struct decimal *b)
{
    int  n_a = count_digits(a->digits), n_b = count_digits(b->digits);
    wide x = a->digits, y = b->digits;

    if (a->digits == 0 || b->digits == 0)
        return (a->digits > 0) - (b->digits > 0);
    if (n_a + a->exponent != n_b + b->exponent)
        return n_a + a->exponent < n_b + b->exponent ? -1 : 1;
    for (; n_a < n_b; n_a++)
        x *= 10;
    for (; n_b < n_a; n_b++)
        y *= 10;
    return (x > y) - (x < y);
}

int
decimal_compare(const struct decimal *a, const struct decimal *b)
{
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    return a->negative ? compare_sizes(b, a) : compare_sizes(a, b);
}

bool
decimal_is_whole(const struct decimal *d)
{
    return d->exponent >= 0;
}

bool
decimal_is_multiple(const struct decimal *d, const struct decimal *of)
{
    wide rest;

    if (d->digits == 0)
        return true;
    /* Both are without trailing zeros, so one that reaches less far to the
     * right than `of` must be whole times ten in it. */
    if (d->exponent < of->exponent)
        return false;
    rest = d->digits % of->digits;
    for (int k = d->exponent - of->exponent; k > 0 && rest != 0; k--)
        rest = rest * 10 % of->digits;
    return rest == 0;
}
