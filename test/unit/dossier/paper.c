/* Official papers, judged by qpdf, poppler and zbarimg: words that extract
 * right, fonts embedded, codes that scan, pages that break well, and the same
 * bytes for the same paper on any thread. */
#include "dossier/paper.h"

#include <pthread.h>

#include "dossier/paper_pdf.h"
#include "paper_sample.h"
#include "tool.h"

static Str
pdf_of(const struct paper *p)
{
    Str pdf = STR_NONE;

    check_ok(paper_write(test_arena(), p, &pdf));
    return pdf;
}

/* The words of a PDF in drawing order, every run of white space one space. */
static Str
words_of(Str pdf)
{
    Str    text = tool_run("pdftotext -raw %s -", tool_file("paper.pdf", pdf));
    char  *p = arena_alloc_raw(test_arena(), text.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i] == '\n' || text.p[i] == '\f' ? ' ' : text.p[i];

        if (c != ' ' || (n > 0 && p[n - 1] != ' '))
            p[n++] = c;
    }
    return str_trim((Str){ p, n });
}

static int
times(Str text, Str part)
{
    int n = 0;

    for (ptrdiff_t at = str_find(text, part); at >= 0; at = str_find(text, part)) {
        n++;
        text = str_sub(text, (size_t)at + part.n, text.n);
    }
    return n;
}

static int
pages_of(Str pdf)
{
    Str info = tool_run("pdfinfo %s", tool_file("paper.pdf", pdf));

    for (int n = 1; n < 1000; n++)
        if (str_has(info, str_format(test_arena(), "Pages:           %d\n", n)))
            return n;
    return 0;
}

/* The words of one page, its lines kept. */
static Str
page_of(Str pdf, int page)
{
    return tool_run("pdftotext -raw -f %d -l %d %s -", page, page, tool_file("paper.pdf", pdf));
}

static Str
codes_in(Str pdf)
{
    const char *file = tool_file("paper.pdf", pdf);

    tool_run("pdftoppm -r 150 -gray -singlefile %s %s/page", file, test_folder());
    return tool_run("zbarimg -q --nodbus --raw %s/page.pgm | sort", test_folder());
}

void
test_dossier_paper__the_font_of_official_papers_is_here(void)
{
    check(paper_fonts_ready(), "Debian 12: fonts-liberation2; from 13 on: fonts-liberation");
}

#define BAND "SỐ LIỆU MÔ PHỎNG · BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ "
#define HEAD                                                                                  \
    "ỦY BAN NHÂN DÂN PHƯỜNG BÌNH HÀN BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ "                       \
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "                         \
    "Số: 117/TNHS Bình Hàn, ngày 01 tháng 7 năm 2024 "
#define FOOT                                                                                  \
    " Quét mã để tra cứu hồ sơ hoặc vào dvc.example.invalid "                                 \
    "Mã hồ sơ: H23.30.288-240701-0117 Mã tra cứu: 7K3M-92QF"

