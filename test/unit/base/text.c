/* What enters: valid UTF-8, NFC, no control characters; keys to search and to
 * sort by.  The tables are the specification, the properties hold for any text. */
#include "base/text.h"

#include <utf8proc.h>

#include "check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static Str
nfd(Str s)
{
    utf8proc_uint8_t *out = NULL;
    utf8proc_ssize_t  n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &out,
                                       UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    Str               copy = str_copy(test_arena(), (Str){ (char *)out, (size_t)(n > 0 ? n : 0) });

    mem_free(out);
    return copy;
}

/* xorshift: the same texts on every run. */
static uint32_t
next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    return *seed ^= *seed << 5;
}

/* A text of Vietnamese letters, signs, digits, and now and then anything at all. */
static Str
random_text(uint32_t *seed)
{
    static const char *const piece[] = {
        "a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "h", "i", "k", "l", "m", "n", "o", "ô",
        "ơ", "p", "q", "r", "s", "t", "u", "ư", "v", "x", "y", "A", "Ă", "Đ", "Ơ", "Ư", "à", "ả",
        "ã", "á", "ạ", "ằ", "ẵ", "ậ", "ế", "ệ", "ọ", "ớ", "ờ", "ữ", "ự", "ỳ", "Ỹ", "Ấ", "Ộ", " ",
        " ", "  ", "-", ".", ",", "(", "/", "0", "1", "2", "9", "10", "ñ", "ü", "f", "W", "z", "Ω",
    };
    struct buf b = BUF_MAX(512);
    size_t     n = next(seed) % 12;
    Str        s;

    for (size_t i = 0; i < n; i++) {
        utf8proc_uint8_t any[4];

        if (next(seed) % 40 != 0) {
            buf_add(&b, str_of(piece[next(seed) % COUNT(piece)]));
            continue;
        }
        buf_bytes(&b, any, (size_t)utf8proc_encode_char(
                               (utf8proc_int32_t)(0x80 + next(seed) % 0xd000), any));
    }
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

/* -- what enters ------------------------------------------------------------------- */

void
test_base_text__utf8_is_valid_or_refused(void)
{
    static const struct {
        Str  s;
        bool valid;
    } row[] = {
        { { "", 0 }, true },
        { { "abc", 3 }, true },
        { { "Hải Dương", 12 }, true },
        { { "\xf0\x9f\x8c\xbe", 4 }, true },             /* U+1F33E */
        { { "\xf4\x8f\xbf\xbd", 4 }, true },             /* U+10FFFD */
        { { "a\0b", 3 }, false },                        /* NUL */
        { { "\x80", 1 }, false },                        /* a tail alone */
        { { "\xc3", 1 }, false },                        /* cut short */
        { { "\xe1\xba", 2 }, false },
        { { "\xf0\x9f\x8c", 3 }, false },
        { { "\xc3\x28", 2 }, false },                    /* no tail */
        { { "\xc0\xaf", 2 }, false },                    /* overlong */
        { { "\xc1\xbf", 2 }, false },
        { { "\xe0\x80\xaf", 3 }, false },
        { { "\xf0\x80\x80\xaf", 4 }, false },
        { { "\xed\xa0\x80", 3 }, false },                /* a surrogate */
        { { "\xed\xbf\xbf", 3 }, false },
        { { "\xf4\x90\x80\x80", 4 }, false },            /* past U+10FFFF */
        { { "\xf8\x88\x80\x80\x80", 5 }, false },
        { { "\xfe", 1 }, false },
        { { "\xff", 1 }, false },
        { { "\xe1\xba\xa3\xe1", 4 }, false },            /* ả, then a cut */
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        Str out = S("untouched");

        check(text_is_utf8(row[i].s) == row[i].valid, "utf-8");
        check_err(text_clean(test_arena(), row[i].s, &out), row[i].valid ? ERR_OK : ERR_INVALID);
        if (!row[i].valid)
            check_str(out, S("untouched"));
    }
}

void
test_base_text__cleaning(void)
{
    static const struct {
        const char *in, *out; /* NULL: refused */
    } row[] = {
        { "plain", "plain" },
        { "two\nlines\tand a tab", "two\nlines\tand a tab" },
        { "Ha\xcc\x89i Du\xcc\x9b\xc6\xa1ng", "Hải Dương" },   /* decomposed → composed */
        { "ho\xcc\x80""a", "hòa" },
        { "a\xcc\xa3\xcc\x82", "ậ" },
        { "a\xcc\x82\xcc\xa3", "ậ" },                           /* either order of marks */
        { "\xe2\x84\xab", "Å" },                                /* the Ångström sign */
        { "form\r\nfeeds", "form\nfeeds" },
        { "old\rmac", "old\nmac" },
        { "\r\r\n\r", "\n\n\n" },
        { "\xef\xbb\xbfmark", "mark" },                         /* byte order mark */
        { "evil\xe2\x80\xaegnp.exe", "evilgnp.exe" },           /* direction override */
        { "a\xe2\x81\xa6""b\xe2\x81\xa9", "ab" },
        { "bell\x07", NULL },
        { "esc\x1b[31m", NULL },
        { "del\x7f", NULL },
        { "vertical\vtab", NULL },
        { "c1\xc2\x85", NULL },
        { "c1\xc2\x9f", NULL },
        { "\xef\xbf\xbe", NULL },                               /* U+FFFE, no character */
        { "\xf0\x9f\xbf\xbf", NULL },                           /* U+1FFFF */
        { "\xef\xb7\x90", NULL },                               /* U+FDD0 */
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        Str out = S("untouched");
        enum err err = text_clean(test_arena(), str_of(row[i].in), &out);

        check_int(err, row[i].out != NULL ? ERR_OK : ERR_INVALID);
        check_str(out, str_of(row[i].out != NULL ? row[i].out : "untouched"));
    }
}

void
test_base_text__what_is_clean_is_not_copied(void)
{
    static const char *const clean[] = { "so much of what enters is this",
                                         "Ủy ban nhân dân tỉnh Hải Dương – “một cửa”…" };
    Str out = STR_NONE;

    for (size_t i = 0; i < COUNT(clean); i++) {
        check_ok(text_clean(test_arena(), str_of(clean[i]), &out));
        check(out.p == clean[i] && out.n == strlen(clean[i]), "the same bytes");
    }
    check_ok(text_clean(test_arena(), STR_NONE, &out));
    check_int((int64_t)out.n, 0);
}

/* What is_plain lets through without asking utf8proc must be what utf8proc would
 * have given, and every character must be judged the same alone and among others. */
void
test_base_text__every_character_is_cleaned_as_unicode_says(void)
{
    int wrong = 0;

    /* Above the first 200,000 only a sample: nothing composes there. */
    for (utf8proc_int32_t c = 1; c < 0x110000; c += c < 0x30000 ? 1 : 97) {
        char              text[8] = "a";
        Str               in = { text, 1 }, out = STR_NONE;
        utf8proc_uint8_t *nfc = NULL;
        utf8proc_ssize_t  n;

        if ((c & 0xff) == 0)
            arena_reset(test_arena());
        if (c >= 0xd800 && c < 0xe000)
            continue;
        in.n += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)text + 1);
        if (text_clean(test_arena(), in, &out) != ERR_OK || out.n == 1 || c == '\r')
            continue; /* refused or dropped, tested by name above */
        n = utf8proc_map((utf8proc_uint8_t *)text, (utf8proc_ssize_t)in.n, &nfc,
                         UTF8PROC_STABLE | UTF8PROC_COMPOSE);
        wrong += n < 0 || !str_eq(out, (Str){ (char *)nfc, (size_t)n });
        mem_free(nfc);
    }
    check_int(wrong, 0);
}

