/* Which texts are personal numbers, here and in a simulation. */
#include "ident/ident.h"

#include "check.h"

static const struct {
    const char *number;
    bool        real, simulated;
    const char *why;
} row[] = {
    { "030187004321", true, false, "Hải Dương, a woman born in 1987" },
    { "001203000001", true, false, "Hà Nội, 2003" },
    { "096399999999", true, false, "Cà Mau, 2099: the year is not judged" },
    { "123187004321", true, false, "born abroad" },
    { "000187004321", false, true, "nobody's" },
    { "003187004321", false, false, "no province 03" },
    { "097187004321", false, false, "beyond the last province" },
    { "100187004321", false, false, "between provinces and countries" },
    { "030487004321", false, false, "born in the 2100s" },
    { "03018700432", false, false, "eleven digits" },
    { "0301870043210", false, false, "thirteen" },
    { "03018700432a", false, false, "a letter" },
    { "030 18700432", false, false, "a space" },
    { "", false, false, "nothing" },
};

void
test_ident_number__what_is_one(void)
{
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *why = NULL;

        check(personal_number_is_valid(str_of(row[i].number), false, &why) == row[i].real,
              row[i].why);
        check((why == NULL) == row[i].real, row[i].why);
        check(personal_number_is_valid(str_of(row[i].number), true, NULL) == row[i].simulated,
              row[i].why);
    }
}
