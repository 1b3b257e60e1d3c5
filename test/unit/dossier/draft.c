/* Drafts on both stores: whose they are, how many, two devices, and how each ends. */
#include "dossier/draft.h"

#include <sys/stat.h>

#include "dossier/dossier.h"
#include "dossier/dossier_sql.h"
#include "dossier/upload.h"
#include "org/unit.h"
#include "packs.h"
#include "pages.h"
#include "store/files.h"
#include "stores.h"

#define BIRTH    "birth-registration"
#define BUSINESS "household-business-registration"
#define JULY     time_at(day_of(2024, 7, 1), 480)

static const Str          receives = { "dossier.receive", 15 };
static const struct actor program = { .system = true };
static const struct actor nobody;
static const struct actor an = { .account = 7, .person = 41, .session = 1 };
static const struct actor binh = { .account = 8, .person = 42, .session = 2 };
static const struct actor desk = { .account = 9, .person = 43, .n_rights = 1,
                                   .rights = &receives };

/* A draft of a procedure there is none of, to have many. */
struct many_in {
    Str procedure;
};
static const struct field many_fields[] = { FIELD(TEXT, struct many_in, procedure,
                                                    .required = true) };

static enum err
many_apply(struct act *a, const void *p, struct json *out)
{
    const struct many_in *in = p;
    struct draft_put_in   row = { .draft = act_new_id(a), .person = act_who(a)->person,
                                  .procedure = in->procedure, .procedure_version = 1,
                                  .unit = S(""), .page = 1, .answers = S("{}"), .files = S("[]"),
                                  .filling = S(""), .version = act_number(a),
                                  .begun = act_now(a), .saved = act_now(a) };

    (void)out;
    return draft_put(a, &row);
}

static const struct command many = { .name = "test.many", .right = "signed-in",
                                     .fields = many_fields, .n_fields = 1,
                                     .in_size = sizeof(struct many_in), .apply = many_apply };
static const struct command *const     many_commands[] = { &many, NULL };
static const struct query *const       no_queries[] = { NULL };
static const struct door_table         many_table = { .commands = many_commands,
                                                      .queries = no_queries };
static const struct door_table *const  tables[] = { &org_table, &dossier_table, &many_table };

static struct door *
begin(const struct store_options *store, struct test_clock *clock)
{
    static const struct pack_section *const *const lists[] = { org_sections, dossier_sections,
                                                               NULL };
    struct call  call = { .arena = NULL };
    struct door *door;

    test_clock_set(clock, JULY);
    door = test_door(store, tables, 3, NULL, clock);
    test_use_packs(test_packs(lists));
    check_ok(test_call(door, &program, "org.found", "{\"province\":\"30\"}", &call));
    return door;
}

/* Saves one answer; gives the draft's version, 0 when it was refused. */
static int64_t
save(struct door *door, const struct actor *who, const char *procedure, const char *name,
     const char *filling, int64_t seen, const char *more, enum err want)
{
    Str input = str_format(test_arena(),
                           "{\"procedure\":\"%s\",\"unit\":\"10507\",\"page\":2,\"answers\":"
                           "{\"child_name\":\"%s\",\"child_born\":\"31/2/2024\",\"rogue\":\"x\"},"
                           "\"filling\":\"%s\",\"seen\":%lld%s}",
                           procedure, name, filling, (long long)seen, more);
    struct call call = { .arena = NULL };

    check_int(test_call(door, who, "draft.save", input.p, &call), want);
    return call.err == ERR_OK ? json_int(call.out, "seen", 0) : 0;
}

static const struct json *
ask(struct door *door, const struct actor *who, const char *name, const char *procedure,
    enum err want)
{
    Str input = procedure == NULL ? S("{}")
                                  : str_format(test_arena(), "{\"procedure\":\"%s\"}", procedure);
    struct call call = { .arena = NULL };

    check_int(test_call(door, who, name, input.p, &call), want);
    return call.err == ERR_OK ? call.out : NULL;
}

static int64_t
how_many(struct door *door, const struct actor *who)
{
    return (int64_t)json_get(ask(door, who, "draft.list", NULL, ERR_OK), "drafts")->count;
}

/* What the opened form carries or shows under a name. */
static Str
opened_answer(const struct json *model, const char *name)
{
    json_each(c, json_get(model, "carried"))
        if (str_eq(json_text(c, "name"), str_of(name)))
            return json_text(c, "value");
    json_each(f, json_get(model, "fields"))
        if (str_eq(json_text(f, "name"), str_of(name)))
            return json_text(f, "value");
    return STR_NONE;
}

static Str
kept_name(struct door *door, const struct actor *who)
{
    return opened_answer(ask(door, who, "draft.open", BIRTH, ERR_OK), "child_name");
}

