/* ident/totp.c -- see totp.h.  Floor 5. */
#include "ident/totp.h"

#include <liboath/oath.h>
#include <sodium.h>

#include "base/hash.h"
#include "ident/inner.h"
#include "journal/act.h"

#define DIGITS     6
#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE   crypto_aead_xchacha20poly1305_ietf_ABYTES

void
totp_forget(struct totp_secret *s)
{
    sodium_memzero(s, sizeof *s);
}

void
totp_code(const struct totp_secret *s, int64_t step, char out[DIGITS + 1])
{
    if (oath_hotp_generate((const char *)s->b, sizeof s->b, (uint64_t)step, DIGITS, false,
                           OATH_HOTP_DYNAMIC_TRUNCATION, out) != OATH_OK)
        BUG("a code cannot be computed");
}

/* The digits alone; false unless there are six. */
static bool
take_digits(Str code, char out[DIGITS])
{
    int n = 0;

    for (size_t i = 0; i < code.n; i++) {
        if (code.p[i] == ' ')
            continue;
        if (n == DIGITS || code.p[i] < '0' || code.p[i] > '9')
            return false;
        out[n++] = code.p[i];
    }
    return n == DIGITS;
}

/* Every step is tried whatever matched before, so the time tells nothing. */
int64_t
totp_match(const struct totp_secret *s, Str code, Time now, int64_t last)
{
    int64_t present = totp_step(now), found = 0;
    char    given[DIGITS], right[DIGITS + 1];

    if (!take_digits(code, given))
        return 0;
    for (int64_t step = present - 1; step <= present + 1; step++) {
        totp_code(s, step, right);
        if (str_eq_secret((Str){ given, DIGITS }, (Str){ right, DIGITS }) && step > last &&
            found == 0)
            found = step;
    }
    sodium_memzero(right, sizeof right);
    return found;
}

/* -- at rest: nonce, then XChaCha20-Poly1305 with the account as its context ---- */

static Hash
key_of(const struct world *world)
{
    return hash_keyed(world->secret, S("tinhso authenticator secrets"));
}

Str
totp_seal(struct arena *arena, const struct world *world, Id account, const struct totp_secret *s)
{
    Hash           key = key_of(world);
    size_t         n = NONCE_SIZE + sizeof s->b + TAG_SIZE;
    unsigned char *out = arena_alloc(arena, n);

    random_bytes(out, NONCE_SIZE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_SIZE, NULL, s->b, sizeof s->b,
                                               (const unsigned char *)&account, sizeof account,
                                               NULL, out, key.b);
    sodium_memzero(&key, sizeof key);
    return (Str){ (const char *)out, n };
}

enum err
totp_open(const struct world *world, Id account, Str sealed, struct totp_secret *out)
{
    Hash                 key = key_of(world);
    const unsigned char *in = (const unsigned char *)sealed.p;
    int                  bad = -1;

    if (sealed.n == NONCE_SIZE + sizeof out->b + TAG_SIZE)
        bad = crypto_aead_xchacha20poly1305_ietf_decrypt(
            out->b, NULL, NULL, in + NONCE_SIZE, sealed.n - NONCE_SIZE,
            (const unsigned char *)&account, sizeof account, in, key.b);
    sodium_memzero(&key, sizeof key);
    return bad ? ERR_FORBIDDEN : ERR_OK;
}

/* -- for people and their apps ------------------------------------------------------ */

#define BASE32_SIZE (TOTP_SECRET_SIZE * 8 / 5)

/* RFC 4648; twenty bytes are thirty-two letters, without padding. */
static void
base32(const unsigned char in[TOTP_SECRET_SIZE], char out[BASE32_SIZE])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    for (int i = 0; i < BASE32_SIZE; i++) {
        int      bit = i * 5;
        unsigned pair = (unsigned)in[bit / 8] << 8;

        if (bit / 8 + 1 < TOTP_SECRET_SIZE)
            pair |= in[bit / 8 + 1];
        out[i] = alphabet[pair >> (11 - bit % 8) & 31];
    }
}

Str
totp_words(struct arena *arena, const struct totp_secret *s)
{
    char  letters[BASE32_SIZE], *out = arena_alloc(arena, BASE32_SIZE * 5 / 4);
    size_t n = 0;

    base32(s->b, letters);
    for (size_t i = 0; i < BASE32_SIZE; i++) {
        if (i > 0 && i % 4 == 0)
            out[n++] = ' ';
        out[n++] = letters[i];
    }
    sodium_memzero(letters, sizeof letters);
    return (Str){ out, n };
}

Str
totp_address(struct arena *arena, const struct totp_secret *s, Str issuer, Str login)
{
    struct buf b = BUF_MAX(2000);
    char       letters[BASE32_SIZE];
    Str        out;

    base32(s->b, letters);
    buf_add(&b, S("otpauth://totp/"));
    buf_escaped(&b, issuer);
    buf_byte(&b, ':');
    buf_escaped(&b, login);
    buf_add(&b, S("?secret="));
    buf_bytes(&b, letters, BASE32_SIZE);
    buf_add(&b, S("&issuer="));
    buf_escaped(&b, issuer);
    out = str_copy(arena, buf_str(&b));
    if (b.n > 0)
        sodium_memzero(b.p, b.n);
    buf_free(&b);
    sodium_memzero(letters, sizeof letters);
    return out;
}
