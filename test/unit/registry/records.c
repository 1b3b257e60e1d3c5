/* Registries out of pack files: tables on both stores, records written one by one, read back by
 * key, in an order, filtered, as of a day; who sees what; newer files of a registry. */
#include "registry/registry.h"

#include "ident/ident.h"
#include "pack/pack.h"
#include "pages.h"
#include "stores.h"

#define DAY_1 time_at(day_of(2024, 7, 1), 8 * 60)

static const struct door_table *const tables[] = { &pack_table, &org_table, &ident_table,
                                                   &registry_table };
static const struct actor program = { .system = true };
static const struct actor anyone;

/* A registry as its file has it, quotes written as '. */
#define HEAD(version, open) \
    "{'x-registry':'orchard','x-version':" version ",'title':{'vi':'Vườn','en':'Orchards'}," \
    "'description':{'vi':'Thử','en':'A test'},'x-owner':'30','x-public':'" open "'," \
    "'x-licence':'https://example.org/licence','type':'object','additionalProperties':false," \
    "'required':['code','crop'],'x-key':['code'],'x-title':'name',"
#define TITLE "'title':{'vi':'A','en':'A'}"
#define FIELDS \
    "'code':{'type':'string','maxLength':20," TITLE "}," \
    "'name':{'type':'string','maxLength':100," TITLE "}," \
    "'crop':{'enum':['lychee','longan'],'x-count':true," TITLE ",'x-words':" \
    "{'lychee':{'vi':'vải','en':'lychee'},'longan':{'vi':'nhãn','en':'longan'}}}," \
    "'area':{'type':'integer','minimum':1,'x-index':true,'x-sum':true," TITLE "}," \
    "'share':{'type':'number'," TITLE "}," \
    "'since':{'type':'string','format':'date','x-count':'year'," TITLE "}," \
    "'grower':{'type':'string','format':'personal-number','x-person':true," TITLE "}," \
    "'select':{'type':'boolean','x-read':'official','x-index':true," TITLE "}," \
    "'place':{'type':'object','format':'geometry'," TITLE "}"
#define ORCHARD(version, open, more) HEAD(version, open) "'properties':{" FIELDS more "}}"

