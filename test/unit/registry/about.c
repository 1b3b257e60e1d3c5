/* A registry said whole: words in both languages, fields by who asks, when it was written first
 * and last; and a change that gives some values only. */
#include "registry/registry.h"

#include "ident/ident.h"
#include "pack/pack.h"
#include "registry/check.h"
#include "stores.h"

static const struct door_table *const tables[] = { &pack_table, &org_table, &ident_table,
                                                   &registry_table };
static const struct actor program = { .system = true };
static const struct actor anyone;

#define T "'title':{'vi':'Tê','en':'Te'}"
#define POND(open) \
    "{'x-registry':'pond','x-version':3,'title':{'vi':'Ao','en':'Ponds'}," \
    "'description':{'vi':'Thử','en':'A test'},'x-owner':'30','x-public':'" open "'," \
    "'x-theme':'agriculture','x-frequency':'month','x-keywords':{'vi':['ao','cá'],'en':['pond']}," \
    "'x-licence':'https://example.org/licence','type':'object','additionalProperties':false," \
    "'required':['code'],'x-key':['code'],'x-title':'name','properties':{" \
    "'code':{'type':'string','maxLength':20," T "},'name':{'type':'string','maxLength':50," T "}," \
    "'kind':{'enum':['carp','tilapia'],'x-count':true," T ",'x-words':" \
    "{'carp':{'vi':'chép','en':'carp'},'tilapia':{'vi':'rô phi','en':'tilapia'}}}," \
    "'depth':{'type':'number','x-read':'official'," T "}," \
    "'keeper':{'type':'string','format':'personal-number','x-person':true," T "}}}"

