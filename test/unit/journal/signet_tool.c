/* See signet_tool.h. */
#include "signet_tool.h"

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/keeper.h"

static Str
folder_of(const char *name)
{
    return str_format(test_arena(), "%s/%s", test_folder(), name);
}

struct signet_options
signet_made(const char *name)
{
    struct signet_options o = { .folder = folder_of(name) };
    struct signet_holder  h = { .organisation = S("Tỉnh Mẫu"), .name = S(SIGNET_NAME),
                                .from = time_at(day_of(2024, 1, 1), 0),
                                .until = time_at(day_of(2034, 1, 1), 0) };

    check_ok(signet_create(o.folder, &h));
    return o;
}

static Str
text_of(BIO *bio)
{
    char *p = NULL;
    long  n = BIO_get_mem_data(bio, &p);
    Str   s = str_copy(test_arena(), (Str){ p, n > 0 ? (size_t)n : 0 });

    BIO_free(bio);
    return s;
}

void
signet_rsa(const char *name, int bits, Str *key_text, Str *certificate)
{
    EVP_PKEY *key = EVP_RSA_gen((unsigned)bits);
    X509     *x = X509_new();
    BIO      *out = BIO_new(BIO_s_mem()), *cert = BIO_new(BIO_s_mem());

    ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
    ASN1_TIME_set(X509_getm_notBefore(x), 1700000000);
    ASN1_TIME_set(X509_getm_notAfter(x), 2000000000);
    X509_NAME_add_entry_by_NID(X509_get_subject_name(x), NID_commonName, MBSTRING_UTF8,
                               (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(x));
    X509_set_pubkey(x, key);
    check(X509_sign(x, key, EVP_sha256()) > 0, "signed");
    PEM_write_bio_PKCS8PrivateKey(out, key, NULL, NULL, 0, NULL, NULL);
    PEM_write_bio_X509(cert, x);
    *key_text = text_of(out);
    *certificate = text_of(cert);
    X509_free(x);
    EVP_PKEY_free(key);
}

Str
signet_pair_text(const struct signet_options *o)
{
    Str     path = str_format(test_arena(), "%.*s/pair", STR_ARG(o->folder));
    char   *p = arena_alloc_raw(test_arena(), 65536);
    int     fd = open(path.p, O_RDONLY);
    ssize_t n = fd >= 0 ? read(fd, p, 65536) : -1;

    if (fd >= 0)
        close(fd);
    return (Str){ p, n > 0 ? (size_t)n : 0 };
}

struct kept
keeper_with(const struct signet_options *o)
{
    Str         folder = folder_of("log");
    struct kept k;
    enum err    err = keeper_create(folder, S("tinhso.example/signet/1"));
    int         pair[2];

    check(err == ERR_OK || err == ERR_CONFLICT, "a keeper's folder");
    check_ok(keeper_pair(pair));
    k.pid = fork();
    if (k.pid == 0) {
        const char *why = NULL;

        close(pair[0]);
        _exit(keeper_run(pair[1], folder, o, &why) == ERR_OK ? 0 : 1);
    }
    close(pair[1]);
    k.fd = pair[0];
    return k;
}

void
keeper_over(struct kept *k)
{
    int status = 0;

    close(k->fd);
    waitpid(k->pid, &status, 0);
    check_int(status, 0);
}
