/* registry/read_syllable.c -- whether a word could be Vietnamese (read_encoding.h).  Floor 6.
 *
 * Not a dictionary: a syllable is a first consonant, vowels, a last consonant, each from a
 * short closed list, tones aside.  A text read in the wrong encoding hardly ever keeps to
 * it, as signs stand where its vowels were. */
#include <utf8proc.h>

#include "base/text.h"
#include "registry/read_encoding.h"

#define WORD_MAX 32 /* bytes; a syllable takes fewer */

/* Longest first where one begins another. */
static const char *const first[] = { "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th",
                                     "tr",  "b",  "c",  "d",  "g",  "h",  "k",  "l",  "m",  "n",
                                     "p",   "r",  "s",  "t",  "v",  "x",  "" };
static const char *const vowels[] = { "a",   "ai",  "ao",  "au",  "ay",  "e",   "eo",  "eu", "i",
                                      "ia",  "ie",  "ieu", "iu",  "o",   "oa",  "oai", "oao", "oay",
                                      "oe",  "oeo", "oi",  "oo",  "u",   "ua",  "uay", "ue", "ui",
                                      "uo",  "uoi", "uou", "uu",  "uy",  "uya", "uye", "uyu", "y",
                                      "ye",  "yeu" };
static const char *const last[] = { "", "c", "ch", "m", "n", "ng", "nh", "p", "t" };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
is_listed(const char *const *list, size_t n, Str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(str_of(list[i]), s))
            return true;
    return false;
}

static bool
is_vowel(char c)
{
    return memchr("aeiouy", c, 6) != NULL;
}

/* Behind the first consonant. */
static bool
is_rhyme(Str s)
{
    size_t n = 0;

    while (n < s.n && is_vowel(s.p[n]))
        n++;
    return is_listed(vowels, COUNT(vowels), str_sub(s, 0, n)) &&
           is_listed(last, COUNT(last), str_sub(s, n, s.n));
}

static bool
is_syllable(Str folded)
{
    for (size_t i = 0; i < COUNT(first); i++)
        if (str_starts(folded, str_of(first[i])) &&
            is_rhyme(str_sub(folded, strlen(first[i]), folded.n)))
            return true;
    return false;
}

static bool
is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A run of ASCII letters and of anything beyond ASCII: a sign within a word tells of a
 * wrong encoding. */
static Str
next_word(Str *text, bool *plain)
{
    size_t from = 0, to;
    Str    word;

    while (from < text->n && !is_ascii_letter(text->p[from]) && (signed char)text->p[from] >= 0)
        from++;
    *plain = true;
    for (to = from; to < text->n; to++) {
        if ((signed char)text->p[to] < 0)
            *plain = false;
        else if (!is_ascii_letter(text->p[to]))
            break;
    }
    word = str_sub(*text, from, to - from);
    *text = str_sub(*text, to, text->n);
    return word;
}

/* How many letters it has; *signs: characters that are none. */
static int
count_letters(Str word, int *signs)
{
    utf8proc_int32_t c;
    int              n = 0;

    *signs = 0;

    for (size_t i = 0; i < word.n;) {
        utf8proc_ssize_t k = utf8proc_iterate((const utf8proc_uint8_t *)word.p + i,
                                              (utf8proc_ssize_t)(word.n - i), &c);

        if (k < 1)
            break;
        if (utf8proc_category(c) == UTF8PROC_CATEGORY_LU ||
            utf8proc_category(c) == UTF8PROC_CATEGORY_LL)
            n++;
        else
            ++*signs;
        i += (size_t)k;
    }
    return n;
}

void
read_syllables(Str text, int *words, int *right)
{
    struct arena *arena = arena_new();

    while (text.n > 0) {
        bool plain;
        Str  word = next_word(&text, &plain);
        int  signs;

        if (plain || count_letters(word, &signs) == 0) /* a dash, a bullet */
            continue;
        ++*words;
        *right += word.n <= WORD_MAX && signs == 0 && is_syllable(text_fold(arena, word));
        arena_reset(arena);
    }
    arena_free(arena);
}
