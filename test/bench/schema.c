/* test/bench/schema.c -- records of fifteen fields held against their schema, a second,
 * one thread.
 *
 * `make build/release/bench-schema && build/release/bench-schema`.  A record is checked
 * under a schema that was read once, as a load does it, and under one read anew each time,
 * as a form's page does.  Medians of nine runs. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "pack/schema.h"

#define RUNS 9
#define EACH 20000

static const char schema_text[] =
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"seller\",\"symbol\","
    "\"number\",\"day\",\"buyer\",\"total\",\"rate\",\"state\"],\"properties\":{"
    "\"seller\":{\"type\":\"string\",\"format\":\"tax-code\"},"
    "\"symbol\":{\"type\":\"string\",\"format\":\"invoice-symbol\"},"
    "\"number\":{\"type\":\"string\",\"format\":\"invoice-number\"},"
    "\"day\":{\"type\":\"string\",\"format\":\"date\"},"
    "\"buyer\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":200},"
    "\"address\":{\"type\":\"string\",\"maxLength\":200},"
    "\"commune\":{\"type\":\"string\",\"format\":\"administrative-unit\"},"
    "\"phone\":{\"type\":\"string\",\"format\":\"phone\"},"
    "\"total\":{\"type\":\"integer\",\"minimum\":0},"
    "\"tax\":{\"type\":\"integer\",\"minimum\":0},"
    "\"rate\":{\"enum\":[0,5,8,10]},"
    "\"lines\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":10000},"
    "\"paid\":{\"enum\":[\"cash\",\"card\",\"transfer\",\"other\"]},"
    "\"cancelled\":{\"type\":\"boolean\"},"
    "\"state\":{\"enum\":[\"new\",\"replaces\",\"corrects\"]}}}";
static const char record_text[] =
    "{\"seller\":\"0000000017\",\"symbol\":\"1C26MAA\",\"number\":\"123456\","
    "\"day\":\"2026-07-01\",\"buyer\":\"Nguyễn Thị Hồng Hạnh\","
    "\"address\":\"Số 1 phố Bạch Đằng, phường Trần Phú\",\"commune\":\"10507\","
    "\"phone\":\"0912345678\",\"total\":1250000,\"tax\":100000,\"rate\":8,\"lines\":3,"
    "\"paid\":\"transfer\",\"cancelled\":false,\"state\":\"new\"}";

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

static struct json *
parse(struct arena *arena, const char *text)
{
    struct json *v = NULL;

    if (json_parse(arena, str_of(text), &v, NULL) != ERR_OK) {
        fprintf(stderr, "bench-schema: its own JSON is wrong\n");
        exit(1);
    }
    return v;
}

/* Microseconds a record. */
static double
measure(const struct json *schema, const struct schema *compiled, const struct json *record)
{
    struct arena         *arena = arena_new();
    struct schema_options o = { .arena = arena, .simulated = true };
    double                took[RUNS];

    for (int run = 0; run < RUNS; run++) {
        double begun = seconds();

        for (int i = 0; i < EACH; i++) {
            struct faults faults = { .arena = arena };

            if (compiled != NULL)
                schema_check_compiled(&o, compiled, record, &faults, S(""));
            else
                schema_check(&o, schema, record, &faults, S(""));
            if (faults_any(&faults)) {
                fprintf(stderr, "bench-schema: %.*s %s\n", STR_ARG(faults.first->field),
                        faults.first->message);
                exit(1);
            }
            if (compiled == NULL)
                arena_reset(arena);
        }
        took[run] = (seconds() - begun) / EACH * 1e6;
    }
    qsort(took, RUNS, sizeof took[0], by_value);
    arena_free(arena);
    return took[RUNS / 2];
}

int
main(void)
{
    struct arena      *arena = arena_new();
    const struct json *schema = parse(arena, schema_text), *record = parse(arena, record_text);

    printf("a record of %zu fields: %.2f µs under a schema read once, %.2f µs read anew\n",
           record->count, measure(schema, schema_compile(arena, schema), record),
           measure(schema, NULL, record));
    arena_free(arena);
    return 0;
}
