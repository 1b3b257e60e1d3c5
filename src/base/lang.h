/* base/lang.h -- the languages people are answered in.  Floor 0. */
#ifndef BASE_LANG_H
#define BASE_LANG_H

enum lang { LANG_VI, LANG_EN, LANGS };

#endif
