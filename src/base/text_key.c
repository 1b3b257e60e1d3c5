/* base/text_key.c -- keys to search and to sort by (text.h).  Floor 0.
 *
 * A sort key is printable text made of:
 *
 *   syllable  = letters marks ' '        letters > marks > ' ', so that
 *   key       = syllable … ' ' case      "ma" < "ma cô" < "mà" < "man"
 *
 *   ' '  0x20        ends a syllable; one more ends the text
 *   marks            '!'…'%' the five tones in dictionary order; '&' and the
 *                    mark itself for marks that Vietnamese does not have
 *   letters          '(' and the character for punctuation and signs;
 *                    '0'… numbers, the count of their digits before them;
 *                    'A'… the alphabet with f, j, w, z in their places;
 *                    other scripts as they are, after all of these
 *   case             6 letters a character from '0', set bits for capitals,
 *                    shortened at its end
 */
#include "base/text.h"

#include <utf8proc.h>

enum { HUYEN = 0x300, SAC = 0x301, NGA = 0x303, HOI = 0x309, NANG = 0x323 };
enum { CIRCUMFLEX = 0x302, BREVE = 0x306, HORN = 0x31b, MARK_LAST = 0x36f };

static bool
is_mark(int32_t c)
{
    return c >= HUYEN && c <= MARK_LAST;
}

static bool
is_space(int32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') ||
           (c >= 0x80 && (utf8proc_category(c) == UTF8PROC_CATEGORY_ZS || c == 0x2028 ||
                          c == 0x2029 || c == 0x85));
}

/* The code points, decomposed; a byte that is not UTF-8 counts as U+FFFD. */
static int32_t *
decompose(struct arena *arena, Str s, utf8proc_option_t how, size_t *n)
{
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s.p;
    utf8proc_ssize_t        size = (utf8proc_ssize_t)s.n, count;
    int32_t                *out;

    count = utf8proc_decompose(p, size, NULL, 0, how);
    if (count < 0) {
        out = arena_alloc_raw(arena, s.n * sizeof *out);
        for (size_t i = 0; i < s.n; i++)
            out[i] = p[i] < 0x80 ? p[i] : 0xfffd;
        *n = s.n;
        return out;
    }
    out = arena_alloc_raw(arena, (size_t)count * sizeof *out);
    utf8proc_decompose(p, size, out, count, how);
    *n = (size_t)count;
    return out;
}

/* -- folding ---------------------------------------------------------------- */

struct folding {
    char  *p;
    size_t n;
    bool   space; /* one is owed before the next letter */
};

static void
fold_put(struct folding *f, int32_t c)
{
    if (is_space(c)) {
        f->space = f->n > 0;
        return;
    }
    if (f->space)
        f->p[f->n++] = ' ';
    f->space = false;
    if (c < 0x80)
        f->p[f->n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    else
        f->n += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)f->p + f->n);
}

static bool
is_ascii(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

static Str
fold(struct arena *arena, Str s, bool marks)
{
    struct folding f = { 0 };
    int32_t       *c;
    size_t         n = 0;

    if (is_ascii(s)) {
        f.p = arena_alloc_raw(arena, s.n + 1);
        for (size_t i = 0; i < s.n; i++)
            fold_put(&f, s.p[i]);
        return (Str){ f.p, f.n };
    }
    c = decompose(arena, s,
                  UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, &n);
    f.p = arena_alloc_raw(arena, n * 4 + 1);
    for (size_t i = 0; i < n; i++) {
        if (!marks && is_mark(c[i]))
            continue;
        /* đ, and the Icelandic and African letters that are typed in its place */
        fold_put(&f, c[i] == 0x111 || c[i] == 0xf0 || c[i] == 0x256 ? 'd' : c[i]);
    }
    return (Str){ f.p, f.n };
}

Str
text_fold(struct arena *arena, Str s)
{
    return fold(arena, s, false);
}

Str
text_fold_case(struct arena *arena, Str s)
{
    return fold(arena, s, true);
}

/* -- sorting ---------------------------------------------------------------- */

struct sorting {
    char   *key;
    size_t  n;
    bool    open; /* within a syllable */
    char    marks[32];
    size_t  mark_count;
    char   *capitals; /* one a letter */
    size_t  letters;
};

static void
put(struct sorting *s, int32_t c)
{
    if (c < 0x80)
        s->key[s->n++] = (char)c;
    else
        s->n += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)s->key + s->n);
}

static void
end_syllable(struct sorting *s)
{
    if (!s->open)
        return;
    memcpy(s->key + s->n, s->marks, s->mark_count);
    s->n += s->mark_count;
    s->key[s->n++] = ' ';
    s->mark_count = 0;
    s->open = false;
}

static void
add_mark(struct sorting *s, int32_t mark)
{
    static const int32_t order[] = { HUYEN, HOI, NGA, SAC, NANG };
    char                 bytes[4];
    size_t               n = 0;

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (order[i] == mark)
            bytes[n++] = (char)('!' + i);
    if (n == 0) {
        bytes[0] = '&';
        n = 1 + (size_t)utf8proc_encode_char(mark, (utf8proc_uint8_t *)bytes + 1);
    }
    if (s->mark_count + n > sizeof s->marks)
        return; /* sixteen marks on one syllable are decoration */
    memcpy(s->marks + s->mark_count, bytes, n);
    s->mark_count += n;
}

