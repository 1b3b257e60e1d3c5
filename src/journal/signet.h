/* journal/signet.h -- the key that documents are signed with.  For the keeper, which
 * alone opens it.  Floor 2.
 *
 *     DIR/keeper/documents/pair    a private key and its certificates, PEM, mode 0600
 *     or a token (PKCS#11)         the key never leaves it; its certificate lies beside it
 *
 * One file holds both, so that a key is never found with another's certificate.  A new
 * folder has a key on P-256 and a certificate that it made itself; an administrator
 * puts an authority's in its place (signet_install), or names a token.
 *
 * The key is opened after the server was forked and wiped before the next fork.  Like
 * the log's key it is in no backup: a restored province makes a new one, and what the
 * old one signed goes on being checked by the certificate inside each document.
 */
#ifndef JOURNAL_SIGNET_H
#define JOURNAL_SIGNET_H

#include "journal/cms.h"

#define SIGNET_BATCH_MAX 256

struct signet_options {
    Str folder;
    Str module; /* path of a PKCS#11 library; empty: the key is in the folder */
    Str token;  /* label of the token */
    Str key;    /* label of the private key, and of its certificate */
    Str pin_file;
};

struct signet_holder { /* whom a certificate of our own making names */
    Str  organisation, name;
    Time from, until;
};

/* Makes the folder if need be, a new key and its certificate.
 * ERR_CONFLICT  there is a key already: it is never replaced
 * ERR_STORE     the folder cannot be written */
enum err signet_create(Str folder, const struct signet_holder *) MUST_USE;
/* Puts an authority's in its place: PEM, the certificates with the key's own first.
 * ERR_INVALID with *why (a message key) when they do not belong together. */
enum err signet_install(Str folder, Str key, Str certificates, const char **why) MUST_USE;

struct signet;
/* ERR_STORE with *why for the operator. */
enum err signet_open(const struct signet_options *, struct signet **out, const char **why)
    MUST_USE;
void     signet_close(struct signet *);
Str      signet_chain(const struct signet *); /* DER; cms.h */
/* Signs documents of these digests; each signature goes into a seal (cms_seal).
 * ERR_STORE when the token does not answer: open it again. */
enum err signet_sign(struct signet *, struct arena *, const Hash *documents, int n, Str *out)
    MUST_USE;

#endif
