/* What a person gave before is not asked again, on both stores: what is filled in, what is
 * only offered, and what never travels. */
#include "dossier/prefill.h"

#include <sys/stat.h>

#include "dossier/dossier.h"
#include "dossier/upload.h"
#include "org/unit.h"
#include "packs.h"
#include "pages.h"
#include "store/files.h"
#include "stores.h"

#define BIRTH    "birth-registration"
#define BUSINESS "household-business-registration"
#define JULY     time_at(day_of(2024, 7, 1), 480)

static const struct actor program = { .system = true };
static const struct actor an = { .account = 7, .person = 41, .session = 1 };
static const struct actor binh = { .account = 8, .person = 42, .session = 2 };

static const char birth[] =
    "\"unit\":\"10507\",\"form\":{\"child_name\":\"Trẻ mẫu\",\"child_born\":\"2024-06-28\","
    "\"child_sex\":\"female\",\"child_birth_place\":\"Nơi mẫu\",\"mother_name\":\"Mẹ mẫu\","
    "\"parents_married\":\"no\",\"mother_id\":\"000195000123\",\"requester_relation\":\"mother\","
    "\"requester_phone\":\"0911111111\"}";
static const char business[] =
    "\"unit\":\"288\",\"form\":{\"founded_by\":\"person\",\"owner_name\":\"Lê Văn Mẫu\","
    "\"owner_id\":\"000080000003\",\"owner_born\":\"1980-02-01\",\"owner_phone\":\"0922222222\","
    "\"business_name\":\"Tạp hóa Mẫu\",\"business_unit\":\"10507\",\"business_address\":"
    "\"Số 1 đường Mẫu\",\"business_lines\":\"Bán lẻ\",\"capital\":50000000,"
    "\"starts_on\":\"2024-07-15\"}";

static struct door *
begin(const struct store_options *store, struct test_clock *clock)
{
    static const struct door_table *const          tables[] = { &org_table, &dossier_table };
    static const struct pack_section *const *const lists[] = { org_sections, dossier_sections,
                                                               NULL };
    struct call  call = { .arena = NULL };
    struct door *door;

    test_clock_set(clock, JULY);
    door = test_door(store, tables, 2, NULL, clock);
    test_use_packs(test_packs(lists));
    check_ok(test_call(door, &program, "org.found", "{\"province\":\"30\"}", &call));
    mkdir(str_format(test_arena(), "%s/files", test_folder()).p, 0700);
    return door;
}

static Str
paper(void)
{
    struct upload_file f = { .name = S("mau.png"), .type = S("png"), .size = 3 };
    struct view        v = { .arena = test_arena(), .world = test_world(), .now = JULY };

    check_ok(files_write(test_world()->folder, S("mẫu"), &f.hash));
    return upload_ticket(&v, &f);
}

static Str
file(struct door *door, const struct actor *who, const char *procedure, const char *component,
     const char *answers)
{
    Str ticket = paper();
    Str input = str_format(test_arena(),
                           "{\"procedure\":\"%s\",%s,\"files\":[{\"component\":\"%s\","
                           "\"ticket\":\"%.*s\"}]}",
                           procedure, answers, component, STR_ARG(ticket));
    struct call call = { .arena = NULL };

    check_ok(test_call(door, who, "dossier.submit", input.p, &call));
    return json_text(call.out, "code");
}

/* The first page of a new form. */
static const struct json *
open_form(struct door *door, const struct actor *who, const char *procedure, const char *more)
{
    Str         input = str_format(test_arena(), "{\"procedure\":\"%s\"%s}", procedure, more);
    struct call call = { .arena = NULL };
    struct json *page;

    check_ok(test_call(door, who, "dossier.form", input.p, &call));
    page = json_copy(test_arena(), call.out);
    page->first = page->first->next; /* `view` is the site's */
    page->count--;
    check_page_model("form", page);
    return call.out;
}

static const struct json *
field(const struct json *page, const char *name)
{
    json_each(f, json_get(page, "fields"))
        if (str_eq(json_text(f, "name"), str_of(name)))
            return f;
    return NULL;
}

static Str
carried(const struct json *page, const char *name)
{
    json_each(c, json_get(page, "carried"))
        if (str_eq(json_text(c, "name"), str_of(name)))
            return json_text(c, "value");
    return STR_NONE;
}

static void
facts_of_the_person(const struct store_options *store)
{
    struct test_clock  clock;
    struct door       *door = begin(store, &clock);
    const struct json *page;
    Str                code = file(door, &an, BUSINESS, "identity_paper", business);

    page = open_form(door, &an, BUSINESS, "");
    check_str(json_text(field(page, "owner_phone"), "value"), S("0922222222"));
    check(str_has(json_text(field(page, "owner_phone"), "origin"), code), "and from where");
    check(json_get(field(page, "owner_phone"), "value") != NULL, "shown");
    check(carried(page, "business_name").p == NULL, "the business is not the next one");
    check(carried(page, "capital").p == NULL, "nor its capital");
    check(str_has(json_text(json_get(page, "former"), "words"), code), "but it is offered");
    page = open_form(door, &an, BUSINESS, ",\"like\":true");
    check_str(carried(page, "business_name"), S("Tạp hóa Mẫu"));
    check_str(carried(page, "capital"), S("50000000"));
    check(json_get(page, "former") == NULL, "offered once");
    /* Another procedure asks the same fact under another name. */
    page = open_form(door, &an, BIRTH, "");
    check_str(carried(page, "requester_phone"), S("0922222222"));
    page = open_form(door, &binh, BIRTH, "");
    check(carried(page, "requester_phone").p == NULL, "of no other person");
    door_close(door);
}

void
test_dossier_prefill__facts_of_the_person_are_filled_in_and_the_rest_is_offered(void)
{
    on_each_store(facts_of_the_person);
}

static void
sensitive(const struct store_options *store)
{
    struct test_clock  clock;
    struct door       *door = begin(store, &clock);
    const struct json *page;

    file(door, &an, BIRTH, "birth_certificate", birth);
    page = open_form(door, &an, BUSINESS, ",\"like\":true");
    check(json_get(field(page, "owner_phone"), "value") == NULL, "a birth tells no other form");
    page = open_form(door, &an, BIRTH, ",\"like\":true");
    check_str(carried(page, "requester_phone"), S("0911111111"));
    check_str(json_text(field(page, "child_name"), "value"), S("Trẻ mẫu"));
    check(json_text(field(page, "child_name"), "origin").n > 0, "and says from where");
    door_close(door);
}

void
test_dossier_prefill__answers_to_a_sensitive_procedure_go_into_no_other(void)
{
    on_each_store(sensitive);
}

static void
edited(const struct store_options *store)
{
    struct test_clock  clock;
    struct door       *door = begin(store, &clock);
    const struct json *page;

    file(door, &an, BUSINESS, "identity_paper", business);
    page = open_form(door, &an, BUSINESS,
                     ",\"page\":2,\"go\":\"back\",\"answers\":{\"owner_phone\":\"0933333333\","
                     "\"owner_name\":\"Lê Văn Mẫu\"}");
    check_str(json_text(field(page, "owner_phone"), "value"), S("0933333333"));
    check(json_get(field(page, "owner_phone"), "origin") == NULL, "no longer what was filled in");
    check(json_text(field(page, "owner_name"), "origin").n > 0, "still what was filled in");
    check(json_get(field(page, "owner_id"), "value") == NULL, "what was cleared stays clear");
    door_close(door);
}

void
test_dossier_prefill__what_was_changed_is_ones_own(void)
{
    on_each_store(edited);
}
