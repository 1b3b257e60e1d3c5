/* journal/cms.h -- a detached signature over one document (CMS, RFC 5652; CAdES-B,
 * EN 319 122-1).  Floor 2.
 *
 *   document ─ SHA-256 ─ signed attributes ─ SHA-256 ─ the keeper signs this
 *                               └──── certificates ────┴── SignedData
 *
 * The attributes are three and always the same: content-type, message-digest,
 * signing-certificate-v2.  No signing-time: a PDF says its moment outside, in /M,
 * and two moments could differ.  So the attributes are 135 bytes with two holes,
 * and the keeper, which makes them itself from a document's digest, can be had to
 * sign nothing but documents: no request of TLS, no certificate, no head of the log.
 *
 * Written by hand, because OpenSSL seals a CMS only where the private key is; read
 * by OpenSSL, which shares nothing with the writer.
 */
#ifndef JOURNAL_CMS_H
#define JOURNAL_CMS_H

#include "base/hash.h"
#include "base/time.h"

#define CMS_ATTRIBUTES    135 /* of DER, as a SET: what is hashed and signed */
#define CMS_CHAIN_MAX     ((size_t)8000) /* of certificates: they travel in one packet */
#define CMS_SIGNATURE_MAX 512 /* RSA of 4096 bits; of P-256 at most 72 */

/* The attributes over a document's digest, by the holder of this certificate (DER). */
void cms_attributes(const Hash *document, Str certificate, unsigned char out[CMS_ATTRIBUTES]);
/* The digest of those attributes. */
Hash cms_digest(const Hash *document, Str certificate);

/* The first certificate of a chain: certificates in DER, one after the other, the
 * signer's first.  STR_NONE when there is none, or what stands there is not one. */
Str cms_certificate(Str chain);

/* The whole, in DER.  ERR_INVALID when the chain is not one, or its key is neither
 * elliptic nor RSA. */
enum err cms_seal(struct arena *, Str chain, const Hash *document, Str signature, Str *out)
    MUST_USE;
/* No seal with this chain is longer. */
size_t cms_size_max(Str chain);

/* -- certificates, for people ---------------------------------------------------- */

struct cms_holder {
    Str  certificate; /* DER */
    Str  name, organisation, issuer; /* common names; the organisation may be empty */
    Str  fingerprint; /* SHA-256 of the certificate, in hexadecimal */
    bool self_made;   /* issued by its own holder: nobody else vouches for it */
    Time from, until;
};
enum err cms_holder_of(struct arena *, Str certificate, struct cms_holder *out) MUST_USE;

/* -- checking --------------------------------------------------------------------- */

enum cms_verdict {
    CMS_GOOD,      /* the holder of the certificate in it signed exactly this document */
    CMS_MALFORMED, /* not a signature, or of more than one signer */
    CMS_BROKEN,    /* the document, or the signature, was altered */
};
/* der: what follows the end of the structure (zeros, in a PDF) is left aside.  Whether
 * the certificate is trusted is the caller's to say. */
enum cms_verdict cms_check(struct arena *, Str der, Str document, struct cms_holder *out);

#endif
