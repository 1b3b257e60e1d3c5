/* Systems of other bodies on both stores: tokens by secret and by certificate, what agreements
 * give, and that whatever ends counts at once. */
#include <stdio.h>

#include "base/hash.h"
#include "ident/client_inner.h"
#include "ident/client_meter.h"
#include "rig.h"

#define RULES "'client':%lld,'purpose':'Đối soát mã vùng trồng','basis':'Hợp đồng mẫu 01'"

struct town {
    struct rig   rig;
    struct actor admin, other; /* of 10507; of 10510 */
    Id           client, agreement;
    Str          key, secret, token;
    struct actor system;
    struct view  view;
};

static void
go_to(struct town *t, int year, int month, int day, int minute)
{
    test_clock_set(&t->rig.clock, time_at(day_of(year, month, day), minute));
}

static Str
new_secret(struct town *t)
{
    check_ok(rig_callf(&t->rig, &t->admin, "client.secret", "{'client':%lld}",
                       (long long)t->client));
    return rig_text(&t->rig, "new_secret");
}

static enum err
agree(struct town *t, const char *rest)
{
    char json[1500];

    snprintf(json, sizeof json, "{" RULES ",'unit':'10507','requests':3,'records':10,%s}",
             (long long)t->client, rest);
    return rig_call(&t->rig, &t->admin, "agreement.make", json);
}

static void
open_town(struct town *t, const struct store_options *store)
{
    rig_open(&t->rig, store);
    t->admin = rig_officer(&t->rig, "quan", "administrator", "10507");
    t->other = rig_officer(&t->rig, "khac", "administrator", "10510");
    check_ok(rig_call(&t->rig, &t->admin, "client.register",
                      "{'unit':'10507','name':'Sàn Mẫu','contact':'mau@example.vn'}"));
    t->client = json_int(t->rig.call.out, "client", 0);
    t->key = rig_text(&t->rig, "client_id");
    t->secret = new_secret(t);
    check_ok(agree(t, "'registries':'planting_area: code, grower\\nfarm_household',"
                      "'may_read':true,'until':'2024-07-31'"));
    t->agreement = json_int(t->rig.call.out, "agreement", 0);
    test_world()->meter = client_meter_new();
}

static void
close_town(struct town *t)
{
    client_meter_free(test_world()->meter);
    test_world()->meter = NULL;
    rig_close(&t->rig);
}

/* With a scope of its own or none, from a connection or none. */
static Str
ask(struct town *t, Str secret, const char *scope, Str peer)
{
    check_ok(rig_callf(&t->rig, &rig_nobody, "client.token",
                       "{'client':'%.*s','secret':'%.*s','scope':'%s','peer':'%.*s'}",
                       STR_ARG(t->key), STR_ARG(secret), scope, STR_ARG(peer)));
    return rig_text(&t->rig, "access_token");
}

static enum err
use_with(struct town *t, Str token, Str certificate)
{
    t->view = rig_view(&t->rig, &rig_nobody);
    return client_actor_of_token(&t->view, token, certificate, &t->system);
}

/* A call of its own: what the system may do, as a room would ask. */
static enum err
may(struct town *t, const char *registry, enum client_use use, struct client_grant *out)
{
    enum err err;

    db_end(t->rig.db);
    check_ok(db_begin(t->rig.db));
    err = use_with(t, t->token, STR_NONE);
    if (err != ERR_OK)
        return err;
    t->view.who = &t->system;
    return client_may(&t->view, str_of(registry), use, out);
}

static void
enter(struct town *t)
{
    t->token = ask(t, t->secret, "", S(""));
    check(client_token_is(t->token), "a token");
}

/* -- what is granted ---------------------------------------------------------------------- */

