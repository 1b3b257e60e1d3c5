/* journal/note.h -- signed notes (C2SP signed-note): text, then signatures.
 * Floor 2.
 *
 *     text, ending in a newline
 *     (an empty line)
 *     — NAME base64(key id ‖ signature)
 *
 * Two kinds of key: a log's own, signing the text itself (type 1), and a
 * witness's, signing the text with the moment it saw it (type 4, C2SP
 * tlog-cosignature, "cosignature/v1").  Both are Ed25519.
 *
 * Parsing is strict and believes nothing: a parsed note has text and claims;
 * only note_check says whether a key made one of them.
 */
#ifndef JOURNAL_NOTE_H
#define JOURNAL_NOTE_H

#include "base/hash.h"
#include "base/time.h"

#define NOTE_MAX        ((size_t)128 * 1024) /* sixteen signatures of the largest kinds fit */
#define NOTE_SIGNED_MAX 64
#define NOTE_NAME_MAX   255
#define NOTE_SECRET_MAX 512 /* characters of a secret's text */

enum note_kind { NOTE_LOG = 1, NOTE_WITNESS = 4 };

/* A public key with its name, as a verifier's configuration holds it. */
struct note_key {
    Str            name;
    enum note_kind kind;
    uint32_t       id;
    unsigned char  key[32];
};

/* Only the keeper has one.  note_secret_wipe when done. */
struct note_secret {
    struct note_key open;
    unsigned char   seed[32];
};

struct note_signature {
    Str      name;
    uint32_t id;
    Str      bytes; /* after the key id */
};

struct note {
    Str                    text; /* with its last newline */
    int                    count;
    struct note_signature *signature;
};

/* A name: not empty, valid UTF-8, no white space of any script, no plus sign. */
bool note_name_is_valid(Str);

/* ERR_INVALID for a name that is not.  The secret borrows the name. */
enum err note_secret_new(Str name, enum note_kind, struct note_secret *out) MUST_USE;
void     note_secret_wipe(struct note_secret *);

/* "NAME+1a2b3c4d+base64(type ‖ key)" and "PRIVATE+KEY+NAME+…+base64(type ‖ seed)",
 * the encodings of Go's sumdb/note.  Parsed keys borrow their name; a key whose
 * id does not match its bytes is ERR_INVALID.  A secret's text is put into the
 * caller's room, to be wiped there: arenas are not. */
Str      note_key_text(struct arena *, const struct note_key *);
enum err note_key_parse(Str, struct note_key *out) MUST_USE;
Str      note_secret_text(const struct note_secret *, char room[NOTE_SECRET_MAX]);
enum err note_secret_parse(Str, struct note_secret *out) MUST_USE;

/* One signature line over the text, newline included.  `at` is a witness's
 * moment (whole seconds count); a log's key has none: TIME_NONE. */
Str note_sign(struct arena *, Str text, const struct note_secret *, Time at);
/* The whole note with its first signature; others are appended as lines. */
Str note_seal(struct arena *, Str text, const struct note_secret *);

/* ERR_MALFORMED for anything that is not a note, to the byte.  The result
 * points into `bytes` but for the decoded signatures. */
enum err note_parse(struct arena *, Str bytes, struct note *out) MUST_USE;

enum note_verdict {
    NOTE_UNSIGNED, /* no signature carries this key's name and id */
    NOTE_FORGED,   /* one does, and it is not over this text */
    NOTE_SIGNED,
};
/* With a witness's key *out_at (may be NULL) is the moment it signed. */
enum note_verdict note_check(const struct note *, const struct note_key *, Time *out_at);

/* -- checkpoints: C2SP tlog-checkpoint ------------------------------------------ */

struct checkpoint {
    Str     origin;
    int64_t size;
    Hash    root;
};

/* "origin\nsize\nroot\n" */
Str      checkpoint_text(struct arena *, const struct checkpoint *);
/* From a note's text.  We write no extension lines and refuse them, since nobody
 * audits them.  ERR_MALFORMED; borrows the origin. */
enum err checkpoint_parse(Str text, struct checkpoint *out) MUST_USE;

#endif