static Str
quoted(const char *text)
{
    char *p = str_c(test_arena(), str_of(text));

    for (char *c = p; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    return str_of(p);
}

static enum err
load(struct door *door, const char *version, const char *file, struct call *c)
{
    struct json *in = json_object(test_arena()), *files;
    Str pack = str_format(test_arena(),
                          "{\"pack\":\"p\",\"version\":%s,\"title\":{\"vi\":\"G\",\"en\":\"P\"},"
                          "\"needs\":[]}", version);
    Str texts[2][2] = { { S("pack.json"), pack },
                        { S("registries/orchard.json"), quoted(file) } };

    json_put_text(test_arena(), in, "pack", S("p"));
    files = json_put_array(test_arena(), in, "files");
    for (int i = 0; i < 2; i++) {
        struct json *f = json_add(files, json_object(test_arena()));

        json_put_text(test_arena(), f, "path", texts[i][0]);
        json_put_text(test_arena(), f, "text", texts[i][1]);
    }
    return test_call(door, &program, "pack.load", str_c(test_arena(), json_string(test_arena(), in)),
                     c);
}

static enum err
call(struct door *door, const struct actor *who, const char *name, const char *json, struct call *c)
{
    return test_call(door, who, name, str_c(test_arena(), quoted(json)), c);
}

static struct door *
open_door(const struct store_options *store, struct test_clock *clock)
{
    static const struct pack_section *list[1];
    struct pack_sections sections = { .list = list, .n = 1, .simulated = true };
    struct pack_set     *set = NULL;
    struct door         *door;
    struct db           *db;
    struct view          v;
    char                 why[256] = "";

    list[0] = registry_sections[0];
    test_clock_set(clock, DAY_1);
    door = test_door(store, tables, 4, NULL, clock);
    check(door_reader(door, &db, why) == ERR_OK, why);
    v = (struct view){ .arena = test_arena(), .db = db, .who = &program, .world = test_world() };
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
text_of(const struct call *c)
{
    return json_string(test_arena(), c->out);
}

static void
create(struct door *door, const char *values)
{
    struct call c = { 0 };
    char       *in = str_c(test_arena(), str_format(test_arena(),
                                                    "{'registry':'orchard','values':%s}", values));

    Str         field;

    check_ok(call(door, &program, "registry.create", in, &c));
    field = c.faults.first != NULL ? c.faults.first->field : S("");
    check(field.n == 0, str_c(test_arena(), field));
}

static void
one_by_one(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };

    check_ok(load(door, "1", ORCHARD("1", "rows", ""), &c));
    create(door, "{'code':'A-1','name':'Vải Thanh Hà','crop':'lychee','area':1200,'share':0.25,"
                 "'since':'2023-05-01','select':true}");
    create(door, "{'code':'B-2','crop':'longan','area':300}");
    check(call(door, &program, "registry.create",
               "{'registry':'orchard','values':{'code':'A-1','crop':'longan'}}", &c) == ERR_INVALID,
          "the same key twice");
    check_ok(call(door, &program, "registry.change",
                  "{'registry':'orchard','key':'A-1','values':{'code':'A-1','crop':'longan',"
                  "'area':1500}}", &c));
    check(call(door, &program, "registry.change",
               "{'registry':'orchard','key':'A-1','since':1,'values':{'code':'A-1',"
               "'crop':'longan'}}", &c) == ERR_CONFLICT, "an old version was read");
    check(call(door, &program, "registry.change",
               "{'registry':'orchard','key':'A-1','values':{'code':'A-9','crop':'longan'}}", &c) ==
              ERR_INVALID, "the key may not change");
    check_ok(call(door, &program, "registry.one",
                  "{'registry':'orchard','key':'A-1','versions':true}", &c));
    check(str_has(text_of(&c), S("\"kind\":\"created\"")) &&
          str_has(text_of(&c), S("\"kind\":\"changed\"")) &&
          str_has(text_of(&c), S("\"share\":0.25")) && str_has(text_of(&c), S("\"area\":1500")),
          "both versions, as they were");
    check_ok(call(door, &anyone, "registry.counts",
                  "{'registry':'orchard','field':'crop'}", &c));
    check(str_eq(text_of(&c), S("{\"values\":[{\"value\":\"longan\",\"title\":\"nhãn\",\"n\":2}]}")), "two of longan");
    check_ok(call(door, &anyone, "registry.counts",
                  "{'registry':'orchard','field':'crop','what':'area'}", &c));
    check(str_has(text_of(&c), S("\"n\":1800")), "the sum of the areas");
    check_ok(call(door, &program, "registry.end", "{'registry':'orchard','key':'B-2'}", &c));
    check(call(door, &anyone, "registry.one", "{'registry':'orchard','key':'B-2'}", &c) ==
              ERR_NOT_FOUND, "it ended");
    create(door, "{'code':'B-2','crop':'lychee','area':7}");
    check_ok(call(door, &anyone, "registry.list", "{'registry':'orchard'}", &c));
    check_int(json_int(c.out, "total", -1), 2);
    close_door(door);
}
void
test_registry_records__are_written_one_by_one(void)
{
    on_each_store(one_by_one);
}

static const struct {
    const char *values, *field, *why;
} wrong[] = {
    { "{'crop':'lychee'}", "code", "the key is missing" },
    { "{'code':'','crop':'lychee'}", "code", "the key is empty" },
    { "{'code':'A','crop':'mango'}", "crop", "no such value" },
    { "{'code':'A','crop':'lychee','area':0}", "area", "below the least" },
    { "{'code':'A','crop':'lychee','since':'2023-02-30'}", "since", "no such day" },
    { "{'code':'A','crop':'lychee','grower':'030123456789'}", "grower", "a real one in a sample" },
    { "{'code':'A','crop':'lychee','colour':'red'}", "colour", "no such field" },
    { "{'code':'A','crop':'lychee','place':{'type':'Point','coordinates':[106.3,200]}}", "place",
      "off the globe" },
    { "{'code':'A','crop':'lychee','place':{'type':'Polygon','coordinates':[[[1,1],[2,2],[1,1]]]}}",
      "place", "a ring of three" },
    { "{'code':'A','crop':'lychee','place':'here'}", "place", "no geometry at all" },
};

static void
faults(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };

    check_ok(load(door, "1", ORCHARD("1", "rows", ""), &c));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Str  in = str_format(test_arena(), "{'registry':'orchard','values':%s}", wrong[i].values);
        bool named = false;

        check(call(door, &program, "registry.create", str_c(test_arena(), in), &c) == ERR_INVALID,
              wrong[i].why);
        for (const struct fault *f = c.faults.first; f != NULL; f = f->next)
            named |= str_eq(f->field, str_of(wrong[i].field));
        check(named, wrong[i].why);
    }
    check_ok(call(door, &anyone, "registry.list", "{'registry':'orchard'}", &c));
    check_int(json_int(c.out, "total", -1), 0);
    close_door(door);
}
void
test_registry_records__say_what_is_wrong(void)
{
    on_each_store(faults);
}

#define MANY 60

