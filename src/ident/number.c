/* ident/number.c -- personal numbers (số định danh cá nhân, number of the
 * citizen's card): twelve digits without a check digit.  Floor 5.
 *
 *     030 1 87 004321
 *      │  │ │   └ without meaning
 *      │  │ └ year of birth
 *      │  └ century and sex: 0 1 born in the 1900s, 2 3 in the 2000s, and so on
 *      └ province, or country, of birth registration
 *
 * Form and the 63 province codes: Circular 07/2016/TT-BCA, annex 1 (a number
 * keeps its code when provinces merge).  Its list of country codes was not at
 * hand, so any code from 101 up is taken for one. */
#include "ident/ident.h"

#include "base/scan.h"

static const unsigned char provinces[] = {
    1,  2,  4,  6,  8,  10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33,
    34, 35, 36, 37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66,
    67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
};

static bool
is_place(int64_t code)
{
    for (size_t i = 0; i < sizeof provinces; i++)
        if (provinces[i] == code)
            return true;
    return code > 100;
}

/* An outgoing reason is a message key; *out_why may be asked for or not. */
static bool
refuse(const char **out_why, const char *why)
{
    if (out_why != NULL)
        *out_why = why;
    return false;
}

bool
personal_number_is_valid(Str number, bool simulated, const char **out_why)
{
    int64_t digits, place;

    if (number.n != 12 || scan_digits(number, &digits) != ERR_OK)
        return refuse(out_why, MSG("A personal number has twelve digits."));
    place = digits / 1000000000;
    if (simulated && place != 0)
        return refuse(out_why, MSG("In this simulation every personal number begins with 000: "
                                   "it is nobody's."));
    if (simulated)
        return true;
    if (!is_place(place))
        return refuse(out_why, MSG("The first three digits of this personal number name no "
                                   "province and no country."));
    if (number.p[3] > '3')
        return refuse(out_why, MSG("The fourth digit of this personal number names a century "
                                   "that has not come."));
    return true;
}