static Str
quoted(const char *text)
{
    char *p = str_c(test_arena(), str_of(text));

    for (char *c = p; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    return str_of(p);
}

static void
call(struct door *door, const struct actor *who, const char *name, const char *json, struct call *c)
{
    check_ok(test_call(door, who, name, str_c(test_arena(), quoted(json)), c));
}

static struct door *
open_with(const struct store_options *store, struct test_clock *clock, const char *pond)
{
    static const struct pack_section *list[1];
    struct pack_sections sections = { .list = list, .n = 1, .simulated = true };
    struct pack_set     *set = NULL;
    struct call          c = { 0 };
    struct door         *door;
    struct db           *db;
    struct view          v;
    char                 why[256] = "";
    Str                  in;

    list[0] = registry_sections[0];
    test_clock_set(clock, time_at(day_of(2024, 7, 1), 8 * 60));
    door = test_door(store, tables, 4, NULL, clock);
    check(door_reader(door, &db, why) == ERR_OK, why);
    v = (struct view){ .arena = test_arena(), .db = db, .who = &program, .world = test_world() };
    check_ok(pack_set_stored(&v, &sections, &set));
    db_close(db);
    pack_swap(test_world(), set);
    in = str_format(test_arena(),
                    "{\"pack\":\"p\",\"files\":[{\"path\":\"pack.json\",\"text\":%.*s},"
                    "{\"path\":\"registries/pond.json\",\"text\":%.*s}]}",
                    STR_ARG(json_string(test_arena(), json_new_text(test_arena(), quoted(
                        "{'pack':'p','version':1,'title':{'vi':'G','en':'P'},'needs':[]}")))),
                    STR_ARG(json_string(test_arena(), json_new_text(test_arena(), quoted(pond)))));
    check_ok(test_call(door, &program, "pack.load", str_c(test_arena(), in), &c));
    return door;
}

static void
close_door(struct door *door)
{
    door_close(door);
    pack_free_all(test_world());
}

static Str
names_of(const struct json *fields)
{
    Str out = S("");

    json_each(f, fields)
        out = str_join(test_arena(), out, out.n > 0 ? S(" ") : S(""),
                       f->kind == JSON_TEXT ? f->text : json_text(f, "name"));
    return out;
}

static void
said_whole(const struct store_options *store)
{
    struct test_clock  clock;
    struct door       *door = open_with(store, &clock, POND("rows"));
    struct call        c = { 0 };
    const struct json *issued, *words;

    call(door, &anyone, "registry.about", "{'registry':'pond'}", &c);
    check(json_get(c.out, "modified") == NULL, "nothing was written yet");
    check_int(json_int(c.out, "records", -1), 0);
    call(door, &program, "registry.create", "{'registry':'pond','values':{'code':'1'}}", &c);
    test_clock_set(&clock, time_at(day_of(2024, 7, 3), 8 * 60));
    call(door, &program, "registry.create",
         "{'registry':'pond','values':{'code':'2','kind':'carp','depth':1.5}}", &c);
    call(door, &anyone, "registry.about", "{'registry':'pond'}", &c);
    issued = json_get(c.out, "issued");
    check(str_starts(json_text(issued, "at"), S("2024-07-01")), "when the first record came");
    check(str_starts(json_text(json_get(c.out, "modified"), "at"), S("2024-07-03")),
          "and when the last was written");
    check(json_int(issued, "act", 0) < json_int(json_get(c.out, "modified"), "act", 0), "by acts");
    check(json_get(c.out, "sample") != NULL && !json_bool(c.out, "sample"), "no sample");
    check_int(json_int(c.out, "records", -1), 2);
    check_int(json_int(c.out, "version", -1), 3);
    words = json_get(json_get(c.out, "words"), "vi");
    check(str_eq(json_text(words, "title"), S("Ao")), "its title");
    check(str_eq(names_of(json_get(words, "keywords")), S("ao cá")), "its keywords");
    check(str_eq(names_of(json_get(c.out, "fields")), S("code name kind")), "public fields alone");
    check(str_eq(names_of(json_get(c.out, "key_fields")), S("code")), "what names a record");
    call(door, &program, "registry.about", "{'registry':'pond'}", &c);
    check(str_eq(names_of(json_get(c.out, "fields")), S("code name kind depth keeper")),
          "all of them for whom it is");
    check(test_call(door, &anyone, "registry.about", "{\"registry\":\"lake\"}", &c) ==
              ERR_NOT_FOUND, "no such registry");
    close_door(door);
}
void
test_registry_about__says_a_registry_whole(void)
{
    on_each_store(said_whole);
}

static void
closed(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_with(store, &clock, POND("counts"));
    struct call       c = { 0 };

    for (int i = 0; i < 9; i++)
        call(door, &program, "registry.create",
             str_format(test_arena(), "{'registry':'pond','values':{'code':'%d'}}", i).p, &c);
    call(door, &anyone, "registry.about", "{'registry':'pond'}", &c);
    check(json_get(c.out, "records") == NULL, "nine are too few to be counted");
    check(str_eq(names_of(json_get(c.out, "fields")), S("kind")), "counted fields alone");
    check(json_get(json_get(c.out, "key_fields"), "code") == NULL &&
              json_get(c.out, "key_fields")->count == 0 && json_get(c.out, "title_field") == NULL,
          "nor by another name");
    close_door(door);
}
void
test_registry_about__lists_no_field_that_is_not_open(void)
{
    on_each_store(closed);
}

static void
hidden(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_with(store, &clock, POND("none"));
    struct call       c = { 0 };

    call(door, &anyone, "registry.about", "{'registry':'pond'}", &c);
    check(json_get(c.out, "records") == NULL && json_get(c.out, "fields")->count == 0,
          "nothing but that it is there");
    close_door(door);
}

void
test_registry_about__of_a_closed_registry_says_that_it_is_there(void)
{
    on_each_store(hidden);
}

static void
partly(const struct store_options *store)
{
    struct test_clock  clock;
    struct door       *door = open_with(store, &clock, POND("rows"));
    struct call        c = { 0 };
    const struct json *values;

    call(door, &program, "registry.create",
         "{'registry':'pond','values':{'code':'1','name':'Ao Sen','kind':'carp','depth':1.5,"
         "'keeper':'000123456789'}}", &c);
    call(door, &program, "registry.change",
         "{'registry':'pond','key':'1','partial':true,'values':{'kind':'tilapia','depth':null}}",
         &c);
    call(door, &program, "registry.one", "{'registry':'pond','key':'1'}", &c);
    values = json_get(c.out, "values");
    check(str_eq(json_text(values, "kind"), S("tilapia")), "what was given");
    check(str_eq(json_text(values, "name"), S("Ao Sen")), "what was not stays");
    check(json_get(values, "keeper") != NULL, "also what is hidden");
    check(json_get(values, "depth") == NULL, "null takes away");
    check(test_call(door, &program, "registry.change",
                    "{\"registry\":\"pond\",\"key\":\"1\",\"partial\":true,"
                    "\"values\":{\"colour\":\"red\"}}", &c) == ERR_INVALID, "no such field");
    close_door(door);
}
void
test_registry_about__a_change_may_give_some_values_only(void)
{
    on_each_store(partly);
}

static int64_t
found(struct door *door)
{
    struct verify_report report = { .arena = test_arena() };
    struct db           *db;
    struct view          v;
    char                 why[256] = "";

    check(door_reader(door, &db, why) == ERR_OK, why);
    v = (struct view){ .arena = test_arena(), .db = db, .who = &program, .world = test_world() };
    check_ok(db_begin(db));
    check_ok(registry_check_acts.run(&v, &report));
    db_end(db);
    db_close(db);
    return report.found;
}

static void
verified(const struct store_options *store)
{
    static const char *const sql = "UPDATE registry_touched SET last = last - 1";
    const char *const        both[STORE_KINDS] = { sql, sql };
    struct test_clock        clock;
    struct door             *door = open_with(store, &clock, POND("rows"));
    struct call              c = { 0 };
    struct db               *db;
    char                     why[256] = "";

    check_int(found(door), 0);
    call(door, &program, "registry.create", "{'registry':'pond','values':{'code':'1'}}", &c);
    call(door, &program, "registry.create", "{'registry':'pond','values':{'code':'2'}}", &c);
    call(door, &program, "registry.change",
         "{'registry':'pond','key':'2','values':{'code':'2','name':'Ao'}}", &c);
    check_int(found(door), 0);
    call(door, &program, "registry.end", "{'registry':'pond','key':'1'}", &c);
    check_int(found(door), 0);
    check(db_open(store, DB_WRITER, &db, why) == ERR_OK, why);
    check_ok(db_write_begin(db));
    check_ok(db_define(db, both));
    check_ok(db_commit(db));
    db_close(db);
    check_int(found(door), 1);
    close_door(door);
}
void
test_registry_about__verify_finds_another_moment(void)
{
    on_each_store(verified);
}
