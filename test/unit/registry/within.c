/* registry.within on both stores: every record whose geometry meets the rectangle, each once, a
 * page at a time; who may not see the geometry may not ask; a geometry that a newer file adds. */
#include "small_registry.h"

#define SIDE 12 /* plots on a side: points on even ones, areas on odd ones, some without */

static const char *
plot(int x, int y)
{
    double lon = 106.2 + x * 0.01, lat = 20.9 + y * 0.01;
    Str    s;

    if ((x + y) % 2 == 0)
        s = str_format(test_arena(), "{'type':'Point','coordinates':[%.4f,%.4f]}", lon, lat);
    else
        s = str_format(test_arena(), "{'type':'Polygon','coordinates':[[[%.4f,%.4f],[%.4f,%.4f],"
                       "[%.4f,%.4f],[%.4f,%.4f]]]}", lon, lat, lon + 0.012, lat, lon, lat + 0.012,
                       lon, lat);
    return str_c(test_arena(), s);
}

static void
plant(struct door *door)
{
    for (int x = 0; x < SIDE; x++)
        for (int y = 0; y < SIDE; y++)
            orchard_create(door,
                           str_c(test_arena(),
                                 str_format(test_arena(), "{'code':'%02d%02d','crop':'%s'%s%s}", x,
                                            y, y % 2 ? "longan" : "lychee",
                                            x == 5 && y == 5 ? "" : ",'place':",
                                            x == 5 && y == 5 ? "" : plot(x, y))));
}

/* A plot and a rectangle in hundredths of a degree from the corner, as a person would. */
static bool
lies(int x, int y, double west, double south, double east, double north)
{
    if ((x == 5 && y == 5) || x > east || y > north)
        return false;
    if ((x + y) % 2 == 0)
        return x >= west && y >= south;
    west = west > x ? west : x;
    south = south > y ? south : y;
    return west - x + (south - y) <= 1.2;
}

static int
pages_of(struct door *door, Str bbox, const char *where, int limit, char got[SIDE][SIDE])
{
    Str next = S("");
    int n = 0, pages = 0;

    memset(got, 0, SIDE * SIDE);
    do {
        struct call c = { 0 };
        Str in = str_format(test_arena(), "{'registry':'orchard','bbox':'%.*s','where':%s,"
                            "'after':'%.*s','limit':%d}", STR_ARG(bbox), where, STR_ARG(next),
                            limit);

        check_ok(orchard_call(door, &orchard_anyone, "registry.within", str_c(test_arena(), in),
                              &c));
        json_each(row, json_get(c.out, "rows"))
        {
            Str key = json_text(row, "key");

            got[(key.p[0] - '0') * 10 + key.p[1] - '0'][(key.p[2] - '0') * 10 + key.p[3] - '0']++;
            n++;
        }
        next = json_text(c.out, "next");
    } while (next.n > 0 && ++pages < 200);
    return n;
}

static void
compare(struct door *door, const double at[4], const char *where, int limit)
{
    Str  bbox = str_format(test_arena(), "%.4f,%.4f,%.4f,%.4f", 106.2 + at[0] * 0.01,
                           20.9 + at[1] * 0.01, 106.2 + at[2] * 0.01, 20.9 + at[3] * 0.01);
    bool longan = where[1] != '}';
    char got[SIDE][SIDE];

    pages_of(door, bbox, where, limit, got);
    for (int x = 0; x < SIDE; x++)
        for (int y = 0; y < SIDE; y++) {
            bool want = lies(x, y, at[0], at[1], at[2], at[3]) && (!longan || y % 2 == 1);

            check(got[x][y] == want, str_c(test_arena(), str_format(test_arena(),
                                                                    "plot %d,%d of %.*s", x, y,
                                                                    STR_ARG(bbox))));
        }
}

static void
rectangles(const struct store_options *store)
{
    static const double at[][4] = {
        { -1, -1, 20, 20 }, { 0.5, 0.5, 3.55, 2.5 }, { 3, 3, 3, 3 },       { 4.7, 4.6, 4.8, 4.8 },
        { -5, -5, -1, -1 }, { 2.1, 0.1, 2.2, 11.5 }, { 0, 6.3, 11.5, 6.4 }, { 11, 11, 90, 60 },
    };
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };
    char              got[SIDE][SIDE];

    check_ok(orchard_load(door, "1", PLOTS("1", "rows", ""), &c));
    plant(door);
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        compare(door, at[i], "{}", 7);
        compare(door, at[i], "{'crop':'longan'}", 1000);
    }
    check_int(pages_of(door, S("-180,-90,180,90"), "{}", 10, got), SIDE * SIDE - 1);
    check_int(pages_of(door, S("170,0,-170,90"), "{}", 10, got), 0);
    check_int(pages_of(door, S("106,0,-170,90"), "{}", 10, got), SIDE * SIDE - 1);
    check_ok(orchard_call(door, &orchard_program, "registry.change",
                          "{'registry':'orchard','key':'0000','values':{'code':'0000','crop':"
                          "'lychee','place':{'type':'Point','coordinates':[1,2]}}}", &c));
    check_ok(orchard_call(door, &orchard_program, "registry.end",
                          "{'registry':'orchard','key':'0002'}", &c));
    check_int(pages_of(door, S("106.19,20.89,106.205,20.93"), "{}", 10, got), 2);
    check(got[0][1] == 1 && got[0][3] == 1, "moved and ended ones are not there");
    check_int(pages_of(door, S("0.5,1,1,2"), "{}", 10, got), 1);
    orchard_close(door);
}
void
test_registry_within__finds_what_meets_the_rectangle(void)
{
    on_each_store(rectangles);
}

