/* The official JSON Schema test suite, draft 2020-12, as Debian packages it
 * (libtest-json-schema-acceptance-perl): every required test whose schema keeps to the
 * keywords of records, and of forms; a schema that uses another is refused by its name. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "pack/schema.h"

#define SUITE "/usr/share/perl5/auto/share/dist/Test-JSON-Schema-Acceptance/tests/draft2020-12"

/* A file of the suite for every keyword that docs/forms.md says is checked, so that no
 * claim rests on nothing.  $defs is what ref.json refers to; `default` decides nothing,
 * and `format`, which the suite only notes, is ours: see the formats below. */
static const struct {
    const char *name;
    int         least; /* tests that must run: all of the file but those with other keywords */
    bool        form;
} keyword_files[] = {
    { "additionalProperties", 16, true },
    { "allOf", 30, false },
    { "anyOf", 18, false },
    { "boolean_schema", 18, true },
    { "const", 50, true },
    { "contains", 21, true },
    { "dependentRequired", 20, false },
    { "dependentSchemas", 16, false },
    { "enum", 33, true },
    { "exclusiveMaximum", 4, false },
    { "exclusiveMinimum", 4, false },
    { "if-then-else", 26, true },
    { "infinite-loop-detection", 2, false },
    { "items", 27, true },
    { "maxContains", 12, false },
    { "maxItems", 6, true },
    { "maxLength", 7, true },
    { "maxProperties", 10, false },
    { "maximum", 8, true },
    { "minContains", 28, false },
    { "minItems", 6, true },
    { "minLength", 7, true },
    { "minProperties", 8, false },
    { "minimum", 11, true },
    { "multipleOf", 10, true },
    { "not", 12, false },
    { "oneOf", 27, false },
    { "pattern", 9, true },
    { "patternProperties", 23, false },
    { "prefixItems", 11, false },
    { "properties", 28, true },
    { "propertyNames", 10, false },
    { "ref", 30, true },
    { "required", 16, true },
    { "type", 80, true },
    { "uniqueItems", 68, true },
};
#define N_KEYWORD_FILES (sizeof keyword_files / sizeof keyword_files[0])

/* What a schema is refused for, and by what word at the end of its place. */
static const char *const refused_words[] = {
    "$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema", "$vocabulary",
    "contentEncoding", "contentMediaType", "contentSchema", "dependencies", "format",
    "unevaluatedItems", "unevaluatedProperties",
};

struct tally {
    bool form;
    int  run, skipped, tests;
    int  of_keyword[N_KEYWORD_FILES];
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

/* Stricter than the draft, as a schema that says so can hardly be meant: its values are
 * judged as the suite says, but it is not taken. */
static bool
is_only_odd(const struct fault *f)
{
    return str_eq(str_of(f->message), S("{1} is asked for and not among the properties")) ||
           str_eq(str_of(f->message), S("{1} does not fit its own schema"));
}

static Str
last_part(Str place)
{
    Str head, rest = place;

    while (str_cut(rest, '/', &head, &rest))
        ;
    return head;
}

/* Every fault must be one of a word that we do not take, and name it. */
static void
check_refusal(const char *file, const struct fault *f)
{
    bool known = is_only_odd(f) ||
                 (str_eq(str_of(file), S("unknownKeyword.json")) ||
                  (str_eq(str_of(f->message), S("{1} is a keyword that is not checked here")) &&
                   str_eq(str_of(file), S("ref.json")) && str_eq(f->value[0], S("foo"))));

    for (size_t i = 0; i < sizeof refused_words / sizeof refused_words[0]; i++)
        known = known || str_eq(last_part(f->field), str_of(refused_words[i]));
    check(known, str_format(test_arena(), "%s: %.*s: %s (%.*s)", file, STR_ARG(f->field),
                            f->message, STR_ARG(f->value[0])).p);
}

static bool
is_ours(const char *file, const struct json *schema, bool form)
{
    struct faults faults = { .arena = test_arena() };
    bool          ours = true;

    if (form)
        schema_check_schema(schema, &faults);
    else
        schema_check_record_schema(schema, NULL, &faults);
    for (const struct fault *f = faults.first; f != NULL; f = f->next) {
        ours = ours && is_only_odd(f);
        if (!form)
            check_refusal(file, f);
    }
    return ours;
}

/* Three ways to the verdict: told, told under a schema read once, and yes or no. */
static void
run_test(const char *file, Str name, const struct json *schema, const struct json *test)
{
    struct schema_options o = { .arena = test_arena() };
    const struct json    *data = json_get(test, "data");
    struct faults         faults = { .arena = test_arena() }, again = faults;
    struct schema        *compiled = schema_compile(test_arena(), schema);
    bool                  valid = json_bool(test, "valid");
    Str                   what = str_format(test_arena(), "%s: %.*s: %.*s", file, STR_ARG(name),
                                            STR_ARG(json_text(test, "description")));

    schema_check(&o, schema, data, &faults, S(""));
    check(faults_any(&faults) != valid, what.p);
    check(schema_check_compiled(&o, compiled, data, &again, S("")) == valid, what.p);
    check_int(again.count, faults.count);
    check(schema_holds(&o, compiled, data) == valid, what.p);
}

static void
run_group(const char *file, const struct json *group, struct tally *t)
{
    const struct json *schema = json_get(group, "schema");
    Str                name = json_text(group, "description");

    t->tests += (int)json_get(group, "tests")->count;
    if (!is_ours(file, schema, t->form)) {
        t->skipped++;
        return;
    }
    json_each(test, json_get(group, "tests"))
    {
        if (!t->form)
            run_test(file, name, schema, test);
        t->run++;
    }
}

static const struct json *
read_groups(const char *file)
{
    struct json      *groups = NULL;
    struct json_where where = { .why = "" };

    if (json_parse(test_arena(), read_file(file), &groups, &where) != ERR_OK)
        check(false, str_format(test_arena(), "%s:%d: %s", file, where.line, where.why).p);
    return groups;
}

static void
run_file(const char *file, struct tally *t)
{
    const struct json *groups = read_groups(file);
    int                before = t->run;

    json_each(group, groups)
        run_group(file, group, t);
    for (size_t i = 0; i < N_KEYWORD_FILES; i++)
        if (str_eq(str_of(file), str_format(test_arena(), "%s.json", keyword_files[i].name)))
            t->of_keyword[i] = t->run - before;
}

static void
run_all(struct tally *t)
{
    DIR *dir = opendir(SUITE);

    check(dir != NULL, "libtest-json-schema-acceptance-perl is missing: script/deps test");
    if (dir == NULL)
        return;
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir))
        if (str_ends(str_of(e->d_name), S(".json")))
            run_file(e->d_name, t);
    closedir(dir);
}