static void
grants(const struct store_options *store)
{
    struct town         t;
    struct client_grant g;
    bool                reaches;
    struct unit         unit;

    open_town(&t, store);
    enter(&t);
    check_str(rig_text(&t.rig, "scope"),
              S("registry:farm_household:read registry:planting_area:read"));
    check_ok(may(&t, "planting_area", CLIENT_READ, &g));
    check_str(g.purpose, S("Đối soát mã vùng trồng"));
    check_int(g.agreement, t.agreement);
    check_int(t.view.agreement, t.agreement);
    check(client_sees(&g, S("grower"), true), "personal, and named");
    check(!client_sees(&g, S("area_m2"), false), "not named");
    check_ok(unit_by_code(&t.view, S("10507"), day_of(2024, 7, 1), &unit));
    check_ok(client_reaches(&t.view, &g, unit.id, &reaches));
    check(reaches, "its unit");
    check_ok(unit_by_code(&t.view, S("10510"), day_of(2024, 7, 1), &unit));
    check_ok(client_reaches(&t.view, &g, unit.id, &reaches));
    check(!reaches, "and no other");
    check_ok(client_reaches(&t.view, &g, 0, &reaches));
    check(!reaches, "nor rows of none");
    check_err(ident_require(&t.view, CLIENT_READS, unit.id), ERR_FORBIDDEN);
    check(actor_may(&t.system, CLIENT_READS) && !actor_may(&t.system, CLIENT_WRITES) &&
          !actor_may(&t.system, S("signed-in")), "through the door to read alone");
    check_ok(may(&t, "farm_household", CLIENT_READ, &g));
    check(client_sees(&g, S("name"), false) && !client_sees(&g, S("phone"), true),
          "all, but nothing personal");
    check_err(may(&t, "farm_household", CLIENT_WRITE, &g), ERR_FORBIDDEN);
    check_err(may(&t, "e_invoice", CLIENT_READ, &g), ERR_FORBIDDEN);
    check_str(ask(&t, t.secret, "registry:e_invoice:read", S("")), STR_NONE);
    check(rig_text(&t.rig, "no_scope").n > 0, "nothing agreed about it");
    t.token = ask(&t, t.secret, "registry:planting_area:read registry:e_invoice:read", S(""));
    check_str(rig_text(&t.rig, "scope"), S("registry:planting_area:read"));
    check_err(may(&t, "farm_household", CLIENT_READ, &g), ERR_FORBIDDEN);
    close_town(&t);
}

void
test_ident_client__asked_and_agreed(void)
{
    on_each_store(grants);
}

/* -- what ends, ends at once -------------------------------------------------------------- */

static void
ends(const struct store_options *store)
{
    struct town         t;
    struct client_grant g;

    open_town(&t, store);
    go_to(&t, 2024, 7, 31, 1439);
    enter(&t);
    check_ok(may(&t, "planting_area", CLIENT_READ, &g));
    t.rig.clock.now += TIME_MINUTE; /* the token is nine minutes from its end */
    check_err(may(&t, "planting_area", CLIENT_READ, &g), ERR_FORBIDDEN);
    check_ok(use_with(&t, t.token, STR_NONE));
    check_str(ask(&t, t.secret, "", S("")), STR_NONE);

    check_ok(agree(&t, "'registries':'planting_area','may_write':true,'until':'2024-08-31'"));
    t.agreement = json_int(t.rig.call.out, "agreement", 0);
    enter(&t);
    check_ok(may(&t, "planting_area", CLIENT_WRITE, &g));
    check_ok(rig_callf(&t.rig, &t.admin, "agreement.end", "{'agreement':%lld,'reason':'thử'}",
                       (long long)t.agreement));
    check_err(may(&t, "planting_area", CLIENT_WRITE, &g), ERR_FORBIDDEN);
    check_err(rig_callf(&t.rig, &t.admin, "agreement.end", "{'agreement':%lld}",
                        (long long)t.agreement), ERR_CONFLICT);

    check_ok(agree(&t, "'registries':'planting_area','may_read':true,'until':'2024-08-31'"));
    enter(&t);
    check_ok(may(&t, "planting_area", CLIENT_READ, &g));
    t.rig.clock.now += CLIENT_TOKEN_LIFE;
    check_err(may(&t, "planting_area", CLIENT_READ, &g), ERR_SIGN_IN);
    enter(&t);
    check_ok(rig_callf(&t.rig, &t.admin, "client.end", "{'client':%lld}", (long long)t.client));
    check_err(may(&t, "planting_area", CLIENT_READ, &g), ERR_SIGN_IN);
    check_str(ask(&t, t.secret, "", S("")), STR_NONE);
    close_town(&t);
}