/* -- whose, how many, how long ------------------------------------------------------------ */

static void
owner_only(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = begin(store, &clock);
    struct json      *model;

    save(door, &nobody, BIRTH, "Trẻ mẫu", "k1", 0, "", ERR_SIGN_IN);
    save(door, &desk, BIRTH, "Trẻ mẫu", "k1", 0, "", ERR_FORBIDDEN);
    check(save(door, &an, BIRTH, "Trẻ mẫu", "k1", 0, "", ERR_OK) > 0, "kept");
    check_int(how_many(door, &an), 1);
    check_int(how_many(door, &binh), 0);
    ask(door, &binh, "draft.open", BIRTH, ERR_NOT_FOUND);
    ask(door, &binh, "draft.about", BIRTH, ERR_NOT_FOUND);
    ask(door, &binh, "draft.drop", BIRTH, ERR_OK);
    check_int(how_many(door, &an), 1);
    model = json_copy(test_arena(), ask(door, &an, "draft.open", BIRTH, ERR_OK));
    check_str(json_text(model, "page"), S("2"));
    check_str(opened_answer(model, "child_name"), S("Trẻ mẫu"));
    check_str(opened_answer(model, "child_born"), S("31/2/2024"));
    check_str(opened_answer(model, "unit"), S("10507"));
    check(opened_answer(model, "rogue").p == NULL, "nothing that the form does not ask");
    model->first = model->first->next; /* `view` is the site's */
    model->count--;
    check_page_model("form", model);
    check_page_model("draft_drop", ask(door, &an, "draft.about", BIRTH, ERR_OK));
    check_page_model("mine", ask(door, &an, "dossier.mine", NULL, ERR_OK));
    ask(door, &an, "draft.drop", BIRTH, ERR_OK);
    check_int(how_many(door, &an), 0);
    door_close(door);
}

void
test_dossier_draft__its_owner_alone_sees_and_drops_it(void)
{
    on_each_store(owner_only);
}

static void
capped(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = begin(store, &clock);
    struct call       call = { .arena = NULL };
    char             *large = arena_alloc(test_arena(), DRAFT_BYTES + 1);

    save(door, &an, BIRTH, "Một", "k1", 0, "", ERR_OK);
    save(door, &an, BIRTH, "Hai", "k1", 0, "", ERR_OK);
    check_int(how_many(door, &an), 1);
    check_str(kept_name(door, &an), S("Hai"));
    memset(large, 'a', DRAFT_BYTES);
    save(door, &an, BIRTH, large, "k1", 0, "", ERR_TOO_LARGE);
    check_str(kept_name(door, &an), S("Hai"));
    for (int i = 1; i < DRAFTS_MAX; i++)
        check_ok(test_call(door, &an, "test.many",
                           str_format(test_arena(), "{\"procedure\":\"p%d\"}", i).p, &call));
    check_int(how_many(door, &an), DRAFTS_MAX);
    save(door, &an, BUSINESS, "Ba", "k2", 0, "", ERR_TOO_LARGE);
    save(door, &an, BIRTH, "Bốn", "k1", 0, "", ERR_OK); /* one that there is goes on */
    save(door, &binh, BUSINESS, "Năm", "k3", 0, "", ERR_OK);
    check_int(how_many(door, &an), DRAFTS_MAX);
    door_close(door);
}

void
test_dossier_draft__one_a_procedure_twenty_a_person_64_kilobytes_each(void)
{
    on_each_store(capped);
}

static enum err
stored(struct door *door, Id person, const char *procedure)
{
    struct db           *db;
    struct draft_get_row row;
    enum err             err;
    char                 why[256] = "";
    struct view          v = { .arena = test_arena(), .who = &program };

    check(door_reader(door, &db, why) == ERR_OK, why);
    v.db = db;
    check_ok(db_begin(db));
    err = draft_get(&v, person, str_of(procedure), &row);
    db_end(db);
    db_close(db);
    return err;
}

static void
expires(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = begin(store, &clock);

    save(door, &an, BIRTH, "Một", "k1", 0, "", ERR_OK);
    clock.now = JULY + DRAFT_LIFE - 1;
    check_int(how_many(door, &an), 1);
    clock.now = JULY + DRAFT_LIFE;
    check_int(how_many(door, &an), 0);
    ask(door, &an, "draft.open", BIRTH, ERR_NOT_FOUND);
    check_int(stored(door, an.person, BIRTH), ERR_OK);
    save(door, &an, BIRTH, "Hai", "k2", 0, "", ERR_OK); /* as if there were none */
    check_str(kept_name(door, &an), S("Hai"));
    clock.now += DRAFT_LIFE;
    save(door, &binh, BIRTH, "Ba", "k3", 0, "", ERR_OK);
    check_int(stored(door, an.person, BIRTH), ERR_NOT_FOUND); /* swept by another's save */
    check_int(stored(door, binh.person, BIRTH), ERR_OK);
    door_close(door);
}

