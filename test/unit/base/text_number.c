/* Numbers as people write and say them: what is said must be what is meant, so
 * the words are read back by a reader that knows nothing of the writer. */
#include "base/text.h"

#include "check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
test_base_text_number__vietnamese_words(void)
{
    static const struct {
        int64_t     v;
        const char *words;
    } row[] = {
        { 0, "không" },
        { 1, "một" },
        { 4, "bốn" },
        { 5, "năm" },
        { 10, "mười" },
        { 11, "mười một" },
        { 15, "mười lăm" },
        { 20, "hai mươi" },
        { 21, "hai mươi mốt" },
        { 24, "hai mươi bốn" },
        { 25, "hai mươi lăm" },
        { 55, "năm mươi lăm" },
        { 91, "chín mươi mốt" },
        { 100, "một trăm" },
        { 101, "một trăm linh một" },
        { 105, "một trăm linh năm" },
        { 110, "một trăm mười" },
        { 111, "một trăm mười một" },
        { 115, "một trăm mười lăm" },
        { 121, "một trăm hai mươi mốt" },
        { 500, "năm trăm" },
        { 555, "năm trăm năm mươi lăm" },
        { 1000, "một nghìn" },
        { 1001, "một nghìn không trăm linh một" },
        { 1010, "một nghìn không trăm mười" },
        { 1015, "một nghìn không trăm mười lăm" },
        { 1021, "một nghìn không trăm hai mươi mốt" },
        { 1100, "một nghìn một trăm" },
        { 10000, "mười nghìn" },
        { 15000, "mười lăm nghìn" },
        { 21000, "hai mươi mốt nghìn" },
        { 50000, "năm mươi nghìn" },
        { 101000, "một trăm linh một nghìn" },
        { 1250000, "một triệu hai trăm năm mươi nghìn" },
        { 1000005, "một triệu không trăm linh năm" },
        { 1005000, "một triệu không trăm linh năm nghìn" },
        { 1050015, "một triệu không trăm năm mươi nghìn không trăm mười lăm" },
        { 1000000000, "một tỷ" },
        { 1000000001, "một tỷ không trăm linh một" },
        { 1001000000, "một tỷ không trăm linh một triệu" },
        { 2024000000, "hai tỷ không trăm hai mươi bốn triệu" },
        { 1000000000000, "một nghìn tỷ" },
        { 1005000000000, "một nghìn không trăm linh năm tỷ" },
        { 1000000000000000, "một triệu tỷ" },
        { -350000, "âm ba trăm năm mươi nghìn" },
    };

    for (size_t i = 0; i < COUNT(row); i++)
        check_str(money_words(test_arena(), row[i].v, false),
                  str_format(test_arena(), "%s đồng", row[i].words));
}

void
test_base_text_number__english_words(void)
{
    static const struct {
        int64_t     v;
        const char *words;
    } row[] = {
        { 0, "zero" },
        { 1, "one" },
        { 13, "thirteen" },
        { 20, "twenty" },
        { 21, "twenty-one" },
        { 40, "forty" },
        { 100, "one hundred" },
        { 105, "one hundred and five" },
        { 999, "nine hundred and ninety-nine" },
        { 1000, "one thousand" },
        { 1005, "one thousand and five" },
        { 1100, "one thousand one hundred" },
        { 1250000, "one million two hundred and fifty thousand" },
        { 1000001, "one million and one" },
        { 1000000000, "one billion" },
        { 1000000000000, "one trillion" },
        { 1000000000000000, "one quadrillion" },
        { -7, "minus seven" },
        { INT64_MIN, "minus nine quintillion two hundred and twenty-three quadrillion three "
                     "hundred and seventy-two trillion thirty-six billion eight hundred and "
                     "fifty-four million seven hundred and seventy-five thousand eight hundred "
                     "and eight" },
    };

    for (size_t i = 0; i < COUNT(row); i++)
        check_str(money_words(test_arena(), row[i].v, true),
                  str_format(test_arena(), "%s dong", row[i].words));
}

/* -- reading back ------------------------------------------------------------------------ */

struct words {
    Str    at[128];
    size_t n;
};

static struct words
split(Str s, char also)
{
    struct words w = { .n = 0 };
    size_t       from = 0;

    for (size_t i = 0; i <= s.n && w.n < COUNT(w.at); i++)
        if (i == s.n || s.p[i] == ' ' || s.p[i] == also) {
            w.at[w.n++] = str_sub(s, from, i - from);
            from = i + 1;
        }
    return w;
}

static int
find(Str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] != NULL && str_eq(word, str_of(list[i])))
            return (int)i;
    return -1;
}

/* The value of words [from, to), which hold no tỷ.  Strict about nothing: what
 * matters is that the meaning comes back. */
static int64_t
read_vietnamese_group(const struct words *w, size_t from, size_t to)
{
    static const char *const digit[] = { "không", "một", "hai", "ba",  "bốn",
                                         "năm",   "sáu", "bảy", "tám", "chín" };
    int64_t total = 0, group = 0, pending = 0;

    for (size_t i = from; i < to; i++) {
        int d = find(w->at[i], digit, COUNT(digit));

        if (d >= 0) {
            pending = d;
        } else if (str_eq(w->at[i], S("mốt"))) {
            pending = 1;
        } else if (str_eq(w->at[i], S("lăm"))) {
            pending = 5;
        } else if (str_eq(w->at[i], S("mười"))) {
            group += 10;
        } else if (str_eq(w->at[i], S("mươi")) || str_eq(w->at[i], S("trăm"))) {
            group += pending * (str_eq(w->at[i], S("trăm")) ? 100 : 10);
            pending = 0;
        } else if (str_eq(w->at[i], S("nghìn")) || str_eq(w->at[i], S("triệu"))) {
            total += (group + pending) * (str_eq(w->at[i], S("nghìn")) ? 1000 : 1000000);
            group = pending = 0;
        } else if (!str_eq(w->at[i], S("linh"))) {
            return -1;
        }
    }
    return total + group + pending;
}

