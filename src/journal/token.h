/* journal/token.h -- a key on a token, through PKCS#11.  For signet.c alone.  Floor 2.
 *
 * The module is a shared library that the token's maker gives; only the keeper's
 * process loads it.  Keys on P-256 or of RSA; a token that wants its PIN before each
 * signature is not for batches, and refused by its own answer.
 */
#ifndef JOURNAL_TOKEN_H
#define JOURNAL_TOKEN_H

#include "journal/signet.h"

struct token;
enum err token_open(const struct signet_options *, struct token **out, const char **why) MUST_USE;
void     token_close(struct token *);
Str      token_certificate(const struct token *); /* DER */
/* Over a SHA-256 digest, as CMS has it. */
enum err token_sign(struct token *, struct arena *, const Hash *digest, Str *out) MUST_USE;

#endif