void
test_base_text__cleaning_again_changes_nothing(void)
{
    uint32_t seed = 1;

    for (int i = 0; i < 5000; i++) {
        Str s = random_text(&seed), once = STR_NONE, twice = STR_NONE, other = STR_NONE;

        if (text_clean(test_arena(), s, &once) != ERR_OK)
            continue;
        check(text_is_utf8(once), "still text");
        check_ok(text_clean(test_arena(), once, &twice));
        check_str(twice, once);
        check_ok(text_clean(test_arena(), nfd(s), &other));
        check_str(other, once);
    }
}

void
test_base_text__counts_code_points(void)
{
    check_int((int64_t)text_count(S("")), 0);
    check_int((int64_t)text_count(S("abc")), 3);
    check_int((int64_t)text_count(S("Hải Dương")), 9);
    check_int((int64_t)text_count(S("\xf0\x9f\x8c\xbe!")), 2);
}

/* -- folding ------------------------------------------------------------------------- */

void
test_base_text__folding(void)
{
    static const struct {
        const char *in, *key;
    } row[] = {
        { "", "" },
        { "Hòa", "hoa" },
        { "hoà", "hoa" },
        { "HOA", "hoa" },
        { "HÒA", "hoa" },
        { "Thuý", "thuy" },
        { "Thúy", "thuy" },
        { "Đặng Thị Ngọc Ánh", "dang thi ngoc anh" },
        { "đ Đ ð Ð ɖ Ɖ", "d d d d d d" },
        { "ă â ê ô ơ ư Ă Â Ê Ô Ơ Ư", "a a e o o u a a e o o u" },
        { "ằ ẳ ẵ ắ ặ ầ ẩ ẫ ấ ậ", "a a a a a a a a a a" },
        { "ề ể ễ ế ệ ồ ổ ỗ ố ộ", "e e e e e o o o o o" },
        { "ờ ở ỡ ớ ợ ừ ử ữ ứ ự", "o o o o o u u u u u" },
        { "ỳ ỷ ỹ ý ỵ Ỳ Ỷ Ỹ Ý Ỵ", "y y y y y y y y y y" },
        { "Nguye\xcc\x82\xcc\x83n", "nguyen" },
        { "  Hải \t Dương\n", "hai duong" },
        { "\xc2\xa0Hải\xc2\xa0\xe3\x80\x80""Dương\xe2\x80\x89", "hai duong" },
        { "Số 12/QĐ-UBND", "so 12/qd-ubnd" },
        { "soft\xc2\xadhyphen", "softhyphen" },
        { "zero\xe2\x80\x8bwidth", "zerowidth" },
        { "ＦＵＬＬ １２", "full 12" },
        { "ﬁn", "fin" },
        { "Straße", "strasse" },
        { "Ærø", "ærø" },
        { "ΣΊΣΥΦΟΣ", "σισυφοσ" },
        { "ไทย", "ไทย" },
        { "ខ្មែរ", "ខ្មែរ" },
        { "\xf0\x9f\x8c\xbe", "\xf0\x9f\x8c\xbe" },
        { "a\xff" "b", "a\xef\xbf\xbd" "b" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        check_str(text_fold(test_arena(), str_of(row[i].in)), str_of(row[i].key));
        if (text_is_utf8(str_of(row[i].in)))
            check_str(text_fold(test_arena(), nfd(str_of(row[i].in))), str_of(row[i].key));
    }
}

void
test_base_text__folding_again_changes_nothing(void)
{
    uint32_t seed = 2;

    for (int i = 0; i < 20000; i++) {
        Str s = random_text(&seed), once = text_fold(test_arena(), s);

        check(text_is_utf8(once), "a key is text");
        check_str(text_fold(test_arena(), once), once);
        check_str(text_fold(test_arena(), nfd(s)), once);
    }
}

/* -- sorting --------------------------------------------------------------------------- */

static int
order(const char *a, const char *b)
{
    return str_cmp(text_sort_key(test_arena(), str_of(a)), text_sort_key(test_arena(), str_of(b)));
}

/* Each of these strictly before the next. */
static void
check_ascending(const char *const *list, size_t n, Str (*key)(struct arena *, Str))
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            Str a = key(test_arena(), str_of(list[i])), b = key(test_arena(), str_of(list[k]));
            Str claim = str_format(test_arena(), "\"%s\" before \"%s\"", list[i], list[k]);

            check(str_cmp(a, b) < 0, str_c(test_arena(), claim));
        }
}

