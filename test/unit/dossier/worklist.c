/* The work list's search: a code or a name as an officer types it while a person
 * waits, on both stores. */
#include "../org/unit_tool.h"
#include "dossier/dossier.h"
#include "packs.h"
#include "pages.h"

static const char *const filed[] = { "Trần Thị Hà", "Nguyễn Thị Hạ", "Đặng Văn Đức",
                                     "Phạm Đã Đóng" };

/* found: the numbers that end the codes of those found. */
static const struct {
    const char *q, *found;
} row[] = {
    { "Trần Thị Hà", "1" },
    { "tran thi ha", "1" },
    { "TRẦN THỊ HÀ", "1" },
    { "Tra\xcc\x82\xcc\x80n", "1" }, /* its marks apart, as some keyboards send them */
    { "hạ thị", "1 2" },             /* in any order, each word a part of it */
    { "đứ", "3" },
    { "du", "3" },
    { "  Vă ", "3" },
    { "khai sinh trần", "1" }, /* the procedure, too */
    { "H23.30.10507-240701-0002", "2" },
    { "h23.30.10507-240701-0002", "2" },
    { "240701-0003", "3" },
    { "0003 van", "3" },
    { "0003 tran", "" },
    { "H23.30.10507-240701-0009", "" },
    { "Lê Lợi", "" },
    { "Phạm", "" }, /* closed */
    { "10507", "1 2 3" },
};

static Str
file_at_desk(struct door *door, const char *name)
{
    Str input = str_format(test_arena(),
        "{\"procedure\":\"birth-registration\",\"unit\":\"10507\",\"channel\":1,\"form\":{"
        "\"child_name\":\"Trẻ mẫu\",\"child_born\":\"2024-06-28\",\"child_sex\":\"female\","
        "\"child_birth_place\":\"Nơi mẫu\",\"mother_name\":\"%s\",\"parents_married\":\"no\","
        "\"mother_id\":\"000195000123\",\"requester_relation\":\"mother\","
        "\"requester_phone\":\"0912345678\"}}", name);
    struct call call = { .arena = NULL };

    check_ok(test_call(door, &unit_program, "dossier.submit", input.p, &call));
    return json_text(call.out, "code");
}

static struct actor
officer_of(struct door *door, const char *unit_code)
{
    static const Str reads = { "dossier.read", 12 };
    struct db       *db;
    struct view      v = unit_view(door, &db);
    struct unit      unit = { .id = 0 };

    check_ok(unit_by_code(&v, str_of(unit_code), DAY_2024, &unit));
    db_close(db);
    return (struct actor){ .account = 9, .unit = unit.id, .n_rights = 1, .rights = &reads };
}

static const struct json *
search(struct door *door, const struct actor *who, const char *q)
{
    struct call call = { .arena = NULL };
    Str         input = str_format(test_arena(), "{\"q\":\"%s\"}", q);

    check_ok(test_call(door, who, "dossier.worklist", input.p, &call));
    check_page_model("worklist", call.out);
    return call.out;
}

/* "1 3": the numbers at the end of the codes, in their order. */
static const char *
numbers(const struct json *page)
{
    bool       has[10] = { false };
    struct buf b = BUF_MAX(100);
    const char *text;

    json_each(one, json_get(page, "rows"))
    {
        Str code = json_text(one, "code");

        has[code.p[code.n - 1] - '0'] = true;
    }
    for (int i = 0; i < 10; i++)
        if (has[i])
            buf_format(&b, "%s%d", b.n > 0 ? " " : "", i);
    text = str_c(test_arena(), buf_str(&b));
    buf_free(&b);
    return text;
}

static void
finds(const struct store_options *store)
{
    static const struct pack_section *const *const sections[] = { org_sections, dossier_sections,
                                                                  NULL };
    struct test_clock clock;
    struct door      *door = unit_founded(store, &clock, &dossier_table);
    struct call       call = { .arena = NULL };
    struct actor      officer, elsewhere;
    Str               code = STR_NONE;

    test_use_packs(test_packs(sections));
    for (size_t i = 0; i < sizeof filed / sizeof filed[0]; i++)
        code = file_at_desk(door, filed[i]);
    check_ok(test_call(door, &unit_program, "dossier.refuse",
                       str_format(test_arena(), "{\"code\":\"%.*s\",\"note\":\"lời mẫu\"}",
                                  STR_ARG(code)).p, &call));
    officer = officer_of(door, "10507");
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const struct json *page = search(door, &officer, row[i].q);

        check(strcmp(numbers(page), row[i].found) == 0,
              str_format(test_arena(), "%s finds: %s", row[i].q, numbers(page)).p);
        check_int(json_int(page, "count", -1), (int64_t)json_get(page, "rows")->count);
        check(json_text(page, "count_words").n > 0, "and says so in words");
        check(json_text(page, "q").n > 0, "what was asked stays in the field");
    }
    elsewhere = officer_of(door, "10510");
    check_int(json_int(search(door, &elsewhere, "Trần"), "count", -1), 0);
    door_close(door);
}

void
test_dossier_worklist__finds_by_code_and_by_name(void)
{
    on_each_store(finds);
}