void
test_dossier_paper__form_01_says_all_it_must(void)
{
    struct receipt_facts r = sample_receipt();
    struct paper         p;
    Str                  pdf;

    paper_receipt(test_arena(), &r, &p);
    pdf = pdf_of(&p);
    check_str(words_of(pdf),
              S(BAND HEAD "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ "
                "Mã hồ sơ: H23.30.288-240701-0117 "
                "Bộ phận tiếp nhận và trả kết quả: Bộ phận Một cửa phường Bình Hàn "
                "Tiếp nhận hồ sơ của: ĐẶNG THỊ MINH NGUYỆT "
                "Địa chỉ: Khu 5, phường Bình Hàn, thành phố Hải Dương "
                "Số điện thoại: 0900 000 000 Email: nguyet@example.invalid "
                "Nội dung yêu cầu giải quyết: Đăng ký khai sinh "
                "1. Thành phần hồ sơ nộp gồm: 1) Tờ khai đăng ký khai sinh (bản chính: 01) "
                "2) Giấy chứng sinh (bản sao: 01) 2. Số lượng hồ sơ: 01 (bộ) "
                "3. Thời gian giải quyết hồ sơ theo quy định là: 08 giờ làm việc "
                "4. Thời gian nhận hồ sơ: 10 giờ 40 phút, ngày 01 tháng 7 năm 2024 "
                "5. Thời gian trả kết quả giải quyết hồ sơ: "
                "10 giờ 40 phút, ngày 02 tháng 7 năm 2024 "
                "6. Đăng ký nhận kết quả tại: Bộ phận Một cửa phường Bình Hàn "
                "Phí, lệ phí (nếu có): 50.000 đồng (Năm mươi nghìn đồng), chưa nộp "
                "NGƯỜI NỘP HỒ SƠ (Ký và ghi rõ họ tên) "
                "NGƯỜI TIẾP NHẬN HỒ SƠ (Ký và ghi rõ họ tên)" FOOT
                " KHÔNG CHUYỂN TIỀN Quét mã để nộp phí, lệ phí 50.000 đồng"));
    check_int(pages_of(pdf), 1);
    check_str(codes_in(pdf), str_format(test_arena(), "%.*s\n%.*s\n", STR_ARG(r.pay),
                                        STR_ARG(r.about.track)));
}

void
test_dossier_paper__form_02_says_all_it_must(void)
{
    struct supplement_facts s = sample_supplement();
    struct paper            p;
    Str                     pdf;

    paper_supplement(test_arena(), &s, &p);
    pdf = pdf_of(&p);
    check_str(words_of(pdf),
              S(BAND HEAD "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ "
                "Mã hồ sơ: H23.30.288-240701-0117 "
                "Bộ phận tiếp nhận và trả kết quả: Bộ phận Một cửa phường Bình Hàn "
                "Hồ sơ của: ĐẶNG THỊ MINH NGUYỆT "
                "Nội dung yêu cầu giải quyết: Đăng ký khai sinh "
                "Địa chỉ: Khu 5, phường Bình Hàn, thành phố Hải Dương "
                "Số điện thoại: 0900 000 000 Email: nguyet@example.invalid "
                "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau: "
                "1) Tờ khai đăng ký khai sinh (bản chính: 01) 2) Giấy chứng sinh (bản sao: 01) "
                "Lý do: Giấy chứng sinh không đọc được họ tên của mẹ. "
                "Thời hạn bổ sung, hoàn thiện hồ sơ: đến hết ngày 15 tháng 7 năm 2024 "
                "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, Ông/Bà liên hệ với "
                "công chức tiếp nhận, số điện thoại 0220 000 0000 để được hướng dẫn. "
                "NGƯỜI HƯỚNG DẪN (Ký và ghi rõ họ tên)" FOOT));
    check_int(pages_of(pdf), 1);
    check_str(str_trim(codes_in(pdf)), s.about.track);
}

void
test_dossier_paper__form_03_says_all_it_must(void)
{
    struct refusal_facts r = sample_refusal();
    struct paper         p;
    Str                  pdf;

    paper_refusal(test_arena(), &r, &p);
    pdf = pdf_of(&p);
    check_str(words_of(pdf),
              S(BAND HEAD "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ "
                "Mã hồ sơ: H23.30.288-240701-0117 "
                "Bộ phận tiếp nhận và trả kết quả: Bộ phận Một cửa phường Bình Hàn "
                "Tiếp nhận hồ sơ của: ĐẶNG THỊ MINH NGUYỆT "
                "Địa chỉ: Khu 5, phường Bình Hàn, thành phố Hải Dương "
                "Số điện thoại: 0900 000 000 Email: nguyet@example.invalid "
                "Nội dung yêu cầu giải quyết: Đăng ký khai sinh "
                "Qua xem xét, Bộ phận Một cửa phường Bình Hàn thông báo không tiếp nhận, "
                "giải quyết hồ sơ này với lý do cụ thể như sau: "
                "Việc này thuộc thẩm quyền của cấp huyện. "
                "Nếu có vướng mắc, Ông/Bà liên hệ với công chức tiếp nhận để được hướng dẫn. "
                "Xin thông báo cho Ông/Bà được biết và thực hiện. "
                "NGƯỜI NỘP HỒ SƠ (Ký và ghi rõ họ tên) "
                "NGƯỜI TIẾP NHẬN HỒ SƠ (Ký và ghi rõ họ tên)" FOOT));
    check_str(str_trim(codes_in(pdf)), r.about.track);
}

