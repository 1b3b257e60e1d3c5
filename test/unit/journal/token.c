/* A key on a token: SoftHSM, of which the module, the PIN and every label may be wrong.
 * The module is loaded in processes of their own, as the keeper loads it. */
#include <dlfcn.h>
#include <openssl/pem.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/keeper.h"
#include "signet_tool.h"

#define PIN   "24680"
#define TOKEN "Con dau"
#define KEY   "ket-qua"

/* Debian's place for it. */
static const char *const module = "/usr/lib/softhsm/libsofthsm2.so";

static void
write_file(Str path, Str text)
{
    FILE *f = fopen(path.p, "w");

    check(f != NULL && fwrite(text.p, 1, text.n, f) == text.n, path.p);
    if (f != NULL)
        fclose(f);
}

static struct signet_options
options_of(void)
{
    Str folder = str_format(test_arena(), "%s/tokens", test_folder());
    Str conf = str_format(test_arena(), "%s/softhsm2.conf", test_folder());
    Str pin = str_format(test_arena(), "%s/pin", test_folder());

    mkdir(folder.p, 0700);
    write_file(conf, str_format(test_arena(), "directories.tokendir = %s\nlog.level = ERROR\n",
                                folder.p));
    write_file(pin, S(PIN "\n"));
    setenv("SOFTHSM2_CONF", conf.p, 1);
    return (struct signet_options){ .folder = folder, .module = str_of(module),
                                    .token = S(TOKEN), .key = S(KEY), .pin_file = pin };
}

/* -- filling a token, in a process of its own ------------------------------------------------ */

static CK_FUNCTION_LIST *p11;
static CK_SESSION_HANDLE session;

static void
need(bool done, const char *what)
{
    if (!done) {
        fprintf(stderr, "token: %s\n", what);
        _exit(1);
    }
}

static void
make_token(void)
{
    CK_C_GetFunctionList get = NULL;
    void                *library = dlopen(module, RTLD_NOW), *symbol;
    CK_UTF8CHAR          label[32], pin[] = PIN;
    CK_SLOT_ID           slot[8];
    CK_ULONG             n = 8;

    need(library != NULL, "softhsm2 is not there: script/deps test");
    symbol = dlsym(library, "C_GetFunctionList");
    memcpy(&get, &symbol, sizeof get);
    need(get(&p11) == CKR_OK && p11->C_Initialize(NULL) == CKR_OK, "start");
    memset(label, ' ', sizeof label);
    memcpy(label, TOKEN, sizeof TOKEN - 1);
    need(p11->C_GetSlotList(CK_TRUE, slot, &n) == CKR_OK && n >= 1, "slots");
    need(p11->C_InitToken(slot[0], pin, sizeof pin - 1, label) == CKR_OK, "init");
    n = 8;
    need(p11->C_GetSlotList(CK_TRUE, slot, &n) == CKR_OK && n >= 1, "slots again");
    need(p11->C_OpenSession(slot[0], CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session) ==
             CKR_OK, "session");
    need(p11->C_Login(session, CKU_SO, pin, sizeof pin - 1) == CKR_OK, "officer");
    need(p11->C_InitPIN(session, pin, sizeof pin - 1) == CKR_OK, "PIN");
    need(p11->C_Logout(session) == CKR_OK, "out");
    need(p11->C_Login(session, CKU_USER, pin, sizeof pin - 1) == CKR_OK, "user");
}

/* A list of attributes in the making. */
static CK_ATTRIBUTE list[24];
static CK_ULONG     n_list;

static void
add(CK_ATTRIBUTE_TYPE type, const void *value, size_t n)
{
    list[n_list++] = (CK_ATTRIBUTE){ type, (void *)(uintptr_t)value, n };
}

static void
begin_object(const CK_OBJECT_CLASS *class)
{
    static const CK_BBOOL yes = CK_TRUE;

    n_list = 0;
    add(CKA_CLASS, class, sizeof *class);
    add(CKA_TOKEN, &yes, sizeof yes);
    add(CKA_LABEL, KEY, sizeof KEY - 1);
    add(CKA_ID, "1", 1);
}

static void
create(void)
{
    CK_OBJECT_HANDLE object;

    need(p11->C_CreateObject(session, list, n_list, &object) == CKR_OK, "object");
}

static void
add_number(CK_ATTRIBUTE_TYPE type, EVP_PKEY *key, const char *name)
{
    BIGNUM        *number = NULL;
    unsigned char *p = mem_alloc(1024);

    need(EVP_PKEY_get_bn_param(key, name, &number) == 1, name);
    add(type, p, (size_t)BN_bn2bin(number, p));
}

