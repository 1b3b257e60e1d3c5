/* journal/anchor.c -- see anchor.h.  Floor 2.
 *
 * ASN.1, CMS and certificate chains are OpenSSL's.  Its objects are released by
 * the arena.  What can be told apart (refused, other data, other question) is
 * looked at before the signature, to say what is wrong; nothing is believed
 * before OpenSSL has verified the whole. */
#include "journal/anchor.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ts.h>

#include "base/lang.h"

const char *
anchor_message(enum anchor_verdict verdict)
{
    static const char *const message[ANCHOR_VERDICTS] = {
        [ANCHOR_GOOD] = MSG("The time-stamp is valid."),
        [ANCHOR_MALFORMED] = MSG("This is not a time-stamp."),
        [ANCHOR_REFUSED] = MSG("The time-stamp authority refused the request."),
        [ANCHOR_OTHER_DATA] = MSG("The time-stamp is for something else."),
        [ANCHOR_OTHER_REQUEST] = MSG("The time-stamp answers another request."),
        [ANCHOR_UNTRUSTED] =
            MSG("The time-stamp is not signed by an authority that is trusted here."),
    };

    return message[verdict];
}

/* The arena calls with what it was given; OpenSSL wants its own types. */
static void
free_request(void *p)
{
    TS_REQ_free(p);
}

static void
free_response(void *p)
{
    TS_RESP_free(p);
}

static void
free_store(void *p)
{
    X509_STORE_free(p);
}

static void
free_verify(void *p)
{
    TS_VERIFY_CTX_free(p);
}

static void
free_number(void *p)
{
    ASN1_INTEGER_free(p);
}

static void
free_bio(void *p)
{
    BIO_free(p);
}

/* OpenSSL fails here only for want of memory. */
static void *
owned(struct arena *arena, void *object, cleanup_fn *release)
{
    if (object == NULL)
        BUG("OpenSSL is out of memory");
    arena_defer(arena, release, object);
    return object;
}

static void
must(int done)
{
    if (done != 1)
        BUG("OpenSSL is out of memory");
}

/* -- asking --------------------------------------------------------------------- */

static void
set_imprint(TS_REQ *request, Str sealed)
{
    Hash           hash = hash_of(sealed);
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR     *algorithm = X509_ALGOR_new();

    if (imprint == NULL || algorithm == NULL)
        BUG("OpenSSL is out of memory");
    X509_ALGOR_set_md(algorithm, EVP_sha256());
    must(TS_MSG_IMPRINT_set_algo(imprint, algorithm)); /* copies */
    must(TS_MSG_IMPRINT_set_msg(imprint, hash.b, HASH_SIZE));
    must(TS_REQ_set_msg_imprint(request, imprint));
    TS_MSG_IMPRINT_free(imprint);
    X509_ALGOR_free(algorithm);
}

Str
anchor_request(struct arena *arena, Str sealed, uint64_t nonce)
{
    TS_REQ        *request = owned(arena, TS_REQ_new(), free_request);
    ASN1_INTEGER  *number = owned(arena, ASN1_INTEGER_new(), free_number);
    unsigned char *der = arena_alloc_raw(arena, ANCHOR_MAX), *end = der;
    int            n;

    must(TS_REQ_set_version(request, 1));
    set_imprint(request, sealed);
    must(ASN1_INTEGER_set_uint64(number, nonce));
    must(TS_REQ_set_nonce(request, number));
    must(TS_REQ_set_cert_req(request, 1));
    n = i2d_TS_REQ(request, &end);
    if (n <= 0 || (size_t)n > ANCHOR_MAX)
        BUG("a time-stamp request of %d bytes", n);
    return (Str){ (char *)der, (size_t)n };
}

/* -- reading what came back -------------------------------------------------------- */

static TS_RESP *
response_parse(struct arena *arena, Str der)
{
    const unsigned char *at = (const unsigned char *)der.p;
    TS_RESP             *response;

    if (der.n == 0 || der.n > ANCHOR_MAX)
        return NULL;
    response = d2i_TS_RESP(NULL, &at, (long)der.n);
    if (response == NULL)
        return NULL;
    arena_defer(arena, free_response, response);
    return at == (const unsigned char *)der.p + der.n ? response : NULL;
}

static bool
was_granted(TS_RESP *response)
{
    long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response)));

    return status == 0 || status == 1; /* granted, granted with modifications */
}

static bool
stamps(TS_TST_INFO *info, Str sealed)
{
    Hash               hash = hash_of(sealed);
    TS_MSG_IMPRINT    *imprint = TS_TST_INFO_get_msg_imprint(info);
    ASN1_OCTET_STRING *bytes = TS_MSG_IMPRINT_get_msg(imprint);
    const ASN1_OBJECT *algorithm;

    X509_ALGOR_get0(&algorithm, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
    return OBJ_obj2nid(algorithm) == NID_sha256 && ASN1_STRING_length(bytes) == HASH_SIZE &&
           memcmp(ASN1_STRING_get0_data(bytes), hash.b, HASH_SIZE) == 0;
}

static bool
answers(TS_TST_INFO *info, uint64_t nonce)
{
    const ASN1_INTEGER *number = TS_TST_INFO_get_nonce(info);
    uint64_t            got;

    if (nonce == 0)
        return true;
    return number != NULL && ASN1_INTEGER_get_uint64(&got, number) == 1 && got == nonce;
}

static bool
stamped_at(const TS_TST_INFO *info, Time *out)
{
    struct tm t;
    Day       day;

    if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &t) != 1)
        return false;
    day = day_of(t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
    if (day == DAY_NONE)
        return false;
    *out = day * TIME_DAY + t.tm_hour * TIME_HOUR + t.tm_min * TIME_MINUTE +
           t.tm_sec * TIME_SECOND;
    return true;
}

