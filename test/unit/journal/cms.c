/* Seals: DER to the byte, as a reader that shares nothing with the writer sees it, and no
 * byte of one may be changed. */
#include "journal/cms.h"

#include <openssl/asn1.h>
#include <openssl/cms.h>

#include "signet_tool.h"

static Str
seal_of(Str document, Str *out_chain)
{
    struct signet_options o = signet_made("documents");
    struct signet        *s = NULL;
    const char           *why = "";
    Hash                  digest = hash_of(document);
    Str                   made = STR_NONE, der = STR_NONE;

    check(signet_open(&o, &s, &why) == ERR_OK, why);
    check_ok(signet_sign(s, test_arena(), &digest, 1, &made));
    *out_chain = str_copy(test_arena(), signet_chain(s));
    check_ok(cms_seal(test_arena(), *out_chain, &digest, made, &der));
    signet_close(s);
    return der;
}

void
test_journal_cms__attributes_are_der_and_say_what_is_signed(void)
{
    Hash                 document = hash_of(S("x")), holder = hash_of(S("certificate"));
    unsigned char        p[CMS_ATTRIBUTES], *again = NULL;
    const unsigned char *at = p;
    STACK_OF(ASN1_TYPE) *set;

    cms_attributes(&document, S("certificate"), p);
    set = d2i_ASN1_SET_ANY(NULL, &at, sizeof p);
    check(set != NULL && at == p + sizeof p, "a set, and nothing after it");
    check_int(sk_ASN1_TYPE_num(set), 3);
    check_int(i2d_ASN1_SET_ANY(set, &again), CMS_ATTRIBUTES);
    check(again != NULL && memcmp(again, p, sizeof p) == 0, "OpenSSL orders them alike");
    check(str_has((Str){ (char *)p, sizeof p }, hash_bytes(&document)), "the document");
    check(str_has((Str){ (char *)p, sizeof p }, hash_bytes(&holder)), "the certificate");
    OPENSSL_free(again);
    sk_ASN1_TYPE_pop_free(set, ASN1_TYPE_free);
}

void
test_journal_cms__what_openssl_reads_it_writes_again_the_same(void)
{
    Str                  chain, der = seal_of(S("Văn bản mẫu"), &chain);
    const unsigned char *at = (const unsigned char *)der.p;
    CMS_ContentInfo     *cms = d2i_CMS_ContentInfo(NULL, &at, (long)der.n);
    CMS_SignerInfo      *si;
    unsigned char       *again = NULL;
    int                  n;

    check(cms != NULL, "it is read");
    check(at == (const unsigned char *)der.p + der.n, "to its end");
    n = i2d_CMS_ContentInfo(cms, &again);
    check_str(((Str){ (char *)again, n > 0 ? (size_t)n : 0 }), der);
    check_int(sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms)), 1);
    si = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
    check_int(CMS_signed_get_attr_count(si), 3);
    check(CMS_signed_get_attr_by_NID(si, NID_pkcs9_contentType, -1) >= 0, "content-type");
    check(CMS_signed_get_attr_by_NID(si, NID_pkcs9_messageDigest, -1) >= 0, "message-digest");
    check(CMS_signed_get_attr_by_NID(si, NID_id_smime_aa_signingCertificateV2, -1) >= 0,
          "signing-certificate-v2");
    check_int(CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1), -1);
    check_int(CMS_is_detached(cms), 1);
    check(der.n <= cms_size_max(chain), "within what was reserved");
    OPENSSL_free(again);
    CMS_ContentInfo_free(cms);
}

/* But for the two version numbers and the name of the algorithm (eight bytes, which follow
 * from the key): nothing covers them, and nothing is read from them. */
void
test_journal_cms__no_changed_byte_is_the_same_seal(void)
{
    Str               document = S("Văn bản mẫu"), chain, der = seal_of(document, &chain);
    char             *p = (char *)(uintptr_t)str_copy(test_arena(), der).p;
    Str               cut = { p, der.n };
    struct cms_holder h;
    int               good = 0;

    for (size_t i = 0; i < der.n; i++) {
        p[i] ^= 1;
        good += cms_check(test_arena(), cut, document, &h) == CMS_GOOD;
        p[i] ^= 1;
    }
    check_int(good, 2 + 8);
    for (size_t n = 0; n < der.n; n += 7)
        check(cms_check(test_arena(), str_sub(cut, 0, n), document, &h) != CMS_GOOD, "cut off");
    check_int(cms_check(test_arena(), str_join(test_arena(), der, S("\0\0\0"), STR_NONE), document,
                        &h), CMS_GOOD); /* the rest of a hole */
}

void
test_journal_cms__a_chain_that_is_none_is_refused(void)
{
    Hash digest = hash_of(S("x"));
    Str  chain, out, der = seal_of(S("x"), &chain);

    check(der.n > 0, "a seal");
    check_int((int64_t)cms_certificate(S("")).n, 0);
    check_int((int64_t)cms_certificate(S("\x30\x82\xff\xff")).n, 0);
    check_int((int64_t)cms_certificate(S("\x30\x80\x00\x00")).n, 0);
    check_str(cms_certificate(str_join(test_arena(), chain, chain, STR_NONE)), chain);
    check_err(cms_seal(test_arena(), S("x"), &digest, S("s"), &out), ERR_INVALID);
    check_err(cms_seal(test_arena(), S("\x30\x03\x02\x01\x01"), &digest, S("s"), &out),
              ERR_INVALID);
    check_err(cms_seal(test_arena(), str_join(test_arena(), chain, S("x"), STR_NONE), &digest,
                       S("s"), &out), ERR_INVALID);
}
