/* Files that are packed, cut, too large, of another kind; going on from a place. */
#include "registry/read.h"

#include "unit/registry/read_help.h"

#define TABLE "mã,tên\r\n1,\"Cẩm, Thượng\"\r\n2,\"hai\r\ndòng\"\r\n3,Bình Hàn\r\n"
#define READ  "mã|tên\n1|Cẩm, Thượng\n2|hai\ndòng\n3|Bình Hàn\n"

void
test_registry_read__packed_files(void)
{
    const struct read_help_part one[] = { { "__MACOSX/._t.csv", S("x") },
                                          { "bảng/t.csv", S(TABLE) } };
    const struct read_help_part two[] = { { "a.csv", S(TABLE) }, { "b.csv", S(TABLE) } };
    const struct read_help_part word[] = { { "word/document.xml", S("<x/>") } };
    const struct read_help_part picture[] = { { "a.pdf", S("%PDF-1.7 …") } };
    Str gz = read_help_gzip(S(TABLE));

    check_str(read_help_all(gz, NULL), S(READ));
    check_str(read_help_all(str_join(test_arena(), gz, gz, STR_NONE), NULL),
              S(READ "mã|tên\n1|Cẩm, Thượng\n2|hai\ndòng\n3|Bình Hàn\n"));
    check_str(read_help_all(read_help_zip(one, 2, NULL), NULL), S(READ));
    check_str(reader_info(read_help_open(read_help_zip(one, 2, NULL), NULL))->inner,
              S("bảng/t.csv"));
    check_str(read_help_all(read_help_zip(two, 2, NULL), NULL),
              S("MALFORMED 0: the .zip holds more than one file; send one at a time"));
    check_str(read_help_all(read_help_zip(word, 1, NULL), NULL),
              S("MALFORMED 0: this is a Word document; send the table as a spreadsheet or CSV"));
    check_str(read_help_all(read_help_zip(picture, 1, NULL), NULL),
              S("MALFORMED 0: this is a PDF; send the table itself, as a spreadsheet or CSV"));
    check_str(read_help_all(read_help_zip(two, 1, "secret"), NULL),
              S("MALFORMED 0: the file is protected with a password; send it without one"));
}

