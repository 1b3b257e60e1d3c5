/* journal/token.c -- see token.h.  Floor 2. */
#include "journal/token.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <openssl/ecdsa.h>
#include <p11-kit/pkcs11.h>
#include <sodium.h>
#include <unistd.h>

#include "base/log.h"

#define SLOTS_MAX 64
#define PIN_MAX   256

struct token {
    void             *library;
    CK_FUNCTION_LIST *call;
    bool              begun; /* C_Initialize was ours */
    CK_SESSION_HANDLE session;
    CK_OBJECT_HANDLE  key;
    CK_MECHANISM_TYPE mechanism;
    struct arena     *arena;
    Str               certificate;
};

/* What a maker calls an error stands in his own papers under this number. */
static enum err
failed(const char **why, const char *words, CK_RV rv)
{
    log_event(LOG_WARN, "keeper.token", "%s (CKR 0x%lx)", words, (unsigned long)rv);
    *why = words;
    return ERR_STORE;
}

static enum err
load(struct token *t, Str module, const char **why)
{
    CK_C_GetFunctionList get = NULL;
    void                *symbol = NULL;
    CK_RV                rv;

    t->library = dlopen(str_c(t->arena, module), RTLD_NOW | RTLD_LOCAL);
    if (t->library != NULL)
        symbol = dlsym(t->library, "C_GetFunctionList");
    if (symbol == NULL)
        return failed(why, "The token's module cannot be loaded.", CKR_GENERAL_ERROR);
    memcpy(&get, &symbol, sizeof get); /* C knows no way from one kind of pointer to the other */
    rv = get(&t->call);
    if (rv != CKR_OK)
        return failed(why, "The token's module cannot be loaded.", rv);
    rv = t->call->C_Initialize(NULL);
    t->begun = rv == CKR_OK;
    if (rv != CKR_OK && rv != CKR_CRYPTOKI_ALREADY_INITIALIZED)
        return failed(why, "The token's module does not start.", rv);
    return ERR_OK;
}

/* Labels are padded with blanks to their full length. */
static bool
has_label(const CK_TOKEN_INFO *info, Str label)
{
    Str have = str_trim((Str){ (const char *)info->label, sizeof info->label });

    return str_eq(have, label);
}

static enum err
find_slot(struct token *t, Str label, CK_SLOT_ID *out, const char **why)
{
    CK_SLOT_ID    slot[SLOTS_MAX];
    CK_ULONG      n = SLOTS_MAX;
    CK_TOKEN_INFO info;
    CK_RV         rv = t->call->C_GetSlotList(CK_TRUE, slot, &n);

    if (rv != CKR_OK)
        return failed(why, "The token's module lists no slots.", rv);
    for (CK_ULONG i = 0; i < n; i++)
        if (t->call->C_GetTokenInfo(slot[i], &info) == CKR_OK && has_label(&info, label)) {
            *out = slot[i];
            return ERR_OK;
        }
    return failed(why, "There is no token of this label.", CKR_TOKEN_NOT_PRESENT);
}

static enum err
log_in(struct token *t, Str pin_file, const char **why)
{
    char    pin[PIN_MAX];
    int     fd = open(str_c(t->arena, pin_file), O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, pin, sizeof pin) : -1;
    CK_RV   rv;
    Str     word;

    if (fd >= 0)
        close(fd);
    if (n <= 0 || n == PIN_MAX)
        return failed(why, "The file of the token's PIN cannot be read.", CKR_PIN_INVALID);
    word = str_trim((Str){ pin, (size_t)n });
    rv = t->call->C_Login(t->session, CKU_USER, (CK_UTF8CHAR *)(uintptr_t)word.p, word.n);
    sodium_memzero(pin, sizeof pin);
    if (rv != CKR_OK && rv != CKR_USER_ALREADY_LOGGED_IN)
        return failed(why, "The token refuses the PIN.", rv);
    return ERR_OK;
}

/* -- what is on it -------------------------------------------------------------------- */

static enum err
find_object(struct token *t, CK_OBJECT_CLASS class, Str label, CK_OBJECT_HANDLE *out)
{
    CK_ATTRIBUTE want[] = {
        { CKA_CLASS, &class, sizeof class },
        { CKA_LABEL, (void *)(uintptr_t)label.p, label.n },
    };
    CK_ULONG n = 0;
    CK_RV    rv = t->call->C_FindObjectsInit(t->session, want, 2);

    if (rv == CKR_OK) {
        rv = t->call->C_FindObjects(t->session, out, 1, &n);
        t->call->C_FindObjectsFinal(t->session);
    }
    return rv == CKR_OK && n == 1 ? ERR_OK : ERR_NOT_FOUND;
}