void
test_dossier_draft__goes_thirty_days_after_its_last_save(void)
{
    on_each_store(expires);
}

/* -- two devices ----------------------------------------------------------------------------- */

static bool
clash_has(struct door *door, const char *filling, const char *member)
{
    Str input = str_format(test_arena(), "{\"procedure\":\"" BIRTH "\",\"filling\":\"%s\"}",
                           filling);
    struct call call = { .arena = NULL };

    check_ok(test_call(door, &an, "draft.clash", input.p, &call));
    return json_get(json_get(call.out, "clash"), member) != NULL;
}

static void
two_devices(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = begin(store, &clock);
    int64_t           phone = save(door, &an, BIRTH, "Gõ ở máy 1", "phone", 0, "", ERR_OK);
    int64_t           desktop;

    /* Opened on the desktop as it stood, and typed on there. */
    desktop = save(door, &an, BIRTH, "Gõ ở máy 2", "desktop", phone, "", ERR_OK);
    check(desktop > phone, "each save is a version of its own");
    save(door, &an, BIRTH, "Gõ tiếp ở máy 1", "phone", phone, "", ERR_CONFLICT);
    check_str(kept_name(door, &an), S("Gõ ở máy 2"));
    check(clash_has(door, "phone", "load") && clash_has(door, "phone", "keep"), "both are offered");
    /* The browser's Back: an older page of the filling-in that saved last. */
    save(door, &an, BIRTH, "Quay lại", "desktop", 0, "", ERR_OK);
    save(door, &an, BIRTH, "Tờ mới", "third", 0, "", ERR_CONFLICT);
    /* Whoever was refused keeps theirs, and then the others are the older ones. */
    check(save(door, &an, BIRTH, "Giữ bản này", "phone", phone, ",\"over\":true", ERR_OK) > desktop,
          "kept after all");
    save(door, &an, BIRTH, "Máy 2 lại gõ", "desktop", desktop, "", ERR_CONFLICT);
    check_str(kept_name(door, &an), S("Giữ bản này"));
    /* Dropped elsewhere. */
    ask(door, &an, "draft.drop", BIRTH, ERR_OK);
    save(door, &an, BIRTH, "Còn gõ", "phone", desktop, "", ERR_CONFLICT);
    check(!clash_has(door, "phone", "load") && clash_has(door, "phone", "keep"), "only to keep");
    save(door, &an, BIRTH, "Vẫn giữ", "phone", desktop, ",\"over\":true", ERR_OK);
    door_close(door);
}

void
test_dossier_draft__a_page_opened_before_another_devices_save_is_refused(void)
{
    on_each_store(two_devices);
}

/* -- filed -------------------------------------------------------------------------------------- */

static int64_t
file_birth(struct door *door, const struct actor *who, const char *key)
{
    struct call call = { .arena = NULL, .key = str_of(key) };

    check_ok(test_call(
        door, who, "dossier.submit",
        "{\"procedure\":\"" BIRTH "\",\"unit\":\"10507\",\"channel\":1,\"form\":{"
        "\"child_name\":\"Trẻ mẫu\",\"child_born\":\"2024-06-28\",\"child_sex\":\"female\","
        "\"child_birth_place\":\"Nơi mẫu\",\"mother_name\":\"Mẹ mẫu\",\"parents_married\":\"no\","
        "\"mother_id\":\"000195000123\",\"requester_relation\":\"mother\","
        "\"requester_phone\":\"0912345678\"}}",
        &call));
    return json_int(call.out, "entry", 0);
}

static Str
ticket_of(const char *name, Str bytes)
{
    struct upload_file f = { .name = str_of(name), .type = S("png"), .size = (int64_t)bytes.n };
    struct view        v = { .arena = test_arena(), .world = test_world(), .now = JULY };

    mkdir(str_format(test_arena(), "%s/files", test_folder()).p, 0700);
    check_ok(files_write(test_world()->folder, bytes, &f.hash));
    return upload_ticket(&v, &f);
}

