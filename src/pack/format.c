/* pack/format.c -- see format.h.  The rules of identifiers and their sources:
 * docs/codes.md.  Floor 3. */
#include "pack/format.h"

#include <stdlib.h>

#include "base/lang.h"
#include "base/scan.h"
#include "base/time.h"

static size_t
count_digits(Str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] >= '0' && s.p[i] <= '9';
    return n;
}

static bool
is_digits(Str s, size_t n)
{
    return s.n == n && count_digits(s) == n;
}

static bool
is_date(const struct schema_options *o, Str s, const char **why, Str *one)
{
    Day day;

    (void)o;
    *why = MSG("{1} is not in the calendar; write day/month/year, for example 28/02/2024");
    *one = s;
    return day_parse(s, &day) == ERR_OK;
}

static bool
is_email(const struct schema_options *o, Str s, const char **why, Str *one)
{
    Str name, host;

    (void)o, (void)one;
    *why = MSG("is not an e-mail address, for example ten@example.vn");
    if (!str_cut(s, '@', &name, &host) || name.n == 0 || s.n > 254 || str_has(host, S("@")))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == ',' || s.p[i] == ';')
            return false;
    return str_has(host, S(".")) && host.p[0] != '.' && !str_ends(host, S("."));
}

/* Ten digits beginning with 0, or +84; blanks, dots and hyphens are let pass. */
static bool
is_phone(const struct schema_options *o, Str s, const char **why, Str *one)
{
    size_t digits = count_digits(s);

    (void)o, (void)one;
    *why = MSG("is not a telephone number, for example 0912 345 678");
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!(c >= '0' && c <= '9') && c != ' ' && c != '.' && c != '-' && !(c == '+' && i == 0))
            return false;
    }
    if (str_starts(s, S("+84")))
        return digits >= 11 && digits <= 12;
    return s.n > 0 && s.p[0] == '0' && digits >= 10 && digits <= 11;
}

static bool
is_personal_number(const struct schema_options *o, Str s, const char **why, Str *one)
{
    if (!is_digits(s, 12)) {
        *why = MSG("needs exactly 12 digits; has {1}");
        *one = str_format(o->arena, "%zu", count_digits(s));
        return false;
    }
    if (o->simulated != str_starts(s, S("000"))) {
        *why = o->simulated ? MSG("begins with 000 in a simulation, so that it is nobody's")
                            : MSG("does not begin with a province's code");
        return false;
    }
    return true;
}

bool
format_is_tax_code(Str s)
{
    static const int weight[] = { 31, 29, 23, 19, 17, 13, 7, 5, 3 };
    int              sum = 0;

    if (is_digits(s, 12))
        return true;
    if (s.n == 14 && s.p[10] == '-')
        return is_digits(str_sub(s, 11, 3), 3) && !str_eq(str_sub(s, 11, 3), S("000")) &&
               format_is_tax_code(str_sub(s, 0, 10));
    if (!is_digits(s, 10))
        return false;
    for (int i = 0; i < 9; i++)
        sum += weight[i] * (s.p[i] - '0');
    return 10 - sum % 11 == s.p[9] - '0';
}

static bool
is_tax_code(const struct schema_options *o, Str s, const char **why, Str *one)
{
    (void)o, (void)one;
    *why = MSG("is not a tax code: 10 digits with a right check digit, or 13, or a 12-digit personal number");
    return format_is_tax_code(s);
}

static bool
is_unit(const struct schema_options *o, Str s, const char **why, Str *one)
{
    *why = MSG("{1} is not the code of a unit");
    *one = s;
    return o->unit_exists == NULL || o->unit_exists(o->context, s);
}

static bool
is_uri(const struct schema_options *o, Str s, const char **why, Str *one)
{
    (void)o, (void)one;
    *why = MSG("is not a web address that begins with https://");
    return (str_starts(s, S("https://")) || str_starts(s, S("http://"))) && s.n > 10 &&
           !str_has(s, S(" "));
}

static const struct {
    const char *name;
    bool (*holds)(const struct schema_options *, Str, const char **, Str *);
} formats[] = {
    { "date", is_date },         { "email", is_email },       { "phone", is_phone },
    { "personal-number", is_personal_number },                { "tax-code", is_tax_code },
    { "unit", is_unit },         { "uri", is_uri },
};

bool
format_is_known(Str name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (str_eq(name, str_of(formats[i].name)))
            return true;
    return false;
}

bool
format_holds(const struct schema_options *o, Str name, Str s, const char **why, Str *one)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (str_eq(name, str_of(formats[i].name)))
            return formats[i].holds(o, s, why, one);
    return true;
}

/* Points and blanks between groups of three are how people write thousands. */
bool
format_whole(struct arena *arena, Str s, int64_t *out)
{
    char  *digits = arena_alloc_raw(arena, s.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if ((s.p[i] == '.' || s.p[i] == ' ') && i > 0 && i + 3 < s.n + 0 &&
            count_digits(str_sub(s, i + 1, 3)) == 3)
            continue;
        digits[n++] = s.p[i];
    }
    return scan_int((Str){ digits, n }, INT64_MIN, INT64_MAX, out) == ERR_OK;
}

double
format_double(const char *terminated)
{
    return strtod(terminated, NULL);
}
