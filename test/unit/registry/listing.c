/* Every record once, whatever the order: among many of one value, among those that have none, up
 * and down, page by page, within bounds. */
#include "base/scan.h"
#include "registry/listing.h"
#include "small_registry.h"

#define RECORDS 40

/* Ten without a day, ten of one day, twenty of a day each; areas 1 to 3. */
static void
fill_orchard(struct door *door)
{
    for (int i = 0; i < RECORDS; i++) {
        Str day = i % 4 == 0   ? S("")
                  : i % 4 == 1 ? S(",'since':'2023-05-01'")
                               : str_format(test_arena(), ",'since':'%d-06-01'", 1990 + i);
        Str share = i % 5 == 0 ? S("") : str_format(test_arena(), ",'share':%d.5", i);

        orchard_create(door,
                       str_c(test_arena(),
                             str_format(test_arena(), "{'code':'K-%d','crop':'%s','area':%d%.*s%.*s}",
                                        i + 10, i % 3 == 0 ? "lychee" : "longan", i % 3 + 1,
                                        STR_ARG(day), STR_ARG(share))));
    }
}

/* Walks `more` to its end, three a page; how many records, each once, in their order. */
static int
walk(struct door *door, const char *more, const char *by, int turn)
{
    bool seen[RECORDS] = { false };
    Str  after = S(""), last = S("");
    int  n = 0;

    for (int page = 0; page < RECORDS; page++) {
        struct call c = { 0 };
        char       *in = str_c(test_arena(),
                               str_format(test_arena(), "{'registry':'orchard','limit':3,%s%s%.*s'}",
                                          more, ",'after':'", STR_ARG(after)));

        check_ok(orchard_call(door, &orchard_anyone, "registry.list", in, &c));
        json_each(row, json_get(c.out, "rows"))
        {
            const struct json *value = json_get(json_get(row, "values"), by);
            Str text = value == NULL ? S("") : value->kind == JSON_TEXT ? value->text
                                                                        : json_string(test_arena(),
                                                                                      value);
            int64_t at = 10;

            check_ok(scan_int(str_sub(json_text(row, "key"), 2, 2), 10, RECORDS + 9, &at));
            check(!seen[at - 10], "once");
            seen[at - 10] = true;
            check(n == 0 || str_cmp(last, text) * turn <= 0, "in order");
            last = str_copy(test_arena(), text);
            n++;
        }
        if (json_get(c.out, "next") == NULL)
            return n;
        after = str_copy(test_arena(), json_text(c.out, "next"));
    }
    check(false, "an end");
    return -1;
}

static void
orders(const struct store_options *store)
{
    static const struct {
        const char *more, *by;
        int         turn, n;
    } asked[] = {
        { "'order':'since'", "since", 1, RECORDS },
        { "'order':'-since'", "since", -1, RECORDS },
        { "'order':'crop'", "crop", 1, RECORDS },
        { "'order':'-crop'", "crop", -1, RECORDS },
        { "'order':'area'", "area", 1, RECORDS },
        { "'order':'-area'", "area", -1, RECORDS },
        { "'order':'code'", "code", 1, RECORDS },
        { "'where':{'crop':'lychee'}", "crop", 1, 14 },
        { "'where':{'crop':'lychee'},'order':'-since'", "since", -1, 14 },
        { "'where':{'area':{'from':2}}", "area", 1, 26 },
        { "'where':{'area':{'to':2}},'order':'-area'", "area", -1, 27 },
        { "'where':{'since':{'to':'2023-05-01'}}", "since", 1, 26 },
        { "'where':{'since':{'from':'2023-05-01','to':'2023-05-01'}}", "since", 1, 10 },
        { "'where':{'since':'2023-05-01','crop':'longan'}", "since", 1, 7 },
    };
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));

    fill_orchard(door);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
        if (walk(door, asked[i].more, asked[i].by, asked[i].turn) != asked[i].n)
            check(false, asked[i].more);
    orchard_close(door);
}
void
test_registry_listing__has_each_record_once(void)
{
    on_each_store(orders);
}

