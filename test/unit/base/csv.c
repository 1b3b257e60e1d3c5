/* Rows of a table: what must be quoted is, and no cell is a formula. */
#include "base/csv.h"

#include "check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
test_base_csv__cells(void)
{
    static const struct {
        const char *cell, *written;
    } row[] = {
        { "", "" },
        { "Xã Bình Hàn", "Xã Bình Hàn" },
        { "a b", "a b" },
        { "a,b", "\"a,b\"" },
        { "say \"so\"", "\"say \"\"so\"\"\"" },
        { "two\nlines", "\"two\nlines\"" },
        { "two\r\nlines", "\"two\r\nlines\"" },
        { "=1+1", "'=1+1" },
        { "+84", "'+84" },
        { "-1", "'-1" },
        { "@SUM(A1)", "'@SUM(A1)" },
        { "\t=1", "'\t=1" },
        { "\r=1", "\"'\r=1\"" },
        { "=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\"" },
        { "1=1", "1=1" },
        { "'=1", "'=1" },
        { " =1", " =1" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct buf b = BUF_MAX(1000);
        Str        cells[] = { S("x"), str_of(row[i].cell), S("y") };

        csv_row(&b, cells, COUNT(cells));
        check_str(buf_str(&b), str_format(test_arena(), "x,%s,y\r\n", row[i].written));
        buf_free(&b);
    }
}
