/* Signing through the real commands, on both stores: what is on record is a signed file,
 * what cannot be signed is refused and stays as it was, and a leader's many are each alone. */
#include "dossier/letters.h"

#include <stdio.h>

#include "dossier/pades.h"
#include "journal/cms.h"
#include "signing.h"

static struct json *
about(Str code)
{
    struct json *in = json_object(test_arena());

    json_put_text(test_arena(), in, "code", code);
    return in;
}

static struct json *
codes_of(const Str *code, int n)
{
    struct json *in = json_object(test_arena());
    struct json *list = json_put_array(test_arena(), in, "codes");

    for (int i = 0; i < n; i++)
        json_add(list, json_new_text(test_arena(), code[i]));
    return in;
}

static Str
result_of(struct desk *d, Str code)
{
    struct view    v = province_house_view(&d->house);
    struct dossier found;
    Str            pdf = STR_NONE;

    v.simulated = true;
    check_ok(dossier_find(&v, code, &found));
    check_ok(letter_read(&v, &found, S("ket-qua"), &pdf));
    db_close(v.db);
    return pdf;
}

/* By whom, or nobody. */
static Str
signer_of(Str pdf)
{
    struct pades_seen seen;
    struct cms_holder h;

    if (!pades_read(test_arena(), pdf, &seen) || !seen.whole ||
        cms_check(test_arena(), seen.seal, seen.signed_bytes, &h) != CMS_GOOD)
        return S("");
    return h.name;
}

static const char simulated_name[] = "SỐ LIỆU MÔ PHỎNG – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ";

/* The verdict's state; its words are in the call. */
static Str
checked(struct desk *d, Str pdf, struct call *call)
{
    struct json *in = json_object(test_arena());

    json_put_text(test_arena(), in, "pdf_base64", base64_text(test_arena(), pdf));
    check_ok(desk_call(d, "dossier.result_check", in, call));
    return json_text(json_get(call->out, "verdict"), "state");
}

static void
one_is_signed(const struct store_options *o)
{
    struct desk    d;
    struct dossier after;
    struct call    call;
    Str            pdf, other;
    Hash           hash;
    char          *p;

    desk_open(&d, o, 1);
    check_ok(desk_call(&d, "dossier.sign", about(d.code[0]), &call));
    after = desk_dossier(&d, d.code[0]);
    check_int(after.status, STATUS_FINISHED);
    pdf = result_of(&d, d.code[0]);
    hash = hash_of(pdf);
    check_str(after.result_hash, hash_bytes(&hash));
    check_str(signer_of(pdf), str_of(simulated_name));
    check_str(checked(&d, pdf, &call), S("good"));
    check(str_has(json_string(test_arena(), call.out), str_of(simulated_name)), "names the holder");
    other = str_copy(test_arena(), pdf);
    p = (char *)(uintptr_t)other.p;
    p[other.n / 3] ^= 1;
    check_str(checked(&d, other, &call), S("bad"));
    check(desk_call(&d, "dossier.sign", about(d.code[0]), &call) != ERR_OK, "once is enough");
    check_str(desk_dossier(&d, d.code[0]).result_hash, hash_bytes(&hash));
    desk_close(&d);
}

void
test_dossier_sign__a_result_is_signed_and_on_record(void)
{
    on_each_store(one_is_signed);
}

/* The keeper is gone, or its key: a refusal in words, and the dossier as it was. */
static void
without_a_key(const struct store_options *o)
{
    struct desk d;
    struct call call;
    Str         pair, aside;
    int64_t     before;

    desk_open(&d, o, 2);
    pair = str_format(test_arena(), "%.*s/pair", STR_ARG(d.dir.documents.folder));
    aside = str_format(test_arena(), "%.*s.aside", STR_ARG(pair));
    before = desk_dossier(&d, d.code[0]).version;
    check_int(rename(pair.p, aside.p), 0);
    check_err(desk_call(&d, "dossier.sign", about(d.code[0]), &call), ERR_CONFLICT);
    check(str_has(str_of(call.why), S("nothing was signed")), call.why);
    check_int(desk_dossier(&d, d.code[0]).version, before);
    check_ok(desk_call(&d, "dossier.sign_many", codes_of(d.code, 2), &call));
    check_int((int64_t)json_get(call.out, "done")->count, 0);
    check_int((int64_t)json_get(call.out, "refused")->count, 2);
    check_int(rename(aside.p, pair.p), 0);
    check_ok(desk_call(&d, "dossier.sign", about(d.code[0]), &call)); /* as if nothing had been */
    d.house.world.documents = NULL; /* a command line without a server */
    check_err(desk_call(&d, "dossier.sign", about(d.code[1]), &call), ERR_CONFLICT);
    desk_close(&d);
}