static enum err
find_key(struct token *t, Str label, const char **why)
{
    CK_KEY_TYPE  kind = 0;
    CK_ATTRIBUTE ask = { CKA_KEY_TYPE, &kind, sizeof kind };

    if (find_object(t, CKO_PRIVATE_KEY, label, &t->key) != ERR_OK ||
        t->call->C_GetAttributeValue(t->session, t->key, &ask, 1) != CKR_OK)
        return failed(why, "The token has no private key of this label.", CKR_KEY_HANDLE_INVALID);
    if (kind != CKK_EC && kind != CKK_RSA)
        return failed(why, "The token's key is neither elliptic nor RSA.",
                      CKR_KEY_TYPE_INCONSISTENT);
    t->mechanism = kind == CKK_EC ? CKM_ECDSA : CKM_RSA_PKCS;
    return ERR_OK;
}

static enum err
find_certificate(struct token *t, Str label, const char **why)
{
    CK_OBJECT_HANDLE object;
    char            *room = arena_alloc_raw(t->arena, CMS_CHAIN_MAX);
    CK_ATTRIBUTE     ask = { CKA_VALUE, room, CMS_CHAIN_MAX };

    if (find_object(t, CKO_CERTIFICATE, label, &object) != ERR_OK ||
        t->call->C_GetAttributeValue(t->session, object, &ask, 1) != CKR_OK)
        return failed(why, "The token has no certificate of this label.",
                      CKR_OBJECT_HANDLE_INVALID);
    t->certificate = (Str){ room, ask.ulValueLen };
    return ERR_OK;
}

static enum err
open_session(struct token *t, const struct signet_options *o, const char **why)
{
    CK_SLOT_ID slot;
    CK_RV      rv;

    TRY(load(t, o->module, why));
    TRY(find_slot(t, o->token, &slot, why));
    rv = t->call->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &t->session);
    if (rv != CKR_OK)
        return failed(why, "The token cannot be opened.", rv);
    TRY(log_in(t, o->pin_file, why));
    TRY(find_key(t, o->key, why));
    return find_certificate(t, o->key, why);
}

enum err
token_open(const struct signet_options *o, struct token **out, const char **why)
{
    struct token *t = mem_alloc(sizeof *t);
    enum err      err;

    t->arena = arena_new();
    err = open_session(t, o, why);
    if (err != ERR_OK) {
        token_close(t);
        return err;
    }
    *out = t;
    return ERR_OK;
}

void
token_close(struct token *t)
{
    if (t == NULL)
        return;
    if (t->session != 0)
        t->call->C_CloseSession(t->session);
    if (t->begun)
        t->call->C_Finalize(NULL);
    if (t->library != NULL)
        dlclose(t->library);
    arena_free(t->arena);
    mem_free(t);
}

Str
token_certificate(const struct token *t)
{
    return t->certificate;
}

/* -- signing ---------------------------------------------------------------------------- */

/* DigestInfo of PKCS #1 for SHA-256, before the digest itself. */
static const unsigned char digest_info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86,
                                             0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
                                             0x00, 0x04, 0x20 };

/* Tokens give r and s, one after the other and each as long; CMS wants a sequence. */
static enum err
as_sequence(struct arena *arena, const unsigned char *raw, size_t n, Str *out)
{
    ECDSA_SIG     *pair = ECDSA_SIG_new();
    BIGNUM        *r = BN_bin2bn(raw, (int)(n / 2), NULL);
    BIGNUM        *s = BN_bin2bn(raw + n / 2, (int)(n / 2), NULL);
    unsigned char *der = NULL;
    int            length;

    if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(pair, r, s) != 1)
        BUG("OpenSSL is out of memory");
    length = i2d_ECDSA_SIG(pair, &der);
    if (length > 0)
        *out = str_copy(arena, (Str){ (const char *)der, (size_t)length });
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
    return length > 0 ? ERR_OK : ERR_STORE;
}

enum err
token_sign(struct token *t, struct arena *arena, const Hash *digest, Str *out)
{
    CK_MECHANISM  how = { t->mechanism, NULL, 0 };
    unsigned char what[sizeof digest_info + HASH_SIZE], made[CMS_SIGNATURE_MAX];
    bool          rsa = t->mechanism == CKM_RSA_PKCS;
    size_t        head = rsa ? sizeof digest_info : 0;
    CK_ULONG      n = sizeof made;
    const char   *why;
    CK_RV         rv;

    memcpy(what, digest_info, head);
    memcpy(what + head, digest->b, HASH_SIZE);
    rv = t->call->C_SignInit(t->session, &how, t->key);
    if (rv == CKR_OK)
        rv = t->call->C_Sign(t->session, what, head + HASH_SIZE, made, &n);
    if (rv != CKR_OK)
        return failed(&why, "The token did not sign.", rv);
    if (!rsa)
        return as_sequence(arena, made, n, out);
    *out = str_copy(arena, (Str){ (const char *)made, n });
    return ERR_OK;
}
