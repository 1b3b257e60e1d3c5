/* journal/note.c -- see note.h.  Floor 2.  Ed25519 is libsodium's. */
#include "journal/note.h"

#include <sodium.h>
#include <stdio.h>

#include "base/scan.h"
#include "base/text.h"

#define DASH     S("\xe2\x80\x94 ") /* U+2014 and a space: what a signature line opens with */
#define COSIGNED S("cosignature/v1\ntime ")

_Static_assert(crypto_sign_SEEDBYTES == 32 && crypto_sign_PUBLICKEYBYTES == 32, "Ed25519");

/* -- names and keys ------------------------------------------------------------- */

/* The white space of Unicode 15, by its UTF-8. */
static bool
has_space(Str s)
{
    static const char *const space[] = {
        "\t", "\n", "\v", "\f", "\r", " ", "\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80",
        "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84",
        "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89",
        "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
        "\xe3\x80\x80",
    };

    for (size_t i = 0; i < sizeof space / sizeof *space; i++)
        if (str_has(s, str_of(space[i])))
            return true;
    return false;
}

static bool
has_control(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n')
            return true;
    return false;
}

bool
note_name_is_valid(Str name)
{
    return name.n > 0 && name.n <= NOTE_NAME_MAX && text_is_utf8(name) && !has_control(name) &&
           !has_space(name) && !str_has(name, S("+"));
}

/* sha256(name ‖ newline ‖ type ‖ key)[:4] */
static uint32_t
key_id(const struct note_key *k)
{
    char   all[NOTE_NAME_MAX + 2 + sizeof k->key];
    size_t n = k->name.n;
    Hash   h;

    memcpy(all, k->name.p, n);
    all[n++] = '\n';
    all[n++] = (char)k->kind;
    memcpy(all + n, k->key, sizeof k->key);
    h = hash_of((Str){ all, n + sizeof k->key });
    return (uint32_t)h.b[0] << 24 | (uint32_t)h.b[1] << 16 | (uint32_t)h.b[2] << 8 | h.b[3];
}