static void
refused(const struct store_options *store)
{
    static const char *const wrong[] = { "", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1,2,3,4,5,6,7",
                                         "0,91,1,92", "-181,0,1,1", "0,5,1,4", "nan,0,1,1" };
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check_ok(orchard_load(door, "1", PLOTS("1", "rows", ""), &c));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        check(orchard_call(door, &orchard_anyone, "registry.within",
                           str_c(test_arena(), str_format(test_arena(),
                                                          "{'registry':'orchard','bbox':'%s'}",
                                                          wrong[i])), &c) == ERR_INVALID, wrong[i]);
    check(orchard_call(door, &orchard_anyone, "registry.within",
                       "{'registry':'orchard','bbox':'0,0,1,1','after':'x'}", &c) == ERR_INVALID,
          "no place of a page");
    check_ok(orchard_load(door, "2", PLOTS("2", "none", ""), &c));
    check(orchard_call(door, &orchard_anyone, "registry.within",
                       "{'registry':'orchard','bbox':'0,0,1,1'}", &c) == ERR_SIGN_IN, "no rows");
    orchard_close(door);
}
void
test_registry_within__refuses_what_is_no_rectangle(void)
{
    on_each_store(refused);
}

#define GAUGE(version, words, more) \
    "{'x-registry':'orchard','x-version':" version ",'title':{'vi':'Trạm','en':'Gauges'}," \
    "'description':{'vi':'Thử','en':'A test'},'x-owner':'30','x-public':'rows'," \
    "'x-licence':'https://example.org/licence','type':'object','additionalProperties':false," \
    "'required':['code'],'x-key':['code'],'x-title':'code'," words "'properties':{" \
    "'code':{'type':'string','maxLength':9," TITLE "}" more "}}"
#define AT ",'at':{'type':'object','format':'geometry'," TITLE "}"

static void
added(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check_ok(orchard_load(door, "1", GAUGE("1", "", ""), &c));
    orchard_create(door, "{'code':'A'}");
    check_ok(orchard_load(door, "2", GAUGE("2", "'x-geometry':'at',", AT), &c));
    orchard_create(door, "{'code':'B','at':{'type':'Point','coordinates':[106.3,20.9]}}");
    check_ok(orchard_call(door, &orchard_program, "registry.change",
                          "{'registry':'orchard','key':'A','values':{'code':'A','at':"
                          "{'type':'Point','coordinates':[106.3,20.9,5]}}}", &c));
    check_ok(orchard_call(door, &orchard_anyone, "registry.within",
                          "{'registry':'orchard','bbox':'106.3,20.9,106.3,20.9'}", &c));
    check_int((int64_t)json_get(c.out, "rows")->count, 2);
    check(orchard_load(door, "3", GAUGE("3", "", AT), &c) == ERR_INVALID, "it stays the geometry");
    check(orchard_load(door, "3", GAUGE("3", "'x-geometry':'on',",
                                        AT ",'on':{'type':'object','format':'geometry'," TITLE "}"),
                       &c) == ERR_INVALID, "and no other takes its place");
    orchard_close(door);
}
void
test_registry_within__a_geometry_may_be_added(void)
{
    on_each_store(added);
}

/* A rectangle asks for less where nothing but points is on record: it has to notice when that ends. */
static void
widened(const struct store_options *store)
{
    const Str         corner = S("106.31,20.91,106.32,20.92");
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };
    char              got[SIDE][SIDE];

    check_ok(orchard_load(door, "1", PLOTS("1", "rows", ""), &c));
    orchard_create(door, "{'code':'0001','crop':'lychee','place':{'type':'Point','coordinates':"
                         "[106.315,20.915]}}");
    check_int(pages_of(door, corner, "{}", 10, got), 1);
    orchard_create(door, "{'code':'0002','crop':'lychee','place':{'type':'Polygon','coordinates':"
                         "[[[106.2,20.8],[106.4,20.8],[106.4,21],[106.2,21],[106.2,20.8]]]}}");
    check_int(pages_of(door, corner, "{}", 10, got), 2);
    check_int(orchard_findings(door, &registry_check_counts), 0);
    check_ok(orchard_call(door, &orchard_program, "registry.end",
                          "{'registry':'orchard','key':'0002'}", &c));
    check_int(pages_of(door, corner, "{}", 10, got), 1);
    check_int(orchard_findings(door, &registry_check_counts), 0);
    orchard_close(door);
}
void
test_registry_within__notices_the_first_area_among_points(void)
{
    on_each_store(widened);
}

static void
named_later(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, NULL);
    struct call       c = { 0 };

    check_ok(orchard_load(door, "1", ORCHARD("1", "rows", ""), &c));
    check(orchard_load(door, "2", PLOTS("2", "rows", ""), &c) == ERR_INVALID,
          "records on file have no place");
    orchard_close(door);
}
void
test_registry_compare__no_old_field_becomes_the_geometry(void)
{
    on_each_store(named_later);
}
