/* ident/client_certificate.c -- one X.509 certificate in PEM.  Floor 5.
 *
 * Its SHA-256 over the DER is what RFC 8705 calls x5t#S256.  For the hash alone the text is
 * enough; what a person registers is also read by OpenSSL, so that the page can say whose it
 * is and until when. */
#include <openssl/x509.h>

#include "ident/client_inner.h"

#define PEM_BEGIN S("-----BEGIN CERTIFICATE-----")
#define PEM_END   S("-----END CERTIFICATE-----")
#define PEM_MAX   ((size_t)16 << 10)

/* Between the marks: base64, white space left out.  Nothing but white space around. */
static enum err
der_of(struct arena *arena, Str pem, Str *out)
{
    Str       text = str_trim(pem);
    char     *p;
    size_t    n = 0;
    ptrdiff_t end = str_find(text, PEM_END);

    if (text.n > PEM_MAX || !str_starts(text, PEM_BEGIN) || end < 0 ||
        (size_t)end + PEM_END.n != text.n)
        return ERR_MALFORMED;
    text = str_sub(text, PEM_BEGIN.n, (size_t)end - PEM_BEGIN.n);
    p = arena_alloc(arena, text.n + 1);
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\n' && text.p[i] != '\r' && text.p[i] != ' ' && text.p[i] != '\t')
            p[n++] = text.p[i];
    if (n == 0 || base64_parse(arena, (Str){ p, n }, out) != ERR_OK)
        return ERR_MALFORMED;
    return ERR_OK;
}

enum err
client_certificate_hash(struct arena *arena, Str pem, Hash *out)
{
    Str der;

    TRY(der_of(arena, pem, &der));
    *out = hash_of(der);
    return ERR_OK;
}

static Time
time_of(const ASN1_TIME *t)
{
    struct tm tm;
    Day       day;

    if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1)
        return TIME_NONE;
    day = day_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    if (day == DAY_NONE)
        return TIME_NONE;
    return ((Time)day * 86400 + tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec) * TIME_SECOND;
}

static Str
subject_of(struct arena *arena, X509 *x)
{
    char line[256], *p = X509_NAME_oneline(X509_get_subject_name(x), line, sizeof line);
    Str  s = p != NULL ? str_copy(arena, str_of(p)) : S("");

    return str_sub(s, 0, 200); /* oneline escapes all that is not ASCII */
}

const char *
certificate_read(struct arena *arena, Str pem, struct certificate *out)
{
    const unsigned char *p, *begin;
    X509                *x;
    Str                  der;
    bool                 whole;

    if (str_has(pem, S("PRIVATE KEY")))
        return MSG("is a private key: keep it, show it to nobody, and send the certificate");
    if (der_of(arena, pem, &der) != ERR_OK)
        return MSG("is not one certificate in PEM, from BEGIN CERTIFICATE to END CERTIFICATE");
    begin = p = (const unsigned char *)der.p;
    x = d2i_X509(NULL, &p, (long)der.n);
    whole = x != NULL && (size_t)(p - begin) == der.n;
    if (whole)
        *out = (struct certificate){ .hash = hash_of(der), .subject = subject_of(arena, x),
                                     .from = time_of(X509_get0_notBefore(x)),
                                     .until = time_of(X509_get0_notAfter(x)) };
    X509_free(x);
    if (!whole || out->from == TIME_NONE || out->until == TIME_NONE)
        return MSG("could not be read as an X.509 certificate");
    return NULL;
}