void
test_dossier_paper__a_result_says_all_it_must(void)
{
    struct result_facts r = sample_result();
    struct paper        p;
    Str                 pdf;

    paper_result(test_arena(), &r, &p);
    pdf = pdf_of(&p);
    check_str(words_of(pdf),
              S(BAND "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI DƯƠNG ỦY BAN NHÂN DÂN PHƯỜNG BÌNH HÀN "
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
                "Số: 215/2025 Bình Hàn, ngày 05 tháng 02 năm 2025 "
                "GIẤY KHAI SINH Trích từ dữ liệu hộ tịch "
                "Căn cứ hồ sơ đã được phê duyệt, cấp cho: Họ, chữ đệm, tên: ĐẶNG BẢO AN "
                "Ngày sinh: 28/06/2024 Nơi sinh: "
                "Mọi thay đổi sau khi ký đều lộ ra khi kiểm tra mã dưới đây. "
                "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Quét mã để kiểm tra văn bản này "
                "https://dvc.example.invalid/kiem-tra/7K3M92QF "
                "Mã hồ sơ: H23.30.288-240701-0117"));
    check_str(str_trim(codes_in(pdf)), r.verify);
}

/* What a real directory prints has none of the warnings, and says "đã nộp" or
 * nothing of a fee when it knows nothing. */
void
test_dossier_paper__a_real_paper_is_not_marked(void)
{
    struct receipt_facts r = sample_receipt();
    struct paper         p;
    Str                  words;

    r.about.simulated = false;
    r.about.officer = S("Phạm Thị Hương");
    r.pay = sample_pay(false);
    paper_receipt(test_arena(), &r, &p);
    words = words_of(pdf_of(&p));
    check(!str_has(words, S("MÔ PHỎNG")) && !str_has(words, S("BẢN MẪU")), "no band");
    check(!str_has(words, S("KHÔNG CHUYỂN TIỀN")), "may be paid");
    check(str_has(words, S("(Ký và ghi rõ họ tên) Phạm Thị Hương")), "who received it");
    check_int(times(codes_in(pdf_of(&p)), S("\n")), 2);

    r.paid = true;
    paper_receipt(test_arena(), &r, &p);
    check(str_has(words_of(pdf_of(&p)), S("(Năm mươi nghìn đồng), đã nộp")), "paid");
    check_int(times(codes_in(pdf_of(&p)), S("\n")), 1);

    r.fee = 0;
    paper_receipt(test_arena(), &r, &p);
    check(str_has(words_of(pdf_of(&p)), S("Phí, lệ phí (nếu có): không thu")), "free");

    r.fee = FEE_UNKNOWN;
    r.due = TIME_NONE;
    paper_receipt(test_arena(), &r, &p);
    words = words_of(pdf_of(&p));
    check(!str_has(words, S("lệ phí")), "an unknown fee");
    check(str_has(words, S("5. Thời gian trả kết quả giải quyết hồ sơ: 6.")), "an unknown day");
}