/* A place that no page gave leads nowhere else than the filter allows. */
static void
places(const struct store_options *store)
{
    static const char *const asked[] = {
        "'where':{'area':{'from':2}},'after':'0:1'", "'where':{'area':{'from':2}},'after':'5:-9'",
        "'where':{'area':{'to':2}},'order':'-area','after':'0:3'",
        "'where':{'crop':'longan'},'after':'0:lychee'",
        "'where':{'crop':'longan'},'after':'9999999999999999:aaa'",
    };
    static const char *const wrong[] = { "'after':'x'", "'order':'area','after':'1:x'",
                                         "'order':'since','after':'1:2023-13-01'" };
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct call       c = { 0 };

    fill_orchard(door);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        check_ok(orchard_call(door, &orchard_anyone, "registry.list",
                              str_c(test_arena(), str_format(test_arena(),
                                                             "{'registry':'orchard',%s}",
                                                             asked[i])), &c));
        json_each(row, json_get(c.out, "rows"))
        {
            int64_t area = json_int(json_get(row, "values"), "area", 0);

            check(i >= 3 || (i == 2 ? area <= 2 : area >= 2), asked[i]);
            check(i < 3 || str_eq(json_text(json_get(row, "values"), "crop"), S("longan")),
                  asked[i]);
        }
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        check(orchard_call(door, &orchard_anyone, "registry.list",
                           str_c(test_arena(), str_format(test_arena(), "{'registry':'orchard',%s}",
                                                          wrong[i])), &c) == ERR_INVALID,
              wrong[i]);
    orchard_close(door);
}
void
test_registry_listing__goes_on_within_its_bounds(void)
{
    on_each_store(places);
}

/* A set of packs in which the file did not change, as any other pack brings one. */
static void
in_a_newer_set(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct call       c = { 0 };

    fill_orchard(door);
    check_ok(orchard_load(door, "2", PLOTS("1", "rows", ""), &c));
    check_int(walk(door, "'order':'area'", "area", 1), RECORDS);
    check_int(walk(door, "'order':'-since'", "since", -1), RECORDS);
    check_int(walk(door, "'where':{'area':2},'order':'area'", "area", 1), 13);
    orchard_close(door);
}
void
test_registry_listing__goes_on_when_another_pack_is_loaded(void)
{
    on_each_store(in_a_newer_set);
}

/* Whether the first row has its shape. */
static bool
has_shape(struct view *v, const char *order, bool shapeless)
{
    struct listing_asked asked = { .registry = S("orchard"), .order = str_of(order),
                                   .shapeless = shapeless };
    struct faults        faults = { .arena = test_arena() };
    struct listing       l;
    const struct cell   *row = NULL;
    enum sight           sight;

    v->faults = &faults;
    check_ok(listing_begin(v, &asked, &l));
    check_ok(listing_next(&l, &row, &sight));
    check(row != NULL && row[registry_field(l.r, S("code"))->column].s.n > 0, "a row");
    return row != NULL && !row[l.r->field[l.r->geometry_field].column].null;
}

static void
shapes(const struct store_options *store)
{
    static const char *const orders[] = { "", "-code", "area", "-area" };
    struct test_clock        clock;
    struct door             *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    char                     why[256] = "";
    struct db               *db;
    struct view              v;

    orchard_create(door, "{'code':'A','crop':'lychee','area':7,"
                         "'place':{'type':'Point','coordinates':[106.3,20.9]}}");
    check(door_reader(door, &db, why) == ERR_OK, why);
    v = (struct view){ .arena = test_arena(), .db = db, .who = &orchard_program,
                       .world = test_world(), .now = DAY_1, .wall = DAY_1,
                       .packs = test_world()->packs };
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        check(has_shape(&v, orders[i], false), orders[i]);
        check(!has_shape(&v, orders[i], true), orders[i]);
    }
    db_close(db);
    orchard_close(door);
}
void
test_registry_listing__leaves_shapes_out_where_none_is_shown(void)
{
    on_each_store(shapes);
}
