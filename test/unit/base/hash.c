/* Base64 from outside: exactly the standard's alphabet and padding. */
#include "base/hash.h"

#include "check.h"

void
test_base_hash__base64_has_64_digits(void)
{
    int  taken = 0, taken_url = 0;
    char text[4] = "AAAA";
    Str  out;

    for (int c = 1; c < 256; c++) {
        text[2] = (char)c;
        taken += base64_parse(test_arena(), (Str){ text, 4 }, &out) == ERR_OK;
        taken_url += base64url_parse(test_arena(), (Str){ text, 4 }, &out) == ERR_OK;
    }
    check_int(taken, 64);
    check_int(taken_url, 64);
}

void
test_base_hash__base64_of_an_exact_size(void)
{
    static const struct { const char *text; enum err err; } row[] = {
        { "AQID", ERR_OK },        { "AQI=", ERR_INVALID },  { "AQIDBA==", ERR_INVALID },
        { "AQID\n", ERR_INVALID }, { " AQID", ERR_INVALID }, { "AQ\xff" "D", ERR_INVALID },
        { "", ERR_INVALID },
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        unsigned char out[3] = { 7, 7, 7 };

        check_err(base64_parse_exactly(str_of(row[i].text), out, 3), row[i].err);
        check(out[2] == (row[i].err == ERR_OK ? 3 : 7), "untouched on failure");
    }
}