void
test_dossier_paper__an_order_of_the_other_kind_is_not_printed(void)
{
    struct receipt_facts r = sample_receipt();
    struct paper         p;

    r.pay = sample_pay(false);
    paper_receipt(test_arena(), &r, &p);
    check_str(str_trim(codes_in(pdf_of(&p))), r.about.track);
    r.about.simulated = false;
    r.pay = sample_pay(true);
    paper_receipt(test_arena(), &r, &p);
    check_str(str_trim(codes_in(pdf_of(&p))), r.about.track);
}

#define CAPITALS                                                                              \
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐ ÈÉẺẼẸÊỀẾỂỄỆ ÌÍỈĨỊ ÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ ÙÚỦŨỤƯỪỨỬỮỰ ỲÝỶỸỴ"
#define SMALLS                                                                                \
    "àáảãạăằắẳẵặâầấẩẫậđ èéẻẽẹêềếểễệ ìíỉĩị òóỏõọôồốổỗộơờớởỡợ ùúủũụưừứửữự ỳýỷỹỵ"
#define SIGNS "– — … “” ‘’ ₫"

void
test_dossier_paper__every_letter_in_one_embedded_font(void)
{
    struct paper_part part[] = {
        { PAPER_FIELD, false, S("Thường"), S(CAPITALS " " SMALLS " " SIGNS) },
        { PAPER_FIELD, true, S("Đậm"), S(CAPITALS " " SMALLS " " SIGNS) },
        { PAPER_TEXT, false, STR_NONE, S("fi ffi fl: hỗn, Huỷ, hủy, khoẻ, nghiêng, Ẫ Ỗ Ễ") },
    };
    struct paper p = { .title = S(SMALLS), .made = 0, .parts = part, .part_count = 3 };
    Str          pdf = pdf_of(&p), words = words_of(pdf);
    Str          fonts = tool_run("pdffonts %s | tail -n +3", tool_file("paper.pdf", pdf));

    check(str_has(words, S(CAPITALS " Thường")), "the title's capitals");
    check_int(times(words, S(CAPITALS " " SMALLS " " SIGNS)), 2);
    check(str_has(words, part[2].value), "no letter is joined or parted");
    check(times(fonts, S("\n")) > 0, "fonts are named");
    check_int(times(fonts, S("+LiberationSerif")), times(fonts, S("\n")));
    /* embedded, subset, mapped to Unicode */
    check_int(times(fonts, S("yes yes yes")), times(fonts, S("\n")));
}

void
test_dossier_paper__the_file_is_sound_and_says_what_it_is(void)
{
    struct receipt_facts r = sample_receipt();
    struct paper         p;
    const char          *file;
    Str                  pdf, info;

    paper_receipt(test_arena(), &r, &p);
    pdf = pdf_of(&p);
    file = tool_file("paper.pdf", pdf);
    check(str_has(tool_run("qpdf --check %s", file), S("No syntax or stream encoding errors")),
          "sound");
    info = tool_run("pdfinfo -isodates %s", file);
    check(str_has(info, S("Title:           Giấy tiếp nhận hồ sơ và hẹn trả kết quả\n")), "title");
    check(str_has(info, S("Author:          Bộ phận tiếp nhận và trả kết quả\n")), "author");
    check(str_has(info, S("Keywords:        SỐ LIỆU MÔ PHỎNG\n")), "simulated");
    check(str_has(info, S("2024-07-01T10:40:00+07\n")), "made when it says");
    check(str_has(info, S("(A4)\n")), "A4");
    check(str_has(info, S("Tagged:          yes\n")), "tagged");
    check(str_has(tool_run("qpdf --qdf --no-original-object-ids %s - | strings", file),
                  S("/Lang (vi-VN)")),
          "in Vietnamese");
    check(str_has(tool_run("pdfinfo -struct-text %s", file), S("H1")), "its title is a heading");
}

static Str
with_language(Str pdf)
{
    struct buf b = BUF_MAX(PAPER_TEXT_MAX * 16);
    Str        text;

    buf_add(&b, pdf);
    paper_pdf_language(&b, S("vi-VN"));
    text = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return text;
}

