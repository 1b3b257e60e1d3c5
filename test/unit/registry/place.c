/* Where geometries lie: numbers of places, what a rectangle asks of them, shapes that are none. */
#include "registry/place.h"

#include "check.h"
#include "registry/geo.h"

static double
drawn(uint64_t *state, double from, double to)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return from + (to - from) * (double)(*state >> 33) / 2147483648.0;
}

static bool
asked_for(const struct place_range *r, int n, int64_t place)
{
    for (int i = 0; i < n; i++)
        if (place >= r[i].from && place <= r[i].to)
            return true;
    return false;
}

/* Against every pair compared by itself; the drawing is the same each time. */
void
test_registry_place__misses_nothing_that_meets(void)
{
    static struct place_range range[PLACE_RANGES], few[PLACE_RANGES];
    uint64_t                  state = 7;
    int                       met = 0, beside = 0, small = 0, many = 0, less = 0;

    for (int i = 0; i < 2000; i++) {
        double     reach = i % 4 == 0 ? 120 : i % 4 == 1 ? 3 : 0.01;
        double     x = drawn(&state, -180, 180), y = drawn(&state, -90, 90);
        struct box w = { x, y, x + drawn(&state, 0, reach), y + drawn(&state, 0, reach / 2) };
        int        n = place_ranges(&w, false, range), n_few = place_ranges(&w, true, few);

        for (int k = 1; k < n; k++)
            check(range[k].from > range[k - 1].to, "in order and apart");
        for (int k = 1; k < n_few; k++)
            check(few[k].from > few[k - 1].to, "in order and apart");
        many += n;
        less += n_few;
        for (int k = 0; k < 40; k++) {
            double     size = k % 3 == 0 ? 0 : drawn(&state, 0, k % 3 == 1 ? reach : 0.0001);
            double     a = drawn(&state, w.west - 2 * reach, w.east + 2 * reach);
            double     b = drawn(&state, w.south - reach, w.north + reach);
            struct box g = { a, b, a + size, b + size / 3 };
            bool       in = asked_for(range, n, place_number(&g));

            if (g.west < -180 || g.east > 180 || g.south < -90 || g.north > 90)
                continue;
            check(in || !place_meets(&w, &g), "asked for, for it meets the rectangle");
            if (size == 0) {
                check(place_is_small(place_number(&g)), "a point is small");
                check(asked_for(few, n_few, place_number(&g)) || !place_meets(&w, &g),
                      "asked for where all are small");
                small += place_meets(&w, &g);
            }
            met += place_meets(&w, &g);
            beside += in && !place_meets(&w, &g);
        }
    }
    check(met > 1000 && beside < 12 * met, "and not much beside");
    check(small > 100 && place_is_small(PLACE_NONE), "points among them; and what lies nowhere");
    check(2 * less < many, "far fewer ranges where all are small");
}

void
test_registry_place__reads_the_rectangle_of_a_geometry(void)
{
    static const struct {
        const char *text;
        struct box  box;
    } one[] = {
        { "{\"coordinates\":[106.3,-20.9],\"type\":\"Point\"}", { 106.3, -20.9, 106.3, -20.9 } },
        { "{\"coordinates\":[[1,2,9],[-3.5e0,4]],\"type\":\"LineString\"}", { -3.5, 2, 1, 4 } },
        { "{\"coordinates\":[[[0,0],[2,0],[2,1],[0,0]],[[9,9],[9,8],[8,8],[9,9]]],"
          "\"type\":\"Polygon\"}", { 0, 0, 9, 9 } },
    };
    struct box b;

    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++)
        check(place_box(str_of(one[i].text), &b) && place_holds(&b, &one[i].box) &&
                  place_holds(&one[i].box, &b), one[i].text);
    check(!place_box(S("{\"type\":\"Point\"}"), &b) && !place_box(S(""), &b) &&
              !place_box(S("{\"coordinates\":[[1]],\"type\":\"Point\"}"), &b), "no rectangle");
}

static const struct {
    const char *text, *message;
} shape[] = {
    { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}",
      "has lines that cross each other near {1}" },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,9],[0,0]],"
      "[[20,20],[21,20],[21,21],[20,20]]]}", "has a hole outside its area near {1}" },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[0,0],[0,0]]]}", NULL },
    { "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[9,0],[9,9],[0,9],[0,0]]],"
      "[[[1,1],[2,1],[2,2],[1,1]]]]}", "has an area within another near {1}" },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0,1],[9,0,1],[9,9,1],[0,9,1],[0,0,1]]]}", "" },
    { "{\"type\":\"LineString\",\"coordinates\":[[0,0],[2,2],[2,0],[0,2]]}", "" },
    { "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[9,0],[9,9],[0,9],[0,0]]],"
      "[[[11,11],[12,11],[12,12],[11,11]]]]}", "" },
};

void
test_registry_geo__says_why_a_shape_is_none(void)
{
    for (size_t i = 0; i < sizeof shape / sizeof shape[0]; i++) {
        struct faults f = { .arena = test_arena() };
        struct json  *g;

        check_ok(json_parse(test_arena(), str_of(shape[i].text), &g, NULL));
        geometry_check(test_arena(), g, &f, S("place"));
        if (shape[i].message == NULL || *shape[i].message != '\0')
            check(f.count == 1, shape[i].text);
        else
            check(f.count == 0, shape[i].text);
        if (f.count == 1 && shape[i].message != NULL)
            check(strcmp(f.first->message, shape[i].message) == 0, f.first->message);
    }
}

/* A triangle whose rectangle meets what it does not meet itself. */
void
test_registry_geo__meets_by_shape_not_by_rectangle(void)
{
    static const char triangle[] = "{\"coordinates\":[[[0,0],[10,0],[0,10],[0,0]]],"
                                   "\"type\":\"Polygon\"}";
    static const struct {
        struct box box;
        bool       meets;
    } one[] = {
        { { 8, 8, 9, 9 }, false }, { { 4, 4, 9, 9 }, true },   { { 5, 5, 9, 9 }, true },
        { { -1, -1, 0, 0 }, true }, { { 1, 1, 1, 1 }, true },  { { 11, 0, 12, 1 }, false },
        { { -5, -5, 50, 50 }, true },
    };

    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++)
        check(geometry_meets(test_arena(), str_of(triangle), &one[i].box) == one[i].meets,
              str_c(test_arena(), str_format(test_arena(), "rectangle %d", (int)i)));
    check(geometry_meets(test_arena(), S("{\"coordinates\":[3,4],\"type\":\"Point\"}"),
                         &(struct box){ 3, 4, 3, 4 }), "a point on a point");
}