/* -- believing it ------------------------------------------------------------------ */

/* Trusts these roots, on that day. */
static X509_STORE *
store_of(struct arena *arena, Str pem, Time at)
{
    X509_STORE *store = owned(arena, X509_STORE_new(), free_store);
    BIO        *in = owned(arena, BIO_new_mem_buf(pem.n > 0 ? pem.p : "", (int)pem.n), free_bio);

    for (;;) {
        X509 *root = PEM_read_bio_X509(in, NULL, NULL, NULL);

        if (root == NULL)
            break;
        must(X509_STORE_add_cert(store, root));
        X509_free(root);
    }
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), (time_t)(at / TIME_SECOND));
    return store;
}

static bool
is_trusted(struct arena *arena, TS_RESP *response, Str sealed, Str authorities, Time at)
{
    TS_VERIFY_CTX *verify = owned(arena, TS_VERIFY_CTX_new(), free_verify);
    X509_STORE    *store = store_of(arena, authorities, at);
    Hash           hash = hash_of(sealed);
    unsigned char *imprint = OPENSSL_memdup(hash.b, HASH_SIZE);

    if (imprint == NULL || X509_STORE_up_ref(store) != 1)
        BUG("OpenSSL is out of memory");
    TS_VERIFY_CTX_set_flags(verify, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_IMPRINT);
    TS_VERIFY_CTX_set_store(verify, store);                  /* takes one reference */
    TS_VERIFY_CTX_set_imprint(verify, imprint, HASH_SIZE);   /* takes it */
    return TS_RESP_verify_response(verify, response) == 1;
}

static Str
serial_of(struct arena *arena, const TS_TST_INFO *info)
{
    const ASN1_INTEGER *serial = TS_TST_INFO_get_serial(info);

    return hex_text(arena, (Str){ (const char *)ASN1_STRING_get0_data(serial),
                                  (size_t)ASN1_STRING_length(serial) });
}

static Str
policy_of(struct arena *arena, TS_TST_INFO *info)
{
    char text[128];
    int  n = OBJ_obj2txt(text, sizeof text, TS_TST_INFO_get_policy_id(info), 1);

    return n > 0 && (size_t)n < sizeof text ? str_copy(arena, str_of(text)) : S("");
}

static Str
authority_of(struct arena *arena, TS_RESP *response)
{
    STACK_OF(X509) *signers = PKCS7_get0_signers(TS_RESP_get_token(response), NULL, 0);
    BIO            *out = owned(arena, BIO_new(BIO_s_mem()), free_bio);
    char           *p = NULL;
    long            n = 0;

    if (signers != NULL && sk_X509_num(signers) > 0)
        X509_NAME_print_ex(out, X509_get_subject_name(sk_X509_value(signers, 0)), 0,
                           XN_FLAG_RFC2253 & (unsigned long)~ASN1_STRFLGS_ESC_MSB);
    sk_X509_free(signers);
    n = BIO_get_mem_data(out, &p);
    return str_copy(arena, (Str){ p, n > 0 ? (size_t)n : 0 });
}

static enum anchor_verdict
judge(struct arena *arena, TS_RESP *response, Str sealed, uint64_t nonce, Str authorities,
      struct anchor *out)
{
    TS_TST_INFO *info;
    Time         at;

    if (response == NULL)
        return ANCHOR_MALFORMED;
    if (!was_granted(response))
        return ANCHOR_REFUSED;
    info = TS_RESP_get_tst_info(response);
    if (info == NULL || !stamped_at(info, &at))
        return ANCHOR_MALFORMED;
    if (!stamps(info, sealed))
        return ANCHOR_OTHER_DATA;
    if (!answers(info, nonce))
        return ANCHOR_OTHER_REQUEST;
    if (!is_trusted(arena, response, sealed, authorities, at))
        return ANCHOR_UNTRUSTED;
    out->at = at;
    out->serial = serial_of(arena, info);
    out->authority = authority_of(arena, response);
    out->policy = policy_of(arena, info);
    return ANCHOR_GOOD;
}

enum anchor_verdict
anchor_verify(struct arena *arena, Str der, Str sealed, uint64_t nonce, Str authorities,
              struct anchor *out)
{
    enum anchor_verdict verdict = judge(arena, response_parse(arena, der), sealed, nonce,
                                        authorities, out);

    ERR_clear_error(); /* the caller's next OpenSSL call must not find ours */
    return verdict;
}
