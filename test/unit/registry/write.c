/* Rows written, and read again: what went in comes out. */
#include "registry/write.h"

#include "unit/registry/read_help.h"

static enum err
keep(void *context, Str bytes)
{
    buf_add(context, bytes);
    return ERR_OK;
}

static Str
write_all(const struct write_options *options, const struct write_cell *cell, int rows)
{
    struct arena  *arena = arena_new();
    struct buf     b = BUF_MAX((size_t)32 << 20);
    struct writer *w;
    Str            s;

    check_ok(writer_new(arena, options, keep, &b, &w));
    for (int i = 0; i < rows; i++)
        check_ok(writer_row(w, cell + i * options->n_columns));
    check_ok(writer_end(w));
    arena_free(arena);
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

/* S(…) where only constants may stand. */
#define T(text) { text, sizeof(text) - 1 }

static const struct write_column columns[] = {
    { T("tên"), WRITE_TEXT },     { T("=số"), WRITE_INT },     { T("diện tích"), WRITE_NUMBER },
    { T("còn"), WRITE_BOOL },     { T("ngày"), WRITE_DAY },    { T("lúc"), WRITE_MOMENT },
    { T("thêm"), WRITE_JSON },    { T("geometry"), WRITE_GEOMETRY },
};
#define N 8
#define MOMENT (INT64_C(1719793800) * TIME_SECOND) /* 2024-07-01T07:30:00+07:00 */

static const struct write_cell two_rows[2 * N] = {
    { .text = T("Vùng \"A\", Thanh Hà") }, { .number = -5 }, { .text = T("-1.5") }, { .number = 1 },
    { .number = 19905 }, { .number = MOMENT }, { .text = T("{\"a\": [1]}") },
    { .text = T("{\"type\":\"Point\",\"coordinates\":[106.4,20.9]}") },
    { .text = T("=1+1") }, { .null = true }, { .null = true }, { .null = true }, { .null = true },
    { .null = true }, { .null = true }, { .null = true },
};

void
test_registry_write__csv(void)
{
    struct write_options o = { .format = WRITE_CSV, .n_columns = N, .column = columns, .bom = true,
                               .delimiter = ';', .decimal = ',', .note = S("dữ liệu mẫu"),
                               .note_column = S("_du_lieu_mau") };

    check_str(write_all(&o, two_rows, 2),
              S("\xef\xbb\xbftên;'=số;diện tích;còn;ngày;lúc;thêm;geometry;_du_lieu_mau\r\n"
                "\"Vùng \"\"A\"\", Thanh Hà\";-5;-1,5;true;2024-07-01;2024-07-01T07:30:00+07:00;"
                "\"{\"\"a\"\": [1]}\";\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[106.4,"
                "20.9]}\";dữ liệu mẫu\r\n'=1+1;;;;;;;;dữ liệu mẫu\r\n"));
}

void
test_registry_write__ndjson(void)
{
    struct write_options o = { .format = WRITE_NDJSON, .n_columns = N, .column = columns,
                               .note = S("mẫu"), .note_column = S("_sample") };

    check_str(write_all(&o, two_rows, 2),
              S("{\"tên\":\"Vùng \\\"A\\\", Thanh Hà\",\"=số\":-5,\"diện tích\":-1.5,\"còn\":true,"
                "\"ngày\":\"2024-07-01\",\"lúc\":\"2024-07-01T07:30:00+07:00\",\"thêm\":{\"a\": "
                "[1]},\"geometry\":{\"type\":\"Point\",\"coordinates\":[106.4,20.9]},"
                "\"_sample\":\"mẫu\"}\n"
                "{\"tên\":\"=1+1\",\"=số\":null,\"diện tích\":null,\"còn\":null,\"ngày\":null,"
                "\"lúc\":null,\"thêm\":null,\"geometry\":null,\"_sample\":\"mẫu\"}\n"));
}

void
test_registry_write__what_is_written_reads_as_the_same(void)
{
    static const char *const read[] = {
        [WRITE_CSV] =
            "tên|=số|diện tích|còn|ngày|lúc|thêm|geometry|_mẫu\n"
            "Vùng \"A\", Thanh Hà|-5|-1.5|true|2024-07-01|2024-07-01T07:30:00+07:00|{\"a\": [1]}|"
            "{\"type\":\"Point\",\"coordinates\":[106.4,20.9]}|giả\n=1+1|~|~|~|~|~|~|~|giả\n",
        [WRITE_XLSX] =
            "tên|=số|diện tích|còn|ngày|lúc|thêm|geometry|_mẫu\n"
            "Vùng \"A\", Thanh Hà|-5|-1.5|true|2024-07-01|2024-07-01T07:30:00|{\"a\": [1]}|"
            "{\"type\":\"Point\",\"coordinates\":[106.4,20.9]}|giả\n=1+1|~|~|~|~|~|~|~|giả\n",
        [WRITE_NDJSON] =
            "tên|=số|diện tích|còn|ngày|lúc|thêm|geometry|_mẫu\n"
            "Vùng \"A\", Thanh Hà|-5|-1.5|true|2024-07-01|2024-07-01T07:30:00+07:00|{\"a\":[1]}|"
            "{\"type\":\"Point\",\"coordinates\":[106.4,20.9]}|giả\n=1+1|~|~|~|~|~|~|~|giả\n",
        [WRITE_GEOJSON] =
            "tên|=số|diện tích|còn|ngày|lúc|thêm|_mẫu|geometry\n"
            "Vùng \"A\", Thanh Hà|-5|-1.5|true|2024-07-01|2024-07-01T07:30:00+07:00|{\"a\":[1]}|giả|"
            "{\"type\":\"Point\",\"coordinates\":[106.4,20.9]}\n=1+1|~|~|~|~|~|~|giả|~\n",
    };

    for (int f = WRITE_CSV; f <= WRITE_GEOJSON; f++) {
        struct write_options o = { .format = (enum write_format)f, .n_columns = N,
                                   .column = columns, .note = S("giả"), .note_column = S("_mẫu") };
        Str bytes = write_all(&o, two_rows, 2);

        check_str(read_help_all(bytes, NULL), str_of(read[f]));
        check_str(read_help_all(read_help_gzip(bytes), NULL), str_of(read[f]));
    }
}

/* xorshift: the same texts on every run. */
static uint32_t
next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    return *seed ^= *seed << 5;
}

