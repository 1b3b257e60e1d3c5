/* journal/signet.c -- see signet.h.  Floor 2.
 *
 * OpenSSL wipes the private number of a key when it is freed; texts of a key lie in
 * its secure heap or in a room of ours that is wiped. */
#include "journal/signet.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lang.h"
#include "journal/keeper_files.h"
#include "journal/token.h"

#define PAIR     "pair"
#define PAIR_MAX ((size_t)64 * 1024)

struct signet {
    EVP_PKEY     *key;   /* NULL: the token's */
    struct token *token; /* NULL: the key's */
    struct arena *arena;
    Str           chain;
};

static void
must(int done)
{
    if (done != 1)
        BUG("OpenSSL is out of memory");
}

/* -- texts of keys and certificates ---------------------------------------------------- */

/* Never asks at a terminal for a passphrase. */
static int
no_passphrase(char *room, int size, int writing, void *context)
{
    (void)room, (void)size, (void)writing, (void)context;
    return -1;
}

static EVP_PKEY *
key_parse(Str pem)
{
    BIO      *in = BIO_new_mem_buf(pem.n > 0 ? pem.p : "", (int)pem.n);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, no_passphrase, NULL);

    BIO_free(in);
    ERR_clear_error();
    return key;
}

/* Every certificate of a text, in DER, one after the other; the first is of the key. */
static enum err
chain_parse(struct arena *arena, Str pem, X509 **out_first, Str *out)
{
    BIO       *in = BIO_new_mem_buf(pem.n > 0 ? pem.p : "", (int)pem.n);
    struct buf b = BUF_MAX(CMS_CHAIN_MAX);
    X509      *x;

    *out_first = NULL;
    for (;;) {
        unsigned char *der = NULL;
        int            n;

        x = PEM_read_bio_X509(in, NULL, no_passphrase, NULL);
        if (x == NULL)
            break;
        n = i2d_X509(x, &der);

        buf_bytes(&b, der, n > 0 ? (size_t)n : 0);
        OPENSSL_free(der);
        if (*out_first == NULL)
            *out_first = x;
        else
            X509_free(x);
    }
    BIO_free(in);
    ERR_clear_error();
    *out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return *out_first != NULL && !b.over ? ERR_OK : ERR_INVALID;
}

static bool
kind_is_ours(const EVP_PKEY *key)
{
    int kind = EVP_PKEY_get_base_id(key), bits = EVP_PKEY_get_bits(key);

    return (kind == EVP_PKEY_EC && bits == 256) ||
           (kind == EVP_PKEY_RSA && bits >= 2048 && bits <= 4096);
}

/* -- making one ------------------------------------------------------------------------- */

static void
set_serial(X509 *x)
{
    unsigned char bytes[16];
    BIGNUM       *number;

    random_bytes(bytes, sizeof bytes);
    bytes[0] = (bytes[0] & 0x7f) | 0x40; /* positive, and always as long */
    number = BN_bin2bn(bytes, sizeof bytes, NULL);
    if (number == NULL || BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x)) == NULL)
        BUG("OpenSSL is out of memory");
    BN_free(number);
}

static void
add_extension(X509 *x, int nid, const char *value)
{
    X509V3_CTX      context;
    X509_EXTENSION *e;

    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, x, x, NULL, NULL, 0);
    e = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (e == NULL)
        BUG("no extension %d", nid);
    must(X509_add_ext(x, e, -1));
    X509_EXTENSION_free(e);
}

static void
set_name(X509 *x, const struct signet_holder *holder)
{
    X509_NAME *name = X509_get_subject_name(x);
    const Str  value[] = { S("VN"), holder->organisation, holder->name };
    const int  nid[] = { NID_countryName, NID_organizationName, NID_commonName };

    for (size_t i = 0; i < sizeof nid / sizeof *nid; i++)
        must(X509_NAME_add_entry_by_NID(name, nid[i], MBSTRING_UTF8,
                                        (const unsigned char *)value[i].p, (int)value[i].n, -1,
                                        0));
    must(X509_set_issuer_name(x, name));
}