void
test_registry_read__other_files_are_called_by_name(void)
{
    static const struct {
        const char *text, *part;
    } row[] = {
        { "%PDF-1.7", "PDF" },
        { "\x89PNG\r\n", "picture" },
        { "\xff\xd8\xff\xe0", "picture" },
        { "Rar!..", ".zip or .gz" },
        { "\xd0\xcf\x11\xe0\xa1\xb1", ".xls" },
        { " <html><table>", "web page" },
        { "<?xml version='1.0'?>", "XML" },
    };
    char locked[2048] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

    for (size_t i = 0; i < COUNT(row); i++)
        check(str_has(read_help_all(str_of(row[i].text), NULL), str_of(row[i].part)), row[i].text);
    locked[30] = 9; /* sectors of 512; the directory is the second of them */
    locked[48] = 1;
    memcpy(locked + 1024 + 128, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e", 31);
    check_str(read_help_all((Str){ locked, sizeof locked }, NULL),
              S("MALFORMED 0: the workbook is protected with a password; save it without one"));
}

/* Each cut of a packed file is seen, at the latest behind its rows; but for the last bytes of
 * a .zip, which only say how long its comment is. */
void
test_registry_read__packed_files_cut_anywhere(void)
{
    const struct read_help_part one[] = { { "t.csv", S(TABLE) } };
    Str packed[] = { read_help_gzip(S(TABLE)), read_help_zip(one, 1, NULL) };

    for (size_t k = 0; k < COUNT(packed); k++)
        for (size_t n = 4; n < packed[k].n; n++) {
            Str read = read_help_all(str_sub(packed[k], 0, n), NULL);

            check(str_has(read, S("damaged or was cut off")) || str_has(read, S("holds no file")) ||
                      (n + 5 > packed[k].n && str_eq(read, S(READ))), "a cut is seen");
        }
}

/* Rows before the cut are right; the last may be short, and then says so or is short by its
 * last cell alone. */
void
test_registry_read__a_table_cut_anywhere(void)
{
    Str whole = S(TABLE);

    for (size_t n = 1; n < whole.n; n++) {
        Str read = read_help_all(str_sub(whole, 0, n), NULL);

        if (n > 30)
            check(str_starts(read, S("mã|tên\n1|Cẩm, Thượng\n")), "the rows before it");
        check(read.n > 0, "an answer");
    }
    check(str_has(read_help_all(str_sub(whole, 0, 40), NULL), S("never closed")), "in quotes");
}

static Str
repeated(Str part, size_t times)
{
    struct buf b = BUF_MAX((size_t)512 << 20);
    Str        s;

    for (size_t i = 0; i < times; i++)
        buf_add(&b, part);
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

void
test_registry_read__a_line_without_end(void)
{
    Str long_line = repeated(S("xxxxxxxxxxxxxxxx"), 100000);
    struct read_options ndjson = { .format = READ_NDJSON };

    check(str_has(read_help_all(str_join(test_arena(), S("a,b\n1,2\n"), long_line, STR_NONE), NULL),
                  S("a|b\n1|2\nTOO_LARGE 3: the line is longer than 1 MB")), "CSV");
    check(str_has(read_help_all(str_join(test_arena(), S("a,b\n1,2\n\""), long_line, STR_NONE),
                                NULL), S("TOO_LARGE 3: a quotation mark is opened")), "quoted");
    check(str_has(read_help_all(long_line, &ndjson), S("TOO_LARGE 1: the line")), "NDJSON");
    check(str_has(read_help_all(str_join(test_arena(),
                                         S("{\"type\":\"FeatureCollection\",\"features\":[{\"a\":\""),
                                         long_line, STR_NONE), NULL),
                  S("TOO_LARGE 1: what begins here is larger")), "GeoJSON");
}

void
test_registry_read__a_file_that_expands_without_end(void)
{
    Str                 row_1k = str_join(test_arena(), S("a,b\n1,"), repeated(S("2222"), 250),
                                           S("\n"));
    Str                 bomb = read_help_gzip(repeated(row_1k, 75000));
    struct read_options small = { .expanded_max = 1000000 };
    struct reader      *r = read_help_open(bomb, NULL);
    struct read_row     row;
    enum err            err;

    do
        err = reader_next(r, &row);
    while (err == ERR_OK);
    check_err(err, ERR_TOO_LARGE);
    check(str_has(str_of(reader_fault(r)->message), S("expands beyond all measure")), "why");
    r = read_help_open(read_help_gzip(repeated(S("a,b\n1,2\n"), 200000)), &small);
    do
        err = reader_next(r, &row);
    while (err == ERR_OK);
    check_err(err, ERR_TOO_LARGE);
}

/* From every row on, in every encoding and packing, the rest is the same. */
void
test_registry_read__goes_on_from_every_place(void)
{
    const struct read_help_part one[] = { { "t.csv", S(TABLE) } };
    Str file[] = { S(TABLE), read_help_encoded(S(TABLE), "UTF-16"),
                   read_help_encoded(S(TABLE), "CP1258"), read_help_gzip(S(TABLE)),
                   read_help_zip(one, 1, NULL) };

    for (size_t f = 0; f < COUNT(file); f++)
        for (int n = 0; n <= 3; n++) {
            struct reader *r = read_help_open(file[f], NULL), *again = read_help_open(file[f], NULL);

            (void)read_help_rows(r, n);
            check_ok(reader_seek(again, reader_place(r)));
            check_str(read_help_rows(again, 9), read_help_rows(r, 9));
            check_int(reader_place(again).row, 3);
            check_int(reader_place(again).line, reader_place(r).line);
        }
}

void
test_registry_read__progress_goes_from_nothing_to_all(void)
{
    Str            text = repeated(S("a,b\n1,2\n"), 100000);
    struct reader *r = read_help_open(text, NULL);
    double         before = reader_progress(r);

    check(before < 0.5, "at the start");
    (void)read_help_rows(r, INT32_MAX);
    check(reader_progress(r) == 1.0, "at the end");
}

void
test_registry_read__the_decimal_mark(void)
{
    static const struct {
        const char *text;
        char        mark;
        bool        sure;
    } row[] = {
        { "a;b\n1,5;x\n", ',', true },       { "a;b\n1.5;x\n", '.', true },
        { "a;b\n1.500;x\n", ',', false },    { "a,b\n1.500,x\n", '.', false },
        { "a;b\n1.234.567;x\n", ',', true }, { "a;b\n1,234.5;x\n", '.', true },
        { "a;b\n0.125;x\n", '.', true },     { "a;b\n1,5;2.5\n", ',', false },
        { "a;b\n1/2/2024;1.2.3.x\n", ',', false },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        const struct read_info *info = reader_info(read_help_open(str_of(row[i].text), NULL));

        check_int(info->decimal, row[i].mark);
        check_int(info->decimal_sure, row[i].sure);
    }
}
