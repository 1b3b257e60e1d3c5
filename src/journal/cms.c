/* journal/cms.c -- see cms.h.  Floor 2. */
#include "journal/cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/x509.h>
#include <stdlib.h>

/* -- the attributes ---------------------------------------------------------------- */

/* A set of three, in the order of their bytes, as DER has it; two holes in it.
 * ESSCertIDv2 leaves out its algorithm, which is SHA-256 when nothing is said. */
static const unsigned char set_head[] = { 0x31, 0x81, 0x84 };
static const unsigned char content_type[] = {
    0x30, 0x18, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03,
    0x31, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01,
};
static const unsigned char message_digest[] = {
    0x30, 0x2f, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04,
    0x31, 0x22, 0x04, 0x20,
};
static const unsigned char signing_certificate[] = {
    0x30, 0x37, 0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f,
    0x31, 0x28, 0x30, 0x26, 0x30, 0x24, 0x30, 0x22, 0x04, 0x20,
};

static unsigned char *
put(unsigned char *to, const void *bytes, size_t n)
{
    memcpy(to, bytes, n);
    return to + n;
}

void
cms_attributes(const Hash *document, Str certificate, unsigned char out[CMS_ATTRIBUTES])
{
    Hash           holder = hash_of(certificate);
    unsigned char *end = out;

    end = put(end, set_head, sizeof set_head);
    end = put(end, content_type, sizeof content_type);
    end = put(end, message_digest, sizeof message_digest);
    end = put(end, document->b, HASH_SIZE);
    end = put(end, signing_certificate, sizeof signing_certificate);
    end = put(end, holder.b, HASH_SIZE);
    if (end != out + CMS_ATTRIBUTES)
        BUG("signed attributes of %d bytes", (int)(end - out));
}

Hash
cms_digest(const Hash *document, Str certificate)
{
    unsigned char attributes[CMS_ATTRIBUTES];

    cms_attributes(document, certificate, attributes);
    return hash_of((Str){ (const char *)attributes, sizeof attributes });
}

/* -- writing DER -------------------------------------------------------------------- */

#define INTEGER     0x02
#define OCTETS      0x04
#define SEQUENCE    0x30
#define SET         0x31
#define CONTEXT(n)  (0xa0 + (n))
#define BYTES(name) ((Str){ (const char *)(name), sizeof(name) })

static const unsigned char oid_data[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                                          0x0d, 0x01, 0x07, 0x01 };
static const unsigned char oid_signed[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                                            0x0d, 0x01, 0x07, 0x02 };
static const unsigned char sha256[] = { 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48,
                                        0x01, 0x65, 0x03, 0x04, 0x02, 0x01 };
