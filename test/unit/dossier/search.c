/* Finding dossiers, on both stores: by names, codes and numbers as an officer types them;
 * only at the desks they reach; behind the journal, from wherever the index was stopped;
 * and nothing of what was erased. */
#include "../org/unit_tool.h"
#include "dossier/check.h"
#include "dossier/dossier.h"
#include "dossier/dossier_sql.h"
#include "dossier/index.h"
#include "dossier/record.h"
#include "dossier/words.h"
#include "journal/ledger.h"
#include "packs.h"
#include "pages.h"

#define HERE      "10507"
#define ELSEWHERE "10510"

/* -- a province, its officers --------------------------------------------------------- */

struct move_in {
    Str code;
    Id  desk;
};
static const struct field move_fields[] = {
    FIELD(TEXT, struct move_in, code, .required = true, .max = 60),
    FIELD(ID, struct move_in, desk, .required = true),
};

/* No command of the room moves a dossier yet; what moves one will store a version. */
static enum err
move(struct act *a, const void *plan, struct json *out)
{
    const struct move_in *in = plan;
    struct dossier        before, now;

    (void)out;
    TRY(dossier_find(act_view(a), in->code, &before));
    now = before;
    now.desk = in->desk;
    return dossier_store(a, &before, &now);
}

static const struct command test_move = {
    .name = "test.move", .right = "anyone", .fields = move_fields, .n_fields = 2,
    .in_size = sizeof(struct move_in), .apply = move,
};
static const struct command *const test_commands[] = { &test_move, NULL };
static const struct door_table     test_table = { .commands = test_commands };

static struct test_clock test_clock;

static const struct door_table *const *
tables(void)
{
    static const struct door_table *list[3];

    list[0] = &org_table;
    list[1] = &dossier_table;
    list[2] = &test_table;
    return list;
}

static void
use_packs(void)
{
    static const struct pack_section *const *const sections[] = { org_sections, dossier_sections,
                                                                  NULL };

    test_use_packs(test_packs(sections));
}

static struct door *
founded(const struct store_options *store)
{
    struct call  call = { .arena = NULL };
    struct door *door;

    test_clock_set(&test_clock, time_at(DAY_2024, 450));
    door = test_door(store, tables(), 3, NULL, &test_clock);
    use_packs();
    check_ok(test_call(door, &unit_program, "org.found", "{\"province\":\"30\"}", &call));
    return door;
}

static const Str rights[] = { { "dossier.read", 12 }, { "dossier.receive", 15 } };

static struct unit
unit_named(struct door *door, const char *code)
{
    struct db  *db;
    struct view v = unit_view(door, &db);
    struct unit unit = { .id = 0 };

    check_ok(unit_by_code(&v, str_of(code), DAY_2024, &unit));
    db_close(db);
    return unit;
}

static struct actor
officer_of(struct door *door, const char *unit)
{
    return (struct actor){ .account = 9, .unit = unit_named(door, unit).id, .n_rights = 2,
                           .rights = rights };
}

static Id
desk_named(struct door *door, const char *unit)
{
    struct db  *db;
    struct view v = unit_view(door, &db);
    Id          desk = 0;

    check_ok(desk_of_unit(&v, unit_named(door, unit).id, DAY_2024, &desk));
    db_close(db);
    return desk;
}

/* whose: their personal number, or "". */
static Str
file(struct door *door, const char *unit, const char *name, const char *number)
{
    struct actor desk = officer_of(door, unit);
    struct call  call = { .arena = NULL };
    Str          input = str_format(test_arena(),
        "{\"procedure\":\"birth-registration\",\"unit\":\"%s\",\"channel\":1,"
        "\"entered_by\":\"behalf\",\"applicant_name\":\"%s\",\"applicant_number\":\"%s\",\"form\":{"
        "\"child_name\":\"Trẻ mẫu\",\"child_born\":\"2024-06-28\",\"child_sex\":\"female\","
        "\"child_birth_place\":\"Nơi mẫu\",\"mother_name\":\"%s\",\"parents_married\":\"no\","
        "\"mother_id\":\"000195000123\",\"requester_relation\":\"mother\","
        "\"requester_phone\":\"0912345678\"}}", unit, name, number, name);

    check_ok(test_call(door, &desk, "dossier.submit", input.p, &call));
    return json_text(call.out, "code");
}

