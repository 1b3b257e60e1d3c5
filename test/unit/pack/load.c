/* Loading packs through the door: whole or not at all, versions that never
 * change, and what held on a day; on both stores. */
#include <stdatomic.h>

#include "pack/pack.h"
#include "pages.h"
#include "stores.h"

static enum err
compile_words(struct pack_build *b, void **out)
{
    const struct pack_file *files;
    int                     n;
    Str                    *first = arena_make(pack_arena(b), Str);

    files = pack_files(b, "words", &n);
    for (int i = 0; i < n; i++) {
        if (json_get(files[i].json, "bad") != NULL)
            pack_fault(b, &files[i], S("bad"), "bad", STR_NONE, STR_NONE);
        if (i == 0)
            *first = json_text(files[i].json, "word");
    }
    *out = first;
    return ERR_OK;
}

static const struct pack_section words_section = { .name = "words", .compile = compile_words,
                                                   .title = "Words" };
static const struct pack_section procedures_section = { .name = "procedures" };
static const struct pack_section data_section = { .name = "data", .title = "Table" };
static const struct pack_section *const list[] = { &words_section, &procedures_section,
                                                   &data_section };
static const struct pack_sections        sections = { .list = list, .n = 3 };
static const struct door_table *const    tables[] = { &pack_table };
static const struct actor                program = { .system = true };
static const struct actor                anyone;

#define DAY_1 day_of(2024, 7, 1)

#define FILES(version, file)                                                                       \
    "\"files\":[{\"path\":\"pack.json\",\"text\":\"{\\\"pack\\\":\\\"p\\\",\\\"version\\\":" version \
    ",\\\"title\\\":{\\\"vi\\\":\\\"Gói\\\",\\\"en\\\":\\\"Pack\\\"},\\\"needs\\\":[]}\"},"            \
    "{\"path\":\"words/w.json\",\"text\":\"" file "\"}"
#define LOAD(version, file) "{\"pack\":\"p\"," FILES(version, file) "]}"

static struct view
view_on(struct door *door, struct db **db)
{
    char why[256] = "";

    check(door_reader(door, db, why) == ERR_OK, why);
    return (struct view){ .arena = test_arena(), .db = *db, .who = &program,
                          .world = test_world() };
}

/* The word the program goes by now. */
static Str
word_now(void)
{
    struct view v = { .world = test_world() };
    const Str  *word = pack_data(&v, "words");

    return word != NULL ? *word : STR_NONE;
}

static struct door *
open_door(const struct store_options *store, struct test_clock *clock)
{
    struct pack_set *set = NULL;
    struct db       *db;
    struct view      v;
    struct door     *door = test_door(store, tables, 1, NULL, clock);

    v = view_on(door, &db);
    check_ok(pack_set_stored(&v, &sections, &set));
    db_close(db);
    pack_swap(test_world(), set);
    return door;
}

static void
close_door(struct door *door)
{
    door_close(door);
    pack_free_all(test_world());
}

static Str
held_on(struct door *door, const char *day)
{
    struct call call = { .arena = NULL };
    Str input = str_format(test_arena(),
                           "{\"day\":\"%s\",\"pack\":\"p\",\"section\":\"words\",\"name\":\"w\"}",
                           day);

    check_ok(test_call(door, &anyone, "pack.rules", input.p, &call));
    return json_text(json_get(call.out, "rows")->first, "text");
}

static void
loading(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door;
    struct call       call = { .arena = NULL };

    test_clock_set(&clock, time_at(DAY_1, 450));
    door = open_door(store, &clock);
    check_str(word_now(), S(""));
    check_err(test_call(door, &anyone, "pack.load", LOAD("1", "{}"), &call), ERR_SIGN_IN);
    check_ok(test_call(door, &program, "pack.load", LOAD("1", "{\\\"word\\\":\\\"một\\\"}"), &call));
    check_int(call.act, 1);
    check_str(word_now(), S("một"));
    /* the same again changes nothing; the same number with other contents may not be */
    check_ok(test_call(door, &program, "pack.load", LOAD("1", "{\\\"word\\\":\\\"một\\\"}"), &call));
    check(json_bool(call.out, "unchanged"), "unchanged");
    check_err(test_call(door, &program, "pack.load", LOAD("1", "{\\\"word\\\":\\\"x\\\"}"), &call),
              ERR_INVALID);
    check_str(call.faults.first->field, S("p/pack.json#/version"));
    /* faults: all at once, nothing changed */
    check_err(test_call(door, &program, "pack.load", LOAD("2", "{\\\"bad\\\":1}"), &call),
              ERR_INVALID);
    check_str(call.faults.first->field, S("p/words/w.json#/bad"));
    check_err(test_call(door, &program, "pack.load", LOAD("2", "{\\n\\n!}"), &call), ERR_INVALID);
    check_str(call.faults.first->field, S("p/words/w.json:3"));
    check_err(test_call(door, &program, "pack.load", "{\"pack\":\"p\",\"files\":[{\"path\":1}]}",
                        &call), ERR_INVALID);
    check_str(word_now(), S("một"));
    clock.now += TIME_DAY;
    check_ok(test_call(door, &program, "pack.load", LOAD("2", "{\\\"word\\\":\\\"hai\\\"}"), &call));
    check_str(word_now(), S("hai"));
    check_str(held_on(door, "2024-07-01"), S("{\"word\":\"một\"}"));
    check_str(held_on(door, "2024-07-02"), S("{\"word\":\"hai\"}"));
    check_ok(test_call(door, &anyone, "pack.rules", "{\"day\":\"2024-06-30\"}", &call));
    check(json_get(call.out, "rows")->count == 0, "nothing held before");
    close_door(door);
    door = open_door(store, &clock);
    check_str(word_now(), S("hai"));
    close_door(door);
}

