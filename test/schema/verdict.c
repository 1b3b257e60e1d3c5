/* test/schema/verdict.c -- for each line [schema, value] on standard input one word: `refused`
 * (the schema is not one of records), `valid` or `invalid`; `unreadable` for what is no such
 * pair.  test/schema/ajv.sh compares them with another validator's. */
#include <stdio.h>
#include <stdlib.h>

#include "pack/schema.h"

/* Words of forms that decide nothing about a value. */
static const char *const pages[] = { "x-pages", "x-prefill", NULL };

static const char *
verdict(struct arena *arena, Str line)
{
    struct json          *both = NULL;
    struct faults         faults = { .arena = arena }, told = faults;
    struct schema_options o = { .arena = arena, .simulated = true };

    if (json_parse(arena, line, &both, NULL) != ERR_OK || both->kind != JSON_ARRAY ||
        both->count != 2)
        return "unreadable";
    schema_check_record_schema(both->first, pages, &faults);
    if (faults_any(&faults))
        return "refused";
    schema_check(&o, both->first, both->last, &told, S(""));
    return faults_any(&told) ? "invalid" : "valid";
}

int
main(void)
{
    struct arena *arena = arena_new();
    char         *line = NULL;
    size_t        size = 0;
    ssize_t       n;

    while ((n = getline(&line, &size, stdin)) > 0) {
        puts(verdict(arena, (Str){ line, (size_t)n - (line[n - 1] == '\n') }));
        arena_reset(arena);
    }
    free(line);
    arena_free(arena);
    return 0;
}
