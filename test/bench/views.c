/* test/bench/views.c -- pages a second of a table of fifty rows, one thread.
 *
 * `make build/bench/views && build/bench/views`.  The page is
 * test/views/page.html; the model is made once, as a query would, and rendered
 * again and again into one buffer.  Medians of nine runs, in both languages,
 * and the same with the model made anew for each page. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "web/test_views.h"

#define ROWS 50
#define RUNS 9

static struct json *
model_new(struct arena *arena)
{
    struct json *model = json_object(arena), *rows;

    json_put_text(arena, model, "title", S("Một cửa phường Trần Hưng Đạo"));
    json_put_text(arena, model, "body", S("Hồ sơ đang chờ Ông/Bà & đồng nghiệp"));
    rows = json_put_array(arena, model, "rows");
    for (int i = 0; i < ROWS; i++) {
        struct json *row = json_add(rows, json_object(arena));

        json_put_text(arena, row, "code", str_format(arena, "H23.30.288-240701-%04d", i));
        json_put_text(arena, row, "person", S("Nguyễn Thị Hồng Hạnh"));
        json_put_text(arena, row, "procedure", S("Đăng ký khai sinh"));
        json_put_text(arena, row, "words", S("còn 3 giờ làm việc"));
        json_put_text(arena, row, "state", S("soon"));
        json_put_bool(arena, row, "late", i % 7 == 0);
    }
    json_put_int(arena, model, "count", ROWS);
    return model;
}

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double
rate(enum lang lang, bool with_model, size_t *bytes)
{
    struct buf    out = BUF_MAX((size_t)1 << 20);
    struct render r = { .out = &out, .lang = lang };
    struct arena *arena = arena_new(), *each = arena_new();
    struct json  *model = model_new(arena);
    double        run[RUNS];
    int           pages = with_model ? 10000 : 20000;

    for (int k = 0; k < RUNS; k++) {
        double from = seconds();

        for (int i = 0; i < pages; i++) {
            buf_clear(&out);
            if (with_model) {
                arena_reset(each);
                model = model_new(each);
            }
            test_view_page(&r, model);
        }
        run[k] = pages / (seconds() - from);
    }
    *bytes = out.n;
    qsort(run, RUNS, sizeof *run, by_value);
    buf_free(&out);
    arena_free(arena);
    arena_free(each);
    return run[RUNS / 2];
}

int
main(void)
{
    size_t bytes;
    double vi = rate(LANG_VI, false, &bytes);

    printf("page of %d rows, %zu bytes\n", ROWS, bytes);
    printf("vi %.0f pages/s, %.0f MB/s\n", vi, vi * (double)bytes / 1e6);
    printf("en %.0f pages/s\n", rate(LANG_EN, false, &bytes));
    printf("vi, the model made for each page %.0f pages/s\n", rate(LANG_VI, true, &bytes));
    return 0;
}
