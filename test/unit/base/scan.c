/* Numbers out of text: the whole field, within its range, or nothing. */
#include "base/scan.h"

#include "check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
test_base_scan__digits(void)
{
    static const struct {
        const char *text;
        int64_t     value; /* -1: refused */
    } row[] = {
        { "0", 0 },   { "7", 7 },    { "007", 7 },  { "999999999999999999", 999999999999999999 },
        { "", -1 },   { " 1", -1 },  { "1 ", -1 },  { "1234567890123456789", -1 },
        { "-1", -1 }, { "+1", -1 },  { "1.0", -1 }, { "0x1", -1 }, { "1e3", -1 },
        { "a", -1 },  { "1\n", -1 }, { "\xef\xbc\x91", -1 }, { "/", -1 }, { ":", -1 },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        int64_t v = -1;

        check_err(scan_digits(str_of(row[i].text), &v), row[i].value < 0 ? ERR_INVALID : ERR_OK);
        check_int(v, row[i].value);
    }
    check(scan_is_digits(str_of("1234567890123456789012")), "however many");
    check(!scan_is_digits(str_of("12345678901234567890a")) && !scan_is_digits(str_of("/")) &&
          !scan_is_digits(str_of(":")) && !scan_is_digits(STR_NONE), "digits only");
    check_err(scan_digits((Str){ "1\0002", 3 }, &(int64_t){ 0 }), ERR_INVALID);
    check_err(scan_digits(STR_NONE, &(int64_t){ 0 }), ERR_INVALID);
}

void
test_base_scan__whole_numbers(void)
{
    static const struct {
        const char *text;
        int64_t     min, max, value; /* 77: refused */
    } row[] = {
        { "0", -5, 5, 0 },       { "5", -5, 5, 5 },        { "6", -5, 5, 77 },
        { "-5", -5, 5, -5 },     { "-6", -5, 5, 77 },      { "-0", -5, 5, 77 },
        { "00", -5, 5, 77 },     { "01", -5, 5, 77 },      { "+1", -5, 5, 77 },
        { "--1", -5, 5, 77 },    { "-", -5, 5, 77 },       { "", -5, 5, 77 },
        { "1.", -5, 5, 77 },     { " 1", -5, 5, 77 },      { "1x", -5, 5, 77 },
        { "9223372036854775807", INT64_MIN, INT64_MAX, INT64_MAX },
        { "9223372036854775808", INT64_MIN, INT64_MAX, 77 },
        { "-9223372036854775808", INT64_MIN, INT64_MAX, INT64_MIN },
        { "-9223372036854775809", INT64_MIN, INT64_MAX, 77 },
        { "9999999999999999999", INT64_MIN, INT64_MAX, 77 },
        { "18446744073709551617", INT64_MIN, INT64_MAX, 77 },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        int64_t v = 77;

        check_err(scan_int(str_of(row[i].text), row[i].min, row[i].max, &v),
                  row[i].value == 77 ? ERR_INVALID : ERR_OK);
        check_int(v, row[i].value);
    }
    check_err(scan_int(STR_NONE, 0, 9, &(int64_t){ 0 }), ERR_INVALID);
}

void
test_base_scan__hexadecimal(void)
{
    static const char *const refused[] = { "",     "0",    "000",  "00000",
                                           "0g00", "00 0", "0x00", "-000" };
    unsigned char            out[2] = { 7, 7 };

    check_ok(scan_hex(S("0aFf"), out, 2));
    check(out[0] == 0x0a && out[1] == 0xff, "either case");
    for (size_t i = 0; i < COUNT(refused); i++) {
        out[0] = out[1] = 7;
        check_err(scan_hex(str_of(refused[i]), out, 2), ERR_INVALID);
        check(out[0] == 7 && out[1] == 7, "untouched");
    }
    check_ok(scan_hex(S(""), out, 0));
}