void
test_dossier_sign__without_the_key_nothing_is_signed(void)
{
    on_each_store(without_a_key);
}

/* The disk takes no file: signed by the keeper already, on record nowhere. */
static void
no_room_for_the_file(const struct store_options *o)
{
    struct desk d;
    struct call call;
    Str         files, aside;
    int64_t     before;

    desk_open(&d, o, 1);
    files = dir_file(&d.dir, "files");
    aside = dir_file(&d.dir, "files.aside");
    before = desk_dossier(&d, d.code[0]).version;
    check_int(rename(files.p, aside.p), 0);
    check(desk_call(&d, "dossier.sign", about(d.code[0]), &call) != ERR_OK, "refused");
    check_int(desk_dossier(&d, d.code[0]).version, before);
    check_int(rename(aside.p, files.p), 0);
    check_ok(desk_call(&d, "dossier.sign", about(d.code[0]), &call));
    check_str(signer_of(result_of(&d, d.code[0])), str_of(simulated_name));
    desk_close(&d);
}

void
test_dossier_sign__a_file_that_cannot_be_kept_is_no_result(void)
{
    on_each_store(no_room_for_the_file);
}

static void
many_alone(const struct store_options *o)
{
    struct desk d;
    struct call call;
    Str         code[5];
    int64_t     entry = 0;

    desk_open(&d, o, 4);
    for (int i = 0; i < 4; i++)
        code[i] = d.code[i];
    code[4] = S("H23.30.288-240701-9999");
    check_ok(desk_call(&d, "dossier.sign", about(code[2]), &call)); /* somebody was first */
    check_ok(desk_call(&d, "dossier.sign_many", codes_of(code, 5), &call));
    check_int((int64_t)json_get(call.out, "done")->count, 3);
    check_int((int64_t)json_get(call.out, "refused")->count, 2);
    check_str(json_text(json_get(call.out, "refused")->first, "name"), code[2]);
    check_str(json_text(json_get(call.out, "refused")->last, "name"), code[4]);
    check_str(json_text(json_get(call.out, "refused")->last, "error"), S("NOT_FOUND"));
    json_each(done, json_get(call.out, "done"))
    {
        int64_t own = json_int(json_get(done, "answer"), "entry", 0);

        check(own > entry, "an entry of its own");
        entry = own;
        check_str(signer_of(result_of(&d, json_text(done, "name"))), str_of(simulated_name));
    }
    desk_close(&d);
}

void
test_dossier_sign__of_many_each_is_signed_or_refused_alone(void)
{
    on_each_store(many_alone);
}

static void
what_was_read(const struct store_options *o)
{
    struct desk  d;
    struct call  call;
    struct json *in = json_object(test_arena()), *list, *one;

    desk_open(&d, o, 1);
    list = json_put_array(test_arena(), in, "codes");
    one = json_add(list, json_object(test_arena()));
    json_put_text(test_arena(), one, "code", d.code[0]);
    json_put_int(test_arena(), one, "seen", desk_dossier(&d, d.code[0]).version - 1);
    check_ok(desk_call(&d, "dossier.sign_many", in, &call));
    check_int((int64_t)json_get(call.out, "refused")->count, 1);
    check_err(desk_call(&d, "dossier.sign_many", codes_of(d.code, 0), &call), ERR_INVALID);
    d.leader.n_rights = 0;
    check_err(desk_call(&d, "dossier.sign_many", codes_of(d.code, 1), &call), ERR_FORBIDDEN);
    desk_close(&d);
}

void
test_dossier_sign__a_dossier_that_moved_since_it_was_read_is_not_signed(void)
{
    on_each_store(what_was_read);
}

/* In a simulation the program itself promises; what is drawn of it is not signed. */
static void
promised(const struct store_options *o)
{
    struct desk d;
    struct call call;
    Str         pdf;

    desk_open(&d, o, 1);
    check_ok(house_call(&d.house, test_arena(), S("dossier.sign"), about(d.code[0]), &call));
    pdf = result_of(&d, d.code[0]);
    check_str(signer_of(pdf), S(""));
    check_str(checked(&d, pdf, &call), S("good")); /* drawn again, it is the same */
    check_str(checked(&d, str_join(test_arena(), pdf, S(" "), STR_NONE), &call), S("bad"));
    desk_close(&d);
}

void
test_dossier_sign__what_is_promised_is_drawn_unsigned_and_checked(void)
{
    on_each_store(promised);
}