static const unsigned char ecdsa_sha256[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
                                              0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
static const unsigned char rsa_pkcs1[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                           0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
static const unsigned char version_1[] = { INTEGER, 1, 1 };

/* Tag, length, and the parts one after the other. */
static Str
der(struct arena *arena, int tag, const Str *part, int n)
{
    size_t         total = 0;
    unsigned char *p, *end;

    for (int i = 0; i < n; i++)
        total += part[i].n;
    if (total > 0xffff)
        BUG("DER of %zu bytes", total);
    p = end = arena_alloc_raw(arena, total + 4);
    *end++ = (unsigned char)tag;
    if (total > 0xff)
        *end++ = 0x82, *end++ = (unsigned char)(total >> 8);
    else if (total > 0x7f)
        *end++ = 0x81;
    *end++ = (unsigned char)total;
    for (int i = 0; i < n; i++)
        end = put(end, part[i].p, part[i].n);
    return (Str){ (const char *)p, (size_t)(end - p) };
}
#define DER(arena, tag, ...)                                                                  \
    der(arena, tag, (const Str[]){ __VA_ARGS__ },                                             \
        (int)(sizeof((const Str[]){ __VA_ARGS__ }) / sizeof(Str)))

/* -- certificates ------------------------------------------------------------------- */

static void
free_certificate(void *p)
{
    X509_free(p);
}

/* NULL when it is not one, or more than one. */
static X509 *
certificate_parse(struct arena *arena, Str certificate)
{
    const unsigned char *at = (const unsigned char *)certificate.p;
    X509                *x = d2i_X509(NULL, &at, (long)certificate.n);

    ERR_clear_error();
    if (x == NULL)
        return NULL;
    arena_defer(arena, free_certificate, x);
    return at == (const unsigned char *)certificate.p + certificate.n ? x : NULL;
}

/* How long the structure at the front is, its length in one or two bytes. */
Str
cms_certificate(Str chain)
{
    const unsigned char *p = (const unsigned char *)chain.p;
    size_t               n;

    if (chain.n < 4 || p[0] != SEQUENCE)
        return STR_NONE;
    if (p[1] == 0x82)
        n = 4 + ((size_t)p[2] << 8 | p[3]);
    else if (p[1] == 0x81)
        n = 3 + (size_t)p[2];
    else
        n = 2 + (size_t)p[1];
    return p[1] <= 0x82 && p[1] != 0x80 && n <= chain.n ? str_sub(chain, 0, n) : STR_NONE;
}

/* As a set's members stand: the shorter in doubt first, else by their bytes. */
static int
by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

#define CHAIN_MEMBERS 8

static enum err
certificates(struct arena *arena, Str chain, Str *out)
{
    Str member[CHAIN_MEMBERS];
    int n = 0;

    while (chain.n > 0) {
        Str one = cms_certificate(chain);

        if (one.n == 0 || n == CHAIN_MEMBERS)
            return ERR_INVALID;
        member[n++] = one;
        chain = str_sub(chain, one.n, chain.n);
    }
    qsort(member, (size_t)n, sizeof *member, by_bytes);
    *out = der(arena, CONTEXT(0), member, n);
    return ERR_OK;
}

/* -- the seal ------------------------------------------------------------------------ */

static enum err
signature_algorithm(const X509 *x, Str *out)
{
    const EVP_PKEY *key = X509_get0_pubkey(x);
    int             kind = key != NULL ? EVP_PKEY_get_base_id(key) : 0;

    *out = kind == EVP_PKEY_EC ? BYTES(ecdsa_sha256) : BYTES(rsa_pkcs1);
    return kind == EVP_PKEY_EC || kind == EVP_PKEY_RSA ? ERR_OK : ERR_INVALID;
}

/* IssuerAndSerialNumber. */
static Str
signer_name(struct arena *arena, const X509 *x)
{
    unsigned char *issuer = NULL, *serial = NULL;
    int            issuer_n = i2d_X509_NAME(X509_get_issuer_name(x), &issuer);
    int            serial_n = i2d_ASN1_INTEGER(X509_get0_serialNumber(x), &serial);
    Str            name;

    if (issuer_n <= 0 || serial_n <= 0)
        BUG("OpenSSL is out of memory");
    name = DER(arena, SEQUENCE, { (const char *)issuer, (size_t)issuer_n },
               { (const char *)serial, (size_t)serial_n });
    OPENSSL_free(issuer);
    OPENSSL_free(serial);
    return name;
}

/* In SignerInfo the set's tag gives way to [0]. */
static Str
attributes_there(struct arena *arena, const Hash *document, Str certificate)
{
    unsigned char *p = arena_alloc_raw(arena, CMS_ATTRIBUTES);

    cms_attributes(document, certificate, p);
    p[0] = CONTEXT(0);
    return (Str){ (const char *)p, CMS_ATTRIBUTES };
}

enum err
cms_seal(struct arena *arena, Str chain, const Hash *document, Str signature, Str *out)
{
    Str   certificate = cms_certificate(chain), all, algorithm, signer, data;
    X509 *x = certificate.n > 0 ? certificate_parse(arena, certificate) : NULL;

    if (x == NULL || chain.n > CMS_CHAIN_MAX || signature.n > CMS_SIGNATURE_MAX)
        return ERR_INVALID;
    TRY(certificates(arena, chain, &all));
    TRY(signature_algorithm(x, &algorithm));
    signer = DER(arena, SEQUENCE, BYTES(version_1), signer_name(arena, x), BYTES(sha256),
                 attributes_there(arena, document, certificate), algorithm,
                 DER(arena, OCTETS, signature));
    data = DER(arena, SEQUENCE, BYTES(version_1), DER(arena, SET, BYTES(sha256)),
               DER(arena, SEQUENCE, BYTES(oid_data)), all, DER(arena, SET, signer));
    *out = DER(arena, SEQUENCE, BYTES(oid_signed), DER(arena, CONTEXT(0), data));
    return ERR_OK;
}

size_t
cms_size_max(Str chain)
{
    return 2 * chain.n + CMS_ATTRIBUTES + CMS_SIGNATURE_MAX + 200; /* the issuer's name again */
}

/* -- certificates, for people ----------------------------------------------------------- */

static Str
name_entry(struct arena *arena, X509_NAME *name, int nid)
{
    int            at = X509_NAME_get_index_by_NID(name, nid, -1), n;
    unsigned char *text = NULL;
    Str            s = S("");

    if (at < 0)
        return s;
    n = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (n > 0)
        s = str_copy(arena, (Str){ (const char *)text, (size_t)n });
    OPENSSL_free(text);
    return s;
}

static Time
moment(const ASN1_TIME *t)
{
    struct tm tm;
    Day       day;

    if (ASN1_TIME_to_tm(t, &tm) != 1)
        return TIME_NONE;
    day = day_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    return day == DAY_NONE ? TIME_NONE
                           : day * TIME_DAY + tm.tm_hour * TIME_HOUR + tm.tm_min * TIME_MINUTE +
                                 tm.tm_sec * TIME_SECOND;
}

/* A name's own words, or those of the organisation when it has none. */
static Str
name_of(struct arena *arena, X509_NAME *name)
{
    Str common = name_entry(arena, name, NID_commonName);

    return common.n > 0 ? common : name_entry(arena, name, NID_organizationName);
}

static void
describe(struct arena *arena, X509 *x, Str certificate, struct cms_holder *out)
{
    X509_NAME *subject = X509_get_subject_name(x), *issuer = X509_get_issuer_name(x);
    Hash       hash = hash_of(certificate);

    *out = (struct cms_holder){
        .certificate = certificate, .name = name_of(arena, subject),
        .organisation = name_entry(arena, subject, NID_organizationName),
        .issuer = name_of(arena, issuer), .fingerprint = hex_text(arena, hash_bytes(&hash)),
        .self_made = X509_NAME_cmp(subject, issuer) == 0,
        .from = moment(X509_get0_notBefore(x)), .until = moment(X509_get0_notAfter(x)),
    };
}

enum err
cms_holder_of(struct arena *arena, Str certificate, struct cms_holder *out)
{
    X509 *x = certificate_parse(arena, certificate);

    if (x == NULL)
        return ERR_INVALID;
    describe(arena, x, certificate, out);
    return ERR_OK;
}

/* -- checking ------------------------------------------------------------------------------ */

static void
free_cms(void *p)
{
    CMS_ContentInfo_free(p);
}

static CMS_ContentInfo *
cms_parse(struct arena *arena, Str bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.p;
    CMS_ContentInfo     *cms = d2i_CMS_ContentInfo(NULL, &at, (long)bytes.n);

    if (cms != NULL)
        arena_defer(arena, free_cms, cms);
    return cms;
}

/* The one signer and its certificate, found by its name among those in the seal. */
static CMS_SignerInfo *
only_signer(CMS_ContentInfo *cms, X509 **out)
{
    STACK_OF(CMS_SignerInfo) *all = CMS_get0_SignerInfos(cms);
    CMS_SignerInfo           *signer;

    if (all == NULL || sk_CMS_SignerInfo_num(all) != 1 ||
        CMS_set1_signers_certs(cms, NULL, 0) != 1)
        return NULL;
    signer = sk_CMS_SignerInfo_value(all, 0);
    CMS_SignerInfo_get0_algs(signer, NULL, out, NULL, NULL);
    return *out != NULL ? signer : NULL;
}

static bool
describe_signer(struct arena *arena, X509 *x, struct cms_holder *out)
{
    unsigned char *bytes = NULL;
    int            n = i2d_X509(x, &bytes);

    if (n <= 0)
        return false;
    describe(arena, x, str_copy(arena, (Str){ (const char *)bytes, (size_t)n }), out);
    OPENSSL_free(bytes);
    return true;
}

/* Another certificate over the same key, with another name, is not what was signed with.
 * Signatures of older kinds name none. */
static bool
names_certificate(CMS_SignerInfo *signer, X509 *x)
{
    ASN1_OBJECT          *which = OBJ_nid2obj(NID_id_smime_aa_signingCertificateV2);
    ASN1_STRING          *value;
    const unsigned char  *at;
    ESS_SIGNING_CERT_V2  *named;
    STACK_OF(X509)       *chain;
    bool                  good;

    if (CMS_signed_get_attr_by_OBJ(signer, which, -1) < 0)
        return true;
    value = CMS_signed_get0_data_by_OBJ(signer, which, -3, V_ASN1_SEQUENCE);
    if (value == NULL)
        return false;
    at = ASN1_STRING_get0_data(value);
    named = d2i_ESS_SIGNING_CERT_V2(NULL, &at, ASN1_STRING_length(value));
    chain = sk_X509_new_null();
    good = named != NULL && chain != NULL && sk_X509_push(chain, x) > 0 &&
           OSSL_ESS_check_signing_certs(NULL, named, chain, 1) > 0;
    sk_X509_free(chain);
    ESS_SIGNING_CERT_V2_free(named);
    return good;
}

/* Not a memory BIO at its front: of such a one CMS_verify makes another, which it loses
 * where it fails early. */
static BIO *
content_of(Str document)
{
    BIO *memory = BIO_new_mem_buf(document.n > 0 ? document.p : "", (int)document.n);
    BIO *front = BIO_new(BIO_f_null());

    if (memory == NULL || front == NULL)
        BUG("OpenSSL is out of memory");
    return BIO_push(front, memory);
}

static enum cms_verdict
judge(struct arena *arena, Str bytes, Str document, struct cms_holder *out)
{
    CMS_ContentInfo *cms = cms_parse(arena, bytes);
    CMS_SignerInfo  *signer = NULL;
    X509            *x = NULL;
    BIO             *content;
    int              good;

    if (cms != NULL && OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_signed &&
        OBJ_obj2nid(CMS_get0_eContentType(cms)) == NID_pkcs7_data)
        signer = only_signer(cms, &x);
    if (signer == NULL || !describe_signer(arena, x, out))
        return CMS_MALFORMED;
    content = content_of(document);
    good = CMS_verify(cms, NULL, NULL, content, NULL,
                      CMS_BINARY | CMS_DETACHED | CMS_NO_SIGNER_CERT_VERIFY);
    BIO_free_all(content);
    return good == 1 && names_certificate(signer, x) ? CMS_GOOD : CMS_BROKEN;
}

enum cms_verdict
cms_check(struct arena *arena, Str bytes, Str document, struct cms_holder *out)
{
    enum cms_verdict verdict = CMS_MALFORMED;

    if (bytes.n <= (size_t)1 << 20 && document.n <= (size_t)64 << 20)
        verdict = judge(arena, bytes, document, out);
    ERR_clear_error(); /* the caller's next OpenSSL call must not find ours */
    return verdict;
}
