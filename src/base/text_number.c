/* base/text_number.c -- numbers as people write and say them (text.h).
 *
 * Vietnamese reads by thousands like English, but counts its large units as
 * nghìn, triệu, tỷ and then again: 10^12 is nghìn tỷ, 10^18 tỷ tỷ.  A group after
 * the first is read whole: 1.005 is "một nghìn không trăm linh năm".  Ones after
 * a ten change: mốt for 1 and lăm for 5, but mười một, linh năm.  Floor 0. */
#include "base/text.h"

#include <stdio.h>

#define BILLION 1000000000u

__extension__ typedef unsigned __int128 Wide;

/* The longest number spoken has some 40 words of at most 11 bytes. */
#define WORDS_MAX 1024

struct words {
    char   p[WORDS_MAX];
    size_t n;
};

static void
say(struct words *w, const char *word)
{
    size_t n = strlen(word);

    if (w->n + n + 1 > WORDS_MAX)
        BUG("a number of more than %d bytes in words", WORDS_MAX);
    if (w->n > 0)
        w->p[w->n++] = ' ';
    memcpy(w->p + w->n, word, n);
    w->n += n;
}

static uint64_t
magnitude(int64_t v)
{
    return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

/* -- Vietnamese ---------------------------------------------------------------- */

static void
say_ones(struct words *w, unsigned ones, bool after_tens)
{
    static const char *const digit[] = { "không", "một", "hai", "ba",  "bốn",
                                         "năm",   "sáu", "bảy", "tám", "chín" };

    say(w, after_tens && ones == 5 ? "lăm" : digit[ones]);
}

/* 1 … 999; after a larger unit its hundreds are said even when there are none. */
static void
say_group(struct words *w, unsigned v, bool whole)
{
    unsigned hundreds = v / 100, tens = v / 10 % 10, ones = v % 10;

    if (hundreds > 0 || whole) {
        say_ones(w, hundreds, false);
        say(w, "trăm");
    }
    if (tens == 1) {
        say(w, "mười");
    } else if (tens > 1) {
        say_ones(w, tens, false);
        say(w, "mươi");
    } else if (ones > 0 && (hundreds > 0 || whole)) {
        say(w, "linh");
    }
    if (ones == 1 && tens > 1)
        say(w, "mốt");
    else if (ones > 0)
        say_ones(w, ones, tens > 0);
}

static void
say_vietnamese(struct words *w, uint64_t v)
{
    static const struct {
        unsigned    size;
        const char *name;
    } unit[] = { { 1000000, "triệu" }, { 1000, "nghìn" }, { 1, NULL } };
    bool whole = v >= BILLION;

    if (whole) {
        say_vietnamese(w, v / BILLION);
        say(w, "tỷ");
    }
    for (size_t i = 0; i < sizeof unit / sizeof unit[0]; i++) {
        unsigned group = (unsigned)(v % BILLION / unit[i].size % 1000);

        if (group == 0)
            continue;
        say_group(w, group, whole);
        if (unit[i].name != NULL)
            say(w, unit[i].name);
        whole = true;
    }
}

/* -- English ------------------------------------------------------------------- */

static void
say_english_group(struct words *w, unsigned v, bool follows)
{
    static const char *const small[] = {
        NULL,     "one",     "two",     "three",     "four",     "five",    "six",
        "seven",  "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen" };
    static const char *const tens[] = { NULL,    NULL,    "twenty",  "thirty", "forty",
                                        "fifty", "sixty", "seventy", "eighty", "ninety" };
    char                     compound[32];

    if (v >= 100) {
        say(w, small[v / 100]);
        say(w, "hundred");
        follows = true;
    }
    v %= 100;
    if (v == 0)
        return;
    if (follows)
        say(w, "and");
    if (v < 20) {
        say(w, small[v]);
    } else if (v % 10 == 0) {
        say(w, tens[v / 10]);
    } else {
        snprintf(compound, sizeof compound, "%s-%s", tens[v / 10], small[v % 10]);
        say(w, compound);
    }
}

static void
say_english(struct words *w, uint64_t v)
{
    static const struct {
        uint64_t    size;
        const char *name;
    } unit[] = { { 1000000000000000000u, "quintillion" },
                 { 1000000000000000u, "quadrillion" },
                 { 1000000000000u, "trillion" },
                 { BILLION, "billion" },
                 { 1000000, "million" },
                 { 1000, "thousand" } };

    for (size_t i = 0; i < sizeof unit / sizeof unit[0]; i++) {
        unsigned group = (unsigned)(v / unit[i].size % 1000);

        if (group == 0)
            continue;
        say_english_group(w, group, false);
        say(w, unit[i].name);
    }
    say_english_group(w, (unsigned)(v % 1000), v >= 1000);
}

Str
money_words(struct arena *arena, int64_t dong, bool english)
{
    struct words w = { .n = 0 };

    if (dong < 0)
        say(&w, english ? "minus" : "âm");
    if (dong == 0)
        say(&w, english ? "zero" : "không");
    else if (english)
        say_english(&w, magnitude(dong));
    else
        say_vietnamese(&w, magnitude(dong));
    say(&w, english ? "dong" : "đồng");
    return str_copy(arena, (Str){ w.p, w.n });
}

/* -- figures --------------------------------------------------------------------- */

static Str
figure(struct arena *arena, Wide u, bool minus, bool english)
{
    char  text[64], *p = text + sizeof text;
    int   digits = 0;

    do {
        if (digits > 0 && digits % 3 == 0)
            *--p = english ? ',' : '.';
        *--p = (char)('0' + (int)(u % 10));
        u /= 10;
        digits++;
    } while (u > 0);
    if (minus)
        *--p = '-';
    return str_copy(arena, (Str){ p, (size_t)(text + sizeof text - p) });
}

Str
number_text(struct arena *arena, int64_t v, bool english)
{
    return figure(arena, magnitude(v), v < 0, english);
}

Str
money_text(struct arena *arena, int64_t dong)
{
    return number_text(arena, dong, false);
}

Str
percent_text(struct arena *arena, int64_t num, int64_t den, bool english)
{
    Wide     tenths;
    uint64_t d = (uint64_t)den;

    if (den <= 0)
        BUG("a percentage of %lld", (long long)den);
    tenths = ((Wide)magnitude(num) * 2000 + d) / ((Wide)d * 2);
    return str_format(arena, "%.*s%c%d%%",
                      STR_ARG(figure(arena, tenths / 10, num < 0 && tenths > 0, english)),
                      english ? '.' : ',', (int)(tenths % 10));
}