static void
refuse(struct door *door, Str code)
{
    struct call call = { .arena = NULL };

    check_ok(test_call(door, &unit_program, "dossier.refuse",
                       str_format(test_arena(), "{\"code\":\"%.*s\",\"note\":\"lời mẫu\"}",
                                  STR_ARG(code)).p, &call));
}

static void
follow(struct door *door)
{
    bool more = true;

    while (more)
        check_ok(follow_once(door, test_world(), &dossier_words, &more));
}

/* -- asking --------------------------------------------------------------------------- */

static const struct json *
search_more(struct door *door, const struct actor *who, const char *q, const char *more,
            struct call *call)
{
    Str input = str_format(test_arena(), "{\"q\":\"%s\"%s}", q, more);

    check_ok(test_call(door, who, "dossier.search", input.p, call));
    check_page_model("search", call->out);
    return call->out;
}

static const struct json *
search(struct door *door, const struct actor *who, const char *q)
{
    struct call call = { .arena = NULL };

    return search_more(door, who, q, "", &call);
}

/* "3 1": the last digits of the codes, as listed. */
static const char *
numbers(const struct json *page)
{
    struct buf  b = BUF_MAX(1000);
    const char *text;

    json_each(one, json_get(page, "rows"))
    {
        Str code = json_text(one, "code");

        buf_format(&b, "%s%c", b.n > 0 ? " " : "", code.p[code.n - 1]);
    }
    text = str_c(test_arena(), buf_str(&b));
    buf_free(&b);
    return text;
}

static void
check_finds(struct door *door, const struct actor *who, const char *q, const char *found)
{
    const char *got = numbers(search(door, who, q));

    check(strcmp(got, found) == 0, str_format(test_arena(), "%s finds: %s", q, got).p);
}

static int
count_rows(const struct json *page)
{
    return (int)json_get(page, "rows")->count;
}

/* -- what is found -------------------------------------------------------------------- */

static const char *const filed[] = { "Trần Thị Hòa", "Nguyễn Thị Hạ", "Đặng Văn Đức",
                                     "Phạm Đã Đóng" };

static const struct {
    const char *q, *found;
} row[] = {
    { "Trần Thị Hòa", "1" },
    { "Trần Thị Hoà", "1" },
    { "tran thi hoa", "1" },
    { "TRẦN THỊ HOÀ", "1" },
    { "Tra\xcc\x82\xcc\x80n", "1" }, /* its marks apart, as some keyboards send them */
    { "hạ thị", "2" },               /* in any order; the last is the beginning of one */
    { "thị h", "2 1" },
    { "thị", "2 1" },
    { "hạ thị nguyễn", "2" },
    { "đứ", "3" },
    { "du", "3" },
    { "  Đặn ", "3" },
    { "ang", "" },                   /* not the middle of a word */
    { "than", "" },
    { "H23.30.10507-240701-0002", "2" },
    { "h23.30.10507-240701-0002", "2" },
    { "240701-0003", "3" },
    { "10507-240701-0003", "3" },
    { "10510-240701-0003", "" },     /* the end is ours, the unit is not */
    { "240701 0003", "3" },
    { "240701-0003 văn", "3" },
    { "240701-0003 trần", "" },
    { "240701", "" },                /* a day alone is what everybody filed on it */
    { "0003", "3" },
    { "0003 van", "3" },
    { "0003 tran", "" },
    { "H23.30.10507-240701-0009", "" },
    { "Lê Lợi", "" },
    { "Phạm", "4" },                 /* closed */
    { "000190000077", "3" },         /* the applicant's own number */
    { "000 190 000 077", "3" },
    { "00019000007", "" },           /* whole numbers only */
    { "0912 345 678", "4 3 2 1" },   /* an answer */
    { "+84 912 345 678", "4 3 2 1" },
    { "000195000123 hạ", "2" },
};

