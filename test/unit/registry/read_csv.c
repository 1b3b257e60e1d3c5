/* Tables of text as people save them, in every way and every encoding. */
#include "base/json.h"
#include "unit/registry/read_help.h"

void
test_registry_read_csv__tables_as_people_save_them(void)
{
    static const struct {
        const char *text, *read;
    } row[] = {
        { "a,b\r\n1,2\r\n", "a|b\n1|2\n" },
        { "a,b\n1,2", "a|b\n1|2\n" },
        { "a,b\r1,2\r3,4\r", "a|b\n1|2\n3|4\n" },
        { "\xef\xbb\xbf" "a;b\n1;2,5\n", "a|b\n1|2,5\n" },
        { "a\tb\n1;2\t3,4\n", "a|b\n1;2|3,4\n" },
        { "a|b\n1|2\n", "a|b\n1|2\n" },
        { "sep=;\r\na,x;b\r\n1;2\r\n", "a,x|b\n1|2\n" },
        { "\"a;x\",b\n\"1\"\"2\",\"hai\ndòng\"\n", "a;x|b\n1\"2|hai\ndòng\n" },
        { "\"Họ\n và  tên\", b \n1,2\n", "Họ và tên|b\n1|2\n" },
        { "a,b,,\n1,2,,\n", "a|b\n1|2\n" },
        { "a,,c\n1,2,3\n", "a||c\n1|2|3\n" },
        { "\n\na,b\n\n,\n1,\n,\"\"\n", "a|b\n1|~\n~|\n" },
        { "a,b\n1\n1,2\n", "a|b\n1|~\n1|2\n" },
        { "a,b\n'+84 912,'=1\n'x,''\n''=1,-5\n", "a|b\n+84 912|=1\n'x|''\n'=1|-5\n" },
        { "một\nhai\n", "một\nhai\n" },
        { "a,b\nx\"y,2\n", "a|b\nx\"y|2\n" },
        { "a,b\nHo\xcc\x80" "a,2\n", "a|b\nHòa|2\n" },
        /* what is wrong with a row stays with it */
        { "a,b\n1,2,3\n4,5\n",
          "a|b\n1|2 !the line has more cells than there are columns\n4|5\n" },
        { "a,b\n\"1\"x,2\n4,5\n",
          "a|b\n~|~ !behind a closing quotation mark the next cell must begin\n4|5\n" },
        { "a,ờờờờờờờờờờ\n\xff,2\n4,5\n", "a|ờờờờờờờờờờ\n~|2 !the cell in column “{1}” holds bytes that are no text "
                                "in the file's encoding\n4|5\n" },
        { "a,b\n1\x01,2\n4,5\n", "a|b\n~|2 !the cell in column “{1}” holds bytes that are no text "
                                 "in the file's encoding\n4|5\n" },
        { "a,b,c\n1,2,3\n4,5",
          "a|b|c\n1|2|3\n4|5|~ !the file ends within this line; it may have been cut off\n" },
        /* what is wrong with the file ends it */
        { "a,b\n1,2\n\"3,4\n5,6\n",
          "a|b\n1|2\nMALFORMED 3: a quotation mark is opened here and never closed; the file may "
          "have been cut off" },
        { "a,b,a\n1,2,3\n", "MALFORMED 0: two columns are called “{1}” [a]" },
        { "\n\n", "NOT_FOUND 0: the file is empty: it has no line of column names" },
        { "", "NOT_FOUND 0: the file is empty" },
        { "a,b\n", "a|b\n" },
    };

    for (size_t i = 0; i < COUNT(row); i++)
        check_str(read_help_all(str_of(row[i].text), NULL), str_of(row[i].read));
}

static const char words[] =
    "Mã;Tên xã;Thủ trưởng\n"
    "1;Phường Cẩm Thượng;Nguyễn Thị Hòa\n"
    "2;Xã Bình Lãng, huyện Tứ Kỳ;Đỗ Văn Được\n"
    "3;Thị trấn Phú Thứ;Vũ Quỳnh Như\n"
    "4;Ủy ban nhân dân tỉnh Hải Dương – đường Bạch Đằng;Trần Ngọc Khuê\n";
#define READ_WORDS                                                                               \
    "Mã|Tên xã|Thủ trưởng\n1|Phường Cẩm Thượng|Nguyễn Thị Hòa\n"                                 \
    "2|Xã Bình Lãng, huyện Tứ Kỳ|Đỗ Văn Được\n3|Thị trấn Phú Thứ|Vũ Quỳnh Như\n"                 \
    "4|Ủy ban nhân dân tỉnh Hải Dương – đường Bạch Đằng|Trần Ngọc Khuê\n"

