/* test/small_registry.h -- a small registry on a fresh store, and calls with quotes written
 * as '.  For the tests of what stands on top of records. */
#ifndef TEST_SMALL_REGISTRY_H
#define TEST_SMALL_REGISTRY_H

#include "ident/ident.h"
#include "pack/pack.h"
#include "portal/portal.h"
#include "registry/check.h"
#include "registry/registry.h"
#include "stores.h"

#define ORCHARD_DAY time_at(day_of(2024, 7, 1), 8 * 60)
#define ORCHARD_TITLE "'title':{'vi':'A','en':'A'}"
#define ORCHARD_FILE(version, open, crop_needed, more) \
    "{'x-registry':'orchard','x-version':" version ",'title':{'vi':'Vườn cây','en':'Orchards'}," \
    "'description':{'vi':'Vườn để thử','en':'A test'},'x-owner':'30','x-theme':'agriculture'," \
    "'x-public':'" open "','x-licence':'https://example.org/licence','x-frequency':'month'," \
    "'type':'object','additionalProperties':false,'required':['code'" crop_needed "]," \
    "'x-key':['code'],'x-title':'name','x-geometry':'place','properties':{" \
    "'code':{'type':'string','maxLength':20," ORCHARD_TITLE "}," \
    "'name':{'type':'string','maxLength':100,'title':{'vi':'Tên vườn','en':'Name'}}," \
    "'crop':{'enum':['lychee','longan'],'x-count':true,'title':{'vi':'Cây','en':'Crop'}," \
    "'x-words':{'lychee':{'vi':'vải','en':'lychee'},'longan':{'vi':'nhãn','en':'longan'}}}," \
    "'area':{'type':'integer','minimum':1,'x-index':true,'x-sum':true," ORCHARD_TITLE "}," \
    "'share':{'type':'number'," ORCHARD_TITLE "}," \
    "'since':{'type':'string','format':'date','x-count':'year'," ORCHARD_TITLE "}," \
    "'grower':{'type':'string','format':'personal-number','x-person':true," ORCHARD_TITLE "}," \
    "'select':{'type':'boolean','x-read':'official','x-index':true," ORCHARD_TITLE "}," \
    "'place':{'type':'object','format':'geometry'," ORCHARD_TITLE "}" more "}}"
#define ORCHARD ORCHARD_FILE("1", "rows", ",'crop'", "")

static const struct door_table *const orchard_tables[] = { &pack_table, &org_table, &ident_table,
                                                           &registry_table, &portal_table };
static const struct actor orchard_program = { .system = true };
static const struct actor orchard_anyone;

static inline char *
orchard_quoted(const char *text)
{
    char *p = str_c(test_arena(), str_of(text));

    for (char *c = p; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    return p;
}

static inline enum err
orchard_call(struct door *door, const struct actor *who, const char *name, const char *json,
             struct call *c)
{
    return test_call(door, who, name, orchard_quoted(json), c);
}

static inline enum err
orchard_load(struct door *door, const char *version, const char *file, struct call *c)
{
    struct json *in = json_object(test_arena()), *files;
    Str pack = str_format(test_arena(), "{\"pack\":\"p\",\"version\":%s,\"title\":{\"vi\":\"G\","
                                        "\"en\":\"P\"},\"needs\":[]}", version);
    Str texts[2][2] = { { S("pack.json"), pack },
                        { S("registries/orchard.json"), str_of(orchard_quoted(file)) } };

    json_put_text(test_arena(), in, "pack", S("p"));
    files = json_put_array(test_arena(), in, "files");
    for (int i = 0; i < 2; i++) {
        struct json *f = json_add(files, json_object(test_arena()));

        json_put_text(test_arena(), f, "path", texts[i][0]);
        json_put_text(test_arena(), f, "text", texts[i][1]);
    }
    return test_call(door, &orchard_program, "pack.load",
                     str_c(test_arena(), json_string(test_arena(), in)), c);
}

static inline struct door *
orchard_open(const struct store_options *store, struct test_clock *clock, const char *file)
{
    static const struct pack_section *list[1];
    struct pack_sections sections = { .list = list, .n = 1, .simulated = true };
    struct pack_set     *set = NULL;
    struct door         *door;
    struct db           *db;
    struct view          v;
    struct call          c = { 0 };
    char                 why[256] = "";

    list[0] = registry_sections[0];
    test_clock_set(clock, ORCHARD_DAY);
    door = test_door(store, orchard_tables, 5, NULL, clock);
    check(door_reader(door, &db, why) == ERR_OK, why);
    v = (struct view){ .arena = test_arena(), .db = db, .who = &orchard_program,
                       .world = test_world() };
    check_ok(pack_set_stored(&v, &sections, &set));
    db_close(db);
    pack_swap(test_world(), set);
    check_ok(orchard_load(door, "1", file, &c));
    return door;
}

static inline void
orchard_close(struct door *door)
{
    door_close(door);
    pack_free_all(test_world());
}

static inline void
orchard_create(struct door *door, const char *values)
{
    struct call c = { 0 };

    check_ok(orchard_call(door, &orchard_program, "registry.create",
                          str_c(test_arena(), str_format(test_arena(), "{'registry':'orchard',"
                                                                       "'values':%s}", values)),
                          &c));
}

/* How many rows or counts are not what they should be. */
static inline int64_t
orchard_findings(struct door *door, const struct derived_check *check_)
{
    struct verify_report report = { .arena = test_arena() };
    struct db           *db;
    struct view          v;
    char                 why[256] = "";

    check(door_reader(door, &db, why) == ERR_OK, why);
    v = (struct view){ .arena = test_arena(), .db = db, .who = &orchard_program,
                       .world = test_world() };
    check_ok(db_begin(db));
    check_ok(check_->run(&v, &report));
    db_end(db);
    db_close(db);
    return report.found;
}

#endif
