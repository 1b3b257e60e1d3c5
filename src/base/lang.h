/* base/lang.h -- the languages people are answered in, and the mark on every
 * message they read.  Floor 0.
 *
 * A message is its English text; po/vi.po holds the Vietnamese.  MSG marks a
 * message where it is written, so that script/po finds it; it changes nothing.
 */
#ifndef BASE_LANG_H
#define BASE_LANG_H

#include "base/str.h"

enum lang { LANG_VI, LANG_EN, LANGS };

#define MSG(text) (text)

static inline Str
lang_code(enum lang lang) /* for lang="…" and Content-Language */
{
    return lang == LANG_EN ? S("en") : S("vi");
}

#endif