static void
finds(const struct store_options *store)
{
    struct door *door = founded(store);
    struct actor here, elsewhere;
    struct call  call = { .arena = NULL };
    Str          code = STR_NONE;

    for (size_t i = 0; i < sizeof filed / sizeof filed[0]; i++)
        code = file(door, HERE, filed[i], i == 2 ? "000190000077" : "");
    refuse(door, code);
    follow(door);
    here = officer_of(door, HERE);
    elsewhere = officer_of(door, ELSEWHERE);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        check_finds(door, &here, row[i].q, row[i].found);
    check_finds(door, &elsewhere, "Trần", "");
    check_finds(door, &elsewhere, "H23.30.10507-240701-0001", "");
    check_finds(door, &elsewhere, "240701-0001", "");
    check_finds(door, &elsewhere, "000190000077", "");
    check_finds(door, &elsewhere, "0912 345 678", "");
    check_finds(door, &elsewhere, "0912 345 678 tran", "");
    check_int(count_rows(search_more(door, &here, "pham", ",\"filter\":\"open\"", &call)), 0);
    check_int(count_rows(search_more(door, &here, "pham", ",\"filter\":\"closed\"", &call)), 1);
    check_int(count_rows(search_more(door, &here, "0912345678", ",\"filter\":\"open\"", &call)), 3);
    check(json_bool(search(door, &here, "t"), "short"), "one letter is too short");
    check(json_bool(search(door, &here, "khong ai"), "none"), "and nothing found is said");
    door_close(door);
}

void
test_dossier_search__finds_by_name_code_and_number(void)
{
    on_each_store(finds);
}

/* -- whose ---------------------------------------------------------------------------- */

static void
reaches(const struct store_options *store)
{
    struct door *door = founded(store);
    struct call  call = { .arena = NULL };
    struct actor commune, district, province, rightless, citizen = { .account = 12, .person = 5 };

    file(door, HERE, "Trần Thị Hòa", "000190000077");
    follow(door);
    commune = officer_of(door, HERE);
    district = officer_of(door, "288");
    province = officer_of(door, "30");
    search_more(door, &commune, "hoa", "", &call);
    check_int(count_rows(call.out), 1);
    check_int(call.act, 0);
    search_more(door, &district, "000190000077", "", &call);
    check_int(count_rows(call.out), 1);
    check(call.act > 0, "found by a number, it is a reading all the same");
    search_more(door, &district, "H23.30.10507-240701-0001", "", &call);
    check_int(count_rows(call.out), 1);
    check(call.act > 0, "and by its whole code");
    search_more(door, &district, "hoa", "", &call);
    check_int(count_rows(call.out), 1);
    check(call.act > 0, "a reading of what is not theirs to handle is recorded");
    search_more(door, &province, "hoa", "", &call);
    check_int(count_rows(call.out), 1);
    check(call.act > 0, "so is one from the province");
    search_more(door, &province, "hoa", ",\"unit\":\"" ELSEWHERE "\"", &call);
    check_int(count_rows(call.out), 0);
    check_err(test_call(door, &commune, "dossier.search", "{\"q\":\"hoa\",\"unit\":\"30\"}", &call),
              ERR_FORBIDDEN);
    rightless = commune;
    rightless.n_rights = 0;
    check_err(test_call(door, &rightless, "dossier.search", "{\"q\":\"000190000077\"}", &call),
              ERR_FORBIDDEN);
    check_err(test_call(door, &citizen, "dossier.search", "{\"q\":\"hoa\"}", &call), ERR_FORBIDDEN);
    door_close(door);
}

void
test_dossier_search__no_further_than_the_position(void)
{
    on_each_store(reaches);
}