static X509 *
certificate_of(EVP_PKEY *key, const struct signet_holder *holder)
{
    X509 *x = X509_new();

    if (x == NULL)
        BUG("OpenSSL is out of memory");
    must(X509_set_version(x, X509_VERSION_3));
    set_serial(x);
    set_name(x, holder);
    ASN1_TIME_set(X509_getm_notBefore(x), (time_t)(holder->from / TIME_SECOND));
    ASN1_TIME_set(X509_getm_notAfter(x), (time_t)(holder->until / TIME_SECOND));
    must(X509_set_pubkey(x, key));
    add_extension(x, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(x, NID_key_usage, "critical,digitalSignature,nonRepudiation");
    add_extension(x, NID_subject_key_identifier, "hash");
    if (X509_sign(x, key, EVP_sha256()) == 0)
        BUG("the certificate could not be signed");
    return x;
}

static enum err
save_pair(int folder, EVP_PKEY *key, X509 *x)
{
    BIO     *out = BIO_new(BIO_s_secmem());
    char    *p = NULL;
    long     n;
    enum err err;

    if (out == NULL)
        BUG("OpenSSL is out of memory");
    must(PEM_write_bio_PKCS8PrivateKey(out, key, NULL, NULL, 0, NULL, NULL));
    must(PEM_write_bio_X509(out, x));
    n = BIO_get_mem_data(out, &p);
    err = keeper_file_save(folder, PAIR, 0600, (Str){ p, n > 0 ? (size_t)n : 0 });
    BIO_free(out); /* wipes */
    return err;
}

static enum err
folder_for(Str path, int *out)
{
    struct arena *arena = arena_new();
    bool          there = mkdir(str_c(arena, path), 0700) == 0 || errno == EEXIST;

    arena_free(arena);
    return there ? keeper_folder_open(path, out) : ERR_STORE;
}

static enum err
create(int folder, const struct signet_holder *holder)
{
    EVP_PKEY *key;
    X509     *x;
    enum err  err;

    if (faccessat(folder, PAIR, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return ERR_CONFLICT;
    key = EVP_EC_gen("P-256");
    if (key == NULL)
        BUG("OpenSSL made no key");
    x = certificate_of(key, holder);
    err = save_pair(folder, key, x);
    X509_free(x);
    EVP_PKEY_free(key);
    return err;
}

enum err
signet_create(Str path, const struct signet_holder *holder)
{
    int      folder;
    enum err err = folder_for(path, &folder);

    if (err == ERR_OK) {
        err = create(folder, holder);
        close(folder);
    }
    return err == ERR_BUSY ? ERR_CONFLICT : err;
}

/* -- another's in its place --------------------------------------------------------------- */

static enum err
fits(EVP_PKEY *key, X509 *x, const char **why)
{
    if (key == NULL)
        *why = MSG("This is not a private key in PEM without a passphrase.");
    else if (x == NULL)
        *why = MSG("There is no certificate in PEM, or there are too many.");
    else if (!kind_is_ours(key))
        *why = MSG("The key is neither on P-256 nor RSA of 2048 to 4096 bits.");
    else if (X509_check_private_key(x, key) != 1)
        *why = MSG("The first certificate is not of this key.");
    else
        return ERR_OK;
    ERR_clear_error();
    return ERR_INVALID;
}

static enum err
save_both(Str path, Str key, Str certificates)
{
    struct buf both = BUF_MAX(PAIR_MAX);
    int        folder;
    enum err   err = folder_for(path, &folder);

    if (err != ERR_OK)
        return err;
    buf_add(&both, key);
    buf_byte(&both, '\n');
    buf_add(&both, certificates);
    err = both.over ? ERR_TOO_LARGE : keeper_file_save(folder, PAIR, 0600, buf_str(&both));
    sodium_memzero(both.p, both.n);
    buf_free(&both);
    close(folder);
    return err;
}

enum err
signet_install(Str folder, Str key_text, Str certificates, const char **why)
{
    struct arena *arena = arena_new();
    EVP_PKEY     *key = key_parse(key_text);
    X509         *x = NULL;
    Str           chain;
    enum err      err = chain_parse(arena, certificates, &x, &chain);

    if (err != ERR_OK) {
        X509_free(x);
        x = NULL;
    }
    err = fits(key, x, why);
    X509_free(x);
    EVP_PKEY_free(key);
    arena_free(arena);
    if (err != ERR_OK)
        return err;
    *why = MSG("The folder of the documents' key cannot be written.");
    return save_both(folder, key_text, certificates);
}

/* -- opening -------------------------------------------------------------------------------- */

static enum err
read_pair(struct signet *s, int folder, char *room, const char **why)
{
    X509    *x = NULL;
    Str      text;
    enum err err = keeper_file_read(folder, PAIR, 077, room, PAIR_MAX, &text);

    *why = err == ERR_FORBIDDEN ? "The documents' key can be read by other accounts."
                                : "The documents' key cannot be read.";
    TRY(err);
    s->key = key_parse(text);
    err = chain_parse(s->arena, text, &x, &s->chain);
    if (err == ERR_OK)
        err = fits(s->key, x, why);
    X509_free(x);
    return err;
}

static enum err
open_pair(struct signet *s, Str path, const char **why)
{
    char    *room;
    int      folder;
    enum err err = keeper_folder_open(path, &folder);

    *why = "The folder of the documents' key cannot be opened.";
    TRY(err);
    room = mem_alloc(PAIR_MAX);
    err = read_pair(s, folder, room, why);
    sodium_memzero(room, PAIR_MAX);
    mem_free(room);
    close(folder);
    return err;
}

/* A certificate beside the key may be an older one's: one signature tells. */
static enum err
try_token(struct signet *s, const char **why)
{
    const Hash           what = hash_of(S("tinhso: is this certificate of this key?\n"));
    const unsigned char *at = (const unsigned char *)s->chain.p;
    struct arena        *arena = arena_new();
    X509                *x = d2i_X509(NULL, &at, (long)s->chain.n);
    EVP_PKEY            *key = x != NULL ? X509_get0_pubkey(x) : NULL;
    EVP_PKEY_CTX        *context = key != NULL ? EVP_PKEY_CTX_new(key, NULL) : NULL;
    Str                  made;
    bool good = context != NULL && kind_is_ours(key) &&
                token_sign(s->token, arena, &what, &made) == ERR_OK &&
                EVP_PKEY_verify_init(context) == 1 &&
                (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA ||
                 EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1) &&
                EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
                EVP_PKEY_verify(context, (const unsigned char *)made.p, made.n, what.b,
                                HASH_SIZE) == 1;

    EVP_PKEY_CTX_free(context);
    X509_free(x);
    arena_free(arena);
    ERR_clear_error();
    if (good)
        return ERR_OK;
    *why = "The token's certificate is not of its key, or the key is of another kind.";
    return ERR_STORE;
}

static enum err
open_token(struct signet *s, const struct signet_options *o, const char **why)
{
    TRY(token_open(o, &s->token, why));
    s->chain = token_certificate(s->token);
    return try_token(s, why);
}

enum err
signet_open(const struct signet_options *o, struct signet **out, const char **why)
{
    struct signet *s = mem_alloc(sizeof *s);
    enum err       err;

    s->arena = arena_new();
    err = o->module.n > 0 ? open_token(s, o, why) : open_pair(s, o->folder, why);
    if (err != ERR_OK) {
        signet_close(s);
        return ERR_STORE;
    }
    *out = s;
    return ERR_OK;
}

void
signet_close(struct signet *s)
{
    if (s == NULL)
        return;
    EVP_PKEY_free(s->key);
    token_close(s->token);
    arena_free(s->arena);
    mem_free(s);
}

Str
signet_chain(const struct signet *s)
{
    return s->chain;
}

/* -- signing --------------------------------------------------------------------------------- */

static enum err
sign_here(EVP_PKEY_CTX *context, struct arena *arena, const Hash *digest, Str *out)
{
    unsigned char made[CMS_SIGNATURE_MAX];
    size_t        n = sizeof made;

    if (EVP_PKEY_sign(context, made, &n, digest->b, HASH_SIZE) != 1)
        return ERR_INTERNAL;
    *out = str_copy(arena, (Str){ (const char *)made, n });
    return ERR_OK;
}

/* One context for a whole batch: what it prepares is most of a signature's cost. */
static EVP_PKEY_CTX *
context_of(EVP_PKEY *key)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);

    if (context == NULL)
        BUG("OpenSSL is out of memory");
    must(EVP_PKEY_sign_init(context));
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
        must(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING));
    must(EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()));
    return context;
}

enum err
signet_sign(struct signet *s, struct arena *arena, const Hash *documents, int n, Str *out)
{
    EVP_PKEY_CTX *context = s->key != NULL ? context_of(s->key) : NULL;
    Str           certificate = cms_certificate(s->chain);
    enum err      err = ERR_OK;

    for (int i = 0; i < n && err == ERR_OK; i++) {
        Hash digest = cms_digest(&documents[i], certificate);

        err = context != NULL ? sign_here(context, arena, &digest, &out[i])
                              : token_sign(s->token, arena, &digest, &out[i]);
    }
    EVP_PKEY_CTX_free(context);
    ERR_clear_error();
    return err;
}
