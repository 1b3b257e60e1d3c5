/* Patterns: what matches, what is refused, and that no text is slow. */
#include "pack/pattern.h"

#include "check.h"

static const struct {
    const char *pattern, *text;
    bool        matches;
} row[] = {
    { "", "", true },
    { "a", "xay", true },
    { "^a", "xay", false },
    { "^a$", "a", true },
    { "^a$", "aa", false },
    { "^$", "", true },
    { "^$", "\n", false },
    { "a|^b$", "b", true },
    { "^(a|b|cd)*$", "abcdab", true },
    { "^(a|b|cd)*$", "abc", false },
    { "^[0-9]{6,19}$", "12345", false },
    { "^[0-9]{6,19}$", "123456", true },
    { "^[0-9]{6,19}$", "12345678901234567890", false },
    { "^x{2}$", "xx", true },
    { "^x{2,}$", "x", false },
    { "^x{2,}$", "xxxxx", true },
    { "^x{0,2}$", "", true },
    { "^(xy){1,3}z?$", "xyxyz", true },
    { "^(?:ab)+$", "ababab", true },
    { "^[0-9A-Fa-f:]{8,60}$", "0a:1B:22", true },
    { "^[^0-9]+$", "chữ", true },
    { "^[^0-9]+$", "ch1", false },
    { "^...$", "ữđâ", true },
    { "^.$", "\n", false },
    { "^\\d{3}-\\d{4}$", "123-4567", true },
    { "^\\w+$", "a_9", true },
    { "^\\w+$", "ă", false },
    { "^\\W$", "ă", true },
    { "^\\s$", "\xc2\xa0", true },
    { "^\\S+$", "a b", false },
    { "\\bto\\b", "go to it", true },
    { "\\bto\\b", "tomato", false },
    { "\\Bto\\b", "tomato", true },
    { "^\\p{L}+( \\p{L}+)*$", "Nguyễn Thị Ánh", true },
    { "^\\p{Lu}\\p{Ll}+$", "Ánh", true },
    { "^\\p{Lu}\\p{Ll}+$", "ánh", false },
    { "^\\P{L}+$", "12 3", true },
    { "^[\\d.,-]+$", "1.250,-", true },
    { "^[a\\-z]$", "-", true },
    { "^[a-]$", "-", true },
    { "^[]$", "", false },
    { "^[^]$", "\n", true },
    { "^[\\]]$", "]", true },
    { "^\\.\\/\\^\\$\\{$", "./^${", true },
    { "^\\x41\\u0042\\u{43}\\t$", "ABC\t", true },
    { "^(a*)*$", "aaaa", true },
    { "^(|a)+$", "aa", true },
    { "a{0}b", "b", true },
};

void
test_pack_pattern__what_matches(void)
{
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct pattern *p = NULL;
        const char     *why = NULL;

        check_ok(pattern_compile(test_arena(), str_of(row[i].pattern), &p, &why));
        check(p != NULL && pattern_matches(test_arena(), p, str_of(row[i].text)) == row[i].matches,
              str_format(test_arena(), "%s on \"%s\"", row[i].pattern, row[i].text).p);
    }
}

void
test_pack_pattern__what_is_refused(void)
{
    static const char *const refused[] = {
        "(", ")", "a)", "(a", "[a", "*", "a**", "+a", "a{", "a{x}", "a{2,1}", "a{1001}", "a??",
        "a+?", "(?=a)", "(?!a)", "(?<=a)", "(?<n>a)", "\\1", "\\k<n>", "\\", "\\q", "\\_", "\\x4",
        "\\u12", "\\u{110000}", "\\u{}", "\\p{Han}", "\\pL", "[z-a]", "[a-\\d]", "a{1000}{1000}",
        "(a{1000}){1000}", "]", "}", "^*", "\\b+", "\\01",
        "((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))",
    };

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct pattern *p = NULL;
        const char     *why = NULL;

        check(pattern_compile(test_arena(), str_of(refused[i]), &p, &why) == ERR_INVALID &&
                  why != NULL, refused[i]);
    }
}

/* Patterns that take a backtracking matcher longer than the sun will shine. */
void
test_pack_pattern__no_text_is_slow(void)
{
    static const char *const pattern[] = { "^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*)*x",
                                           "^(a?){30}a{30}$", "((){1000}){1000}" };
    char *text = arena_alloc(test_arena(), PATTERN_TEXT_MAX + 1);

    memset(text, 'a', PATTERN_TEXT_MAX);
    text[PATTERN_TEXT_MAX - 1] = '!';
    for (size_t i = 0; i < sizeof pattern / sizeof pattern[0]; i++) {
        struct pattern *p = NULL;
        const char     *why = NULL;

        check_ok(pattern_compile(test_arena(), str_of(pattern[i]), &p, &why));
        check(pattern_matches(test_arena(), p, (Str){ text, PATTERN_TEXT_MAX }) == (i == 5),
              pattern[i]);
        check(!pattern_matches(test_arena(), p, (Str){ text, PATTERN_TEXT_MAX + 1 }), "too long");
    }
}