void
test_ident_client__what_ends_counts_at_once(void)
{
    on_each_store(ends);
}

/* -- secrets ------------------------------------------------------------------------------ */

static void
rotates(const struct store_options *store)
{
    struct town t;
    Str         second, third;
    Id          credential;

    open_town(&t, store);
    second = new_secret(&t);
    check(ask(&t, t.secret, "", S("")).n > 0, "the first still holds");
    check(ask(&t, second, "", S("")).n > 0, "and the second");
    third = new_secret(&t);
    credential = json_int(t.rig.call.out, "credential", 0);
    check_str(ask(&t, t.secret, "", S("")), STR_NONE);
    check(ask(&t, second, "", S("")).n > 0 && ask(&t, third, "", S("")).n > 0, "two, never three");
    go_to(&t, 2024, 7, 8, 449);
    check(ask(&t, second, "", S("")).n > 0, "for seven days");
    go_to(&t, 2024, 7, 8, 450);
    check_str(ask(&t, second, "", S("")), STR_NONE);
    t.token = ask(&t, third, "", S(""));
    check_ok(use_with(&t, t.token, STR_NONE));
    check_err(rig_callf(&t.rig, &t.other, "client.drop", "{'credential':%lld}",
                        (long long)credential), ERR_NOT_FOUND);
    check_ok(rig_callf(&t.rig, &t.admin, "client.drop", "{'credential':%lld}",
                       (long long)credential));
    db_end(t.rig.db);
    check_ok(db_begin(t.rig.db));
    check_err(use_with(&t, t.token, STR_NONE), ERR_SIGN_IN);
    close_town(&t);
}

void
test_ident_client__two_secrets_overlap(void)
{
    on_each_store(rotates);
}

static void
slows(const struct store_options *store)
{
    struct town t;
    Str         here, there;

    open_town(&t, store);
    t.view = rig_view(&t.rig, &rig_nobody);
    here = client_peer_seal(&t.view, S("0a000001"), STR_NONE);
    there = client_peer_seal(&t.view, S("0a000002"), STR_NONE);
    for (int i = 0; i < 5; i++) {
        check_str(ask(&t, S("tinhso-secret_sai"), "", here), STR_NONE);
        check(rig_text(&t.rig, "refused").n > 0, "refused");
    }
    check_int(json_int(t.rig.call.out, "wait", 0), 60);
    check_err(rig_callf(&t.rig, &rig_nobody, "client.token",
                        "{'client':'%.*s','secret':'%.*s','peer':'%.*s'}", STR_ARG(t.key),
                        STR_ARG(t.secret), STR_ARG(here)), ERR_TOO_MANY);
    check(t.rig.call.wait > 0, "and told how long");
    check(ask(&t, t.secret, "", there).n > 0, "from elsewhere it is not kept out");
    check_err(rig_callf(&t.rig, &rig_nobody, "client.token",
                        "{'client':'%.*s','secret':'x','peer':'made up'}", STR_ARG(t.key)),
              ERR_FORBIDDEN);
    t.rig.clock.now += TIME_MINUTE;
    t.view = rig_view(&t.rig, &rig_nobody);
    here = client_peer_seal(&t.view, S("0a000001"), STR_NONE);
    check(ask(&t, t.secret, "", here).n > 0, "a minute later");
    check_ok(rig_callf(&t.rig, &rig_nobody, "client.token", "{'client':'ht-none','secret':'x'}"));
    check(rig_text(&t.rig, "refused").n > 0, "who is not there is refused alike");
    close_town(&t);
}

