/* The words by which a text is found: the index and whoever asks cut alike, however a
 * name was typed.  The tables are the specification. */
#include "base/text.h"
#include "check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static Str
words_of(const char *text)
{
    Str        word[20], all;
    int        n = text_words(test_arena(), str_of(text), word, 20);
    struct buf b = BUF_MAX(1000);

    for (int i = 0; i < n; i++)
        buf_format(&b, "%s%.*s", i > 0 ? " " : "", STR_ARG(word[i]));
    all = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return all;
}

void
test_base_text_words__one_name_however_it_is_typed(void)
{
    static const struct {
        const char *typed, *words;
    } row[] = {
        { "hoà", "hoa" },                      /* the tone on the last letter */
        { "hòa", "hoa" },                      /* or on the one before */
        { "HOÀ", "hoa" },
        { "ho\xcc\x80""a", "hoa" },            /* its mark apart */
        { "hoa\xcc\x80", "hoa" },
        { "thuý", "thuy" },
        { "thúy", "thuy" },
        { "khoẻ", "khoe" },
        { "khỏe", "khoe" },
        { "Loan Tuỵ", "loan tuy" },
        { "Loan Tụy", "loan tuy" },
        { "Đặng Văn Đức", "dang van duc" },
        { "đặng văn đức", "dang van duc" },
        { "Ðặng", "dang" },                    /* the Icelandic letter, typed in its place */
        { "Dương Thị Hường", "duong thi huong" },
        { "Nguyê\xcc\x83n", "nguyen" },        /* half composed */
        { "  Trần \t  Thị\xc2\xa0Hà ", "tran thi ha" },
        { "Trần-Thị,Hà.", "tran thi ha" },
        { "H'Hen Niê", "h hen nie" },
        { "Công ty TNHH A&B 319", "cong ty tnhh a b 319" },
        { "Sài Gòn – Hà Nội", "sai gon ha noi" },
        { "ＨÀ", "ha" },                       /* wide letters */
        { "Ωmega", "ωmega" },
        { "", "" },
        { " .,-– ", "" },
        { "\xff\xfe", "" },
    };

    for (size_t i = 0; i < COUNT(row); i++)
        check_str(words_of(row[i].typed), str_of(row[i].words));
}

void
test_base_text_words__no_more_than_asked_for_and_none_without_end(void)
{
    Str        word[2], longest;
    struct buf b = BUF_MAX(4000);

    check_int(text_words(test_arena(), S("một hai ba"), word, 2), 2);
    check_str(word[1], S("hai"));
    for (int i = 0; i < 500; i++)
        buf_add(&b, S("ω"));
    longest = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    check_int(text_words(test_arena(), longest, word, 2), 1);
    check(word[0].n <= 60 && text_is_utf8(word[0]), "cut between two letters");
}

void
test_base_text_words__a_number_is_its_digits(void)
{
    static const struct {
        const char *typed, *number; /* NULL: none */
    } row[] = {
        { "000195000123", "000195000123" },
        { "000 195 000 123", "000195000123" },
        { "0912345678", "0912345678" },
        { "0912.345.678", "0912345678" },
        { "0912-345-678", "0912345678" },
        { "+84 912 345 678", "0912345678" },
        { "+84912345678", "0912345678" },
        { " 0801234567-001 ", "0801234567001" },
        { "141234567", "141234567" },       /* an old identity card */
        { "12345678", NULL },
        { "123456789012345", NULL },
        { "2024-06-28", NULL },             /* a day has eight */
        { "84+12345678", NULL },
        { "0912345678x", NULL },
        { "+", NULL },
        { "", NULL },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        Str number = text_number(test_arena(), str_of(row[i].typed));

        check_str(number, row[i].number != NULL ? str_of(row[i].number) : STR_NONE);
    }
}