/* A dossier that goes to another desk is found there, and no longer here. */
static void
moves(const struct store_options *store)
{
    struct door *door = founded(store);
    struct call  call = { .arena = NULL };
    struct actor here = officer_of(door, HERE), there = officer_of(door, ELSEWHERE);
    Str          code = file(door, HERE, "Trần Thị Hòa", "");
    Str          input = str_format(test_arena(), "{\"code\":\"%.*s\",\"desk\":\"%lld\"}",
                                    STR_ARG(code), (long long)desk_named(door, ELSEWHERE));

    follow(door);
    check_finds(door, &here, "hoa", "1");
    check_ok(test_call(door, &unit_program, "test.move", input.p, &call));
    check_finds(door, &here, "hoa", ""); /* at once: it is no longer theirs */
    follow(door);
    check_finds(door, &here, "hoa", "");
    check_finds(door, &there, "hoa", "1");
    door_close(door);
}

void
test_dossier_search__follows_a_dossier_to_another_desk(void)
{
    on_each_store(moves);
}

/* -- behind the journal --------------------------------------------------------------- */

static int64_t
findings(struct door *door)
{
    struct db           *db;
    struct view          v = unit_view(door, &db);
    struct verify_report r = { .arena = test_arena() };

    check_ok(db_begin(v.db));
    check_ok(dossier_words_check.run(&v, &r));
    db_end(v.db);
    db_close(db);
    return r.found;
}

static int64_t
words_there(struct door *door)
{
    struct db                  *db;
    struct view                 v = unit_view(door, &db);
    struct search_words_all_row all = { .n = -1 };

    check_ok(search_words_all(&v, &all));
    db_close(db);
    return all.n;
}

/* Pages through the whole answer; how many dossiers, each once and the newest first. */
static int
page_through(struct door *door, const struct actor *who, const char *q)
{
    const struct json *page = search(door, who, q);
    int                n = count_rows(page);

    for (int i = 0; i < 100 && json_get(page, "older_url") != NULL; i++) {
        Str         url = json_text(page, "older_url");
        struct call call = { .arena = NULL };
        ptrdiff_t   at = str_find(url, S("&sau="));
        Str         before = str_sub(url, (size_t)at + 5, url.n);

        page = search_more(door, who, q,
                           str_format(test_arena(), ",\"before\":\"%.*s\"", STR_ARG(before)).p,
                           &call);
        n += count_rows(page);
    }
    return n;
}

#define MANY       330
#define SLICE_ROWS 500 /* what PostgreSQL writes in some 5 ms */

static void
resumes(const struct store_options *store)
{
    struct door *door = founded(store);
    struct actor here = officer_of(door, HERE);
    bool         more = false;
    int64_t      half;

    for (int i = 0; i < MANY; i++)
        file(door, HERE, i == 1 ? "Nguyễn Thị Oanh" : i % 3 ? "Nguyễn Thị Thử" : "Lê Văn Thử", "");
    check_ok(follow_once(door, test_world(), &dossier_words, &more));
    check(more, "one slice does not hold them all");
    half = words_there(door);
    check(half > 0 && half <= SLICE_ROWS, "and is no long task of the pen");
    check_int(findings(door), 0); /* what is beyond the cursor is no fault */
    door_close(door);             /* stopped in the middle */
    door = test_door(store, tables(), 3, NULL, &test_clock);
    use_packs();
    follow(door);
    check(words_there(door) > half, "it went on");
    check_int(findings(door), 0);
    check_int(page_through(door, &here, "thu"), MANY - 1);
    check_int(page_through(door, &here, "nguyen thu"), MANY / 3 * 2 - 1);
    check_int(page_through(door, &here, "nguyen t"), MANY / 3 * 2);
    check_int(page_through(door, &here, "nguyen thi oa"), 1); /* here the beginning leads */
    check_int(page_through(door, &here, "le van th"), MANY / 3);
    follow(door);
    check_int(findings(door), 0);
    door_close(door);
}

void
test_dossier_search__index_goes_on_from_where_it_stopped(void)
{
    on_each_store(resumes);
}

