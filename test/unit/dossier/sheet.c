/* Long tables as files, judged by Python's zipfile and xml.etree, by qpdf and poppler: numbers
 * are numbers, dates dates, what begins like a formula is text; pages carry their heads and
 * numbers; past the limit nothing is written. */
#include "dossier/sheet.h"
#include "tool.h"

/* Prints each cell as COLUMN+ROW, its kind (t text, n number, d date), and what it holds. */
#define READER                                                                                   \
    "import sys, zipfile, xml.etree.ElementTree as E\n"                                          \
    "z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None\n"                             \
    "n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'\n"                        \
    "names = z.namelist()\n"                                                                     \
    "styles = E.fromstring(z.read('xl/styles.xml'))\n"                                           \
    "dates = {f.get('numFmtId') for f in styles.iter(n + 'numFmt')"                              \
    " if 'yyyy' in f.get('formatCode')}\n"                                                       \
    "xf = [x.get('numFmtId') in dates for x in styles.find(n + 'cellXfs')]\n"                    \
    "sheet = E.fromstring(z.read('xl/worksheets/sheet1.xml'))\n"                                 \
    "print('formulas', len(list(sheet.iter(n + 'f'))))\n"                                        \
    "for c in sheet.iter(n + 'c'):\n"                                                            \
    "    text = c.get('t') == 'inlineStr'\n"                                                     \
    "    kind = 't' if text else 'd' if xf[int(c.get('s', 0))] else 'n'\n"                       \
    "    print(c.get('r'), kind, ''.join(c.itertext()))\n"

struct rows {
    int n, at;
};

static enum err
next_row(void *context, struct sheet_cell *cell)
{
    struct rows *r = context;

    if (r->at == r->n)
        return ERR_NOT_FOUND;
    cell[0].number = ++r->at;
    cell[1].text = r->at == 1   ? S("=1+1")
                   : r->at == 2 ? S("@SUM(A1) <b> & \"x\"")
                                : S("Nguyễn Thị Mẫu");
    cell[2].at = time_at(day_of(2024, 7, 1), 450);
    cell[2].blank = r->at == 2;
    cell[0].strong = r->at == r->n;
    return ERR_OK;
}

static struct sheet
sheet_of(struct rows *r, int n)
{
    static const struct sheet_column column[] = {
        { { "STT", 3 }, SHEET_NUMBER, 20 },
        { { "Tên", 4 }, SHEET_TEXT, 60 },
        { { "Ngày", 5 }, SHEET_MOMENT, 40 },
    };

    *r = (struct rows){ .n = n };
    return (struct sheet){ .title = S("Sổ thử"), .subtitle = S("tháng 07/2024"),
                           .agency = S("UBND phường Mẫu"), .made = time_at(day_of(2024, 7, 1), 480),
                           .simulated = true, .n_columns = 3, .columns = column,
                           .row = next_row, .context = r };
}

static Str
cells_of(Str xlsx)
{
    const char *file = tool_file("sheet.xlsx", xlsx);

    return tool_run("python3 %s %s", tool_file("reader.py", S(READER)), file);
}

void
test_dossier_sheet__a_spreadsheet_holds_numbers_dates_and_no_formula(void)
{
    struct rows  r;
    struct sheet s = sheet_of(&r, 1200);
    Str          xlsx, cells;

    check_ok(sheet_xlsx(test_arena(), &s, &xlsx));
    cells = cells_of(xlsx);
    check(str_has(cells, S("formulas 0\n")), "no formula");
    check(str_has(cells, S("A1 t Sổ thử\n")) && str_has(cells, S("A3 t SỐ LIỆU MÔ PHỎNG\n")),
          "what it is, and that it is simulated");
    check(str_has(cells, S("B4 t Tên\n")), "heads of the columns");
    check(str_has(cells, S("A5 n 1\n")) && str_has(cells, S("A1204 n 1200\n")), "numbers");
    check(str_has(cells, S("B5 t =1+1\n")), "a text, whatever it begins with");
    check(str_has(cells, S("B6 t @SUM(A1) <b> & \"x\"\n")), "and whatever is in it");
    check(str_has(cells, S("C5 d 45474.3125\n")), "1 July 2024, 07:30, as spreadsheets count");
    check(!str_has(cells, S("\nC6 ")), "what is unknown is empty");
}

void
test_dossier_sheet__pages_carry_their_heads_and_numbers(void)
{
    struct rows  r;
    struct sheet s = sheet_of(&r, 150);
    Str          pdf, again, info;
    const char  *file;

    check_ok(sheet_pdf(test_arena(), &s, &pdf));
    file = tool_file("sheet.pdf", pdf);
    check(str_has(tool_run("qpdf --check %s", file), S("No syntax or stream encoding errors")),
          "qpdf finds no fault");
    info = tool_run("pdfinfo %s", file);
    check(str_has(info, S("841.89 x 595.276 pts (A4)")) && str_has(info, S("Tagged:          yes")),
          "A4 across, tagged");
    for (int page = 1; page <= 5; page++) {
        Str text = tool_run("pdftotext -layout -f %d -l %d %s -", page, page, file);

        check(str_has(text, str_format(test_arena(), "Trang %d/5", page)), "page x of y");
        check(str_has(text, S("STT")) && str_has(text, S("Ngày")), "the heads again");
        check(str_has(text, S("SỐ LIỆU MÔ PHỎNG")), "that it is simulated");
        check(str_has(text, S("Sổ thử")) == (page == 1), "the title once");
        check((str_has(text, S("150 Nguyễn"))) == (page == 5), "the last row on the last page");
    }
    s = sheet_of(&r, 150);
    check_ok(sheet_pdf(test_arena(), &s, &again));
    check_str(again, pdf);
}

void
test_dossier_sheet__past_its_limit_nothing_is_written(void)
{
    struct rows  r;
    struct sheet s = sheet_of(&r, SHEET_PDF_ROWS + 1);
    Str          out;

    check_err(sheet_pdf(test_arena(), &s, &out), ERR_TOO_LARGE);
    s = sheet_of(&r, SHEET_XLSX_ROWS + 1);
    check_err(sheet_xlsx(test_arena(), &s, &out), ERR_TOO_LARGE);
    s = sheet_of(&r, SHEET_XLSX_ROWS);
    check_ok(sheet_xlsx(test_arena(), &s, &out));
    check(arena_used(test_arena()) < ((size_t)8 << 20), "a file's own size, not its rows'");
    s = sheet_of(&r, 0);
    check_ok(sheet_pdf(test_arena(), &s, &out));
    s = sheet_of(&r, 0);
    check_ok(sheet_xlsx(test_arena(), &s, &out));
}
