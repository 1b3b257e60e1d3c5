/* Bytes as a PO file: read, or refused with a line and a reason. */
#include "base/po.h"

int fuzz_po(const unsigned char *p, size_t n);

int
fuzz_po(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    struct po     po = { .count = 0 };
    size_t        count = 0;

    if (po_parse(arena, (Str){ (const char *)p, n }, &po) != ERR_OK) {
        if (po.why == NULL || po.line < 1)
            BUG("a refusal without its place");
    } else {
        for (const struct po_entry *e = po.first; e != NULL; e = e->next) {
            if (e->id.n == 0)
                BUG("an entry that says nothing");
            if (po_same_values(e->id, e->text) != po_same_values(e->text, e->id))
                BUG("values that are the same one way only");
            count++;
        }
        if (count != po.count)
            BUG("entries are miscounted");
    }
    arena_free(arena);
    return 0;
}