static void
secret_open(struct note_secret *s)
{
    unsigned char both[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(s->open.key, both, s->seed);
    sodium_memzero(both, sizeof both);
    s->open.id = key_id(&s->open);
}

enum err
note_secret_new(Str name, enum note_kind kind, struct note_secret *out)
{
    if (!note_name_is_valid(name))
        return ERR_INVALID;
    out->open.name = name;
    out->open.kind = kind;
    random_bytes(out->seed, sizeof out->seed);
    secret_open(out);
    return ERR_OK;
}

void
note_secret_wipe(struct note_secret *s)
{
    sodium_memzero(s, sizeof *s);
}

/* type ‖ 32 bytes, in base64 with its terminator. */
#define CODED_MAX sodium_base64_ENCODED_LEN(33, sodium_base64_VARIANT_ORIGINAL)

static void
encode_key(enum note_kind kind, const unsigned char bytes[32], char out[CODED_MAX])
{
    unsigned char typed[33];

    typed[0] = (unsigned char)kind;
    memcpy(typed + 1, bytes, 32);
    sodium_bin2base64(out, CODED_MAX, typed, sizeof typed, sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(typed, sizeof typed);
}

/* Eight lower-case digits. */
static enum err
parse_id(Str s, uint32_t *out)
{
    unsigned char b[4];

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'A' && s.p[i] <= 'F')
            return ERR_INVALID;
    TRY(scan_hex(s, b, sizeof b));
    *out = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    return ERR_OK;
}

/* "NAME+ID+BASE64": the name, the id and the typed bytes, each as claimed. */
static enum err
decode_key(Str s, struct note_key *out, unsigned char bytes[32])
{
    Str           id, coded;
    unsigned char typed[33] = { 0 };
    enum err      err = ERR_INVALID;

    if (!str_cut(s, '+', &out->name, &id) || !str_cut(id, '+', &id, &coded) ||
        !note_name_is_valid(out->name) || parse_id(id, &out->id) != ERR_OK)
        return ERR_INVALID;
    if (base64_parse_exactly(coded, typed, sizeof typed) == ERR_OK &&
        (typed[0] == NOTE_LOG || typed[0] == NOTE_WITNESS)) {
        out->kind = (enum note_kind)typed[0];
        memcpy(bytes, typed + 1, 32);
        err = ERR_OK;
    }
    sodium_memzero(typed, sizeof typed);
    return err;
}

Str
note_key_text(struct arena *arena, const struct note_key *k)
{
    char coded[CODED_MAX];

    encode_key(k->kind, k->key, coded);
    return str_format(arena, "%.*s+%08x+%s", STR_ARG(k->name), k->id, coded);
}

enum err
note_key_parse(Str s, struct note_key *out)
{
    struct note_key k;

    TRY(decode_key(s, &k, k.key));
    if (k.id != key_id(&k))
        return ERR_INVALID;
    *out = k;
    return ERR_OK;
}

Str
note_secret_text(const struct note_secret *s, char room[NOTE_SECRET_MAX])
{
    char coded[CODED_MAX];
    int  n;

    encode_key(s->open.kind, s->seed, coded);
    n = snprintf(room, NOTE_SECRET_MAX, "PRIVATE+KEY+%.*s+%08x+%s", STR_ARG(s->open.name),
                 s->open.id, coded);
    sodium_memzero(coded, sizeof coded);
    return (Str){ room, (size_t)n };
}

enum err
note_secret_parse(Str s, struct note_secret *out)
{
    struct note_secret secret;
    uint32_t           claimed;
    enum err           err = ERR_INVALID;

    if (!str_starts(s, S("PRIVATE+KEY+")))
        return ERR_INVALID;
    TRY(decode_key(str_sub(s, strlen("PRIVATE+KEY+"), s.n), &secret.open, secret.seed));
    claimed = secret.open.id;
    secret_open(&secret);
    if (secret.open.id == claimed) {
        *out = secret;
        err = ERR_OK;
    }
    note_secret_wipe(&secret);
    return err;
}

/* -- signing -------------------------------------------------------------------- */

static void
put_uint(unsigned char *out, uint64_t v, int size)
{
    for (int i = 0; i < size; i++)
        out[i] = (unsigned char)(v >> 8 * (size - 1 - i));
}

static uint64_t
get_uint(const unsigned char *p, int size)
{
    uint64_t v = 0;

    for (int i = 0; i < size; i++)
        v = v << 8 | p[i];
    return v;
}

/* What a witness signs: when it saw the text, then the text. */
static Str
cosigned_text(struct arena *arena, uint64_t second, Str text)
{
    return str_format(arena, "%.*s%llu\n%.*s", STR_ARG(COSIGNED), (unsigned long long)second,
                      STR_ARG(text));
}

static void
sign_text(const struct note_secret *secret, Str text, unsigned char out[64])
{
    unsigned char open[crypto_sign_PUBLICKEYBYTES], both[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(open, both, secret->seed);
    crypto_sign_detached(out, NULL, (const unsigned char *)text.p, text.n, both);
    sodium_memzero(both, sizeof both);
}

Str
note_sign(struct arena *arena, Str text, const struct note_secret *secret, Time at)
{
    unsigned char bytes[4 + 8 + 64];
    int           n = 4;
    uint64_t      second = (uint64_t)(at / TIME_SECOND);

    if (text.n == 0 || text.p[text.n - 1] != '\n' || !text_is_utf8(text) || has_control(text))
        BUG("this text cannot be a note's");
    put_uint(bytes, secret->open.id, 4);
    if (secret->open.kind == NOTE_WITNESS) {
        put_uint(bytes + n, second, 8);
        text = cosigned_text(arena, second, text);
        n += 8;
    }
    sign_text(secret, text, bytes + n);
    return str_format(arena, "%.*s%.*s %.*s\n", STR_ARG(DASH), STR_ARG(secret->open.name),
                      STR_ARG(base64_text(arena, (Str){ (char *)bytes, (size_t)n + 64 })));
}

Str
note_seal(struct arena *arena, Str text, const struct note_secret *secret)
{
    Str line = note_sign(arena, text, secret, TIME_NONE);

    return str_format(arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(line));
}

/* -- reading -------------------------------------------------------------------- */

/* One line, its newline already cut: dash, name, space, base64 of 5 bytes or more. */
static enum err
signature_parse(struct arena *arena, Str line, struct note_signature *out)
{
    Str name, coded, bytes;

    if (!str_starts(line, DASH) ||
        !str_cut(str_sub(line, DASH.n, line.n), ' ', &name, &coded) || !note_name_is_valid(name) ||
        base64_parse(arena, coded, &bytes) != ERR_OK || bytes.n < 5)
        return ERR_MALFORMED;
    out->name = name;
    out->id = (uint32_t)get_uint((const unsigned char *)bytes.p, 4);
    out->bytes = str_sub(bytes, 4, bytes.n);
    return ERR_OK;
}

/* Where the text ends: after its newline, before the last empty line. */
static ptrdiff_t
text_end(Str bytes)
{
    for (size_t i = bytes.n; i >= 2; i--)
        if (bytes.p[i - 1] == '\n' && bytes.p[i - 2] == '\n')
            return (ptrdiff_t)i - 1;
    return -1;
}

enum err
note_parse(struct arena *arena, Str bytes, struct note *out)
{
    struct note n = { .count = 0 };
    ptrdiff_t   end;
    Str         line, rest;

    if (bytes.n > NOTE_MAX || !text_is_utf8(bytes) || has_control(bytes))
        return ERR_MALFORMED;
    end = text_end(bytes);
    rest = str_sub(bytes, (size_t)end + 1, bytes.n);
    if (end < 0 || rest.n == 0)
        return ERR_MALFORMED;
    n.text = str_sub(bytes, 0, (size_t)end);
    n.signature = arena_array(arena, struct note_signature, NOTE_SIGNED_MAX);
    while (rest.n > 0) {
        if (n.count == NOTE_SIGNED_MAX || !str_cut(rest, '\n', &line, &rest))
            return ERR_MALFORMED;
        TRY(signature_parse(arena, line, &n.signature[n.count]));
        n.count++;
    }
    *out = n;
    return ERR_OK;
}

/* -- checking ------------------------------------------------------------------- */

static bool
signed_by(const struct note_key *key, Str text, Str signature)
{
    return signature.n == crypto_sign_BYTES &&
           crypto_sign_verify_detached((const unsigned char *)signature.p,
                                       (const unsigned char *)text.p, text.n, key->key) == 0;
}

static bool
cosigned_by(const struct note_key *key, Str text, Str bytes, Time *out_at)
{
    struct arena *arena;
    uint64_t      second;
    bool          good;

    if (bytes.n != 8 + crypto_sign_BYTES)
        return false;
    second = get_uint((const unsigned char *)bytes.p, 8);
    if (second > (uint64_t)(INT64_MAX / TIME_SECOND))
        return false;
    arena = arena_new();
    good = signed_by(key, cosigned_text(arena, second, text), str_sub(bytes, 8, bytes.n));
    arena_free(arena);
    if (good)
        *out_at = (Time)second * TIME_SECOND;
    return good;
}

enum note_verdict
note_check(const struct note *note, const struct note_key *key, Time *out_at)
{
    enum note_verdict verdict = NOTE_UNSIGNED;
    Time              at = TIME_NONE;

    for (int i = 0; i < note->count; i++) {
        const struct note_signature *s = &note->signature[i];
        bool                         good;

        if (s->id != key->id || !str_eq(s->name, key->name))
            continue;
        good = key->kind == NOTE_WITNESS ? cosigned_by(key, note->text, s->bytes, &at)
                                         : signed_by(key, note->text, s->bytes);
        if (!good)
            return NOTE_FORGED;
        verdict = NOTE_SIGNED;
    }
    if (out_at != NULL && verdict == NOTE_SIGNED)
        *out_at = at;
    return verdict;
}

/* -- checkpoints ---------------------------------------------------------------- */

Str
checkpoint_text(struct arena *arena, const struct checkpoint *c)
{
    return str_format(arena, "%.*s\n%lld\n%.*s\n", STR_ARG(c->origin), (long long)c->size,
                      STR_ARG(base64_text(arena, hash_bytes(&c->root))));
}

enum err
checkpoint_parse(Str text, struct checkpoint *out)
{
    struct checkpoint c;
    Str               size, root, rest;

    if (!str_cut(text, '\n', &c.origin, &rest) || !str_cut(rest, '\n', &size, &rest) ||
        !str_cut(rest, '\n', &root, &rest) || rest.n > 0 || c.origin.n == 0 ||
        scan_int(size, 0, INT64_MAX, &c.size) != ERR_OK ||
        base64_parse_exactly(root, c.root.b, HASH_SIZE) != ERR_OK)
        return ERR_MALFORMED;
    *out = c;
    return ERR_OK;
}
