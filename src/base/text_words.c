/* base/text_words.c -- the words by which a text is found (text.h).  Floor 0.
 *
 * Whoever writes an index and whoever asks it must cut alike, so both call this.
 * A word is a run of letters and digits of the folded text: marks are gone with
 * the folding, so where the tone was put ("hoà", "hòa") no longer matters. */
#include "base/text.h"

#include <utf8proc.h>

#define WORD_MAX      60 /* bytes; a longer word is found by its beginning */
#define NUMBER_DIGITS 9  /* the shortest number people are known by: an old identity card */
#define DIGITS_MAX    14 /* the longest: a branch's tax code has thirteen */

static bool
is_in_word(int32_t c)
{
    utf8proc_category_t k = utf8proc_category(c);

    return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_NO;
}

/* Bytes of the character at s; *out_in: it belongs to a word.  A stray byte does not. */
static size_t
next_character(Str s, bool *out_in)
{
    int32_t          c;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &c);

    *out_in = n > 0 && is_in_word(c);
    return n > 0 ? (size_t)n : 1;
}

int
text_words(struct arena *arena, Str text, Str *out, int max)
{
    Str    all = text_fold(arena, text);
    size_t begin = 0;
    int    n = 0;

    for (size_t i = 0; i <= all.n && n < max;) {
        bool   in = false;
        size_t step = i < all.n ? next_character(str_sub(all, i, all.n), &in) : 1;

        if (!in && i > begin)
            out[n++] = text_start(str_sub(all, begin, i - begin), WORD_MAX);
        i += step;
        if (!in)
            begin = i;
    }
    return n;
}

Str
text_number(struct arena *arena, Str typed)
{
    char  *digits = arena_alloc_raw(arena, typed.n + 1);
    size_t n = 0;

    typed = str_trim(typed);
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];

        if (c >= '0' && c <= '9')
            digits[n++] = c;
        else if (c != ' ' && c != '.' && c != '-' && (c != '+' || i > 0))
            return STR_NONE;
    }
    if (str_starts(typed, S("+84")) && n > 2) { /* the country's, in front of a telephone */
        digits[1] = '0';
        digits++;
        n--;
    }
    return n >= NUMBER_DIGITS && n <= DIGITS_MAX ? (Str){ digits, n } : STR_NONE;
}
