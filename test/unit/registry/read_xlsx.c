/* Workbooks, as libxlsxwriter writes them and as others do. */
#include "unit/registry/read_help.h"

#define BOOK(attributes)                                                                         \
    "<?xml version=\"1.0\"?><workbook xmlns:r=\"r\"><workbookPr " attributes "/><sheets>"        \
    "<sheet name=\"Trống\" sheetId=\"1\" r:id=\"rId1\"/>"                                        \
    "<sheet name=\"Ẩn\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/>"                          \
    "<sheet name=\"Bảng\" sheetId=\"3\" r:id=\"rId3\"/></sheets></workbook>"
#define RELATIONS                                                                                \
    "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"                \
    "<Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/>"                           \
    "<Relationship Id=\"rId3\" Target=\"worksheets/sheet3.xml\"/></Relationships>"
/* 0 General, 1 a day, 2 a moment, 3 a clock, 4 [h]:mm, 5 "dd/mm/yyyy", 6 000000000000, 7 0.00E+00,
 * 8 a colour and a literal with letters of dates */
#define STYLES                                                                                   \
    "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/>"                  \
    "<numFmt numFmtId=\"165\" formatCode=\"000000000000\"/>"                                     \
    "<numFmt numFmtId=\"166\" formatCode=\"[Red]#,##0\\ &quot;ngày&quot;;[Blue]dd\"/></numFmts>" \
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"                                         \
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"20\"/>" \
    "<xf numFmtId=\"46\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"11\"/>"     \
    "<xf numFmtId=\"166\"/></cellXfs></styleSheet>"
#define STRINGS                                                                                  \
    "<sst><si><t>tên</t></si><si><r><t>Hải </t></r><r><t>Dương</t></r><rPh><t>x</t></rPh></si>"  \
    "<si><t/></si></sst>"

static Str
book(const char *workbook, const char *rows)
{
    Str sheet = str_join(test_arena(), S("<worksheet><sheetData>"), str_of(rows),
                         S("</worksheet>"));
    struct read_help_part part[] = {
        { "xl/workbook.xml", str_of(workbook) },
        { "xl/_rels/workbook.xml.rels", S(RELATIONS) },
        { "xl/styles.xml", S(STYLES) },
        { "xl/sharedStrings.xml", S(STRINGS) },
        { "xl/worksheets/sheet1.xml", S("<worksheet><sheetData/></worksheet>") },
        { "xl/worksheets/sheet2.xml",
          S("<worksheet><sheetData><row><c t=\"str\"><v>kín</v></c></row></sheetData></worksheet>") },
        { "xl/worksheets/sheet3.xml", sheet },
    };

    return read_help_zip(part, COUNT(part), NULL);
}

#define HEAD "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"str\"><v>b</v></c></row>"

