/* journal/proof.c -- see proof.h.  Floor 2. */
#include "journal/proof.h"

#include "base/lang.h"
#include "base/scan.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

const char *
proof_message(enum proof_verdict verdict)
{
    static const char *const message[PROOF_VERDICTS] = {
        [PROOF_GOOD] = MSG("The entry is in the journal, unaltered."),
        [PROOF_MALFORMED] = MSG("This is not a receipt file, or part of it is missing."),
        [PROOF_OTHER_LOG] =
            MSG("The receipt is from another journal than the one this key belongs to."),
        [PROOF_OTHER_KEY] = MSG("The receipt is not signed with the journal's key."),
        [PROOF_FORGED] = MSG("The journal's signature does not fit: the signed part was altered."),
        [PROOF_NO_ENTRY] = MSG("The receipt does not carry the entry it is about."),
        [PROOF_OTHER_ENTRY] = MSG("The receipt is about another entry."),
        [PROOF_OUTSIDE] = MSG("The entry's number lies beyond the end of the signed journal."),
        [PROOF_NOT_IN_LOG] =
            MSG("The entry was altered, or the proof was: it does not lead to what the journal "
                "signed."),
    };

    return message[verdict];
}

Str
proof_text(struct arena *arena, Str entry, int64_t index, const struct tree_path *path, Str sealed)
{
    struct buf out = BUF_MAX(PROOF_MAX);
    Str        text;

    buf_add(&out, S(FIRST_LINE "\n"));
    if (entry.n > 0)
        buf_format(&out, "extra %.*s\n", STR_ARG(base64_text(arena, entry)));
    buf_format(&out, "index %lld\n", (long long)index);
    for (int i = 0; i < path->n; i++)
        buf_format(&out, "%.*s\n", STR_ARG(base64_text(arena, hash_bytes(&path->hash[i]))));
    buf_byte(&out, '\n');
    buf_add(&out, sealed);
    if (out.over)
        BUG("a receipt over %zu bytes", PROOF_MAX);
    text = str_copy(arena, buf_str(&out));
    buf_free(&out);
    return text;
}

/* The optional second line; moves *line and *rest past it. */
static enum err
parse_extra(struct arena *arena, Str *line, Str *rest, Str *out)
{
    *out = STR_NONE;
    if (!str_starts(*line, S("extra ")))
        return ERR_OK;
    if (base64_parse(arena, str_sub(*line, 6, line->n), out) != ERR_OK || out->n == 0)
        return ERR_MALFORMED;
    return str_cut(*rest, '\n', line, rest) ? ERR_OK : ERR_MALFORMED;
}

/* Hashes up to the empty line, which is taken too. */
static enum err
parse_path(Str *rest, struct tree_path *out)
{
    Str line;

    for (out->n = 0;; out->n++) {
        if (!str_cut(*rest, '\n', &line, rest))
            return ERR_MALFORMED;
        if (line.n == 0)
            return ERR_OK;
        if (out->n == TREE_PATH_MAX ||
            base64_parse_exactly(line, out->hash[out->n].b, HASH_SIZE) != ERR_OK)
            return ERR_MALFORMED;
    }
}

enum err
proof_parse(struct arena *arena, Str bytes, struct proof *out)
{
    struct proof p;
    Str          line, rest;

    if (bytes.n > PROOF_MAX || !str_cut(bytes, '\n', &line, &rest) ||
        !str_eq(line, S(FIRST_LINE)) || !str_cut(rest, '\n', &line, &rest))
        return ERR_MALFORMED;
    TRY(parse_extra(arena, &line, &rest, &p.entry));
    if (!str_starts(line, S("index ")) ||
        scan_int(str_sub(line, 6, line.n), 0, INT64_MAX, &p.index) != ERR_OK)
        return ERR_MALFORMED;
    TRY(parse_path(&rest, &p.path));
    TRY(note_parse(arena, rest, &p.note));
    TRY(checkpoint_parse(p.note.text, &p.checkpoint));
    *out = p;
    return ERR_OK;
}

enum proof_verdict
proof_check(const struct proof *p, const struct note_key *key, Str entry)
{
    Hash leaf;

    if (!str_eq(p->checkpoint.origin, key->name))
        return PROOF_OTHER_LOG;
    switch (note_check(&p->note, key, NULL)) {
    case NOTE_UNSIGNED: return PROOF_OTHER_KEY;
    case NOTE_FORGED:   return PROOF_FORGED;
    case NOTE_SIGNED:   break;
    }
    if (entry.n == 0 && p->entry.n == 0)
        return PROOF_NO_ENTRY;
    if (entry.n > 0 && p->entry.n > 0 && !str_eq(entry, p->entry))
        return PROOF_OTHER_ENTRY;
    if (p->index >= p->checkpoint.size)
        return PROOF_OUTSIDE;
    leaf = tree_leaf(entry.n > 0 ? entry : p->entry);
    return tree_holds_entry(&leaf, p->index, p->checkpoint.size, &p->checkpoint.root, &p->path)
               ? PROOF_GOOD
               : PROOF_NOT_IN_LOG;
}

enum proof_verdict
proof_verify(struct arena *arena, Str bytes, const struct note_key *key, Str entry,
             struct proof *out)
{
    struct proof p;

    if (proof_parse(arena, bytes, &p) != ERR_OK)
        return PROOF_MALFORMED;
    if (out != NULL)
        *out = p;
    return proof_check(&p, key, entry);
}
