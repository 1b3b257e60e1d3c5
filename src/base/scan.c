/* base/scan.c -- see scan.h.  Floor 0. */
#include "base/scan.h"

bool
scan_is_digits(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* Up to nineteen digits: more could overflow. */
static bool
digits(Str s, uint64_t *out)
{
    uint64_t v = 0;

    if (s.n > 19 || !scan_is_digits(s))
        return false;
    for (size_t i = 0; i < s.n; i++)
        v = v * 10 + (uint64_t)(s.p[i] - '0');
    *out = v;
    return true;
}

enum err
scan_digits(Str s, int64_t *out)
{
    uint64_t v;

    if (s.n > 18 || !digits(s, &v))
        return ERR_INVALID;
    *out = (int64_t)v;
    return ERR_OK;
}

enum err
scan_int(Str s, int64_t min, int64_t max, int64_t *out)
{
    bool     minus = str_starts(s, S("-"));
    Str      figure = minus ? str_sub(s, 1, s.n) : s;
    uint64_t v;
    int64_t  signed_v;

    if (!digits(figure, &v))
        return ERR_INVALID;
    if (figure.p[0] == '0' && (figure.n > 1 || minus))
        return ERR_INVALID;
    if (v > (uint64_t)INT64_MAX + minus)
        return ERR_INVALID;
    signed_v = minus ? (int64_t)(0 - v) : (int64_t)v;
    if (signed_v < min || signed_v > max)
        return ERR_INVALID;
    *out = signed_v;
    return ERR_OK;
}

static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

enum err
scan_hex(Str s, unsigned char *out, size_t size)
{
    if (s.n != 2 * size)
        return ERR_INVALID;
    for (size_t i = 0; i < s.n; i++)
        if (hex_digit(s.p[i]) < 0)
            return ERR_INVALID;
    for (size_t i = 0; i < size; i++)
        out[i] = (unsigned char)(hex_digit(s.p[2 * i]) << 4 | hex_digit(s.p[2 * i + 1]));
    return ERR_OK;
}
