/* Bytes read as a receipt.  Accepted as a format, it has one spelling.  Accepted
 * as true, it must be what the corpus's log really holds: its key signed only
 * trees whose leaf N is "entry N". */
#include "journal/proof.h"

int fuzz_proof(const unsigned char *p, size_t n);

#define KEY S("fuzz.example/log+18ad62be+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4")

static void
one_spelling(struct arena *arena, Str bytes, const struct proof *proof)
{
    size_t sealed = (size_t)(proof->note.text.p - bytes.p);
    Str    again = proof_text(arena, proof->entry, proof->index, &proof->path,
                              str_sub(bytes, sealed, bytes.n));

    if (!str_eq(bytes, again))
        BUG("this receipt is not canonical: %.*s", STR_ARG(bytes));
}

int
fuzz_proof(const unsigned char *p, size_t n)
{
    struct arena   *arena = arena_new();
    Str             bytes = { (const char *)p, n };
    struct note_key key;
    struct proof    proof;
    Str             entry;

    if (note_key_parse(KEY, &key) != ERR_OK)
        BUG("the corpus's key");
    if (proof_parse(arena, bytes, &proof) == ERR_OK) {
        one_spelling(arena, bytes, &proof);
        entry = str_format(arena, "entry %lld", (long long)proof.index);
        if (proof_check(&proof, &key, STR_NONE) == PROOF_GOOD && !str_eq(proof.entry, entry))
            BUG("a forged receipt was believed: %.*s", STR_ARG(bytes));
        entry = str_format(arena, "entry %lld", (long long)proof.index + 1);
        if (proof_check(&proof, &key, entry) == PROOF_GOOD)
            BUG("a receipt was believed for another entry: %.*s", STR_ARG(bytes));
    }
    arena_free(arena);
    return 0;
}
