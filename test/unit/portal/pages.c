/* Models of the portal's pages are what their views show, for everybody and for officials; what is
 * hidden stays hidden. */
#include "small_registry.h"
#include "pages.h"

static Str
text_of(const struct call *c)
{
    return json_string(test_arena(), c->out);
}

static void
some(struct door *door)
{
    orchard_create(door, "{'code':'A/1','name':'Vải <b>Thanh</b> Hà','crop':'lychee','area':1200,"
                         "'share':0.5,'since':'2023-05-01','select':true,'grower':'000099000001',"
                         "'place':{'type':'Polygon','coordinates':[[[106.3,20.9],[106.31,20.9],"
                         "[106.31,20.91],[106.3,20.9]]]}}");
    orchard_create(door, "{'code':'B-2','crop':'longan','area':300,"
                         "'place':{'type':'Point','coordinates':[106.4,20.95]}}");
}

static void
pages(const struct store_options *store)
{
    struct test_clock   clock;
    struct door        *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    const struct actor *who[2] = { &orchard_anyone, &orchard_program };
    struct call         c = { 0 };

    some(door);
    for (int i = 0; i < 2; i++) {
        check_ok(orchard_call(door, who[i], "data.catalogue", "{'q':'vuon  CAY'}", &c));
        check_page_model("data", c.out);
        check_int(json_int(c.out, "count", -1), 1);
        check_ok(orchard_call(door, who[i], "data.catalogue", "{'q':'ten vuon'}", &c));
        check_int(json_int(c.out, "count", -1), 1);
        check_ok(orchard_call(door, who[i], "data.catalogue", "{'theme':'health'}", &c));
        check_int(json_int(c.out, "count", -1), 0);
        check_ok(orchard_call(door, who[i], "data.set", "{'registry':'orchard'}", &c));
        check(str_has(text_of(&c), S("\"shapes_count\":2")) &&
              !str_has(text_of(&c), S("000099000001")), "a map, and nobody's number");
        check_ok(orchard_call(door, who[i], "data.records",
                              "{'registry':'orchard','where':{'area.tu':'1.000'}}", &c));
        check_page_model("data_records", c.out);
        check(str_has(text_of(&c), S("A%2F1")) && !str_has(text_of(&c), S("\"B-2\"")),
              "numbers as people write them");
        check_ok(orchard_call(door, who[i], "data.records",
                              "{'registry':'orchard','q':'thanh vai','where':{'crop':'lychee'}}",
                              &c));
        check_page_model("data_records", c.out);
        check_int((int64_t)json_get(c.out, "rows")->count, 1);
        check_ok(orchard_call(door, who[i], "data.records", "{'registry':'orchard','q':'!'}", &c));
        check_page_model("data_records", c.out);
        check(json_get(json_get(c.out, "search"), "error") != NULL, "said at the box");
        check_ok(orchard_call(door, who[i], "data.record",
                              "{'registry':'orchard','key':'A%2F1'}", &c));
        check_page_model("data_record", c.out);
        check(!str_has(text_of(&c), S("000099000001")) &&
              str_has(text_of(&c), S("•••")) == (i == 1), "hidden, and officials see that it is");
    }
    orchard_close(door);
}
void
test_portal_pages__are_what_views_show(void)
{
    on_each_store(pages);
}

/* By filtering, sorting and counting nothing is learned of what may not be read. */
static void
unseen(const struct store_options *store)
{
    static const char *const asked[] = {
        "{'registry':'orchard','where':{'grower':'000099000001'}}",
        "{'registry':'orchard','where':{'select':'true'}}",
        "{'registry':'orchard','order':'select'}",
        "{'registry':'orchard','order':'grower'}",
        "{'registry':'orchard','where':{'colour':'red'}}",
        "{'registry':'orchard','where':{'area.tu':'wide'}}",
        "{'registry':'orchard','where':{'since.den':'31/02/2024'}}",
    };
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct call       c = { 0 };

    some(door);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        check_ok(orchard_call(door, &orchard_anyone, "data.records", asked[i], &c));
        check(json_get(c.out, "faults") != NULL && json_get(c.out, "rows")->count == 0, asked[i]);
        check_page_model("data_records", c.out);
    }
    check(orchard_call(door, &orchard_anyone, "data.form", "{'registry':'orchard'}", &c) ==
              ERR_SIGN_IN, "forms are for who writes");
    orchard_close(door);
}
void
test_portal_pages__filter_by_nothing_unseen(void)
{
    on_each_store(unseen);
}

/* A change by somebody who did not see the personal fields leaves them as they are. */
static void
kept(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct call       c = { 0 };

    some(door);
    check_ok(orchard_call(door, &orchard_program, "data.form",
                          "{'registry':'orchard','key':'A%2F1'}", &c));
    check_page_model("data_form", c.out);
    check(str_has(text_of(&c), S("\"keep\":[\"grower\"]")) &&
          !str_has(text_of(&c), S("000099000001")), "the form does not tell it");
    check_ok(orchard_call(door, &orchard_program, "registry.change",
                          "{'registry':'orchard','key':'A%2F1','partial':true,"
                          "'values':{'code':'A/1','crop':'longan','name':'Khác','area':null,"
                          "'place':'{\\'type\\':\\'Point\\',\\'coordinates\\':[106,21]}'}}", &c));
    check_ok(orchard_call(door, &orchard_program, "registry.one",
                          "{'registry':'orchard','key':'A%2F1','unmask':true}", &c));
    check(str_has(text_of(&c), S("000099000001")) && str_has(text_of(&c), S("Khác")) &&
          !str_has(text_of(&c), S("\"area\"")) && str_has(text_of(&c), S("[106,21]")),
          "kept, given, taken away; and a shape as its text");
    orchard_close(door);
}
void
test_portal_pages__change_what_is_hidden_unseen(void)
{
    on_each_store(kept);
}

/* The page of a version shows the rows of then, and the record that ended since. */
static void
then(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct call       c = { 0 };
    char             *in;
    int64_t           act;

    some(door);
    check_ok(orchard_call(door, &orchard_anyone, "registry.export", "{'registry':'orchard'}", &c));
    act = json_int(c.out, "upto", 0);
    check_ok(orchard_call(door, &orchard_program, "registry.end",
                          "{'registry':'orchard','key':'B-2'}", &c));
    in = str_c(test_arena(), str_format(test_arena(), "{'registry':'orchard','upto':%lld}",
                                        (long long)act));
    check_ok(orchard_call(door, &orchard_anyone, "data.set", in, &c));
    check(str_has(text_of(&c), S("\"B-2\"")) && json_get(c.out, "charts")->count == 0,
          "as it was, without totals of today");
    check_ok(orchard_call(door, &orchard_anyone, "data.set", "{'registry':'orchard'}", &c));
    check(!str_has(text_of(&c), S("\"B-2\"")), "and as it is");
    check(orchard_call(door, &orchard_anyone, "data.set",
                       "{'registry':'orchard','upto':99999}", &c) == ERR_NOT_FOUND, "not yet");
    orchard_close(door);
}
void
test_portal_pages__show_a_version(void)
{
    on_each_store(then);
}
