/* Finding a procedure: by its name, by what people call it, by what is said of it; the best
 * answer first.  And a file whose other names are no list of texts is refused. */
#include "../org/unit_tool.h"
#include "dossier/dossier.h"
#include "dossier/guide_rank.h"
#include "packs.h"
#include "pages.h"

static void
use_packs(void)
{
    static const struct pack_section *const *const sections[] = { org_sections, dossier_sections,
                                                                  NULL };

    test_use_packs(test_packs(sections));
}

static const struct {
    const char *q, *first; /* "": nothing is found */
} row[] = {
    { "khai sinh", "birth-registration" },
    { "Đăng ký", "birth-registration" }, /* several begin so; the list's order */
    { "dang ky thanh lap", "household-business-registration" },
    { "làm giấy khai sinh", "birth-registration" },
    { "lam giay khai sinh", "birth-registration" },
    { "mở quán", "household-business-registration" },
    { "mo quan", "household-business-registration" },
    { "quan mo", "household-business-registration" },
    { "open a shop", "household-business-registration" },
    { "ho tich", "civil-status-change" }, /* in its name, before those of the field */
    { "đóng tàu vũ trụ", "" },
};

static const struct json *
list(struct door *door, const char *q)
{
    struct call call = { .arena = NULL };

    check_ok(test_call(door, &unit_anyone, "procedure.list",
                       str_format(test_arena(), "{\"q\":\"%s\"}", q).p, &call));
    check_page_model("procedures", call.out);
    return call.out;
}

static void
finds(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = unit_founded(store, &clock, &dossier_table);

    use_packs();
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const struct json *page = list(door, row[i].q);
        const struct json *first = json_get(page, "items")->first;

        check_str(first != NULL ? json_text(first, "key") : S(""), str_of(row[i].first));
        check((json_int(page, "count", -1) > 0) == (row[i].first[0] != '\0'), row[i].q);
    }
    door_close(door);
}

void
test_dossier_guide__finds_a_procedure_as_people_call_it(void)
{
    on_each_store(finds);
}

/* -- ranks ------------------------------------------------------------------------------- */

void
test_dossier_guide__a_name_that_begins_so_comes_before_one_that_has_the_words(void)
{
    static const struct {
        const char *q;
        enum rank   rank;
    } want[] = {
        { "đăng ký khai", RANK_BEGINS },  { "mo qu", RANK_BEGINS },
        { "khai đăng", RANK_NAME },       { "quán mở", RANK_NAME },
        { "khai hộ tịch", RANK_ELSEWHERE }, { "vũ trụ", RANK_NONE },
        { "khai quán", RANK_ELSEWHERE }, /* of two names a word each */
    };
    struct json     *file = NULL;
    struct procedure p = { .key = S("x") };
    struct view      v = { .arena = test_arena(), .lang = LANG_VI };

    check_ok(json_parse(test_arena(),
                        S("{\"name\":{\"vi\":\"Đăng ký khai sinh\",\"en\":\"Birth\"},"
                          "\"also\":{\"vi\":[\"mở quán\"]},"
                          "\"field\":{\"name\":{\"vi\":\"Hộ tịch\"}}}"), &file, NULL));
    p.file = file;
    p.name = json_get(file, "name");
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        check_int(guide_rank(&v, &p, str_of(want[i].q)), want[i].rank);
}

/* -- its file ------------------------------------------------------------------------------ */

/* The faults at `also` of a procedure that has this there; others are left aside. */
static Str
faults_at_also(const char *also)
{
    static const struct pack_section *const sections[] = { &section_procedures };
    const struct pack_sections all = { .list = sections, .n = 1 };
    const struct pack_input    in[] = {
        { S("pack.json"), S("{\"pack\":\"a\",\"version\":1,\"title\":{\"vi\":\"x\",\"en\":\"x\"},"
                            "\"needs\":[]}") },
        { S("procedures/p.json"), str_format(test_arena(), "{\"procedure\":\"p\",\"also\":%s}",
                                             also) },
    };
    struct pack        pack;
    struct pack_set   *set = NULL;
    struct pack_fault *f = NULL;
    struct buf         b = BUF_MAX(1000);
    Str                text;
    int                n;

    check_ok(pack_read_files(test_arena(), S("a"), in, 2, &pack, &f, &n));
    check_err(pack_compile(test_arena(), &pack, 1, &all, &set, &f, &n), ERR_INVALID);
    for (; f != NULL; f = f->next)
        if (str_starts(f->pointer, S("also")))
            buf_format(&b, "%.*s: %s; ", STR_ARG(f->pointer), f->message);
    text = str_trim(str_copy(test_arena(), buf_str(&b)));
    buf_free(&b);
    return text;
}

void
test_dossier_guide__other_names_are_lists_of_texts(void)
{
    static const struct {
        const char *also, *faults;
    } want[] = {
        { "{\"vi\":[\"mở quán\"],\"en\":[\"open a shop\"]}", "" },
        { "{}", "" },
        { "[\"mở quán\"]", "also: is not of the right kind;" },
        { "{\"vi\":\"mở quán\"}", "also/vi: is not a list of texts;" },
        { "{\"vi\":[\"mở quán\",7],\"en\":[\"\"]}",
          "also/vi: is not a list of texts; also/en: is not a list of texts;" },
        { "{\"vi\":[]}", "also/vi: is not a list of texts;" },
    };

    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        check_str(faults_at_also(want[i].also), str_of(want[i].faults));
}