void
test_ident_client__wrong_secrets_are_slowed(void)
{
    on_each_store(slows);
}

/* -- certificates ------------------------------------------------------------------------- */

/* Self-signed, CN=mau.example.vn and CN=khac.example.vn; made by openssl for this test. */
static const char mine[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBiTCCAS+gAwIBAgIUTPrFP2WfHxU3SyhtGxW1H0mpCW4wCgYIKoZIzj0EAwIw\n"
    "GTEXMBUGA1UEAwwObWF1LmV4YW1wbGUudm4wIBcNMjYxMTI4MDIzOTM1WhgPMjA4\n"
    "MTA4MzEwMjM5MzVaMBkxFzAVBgNVBAMMDm1hdS5leGFtcGxlLnZuMFkwEwYHKoZI\n"
    "zj0CAQYIKoZIzj0DAQcDQgAEC3lOQly0uWSPrBSPly6+CZ+YU+ROWofIuilY8zqY\n"
    "u98jQcQnUvLa9I0uTbrRcaEYlOCQdpC7lchMQkxecpGRDqNTMFEwHQYDVR0OBBYE\n"
    "FKIy0g17O1e+BWdYnkPKLLMJhVFbMB8GA1UdIwQYMBaAFKIy0g17O1e+BWdYnkPK\n"
    "LLMJhVFbMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgIU46q+6E\n"
    "gsNWdGXMvOe9dshaIj8V7d+PLt1Uo8F89soCIQClhim52ZGdGY3yka9GvOh0vJGW\n"
    "nGT0X8BiD9i8wmdMMA==\n"
    "-----END CERTIFICATE-----\n";
static const char theirs[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBjDCCATGgAwIBAgIUBcOO50M+aqh6rnR6JQRYJ3CjbqgwCgYIKoZIzj0EAwIw\n"
    "GjEYMBYGA1UEAwwPa2hhYy5leGFtcGxlLnZuMCAXDTI2MTEyODAyMzkzNloYDzIw\n"
    "ODEwODMxMDIzOTM2WjAaMRgwFgYDVQQDDA9raGFjLmV4YW1wbGUudm4wWTATBgcq\n"
    "hkjOPQIBBggqhkjOPQMBBwNCAARhTJQ0ExdZdNbsGKzo+m2/jdsN3WfEfp/Qd3eD\n"
    "Xgx7b8FRq4l7oNCvs9j6Mu6fndAXBulCSCFViPo5zjqmsKnWo1MwUTAdBgNVHQ4E\n"
    "FgQULwJx1A8dYaLrQvOGOWnf6EOBI28wHwYDVR0jBBgwFoAULwJx1A8dYaLrQvOG\n"
    "OWnf6EOBI28wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA6a0z\n"
    "fHkimvDAfAP5Oig2hqgcCIXzeoECID5ujaPAf70CIQCyDIJowf2CeBL9mKMho4+j\n"
    "FunXxqeA9DyJgrtZp4DyJg==\n"
    "-----END CERTIFICATE-----\n";

/* Its line ends as JSON writes them. */
static const char *
in_json(const char *pem)
{
    struct buf b = BUF_MAX(4000);
    char      *text;

    for (; *pem != '\0'; pem++)
        buf_add(&b, *pem == '\n' ? S("\\n") : (Str){ pem, 1 });
    text = str_c(test_arena(), buf_str(&b));
    buf_free(&b);
    return text;
}

static void
binds(const struct store_options *store)
{
    struct town t;
    Hash        hash[2];
    Str         seal[2];

    open_town(&t, store);
    check_ok(client_certificate_hash(test_arena(), str_of(mine), &hash[0]));
    check_ok(client_certificate_hash(test_arena(), str_of(theirs), &hash[1]));
    check_ok(rig_callf(&t.rig, &t.admin, "client.certificate",
                       "{'client':%lld,'certificate':'%s'}", (long long)t.client, in_json(mine)));
    check_str(rig_text(&t.rig, "fingerprint"), hex_text(test_arena(), hash_bytes(&hash[0])));
    check_err(rig_callf(&t.rig, &t.admin, "client.certificate",
                        "{'client':%lld,'certificate':'%s'}", (long long)t.client, in_json(mine)),
              ERR_CONFLICT);
    t.view = rig_view(&t.rig, &rig_nobody);
    for (int i = 0; i < 2; i++)
        seal[i] = client_peer_seal(&t.view, S("0a000001"), hash_bytes(&hash[i]));
    check_str(ask(&t, S(""), "", S("")), STR_NONE);
    check_str(ask(&t, S(""), "", seal[1]), STR_NONE);
    t.token = ask(&t, S(""), "", seal[0]);
    check(t.token.n > 0, "by certificate alone");
    check_ok(use_with(&t, t.token, hash_bytes(&hash[0])));
    check_err(use_with(&t, t.token, hash_bytes(&hash[1])), ERR_SIGN_IN);
    check_err(use_with(&t, t.token, STR_NONE), ERR_SIGN_IN);
    t.token = ask(&t, t.secret, "", seal[1]);
    check_ok(use_with(&t, t.token, hash_bytes(&hash[1])));
    check_err(use_with(&t, t.token, STR_NONE), ERR_SIGN_IN);
    close_town(&t);
}

void
test_ident_client__tokens_are_bound_to_certificates(void)
{
    on_each_store(binds);
}

void
test_ident_client__certificates_as_text(void)
{
    struct certificate c;
    Hash               hash;
    static const char *const bad[] = { "", "x", "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE----------END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        check_err(client_certificate_hash(test_arena(), str_of(bad[i]), &hash), ERR_MALFORMED);
        check(certificate_read(test_arena(), str_of(bad[i]), &c) != NULL, bad[i]);
    }
    check(certificate_read(test_arena(), S("-----BEGIN CERTIFICATE-----\nAAAA\n"
                                           "-----END CERTIFICATE-----"), &c) != NULL, "no X.509");
    check(certificate_read(test_arena(), str_of(mine), &c) == NULL, "a certificate");
    check(str_has(c.subject, S("CN=mau.example.vn")), "whose it is");
    check(c.until > c.from, "and until when");
}

/* -- agreements as they are written ------------------------------------------------------- */

static void
agreements(const struct store_options *store)
{
    struct town t;
    static const struct {
        const char *rest, *field;
    } wrong[] = {
        { "'registries':'x','may_read':true", "until" },
        { "'registries':'x','may_read':true,'until':'2024-06-30'", "until" },
        { "'registries':'x','may_read':true,'from':'2024-06-30','until':'2024-07-30'", "from" },
        { "'registries':'x','may_read':true,'until':'2030-07-30'", "until" },
        { "'registries':'x','until':'2024-07-30'", "may_read" },
        { "'registries':'','may_read':true,'until':'2024-07-30'", "registries" },
        { "'registries':'X','may_read':true,'until':'2024-07-30'", "registries" },
        { "'registries':'x: a b','may_read':true,'until':'2024-07-30'", "registries" },
        { "'registries':'x: a, a','may_read':true,'until':'2024-07-30'", "registries" },
        { "'registries':'x\\nx','may_read':true,'until':'2024-07-30'", "registries" },
        { "'registries':'planting_area','may_read':true,'until':'2024-07-30'", "registries" },
    };

    open_town(&t, store);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        check_err(agree(&t, wrong[i].rest), ERR_INVALID);
        check(t.rig.call.faults.first != NULL, wrong[i].rest);
        check_str(t.rig.call.faults.first->field, str_of(wrong[i].field));
    }
    check_err(rig_callf(&t.rig, &t.admin, "agreement.make",
                        "{" RULES ",'unit':'10510','requests':1,'records':1,'registries':'x',"
                        "'may_read':true,'until':'2024-07-30'}", (long long)t.client),
              ERR_FORBIDDEN);
    check_err(rig_callf(&t.rig, &t.other, "client.show", "{'client':%lld}", (long long)t.client),
              ERR_NOT_FOUND);
    check_err(rig_callf(&t.rig, &t.other, "client.secret", "{'client':%lld}",
                        (long long)t.client), ERR_NOT_FOUND);
    check_ok(rig_call(&t.rig, &t.other, "client.list", "{}"));
    check_int((int64_t)json_get(t.rig.call.out, "rows")->count, 0);
    check_ok(rig_call(&t.rig, &t.admin, "client.list", "{}"));
    check_int((int64_t)json_get(t.rig.call.out, "rows")->count, 1);
    check_int(json_int(json_get(t.rig.call.out, "rows")->first, "agreements", 0), 1);
    check_err(rig_call(&t.rig, &rig_nobody, "client.list", "{}"), ERR_SIGN_IN);
    check_ok(agree(&t, "'registries':'planting_area','may_read':true,'from':'2024-08-01',"
                       "'until':'2024-08-30'"));
    close_town(&t);
}

void
test_ident_client__agreements_and_by_whom(void)
{
    on_each_store(agreements);
}

/* -- what is on record ---------------------------------------------------------------------- */

/* As a room with registries does: an unmasked row about whoever has this number. */
static enum err
run_reading(struct view *v, const void *in, struct json *out)
{
    struct client_grant grant;
    struct person       person;

    (void)in;
    TRY(client_may(v, S("planting_area"), CLIENT_READ, &grant));
    TRY(person_by_number(v, S("000187004321"), &person));
    TRY(client_took(v, &grant, 1));
    view_disclose(v, person.id, S("planting_area:1"), S("name"), grant.purpose);
    json_put_int(v->arena, out, "agreement", v->agreement);
    return ERR_OK;
}

const struct query rig_reading = { .name = "test.reading", .right = "registry.read",
                                   .run = run_reading };

static void
recorded(const struct store_options *store)
{
    struct town        t;
    const struct json *reader;
    struct actor       person;

    open_town(&t, store);
    check_ok(rig_call(&t.rig, &rig_program, "account.create",
                      "{'account':'dan','name':'Nguyễn Thị Thử','dormant':true,"
                      "'personal_number':'000187004321'}"));
    person = rig_actor(&t.rig, "dan");
    enter(&t);
    check_err(rig_call(&t.rig, &rig_nobody, "test.reading", "{}"), ERR_SIGN_IN);
    check_err(rig_call(&t.rig, &t.admin, "test.reading", "{}"), ERR_FORBIDDEN);
    db_end(t.rig.db);
    check_ok(db_begin(t.rig.db));
    check_ok(use_with(&t, t.token, STR_NONE));
    check_err(rig_call(&t.rig, &t.system, "account.list", "{}"), ERR_FORBIDDEN);
    check_ok(rig_call(&t.rig, &t.system, "test.reading", "{}"));
    check_int(json_int(t.rig.call.out, "agreement", 0), t.agreement);
    check(t.rig.call.act != 0, "the reading is an entry");
    check_ok(rig_call(&t.rig, &person, "me.disclosures", "{}"));
    reader = json_get(t.rig.call.out, "readers")->first;
    check_str(json_text(reader, "who"), S("hệ thống Sàn Mẫu"));
    check_str(json_text(reader, "why"), S("Đối soát mã vùng trồng"));
    close_town(&t);
}

void
test_ident_client__its_readings_name_it_and_the_purpose(void)
{
    on_each_store(recorded);
}

/* -- quotas and usage --------------------------------------------------------------------- */

static void
store_usage(struct town *t)
{
    bool more = true;

    db_end(t->rig.db);
    for (int i = 0; i < 6; i++) /* until it is seen to be stored */
        check_ok(follow_once(t->rig.door, test_world(), &client_usage_writer, &more));
    check(!more, "all is stored");
    check_ok(db_begin(t->rig.db));
}

static void
counts(const struct store_options *store)
{
    struct town         t;
    struct client_grant g;
    const struct json  *day;

    open_town(&t, store);
    enter(&t);
    for (int i = 0; i < 3; i++)
        check_ok(may(&t, "planting_area", CLIENT_READ, &g));
    check_ok(client_may(&t.view, S("planting_area"), CLIENT_READ, &g)); /* the same call */
    check_int(t.system.bearer->quota->left, 0);
    check_err(may(&t, "planting_area", CLIENT_READ, &g), ERR_TOO_MANY);
    check_int(t.view.wait, TIME_MINUTE);
    check_err(may(&t, "farm_household", CLIENT_READ, &g), ERR_TOO_MANY); /* one agreement */
    t.rig.clock.now += TIME_MINUTE;
    check_ok(may(&t, "planting_area", CLIENT_READ, &g));
    check_int(g.left, 10);
    check_ok(client_took(&t.view, &g, 7));
    check_err(client_took(&t.view, &g, 4), ERR_TOO_MANY);
    store_usage(&t);

    client_meter_free(test_world()->meter); /* the server starts again */
    test_world()->meter = client_meter_new();
    check_ok(may(&t, "planting_area", CLIENT_READ, &g));
    check_int(g.left, 3);
    check_ok(client_took(&t.view, &g, 3));
    check_err(may(&t, "planting_area", CLIENT_READ, &g), ERR_TOO_MANY);
    check_err(may(&t, "e_invoice", CLIENT_READ, &g), ERR_FORBIDDEN);
    store_usage(&t);
    check_ok(rig_callf(&t.rig, &t.admin, "client.show", "{'client':%lld}", (long long)t.client));
    check_int((int64_t)json_get(t.rig.call.out, "days")->count, 3);
    day = json_get(t.rig.call.out, "days")->first; /* of no agreement */
    check_int(json_int(day, "refused", -1), 1);
    day = day->next; /* farm_household */
    check_int(json_int(day, "refused", -1), 1);
    check_int(json_int(day->next, "requests", -1), 5);
    check_int(json_int(day->next, "records", -1), 10);
    check_int(json_int(day->next, "refused", -1), 3);
    check(rig_text(&t.rig, "last_words").n > 0, "and when it was used last");
    close_town(&t);
}

void
test_ident_client__quotas_and_usage(void)
{
    on_each_store(counts);
}

void
test_ident_client__scopes_as_text(void)
{
    static const struct {
        const char *text, *again; /* NULL: refused */
    } cases[] = {
        { "", "" },
        { "registry:a:read", "registry:a:read" },
        { "registry:a_1:write registry:b:read", "registry:a_1:write registry:b:read" },
        { "registry:a:read registry:a:read", "registry:a:read" },
        { "registry:a:read ", NULL },
        { " registry:a:read", NULL },
        { "registry:a:read  registry:b:read", NULL },
        { "registry:A:read", NULL },
        { "registry:a:own", NULL },
        { "registry:a", NULL },
        { "registry::read", NULL },
        { "registry:a:read:x", NULL },
        { "openid", NULL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct client_scope *scope;
        int                  n;
        enum err err = client_scopes_parse(test_arena(), str_of(cases[i].text), &scope, &n);

        check(err == (cases[i].again ? ERR_OK : ERR_MALFORMED), cases[i].text);
        if (err == ERR_OK)
            check_str(client_scopes_text(test_arena(), scope, n), str_of(cases[i].again));
    }
}
