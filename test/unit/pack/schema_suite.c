/* The official JSON Schema test suite, draft 2020-12, as Debian packages it
 * (libtest-json-schema-acceptance-perl): every required test whose schema
 * keeps to the keywords of forms. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "pack/schema.h"

#define SUITE "/usr/share/perl5/auto/share/dist/Test-JSON-Schema-Acceptance/tests/draft2020-12"

/* A file of the suite for every keyword that docs/forms.md says is checked, so that no
 * claim rests on nothing.  $defs is what ref.json refers to; `default` decides nothing,
 * and `format`, which the suite only notes, is ours. */
static const char *const keyword_files[] = {
    "additionalProperties", "const", "contains", "enum", "if-then-else", "items", "maxItems",
    "maximum", "maxLength", "minItems", "minimum", "minLength", "multipleOf", "pattern",
    "properties", "ref", "required", "type", "uniqueItems",
};
#define N_KEYWORD_FILES (sizeof keyword_files / sizeof keyword_files[0])

struct tally {
    int run, skipped, tests;
    int of_keyword[N_KEYWORD_FILES];
};

/* Our reader takes no control characters but tab and line feed: their pictures
 * stand in for them, which changes nothing about what is tested. */
static Str
with_pictures(Str s)
{
    static const char *const row[][2] = { { "\\u0000", "␀" }, { "\\r", "␍" }, { "\\f", "␌" } };
    struct buf b = BUF_MAX(1 << 21);
    Str        result;

    for (size_t i = 0; i < s.n; i++) {
        bool replaced = false;

        for (int k = 0; k < 3 && s.p[i] == '\\' && !replaced; k++)
            if (str_starts(str_sub(s, i, 6), str_of(row[k][0]))) {
                buf_add(&b, str_of(row[k][1]));
                i += strlen(row[k][0]) - 1;
                replaced = true;
            }
        if (replaced)
            continue;
        buf_byte(&b, s.p[i]);
        if (s.p[i] == '\\' && i + 1 < s.n)
            buf_byte(&b, s.p[++i]);
    }
    result = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return result;
}

static Str
read_file(const char *name)
{
    Str    path = str_format(test_arena(), SUITE "/%s", name);
    FILE  *f = fopen(path.p, "rb");
    char  *bytes = arena_alloc(test_arena(), 1 << 20);
    size_t n = f != NULL ? fread(bytes, 1, 1 << 20, f) : 0;

    if (f != NULL)
        fclose(f);
    return with_pictures((Str){ bytes, n });
}

static bool
is_ours(const struct json *schema)
{
    struct faults faults = { .arena = test_arena() };

    schema_check_schema(schema, &faults);
    for (const struct fault *f = faults.first; f != NULL; f = f->next)
        if (!str_eq(str_of(f->message), S("{1} is asked for and not among the properties")) &&
            !str_eq(str_of(f->message), S("{1} does not fit its own schema")))
            return false;
    return true;
}

static void
run_group(const char *file, const struct json *group, struct tally *t)
{
    const struct json    *schema = json_get(group, "schema");
    Str                   name = json_text(group, "description");
    struct schema_options o = { .arena = test_arena() };

    t->tests += (int)json_get(group, "tests")->count;
    if (!is_ours(schema)) {
        t->skipped++;
        return;
    }
    json_each(test, json_get(group, "tests"))
    {
        struct faults faults = { .arena = test_arena() };
        Str           what = str_format(test_arena(), "%s: %.*s: %.*s", file, STR_ARG(name),
                                        STR_ARG(json_text(test, "description")));

        schema_check(&o, schema, json_get(test, "data"), &faults, S(""));
        check(faults_any(&faults) != json_bool(test, "valid"), what.p);
        t->run++;
    }
}

static void
run_file(const char *file, struct tally *t)
{
    struct json      *groups = NULL;
    struct json_where where = { .why = "" };
    int               before = t->run;

    if (json_parse(test_arena(), read_file(file), &groups, &where) != ERR_OK) {
        check(false, str_format(test_arena(), "%s:%d: %s", file, where.line, where.why).p);
        return;
    }
    json_each(group, groups)
        run_group(file, group, t);
    for (size_t i = 0; i < N_KEYWORD_FILES; i++)
        if (str_eq(str_of(file), str_format(test_arena(), "%s.json", keyword_files[i])))
            t->of_keyword[i] = t->run - before;
}

void
test_pack_schema_suite__required_tests_of_draft_2020_12(void)
{
    struct tally t = { 0 };
    DIR         *dir = opendir(SUITE);

    check(dir != NULL, "libtest-json-schema-acceptance-perl is missing: script/deps test");
    if (dir == NULL)
        return;
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir))
        if (str_ends(str_of(e->d_name), S(".json")))
            run_file(e->d_name, &t);
    closedir(dir);
    printf("  JSON Schema 2020-12: %d of %d required tests run; %d groups use other keywords\n",
           t.run, t.tests, t.skipped);
    check(t.run > 300, "most of the suite's keywords are ours");
    for (size_t i = 0; i < N_KEYWORD_FILES; i++)
        check(t.of_keyword[i] > 0, keyword_files[i]);
}