static int64_t
read_vietnamese(Str s)
{
    struct words w = split(s, ' ');
    int64_t      high = 0;
    size_t       from = 0;

    if (!str_eq(w.at[w.n - 1], S("đồng")))
        return -1;
    for (size_t i = 0; i < w.n - 1; i++)
        if (str_eq(w.at[i], S("tỷ"))) {
            high = (high + read_vietnamese_group(&w, from, i)) * 1000000000;
            from = i + 1;
        }
    return high + read_vietnamese_group(&w, from, w.n - 1);
}

static int64_t
read_english(Str s)
{
    static const char *const small[] = {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
        "nineteen" };
    static const char *const tens[] = { NULL, NULL, "twenty", "thirty", "forty", "fifty", "sixty",
                                        "seventy", "eighty", "ninety" };
    static const char *const unit[] = { "thousand", "million", "billion", "trillion",
                                        "quadrillion", "quintillion" };
    struct words w = split(s, '-');
    int64_t      total = 0, group = 0;

    for (size_t i = 0; i + 1 < w.n; i++) {
        int v = find(w.at[i], small, COUNT(small)), t = find(w.at[i], tens, COUNT(tens));
        int u = find(w.at[i], unit, COUNT(unit));

        if (v >= 0 || t >= 0) {
            group += v >= 0 ? v : t * 10;
        } else if (str_eq(w.at[i], S("hundred"))) {
            group *= 100;
        } else if (u >= 0) {
            for (int k = 0; k <= u; k++)
                group *= 1000;
            total += group;
            group = 0;
        } else if (!str_eq(w.at[i], S("and"))) {
            return -1;
        }
    }
    return total + group;
}

static void
check_reads_back(int64_t v)
{
    Str vi = money_words(test_arena(), v, false), en = money_words(test_arena(), v, true);

    if (read_vietnamese(vi) != v || read_english(en) != v)
        check(false, str_c(test_arena(), str_format(test_arena(), "%lld: \"%.*s\", \"%.*s\"",
                                                    (long long)v, STR_ARG(vi), STR_ARG(en))));
}

void
test_base_text_number__words_read_back(void)
{
    uint64_t seed = 20240701;

    for (int64_t v = 0; v <= 2000; v++)
        check_reads_back(v);
    for (int64_t v = 1; v < 1000000000000000000; v *= 10) {
        check_reads_back(v);
        check_reads_back(v - 1);
        check_reads_back(v + 1);
        check_reads_back(v * 5);
    }
    for (int i = 0; i < 20000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        check_reads_back((int64_t)(seed >> 1) >> (seed % 63));
    }
    check_reads_back(INT64_MAX);
}

/* -- figures -------------------------------------------------------------------------------- */

void
test_base_text_number__figures(void)
{
    static const struct {
        int64_t     v;
        const char *vi, *en;
    } row[] = {
        { 0, "0", "0" },
        { 7, "7", "7" },
        { 999, "999", "999" },
        { 1000, "1.000", "1,000" },
        { 1234567, "1.234.567", "1,234,567" },
        { -999, "-999", "-999" },
        { -1000, "-1.000", "-1,000" },
        { INT64_MAX, "9.223.372.036.854.775.807", "9,223,372,036,854,775,807" },
        { INT64_MIN, "-9.223.372.036.854.775.808", "-9,223,372,036,854,775,808" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        check_str(number_text(test_arena(), row[i].v, false), str_of(row[i].vi));
        check_str(number_text(test_arena(), row[i].v, true), str_of(row[i].en));
        check_str(money_text(test_arena(), row[i].v), str_of(row[i].vi));
    }
}

void
test_base_text_number__percentages(void)
{
    static const struct {
        int64_t     num, den;
        const char *vi;
    } row[] = {
        { 0, 5, "0,0%" },
        { 5, 5, "100,0%" },
        { 874, 1000, "87,4%" },
        { 1, 3, "33,3%" },
        { 2, 3, "66,7%" },
        { 1, 2000, "0,1%" },   /* half a tenth, away from zero */
        { 1, 2001, "0,0%" },
        { -1, 2000, "-0,1%" },
        { -1, 2001, "0,0%" },  /* no minus before nothing */
        { 9994, 10000, "99,9%" },
        { 12345, 10, "123.450,0%" },
        { INT64_MAX, INT64_MAX, "100,0%" },
        { INT64_MAX, 1, "922.337.203.685.477.580.700,0%" },
        { INT64_MIN, 1, "-922.337.203.685.477.580.800,0%" },
        { 1, INT64_MAX, "0,0%" },
    };

    for (size_t i = 0; i < COUNT(row); i++)
        check_str(percent_text(test_arena(), row[i].num, row[i].den, false), str_of(row[i].vi));
    check_str(percent_text(test_arena(), 874, 1000, true), S("87.4%"));
    check_str(percent_text(test_arena(), 123456, 10, true), S("1,234,560.0%"));
}