/* The place of each base letter; ă â đ ê ô ơ ư stand right after theirs. */
static char
letter_place(char lower)
{
    static const char place[] = "ADEFHJKLMNOPQRSVWXYZ[]^_`a";

    return place[lower - 'a'];
}

/* Does this mark make another letter of this one?  Then how far along. */
static int
shape(char lower, int32_t mark)
{
    if (mark == BREVE && lower == 'a')
        return 1;
    if (mark == CIRCUMFLEX)
        return lower == 'a' ? 2 : lower == 'e' || lower == 'o' ? 1 : 0;
    if (mark == HORN)
        return lower == 'o' ? 2 : lower == 'u' ? 1 : 0;
    return 0;
}

static void
add_letter(struct sorting *s, char lower, bool capital, const int32_t *mark, size_t n)
{
    int shaped = 0;

    for (size_t i = 0; i < n; i++) {
        int by = shaped == 0 ? shape(lower, mark[i]) : 0;

        if (by != 0)
            shaped = by;
        else
            add_mark(s, mark[i]);
    }
    s->key[s->n++] = (char)(letter_place(lower) + shaped);
    s->capitals[s->letters++] = capital;
    s->open = true;
}

/* "2" before "10": the count of digits first.  Returns how many were taken. */
static size_t
add_number(struct sorting *s, const int32_t *c, size_t n)
{
    size_t zeros = 0, end, count;

    for (end = 0; end < n && c[end] >= '0' && c[end] <= '9'; end++)
        zeros += zeros == end && c[end] == '0';
    zeros -= zeros == end;
    count = end - zeros;
    for (; count > 9; count -= 9)
        s->key[s->n++] = '9' + 1;
    s->key[s->n++] = (char)('0' + count);
    for (size_t i = zeros; i < end; i++)
        s->key[s->n++] = (char)c[i];
    s->open = true;
    return end;
}

static void
add_sign(struct sorting *s, int32_t c)
{
    end_syllable(s);
    s->key[s->n++] = '(';
    put(s, c < 0x20 || c == 0x7f ? 0xfffd : c);
    s->open = true;
    end_syllable(s);
}

static bool
is_sign(int32_t c)
{
    utf8proc_category_t k = utf8proc_category(c);

    return k < UTF8PROC_CATEGORY_LU || k > UTF8PROC_CATEGORY_NO;
}

/* One letter with its marks, or a number, a sign, a space; returns its length. */
static size_t
add_next(struct sorting *s, const int32_t *c, size_t n)
{
    int32_t lower = utf8proc_tolower(c[0]);
    size_t  marks = 0;

    if (is_space(c[0])) {
        end_syllable(s);
        return 1;
    }
    if (c[0] >= '0' && c[0] <= '9')
        return add_number(s, c, n);
    while (1 + marks < n && is_mark(c[1 + marks]))
        marks++;
    if (lower >= 'a' && lower <= 'z') {
        add_letter(s, (char)lower, lower != c[0], c + 1, marks);
    } else if (lower == 0x111 || lower == 0xf0) { /* đ, ð */
        add_letter(s, 'd', lower != c[0], c + 1, marks);
        s->key[s->n - 1]++;
    } else if (is_mark(c[0])) {
        add_mark(s, c[0]);
        s->open = true;
        return 1;
    } else if (is_sign(c[0])) {
        add_sign(s, c[0]);
        return 1;
    } else {
        put(s, lower);
        s->capitals[s->letters++] = lower != c[0];
        s->open = true;
        for (size_t i = 0; i < marks; i++)
            add_mark(s, c[1 + i]);
    }
    return 1 + marks;
}

static void
add_case(struct sorting *s)
{
    size_t end = s->n;

    for (size_t i = 0; i < s->letters; i += 6) {
        int bits = 0;

        for (size_t k = 0; k < 6; k++)
            bits = bits << 1 | (i + k < s->letters && s->capitals[i + k] != 0);
        s->key[s->n++] = (char)('0' + bits);
        if (bits != 0)
            end = s->n;
    }
    s->n = end;
}

Str
text_sort_key(struct arena *arena, Str text)
{
    struct sorting s = { 0 };
    size_t         n = 0;
    int32_t       *c = decompose(arena, text, UTF8PROC_DECOMPOSE, &n);

    /* The most for one character: a number's count, a sign's "(xxxx ", and a
     * sixth of its case. */
    s.key = arena_alloc_raw(arena, n * 8 + 2);
    s.capitals = arena_alloc_raw(arena, n);
    for (size_t i = 0; i < n;)
        i += add_next(&s, c + i, n - i);
    end_syllable(&s);
    s.key[s.n++] = ' ';
    add_case(&s);
    return (Str){ s.key, s.n };
}

Str
text_name_key(struct arena *arena, Str name)
{
    size_t cut;

    name = str_trim(name);
    for (cut = name.n; cut > 0 && name.p[cut - 1] != ' '; cut--)
        continue;
    if (cut == 0)
        return text_sort_key(arena, name);
    return text_sort_key(arena,
                         str_format(arena, "%.*s %.*s", STR_ARG(str_sub(name, cut, name.n)),
                                    STR_ARG(str_sub(name, 0, cut))));
}
