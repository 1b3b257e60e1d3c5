/* dossier/pades.h -- a signature inside a PDF (PAdES B-B, EN 319 142-1).  Floor 7.
 *
 *     the paper                    as it was made
 *     /Sig dictionary              who, why, when; /ByteRange
 *     /Contents <0000…>            the hole: the seal (cms.h), in hexadecimal
 *     field, page, catalogue       the paper's signature, invisible: the signer's block
 *                                  stands on the paper already
 *
 * Signed is every byte of the file but the hole.  The paper is readied with its hole
 * empty, its digest goes to the keeper, and the seal fills the hole; so a batch is
 * readied whole, signed in one exchange, and filled.
 */
#ifndef DOSSIER_PADES_H
#define DOSSIER_PADES_H

#include "base/hash.h"
#include "base/time.h"

struct pades_about {
    Str  name;   /* of the position that signs */
    Str  reason;
    Str  place;
    Time at;     /* the moment the paper itself bears */
};

struct pades {
    char  *pdf; /* the arena's; whole but for the hole */
    size_t n;
    size_t hole, room; /* the first digit, and how many bytes of a seal fit */
};

/* room: cms_size_max.  ERR_INVALID when it is not a PDF of ours. */
enum err pades_ready(struct arena *, Str pdf, const struct pades_about *, size_t room,
                     struct pades *out) MUST_USE;
Hash     pades_digest(const struct pades *);
/* ERR_TOO_LARGE when the seal does not fit. */
enum err pades_fill(struct pades *, Str seal, Str *out_pdf) MUST_USE;

/* -- reading a PDF from anywhere ------------------------------------------------------ */

struct pades_seen {
    Str  code;     /* the dossier it says it is of; empty: it says none */
    bool is_signed; /* it has something that looks like a signature */
    bool whole;    /* and that covers all of the file but its own hole */
    Str  seal;     /* DER, and zeros after it */
    Str  signed_bytes;
    Time at;       /* when it says it was signed; TIME_NONE */
};
/* False when it is not a PDF.  Believes nothing: cms_check does the rest. */
bool pades_read(struct arena *, Str pdf, struct pades_seen *out);

#endif
