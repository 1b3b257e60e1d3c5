/* base/text.h -- UTF-8 in, NFC out; folding for search; Vietnamese order.
 * Floor 0. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/str.h"

bool text_is_utf8(Str bytes); /* no surrogates, no overlong forms, no NUL */
/* Certainly what text_clean would leave as it is, seen in one pass; false: perhaps not. */
bool text_is_plain(Str bytes);

/* What enters: valid UTF-8 becomes NFC, CR LF becomes LF; marks that only turn
 * the direction of writing are dropped.  ERR_INVALID for control characters
 * other than line feed and tab, and for what is no character.  A text that is
 * clean already, as English and Vietnamese mostly are, is not copied. */
enum err text_clean(struct arena *, Str bytes, Str *out) MUST_USE;

/* A key for searching: letters without marks, đ as d, lower case, white space
 * squeezed; "Hòa", "hoà" and "HOA" give one key.  Folding a key changes nothing. */
Str text_fold(struct arena *, Str);
/* The same with its marks: "Hòa" and "HÒA" give one key, "hoa" another. */
Str text_fold_case(struct arena *, Str);

/* The folded words of a text, in its order, at most `max`; what is neither letter nor
 * digit parts them.  Returns how many. */
int text_words(struct arena *, Str, Str *out, int max);
/* The digits of a number that people are known by (personal number, tax code, telephone),
 * however they are grouped and with +84 as 0; STR_NONE when it is none. */
Str text_number(struct arena *, Str typed);

/* A key whose byte order is the Vietnamese dictionary's (letters as in CLDR vi).
 * Syllable by syllable: letters, then the tone wherever it is written ("hoà" is
 * "hòa"); numbers by their value; case last of all.  Valid UTF-8 without
 * control characters, so that a TEXT column in C collation sorts by it. */
Str text_sort_key(struct arena *, Str);
/* The same for a person: given name first, then family and middle names. */
Str text_name_key(struct arena *, Str);

size_t text_count(Str); /* code points */

/* Its start, of at most `bytes`, that ends between two characters. */
Str text_start(Str, size_t bytes);

/* Whole đồng as people write and say them: "1.250.000" and
 * "một triệu hai trăm năm mươi nghìn đồng" (or English, as number_text). */
Str money_text(struct arena *, int64_t dong);
Str money_words(struct arena *, int64_t dong, bool english);
/* 1234567 as "1.234.567" (vi) or "1,234,567" (en). */
Str number_text(struct arena *, int64_t, bool english);
/* Ratio as a percentage with one decimal, half rounded away from zero: "87,4%"
 * or "87.4%"; den > 0. */
Str percent_text(struct arena *, int64_t num, int64_t den, bool english);

#endif
