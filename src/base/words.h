/* base/words.h -- messages in the reader's language.  Floor 0.
 *
 * The key is the English message.  English answers the key itself; Vietnamese
 * comes from po/vi.po, compiled in.  A key without a translation answers
 * itself: script/po --check keeps that from reaching anyone.
 *
 * "{1}" … "{4}" in a message are values; a translation may move them but holds
 * the same ones (checked at build).
 */
#ifndef WEB_WORDS_H
#define WEB_WORDS_H

#include "base/lang.h"

Str words(enum lang, const char *key);
/* With the values filled in; a missing value is STR_NONE. */
Str words_fill(struct arena *, enum lang, const char *key, Str one, Str two);
/* "{1} dossier" when n is 1 and the language has a singular, else the plural;
 * {1} is the number, grouped. */
Str words_count(struct arena *, enum lang, const char *one, const char *many, int64_t n);

/* The same, the hash of the key known (generated code). */
Str words_hashed(enum lang, Str key, uint32_t hash);

/* --dev: takes the Vietnamese from this file from now on, for the whole
 * process, and keeps it in an arena that is not reset while anyone reads.
 * NULL: from what was compiled in again.  ERR_INVALID with *why ("po/vi.po:12:
 * …"); what was there stays. */
enum err words_load_dev(struct arena *, const char *path, Str *why) MUST_USE;

#endif
