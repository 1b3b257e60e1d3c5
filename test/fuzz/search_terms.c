/* What an officer typed, any bytes: words that the index could hold, within their bounds,
 * and the same words again when they are typed. */
#include "dossier/search_terms.h"

#include "base/text.h"
#include "dossier/words.h"

int fuzz_search_terms(const unsigned char *p, size_t n);

static void
check_word(struct arena *arena, Str word)
{
    Str again[2];

    if (str_find(word, S("-")) >= 0 &&
        words_of_code(str_join(arena, S("H23-"), word, STR_NONE), again) == 2 &&
        str_eq(again[1], word))
        return; /* the end of a code */
    if (word.n == 0 || text_words(arena, word, again, 2) != 1 || !str_eq(again[0], word))
        BUG("a word that the index would not hold");
}

int
fuzz_search_terms(const unsigned char *p, size_t n)
{
    struct arena       *arena = arena_new();
    struct search_terms t;

    search_terms_read(arena, (Str){ (const char *)p, n }, &t);
    if (t.n < 0 || t.n > TERMS_MAX)
        BUG("too many words");
    for (int i = 0; i < t.n; i++)
        check_word(arena, t.word[i]);
    if (t.begins.n > 0)
        check_word(arena, t.begins);
    if (t.code.n > 0 && (t.n > 0 || t.begins.n > 0 || t.code_part.n > 0))
        BUG("a whole code and something else");
    if (t.too_short != (t.code.n == 0 && t.n == 0 && text_count(t.begins) < 2))
        BUG("too short, or not");
    arena_free(arena);
    return 0;
}
