/* base/hash.c -- see hash.h.  SHA-256 is OpenSSL's, which uses the processor's
 * instructions.  The keyed one is HMAC over it: libsodium's knows no such instructions and
 * OpenSSL 3 looks its own up by name at every call, each several times the cost of the rest.
 * base64 is libsodium's, which is strict and constant-time.  Floor 0. */
#include "base/hash.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <sys/random.h>
#include <unistd.h>

struct hasher {
    SHA256_CTX ctx;
};

#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* the one-shot SHA-256 calls */

struct hasher *
hasher_new(struct arena *arena)
{
    struct hasher *h = arena_make(arena, struct hasher);

    SHA256_Init(&h->ctx);
    return h;
}

void
hasher_add(struct hasher *h, Str bytes)
{
    SHA256_Update(&h->ctx, bytes.p, bytes.n);
}

Hash
hasher_done(struct hasher *h)
{
    Hash out;

    SHA256_Final(out.b, &h->ctx);
    return out;
}

Hash
hash_of(Str bytes)
{
    return hash_of2(bytes, STR_NONE);
}

Hash
hash_of2(Str first, Str second)
{
    struct hasher h;

    SHA256_Init(&h.ctx);
    SHA256_Update(&h.ctx, first.p, first.n);
    SHA256_Update(&h.ctx, second.p, second.n);
    return hasher_done(&h);
}

#define BLOCK 64 /* of SHA-256 */

/* HMAC, RFC 2104: the hash of the padded key and the hash of the padded key and the bytes. */
Hash
hash_keyed(Str key, Str bytes)
{
    char pad[BLOCK] = { 0 };
    Hash short_key, inner, out;

    if (key.n > BLOCK) {
        short_key = hash_of(key);
        key = hash_bytes(&short_key);
    }
    if (key.n > 0)
        memcpy(pad, key.p, key.n);
    for (int i = 0; i < BLOCK; i++)
        pad[i] ^= 0x36;
    inner = hash_of2((Str){ pad, BLOCK }, bytes);
    for (int i = 0; i < BLOCK; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    out = hash_of2((Str){ pad, BLOCK }, hash_bytes(&inner));
    sodium_memzero(pad, sizeof pad);
    return out;
}

Hash
hash_file(int fd, uint64_t *out_size, enum err *out_err)
{
    struct hasher h;
    char          piece[65536];
    uint64_t      size = 0;
    ssize_t       n;

    SHA256_Init(&h.ctx);
    do {
        n = read(fd, piece, sizeof piece);
        if (n > 0) {
            SHA256_Update(&h.ctx, piece, (size_t)n);
            size += (uint64_t)n;
        }
    } while (n > 0 || (n < 0 && errno == EINTR));
    *out_size = size;
    *out_err = n < 0 ? ERR_STORE : ERR_OK;
    return hasher_done(&h);
}

uint64_t
hash_spread(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

bool
hash_eq(const Hash *a, const Hash *b)
{
    return memcmp(a->b, b->b, HASH_SIZE) == 0;
}

Str
hex_text(struct arena *arena, Str bytes)
{
    static const char digit[] = "0123456789abcdef";
    char             *out = arena_alloc_raw(arena, bytes.n * 2 + 1);

    for (size_t i = 0; i < bytes.n; i++) {
        out[2 * i] = digit[(unsigned char)bytes.p[i] >> 4];
        out[2 * i + 1] = digit[(unsigned char)bytes.p[i] & 15];
    }
    out[bytes.n * 2] = '\0';
    return (Str){ out, bytes.n * 2 };
}

static Str
encode(struct arena *arena, Str bytes, int variant)
{
    size_t size = sodium_base64_encoded_len(bytes.n, variant);
    char  *out = arena_alloc_raw(arena, size);

    sodium_bin2base64(out, size, (const unsigned char *)bytes.p, bytes.n, variant);
    return (Str){ out, strlen(out) };
}

/* libsodium 1.0.18 reads every byte from 0x80 up as the digit 63 (its tests of
 * ranges are done on signed characters), so those are refused here. */
static bool
decode_into(Str s, int variant, unsigned char *out, size_t size, size_t *out_n)
{
    const char *end;

    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return sodium_base642bin(out, size, s.p, s.n, NULL, out_n, &end, variant) == 0 &&
           end == s.p + s.n;
}

static enum err
decode(struct arena *arena, Str s, int variant, Str *out)
{
    size_t         size = s.n / 4 * 3 + 3, n;
    unsigned char *bin = arena_alloc_raw(arena, size);

    if (s.n == 0) {
        *out = S("");
        return ERR_OK;
    }
    if (!decode_into(s, variant, bin, size, &n))
        return ERR_INVALID;
    *out = (Str){ (char *)bin, n };
    return ERR_OK;
}

enum err
base64_parse_exactly(Str s, void *out, size_t size)
{
    unsigned char trial[128]; /* the output stays untouched when the text is refused */
    size_t        n;
    bool          good;

    if (size > sizeof trial)
        BUG("base64_parse_exactly of %zu bytes", size);
    good = decode_into(s, sodium_base64_VARIANT_ORIGINAL, trial, size, &n) && n == size;
    if (good)
        memcpy(out, trial, size);
    sodium_memzero(trial, sizeof trial);
    return good ? ERR_OK : ERR_INVALID;
}

Str
base64_text(struct arena *arena, Str bytes)
{
    return encode(arena, bytes, sodium_base64_VARIANT_ORIGINAL);
}

Str
base64url_text(struct arena *arena, Str bytes)
{
    return encode(arena, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

enum err
base64_parse(struct arena *arena, Str s, Str *out)
{
    return decode(arena, s, sodium_base64_VARIANT_ORIGINAL, out);
}

enum err
base64url_parse(struct arena *arena, Str s, Str *out)
{
    return decode(arena, s, sodium_base64_VARIANT_URLSAFE_NO_PADDING, out);
}

void
random_bytes(void *out, size_t n)
{
    unsigned char *p = out;

    while (n > 0) {
        ssize_t got = getrandom(p, n, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            BUG("getrandom failed");
        p += got;
        n -= (size_t)got;
    }
}