/* What waits longer than a minute is said; a whole code is found all the while. */
static void
says_behind(const struct store_options *store)
{
    struct door *door = founded(store);
    struct actor here = officer_of(door, HERE);
    Str          code;

    follow(door);
    code = file(door, HERE, "Trần Thị Hòa", "");
    check(json_get(search(door, &here, "hoa"), "behind_words") == NULL, "a moment is not said");
    test_clock.wall_ahead += 2 * 60 * TIME_SECOND;
    check(json_get(search(door, &here, "hoa"), "behind_words") != NULL, "two minutes are");
    check_finds(door, &here, "hoa", "");
    check_finds(door, &here, str_c(test_arena(), code), "1");
    follow(door);
    check(json_get(search(door, &here, "hoa"), "behind_words") == NULL, "caught up");
    check_finds(door, &here, "hoa", "1");
    door_close(door);
}

void
test_dossier_search__says_that_it_is_behind(void)
{
    on_each_store(says_behind);
}

/* -- erased, altered ------------------------------------------------------------------ */

struct late {
    struct act own;
    void      *plan;
};

static void
write_late(void *context, struct db *db)
{
    struct late *l = context;

    l->own.view.db = db;
    check_ok(db_write_begin(db));
    check_ok(dossier_words.write(&l->own, l->plan));
    check_ok(db_commit(db));
}

static void
erase(struct door *door, Str code)
{
    struct call call = { .arena = NULL };

    check_ok(test_call(door, &unit_program, "dossier.erase",
                       str_format(test_arena(), "{\"code\":\"%.*s\",\"reason\":\"decision 7\"}",
                                  STR_ARG(code)).p, &call));
}

static void
erased(const struct store_options *store)
{
    struct door *door = founded(store);
    struct actor here = officer_of(door, HERE);
    Str          first = file(door, HERE, "Trần Thị Hòa", "");
    Str          second = file(door, HERE, "Đặng Văn Đức", "");
    struct db   *db;
    struct late  late = { .plan = NULL };
    struct view  v;

    refuse(door, first);
    follow(door);
    erase(door, first);
    check_finds(door, &here, "hoa", "");
    check_finds(door, &here, "duc", "2");
    check_int(findings(door), 0);
    refuse(door, second);
    file(door, HERE, "Đặng Thị Ba", "");
    v = unit_view(door, &db); /* a slice planned before the erasure and written after it */
    check_ok(dossier_words.plan(&v, &late.plan));
    check(late.plan != NULL, "there is something to write");
    erase(door, second);
    late.own = (struct act){ .view = { .arena = test_arena() } };
    pen_with_db(door_pen(door), write_late, &late);
    db_close(db);
    follow(door);
    check_finds(door, &here, "dang", "3");
    check_int(findings(door), 0);
    door_close(door);
}

void
test_dossier_search__nothing_of_what_was_erased(void)
{
    on_each_store(erased);
}

static const struct stmt take_away = {
    .name = "test_take", .index = -1, .expect = 1, .writes = true,
    .sql = { "DELETE FROM dossier_word WHERE word = 'hoa' AND desk = 0",
             "DELETE FROM dossier_word WHERE word = 'hoa' AND desk = 0" },
};
static const struct stmt put_in = {
    .name = "test_put", .index = -1, .expect = 1, .writes = true,
    .sql = { "INSERT INTO dossier_word (desk, word, dossier) VALUES (0, 'hao', 1)",
             "INSERT INTO dossier_word (desk, word, dossier) VALUES (0, 'hao', 1)" },
};

static void
tamper(void *context, struct db *db)
{
    struct rows none;

    check_ok(db_write_begin(db));
    check_ok(db_run(db, context, NULL, test_arena(), &none));
    check_ok(db_commit(db));
}

static void
verified(const struct store_options *store)
{
    struct door *door = founded(store);

    file(door, HERE, "Trần Thị Hòa", "");
    file(door, HERE, "Đặng Văn Đức", "");
    follow(door);
    check_int(findings(door), 0);
    pen_with_db(door_pen(door), tamper, (void *)(uintptr_t)&take_away);
    check_int(findings(door), 1);
    pen_with_db(door_pen(door), tamper, (void *)(uintptr_t)&put_in);
    check_int(findings(door), 2); /* one too few and one too many do not make it even */
    door_close(door);
}

void
test_dossier_search__a_word_too_many_or_too_few_is_named(void)
{
    on_each_store(verified);
}
