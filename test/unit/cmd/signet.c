/* Where the key for results is: made at init, made for an older folder, on a token that
 * tinhso.json names; and whose it says it is. */
#include "cmd/signet.h"

#include <unistd.h>

#include "cmd/command.h"
#include "province.h"

static struct cms_holder
holder_of(const struct dir *d)
{
    struct cms_holder h = { .name = STR_NONE };
    struct signet    *s;
    const char       *why = "";

    check(signet_open(&d->documents, &s, &why) == ERR_OK, why);
    check_ok(cms_holder_of(test_arena(), str_copy(test_arena(), cms_certificate(signet_chain(s))),
                           &h));
    signet_close(s);
    return h;
}

static void
made(const struct store_options *o)
{
    struct dir        d;
    struct cms_holder h, again;
    char              why[256] = "";

    province_found(&d, o);
    h = holder_of(&d);
    check_str(h.name, S("SỐ LIỆU MÔ PHỎNG – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"));
    check_str(h.organisation, S("Tỉnh Hải Dương"));
    check(h.from < SIMULATION_BEGINS, "its papers bear days of 2024");
    check(signet_ready(&d, why) == ERR_OK, why);
    again = holder_of(&d);
    check_str(again.fingerprint, h.fingerprint);
    check_int(unlink(dir_file(&d, "keeper/documents/pair").p), 0);
    check(signet_ready(&d, why) == ERR_OK, why); /* a folder from before, or restored */
    again = holder_of(&d);
    check(!str_eq(again.fingerprint, h.fingerprint), "another key");
    check_str(again.name, h.name);
}

void
test_cmd_signet__a_folder_has_a_key_and_keeps_it(void)
{
    on_each_store(made);
}

static void
real_one(const struct store_options *o)
{
    Str               path = province_path("dir");
    char             *argv[] = { str_c(test_arena(), S("init")), str_c(test_arena(), path),
                                 str_c(test_arena(), S("--store")),
                                 str_c(test_arena(), province_store(o)), NULL };
    struct dir        d;
    struct cms_holder h;
    char              why[256] = "";

    check_int(init_main(4, argv), EXIT_DONE);
    check(dir_open(test_arena(), path, &d, why) == ERR_OK, why);
    h = holder_of(&d);
    check_str(h.name, S("Ủy ban nhân dân tỉnh Hải Dương"));
    check(h.self_made, "nobody vouches for it");
}

void
test_cmd_signet__a_real_provinces_certificate_names_it(void)
{
    on_each_store(real_one);
}

static void
named_token(const struct store_options *o)
{
    struct dir d, again;
    char       why[256] = "";

    province_found(&d, o);
    check_int((int64_t)d.documents.module.n, 0);
    d.documents.module = S("/usr/lib/softhsm/libsofthsm2.so");
    d.documents.token = S("Con dấu");
    d.documents.key = S("ket-qua");
    d.documents.pin_file = S("/etc/tinhso/pin");
    check(dir_save(&d, why) == ERR_OK, why);
    check(dir_open(test_arena(), d.path, &again, why) == ERR_OK, why);
    check_str(again.documents.module, d.documents.module);
    check_str(again.documents.token, S("Con dấu"));
    check_str(again.documents.key, S("ket-qua"));
    check_str(again.documents.pin_file, S("/etc/tinhso/pin"));
    d.documents.pin_file = STR_NONE;
    check(dir_save(&d, why) == ERR_OK, why);
    check_err(dir_open(test_arena(), d.path, &again, why), ERR_INVALID);
    check(str_has(str_of(why), S("document_token lacks pin_file")), why);
}

void
test_cmd_signet__a_token_is_named_whole_or_not_at_all(void)
{
    on_each_store(named_token);
}