/* Every page of an order, keys joined; how many pages. */
static Str
all_pages(struct door *door, const char *order, const char *where, int *out_pages)
{
    struct buf b = BUF_MAX(8192);
    Str        next = S(""), all;

    for (*out_pages = 0; *out_pages < 100; ++*out_pages) {
        struct call c = { 0 };
        Str in = str_format(test_arena(), "{'registry':'orchard','order':'%s','where':%s,"
                            "'after':'%.*s','limit':7}", order, where, STR_ARG(next));

        check_ok(call(door, &anyone, "registry.list", str_c(test_arena(), in), &c));
        json_each(row, json_get(c.out, "rows"))
            buf_add(&b, str_join(test_arena(), json_text(row, "key"), S(" "), S("")));
        next = json_text(c.out, "next");
        if (next.n == 0)
            break;
    }
    ++*out_pages;
    all = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return all;
}

/* Areas 0 (absent), 1, 2 … in turn of five, so that pages end inside equal values. */
static void
pages(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };
    struct buf        up = BUF_MAX(8192), down = BUF_MAX(8192), some = BUF_MAX(8192);
    int               n;

    check_ok(load(door, "1", ORCHARD("1", "rows", ""), &c));
    for (int i = 0; i < MANY; i++) {
        Str area = i % 5 > 0 ? str_format(test_arena(), ",'area':%d", i % 5) : S("");

        create(door, str_c(test_arena(),
                           str_format(test_arena(), "{'code':'K%02d','crop':'%s'%.*s}", i,
                                      i % 3 ? "lychee" : "longan", STR_ARG(area))));
    }
    for (int a = 0; a < 5; a++)
        for (int i = a; i < MANY; i += 5) {
            buf_format(&up, "K%02d ", i);
            if (a >= 2 && a <= 3 && i % 3 == 0)
                buf_format(&some, "K%02d ", i);
        }
    for (int a = 4; a >= 0; a--)
        for (int i = MANY - 5 + a; i >= 0; i -= 5)
            buf_format(&down, "K%02d ", i);
    check(str_eq(all_pages(door, "area", "{}", &n), buf_str(&up)), "upwards, absent ones first");
    check_int(n, (MANY + 6) / 7);
    check(str_eq(all_pages(door, "-area", "{}", &n), buf_str(&down)), "downwards");
    check(str_eq(all_pages(door, "area", "{'area':{'from':2,'to':3},'crop':'longan'}", &n),
                 buf_str(&some)), "between two bounds, of one crop");
    check_ok(call(door, &anyone, "registry.list",
                  "{'registry':'orchard','where':{'crop':'longan'},'limit':5}", &c));
    check_int(json_int(c.out, "total", -1), MANY / 3);
    check_ok(call(door, &anyone, "registry.list",
                  "{'registry':'orchard','where':{'area':{'from':2}}}", &c));
    check(json_get(c.out, "total") == NULL, "what is not counted is not guessed");
    buf_free(&up);
    buf_free(&down);
    buf_free(&some);
    close_door(door);
}
void
test_registry_list__pages_by_key_in_any_order(void)
{
    on_each_store(pages);
}

static void
sights(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };

    check_ok(load(door, "1", ORCHARD("1", "rows", ""), &c));
    create(door, "{'code':'A','crop':'lychee','grower':'000123456789','select':true}");
    check_ok(call(door, &anyone, "registry.one", "{'registry':'orchard','key':'A'}", &c));
    check(!str_has(text_of(&c), S("select")) && !str_has(text_of(&c), S("grower")),
          "the public sees public fields alone");
    check_ok(call(door, &program, "registry.one", "{'registry':'orchard','key':'A'}", &c));
    check(str_has(text_of(&c), S("\"grower\":\"•••\"")) && str_has(text_of(&c), S("\"select\"")),
          "who may read sees that there is a personal value");
    check_ok(call(door, &program, "registry.one",
                  "{'registry':'orchard','key':'A','unmask':true}", &c));
    check(str_has(text_of(&c), S("000123456789")) && c.act > 0, "unmasked, and recorded by an act");
    check(call(door, &anyone, "registry.one", "{'registry':'orchard','key':'A','unmask':true}",
               &c) != ERR_OK, "not by anybody");
    check(call(door, &anyone, "registry.list",
               "{'registry':'orchard','where':{'select':true}}", &c) == ERR_INVALID,
          "no filter by a hidden field");
    check(call(door, &anyone, "registry.list", "{'registry':'orchard','order':'select'}", &c) ==
              ERR_INVALID, "no order by a hidden field");
    check(call(door, &program, "registry.list", "{'registry':'orchard','where':{'grower':'0'}}",
               &c) == ERR_INVALID, "nobody filters by a personal one");
    check(call(door, &anyone, "registry.create",
               "{'registry':'orchard','values':{'code':'B','crop':'lychee'}}", &c) != ERR_OK,
          "nor does anybody write");
    close_door(door);
}
void
test_registry_access__hides_fields_and_records_readings(void)
{
    on_each_store(sights);
}