static int64_t
file_online(struct door *door, const struct actor *who, const char *key)
{
    Str ticket = ticket_of("chung-sinh.png", S("một giấy chứng sinh"));
    Str input = str_format(
        test_arena(),
        "{\"procedure\":\"" BIRTH "\",\"unit\":\"10507\",\"form\":{"
        "\"child_name\":\"Trẻ mẫu\",\"child_born\":\"2024-06-28\",\"child_sex\":\"female\","
        "\"child_birth_place\":\"Nơi mẫu\",\"mother_name\":\"Mẹ mẫu\",\"parents_married\":\"no\","
        "\"mother_id\":\"000195000123\",\"requester_relation\":\"mother\","
        "\"requester_phone\":\"0912345678\"},"
        "\"files\":[{\"component\":\"birth_certificate\",\"ticket\":\"%.*s\"}]}",
        STR_ARG(ticket));
    struct call call = { .arena = NULL, .key = str_of(key) };

    check_ok(test_call(door, who, "dossier.submit", input.p, &call));
    return json_int(call.out, "entry", 0);
}

static void
filed(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = begin(store, &clock);
    int64_t           saved, entry;

    save(door, &an, BIRTH, "Trẻ mẫu", "dossier.submit:an", 0, "", ERR_OK);
    save(door, &an, BUSINESS, "Khác", "dossier.submit:khac", 0, "", ERR_OK);
    saved = save(door, &binh, BIRTH, "Trẻ khác", "dossier.submit:binh", 0, "", ERR_OK);
    entry = file_online(door, &an, "dossier.submit:an");
    check_int(entry, saved + 1); /* nothing but the filing itself took the draft away */
    check_int(stored(door, an.person, BIRTH), ERR_NOT_FOUND);
    check_int(stored(door, an.person, BUSINESS), ERR_OK);
    check_int(stored(door, binh.person, BIRTH), ERR_OK);
    /* A page of the filed form that is still open begins no draft of it, even if asked to. */
    save(door, &an, BIRTH, "Còn mở", "dossier.submit:an", 0, "", ERR_CONFLICT);
    save(door, &an, BIRTH, "Còn mở", "dossier.submit:an", 0, ",\"over\":true", ERR_CONFLICT);
    check(clash_has(door, "dossier.submit:an", "load") &&
              !clash_has(door, "dossier.submit:an", "keep"), "it leads to the dossiers");
    save(door, &an, BIRTH, "Tờ mới", "dossier.submit:an2", 0, "", ERR_OK);
    /* What a desk files for anybody leaves drafts alone. */
    file_birth(door, &program, "dossier.submit:desk");
    check_int(stored(door, binh.person, BIRTH), ERR_OK);
    door_close(door);
}

void
test_dossier_draft__filing_takes_it_away_in_the_same_act(void)
{
    on_each_store(filed);
}

/* -- files --------------------------------------------------------------------------------------- */

static const struct json *
held(const struct json *model)
{
    json_each(c, json_get(model, "carried"))
        if (str_eq(json_text(c, "name"), S("file:birth_certificate")))
            return c;
    return NULL;
}

static void
outlive_tickets(const struct store_options *store)
{
    struct test_clock  clock;
    struct door       *door = begin(store, &clock);
    Str                first = ticket_of("mot.png", S("tệp một")), second;
    Str                files = str_format(test_arena(),
                                          ",\"files\":[{\"component\":\"birth_certificate\","
                                          "\"ticket\":\"%.*s\"}]", STR_ARG(first));
    struct upload_file f;
    const struct json *model;
    struct view        v = { .arena = test_arena(), .world = test_world() };

    save(door, &an, BIRTH, "Một", "k1", 0, files.p, ERR_OK);
    clock.now = v.now = JULY + 10 * TIME_DAY;
    check_int(upload_of_ticket(&v, first, &f), ERR_NOT_FOUND); /* its own time is over */
    /* The page stood open all the while; another's old ticket is no claim. */
    save(door, &an, BIRTH, "Hai", "k1", 0, files.p, ERR_OK);
    save(door, &binh, BIRTH, "Ba", "k2", 0, files.p, ERR_OK);
    check(held(ask(door, &binh, "draft.open", BIRTH, ERR_OK)) == NULL, "not another's");
    model = ask(door, &an, "draft.open", BIRTH, ERR_OK);
    second = json_text(held(model), "value");
    check_ok(upload_of_ticket(&v, second, &f));
    check_str(f.name, S("mot.png"));
    check(json_text(json_get(model, "draft"), "gone_words").n == 0, "it is there");
    files_remove(test_world()->folder, &f.hash);
    model = ask(door, &an, "draft.open", BIRTH, ERR_OK);
    check(held(model) == NULL, "gone");
    check(str_has(json_text(json_get(model, "draft"), "gone_words"), S("mot.png")),
          "and said by its name");
    door_close(door);
}

void
test_dossier_draft__its_files_outlive_their_tickets_and_a_lost_one_is_named(void)
{
    on_each_store(outlive_tickets);
}