/* -- formats that are the standard's ---------------------------------------------------- */

/* Where ours is narrower, or other, on purpose. */
static const char *const other_verdicts[] = {
    "date-time: a valid date-time with a leap second, UTC", /* microseconds since 1970 have none */
    "date-time: a valid date-time with a leap second, with minus offset",
    "date-time: case-insensitive T and Z", /* one way of writing, so that texts compare */
    "email: a quoted string with a space in the local part is valid",
    "email: a quoted string with a double dot in the local part is valid",
    "email: a quoted string with a @ in the local part is valid",
    "email: an IPv4-address-literal after the @ is valid",
    "email: an IPv6-address-literal after the @ is valid",
};

static int
run_format(const char *format)
{
    Str                   file = str_format(test_arena(), "optional/format/%s.json", format);
    Str                   text = str_format(test_arena(), "{\"format\":\"%s\"}", format);
    struct schema_options o = { .arena = test_arena() };
    struct json          *schema = NULL;
    int                   run = 0;

    check_ok(json_parse(test_arena(), text, &schema, NULL));
    json_each(test, json_get(read_groups(file.p)->first, "tests"))
    {
        struct schema *compiled = schema_compile(test_arena(), schema);
        Str            what = str_format(test_arena(), "%s: %.*s", format,
                                         STR_ARG(json_text(test, "description")));
        bool           other = false;

        for (size_t i = 0; i < sizeof other_verdicts / sizeof other_verdicts[0]; i++)
            other = other || str_eq(what, str_of(other_verdicts[i]));
        check((schema_holds(&o, compiled, json_get(test, "data")) == json_bool(test, "valid")) !=
                  other, what.p);
        run++;
    }
    return run;
}

void
test_pack_schema_suite__formats_of_the_standard(void)
{
    static const char *const formats[] = { "date", "date-time", "email", "uri" };

    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        check(run_format(formats[i]) > 10, formats[i]);
}

void
test_pack_schema_suite__required_tests_of_draft_2020_12(void)
{
    struct tally records = { 0 }, forms = { .form = true };

    run_all(&records);
    run_all(&forms);
    printf("  JSON Schema 2020-12: %d of %d required tests run for records, %d of them for forms; "
           "%d schemas use other keywords and are refused by name\n",
           records.run, records.tests, forms.run, records.skipped);
    for (size_t i = 0; i < N_KEYWORD_FILES; i++) {
        Str what = str_format(test_arena(), "%s: %d", keyword_files[i].name,
                              records.of_keyword[i]);

        check(records.of_keyword[i] >= keyword_files[i].least, what.p);
        check((forms.of_keyword[i] > 0) == keyword_files[i].form, what.p);
    }
}
