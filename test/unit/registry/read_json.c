/* Objects by line and features of a collection. */
#include "unit/registry/read_help.h"

void
test_registry_read_json__lines(void)
{
    static const struct {
        const char *text, *read;
    } row[] = {
        { "{\"a\":1,\"b\":\"x\"}\n{\"b\":null,\"c\":[1, 2]}\n\n{\"c\":true,\"a\":-1.5e3}",
          "a|b|c\n1|x|~\n~|~|[1,2]\n-1.5e3|~|true\n" },
        { "\xef\xbb\xbf{\"tên\":\"\"}\r\n", "tên\n\n" },
        { "{\"a\":1}\n{\"a\":\n{\"a\":3}\n[1]\n",
          "a\n1\n~ !the line is not JSON: {1}\n3\n~ !the line is not a JSON object\n" },
        { "{\"a\":1}\n{\"a\":2,\"b\"", "a\n1\n~ !the line is not JSON: {1}\n" },
        { "{\"a\":1}\n{\"\":2}\n{\"a\":3}\n",
          "a\n1\n~ !“{1}” is not among the columns that the file's first records have\n3\n" },
        { "{}\n", "NOT_FOUND 0: none of the file's first lines holds a JSON object with a member" },
        { "[{\"a\":1}]",
          "MALFORMED 0: this is one JSON array; send an object a line (NDJSON) or GeoJSON" },
    };
    struct read_options one = { .sample = 1 };

    for (size_t i = 0; i < COUNT(row); i++)
        check_str(read_help_all(str_of(row[i].text), NULL), str_of(row[i].read));
    check_str(read_help_all(S("{\"a\":1}\n{\"a\":2,\"b\":3}\n"), &one),
              S("a\n1\n2 !“{1}” is not among the columns that the file's first records have\n"));
}

#define POINT "{\"type\":\"Point\",\"coordinates\":[106.4,20.9]}"
#define ONE   "{\"type\":\"Feature\",\"properties\":{\"a\":\"}]\\\"\"},\"geometry\":" POINT "}"
#define TWO   "{ \"type\":\"Feature\", \"id\": 7, \"geometry\":null, \"properties\":{\"b\":2} }"
#define WHOLE "{\"type\":\"FeatureCollection\",\n\"name\":\"x\",\"features\":[\n" ONE ",\n" TWO "\n]}\n"

void
test_registry_read_json__features(void)
{
    static const struct {
        const char *text, *read;
    } row[] = {
        { WHOLE, "a|b|id|geometry\n}]\"|~|~|" POINT "\n~|2|7|~\n" },
        { "{\"features\":[" ONE "],\"type\":\"FeatureCollection\",\"_sample\":\"x\"}",
          "a|geometry\n}]\"|" POINT "\n" },
        { "{\"type\":\"FeatureCollection\",\"features\":[]}", "geometry\n" },
        { "{\"type\":\"FeatureCollection\",\"features\":[" ONE ",{\"type\":\"Dog\"},{\"a\":},7]}",
          "a|geometry\n}]\"|" POINT "\n~|~ !this is not a GeoJSON feature\n"
          "~|~ !the feature is not JSON: {1}\n~|~ !this is not a GeoJSON feature\n" },
        { "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
          "\"urn:ogc:def:crs:OGC:1.3:CRS84\"}},\"features\":[]}", "geometry\n" },
        { "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
          "\"EPSG:3405\"}},\n\"features\":[]}",
          "MALFORMED 1: the coordinates are in “{1}”; save them in WGS 84 (EPSG:4326) [EPSG:3405]" },
        { "{\"type\":\"FeatureCollection\",\"features\":[" ONE " " TWO "]}",
          "MALFORMED 1: this is not GeoJSON: a comma, colon or bracket is missing" },
        { "{\"type\":\"Topology\",\"features\":[]}",
          "MALFORMED 1: this is GeoJSON, but not a FeatureCollection" },
    };

    for (size_t i = 0; i < COUNT(row); i++)
        check_str(read_help_all(str_of(row[i].text), NULL), str_of(row[i].read));
}

/* Cut anywhere, it is refused; the rows before the fault are right. */
void
test_registry_read_json__a_collection_cut_anywhere(void)
{
    struct read_options options = { .format = READ_GEOJSON };
    Str                 whole = S(WHOLE);

    for (size_t n = 1; n + 1 < whole.n; n++) {
        Str read = read_help_all(str_sub(whole, 0, n), &options);

        check(str_has(read, S("MALFORMED")), "a cut is seen");
    }
}

void
test_registry_read_json__goes_on_from_a_place(void)
{
    Str             text = S(WHOLE), lines = S("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
    struct reader  *r = read_help_open(text, NULL), *again = read_help_open(text, NULL);
    struct read_row row;

    check_ok(reader_next(r, &row));
    check_ok(reader_seek(again, reader_place(r)));
    check_str(read_help_rows(again, 9), S("~|2|7|~\n"));
    r = read_help_open(lines, NULL);
    again = read_help_open(lines, NULL);
    check_ok(reader_next(r, &row));
    check_ok(reader_next(r, &row));
    check_ok(reader_seek(again, reader_place(r)));
    check_ok(reader_next(again, &row));
    check_int(row.number, 3);
    check_int(row.line, 3);
    check_str(row.cell[0].text, S("3"));
}
