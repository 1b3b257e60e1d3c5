/* base/po.h -- reading PO files (gettext's text format of translations).
 * Floor 0.
 *
 * The part that this project uses: msgid, msgstr, comments, flags.  Contexts
 * and plural forms are refused by name: Vietnamese has no plural, and English
 * is in the keys.  Used by tools/pogen.c at build and by --dev.
 */
#ifndef WEB_PO_H
#define WEB_PO_H

#include "base/str.h"

struct po_entry {
    struct po_entry *next;
    Str              id, text;
    int              line;
    bool             fuzzy; /* a guess awaiting a person: not used */
};

struct po {
    struct po_entry *first, *last; /* in order, without the header */
    size_t           count;
    int              line; /* where reading stopped, on failure */
    const char      *why;
};

/* ERR_MALFORMED with out->line and out->why.  Keeps no pointer into bytes. */
enum err po_parse(struct arena *, Str bytes, struct po *out) MUST_USE;

/* Whether both hold the same values {1} … {9}, each at least once. */
bool po_same_values(Str id, Str text);

#endif
