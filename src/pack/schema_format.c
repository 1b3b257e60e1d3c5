/* pack/schema_format.c -- the formats a form may ask for: days and moments,
 * addresses, numbers of people and enterprises.  schema_codes.c has the codes of
 * things.
 *
 * In a simulated province identities must be nobody's: personal numbers and tax
 * codes begin with 000, e-mail ends in @example.invalid; a real one refuses
 * exactly these.  Floor 3. */
#include "base/lang.h"
#include "base/scan.h"
#include "pack/schema_parts.h"

bool
format_wrong(struct format_fault *why, const char *message, Str one)
{
    *why = (struct format_fault){ .message = message, .one = one };
    return false;
}

/* How many digits a person typed, whatever stands between them. */
Str
format_digits(struct arena *arena, Str s)
{
    int n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] >= '0' && s.p[i] <= '9';
    return str_format(arena, "%d", n);
}

static bool
is_date(const struct schema_options *o, Str s, struct format_fault *why)
{
    Day day;

    (void)o;
    if (s.n == 10 && day_parse(s, &day) == ERR_OK)
        return true;
    return format_wrong(why,
                 MSG("{1} is not in the calendar; write day/month/year, for example 28/02/2024"),
                 s);
}

static bool
is_year(const struct schema_options *o, Str s, struct format_fault *why)
{
    (void)o;
    if (s.n == 4 && scan_is_digits(s) && !str_eq(s, S("0000")))
        return true;
    return format_wrong(why, MSG("{1} is not a year; write its four digits, for example 2024"), s);
}

static bool
is_month(const struct schema_options *o, Str s, struct format_fault *why)
{
    char first[] = "0000-00-01";
    Day  day;

    (void)o;
    if (s.n == 7) {
        memcpy(first, s.p, 7);
        if (day_parse((Str){ first, 10 }, &day) == ERR_OK)
            return true;
    }
    return format_wrong(why, MSG("{1} is not a month; write year-month, for example 2024-07"), s);
}

/* RFC 3339: seconds and a zone must be there.  A second 60 has no place among microseconds
 * since 1970, nor has a fraction below them. */
static bool
is_date_time(const struct schema_options *o, Str s, struct format_fault *why)
{
    Str  end = s.n >= 20 ? str_sub(s, s.n - 6, 6) : STR_NONE;
    bool zone = end.n == 6 && ((end.p[0] == '+' || end.p[0] == '-') ? end.p[3] == ':'
                                                                    : end.p[5] == 'Z');
    Time t;

    (void)o;
    if (zone && s.p[10] == 'T' && s.p[16] == ':' && time_parse(s, &t) == ERR_OK)
        return true;
    return format_wrong(why, MSG("{1} is not a moment; write date, time and zone, for example "
                                 "2024-07-01T07:30:00+07:00"), s);
}

/* -- addresses -------------------------------------------------------------------------- */

static bool
is_local_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

static bool
is_domain(Str s)
{
    Str label, rest = s;
    int labels = 0;

    if (s.n == 0 || s.n > 253)
        return false;
    do {
        bool more = str_cut(rest, '.', &label, &rest);

        if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
            return false;
        for (size_t i = 0; i < label.n; i++)
            if (!(label.p[i] >= '0' && label.p[i] <= '9') && label.p[i] != '-' &&
                !((label.p[i] | 32) >= 'a' && (label.p[i] | 32) <= 'z'))
                return false;
        labels++;
        if (!more)
            break;
    } while (true);
    return labels >= 2;
}

static bool
is_local_part(Str s)
{
    if (s.n == 0 || s.n > 64 || s.p[0] == '.' || s.p[s.n - 1] == '.' || str_has(s, S("..")))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!is_local_char(s.p[i]))
            return false;
    return true;
}

static bool
is_email(const struct schema_options *o, Str s, struct format_fault *why)
{
    Str  local, domain;
    bool invented;

    if (!str_cut(s, '@', &local, &domain) || !is_local_part(local) || !is_domain(domain))
        return format_wrong(why, MSG("{1} is not an e-mail address; one looks like "
                                     "ten@coquan.vn"), s);
    invented = str_eq_nocase(domain, S("example.invalid"));
    if (o->simulated && !invented)
        return format_wrong(why, MSG("in this simulation an address ends in @example.invalid"),
                     STR_NONE);
    if (!o->simulated && (invented || str_ends(domain, S(".invalid"))))
        return format_wrong(why, MSG("{1} is an address that nobody can have"), s);
    return true;
}

/* Numbers in Viet Nam: 0 and nine digits, or ten for a fixed line (02…); +84
 * may stand for the 0. */
static bool
is_phone(const struct schema_options *o, Str s, struct format_fault *why)
{
    Str rest = str_starts(s, S("+84")) ? str_sub(s, 3, s.n)
               : str_starts(s, S("0")) ? str_sub(s, 1, s.n)
                                       : STR_NONE;

    if (o->simulated && str_starts(s, S("0000")) && s.n == 10 && scan_is_digits(s))
        return true; /* nobody's number, for people who do not exist */
    if (scan_is_digits(rest) && rest.p[0] >= '2' &&
        (rest.n == 9 || (rest.n == 10 && rest.p[0] == '2')))
        return true;
    return format_wrong(why,
                        MSG("needs 10 digits beginning with 0, for example 0912345678; has {1}"),
                        format_digits(o->arena, s));
}

