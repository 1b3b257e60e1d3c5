/* pack/schema_codes.c -- codes of things in registries: invoices, planting areas,
 * packing houses, agencies, administrative units.
 *
 * Only the lengths of administrative units' codes were read in an official text.
 * Of the others what is known is how they are used, so a code is held to its
 * parts and their order, and where a single example is known its lengths have
 * room.  A registry that knows better says so by `pattern`.  Sources and what
 * each rests on: docs/forms.md.  Floor 3. */
#include "base/lang.h"
#include "base/scan.h"
#include "pack/schema_parts.h"

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Takes from the start of *s what a shape says: 9 a digit, A a capital letter, * one of
 * both, anything else itself.  False, and *s as it was, when something else stands there. */
static bool
take(Str *s, const char *shape)
{
    size_t n = 0;

    for (; shape[n] != '\0'; n++) {
        char c = n < s->n ? s->p[n] : '\0';
        bool fits = shape[n] == '9'   ? is_digit(c)
                    : shape[n] == 'A' ? is_capital(c)
                    : shape[n] == '*' ? is_digit(c) || is_capital(c)
                                      : c == shape[n];

        if (!fits)
            return false;
    }
    *s = str_sub(*s, n, s->n);
    return true;
}

/* The whole text. */
static bool
fits(Str s, const char *shape)
{
    return take(&s, shape) && s.n == 0;
}

/* How many of `one` were taken, at most `most`. */
static int
take_many(Str *s, const char *one, int most)
{
    int n = 0;

    while (n < most && take(s, one))
        n++;
    return n;
}

/* -- electronic invoices --------------------------------------------------------------- */

/* "1C26MAA": the form's digit, C or K, the year, a letter for the kind, two that are free. */
bool
format_invoice_symbol(const struct schema_options *o, Str s, struct format_fault *why)
{
    (void)o;
    return fits(s, "9C99A**") || fits(s, "9K99A**") ||
           format_wrong(why, MSG("{1} is not the form and symbol of an invoice; they look like "
                                 "1C26MAA: a digit, C or K, the year's two digits, a letter, "
                                 "two letters or digits"), s);
}

bool
format_invoice_number(const struct schema_options *o, Str s, struct format_fault *why)
{
    if (scan_is_digits(s) && s.n <= 8)
        return true;
    return format_wrong(why, MSG("needs 1 to 8 digits; has {1}"), format_digits(o->arena, s));
}

/* Who sold, form and symbol, number: "0000000017.1C26MAA.123". */
bool
format_invoice(const struct schema_options *o, Str s, struct format_fault *why)
{
    Str seller, symbol, number, rest;

    if (!str_cut(s, '.', &seller, &rest) || !str_cut(rest, '.', &symbol, &number))
        return format_wrong(why, MSG("{1} is not an invoice; write tax code, symbol and number "
                                     "with dots between, for example 0000000017.1C26MAA.123"), s);
    return format_tax_code(o, seller, why) && format_invoice_symbol(o, symbol, why) &&
           format_invoice_number(o, number, why);
}

/* The tax authority's code on an invoice: 34 characters; 23 from a cash register. */
bool
format_authority_code(const struct schema_options *o, Str s, struct format_fault *why)
{
    Str rest = s;

    if (take_many(&rest, "*", 34) == 34 && rest.n == 0)
        return true;
    return fits(s, "M*-99-*****-99999999999") ||
           format_wrong(why, MSG("needs 34 letters and digits, or the 23 characters of a cash "
                                 "register such as M1-26-ABCDE-00000000001; has {1}"),
                        str_format(o->arena, "%zu", s.n));
}

/* -- planting areas -------------------------------------------------------------------- */

/* "VN-TGOR-0095".  One example is known, so letters and digits have room.  *letters: what
 * stands between the dashes. */
static bool
is_area(Str s, Str *letters)
{
    Str rest = s, begun;
    int n;

    if (!take(&rest, "VN-"))
        return false;
    begun = rest;
    n = take_many(&rest, "A", 8);
    *letters = str_sub(begun, 0, (size_t)n);
    return n >= 2 && take(&rest, "-99") && take_many(&rest, "9", 4) >= 0 && rest.n == 0;
}

bool
format_planting_area(const struct schema_options *o, Str s, struct format_fault *why)
{
    Str letters;

    (void)o;
    return is_area(s, &letters) ||
           format_wrong(why, MSG("{1} is not a planting-area code; one looks like VN-TGOR-0095: "
                                 "VN, capital letters, digits, with dashes between"), s);
}

bool
format_packing_house(const struct schema_options *o, Str s, struct format_fault *why)
{
    Str letters;

    (void)o;
    return (is_area(s, &letters) && str_has(letters, S("PH"))) ||
           format_wrong(why, MSG("{1} is not a packing-house code; it is written as a "
                                 "planting-area code with PH among its letters, for example "
                                 "VN-TGPH-0095"), s);
}

/* -- agencies and units ---------------------------------------------------------------- */

/* "H27.01.02", or as before 2025 the other way round: "000.00.53.H48". */
bool
format_agency(const struct schema_options *o, Str s, struct format_fault *why)
{
    Str rest = s;

    (void)o;
    if (fits(s, "999.99.99.A99"))
        return true;
    if (take(&rest, "A99") && take_many(&rest, ".99", 3) >= 0 && rest.n == 0)
        return true;
    return format_wrong(why, MSG("{1} is not the identifier of an agency; one looks like "
                                 "H27.01.02, or 000.01.02.H27 as written before 2025"), s);
}

bool
format_administrative_unit(const struct schema_options *o, Str s, struct format_fault *why)
{
    if (scan_is_digits(s) && (s.n == 2 || s.n == 3 || s.n == 5))
        return true;
    return format_wrong(why, MSG("needs the 2 digits of a province, the 3 of a district or the 5 "
                                 "of a commune, with zeros in front; has {1}"),
                        format_digits(o->arena, s));
}