void
test_registry_read_csv__every_encoding_is_found(void)
{
    static const struct {
        const char        *name, *mark;
        enum read_encoding encoding;
    } row[] = {
        { "UTF-8", "", READ_UTF8 },
        { "UTF-8", "\xef\xbb\xbf", READ_UTF8 },
        { "UTF-16LE", "\xff\xfe", READ_UTF16LE },
        { "UTF-16BE", "\xfe\xff", READ_UTF16BE },
        { "UTF-16LE", "", READ_UTF16LE },
        { "UTF-16BE", "", READ_UTF16BE },
        { "CP1258//TRANSLIT", "", READ_WINDOWS_1258 },
        { "TCVN5712-1//TRANSLIT", "", READ_TCVN3 },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        Str text = str_of(words);
        Str bytes = str_join(test_arena(), str_of(row[i].mark),
                             read_help_encoded(text, row[i].name), STR_NONE);
        struct reader *r = read_help_open(bytes, NULL);

        check_int(r != NULL ? reader_info(r)->encoding : READ_DETECT, row[i].encoding);
        if (row[i].encoding == READ_TCVN3) /* has no dash */
            check(str_starts(read_help_all(bytes, NULL), str_sub(S(READ_WORDS), 0, 200)), "TCVN3");
        else
            check_str(read_help_all(bytes, NULL), S(READ_WORDS));
    }
}

/* -- the texts of the packs, as an old office would have saved them ---------------------------- */

static void
gather(const struct json *v, struct buf *out)
{
    if (v->kind == JSON_TEXT && str_eq(v->key, S("vi")) && !str_has(v->text, S("\n"))) {
        buf_add(out, v->text);
        buf_add(out, S("\t1\n"));
    }
    json_each(child, v)
        gather(child, out);
}

static Str
pack_texts(void)
{
    static const char *const file[] = { "dang-ky-ket-hon", "doi-giay-phep-lai-xe",
                                        "dang-ky-khai-tu", "giay-phep-ban-le-ruou",
                                        "xac-nhan-tinh-trang-hon-nhan", "cham-dut-ho-kinh-doanh",
                                        "thong-bao-san-pham-quang-cao" };
    struct buf b = BUF_MAX((size_t)1 << 20);
    Str        s;

    buf_add(&b, S("a\tb\n"));
    for (size_t i = 0; i < COUNT(file); i++) {
        Str          path = str_format(test_arena(), "packs/hai-duong/procedures/%s.json", file[i]);
        struct json *v = NULL;

        check_ok(json_parse(test_arena(), read_help_slurp(path.p), &v, NULL));
        gather(v, &b);
    }
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

/* What the encoding cannot hold is left out before, so that all else must come back. */
void
test_registry_read_csv__texts_of_the_packs_in_old_encodings(void)
{
    static const char *const encoding[] = { "CP1258", "TCVN5712-1", "UTF-16" };
    Str                      texts = pack_texts();

    for (size_t i = 0; i < COUNT(encoding); i++) {
        struct buf b = BUF_MAX((size_t)1 << 20), wanted = BUF_MAX((size_t)1 << 20);
        Str        line, rest = texts, bytes;

        while (str_cut(rest, '\n', &line, &rest))
            if (read_help_can(line, encoding[i])) {
                buf_format(&b, "%.*s\n", STR_ARG(line));
                buf_format(&wanted, "%.*s|%s\n", STR_ARG(str_sub(line, 0, line.n - 2)),
                           line.n == 3 && line.p[0] == 'a' ? "b" : "1");
            }
        check(b.n > 8000, "texts enough");
        bytes = read_help_encoded(buf_str(&b), encoding[i]);
        check_str(read_help_all(bytes, NULL), buf_str(&wanted));
        buf_free(&b);
        buf_free(&wanted);
    }
}

void
test_registry_read_csv__capitals_of_old_fonts(void)
{
    struct read_options tcvn = { .encoding = READ_TCVN3 };

    check_str(read_help_all(S("t\xaan\nT\xd8NH H\xb6I D\xad\xacNG\nT\xd8nh H\xb6i D\xad\xacng\n"
                              "T\xe6 5\n"), &tcvn),
              S("tên\nTỈNH HẢI DƯƠNG\nTỉnh Hải Dương\nTổ 5\n"));
}

void
test_registry_read_csv__an_unknown_encoding_is_refused(void)
{
    check_str(read_help_all(S("name,b\nCaf\xe9 cr\xe8me br\xfbl\xe9" "e,2\n"), NULL),
              S("MALFORMED 0: the file's encoding is not known: it is not UTF-8, and neither in "
                "Windows-1258 nor in TCVN3 is it Vietnamese; save it as UTF-8"));
}