static void
put_key(EVP_PKEY *key)
{
    static const unsigned char   p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01,
                                            0x07 };
    static const CK_OBJECT_CLASS private = CKO_PRIVATE_KEY;
    static const CK_BBOOL        yes = CK_TRUE;
    static const struct {
        CK_ATTRIBUTE_TYPE type;
        const char       *name;
    } rsa[] = { { CKA_MODULUS, "n" }, { CKA_PUBLIC_EXPONENT, "e" }, { CKA_PRIVATE_EXPONENT, "d" },
                { CKA_PRIME_1, "rsa-factor1" }, { CKA_PRIME_2, "rsa-factor2" },
                { CKA_EXPONENT_1, "rsa-exponent1" }, { CKA_EXPONENT_2, "rsa-exponent2" },
                { CKA_COEFFICIENT, "rsa-coefficient1" } };
    bool              ec = EVP_PKEY_get_base_id(key) == EVP_PKEY_EC;
    const CK_KEY_TYPE kind = ec ? CKK_EC : CKK_RSA;

    begin_object(&private);
    add(CKA_KEY_TYPE, &kind, sizeof kind);
    add(CKA_PRIVATE, &yes, sizeof yes);
    add(CKA_SENSITIVE, &yes, sizeof yes);
    add(CKA_SIGN, &yes, sizeof yes);
    if (ec) {
        add(CKA_EC_PARAMS, p256, sizeof p256);
        add_number(CKA_VALUE, key, "priv");
    }
    for (size_t i = 0; !ec && i < sizeof rsa / sizeof *rsa; i++)
        add_number(rsa[i].type, key, rsa[i].name);
    create();
}

static void
put_certificate(X509 *x)
{
    static const CK_OBJECT_CLASS     certificate = CKO_CERTIFICATE;
    static const CK_CERTIFICATE_TYPE kind = CKC_X_509;
    unsigned char                   *der = NULL, *subject = NULL;
    int                              n = i2d_X509(x, &der);
    int subject_n = i2d_X509_NAME(X509_get_subject_name(x), &subject);

    begin_object(&certificate);
    add(CKA_CERTIFICATE_TYPE, &kind, sizeof kind);
    add(CKA_SUBJECT, subject, (size_t)subject_n);
    add(CKA_VALUE, der, (size_t)n);
    create();
}

/* A token with this key and this certificate, either of which may be left out. */
static void
fill(Str key_text, Str certificate_text)
{
    pid_t pid = fork();
    int   status = -1;

    if (pid == 0) {
        BIO *key = BIO_new_mem_buf(key_text.p, (int)key_text.n);
        BIO *certificate = BIO_new_mem_buf(certificate_text.p, (int)certificate_text.n);

        make_token();
        if (key_text.n > 0)
            put_key(PEM_read_bio_PrivateKey(key, NULL, NULL, NULL));
        if (certificate_text.n > 0)
            put_certificate(PEM_read_bio_X509(certificate, NULL, NULL, NULL));
        p11->C_Finalize(NULL);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    check_int(status, 0);
}

/* -- signing with it ---------------------------------------------------------------------------- */

static enum err
sign(const struct signet_options *o, Str document, Str *out_der)
{
    struct kept k = keeper_with(o);
    Hash        digest = hash_of(document);
    Str         chain, made;
    enum err    err = keeper_holder(k.fd, test_arena(), &chain);

    if (err == ERR_OK)
        err = keeper_sign_documents(k.fd, test_arena(), &digest, 1, &made);
    keeper_over(&k);
    return err == ERR_OK ? cms_seal(test_arena(), chain, &digest, made, out_der) : err;
}

static void
check_signed(const struct signet_options *o)
{
    struct cms_holder h;
    Str               der = STR_NONE;

    check_ok(sign(o, S("Văn bản mẫu"), &der));
    check_int(cms_check(test_arena(), der, S("Văn bản mẫu"), &h), CMS_GOOD);
    check_int(cms_check(test_arena(), der, S("Văn bản khác"), &h), CMS_BROKEN);
}

void
test_journal_token__an_elliptic_key_signs_on_its_token(void)
{
    struct signet_options made = signet_made("documents"), o = options_of();
    Str                   pair = signet_pair_text(&made);

    fill(pair, pair);
    check_signed(&o);
}

void
test_journal_token__a_key_of_rsa_does_too(void)
{
    struct signet_options o = options_of();
    Str                   key, certificate;

    signet_rsa("Cơ quan Mẫu", 2048, &key, &certificate);
    fill(key, certificate);
    check_signed(&o);
}

void
test_journal_token__whatever_is_named_wrongly_signs_nothing(void)
{
    struct signet_options made = signet_made("documents"), o = options_of(), wrong;
    Str                   pair = signet_pair_text(&made), der;

    fill(pair, pair);
    wrong = o, wrong.module = S("/nowhere/libtoken.so");
    check_err(sign(&wrong, S("x"), &der), ERR_UNKNOWN);
    wrong = o, wrong.token = S("Con dau khac");
    check_err(sign(&wrong, S("x"), &der), ERR_UNKNOWN);
    wrong = o, wrong.key = S("khoa-khac");
    check_err(sign(&wrong, S("x"), &der), ERR_UNKNOWN);
    write_file(o.pin_file, S("13579\n"));
    check_err(sign(&o, S("x"), &der), ERR_UNKNOWN);
    write_file(o.pin_file, S(PIN));
    check_ok(sign(&o, S("x"), &der));
}

void
test_journal_token__a_certificate_of_another_key_is_found_out(void)
{
    struct signet_options made = signet_made("documents"), other = signet_made("other");
    struct signet_options o = options_of();
    Str                   der;

    fill(signet_pair_text(&made), signet_pair_text(&other));
    check_err(sign(&o, S("x"), &der), ERR_UNKNOWN);
}

void
test_journal_token__without_a_certificate_nothing_is_signed(void)
{
    struct signet_options made = signet_made("documents"), o = options_of();
    Str                   der;

    fill(signet_pair_text(&made), S(""));
    check_err(sign(&o, S("x"), &der), ERR_UNKNOWN);
}
