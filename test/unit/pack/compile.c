/* Packs: read strictly, compiled whole or not at all, every fault with its
 * place. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "pack/pack.h"

#define HEAD                                                                                       \
    "{\"pack\":\"a\",\"version\":2,\"title\":{\"vi\":\"Gói\",\"en\":\"Pack\"},\"needs\":[]}"

static const struct pack_section known_indicators = { .name = "indicators" };
static const struct pack_section known_procedures = { .name = "procedures" };
static const struct pack_section known_calendars = { .name = "calendars" };
static const struct pack_section known_units = { .name = "units" };
static const struct pack_section known_tests = { .name = "tests" };
static const struct pack_section known_simulation = { .name = "simulation" };
static const struct pack_section known_roles = { .name = "roles" };
static const struct pack_section known_rules = { .name = "rules" };
static const struct pack_section known_notices = { .name = "notices" };
static const struct pack_section known_registries = { .name = "registries" };
static const struct pack_section known_data = { .name = "data" };
static const struct pack_section *const known[] = { &known_indicators, &known_procedures,
                                                    &known_calendars,  &known_units,
                                                    &known_tests,      &known_simulation,
                                                    &known_roles,      &known_rules,
                                                    &known_notices,    &known_registries,
                                                    &known_data };
static const struct pack_sections all = { .list = known, .n = 11 };

/* "path|pointer|message|value|line" of each fault, one a line. */
static Str
faults_text(const struct pack_fault *f)
{
    struct buf b = BUF_MAX(1 << 16);
    Str        s;

    for (; f != NULL; f = f->next) {
        buf_format(&b, "%.*s|%.*s|%s|%.*s|%d\n", STR_ARG(f->path), STR_ARG(f->pointer), f->message,
                   STR_ARG(f->value[0]), f->line);
    }
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

static enum err
read_inputs(const struct pack_input *in, int n, struct pack *out, Str *faults)
{
    struct pack_fault *list = NULL;
    int                count = 0;
    enum err           err = pack_read_files(test_arena(), S("a"), in, n, out, &list, &count);

    *faults = faults_text(list);
    return err;
}

void
test_pack_compile__a_good_pack_is_read_in_order(void)
{
    const struct pack_input in[] = { { S("units/b.json"), S("{}") },
                                     { S("simulation.json"), S("{}") },
                                     { S("pack.json"), S(HEAD) },
                                     { S("units/a.json"), S("{\"x\":1}") } };
    const struct pack_input same[] = { in[3], in[2], in[0], in[1] };
    struct pack p, q;
    Str         faults;

    check_ok(read_inputs(in, 4, &p, &faults));
    check_str(p.name, S("a"));
    check_int(p.version, 2);
    check_str(p.title_vi, S("Gói"));
    check_int(p.n_files, 4);
    check_str(p.files[0].name, S("pack"));
    check_str(p.files[1].section, S("simulation"));
    check_str(p.files[2].name, S("a"));
    check_str(p.files[3].name, S("b"));
    check_ok(read_inputs(same, 4, &q, &faults));
    check(hash_eq(&p.digest, &q.digest), "the order of reading is not in the digest");
    check_ok(read_inputs(in, 3, &q, &faults));
    check(!hash_eq(&p.digest, &q.digest), "every file is in the digest");
}

#define TABLE "code,name\n\"a\",Hộ mẫu\n"

void
test_pack_compile__data_is_kept_as_it_is(void)
{
    const struct pack_input in[] = { { S("pack.json"), S(HEAD) },
                                     { S("data/b_c.sample.csv"), S(TABLE) },
                                     { S("data/b_c.csv"), S("") },
                                     { S("data/a-1.csv"), S("not,\"a table") } };
    struct pack_fault      *list = NULL;
    struct pack_set        *set = NULL;
    const struct pack_file *f;
    struct pack_facts       facts = { 0 };
    struct pack             p = { 0 };
    Str                     faults;
    int                     n;

    check_ok(read_inputs(in, 4, &p, &faults));
    check_str(faults, S(""));
    check_int(p.n_files, 4);
    for (int i = 1; i < 4; i++)
        check_str(p.files[i].section, S("data"));
    check_str(p.files[1].name, S("a-1"));
    check_str(p.files[2].name, S("b_c"));
    f = &p.files[3];
    check_str(f->name, S("b_c.sample"));
    check_str(f->bytes, S(TABLE));
    check_str(pack_file_path(test_arena(), f), S("data/b_c.sample.csv"));
    check_str(pack_file_path(test_arena(), &p.files[2]), S("data/b_c.csv"));
    check(f->json == NULL, "data is no JSON");
    pack_count_facts(f->json, &facts);
    check_int(facts.v1 + facts.v2 + facts.unverified + facts.none, 0);
    check_int(pack_count_uses(f->json, S("a")), 0);
    check_ok(pack_compile(test_arena(), &p, 1, &all, &set, &list, &n));
}

void
test_pack_compile__data_that_is_none_is_refused(void)
{
    static const struct {
        const char *path, *bytes, *fault;
    } cases[] = {
        { "data/a.json", "{}", "is not a pack's file" },
        { "data/a.xlsx", "", "is not a pack's file" },
        { "data/.csv", "", "is not a pack's file" },
        { "data/.sample.csv", "", "is not a pack's file" },
        { "data/A.csv", "", "is not a pack's file" },
        { "data/a.b.csv", "", "is not a pack's file" },
        { "data/a.sample.sample.csv", "", "is not a pack's file" },
        { "data/b/a.csv", "", "is not a pack's file" },
        { "data.csv", "", "is not a pack's file" },
        { "data.json", "{}", "is not a pack's file" },
        { "registries/a.csv", "", "is not a pack's file" },
        { "data/a.csv", "m\xe3", "must be a table in UTF-8" },
        { "data/a.sample.csv", "\xff\xfe" "a", "must be a table in UTF-8" },
        { "data/a.csv", "a\r\n", "must be a table in UTF-8" },
        { "data/a.csv", "ho\xcc\xa3\n", "must be a table in UTF-8" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pack_input in[] = { { S("pack.json"), S(HEAD) },
                                   { str_of(cases[i].path), str_of(cases[i].bytes) } };
        struct pack p;
        Str         faults;

        check_err(read_inputs(in, 2, &p, &faults), ERR_INVALID);
        check(str_starts(faults, str_format(test_arena(), "a/%s||%s", cases[i].path,
                                            cases[i].fault)), faults.p);
    }
}

void
test_pack_compile__every_fault_of_the_files_at_once(void)
{
    const struct pack_input in[] = {
        { S("pack.json"), S("{\"pack\":\"A b\",\"version\":0,\"titel\":{},\"needs\":[\"\"]}") },
        { S("units/a.json"), S("{\n\"x\": 01}") },
        { S("units/a.json"), S("[]") },
        { S("units/Đ.json"), S("{}") },
        { S("units/deep/a.json"), S("{}") },
        { S("README.md"), S("# a") },
        { S(".json"), S("{}") },
    };
    struct pack p = { .version = 77 };
    Str         faults;

    check_err(read_inputs(in, 7, &p, &faults), ERR_INVALID);
    check_int(p.version, 77);
    check(str_has(faults, S("a/units/a.json||")) && str_has(faults, S("|2\n")), faults.p);
    check(str_has(faults, S("a/units/a.json||must be a JSON object")), faults.p);
    check(str_has(faults, S("a/units/a.json||is there twice")), faults.p);
    check(str_has(faults, S("a/units/Đ.json||is not a pack's file")), faults.p);
    check(str_has(faults, S("a/units/deep/a.json||is not a pack's file")), faults.p);
    check(str_has(faults, S("a/README.md||is not a pack's file")), faults.p);
    check(str_has(faults, S("a/.json||is not a pack's file")), faults.p);
    check(str_has(faults, S("a/pack.json|pack|must be a name")), faults.p);
    check(str_has(faults, S("a/pack.json|version|must be a whole number")), faults.p);
    check(str_has(faults, S("a/pack.json|title|needs words")), faults.p);
    check(str_has(faults, S("a/pack.json|titel|is not known here")), faults.p);
    check(str_has(faults, S("a/pack.json|needs/0|must be the name of a pack")), faults.p);
    check_err(read_inputs(in + 1, 1, &p, &faults), ERR_INVALID);
    check(str_has(faults, S("a/pack.json||is missing")), faults.p);
}

/* -- sets ------------------------------------------------------------------------- */

static enum err
compile_units(struct pack_build *b, void **out)
{
    const struct pack_file *files;
    int                     n, *count = arena_make(pack_arena(b), int);

    files = pack_files(b, "units", &n);
    for (int i = 0; i < n; i++) {
        if (json_get(files[i].json, "bad") != NULL)
            pack_fault(b, &files[i], S("bad"), "bad {1}", files[i].name, STR_NONE);
        ++*count;
    }
    *out = count;
    return ERR_OK;
}

static enum err
compile_after(struct pack_build *b, void **out)
{
    const int *count = pack_built(b, "units");

    check(count != NULL && *count == 2, "a later section sees an earlier one");
    check(pack_built(b, "after") == NULL, "not itself");
    *out = NULL;
    return ERR_OK;
}

static const struct pack_section units = { .name = "units", .compile = compile_units };
static const struct pack_section after = { .name = "after", .compile = compile_after };
static const struct pack_section *const list[] = { &units, &after };
static const struct pack_sections        sections = { .list = list, .n = 2 };

static struct pack
pack_of_two(const char *head, const char *file)
{
    struct pack_input in[] = { { S("pack.json"), str_of(head) },
                               { S("units/u.json"), str_of(file) } };
    struct pack p = { 0 };
    Str         faults;

    check_ok(read_inputs(in, 2, &p, &faults));
    return p;
}

#define NEEDING(name, needs)                                                                       \
    "{\"pack\":\"" name "\",\"version\":1,\"title\":{\"vi\":\"x\",\"en\":\"x\"},\"needs\":[" needs \
    "]}"

static Str
compile_faults(const struct pack *packs, int n, struct pack_set **out)
{
    struct pack_fault *faults = NULL;
    int                count;
    enum err           err = pack_compile(test_arena(), packs, n, &sections, out, &faults, &count);

    check((err == ERR_OK) == (faults == NULL), "faults and only faults refuse");
    return faults_text(faults);
}

void
test_pack_compile__needed_packs_come_first(void)
{
    struct pack packs[2] = { pack_of_two(NEEDING("b", "\"a\""), "{}"),
                             pack_of_two(NEEDING("a", ""), "{}") };
    struct pack_set *set = NULL;
    int              n;

    check_str(compile_faults(packs, 2, &set), S(""));
    check_str(pack_list(set, &n)[0].name, S("a"));
    check_int(n, 2);
    check_str(pack_by_name(set, S("b"))->name, S("b"));
    check(pack_by_name(set, S("c")) == NULL, "no such pack");
}

void
test_pack_compile__faults_of_a_set(void)
{
    struct pack_set *set = NULL;
    struct pack      alone[1] = { pack_of_two(NEEDING("b", "\"a\""), "{}") };
    struct pack circle[2] = { pack_of_two(NEEDING("a", "\"b\""), "{}"),
                              pack_of_two(NEEDING("b", "\"a\""), "{}") };
    struct pack bad[2] = { pack_of_two(NEEDING("a", ""), "{\"bad\":1,\"f\":{\"src\":\"q\"}}"),
                           pack_of_two(NEEDING("b", ""),
                                       "{\"bad\":1,\"sources\":{\"a\":{\"grade\":\"V3\"}}}") };
    Str faults = compile_faults(bad, 2, &set);

    check(set == NULL, "never half a set");
    check(str_has(faults, S("a/units/u.json|bad|bad {1}|u|0")), faults.p);
    check(str_has(faults, S("b/units/u.json|bad|bad {1}|u|0")), faults.p);
    check(str_has(faults, S("a/units/u.json|f/src|{1} is not among this file's sources|q")),
          faults.p);
    check(str_has(faults, S("b/units/u.json|sources/a|needs a grade")), faults.p);
    check_str(compile_faults(alone, 1, &set),
              S("b/pack.json|needs/0|{1} is not among the packs loaded|a|0\n"));
    faults = compile_faults(circle, 2, &set);
    check(str_has(faults, S("needs a pack that needs this one")), faults.p);
    circle[1] = circle[0];
    faults = compile_faults(circle, 2, &set);
    check(str_has(faults, S("is there twice")), faults.p);
}

void
test_pack_compile__a_section_nobody_knows_is_refused(void)
{
    const struct pack_input in[] = { { S("pack.json"), S(HEAD) }, { S("magic/x.json"), S("{}") } };
    struct pack        p;
    struct pack_set   *set = NULL;
    struct pack_fault *faults = NULL;
    Str                text;
    int                n;

    check_ok(read_inputs(in, 2, &p, &text));
    check_err(pack_compile(test_arena(), &p, 1, &all, &set, &faults, &n), ERR_INVALID);
    check_str(faults_text(faults),
              S("a/magic/x.json||{1} is no section that this program knows|magic|0\n"));
}

/* -- our own packs ------------------------------------------------------------------ */

void
test_pack_compile__the_packs_inside_are_those_on_disk(void)
{
    struct pack        inside[10], outside;
    struct pack_set   *set = NULL;
    struct pack_fault *faults = NULL;
    int                n, count;
    const Str         *names = pack_embedded_names(&n);

    check(n >= 2 && n <= 10, "viet-nam and a province");
    for (int i = 0; i < n; i++) {
        Str path = str_format(test_arena(), "packs/%.*s", STR_ARG(names[i]));

        check_ok(pack_read_embedded(test_arena(), names[i], &inside[i], &faults, &count));
        check_ok(pack_read_folder(test_arena(), path, &outside, &faults, &count));
        check(hash_eq(&inside[i].digest, &outside.digest), path.p);
        check_str(inside[i].name, names[i]);
    }
    check_ok(pack_compile(test_arena(), inside, n, &all, &set, &faults, &count));
    check_str(faults_text(faults), S(""));
    check_err(pack_read_embedded(test_arena(), S("none"), &outside, &faults, &count),
              ERR_NOT_FOUND);
    check_err(pack_read_folder(test_arena(), S("packs/none"), &outside, &faults, &count),
              ERR_NOT_FOUND);
}

void
test_pack_compile__a_folder_is_read_strictly(void)
{
    struct pack        p;
    struct pack_fault *faults = NULL;
    int                n;
    Str                folder = str_format(test_arena(), "%s/a", test_folder());
    Str                link = str_format(test_arena(), "%s/a/pack.json", test_folder());
    Str                deep = str_format(test_arena(), "%s/a/units", test_folder());
    Str                deeper = str_format(test_arena(), "%s/a/units/more", test_folder());

    check(mkdir(folder.p, 0700) == 0 && mkdir(deep.p, 0700) == 0 && mkdir(deeper.p, 0700) == 0,
          "folders");
    check(symlink("/etc/passwd", link.p) == 0, "a link");
    check_err(pack_read_folder(test_arena(), folder, &p, &faults, &n), ERR_INVALID);
    check(str_has(faults_text(faults), S("a/pack.json||could not be read")), "links are not followed");
    check(str_has(faults_text(faults), S("a/units/more||could not be read")), "one folder deep");
}

/* -- words and sources ----------------------------------------------------------------- */

void
test_pack_compile__facts_and_where_they_come_from(void)
{
    struct json       *file = NULL;
    struct pack_source s;
    struct pack_facts  f = { 0 };

    check_ok(json_parse(test_arena(),
                        S("{\"code\":{\"value\":1,\"src\":\"a\"},\"level\":[1],\"level_src\":\"b\","
                          "\"fee\":{\"dong\":0,\"src\":null},\"list\":[{\"src\":\"c\"}],"
                          "\"form\":{\"src\":null},\"sources\":{"
                          "\"a\":{\"title\":\"A\",\"url\":null,\"read\":\"2024-07-01\",\"grade\":"
                          "\"V1\"},\"b\":{\"title\":\"B\",\"grade\":\"V2\"},\"c\":{\"grade\":\"U\"}}}"),
                        &file, NULL));
    check(pack_source_of(file, json_get(file, "code"), &s), "a");
    check_str(s.title, S("A"));
    check_str(s.grade, S("V1"));
    check_int(s.read, day_of(2024, 7, 1));
    check(pack_source_at(file, file, "level", &s), "beside");
    check_str(s.title, S("B"));
    check(!pack_source_of(file, json_get(file, "fee"), &s), "nobody said");
    pack_count_facts(file, &f);
    check_int(f.v1, 1);
    check_int(f.v2, 1);
    check_int(f.unverified, 1);
    check_int(f.none, 1);
    check_ok(json_parse(test_arena(), S("{\"a\":{\"vi\":\"Một\",\"en\":\"One\"},\"b\":{\"vi\":\"Hai\"},"
                                        "\"c\":\"Ba\"}"), &file, NULL));
    check_str(pack_words(LANG_EN, json_get(file, "a")), S("One"));
    check_str(pack_words(LANG_VI, json_get(file, "a")), S("Một"));
    check_str(pack_words(LANG_EN, json_get(file, "b")), S("Hai"));
    check_str(pack_words(LANG_EN, json_get(file, "c")), S("Ba"));
    check_str(pack_words(LANG_EN, json_get(file, "d")), S(""));
}
