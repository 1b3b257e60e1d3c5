/* journal/keeper.h -- the process that alone may sign the journal, and documents.  Floor 2.
 *
 *     server ── socket pair ── keeper (the parent process)
 *     holds no key              holds the key, speaks to no network
 *
 * The keeper signs a checkpoint only when a consistency proof shows that it
 * extends the last one it signed, and it writes that head to disk, synced,
 * before it gives the signature out.  So whatever happens to the server and to
 * its database, no two published heads contradict each other: a server that
 * lost acts finds that the keeper refuses, and must open a new log.
 *
 * What it does not prove: that the entries are true, or that the log was shown
 * to anybody.  Its clock appears nowhere; moments are for witnesses and
 * time-stamps.
 *
 * One folder per log, mode 0700, never in a backup: restored from an older copy
 * it would forget heads that were published.
 *     key    the secret, mode 0600       vkey   the public key, to hand out
 *     head   the last signed checkpoint, itself signed
 *
 * Beside the log's key it holds that of documents (signet.h), of which it makes another
 * use: whatever document the server names by its digest is signed, because the keeper
 * cannot read it.  What it refuses is to sign anything that is not a document (cms.h),
 * and what holds the server to account is the journal: a result on record names its
 * document by content, and a document that no entry names is nobody's result.
 */
#ifndef JOURNAL_KEEPER_H
#define JOURNAL_KEEPER_H

#include "journal/merkle.h"
#include "journal/note.h"
#include "journal/signet.h"

struct keeper;

/* What a keeper answers; each refusal has a sentence for the operator's log. */
enum keeper_answer {
    KEEPER_SIGNED,
    KEEPER_MALFORMED,  /* the request is not one */
    KEEPER_OTHER_HEAD, /* the proof starts from another size than the last head's */
    KEEPER_NOT_GROWN,  /* the proof does not show that the log only grew */
    KEEPER_UNSAVED,    /* the new head could not be written to disk */
    KEEPER_NO_KEY,     /* this process has no key: it is a child of the keeper's */
    KEEPER_NO_SIGNET,  /* no key for documents, or its token does not answer */
    KEEPER_ANSWERS,
};
const char *keeper_message(enum keeper_answer);

/* -- the keeper's side ---------------------------------------------------------- */

/* Makes the folder if need be, a new key, and a signed head of the empty log.
 * ERR_CONFLICT  there is a key already: it is never replaced
 * ERR_INVALID   the origin cannot name a key
 * ERR_STORE     the folder cannot be written */
enum err keeper_create(Str folder, Str origin) MUST_USE;

/* Locks the folder and reads it.  ERR_STORE with *why (for the operator) when it
 * is incomplete, altered, readable by others, or another keeper has it.
 * The key's memory is not dumped, swapped, or inherited by a fork. */
enum err keeper_open(Str folder, struct keeper **out, const char **why) MUST_USE;
void     keeper_close(struct keeper *);

/* Where the key for documents is; lives as long as the keeper.  Without it none is signed. */
void keeper_documents(struct keeper *, const struct signet_options *);

/* Refuses debuggers and core dumps for this whole process. */
void keeper_harden(void);

/* Answers one request.  ERR_NOT_FOUND when the other side is gone, ERR_STORE
 * when the socket fails; a refusal is ERR_OK: it was answered. */
enum err keeper_serve(struct keeper *, int fd) MUST_USE;

/* Hardens, opens, answers until the other side is gone. */
enum err keeper_run(int fd, Str folder, const struct signet_options *documents, const char **why)
    MUST_USE;

/* -- the server's side: one thread at a time ------------------------------------- */

/* A socket pair that keeps messages whole; closed by exec. */
enum err keeper_pair(int out_fd[2]) MUST_USE;

struct keeper_head {
    Str               vkey, note; /* the note as signed */
    struct checkpoint at;
};

/* The last head signed.  ERR_STORE when the keeper cannot be reached. */
enum err keeper_ask(int fd, struct arena *, struct keeper_head *out) MUST_USE;

/* Has a head signed; `proof` is from the size of the last head signed.  Asking
 * again for the same head gives the same note.  ERR_CONFLICT when refused:
 * *out_answer says why; ERR_STORE when the keeper cannot be reached. */
enum err keeper_sign(int fd, struct arena *, int64_t from, int64_t size, const Hash *root,
                     const struct tree_path *proof, enum keeper_answer *out_answer,
                     Str *out_note) MUST_USE;

/* Whose key signs documents: certificates as cms_seal takes them.  ERR_UNKNOWN when it is
 * not at hand, ERR_STORE when the keeper cannot be reached. */
enum err keeper_holder(int fd, struct arena *, Str *out_chain) MUST_USE;
/* Signs n (at most SIGNET_BATCH_MAX) documents of these digests.  Errors as above. */
enum err keeper_sign_documents(int fd, struct arena *, const Hash *, int n, Str *out) MUST_USE;

#endif
