/* base/hash.h -- SHA-256, HMAC, random bytes, hex and base64.  Floor 0. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/str.h"

#define HASH_SIZE 32

typedef struct {
    unsigned char b[HASH_SIZE];
} Hash;

Hash hash_of(Str bytes);
Hash hash_of2(Str first, Str second); /* of the concatenation */
Hash hash_keyed(Str key, Str bytes);  /* HMAC-SHA-256 */
Hash hash_file(int fd, uint64_t *out_size, enum err *out_err); /* reads to the end */
/* Every bit of the answer depends on every bit of x (the end of splitmix64): for weights that are
 * summed, keyed by what nobody knows before; by itself it hides nothing. */
uint64_t hash_spread(uint64_t x);
bool hash_eq(const Hash *, const Hash *);

/* Hashing in pieces. */
struct hasher;
struct hasher *hasher_new(struct arena *);
void           hasher_add(struct hasher *, Str bytes);
Hash           hasher_done(struct hasher *);

static inline Str
hash_bytes(const Hash *h)
{
    return (Str){ (const char *)h->b, HASH_SIZE };
}

Str      hex_text(struct arena *, Str bytes);
Str      base64_text(struct arena *, Str bytes);     /* standard, padded */
Str      base64url_text(struct arena *, Str bytes);  /* URL-safe, no padding */
enum err base64_parse(struct arena *, Str, Str *out) MUST_USE;
enum err base64url_parse(struct arena *, Str, Str *out) MUST_USE;
/* Standard, of exactly `size` bytes (up to 128); leaves no copy behind. */
enum err base64_parse_exactly(Str, void *out, size_t size) MUST_USE;

/* From the kernel; stops the process if it cannot. */
void random_bytes(void *out, size_t n);

#endif
