/* tools/po_keys.h -- the messages that the program says, found where they are
 * written.
 *
 *   C        MSG("…"); the key of fault_add, words, words_fill, words_count
 *   err.def  ERR(NAME, status, "…")
 *   views    {{t "…"}}, {{tn "one" "many" n}} (the plural is the key)
 */
#ifndef TOOLS_PO_KEYS_H
#define TOOLS_PO_KEYS_H

#include "base/str.h"

struct po_key {
    struct po_key *next; /* in order found */
    Str            text, path;
    int            line;
};

struct po_keys {
    struct arena  *arena;
    struct po_key *first, *last;
    int            errors; /* said on standard error, with file and line */
};

/* By the end of the path: .html is a view, anything else C. */
void po_keys_find(struct po_keys *, Str path, Str source);

#endif