static struct write_cell
random_cell(uint32_t *seed)
{
    static const char *const piece[] = { "a", "ộ", "\"", "\n", ",", ";", "=", "-", "'", "+", "@",
                                         "\t", " ", "7", "Đường", "|", "\\", "{", "&", "<", "." };
    struct buf b = BUF_MAX(1000);
    Str        s;

    if (next(seed) % 8 == 0)
        return (struct write_cell){ .null = true };
    for (uint32_t n = next(seed) % 8 + 1; n > 0; n--)
        buf_add(&b, str_of(piece[next(seed) % COUNT(piece)]));
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return (struct write_cell){ .text = s };
}

static const struct write_column texts[] = { { T("một"), WRITE_TEXT }, { T("hai"), WRITE_TEXT },
                                             { T("ba"), WRITE_TEXT } };
#define ROWS 200

void
test_registry_write__random_texts_come_back(void)
{
    struct write_cell cell[ROWS * 3];
    uint32_t          seed = 2026;

    for (int i = 0; i < ROWS * 3; i++)
        cell[i] = i % 3 == 0 ? (struct write_cell){ .text = S("x") } : random_cell(&seed);
    for (int f = WRITE_CSV; f <= WRITE_GEOJSON; f++) {
        struct write_options o = { .format = (enum write_format)f, .n_columns = 3, .column = texts,
                                   .delimiter = f % 2 == 0 ? ';' : ',' };
        struct reader       *r = read_help_open(write_all(&o, cell, ROWS), NULL);
        struct read_row      row;

        for (int i = 0; r != NULL && i < ROWS; i++) {
            check_ok(reader_next(r, &row));
            check(row.fault.message == NULL, "no fault");
            for (int k = 0; k < 3; k++) {
                check_int(row.cell[k].kind == READ_MISSING, cell[i * 3 + k].null);
                check_str(row.cell[k].text, cell[i * 3 + k].text);
            }
        }
        check(r != NULL && reader_next(r, &row) == ERR_NOT_FOUND, "the end");
    }
}
