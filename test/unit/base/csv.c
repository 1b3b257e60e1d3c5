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

/* -- read back -------------------------------------------------------------------------- */

/* Cells with | between, lines with a slash. */
static Str
read_all(Str text, int max, enum err *err, int *line)
{
    struct csv_table table;
    struct buf       b = BUF_MAX(4000);
    const char      *why = NULL;
    Str              s;

    *err = csv_read(test_arena(), text, max, &table, line, &why);
    for (int i = 0; *err == ERR_OK && i < table.n; i++) {
        buf_add(&b, i > 0 ? S("/") : S(""));
        for (int k = 0; k < table.line[i].n; k++) {
            buf_add(&b, k > 0 ? S("|") : S(""));
            buf_add(&b, table.line[i].cell[k]);
        }
    }
    check((*err == ERR_MALFORMED) == (why != NULL), "a refusal says why");
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

void
test_base_csv__tables_as_people_save_them(void)
{
    static const struct {
        const char *text, *read;
    } row[] = {
        { "a,b\r\n1,2\r\n", "a|b/1|2" },
        { "\xef\xbb\xbf" "a;b\n1;2,5\n", "a|b/1|2,5" },
        { "a\tb\n1;2\t3,4", "a|b/1;2|3,4" },
        { "\"a;x\",b\n\"1\"\"2\",\"hai\ndòng\"\n", "a;x|b/1\"2|hai\ndòng" },
        { " a , b \n\n,,\n1,2,\n", "a|b/1|2|" },
        { "a,b\n'+84 912,'=1\n'x,''\n", "a|b/+84 912|=1/'x|''" },
        { "một\n", "một" },
        { "", "" },
    };
    enum err err;
    int      line = 0;

    for (size_t i = 0; i < COUNT(row); i++) {
        check_str(read_all(str_of(row[i].text), 50, &err, &line), str_of(row[i].read));
        check_ok(err);
    }
    (void)read_all(S("a\n1\n2\n"), 2, &err, &line);
    check_err(err, ERR_TOO_LARGE);
    (void)read_all(S("a\n1\n\"hai\nba\n"), 9, &err, &line);
    check_err(err, ERR_MALFORMED);
    check_int(line, 3);
    (void)read_all(S("\"a\"b,c\n"), 9, &err, &line);
    check_err(err, ERR_MALFORMED);
}

void
test_base_csv__other_files_are_called_by_name(void)
{
    check(csv_refusal(S("tên,đơn vị\n")) == NULL, "a table");
    check(csv_refusal(S("")) == NULL, "empty is a table without lines");
    check(strstr(csv_refusal(S("PK\x03\x04rest")), "xlsx") != NULL, "a workbook");
    check(strstr(csv_refusal(S("\xd0\xcf\x11\xe0rest")), ".xls") != NULL, "an old workbook");
    check(strstr(csv_refusal(S("\xff\xfet\0e\0")), "UTF-16") != NULL, "UTF-16");
    check(strstr(csv_refusal(S("H\xe4i D\xb7\xa4ng")), "TCVN3") != NULL, "an old encoding");
    check(csv_refusal(S("a\0b")) != NULL, "no text");
}