static void
small(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };

    check_ok(load(door, "1", ORCHARD("1", "counts", ""), &c));
    for (int i = 0; i < 33; i++)
        create(door, str_c(test_arena(), str_format(test_arena(), "{'code':'%d','crop':'%s',"
                           "'area':5}", i, i < 9 ? "longan" : "lychee")));
    check_ok(call(door, &anyone, "registry.counts", "{'registry':'orchard','field':'crop'}", &c));
    check(str_has(text_of(&c), S("\"longan\",\"title\":\"nhãn\",\"n\":null")) &&
          !str_has(text_of(&c), S("24")), "nine are hidden, also from subtraction");
    check(call(door, &anyone, "registry.counts",
               "{'registry':'orchard','field':'crop','what':'area'}", &c) == ERR_INVALID,
          "no sums over records that are not seen");
    check(call(door, &anyone, "registry.list", "{'registry':'orchard'}", &c) != ERR_OK,
          "no rows");
    check(call(door, &anyone, "registry.one", "{'registry':'orchard','key':'1'}", &c) != ERR_OK,
          "nor one");
    close_door(door);
}
void
test_registry_counts__close_small_cells(void)
{
    on_each_store(small);
}

static void
versions(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };
    static const struct {
        const char *file, *why;
    } refused[] = {
        { HEAD("2", "rows") "'properties':{'code':{'type':'string','format':'personal-number',"
          TITLE "},'crop':{'type':'string'," TITLE "},'name':{'type':'string'," TITLE "}}}",
          "a key that is personal" },
        { ORCHARD("1", "rows", ",'b':{'type':'string'," TITLE "}"), "the same number" },
        { HEAD("3", "rows") "'properties':{'code':{'type':'string','maxLength':20," TITLE "},"
          "'crop':{'enum':['lychee','longan'],'x-count':true," TITLE ",'x-words':{'lychee':"
          "{'vi':'a','en':'a'},'longan':{'vi':'a','en':'a'}}},'name':{'type':'string',"
          "'maxLength':100," TITLE "}}}", "fields taken away" },
    };

    check_ok(load(door, "1", ORCHARD("1", "rows", ""), &c));
    create(door, "{'code':'A','crop':'lychee'}");
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        check(load(door, "2", refused[i].file, &c) == ERR_INVALID && faults_any(&c.faults),
              refused[i].why);
    check_ok(load(door, "2", ORCHARD("2", "rows", ",'water':{'type':'string','x-index':true,"
                                     "'maxLength':9," TITLE "}"), &c));
    create(door, "{'code':'B','crop':'lychee','water':'pond'}");
    check_ok(call(door, &anyone, "registry.list", "{'registry':'orchard','order':'water'}", &c));
    check(str_has(text_of(&c), S("\"water\":\"pond\"")), "the new field");
    check_ok(call(door, &program, "registry.change",
                  "{'registry':'orchard','key':'A','values':{'code':'A','crop':'lychee',"
                  "'water':'well'}}", &c));
    check_ok(call(door, &anyone, "registry.list", "{'registry':'orchard','order':'water'}", &c));
    check_int((int64_t)json_get(c.out, "rows")->count, 2);
    close_door(door);
}
void
test_registry_compare__adds_fields_and_refuses_the_rest(void)
{
    on_each_store(versions);
}

static void
on_a_day(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };

    check_ok(load(door, "1", ORCHARD("1", "rows", ""), &c));
    create(door, "{'code':'A','crop':'lychee','area':1}");
    test_clock_set(&clock, DAY_1 + 5 * TIME_DAY);
    check_ok(call(door, &program, "registry.change", "{'registry':'orchard','key':'A',"
                  "'values':{'code':'A','crop':'lychee','area':2}}", &c));
    check_ok(call(door, &anyone, "registry.one",
                  "{'registry':'orchard','key':'A','on':'2024-07-03'}", &c));
    check(str_has(text_of(&c), S("\"area\":1")), "as it stood on the third");
    check_ok(call(door, &anyone, "registry.one",
                  "{'registry':'orchard','key':'A','on':'2024-07-06'}", &c));
    check(str_has(text_of(&c), S("\"area\":2")), "and on the sixth");
    check(call(door, &anyone, "registry.one",
               "{'registry':'orchard','key':'A','on':'2024-06-30'}", &c) == ERR_NOT_FOUND,
          "not there yet");
    close_door(door);
}
void
test_registry_one__as_of_a_day(void)
{
    on_each_store(on_a_day);
}
