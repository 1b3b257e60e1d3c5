/* What the columns of a file with shapes are understood as, on both stores: those of GeoJSON are
 * the registry's, whatever its field is called; a column of GeoJSON in a table is by its name. */
#include "small_registry.h"

#define FEATURES \
    "{'type':'FeatureCollection','features':[" \
    "{'type':'Feature','properties':{'code':'A','crop':'lychee','place':'đầu làng','lon':1}," \
    "'geometry':{'type':'Point','coordinates':[106.3,20.9]}}," \
    "{'type':'Feature','properties':{'code':'B','crop':'longan'},'geometry':null}]}"

/* What is suggested for a heading of the file; "?" when it has none. */
static Str
meant(struct door *door, Str file, const char *heading)
{
    struct call c = { 0 };
    Hash        hash;
    Str         in;

    check_ok(load_keep(test_world()->folder, file, &hash));
    in = str_format(test_arena(), "{'registry':'orchard','file':'%.*s'}",
                    STR_ARG(hex_text(test_arena(), hash_bytes(&hash))));
    check_ok(orchard_call(door, &orchard_program, "registry.load_look", str_c(test_arena(), in),
                          &c));
    json_each(column, json_get(c.out, "columns"))
        if (str_eq(json_text(column, "heading"), str_of(heading)))
            return json_text(column, "field");
    return S("?");
}

static Str
one(struct door *door, const char *key)
{
    struct call c = { 0 };
    Str in = str_format(test_arena(), "{'registry':'orchard','key':'%s'}", key);

    check_ok(orchard_call(door, &orchard_program, "registry.one", str_c(test_arena(), in), &c));
    return orchard_text(&c);
}

static void
shapes(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    Str file = S("code,crop,place\nC,lychee,\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":"
                 "[106.4,20.8]}\"\n");

    check_str(meant(door, file, "place"), S("place"));
    orchard_send(door, file, "");
    orchard_steps(door, 1000, false);
    check(str_has(one(door, "C"), S("[106.4,20.8]")), "a column of GeoJSON in a table");
    file = orchard_quoted(FEATURES);
    check_str(meant(door, file, "geometry"), S("place"));
    check_str(meant(door, file, "place"), S("")); /* a property of that name is no shape */
    check_str(meant(door, file, "lon"), S(""));   /* nor half of one */
    check_str(meant(door, file, "code"), S("code"));
    orchard_send(door, file, "");
    orchard_steps(door, 1000, false);
    check(str_has(one(door, "A"), S("\"place\":{\"coordinates\":[106.3,20.9],\"type\":\"Point\"}")),
          str_c(test_arena(), one(door, "A")));
    check(!str_has(one(door, "B"), S("place")), "none where there is none");
    orchard_close(door);
}
void
test_registry_load_map__takes_the_shapes_of_geojson_for_the_registrys(void)
{
    on_each_store(shapes);
}

static void
chosen(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));

    orchard_send(door, orchard_quoted(FEATURES),
                 ",'mapping':{'code':'code','crop':'crop','geometry':''}");
    orchard_steps(door, 1000, false);
    check_str(meant(door, orchard_quoted(FEATURES), "geometry"), S("")); /* remembered */
    orchard_close(door);
}
void
test_registry_load_map__remembers_that_shapes_are_left_out(void)
{
    on_each_store(chosen);
}

static void
without(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, ORCHARD("1", "rows", ""));

    check_str(meant(door, orchard_quoted(FEATURES), "geometry"), S(""));
    check_str(meant(door, orchard_quoted(FEATURES), "place"), S("place"));
    orchard_close(door);
}
void
test_registry_load_map__leaves_shapes_out_where_the_registry_has_none(void)
{
    on_each_store(without);
}