/* The language is added once, to a whole PDF, and to nothing else. */
void
test_dossier_paper__a_torn_pdf_is_left_as_it_is(void)
{
    struct paper p = { .title = S("Giấy") };
    Str          pdf = pdf_of(&p), bare;
    int          changed = 0;

    bare = str_sub(pdf, 0, (size_t)str_find(pdf, S("%%EOF\n")) + 6);
    check(bare.n < pdf.n, "an update follows what cairo wrote");
    check_str(with_language(bare), pdf);
    check_str(with_language(pdf), pdf);
    for (size_t n = 0; n < bare.n - 20; n += 41)
        changed += with_language(str_sub(bare, 0, n)).n != n;
    for (size_t n = 20; n < bare.n; n += 41)
        changed += with_language(str_sub(bare, n, bare.n)).n != bare.n - n;
    check_int(changed, 0);
}

void
test_dossier_paper__days_below_ten_and_months_below_three_carry_a_zero(void)
{
    const struct {
        Day day;
        Str text;
    } row[] = {
        { day_of(2026, 2, 5), S("ngày 05 tháng 02 năm 2026") },
        { day_of(2026, 1, 31), S("ngày 31 tháng 01 năm 2026") },
        { day_of(2026, 3, 9), S("ngày 09 tháng 3 năm 2026") },
        { day_of(2024, 12, 10), S("ngày 10 tháng 12 năm 2024") },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        check_str(paper_day(test_arena(), row[i].day), row[i].text);
    check_str(paper_moment(test_arena(), time_at(day_of(2026, 2, 5), 7 * 60 + 5)),
              S("07 giờ 05 phút, ngày 05 tháng 02 năm 2026"));
}

static struct receipt_facts
receipt_with(int items)
{
    struct receipt_facts r = sample_receipt();
    struct item_facts   *list = arena_array(test_arena(), struct item_facts, items);

    for (int i = 0; i < items; i++)
        list[i].name = str_format(test_arena(),
                                  "Giấy tờ mang số %03d, tên đủ dài để phải xuống dòng một lần "
                                  "nữa trên khổ giấy A4 đứng",
                                  i + 1);
    r.items = (struct items_facts){ list, items };
    return r;
}

void
test_dossier_paper__long_papers_break_into_numbered_pages(void)
{
    struct receipt_facts r = receipt_with(60);
    struct paper         p;
    Str                  pdf, words;
    int                  pages;

    paper_receipt(test_arena(), &r, &p);
    pdf = pdf_of(&p);
    pages = pages_of(pdf);
    words = words_of(pdf);
    check(pages >= 3, "sixty items do not fit two pages");
    check_int(times(words, S("SỐ LIỆU MÔ PHỎNG")), pages);
    check_int(times(words, S("BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ")), pages);
    for (int page = 1; page <= pages; page++) {
        Str one = page_of(pdf, page);
        Str head = str_format(test_arena(), "PHÁP LÝ\n%d\n", page);

        check(str_has(one, head) == (page > 1), "numbered from the second page on");
        check(str_has(one, S("Quét mã")) == (page == pages), "codes on the last page");
    }
    for (int i = 1; i <= 60; i++) {
        Str item = str_format(test_arena(), "%d) Giấy tờ mang số %03d, tên", i, i);
        ptrdiff_t at = str_find(words, item);

        check(at >= 0, "every item, in order");
        if (at >= 0)
            words = str_sub(words, (size_t)at + item.n, words.n);
    }
}

/* Whatever the length (a page holds about sixteen of these items), signatures
 * are never alone on a page, and no page holds one line of a two-line item. */
void
test_dossier_paper__signatures_are_never_alone(void)
{
    for (int items = 4; items <= 22; items++) {
        struct receipt_facts r = receipt_with(items);
        struct paper         p;
        Str                  text, page = STR_NONE;

        paper_receipt(test_arena(), &r, &p);
        text = tool_run("pdftotext -raw %s -", tool_file("paper.pdf", pdf_of(&p)));
        for (Str rest = text; rest.n > 0;) {
            str_cut(rest, '\f', &page, &rest);
            check_int(times(page, S("tên đủ dài")), times(page, S("đứng")));
        }
        check(str_has(page, S("Phí, lệ phí (nếu có)")), "the last line came along");
        check(str_has(page, S("NGƯỜI TIẾP NHẬN HỒ SƠ")), "with the signatures");
    }
}

void
test_dossier_paper__what_is_too_large_is_refused(void)
{
    size_t            n = PAPER_TEXT_MAX + 1;
    char             *text = arena_alloc_raw(test_arena(), n);
    struct paper_part part = { PAPER_TEXT, false, STR_NONE, { text, n } };
    struct paper      p = { .title = S("Dài"), .parts = &part, .part_count = 1 };
    Str               pdf = S("untouched");

    memset(text, 'x', n);
    check_err(paper_write(test_arena(), &p, &pdf), ERR_TOO_LARGE);
    memset(text, '\n', n);
    part.value.n = 20000; /* few bytes, very many lines */
    check_err(paper_write(test_arena(), &p, &pdf), ERR_TOO_LARGE);
    p.part_count = PAPER_PARTS_MAX + 1;
    check_err(paper_write(test_arena(), &p, &pdf), ERR_TOO_LARGE);
    p.part_count = 0;
    p.code[0].text = (Str){ text, 5000 };
    check_err(paper_write(test_arena(), &p, &pdf), ERR_TOO_LARGE);
    p.title = STR_NONE;
    check_err(paper_write(test_arena(), &p, &pdf), ERR_INVALID);
    check_str(pdf, S("untouched"));
}

/* A word that no line can hold is broken, not drawn off the page. */
void
test_dossier_paper__a_word_without_end_stays_on_the_page(void)
{
    char             *text = arena_alloc_raw(test_arena(), 3000);
    struct paper_part part = { PAPER_FIELD, false, S("Ghi chú"), { text, 3000 } };
    struct paper      p = { .title = S("Dài"), .parts = &part, .part_count = 1 };
    Str               words;
    int               found = 0;

    memset(text, 'W', 3000);
    words = words_of(pdf_of(&p));
    for (size_t i = 0; i < words.n; i++)
        found += words.p[i] == 'W';
    check_int(found, 3000);
}

/* -- the same bytes ------------------------------------------------------------------ */

struct worker {
    const struct paper *paper;
    Str                 expected;
    int                 wrong;
};

static void *
write_ten(void *what)
{
    struct worker *w = what;
    struct arena  *arena = arena_new();

    for (int i = 0; i < 10; i++) {
        Str pdf;

        w->wrong += paper_write(arena, w->paper, &pdf) != ERR_OK || !str_eq(pdf, w->expected);
        arena_reset(arena);
    }
    arena_free(arena);
    return NULL;
}

void
test_dossier_paper__the_same_paper_is_the_same_file_on_any_thread(void)
{
    struct receipt_facts r = sample_receipt();
    struct result_facts  other = sample_result();
    struct paper         p, q;
    struct worker        w[4];
    pthread_t            thread[4];
    Str                  pdf;

    paper_receipt(test_arena(), &r, &p);
    paper_result(test_arena(), &other, &q);
    pdf = pdf_of(&p);
    pdf_of(&q);
    check(str_eq(pdf_of(&p), pdf), "whatever was drawn between");
    for (int i = 0; i < 4; i++) {
        w[i] = (struct worker){ .paper = &p, .expected = pdf };
        check_int(pthread_create(&thread[i], NULL, write_ten, &w[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(thread[i], NULL);
        check_int(w[i].wrong, 0);
    }
    p.made += TIME_SECOND;
    check(!str_eq(pdf_of(&p), pdf), "another moment, another file");
}
