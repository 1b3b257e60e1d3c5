/* ident/totp.h -- codes of an authenticator app (RFC 6238).  Floor 5.
 *
 * SHA-1, six digits, thirty seconds: what every app understands.  The secret
 * stands in the store only encrypted with a key of this directory, bound to
 * its account: copied to another account's row it does not open.
 */
#ifndef IDENT_TOTP_H
#define IDENT_TOTP_H

#include "base/id.h"
#include "base/time.h"

#define TOTP_SECRET_SIZE 20 /* RFC 4226 recommends 160 bits */
#define TOTP_STEP        30 /* seconds */

struct world;

struct totp_secret {
    unsigned char b[TOTP_SECRET_SIZE];
};
void totp_forget(struct totp_secret *); /* overwrites */

/* The code of a step, six digits. */
void totp_code(const struct totp_secret *, int64_t step, char out[7]);
static inline int64_t
totp_step(Time t)
{
    return t / TIME_SECOND / TOTP_STEP;
}
/* The step whose code this is: the present one, or one to either side for a
 * clock that is off; only later than `last`, so no code serves twice.  0: none.
 * Spaces between digits are allowed. */
int64_t totp_match(const struct totp_secret *, Str code, Time now, int64_t last);

Str      totp_seal(struct arena *, const struct world *, Id account, const struct totp_secret *);
enum err totp_open(const struct world *, Id account, Str sealed, struct totp_secret *out) MUST_USE;

Str totp_words(struct arena *, const struct totp_secret *); /* base32, in fours */
/* otpauth:// address for the app, as a QR picture holds it. */
Str totp_address(struct arena *, const struct totp_secret *, Str issuer, Str login);

#endif
