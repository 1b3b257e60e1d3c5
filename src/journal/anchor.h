/* journal/anchor.h -- time-stamps from outside: RFC 3161.  Floor 2.
 *
 * Our own clock proves nothing.  Once a day a checkpoint is shown to a
 * time-stamp authority, which signs its hash and the moment; from then on
 * neither we nor the authority can pretend that the entries under it came
 * later, and no receipt it covers can be backdated past the day before.
 *
 * What is stamped is the checkpoint as the log signed it: the note with the
 * log's own signature and no other (witnesses may add theirs at any time).
 * Kept as a file, `openssl ts -verify -data CHECKPOINT -in RESPONSE -CAfile CA`
 * says the same as anchor_verify.
 *
 * Carrying request and response over HTTP is the caller's: POST, with
 * ANCHOR_ASK and ANCHOR_ANSWER as content types.
 */
#ifndef JOURNAL_ANCHOR_H
#define JOURNAL_ANCHOR_H

#include "base/hash.h"
#include "base/time.h"

#define ANCHOR_ASK    "application/timestamp-query"
#define ANCHOR_ANSWER "application/timestamp-reply"
#define ANCHOR_MAX    ((size_t)64 * 1024)

struct anchor {
    Time at;        /* whole seconds, as the authority says */
    Str  serial;    /* hexadecimal */
    Str  authority; /* the signing certificate's subject, RFC 4514 */
    Str  policy;    /* OID */
};

enum anchor_verdict {
    ANCHOR_GOOD,
    ANCHOR_MALFORMED,     /* not a response */
    ANCHOR_REFUSED,       /* the authority did not grant it */
    ANCHOR_OTHER_DATA,    /* it stamps something else */
    ANCHOR_OTHER_REQUEST, /* it answers another question than ours */
    ANCHOR_UNTRUSTED,     /* its signature does not lead to the given authorities */
    ANCHOR_VERDICTS,
};
const char *anchor_message(enum anchor_verdict); /* message key */

/* A TimeStampReq in DER over sha256(sealed), asking for the certificates too.
 * The nonce (random_bytes, not 0) ties the answer to this question. */
Str anchor_request(struct arena *, Str sealed, uint64_t nonce);

/* A TimeStampResp in DER against the same checkpoint.  `nonce` is 0 when the
 * question is long past; `authorities` are the trusted roots, in PEM.
 * Certificates are judged on the day they stamped: an anchor does not rot when
 * they expire.  *out is filled only when good. */
enum anchor_verdict anchor_verify(struct arena *, Str response, Str sealed, uint64_t nonce,
                                  Str authorities, struct anchor *out);

#endif
