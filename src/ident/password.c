/* ident/password.c -- see password.h.  Floor 5. */
#include "ident/password.h"

#include <sodium.h>

#include "base/hash.h"
#include "base/lang.h"
#include "base/text.h"

/* Of the password nobody has, hashed with the same parameters: compared when an
 * account does not exist, so that time tells nothing. */
#define NOBODY                                                                       \
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"                         \
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* What is tried first, folded; each long enough to be accepted otherwise. */
static const char *const common[] = {
    "123456789", "1234567890", "12345678910", "0123456789", "987654321", "11111111", "1q2w3e4r",
    "1qaz2wsx", "123123123", "12341234", "123qweasd", "147258369", "abcd1234", "abc12345",
    "a1234567", "aa123456", "admin123", "administrator", "anhyeuem", "anhnhoem", "adminadmin",
    "asdfghjkl", "chanhphuc", "congchuc", "emyeuanh", "giadinh1", "hanhphuc", "haiduong",
    "haiduong34", "iloveyou", "khongbiet", "khongcopass", "letmein1", "matkhau1", "matkhau123",
    "matkhaucuatoi", "maiyeuem", "ngaymai1", "p@ssw0rd", "passw0rd", "password", "password1",
    "password123", "q1w2e3r4", "qazwsxedc", "qwerty123", "qwertyuiop", "sinhnhat", "tinhyeu1",
    "tuyetvoi", "uybannhandan", "vietnam1", "vietnam123", "vietnam2024", "welcome1", "yeuemnhieu",
    "zxcvbnm123", "hoilamgi", "conheocon", "xinchao1", "xinchao123",
};

static bool
is_common(Str folded)
{
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (str_eq(folded, str_of(common[i])))
            return true;
    return false;
}

/* One character again and again, or each one after the other ("abcdefgh"). */
static bool
is_run(Str s)
{
    int step = s.n > 1 ? s.p[1] - s.p[0] : 0;

    if (step < -1 || step > 1)
        return false;
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i] - s.p[i - 1] != step)
            return false;
    return true;
}

const char *
password_fault(struct arena *arena, Str password, bool second_factor, Str login)
{
    size_t n = text_count(password);
    Str    folded = text_fold(arena, password);

    if (n > PASSWORD_MAX)
        return MSG("is longer than 128 characters");
    if (second_factor && n < PASSWORD_MIN_SECOND)
        return MSG("is too short: at least 8 characters");
    if (!second_factor && n < PASSWORD_MIN)
        return MSG("is too short: at least 14 characters; a sentence is good");
    if (login.n > 0 && str_has(folded, text_fold(arena, login)))
        return MSG("may not contain the name of the account");
    if (is_run(folded) || is_common(folded))
        return MSG("is among the first that others would try; choose another");
    return NULL;
}

static Str
hash_with(struct arena *arena, Str password, unsigned long long work, size_t memory)
{
    char *out = arena_alloc(arena, crypto_pwhash_STRBYTES);

    if (crypto_pwhash_str_alg(out, password.p, password.n, work, memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        BUG("no memory for a password's hash");
    return str_of(out);
}

Str
password_hash(struct arena *arena, Str password)
{
    return hash_with(arena, password, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                     crypto_pwhash_MEMLIMIT_INTERACTIVE);
}

Str
password_hash_made(struct arena *arena, Str made)
{
    return hash_with(arena, made, crypto_pwhash_argon2id_OPSLIMIT_MIN,
                     crypto_pwhash_argon2id_MEMLIMIT_MIN);
}

/* Each answer takes the time of one slow hash, so that time does not tell whose password
 * was made by the program either. */
bool
password_is(Str hash, Str password)
{
    const char nobody[crypto_pwhash_STRBYTES] = NOBODY;
    char text[crypto_pwhash_STRBYTES] = NOBODY;
    bool known = hash.n > 0 && hash.n < sizeof text, right;

    if (known) {
        memcpy(text, hash.p, hash.n);
        text[hash.n] = '\0';
    }
    right = crypto_pwhash_str_verify(text, password.p ? password.p : "", password.n) == 0;
    if (known && crypto_pwhash_str_needs_rehash(text, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                                crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        right &= crypto_pwhash_str_verify(nobody, password.p ? password.p : "", password.n) != 0;
    sodium_memzero(text, sizeof text);
    return known && right;
}

Str
password_made(struct arena *arena)
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789"; /* no l 1 o 0 */
    unsigned char     raw[20];
    char             *out = arena_alloc(arena, 23);
    size_t            n = 0;

    random_bytes(raw, sizeof raw);
    for (size_t i = 0; i < sizeof raw; i++) {
        if (i > 0 && i % 5 == 0)
            out[n++] = '-';
        out[n++] = letters[raw[i] & 31];
    }
    sodium_memzero(raw, sizeof raw);
    return (Str){ out, n };
}