void
test_base_text__dictionary_order(void)
{
    static const char *const alphabet[] = { "a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "f", "g",
                                            "h", "i", "j", "k", "l", "m", "n", "o", "ô", "ơ", "p",
                                            "q", "r", "s", "t", "u", "ư", "v", "w", "x", "y", "z" };
    static const char *const tones[] = { "a", "à", "ả", "ã", "á", "ạ", "ă", "ằ", "ẳ", "ẵ", "ắ",
                                         "ặ", "â", "ầ", "ẩ", "ẫ", "ấ", "ậ", "b" };
    static const char *const words[] = {
        "",      "ma",      "Ma",      "MA",       "ma cô",     "mà",      "mà cả",  "mả",
        "mã",    "mã hóa",  "má",      "mạ",       "mai",       "man",     "mang",   "mãng cầu",
        "mạng",  "mặt",     "mây",     "me",       "miền",      "nga",     "nghĩa",  "ngọc",
        "ô tô",  "ở",       "tổ 1",    "tổ 2",     "tổ 10",     "tổ 10A",  "tổ 11",  "tổ dân phố",
        "ước",   "xã An",   "xã An Bình", "xã Ân", "yên",
    };
    static const char *const places[] = {
        "Bình Giang", "Cẩm Giàng", "Chí Linh", "Gia Lộc", "Hải Dương", "Kim Thành", "Kinh Môn",
        "Nam Sách", "Ninh Giang", "Thanh Hà", "Thanh Miện", "Tứ Kỳ",
    };
    static const char *const mixed[] = { " ", "-", ".", "0", "1", "5", "12", "0123", "a", "z", "Ω",
                                         "я", "中" };

    check_ascending(alphabet, COUNT(alphabet), text_sort_key);
    check_ascending(tones, COUNT(tones), text_sort_key);
    check_ascending(words, COUNT(words), text_sort_key);
    check_ascending(places, COUNT(places), text_sort_key);
    check_ascending(mixed, COUNT(mixed), text_sort_key);
}

