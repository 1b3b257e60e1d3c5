/* registry.declare on both stores: a registry from one file while the program serves, a newer
 * file of it and of one that a pack brought, every fault with its place, and --dev beside it. */
#include <stdatomic.h>

#include "small_registry.h"

#define GAUGE(version, more) \
    "{'x-registry':'gauge','x-version':" version ",'title':{'vi':'Trạm','en':'Gauges'}," \
    "'description':{'vi':'Thử','en':'A test'},'x-owner':'30','x-public':'rows'," \
    "'x-licence':'https://example.org/licence','type':'object','additionalProperties':false," \
    "'required':['code'],'x-key':['code'],'properties':{" \
    "'code':{'type':'string','maxLength':9," TITLE "}" more "}}"
#define LEVEL ",'level':{'type':'integer','x-index':true," TITLE "}"

static enum err
declare(struct door *door, const char *name, const char *file, struct call *c)
{
    struct json *in = json_object(test_arena());

    json_put_text(test_arena(), in, "file", orchard_quoted(file));
    return test_call(door, &orchard_program, name,
                     str_c(test_arena(), json_string(test_arena(), in)), c);
}

static bool
has_fault(const struct call *c, const char *field)
{
    for (const struct fault *f = c->faults.first; f != NULL; f = f->next)
        if (str_eq(f->field, str_of(field)))
            return true;
    return false;
}

static void
from_one_file(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check_ok(declare(door, "registry.look", GAUGE("1", ""), &c));
    check(str_has(orchard_text(&c), S("\"good\"")) && c.act == 0, "a look makes nothing");
    check(orchard_call(door, &orchard_anyone, "registry.list", "{'registry':'gauge'}", &c) ==
              ERR_NOT_FOUND, "not there yet");
    check_ok(declare(door, "registry.declare", GAUGE("1", ""), &c));
    check_ok(orchard_call(door, &orchard_program, "registry.create",
                          "{'registry':'gauge','values':{'code':'A'}}", &c));
    check_ok(declare(door, "registry.declare", GAUGE("1", ""), &c));
    check(json_bool(c.out, "unchanged"), "the same file again");
    check(declare(door, "registry.declare", GAUGE("1", LEVEL), &c) == ERR_INVALID &&
              has_fault(&c, "file/x-version"), "other contents need a higher version");
    check_ok(declare(door, "registry.declare", GAUGE("2", LEVEL), &c));
    check_ok(orchard_call(door, &orchard_program, "registry.change",
                          "{'registry':'gauge','key':'A','values':{'code':'A','level':7}}", &c));
    check_ok(orchard_call(door, &orchard_anyone, "registry.list",
                          "{'registry':'gauge','where':{'level':7}}", &c));
    check(str_has(orchard_text(&c), S("\"level\":7")), "with its new field");
    check(declare(door, "registry.declare", GAUGE("3", ""), &c) == ERR_INVALID &&
              has_fault(&c, "file/properties"), "a field is not taken away");
    orchard_close(door);
    door = orchard_open(store, &clock, NULL);
    check_ok(orchard_call(door, &orchard_anyone, "registry.one",
                          "{'registry':'gauge','key':'A'}", &c));
    orchard_close(door);
}
void
test_registry_own__is_there_with_the_answer(void)
{
    on_each_store(from_one_file);
}

static void
every_fault(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check(declare(door, "registry.declare",
                  "{'x-registry':'gauge','x-version':0,'title':{'vi':'a'},'description':"
                  "{'vi':'a','en':'a'},'x-owner':'30','x-public':'all','type':'object',"
                  "'x-key':['code'],'properties':{'code':{'type':'list'," TITLE "},"
                  "'at':{'type':'string','x-colour':1," TITLE "}}}", &c) == ERR_INVALID, "wrong");
    check(has_fault(&c, "file/x-version") && has_fault(&c, "file/title") &&
              has_fault(&c, "file/x-public") && has_fault(&c, "file/properties/code/type") &&
              has_fault(&c, "file/properties/at/x-colour") && has_fault(&c, "file/x-key"),
          "all at once, each with its place");
    check(declare(door, "registry.declare", "{'x-registry':\n'gauge',\n oops}", &c) ==
              ERR_INVALID && has_fault(&c, "file:3"), "what is no JSON, by its line");
    check(declare(door, "registry.declare", "{'x-registry':'Gauge'}", &c) == ERR_INVALID &&
              has_fault(&c, "file/x-registry") && has_fault(&c, "file/x-key"), "a bad key too");
    check_ok(declare(door, "registry.look", "{'x-registry':'gauge'}", &c));
    check(str_has(orchard_text(&c), S("\"where\":\"/x-key\"")), "a look says the same");
    check(test_call(door, &orchard_anyone, "registry.declare", "{\"file\":\"{}\"}", &c) ==
              ERR_SIGN_IN, "not by anybody");
    check_ok(orchard_call(door, &orchard_anyone, "registry.catalogue", "{}", &c));
    check_int((int64_t)json_get(c.out, "registries")->count, 0);
    orchard_close(door);
}
void
test_registry_own__says_every_fault_and_changes_nothing(void)
{
    on_each_store(every_fault);
}

