/* Registries out of pack files: tables on both stores, records written one by one, read back by
 * key, in an order, filtered, as of a day; who sees what; newer files of a registry. */
#include "small_registry.h"

static void
one_by_one(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check_ok(orchard_load(door, "1", ORCHARD("1", "rows", ""), &c));
    orchard_create(door,
                   "{'code':'A-1','name':'Vải Thanh Hà','crop':'lychee','area':1200,'share':0.25,"
                   "'since':'2023-05-01','select':true}");
    orchard_create(door, "{'code':'B-2','crop':'longan','area':300}");
    check(orchard_call(door, &orchard_program, "registry.create",
                       "{'registry':'orchard','values':{'code':'A-1','crop':'longan'}}",
                       &c) == ERR_INVALID,
          "the same key twice");
    check_ok(
        orchard_call(door, &orchard_program, "registry.change",
                     "{'registry':'orchard','key':'A-1','values':{'code':'A-1','crop':'longan',"
                     "'area':1500}}",
                     &c));
    check(orchard_call(door, &orchard_program, "registry.change",
                       "{'registry':'orchard','key':'A-1','since':1,'values':{'code':'A-1',"
                       "'crop':'longan'}}",
                       &c) == ERR_CONFLICT,
          "an old version was read");
    check(orchard_call(door, &orchard_program, "registry.change",
                       "{'registry':'orchard','key':'A-1','values':{'code':'A-9','crop':'longan'}}",
                       &c) == ERR_INVALID,
          "the key may not change");
    check_ok(orchard_call(door, &orchard_program, "registry.one",
                          "{'registry':'orchard','key':'A-1','versions':true}", &c));
    check(str_has(orchard_text(&c), S("\"kind\":\"created\"")) &&
              str_has(orchard_text(&c), S("\"kind\":\"changed\"")) &&
              str_has(orchard_text(&c), S("\"share\":0.25")) &&
              str_has(orchard_text(&c), S("\"area\":1500")),
          "both versions, as they were");
    check_ok(orchard_call(door, &orchard_anyone, "registry.counts",
                          "{'registry':'orchard','field':'crop'}", &c));
    check(str_eq(orchard_text(&c),
                 S("{\"values\":[{\"value\":\"longan\",\"title\":\"nhãn\",\"n\":2}]}")),
          "two of longan");
    check_ok(orchard_call(door, &orchard_anyone, "registry.counts",
                          "{'registry':'orchard','field':'crop','what':'area'}", &c));
    check(str_has(orchard_text(&c), S("\"n\":1800")), "the sum of the areas");
    check_ok(orchard_call(door, &orchard_program, "registry.end",
                          "{'registry':'orchard','key':'B-2'}", &c));
    check(orchard_call(door, &orchard_anyone, "registry.one", "{'registry':'orchard','key':'B-2'}",
                       &c) == ERR_NOT_FOUND,
          "it ended");
    orchard_create(door, "{'code':'B-2','crop':'lychee','area':7}");
    check_ok(orchard_call(door, &orchard_anyone, "registry.list", "{'registry':'orchard'}", &c));
    check_int(json_int(c.out, "total", -1), 2);
    orchard_close(door);
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
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check_ok(orchard_load(door, "1", ORCHARD("1", "rows", ""), &c));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        Str  in = str_format(test_arena(), "{'registry':'orchard','values':%s}", wrong[i].values);
        bool named = false;

        check(orchard_call(door, &orchard_program, "registry.create", str_c(test_arena(), in),
                           &c) == ERR_INVALID,
              wrong[i].why);
        for (const struct fault *f = c.faults.first; f != NULL; f = f->next)
            named |= str_eq(f->field, str_of(wrong[i].field));
        check(named, wrong[i].why);
    }
    check_ok(orchard_call(door, &orchard_anyone, "registry.list", "{'registry':'orchard'}", &c));
    check_int(json_int(c.out, "total", -1), 0);
    orchard_close(door);
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

        check_ok(orchard_call(door, &orchard_anyone, "registry.list", str_c(test_arena(), in), &c));
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
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };
    struct buf        up = BUF_MAX(8192), down = BUF_MAX(8192), some = BUF_MAX(8192);
    int               n;

    check_ok(orchard_load(door, "1", ORCHARD("1", "rows", ""), &c));
    for (int i = 0; i < MANY; i++) {
        Str area = i % 5 > 0 ? str_format(test_arena(), ",'area':%d", i % 5) : S("");

        orchard_create(
            door, str_c(test_arena(), str_format(test_arena(), "{'code':'K%02d','crop':'%s'%.*s}",
                                                 i, i % 3 ? "lychee" : "longan", STR_ARG(area))));
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
    check_ok(orchard_call(door, &orchard_anyone, "registry.list",
                          "{'registry':'orchard','where':{'crop':'longan'},'limit':5}", &c));
    check_int(json_int(c.out, "total", -1), MANY / 3);
    check_ok(orchard_call(door, &orchard_anyone, "registry.list",
                          "{'registry':'orchard','where':{'area':{'from':2}}}", &c));
    check(json_get(c.out, "total") == NULL, "what is not counted is not guessed");
    buf_free(&up);
    buf_free(&down);
    buf_free(&some);
    orchard_close(door);
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
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check_ok(orchard_load(door, "1", ORCHARD("1", "rows", ""), &c));
    orchard_create(door, "{'code':'A','crop':'lychee','grower':'000123456789','select':true}");
    check_ok(orchard_call(door, &orchard_anyone, "registry.one", "{'registry':'orchard','key':'A'}",
                          &c));
    check(!str_has(orchard_text(&c), S("select")) && !str_has(orchard_text(&c), S("grower")),
          "the public sees public fields alone");
    check_ok(orchard_call(door, &orchard_program, "registry.one",
                          "{'registry':'orchard','key':'A'}", &c));
    check(str_has(orchard_text(&c), S("\"grower\":\"•••\"")) &&
              str_has(orchard_text(&c), S("\"select\"")),
          "who may read sees that there is a personal value");
    check_ok(orchard_call(door, &orchard_program, "registry.one",
                          "{'registry':'orchard','key':'A','unmask':true}", &c));
    check(str_has(orchard_text(&c), S("000123456789")) && c.act > 0,
          "unmasked, and recorded by an act");
    check(orchard_call(door, &orchard_anyone, "registry.one",
                       "{'registry':'orchard','key':'A','unmask':true}", &c) != ERR_OK,
          "not by anybody");
    check(orchard_call(door, &orchard_anyone, "registry.list",
                       "{'registry':'orchard','where':{'select':true}}", &c) == ERR_INVALID,
          "no filter by a hidden field");
    check(orchard_call(door, &orchard_anyone, "registry.list",
                       "{'registry':'orchard','order':'select'}", &c) == ERR_INVALID,
          "no order by a hidden field");
    check(orchard_call(door, &orchard_program, "registry.list",
                       "{'registry':'orchard','where':{'grower':'0'}}", &c) == ERR_INVALID,
          "nobody filters by a personal one");
    check(orchard_call(door, &orchard_anyone, "registry.create",
                       "{'registry':'orchard','values':{'code':'B','crop':'lychee'}}",
                       &c) != ERR_OK,
          "nor does anybody write");
    orchard_close(door);
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
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check_ok(orchard_load(door, "1", ORCHARD("1", "counts", ""), &c));
    for (int i = 0; i < 33; i++)
        orchard_create(door, str_c(test_arena(), str_format(test_arena(),
                                                            "{'code':'%d','crop':'%s',"
                                                            "'area':5}",
                                                            i, i < 9 ? "longan" : "lychee")));
    check_ok(orchard_call(door, &orchard_anyone, "registry.counts",
                          "{'registry':'orchard','field':'crop'}", &c));
    check(str_has(orchard_text(&c), S("\"longan\",\"title\":\"nhãn\",\"n\":null")) &&
              !str_has(orchard_text(&c), S("24")),
          "nine are hidden, also from subtraction");
    check(orchard_call(door, &orchard_anyone, "registry.counts",
                       "{'registry':'orchard','field':'crop','what':'area'}", &c) == ERR_INVALID,
          "no sums over records that are not seen");
    check(orchard_call(door, &orchard_anyone, "registry.list", "{'registry':'orchard'}", &c) !=
              ERR_OK,
          "no rows");
    check(orchard_call(door, &orchard_anyone, "registry.one", "{'registry':'orchard','key':'1'}",
                       &c) != ERR_OK,
          "nor one");
    orchard_close(door);
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
    struct door      *door = orchard_open(store, &clock, NULL);
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

    check_ok(orchard_load(door, "1", ORCHARD("1", "rows", ""), &c));
    orchard_create(door, "{'code':'A','crop':'lychee'}");
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        check(orchard_load(door, "2", refused[i].file, &c) == ERR_INVALID && faults_any(&c.faults),
              refused[i].why);
    check_ok(orchard_load(door, "2",
                          ORCHARD("2", "rows",
                                  ",'water':{'type':'string','x-index':true,"
                                  "'maxLength':9," TITLE "}"),
                          &c));
    orchard_create(door, "{'code':'B','crop':'lychee','water':'pond'}");
    check_ok(orchard_call(door, &orchard_anyone, "registry.list",
                          "{'registry':'orchard','order':'water'}", &c));
    check(str_has(orchard_text(&c), S("\"water\":\"pond\"")), "the new field");
    check_ok(orchard_call(door, &orchard_program, "registry.change",
                          "{'registry':'orchard','key':'A','values':{'code':'A','crop':'lychee',"
                          "'water':'well'}}",
                          &c));
    check_ok(orchard_call(door, &orchard_anyone, "registry.list",
                          "{'registry':'orchard','order':'water'}", &c));
    check_int((int64_t)json_get(c.out, "rows")->count, 2);
    orchard_close(door);
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
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check_ok(orchard_load(door, "1", ORCHARD("1", "rows", ""), &c));
    orchard_create(door, "{'code':'A','crop':'lychee','area':1}");
    test_clock_set(&clock, DAY_1 + 5 * TIME_DAY);
    check_ok(orchard_call(door, &orchard_program, "registry.change",
                          "{'registry':'orchard','key':'A',"
                          "'values':{'code':'A','crop':'lychee','area':2}}",
                          &c));
    check_ok(orchard_call(door, &orchard_anyone, "registry.one",
                          "{'registry':'orchard','key':'A','on':'2024-07-03'}", &c));
    check(str_has(orchard_text(&c), S("\"area\":1")), "as it stood on the third");
    check_ok(orchard_call(door, &orchard_anyone, "registry.one",
                          "{'registry':'orchard','key':'A','on':'2024-07-06'}", &c));
    check(str_has(orchard_text(&c), S("\"area\":2")), "and on the sixth");
    check(orchard_call(door, &orchard_anyone, "registry.one",
                       "{'registry':'orchard','key':'A','on':'2024-06-30'}", &c) == ERR_NOT_FOUND,
          "not there yet");
    orchard_close(door);
}
void
test_registry_one__as_of_a_day(void)
{
    on_each_store(on_a_day);
}