void
test_base_text__sorting_sees_through_spelling(void)
{
    check_int(order("Hoà Bình", "Hòa Bình"), 0);
    check_int(order("thuỷ", "thủy"), 0);
    check_int(order("Hải  Dương ", "Hải Dương"), 0);
    check_int(order("a\xcc\x82\xcc\xa3", "ậ"), 0);
    check(order("hoà", "hoá") < 0 && order("hoạ", "hoán") < 0, "but never through a tone");
    check(order("an bình", "An Bình") < 0 && order("An bình", "an Bình") > 0, "case decides last");
    check(order("An Bá", "an bình") < 0, "after every letter");
    check(order("résumé", "resume") > 0 && order("muller", "müller") < 0, "foreign marks count");
}

void
test_base_text__names_sort_by_the_given_name(void)
{
    static const char *const names[] = {
        "An", "Lê An", "Nguyễn Thị An", "Nguyễn Văn An", "Trần Ngọc Ân", "Bùi Quang Bình",
        "Đỗ Mỹ Duyên", "Hoàng Văn Đức", "Phạm Thị Hoa", "Vũ Thanh Hoà", "Vũ Thanh Hoàng",
        "Nguyễn Thị Yến",
    };

    check_ascending(names, COUNT(names), text_name_key);
    check_str(text_name_key(test_arena(), S("  Nguyễn Văn An ")),
              text_sort_key(test_arena(), S("An Nguyễn Văn")));
    check_str(text_name_key(test_arena(), S("")), text_sort_key(test_arena(), S("")));
}

/* What a TEXT column and a page address can carry, whatever went in. */
static bool
is_plain_key(Str key)
{
    for (size_t i = 0; i < key.n; i++)
        if ((unsigned char)key.p[i] < 0x20 || key.p[i] == 0x7f)
            return false;
    return text_is_utf8(key);
}

void
test_base_text__sort_keys_are_a_total_order_in_plain_text(void)
{
    uint32_t seed = 3;

    for (int i = 0; i < 20000; i++) {
        Str a = random_text(&seed), b = random_text(&seed), c = random_text(&seed);
        Str ka = text_sort_key(test_arena(), a), kb = text_sort_key(test_arena(), b);
        Str kc = text_sort_key(test_arena(), c);

        check(is_plain_key(ka), "plain");
        check_str(text_sort_key(test_arena(), nfd(a)), ka);
        check((str_cmp(ka, kb) < 0) == (str_cmp(kb, ka) > 0), "one before the other");
        check(!(str_cmp(ka, kb) <= 0 && str_cmp(kb, kc) <= 0) || str_cmp(ka, kc) <= 0,
              "transitive");
        /* Equal keys mean equal letters at least. */
        if (str_eq(ka, kb))
            check_str(text_fold(test_arena(), a), text_fold(test_arena(), b));
    }
    check(is_plain_key(text_sort_key(test_arena(), S("\x01\x7f\xff\xc3"))), "whatever went in");
}