#define WITH_DATA(rows)                                                                            \
    "{\"pack\":\"p\"," FILES("1", "{}") ",{\"path\":\"data/w.sample.csv\",\"text\":\"" rows      \
    "\"}]}"

/* Data goes into the store and comes out of it, byte for byte. */
static void
keeping_data(const struct store_options *store)
{
    struct test_clock       clock;
    struct door            *door;
    struct call             call = { .arena = NULL };
    struct view             v = { .arena = NULL };
    const struct pack      *p;

    test_clock_set(&clock, time_at(DAY_1, 450));
    door = open_door(store, &clock);
    check_ok(test_call(door, &program, "pack.load", WITH_DATA("mã,tên\\n1,\\\"a\\\"\\n"),
                       &call));
    close_door(door);
    door = open_door(store, &clock);
    v.world = test_world();
    p = pack_by_name(pack_of(&v), S("p"));
    check_str(p->files[1].name, S("w.sample"));
    check_str(p->files[1].bytes, S("mã,tên\n1,\"a\"\n"));
    check_ok(test_call(door, &program, "pack.load", WITH_DATA("mã,tên\\n1,\\\"a\\\"\\n"),
                       &call));
    check(json_bool(call.out, "unchanged"), "the same bytes, the same digest");
    check_err(test_call(door, &program, "pack.load", WITH_DATA("mã\\n"), &call), ERR_INVALID);
    check_ok(test_call(door, &anyone, "pack.list", "{}", &call));
    check_page_model("packs", call.out);
    check_ok(test_call(door, &anyone, "pack.one", "{\"name\":\"p\"}", &call));
    check_page_model("pack", call.out);
    check_str(json_text(json_get(call.out, "sections")->first, "name"), S("Bảng"));
    check_ok(test_call(door, &anyone, "pack.rules",
                       "{\"pack\":\"p\",\"section\":\"data\",\"name\":\"w.sample\"}", &call));
    check_str(json_text(json_get(call.out, "rows")->first, "text"), S("mã,tên\n1,\"a\"\n"));
    close_door(door);
}

void
test_pack_load__data_enters_as_it_is(void)
{
    on_each_store(keeping_data);
}

void
test_pack_load__versions_enter_whole_and_stay(void)
{
    on_each_store(loading);
}

/* A view keeps the set it began with; another server learns of a load. */
static void
replacing(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door;
    struct call       call = { .arena = NULL };
    struct pack_set  *stale = NULL;
    struct view       v, old = { .arena = NULL };
    struct db        *db;

    test_clock_set(&clock, time_at(DAY_1, 450));
    door = open_door(store, &clock);
    check_ok(test_call(door, &program, "pack.load", LOAD("1", "{\\\"word\\\":\\\"một\\\"}"), &call));
    old.packs = atomic_load(&test_world()->packs);
    v = view_on(door, &db);
    check_ok(pack_set_stored(&v, &sections, &stale));
    check_ok(test_call(door, &program, "pack.load", LOAD("2", "{\\\"word\\\":\\\"hai\\\"}"), &call));
    check_str(*(const Str *)pack_data(&old, "words"), S("một"));
    check_str(word_now(), S("hai"));
    /* as if this server had not been the one that loaded */
    pack_swap(test_world(), stale);
    check_str(word_now(), S("một"));
    check_err(test_call(door, &program, "pack.load", LOAD("3", "{}"), &call), ERR_CONFLICT);
    check_ok(pack_keep_up(&v));
    check_str(word_now(), S("hai"));
    check_ok(pack_keep_up(&v));
    db_close(db);
    close_door(door);
}

void
test_pack_load__a_view_keeps_its_set(void)
{
    on_each_store(replacing);
}

static void
pages(const struct store_options *store)
{
    struct test_clock  clock;
    struct door       *door;
    struct call        call = { .arena = NULL };
    const struct json *row;

    test_clock_set(&clock, time_at(DAY_1, 450));
    door = open_door(store, &clock);
    check_ok(test_call(door, &program, "pack.load",
                       LOAD("1", "{\\\"word\\\":{\\\"src\\\":\\\"a\\\"},\\\"w\\\":{\\\"src\\\":null},"
                                 "\\\"sources\\\":{\\\"a\\\":{\\\"title\\\":\\\"T\\\",\\\"url\\\":"
                                 "null,\\\"read\\\":\\\"2024-01-02\\\",\\\"grade\\\":\\\"V2\\\"}}}"),
                       &call));
    check_ok(test_call(door, &anyone, "pack.list", "{}", &call));
    check_page_model("packs", call.out);
    row = json_get(call.out, "rows")->first;
    check_str(json_text(row, "title"), S("Gói"));
    check_int(json_int(row, "v2", -1), 1);
    check_int(json_int(row, "none", -1), 1);
    check_str(json_text(row, "loaded_words"), S("01/07/2024"));
    check_ok(test_call(door, &anyone, "pack.one", "{\"name\":\"p\"}", &call));
    check_page_model("pack", call.out);
    check_str(json_text(call.out, "entry"), S("1"));
    row = json_get(call.out, "sources")->first;
    check_str(json_text(row, "read_words"), S("02/01/2024"));
    check(json_get(call.out, "sections")->count == 1, "one section");
    check_err(test_call(door, &anyone, "pack.one", "{\"name\":\"q\"}", &call), ERR_NOT_FOUND);
    close_door(door);
}

void
test_pack_load__pages_of_packs(void)
{
    on_each_store(pages);
}