void
test_registry_read_xlsx__cells(void)
{
    static const struct {
        const char *cell, *read;
    } row[] = {
        { "<c r=\"A2\" t=\"s\"><v>1</v></c>", "Hải Dương" },
        { "<c r=\"A2\" t=\"inlineStr\"><is><t>a</t><r><t>b</t></r></is></c>", "ab" },
        { "<c r=\"A2\" t=\"str\"><f>\"x\"&amp;1</f><v>x1</v></c>", "x1" },
        { "<c r=\"A2\"><f>1+1</f><v>2</v></c>", "2" },
        { "<c r=\"A2\" t=\"str\"><v>a_x000D_\nb_x005F_x000D__x00Z_</v></c>", "a\nb_x000D__x00Z_" },
        { "<c r=\"A2\" t=\"b\"><v>1</v></c>", "true" },
        { "<c r=\"A2\"><v>45292</v></c>", "45292" },
        { "<c r=\"A2\" s=\"1\"><v>45292</v></c>", "2024-01-01" },
        { "<c r=\"A2\" s=\"5\"><v>45292.75</v></c>", "2024-01-01" },
        { "<c r=\"A2\" s=\"2\"><v>45292.3125</v></c>", "2024-01-01T07:30:00" },
        { "<c r=\"A2\" s=\"2\"><v>45292.999999999</v></c>", "2024-01-02T00:00:00" },
        { "<c r=\"A2\" s=\"3\"><v>0.3125</v></c>", "07:30:00" },
        { "<c r=\"A2\" s=\"4\"><v>1.5</v></c>", "36:00:00" },
        { "<c r=\"A2\" s=\"1\"><v>59</v></c>", "1900-02-28" },
        { "<c r=\"A2\" s=\"1\"><v>61</v></c>", "1900-03-01" },
        { "<c r=\"A2\" s=\"6\"><v>30083000123</v></c>", "030083000123" },
        { "<c r=\"A2\" s=\"7\"><v>1.5E-3</v></c>", "0.0015" },
        { "<c r=\"A2\"><v>1.2345678901200001E11</v></c>", "123456789012" },
        { "<c r=\"A2\"><v>0.30000000000000004</v></c>", "0.3" },
        { "<c r=\"A2\"><v>-0.1</v></c>", "-0.1" },
        { "<c r=\"A2\" s=\"8\"><v>1500</v></c>", "1500" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        const char *rows = str_format(test_arena(), HEAD "<row r=\"2\">%s</row></sheetData>",
                                      row[i].cell).p;

        check_str(read_help_all(book(BOOK(""), rows), NULL),
                  str_format(test_arena(), "tên|b\n%s|~\n", row[i].read));
    }
    check_str(read_help_all(book(BOOK("date1904=\"1\""), HEAD "<row r=\"2\"><c s=\"1\"><v>43830</v>"
                                 "</c></row></sheetData>"), NULL), S("tên|b\n2024-01-01|~\n"));
    check_str(read_serial_day(test_arena(), S("45292"), false), S("2024-01-01"));
    check_str(read_serial_day(test_arena(), S("43830"), true), S("2024-01-01"));
    check_str(read_serial_day(test_arena(), S("x"), false), S(""));
}

void
test_registry_read_xlsx__faults_of_a_row(void)
{
    static const struct {
        const char *cell, *read;
    } row[] = {
        { "<c r=\"A2\" t=\"e\"><v>#REF!</v></c>",
          "~|~ !cell {1} holds an error of the spreadsheet (such as #REF!)" },
        { "<c r=\"A2\"><f>1+1</f></c>",
          "~|~ !cell {1} holds a formula whose value was not saved; open the file in a spreadsheet "
          "program and save it" },
        { "<c r=\"A2\"><f>1+1</f><v></v></c>",
          "~|~ !cell {1} holds a formula whose value was not saved; open the file in a spreadsheet "
          "program and save it" },
        { "<c r=\"A2\" s=\"1\"><v>60</v></c>",
          "~|~ !cell {1} holds no number, or a date that is not in the calendar" },
        { "<c r=\"A2\" s=\"1\"><v>-3</v></c>",
          "~|~ !cell {1} holds no number, or a date that is not in the calendar" },
        { "<c r=\"A2\"><v>0x12</v></c>",
          "~|~ !cell {1} holds no number, or a date that is not in the calendar" },
        { "<c r=\"A2\" t=\"s\"><v>9</v></c>",
          "~|~ !cell {1} names a text that the workbook does not hold" },
        { "<c r=\"A2\"><v>1</v></c><c r=\"C2\"><v>3</v></c>",
          "1|~ !the line has more cells than there are columns" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        const char *rows = str_format(test_arena(), HEAD "<row r=\"2\">%s</row><row r=\"7\"><c "
                                      "r=\"B7\"><v>5</v></c></row></sheetData>", row[i].cell).p;

        check_str(read_help_all(book(BOOK(""), rows), NULL),
                  str_format(test_arena(), "tên|b\n%s\n~|5\n", row[i].read));
    }
}

void
test_registry_read_xlsx__sheets(void)
{
    struct read_options hidden = { .sheet = S("Ẩn") }, none = { .sheet = S("x") };
    struct read_options empty = { .sheet = S("Trống") };
    Str                 file = book(BOOK(""), HEAD "</sheetData>");
    struct reader      *r = read_help_open(file, NULL);

    check_str(reader_info(r)->sheet, S("Bảng"));
    check_int(reader_info(r)->n_sheets, 2);
    check_str(reader_info(r)->sheets[1], S("Bảng"));
    check_str(read_help_all(file, &hidden), S("kín\n"));
    check_str(read_help_all(file, &none), S("NOT_FOUND 0: the workbook has no sheet “{1}” [x]"));
    check_str(read_help_all(file, &empty), S("NOT_FOUND 0: the sheet is empty"));
    check_str(read_help_all(book(BOOK(""), "</sheetData>"), NULL),
              S("NOT_FOUND 0: the sheet is empty"));
}

/* A title over the table is passed over; a value over several rows is each row's. */
void
test_registry_read_xlsx__merged_cells(void)
{
    Str file = book(BOOK(""),
                    "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>DANH SÁCH</v></c><c r=\"B1\"/></row>"
                    "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" t=\"str\"><v>b</v></c>"
                    "</row><row r=\"4\"><c r=\"A4\" t=\"str\"><v>Xã A</v></c><c r=\"B4\"><v>1</v></c>"
                    "</row><row r=\"5\"><c r=\"A5\"/><c r=\"B5\"><v>2</v></c></row>"
                    "<row r=\"6\"><c r=\"B6\"><v>3</v></c></row></sheetData><mergeCells>"
                    "<mergeCell ref=\"A1:B1\"/><mergeCell ref=\"A4:A5\"/></mergeCells>");
    struct read_options third = { .header = 3 };

    check_str(read_help_all(file, NULL), S("tên|b\nXã A|1\nXã A|2\n~|3\n"));
    check_str(read_help_all(file, &third), S("tên|b\nXã A|1\nXã A|2\n~|3\n"));
    check_int(reader_info(read_help_open(file, NULL))->merged, 1);
}

void
test_registry_read_xlsx__damaged_and_hostile(void)
{
    Str                 whole = book(BOOK(""), HEAD "<row r=\"2\"><c><v>1</v></c></row></sheetData>");
    struct read_help_part zip[] = { { "t.xlsx", whole } };

    check_str(read_help_all(read_help_zip(zip, 1, NULL), NULL), S("tên|b\n1|~\n"));
    check_str(read_help_all(read_help_gzip(whole), NULL), S("tên|b\n1|~\n"));
    for (size_t n = 4; n < whole.n; n += 7) {
        Str read = read_help_all(str_sub(whole, 0, n), NULL);

        check(str_starts(read, S("MALFORMED")) || n + 5 > whole.n, "a cut is seen");
    }
    check_str(read_help_all(book("<!DOCTYPE x [<!ENTITY a \"aa\">]><workbook>&a;</workbook>", ""),
                            NULL),
              S("MALFORMED 0: the workbook holds XML that no spreadsheet program writes"));
    check_str(read_help_all(book("<workbook>", ""), NULL),
              S("MALFORMED 0: the workbook is damaged: its XML cannot be read"));
    check_str(read_help_all(book(BOOK(""), HEAD "<row r=\"1\"><c><v>1</v></c></row></sheetData>"),
                            NULL),
              S("tên|b\nMALFORMED 1: the workbook is damaged: its cells are not in order"));
}

void
test_registry_read_xlsx__goes_on_from_a_place(void)
{
    Str            file = book(BOOK(""), HEAD "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"
                                              "<row><c><v>3</v></c></row></sheetData>");
    struct reader *r = read_help_open(file, NULL), *again = read_help_open(file, NULL);

    check_str(read_help_rows(r, 2), S("1|~\n2|~\n"));
    check_ok(reader_seek(again, reader_place(r)));
    check_str(read_help_rows(again, 9), S("3|~\n"));
    check_err(reader_seek(read_help_open(file, NULL), (struct read_place){ 0, 9, 0 }), ERR_INVALID);
}
