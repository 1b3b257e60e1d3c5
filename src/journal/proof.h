/* journal/proof.h -- the receipt file: C2SP tlog-proof.  Floor 2.
 *
 *     c2sp.org/tlog-proof@v1
 *     extra base64(the entry's bytes)
 *     index 73894
 *     base64(hash)                   the inclusion proof, leaf upwards
 *     …
 *
 *     origin                         the signed checkpoint, verbatim
 *     size
 *     base64(root)
 *
 *     — origin base64(signature)
 *
 * The format leaves the entry outside and the extra data to the application;
 * ours is the entry itself, so that one file is the whole receipt.  It is not
 * believed for standing there: the entry is hashed, and that hash must lead to
 * the root that was signed.  A verifier that ignores the extra line and brings
 * its own entry works as well.
 *
 * A receipt tells nobody what was done: salt and payload, which open the
 * entry's commitment, are handed over apart, to whom they concern.
 */
#ifndef JOURNAL_PROOF_H
#define JOURNAL_PROOF_H

#include "journal/merkle.h"
#include "journal/note.h"

#define PROOF_MAX ((size_t)256 * 1024)

struct proof {
    Str               entry; /* STR_NONE when the file carries none */
    int64_t           index;
    struct tree_path  path;
    struct note       note;
    struct checkpoint checkpoint; /* what the note says; believe it after proof_check */
};

/* What was found.  Each has one sentence for people: proof_message. */
enum proof_verdict {
    PROOF_GOOD,
    PROOF_MALFORMED,   /* not such a file */
    PROOF_OTHER_LOG,   /* a checkpoint of another log than the key's */
    PROOF_OTHER_KEY,   /* this log, but no signature by this key */
    PROOF_FORGED,      /* the checkpoint was altered, or its signature */
    PROOF_NO_ENTRY,    /* neither in the file nor given */
    PROOF_OTHER_ENTRY, /* the file is about another entry than the one given */
    PROOF_OUTSIDE,     /* an index past the end of the signed tree */
    PROOF_NOT_IN_LOG,  /* entry and hashes do not lead to the signed root */
    PROOF_VERDICTS,
};
const char *proof_message(enum proof_verdict); /* message key */

/* `entry` may be STR_NONE; `sealed` is the signed checkpoint as it stands. */
Str proof_text(struct arena *, Str entry, int64_t index, const struct tree_path *, Str sealed);

/* ERR_MALFORMED for anything but the format, to the byte. */
enum err proof_parse(struct arena *, Str bytes, struct proof *out) MUST_USE;

/* Whether the log of this key holds the entry; `entry` may be STR_NONE when the
 * file carries it.  Witnesses: note_check(&proof->note, their key, …). */
enum proof_verdict proof_check(const struct proof *, const struct note_key *, Str entry);

/* Both, for bytes from outside; *out (may be NULL) is filled unless malformed. */
enum proof_verdict proof_verify(struct arena *, Str bytes, const struct note_key *, Str entry,
                                struct proof *out);

#endif
