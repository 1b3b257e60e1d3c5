/* The key for documents: made once, put in place whole or not at all, held by the keeper
 * alone; and what it signs, judged by OpenSSL. */
#include "journal/signet.h"

#include <sys/stat.h>
#include <unistd.h>

#include "journal/keeper.h"
#include "signet_tool.h"

/* A document signed through the keeper, sealed as the server does it. */
static enum err
seal(struct kept *k, Str document, Str *out)
{
    Hash digest = hash_of(document);
    Str  chain, made;

    TRY(keeper_holder(k->fd, test_arena(), &chain));
    TRY(keeper_sign_documents(k->fd, test_arena(), &digest, 1, &made));
    return cms_seal(test_arena(), chain, &digest, made, out);
}

void
test_journal_signet__a_new_key_is_its_owners_alone_and_never_replaced(void)
{
    struct signet_options o = signet_made("documents");
    Str                   path = str_format(test_arena(), "%.*s/pair", STR_ARG(o.folder));
    struct signet_holder  other = { .organisation = S("x"), .name = S("x") };
    struct signet        *s = NULL;
    struct stat           st;
    const char           *why = "";
    Str                   before = signet_pair_text(&o);

    check_int(stat(path.p, &st), 0);
    check_int(st.st_mode & 0777, 0600);
    check_err(signet_create(o.folder, &other), ERR_CONFLICT);
    check_str(signet_pair_text(&o), before);
    check_int(chmod(path.p, 0640), 0);
    check_err(signet_open(&o, &s, &why), ERR_STORE);
    check_str(str_of(why), S("The documents' key can be read by other accounts."));
}

void
test_journal_signet__its_certificate_says_whose_it_is(void)
{
    struct signet_options o = signet_made("documents");
    struct signet        *s = NULL;
    struct cms_holder     h;
    const char           *why = "";

    check(signet_open(&o, &s, &why) == ERR_OK, why);
    check_ok(cms_holder_of(test_arena(), cms_certificate(signet_chain(s)), &h));
    check_str(h.name, S(SIGNET_NAME));
    check_str(h.organisation, S("Tỉnh Mẫu"));
    check(h.self_made, "nobody else vouches");
    check(h.from == time_at(day_of(2024, 1, 1), 0), "from");
    check(h.until == time_at(day_of(2034, 1, 1), 0), "until");
    signet_close(s);
}

void
test_journal_signet__the_keeper_signs_documents_and_openssl_agrees(void)
{
    struct signet_options o = signet_made("documents");
    struct kept           k = keeper_with(&o);
    Str                   document = S("Giấy khai sinh mẫu\n"), der = STR_NONE;
    struct cms_holder     h;

    check_ok(seal(&k, document, &der));
    check_int(cms_check(test_arena(), der, document, &h), CMS_GOOD);
    check_str(h.name, S(SIGNET_NAME));
    check_int(cms_check(test_arena(), der, S("Giấy khai sinh khác\n"), &h), CMS_BROKEN);
    keeper_over(&k);
}

void
test_journal_signet__a_batch_is_one_exchange(void)
{
    struct signet_options o = signet_made("documents");
    struct kept           k = keeper_with(&o);
    Hash                  digest[SIGNET_BATCH_MAX];
    Str                   made[SIGNET_BATCH_MAX], chain, der;
    struct cms_holder     h;

    for (int i = 0; i < SIGNET_BATCH_MAX; i++)
        digest[i] = hash_of(str_int(test_arena(), i));
    check_ok(keeper_holder(k.fd, test_arena(), &chain));
    check_ok(keeper_sign_documents(k.fd, test_arena(), digest, SIGNET_BATCH_MAX, made));
    for (int i = 0; i < SIGNET_BATCH_MAX; i += 51) {
        check_ok(cms_seal(test_arena(), chain, &digest[i], made[i], &der));
        check_int(cms_check(test_arena(), der, str_int(test_arena(), i), &h), CMS_GOOD);
        check_int(cms_check(test_arena(), der, str_int(test_arena(), i + 1), &h), CMS_BROKEN);
    }
    keeper_over(&k);
}

void
test_journal_signet__an_authoritys_key_takes_its_place(void)
{
    struct signet_options o = signet_made("documents");
    Str                   key, certificate, other_key, other, der = STR_NONE;
    Str                   before = signet_pair_text(&o);
    const char           *why = "";
    struct cms_holder     h;
    struct kept           k;

    signet_rsa("Cơ quan Mẫu", 2048, &key, &certificate);
    signet_rsa("Cơ quan Khác", 2048, &other_key, &other);
    check_err(signet_install(o.folder, key, other, &why), ERR_INVALID);
    check_str(str_of(why), S("The first certificate is not of this key."));
    check_err(signet_install(o.folder, S("x"), certificate, &why), ERR_INVALID);
    check_err(signet_install(o.folder, key, S(""), &why), ERR_INVALID);
    check_str(signet_pair_text(&o), before);
    check_ok(signet_install(o.folder, key, certificate, &why));
    k = keeper_with(&o);
    check_ok(seal(&k, S("x"), &der));
    check_int(cms_check(test_arena(), der, S("x"), &h), CMS_GOOD);
    check_str(h.name, S("Cơ quan Mẫu"));
    keeper_over(&k);
}

void
test_journal_signet__short_keys_are_refused(void)
{
    struct signet_options o = { .folder = str_format(test_arena(), "%s/d", test_folder()) };
    Str                   key, certificate;
    const char           *why = "";

    signet_rsa("Cơ quan Mẫu", 1024, &key, &certificate);
    check_err(signet_install(o.folder, key, certificate, &why), ERR_INVALID);
    check_str(str_of(why), S("The key is neither on P-256 nor RSA of 2048 to 4096 bits."));
}

void
test_journal_signet__without_a_key_nothing_is_signed(void)
{
    struct signet_options none = { .folder = str_format(test_arena(), "%s/none", test_folder()) };
    struct kept           k = keeper_with(NULL), l;
    Hash                  digest = hash_of(S("x"));
    Str                   out;

    check_err(keeper_holder(k.fd, test_arena(), &out), ERR_UNKNOWN);
    check_err(keeper_sign_documents(k.fd, test_arena(), &digest, 1, &out), ERR_UNKNOWN);
    keeper_over(&k);
    l = keeper_with(&none);
    check_err(keeper_sign_documents(l.fd, test_arena(), &digest, 1, &out), ERR_UNKNOWN);
    signet_made("none"); /* what was missing is there: no restart is needed */
    check_ok(keeper_sign_documents(l.fd, test_arena(), &digest, 1, &out));
    keeper_over(&l);
    check_err(keeper_sign_documents(-1, test_arena(), &digest, 1, &out), ERR_STORE);
}
