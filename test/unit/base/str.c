/* Text as pointer and length, and the buffer with a ceiling. */
#include "base/str.h"

#include "check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int
sign(int v)
{
    return (v > 0) - (v < 0);
}

void
test_base_str__comparing(void)
{
    static const struct {
        Str a, b;
        int order;
    } row[] = {
        { { "", 0 }, { NULL, 0 }, 0 },    { { "", 0 }, { "a", 1 }, -1 },
        { { "a", 1 }, { "a", 1 }, 0 },    { { "a", 1 }, { "b", 1 }, -1 },
        { { "a", 1 }, { "ab", 2 }, -1 },  { { "Z", 1 }, { "a", 1 }, -1 },
        { { "z", 1 }, { "\xc4\x83", 2 }, -1 }, /* bytes are unsigned, as COLLATE "C" */
        { { "a\0b", 3 }, { "a\0c", 3 }, -1 },  { { "a\0", 2 }, { "a", 1 }, 1 },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        check_int(sign(str_cmp(row[i].a, row[i].b)), row[i].order);
        check_int(sign(str_cmp(row[i].b, row[i].a)), -row[i].order);
        check(str_eq(row[i].a, row[i].b) == (row[i].order == 0), "equal or not");
        check(str_eq_secret(row[i].a, row[i].b) == (row[i].order == 0), "secretly too");
    }
    check(str_eq_nocase(S("Content-Length"), S("content-LENGTH")), "ASCII letters");
    check(!str_eq_nocase(S("ab"), S("abc")) && !str_eq_nocase(S("@"), S("`")), "only those");
    check(!str_eq_nocase(S("\xc4\x82"), S("\xc4\x83")), "not others");
}

void
test_base_str__taking_apart(void)
{
    Str head, rest;

    check_str(str_sub(S("abc"), 1, 1), S("b"));
    check_str(str_sub(S("abc"), 1, 99), S("bc"));
    check_str(str_sub(S("abc"), 9, 1), S(""));
    check_str(str_sub(S("abc"), 1, SIZE_MAX), S("bc"));
    check_str(str_sub(STR_NONE, 0, 5), S(""));
    check_str(str_trim(S(" \t\r\n a b \n")), S("a b"));
    check_str(str_trim(S("  ")), S(""));
    check_str(str_trim(STR_NONE), S(""));
    check(str_starts(S("abc"), S("ab")) && str_starts(S("abc"), S("")), "starts");
    check(!str_starts(S("ab"), S("abc")) && !str_starts(S("abc"), S("b")), "does not");
    check(str_ends(S("abc"), S("bc")) && !str_ends(S("c"), S("bc")), "ends");
    check_int(str_find(S("abcabc"), S("ca")), 2);
    check_int(str_find(S("abc"), S("")), 0);
    check_int(str_find(S("ab"), S("abc")), -1);
    check_int(str_find(STR_NONE, S("a")), -1);
    check(str_cut(S("a=b=c"), '=', &head, &rest), "there");
    check_str(head, S("a"));
    check_str(rest, S("b=c"));
    check(!str_cut(S("abc"), '=', &head, &rest), "absent");
    check_str(head, S("abc"));
    check_str(rest, S(""));
    check(str_cut(S("="), '=', &head, &rest) && head.n == 0 && rest.n == 0, "two empties");
    check(!str_cut(STR_NONE, '=', &head, &rest) && head.n == 0 && rest.n == 0, "nothing at all");
    /* In place, as parsers do. */
    rest = S("k=v");
    check(str_cut(rest, '=', &head, &rest), "in place");
    check_str(rest, S("v"));
}

void
test_base_str__copies_live_in_their_arena(void)
{
    char  text[] = "abc";
    Str   copy = str_copy(test_arena(), (Str){ text, 3 });
    char *c = str_c(test_arena(), (Str){ text, 2 });

    text[0] = 'x';
    check_str(copy, S("abc"));
    check_str(str_of(c), S("ab"));
    check_int(str_c(test_arena(), STR_NONE)[0], 0);
    check_str(str_format(test_arena(), "%s %d %.*s", "a", 5, STR_ARG(S("bc"))), S("a 5 bc"));
}

void
test_base_str__a_buffer_keeps_its_ceiling(void)
{
    struct buf b = BUF_MAX(10);

    buf_add(&b, S("12345"));
    buf_add(&b, S("67890"));
    check(!b.over, "full to the brim is not over");
    check_str(buf_str(&b), S("1234567890"));
    buf_byte(&b, 'x');
    check(b.over, "now it is");
    check_str(buf_str(&b), S("1234567890"));
    buf_clear(&b);
    check(!b.over && b.n == 0, "cleared");
    buf_add(&b, S("12345678901"));
    check(b.over && b.n == 0, "a piece is taken whole or not at all");
    buf_byte(&b, 'y');
    check(b.over && b.n == 1, "over stays until cleared, what fits still comes");
    check(buf_room(&b, 10) == NULL && buf_room(&b, SIZE_MAX) == NULL, "no room");
    check(buf_room(&b, 9) != NULL, "room");
    buf_free(&b);
    check(b.p == NULL && b.max == 10, "free to be used again");
    buf_add(&b, STR_NONE);
    check_int((int64_t)b.n, 0);
    buf_free(&b);
}

void
test_base_str__a_buffer_formats_up_to_its_ceiling(void)
{
    struct buf b = BUF_MAX(5);

    buf_format(&b, "%d", 12345);
    check(!b.over, "exactly");
    check_str(buf_str(&b), S("12345"));
    buf_format(&b, "%s", "");
    check(!b.over, "nothing more");
    buf_format(&b, "%d", 1);
    check(b.over, "one too many");
    buf_free(&b);
}

void
test_base_str__a_buffer_grows(void)
{
    struct buf b = BUF_MAX((size_t)1 << 20);
    bool       same = true;

    for (int i = 0; i < 100000; i++)
        buf_byte(&b, (char)('a' + i % 26));
    for (int i = 0; i < 100000; i++)
        same = same && b.p[i] == (char)('a' + i % 26);
    check(same && b.n == 100000 && !b.over, "what went in");
    buf_free(&b);
}

void
test_base_str__numbers_into_a_buffer(void)
{
    static const struct {
        int64_t     v;
        const char *text;
    } row[] = {
        { 0, "0" }, { -1, "-1" }, { 10, "10" }, { INT64_MAX, "9223372036854775807" },
        { INT64_MIN, "-9223372036854775808" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct buf b = BUF_MAX(32);

        buf_int(&b, row[i].v);
        check_str(buf_str(&b), str_of(row[i].text));
        buf_free(&b);
    }
}