/* A pack brought it; a data officer's newer file counts until that pack has a newer one. */
static void
of_a_pack(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check_ok(orchard_load(door, "1", ORCHARD("1", "rows", ""), &c));
    orchard_create(door, "{'code':'A','crop':'lychee'}");
    check(declare(door, "registry.declare", ORCHARD("1", "none", ""), &c) == ERR_INVALID,
          "not with the same version");
    check_ok(declare(door, "registry.declare",
                     ORCHARD("3", "rows", ",'water':{'type':'string','maxLength':9," TITLE "}"),
                     &c));
    orchard_create(door, "{'code':'B','crop':'lychee','water':'pond'}");
    check(orchard_load(door, "2", ORCHARD("2", "none", ""), &c) == ERR_OK, "an older one");
    check_ok(orchard_call(door, &orchard_anyone, "registry.one",
                          "{'registry':'orchard','key':'B'}", &c));
    check(str_has(orchard_text(&c), S("pond")), "is set aside");
    check_ok(orchard_load(door, "3",
                          ORCHARD("4", "rows", ",'water':{'type':'string','maxLength':20," TITLE
                                  "},'soil':{'type':'string'," TITLE "}"), &c));
    orchard_create(door, "{'code':'C','crop':'lychee','water':'a river far off','soil':'clay'}");
    orchard_close(door);
}
void
test_registry_own__takes_the_newer_of_two_files(void)
{
    on_each_store(of_a_pack);
}

static enum err
stand_in(const char *file, const struct pack_fault **out)
{
    const struct pack_set *used = atomic_load(&test_world()->packs);
    struct pack_input      in[2] = {
             { S("pack.json"), S("{\"pack\":\"p\",\"version\":9,\"title\":{\"vi\":\"G\",\"en\":\"P\"},"
                                      "\"needs\":[]}") },
             { S("registries/orchard.json"), orchard_quoted(file) },
    };
    struct pack        pack;
    struct pack_fault *faults;
    int                n;
    enum err           err;

    check_ok(pack_read_files(test_arena(), S("p"), in, 2, &pack, &faults, &n));
    err = pack_stand_in(test_arena(), test_world(), &pack, 1, pack_set_sections(used), &faults);
    *out = faults;
    return err;
}

static void
beside(const struct store_options *store)
{
    struct test_clock        clock;
    struct door             *door = orchard_open(store, &clock, NULL);
    const struct pack_fault *faults;
    struct call              c = { 0 };

    check_ok(orchard_load(door, "1", ORCHARD("1", "rows", ""), &c));
    check_ok(declare(door, "registry.declare", GAUGE("1", ""), &c));
    check(stand_in(ORCHARD("2", "rows", ",'soil':{'type':'string'," TITLE "}"), &faults) ==
              ERR_INVALID && faults != NULL, "a column that no load made");
    check_ok(stand_in(ORCHARD("2", "counts", ""), &faults));
    check(orchard_call(door, &orchard_anyone, "registry.list", "{'registry':'orchard'}", &c) !=
              ERR_OK, "what needs no table is as on the disk");
    check_ok(orchard_call(door, &orchard_anyone, "registry.list", "{'registry':'gauge'}", &c));
    check(declare(door, "registry.declare", GAUGE("2", LEVEL), &c) == ERR_CONFLICT,
          "nothing is put on record on top of it");
    orchard_close(door);
}
void
test_pack_stand_in__brings_no_tables_and_keeps_the_rest(void)
{
    on_each_store(beside);
}