static bool
is_uri_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-._~:/?#[]@!$&'()*+,;=%", c) != NULL);
}

static bool
is_uri(const struct schema_options *o, Str s, struct format_fault *why)
{
    Str  scheme, rest;
    bool good = str_cut(s, ':', &scheme, &rest) && scheme.n > 0 && rest.n > 0 &&
                (scheme.p[0] | 32) >= 'a' && (scheme.p[0] | 32) <= 'z';

    (void)o;
    for (size_t i = 0; good && i < scheme.n; i++)
        good = is_uri_char(scheme.p[i]) && strchr("_~/?#[]@!$&'()*,;=%", scheme.p[i]) == NULL;
    for (size_t i = 0; good && i < rest.n; i++) {
        unsigned char byte;

        good = is_uri_char(rest.p[i]);
        if (good && rest.p[i] == '%')
            good = scan_hex(str_sub(rest, i + 1, 2), &byte, 1) == ERR_OK;
    }
    return good || format_wrong(why, MSG("must be an address such as https://haiduong.gov.vn"),
                                STR_NONE);
}

/* -- numbers of people and enterprises ------------------------------------------------- */

static bool
is_nobodys(const struct schema_options *o, Str s, struct format_fault *why)
{
    bool invented = str_starts(s, S("000"));

    if (o->simulated && !invented)
        return format_wrong(why, MSG("in this simulation the number begins with 000, so that it is "
                              "nobody's"), STR_NONE);
    if (!o->simulated && invented)
        return format_wrong(why, MSG("{1} is a number that nobody can have"), s);
    return true;
}

static bool
is_personal_number(const struct schema_options *o, Str s, struct format_fault *why)
{
    const char *reason = NULL;

    if (s.n != 12 || !scan_is_digits(s))
        return format_wrong(why, MSG("needs exactly 12 digits; has {1}"),
                            format_digits(o->arena, s));
    if (!is_nobodys(o, s, why))
        return false;
    if (o->personal_number != NULL && !o->personal_number(s, o->simulated, &reason))
        return format_wrong(why, reason, STR_NONE);
    return true;
}

/* The tenth digit of an enterprise's tax code follows from the nine before it
 * (python-stdnum, vn/mst.py; recomputed on published codes in the tests). */
static bool
has_tax_check_digit(Str s)
{
    static const int weight[] = { 31, 29, 23, 19, 17, 13, 7, 5, 3 };
    int              sum = 0;

    for (int i = 0; i < 9; i++)
        sum += weight[i] * (s.p[i] - '0');
    return 10 - sum % 11 == s.p[9] - '0';
}

/* "0100233488-001": a branch. */
static bool
is_branch(Str s)
{
    Str tail = str_sub(s, 11, s.n);

    return s.n == 14 && s.p[10] == '-' && scan_is_digits(tail) && !str_eq(tail, S("000"));
}

bool
format_tax_code(const struct schema_options *o, Str s, struct format_fault *why)
{
    if (s.n == 12 && scan_is_digits(s))
        return is_personal_number(o, s, why);
    if ((s.n != 10 && !is_branch(s)) || !scan_is_digits(str_sub(s, 0, 10)))
        return format_wrong(why, MSG("needs 10 digits, 10 and a branch such as -001, or the 12 "
                                     "of a personal number; has {1}"),
                            format_digits(o->arena, s));
    if (!has_tax_check_digit(s))
        return format_wrong(why, MSG("{1} is no tax code: its last digit does not follow from the "
                              "others"), s);
    /* Samples: codes that no tax office gave out (docs/registries.md). */
    return (o->simulated && str_starts(s, S("99"))) || is_nobodys(o, s, why);
}

static bool
is_unit(const struct schema_options *o, Str s, struct format_fault *why)
{
    if (o->unit_exists == NULL || o->unit_exists(o->context, s))
        return true;
    return format_wrong(why, MSG("{1} is not the code of a unit"), s);
}

static const struct {
    const char *name;
    format_fn  *fn;
} known[] = {
    { "administrative-unit", format_administrative_unit },
    { "agency", format_agency },
    { "authority-code", format_authority_code },
    { "date", is_date },
    { "date-time", is_date_time },
    { "email", is_email },
    { "invoice", format_invoice },
    { "invoice-number", format_invoice_number },
    { "invoice-symbol", format_invoice_symbol },
    { "month", is_month },
    { "packing-house", format_packing_house },
    { "personal-number", is_personal_number },
    { "phone", is_phone },
    { "planting-area", format_planting_area },
    { "tax-code", format_tax_code },
    { "unit", is_unit },
    { "uri", is_uri },
    { "year", is_year },
};

format_fn *
schema_format(Str name)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_eq(name, str_of(known[i].name)))
            return known[i].fn;
    return NULL;
}

Str
schema_formats(struct arena *arena)
{
    Str all = str_of(known[0].name);

    for (size_t i = 1; i < sizeof known / sizeof known[0]; i++)
        all = str_join(arena, all, S(", "), str_of(known[i].name));
    return all;
}
