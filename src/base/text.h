/* base/text.h -- UTF-8 in, NFC out; folding for search; Vietnamese order.
 * Floor 0. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/str.h"

bool text_is_utf8(Str bytes); /* no surrogates, no overlong forms, no NUL */

/* What enters: valid UTF-8 becomes NFC; control characters other than line
 * feed and tab are refused.  ERR_INVALID otherwise.  ASCII is not copied. */
enum err text_clean(struct arena *, Str bytes, Str *out) MUST_USE;

/* A key for searching: letters without marks, đ as d, lower case, white space
 * squeezed; "Hòa", "hoà" and "HOA" give one key. */
Str text_fold(struct arena *, Str);

/* A key whose byte order is Vietnamese dictionary order (CLDR vi): letters
 * first, then tones, then case, syllable by syllable. */
Str text_sort_key(struct arena *, Str);

size_t text_count(Str); /* code points */

/* Whole đồng as people write and say them: "1.250.000" and
 * "một triệu hai trăm năm mươi nghìn đồng" (or English). */
Str money_text(struct arena *, int64_t dong);
Str money_words(struct arena *, int64_t dong, bool english);
/* 1234567 as "1.234.567" (vi) or "1,234,567" (en). */
Str number_text(struct arena *, int64_t, bool english);
/* Ratio as a percentage with one decimal: "87,4%" or "87.4%"; den > 0. */
Str percent_text(struct arena *, int64_t num, int64_t den, bool english);

#endif
