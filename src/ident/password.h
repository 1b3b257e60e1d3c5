/* ident/password.h -- passwords: what is accepted, and how they are kept.
 * Floor 5.
 *
 * Kept as Argon2id (libsodium, "interactive": 64 MiB, two passes), so hashing
 * is slow on purpose: on a worker in `prepare`, never in the pen.
 */
#ifndef IDENT_PASSWORD_H
#define IDENT_PASSWORD_H

#include "base/str.h"

#define PASSWORD_MIN        14 /* characters */
#define PASSWORD_MIN_SECOND 8  /* when a second factor stands beside it */
#define PASSWORD_MAX        128

/* NULL when acceptable, else why not (a message key).  `login` must not be part of it. */
const char *password_fault(struct arena *, Str password, bool second_factor, Str login);

Str  password_hash(struct arena *, Str password);
/* Of one that password_made gave: nobody guesses among 2^98, so the hash need not be slow,
 * and two hundred officers get theirs at once. */
Str  password_hash_made(struct arena *, Str made);
/* `hash` empty: the account does not exist; takes as long, and says no. */
bool password_is(Str hash, Str password);
/* Four groups of five letters that nobody mistakes for each other: 98 bits. */
Str  password_made(struct arena *);

#endif
