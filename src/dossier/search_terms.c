/* dossier/search_terms.c -- see search_terms.h.  Floor 7. */
#include "dossier/search_terms.h"

#include "base/scan.h"
#include "base/text.h"

#define SHORTEST 2 /* letters of a beginning that stands alone */

static void
add_word(struct search_terms *t, Str word)
{
    for (int i = 0; i < t->n; i++)
        if (str_eq(t->word[i], word))
            return;
    if (t->n == TERMS_MAX)
        t->too_many = true;
    else
        t->word[t->n++] = word;
}

/* "…-240701-0001", or the two last parts alone.  Small letters. */
static bool
ends_as_code(Str s, Str *out_before)
{
    Str head = s, tail = STR_NONE, day = STR_NONE;

    for (size_t i = s.n; i > 0 && tail.p == NULL; i--)
        if (s.p[i - 1] == '-') {
            head = str_sub(s, 0, i - 1);
            tail = str_sub(s, i, s.n);
        }
    if (tail.n < 4 || head.n < 6 || !scan_is_digits(tail))
        return false;
    day = str_sub(head, head.n - 6, 6);
    if (!scan_is_digits(day) || (head.n > 6 && head.p[head.n - 7] != '-'))
        return false;
    *out_before = str_sub(head, 0, head.n - 6);
    return true;
}

static bool
is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* As codes are written: capitals. */
static Str
as_code(struct arena *arena, Str small)
{
    char *out = arena_alloc_raw(arena, small.n + 1);

    for (size_t i = 0; i < small.n; i++)
        out[i] = is_letter(small.p[i]) ? (char)(small.p[i] - 32) : small.p[i];
    return (Str){ out, small.n };
}

/* A whole code is looked for as it is; of a part, its end, and that the code has it. */
static bool
read_code(struct arena *arena, Str part, struct search_terms *t)
{
    Str before;

    if (!ends_as_code(part, &before))
        return false;
    if (before.n > 0 && is_letter(before.p[0])) {
        *t = (struct search_terms){ .code = as_code(arena, part) };
        return true;
    }
    add_word(t, str_sub(part, before.n, part.n));
    t->code_part = part;
    return true;
}

/* "h23.30 .10507 - 240701 - 0001": blanks in a code are slips of whoever read it out.  A
 * name before a code has no digits. */
static bool
read_spaced_code(struct arena *arena, Str folded, struct search_terms *t)
{
    char  *out = arena_alloc_raw(arena, folded.n + 1);
    size_t n = 0;
    bool   digits = false;
    Str    first, rest;

    str_cut(folded, ' ', &first, &rest);
    for (size_t i = 0; i < first.n; i++)
        digits |= first.p[i] >= '0' && first.p[i] <= '9';
    for (size_t i = 0; i < folded.n; i++)
        if (folded.p[i] != ' ')
            out[n++] = folded.p[i];
    return digits && is_letter(first.p[0]) && read_code(arena, (Str){ out, n }, t);
}

/* "240701 0001" has as many digits as a telephone, but is the end of a code. */
static bool
is_code_in_two(Str folded)
{
    Str head, rest;

    return str_cut(folded, ' ', &head, &rest) && head.n == 6 && rest.n >= 4 &&
           scan_is_digits(head) && scan_is_digits(rest);
}

/* What stands before the next blank; the end of a code that was said in two, as one. */
static Str
next_part(struct arena *arena, Str *rest)
{
    Str part, more, two;

    str_cut(*rest, ' ', &part, &more);
    str_cut(more, ' ', &two, rest);
    if (is_code_in_two(str_join(arena, part, S(" "), two)))
        return str_join(arena, part, S("-"), two);
    *rest = more;
    return part;
}

static bool
read_number(struct arena *arena, Str folded, struct search_terms *t)
{
    Str before, number = text_number(arena, folded);

    if (number.n == 0 || is_code_in_two(folded) || ends_as_code(folded, &before))
        return false;
    add_word(t, number);
    return true;
}

/* One part between blanks: a code's end or a number among names, or words. */
static void
read_part(struct arena *arena, Str part, struct search_terms *t)
{
    Str word[TERMS_MAX + 1];
    int n;

    if (t->begins.n > 0) { /* it was not the last */
        add_word(t, t->begins);
        t->begins = STR_NONE;
    }
    if (read_code(arena, part, t) || read_number(arena, part, t))
        return;
    n = text_words(arena, part, word, TERMS_MAX + 1);
    for (int i = 0; i < n; i++)
        if (i == n - 1 && !scan_is_digits(word[i]))
            t->begins = word[i];
        else
            add_word(t, word[i]);
}

void
search_terms_read(struct arena *arena, Str typed, struct search_terms *out)
{
    Str rest = str_trim(text_fold(arena, typed));

    *out = (struct search_terms){ .n = 0 };
    if (rest.n > 0 && (read_number(arena, rest, out) || read_spaced_code(arena, rest, out)))
        return;
    while (rest.n > 0 && out->code.n == 0)
        read_part(arena, next_part(arena, &rest), out);
    out->too_short = out->code.n == 0 && out->n == 0 && text_count(out->begins) < SHORTEST;
}
