/* Looking for words among records, on both stores: with marks and without, wherever the tone is
 * put; codes; beginnings; nothing by what the reader may not see; page by page, each once; as
 * records change, end, and as loads come and are taken back; and whatever is altered behind our
 * back is named. */
#include "small_registry.h"

#define NOTE "'note':{'type':'string','x-search':true,'x-read':'official'," ORCHARD_TITLE "}"
#define SEARCHED ORCHARD_FILE("1", "rows", ",'crop'", "," NOTE)

/* -- asking ----------------------------------------------------------------------------- */

/* The keys found, "K1 K2 "; `more` beside q. */
static Str
found(struct door *door, const struct actor *who, const char *q, const char *more)
{
    struct call c = { 0 };
    Str         keys = S("");

    check_ok(orchard_call(door, who, "registry.list",
                          str_c(test_arena(), str_format(test_arena(),
                                "{'registry':'orchard','q':'%s'%s}", q, more)), &c));
    json_each(row, json_get(c.out, "rows"))
        keys = str_format(test_arena(), "%.*s%.*s ", STR_ARG(keys),
                          STR_ARG(json_text(row, "key")));
    if (json_get(c.out, "next") != NULL)
        keys = str_join(test_arena(), keys, S("…"), S(""));
    return keys;
}

/* Every page; how many records, each once and in their order. */
static int
walk(struct door *door, const struct actor *who, const char *q, int limit, int *out_pages)
{
    Str after = S(""), last = S("");
    int n = 0;

    for (*out_pages = 1; *out_pages < 10000; ++*out_pages) {
        struct call c = { 0 };

        check_ok(orchard_call(door, who, "registry.list",
                              str_c(test_arena(), str_format(test_arena(),
                                    "{'registry':'orchard','q':'%s','limit':%d,'after':'%.*s'}", q,
                                    limit, STR_ARG(after))), &c));
        check(json_get(c.out, "total") == NULL, "nothing is counted");
        json_each(row, json_get(c.out, "rows"))
        {
            check(str_cmp(last, json_text(row, "key")) < 0, "in their order, each once");
            last = str_copy(test_arena(), json_text(row, "key"));
            n++;
        }
        if (json_get(c.out, "next") == NULL)
            return n;
        after = str_copy(test_arena(), json_text(c.out, "next"));
    }
    check(false, "an end");
    return -1;
}

static void
some(struct door *door)
{
    orchard_create(door, "{'code':'K1','name':'Vườn vải thiều Thanh Hà mẫu','crop':'lychee',"
                         "'area':10,'note':'kín Ất'}");
    orchard_create(door, "{'code':'K2','name':'Vườn nhãn Chí Linh mẫu','crop':'longan','area':20,"
                         "'note':'kín Bính'}");
    orchard_create(door, "{'code':'K3','name':'Hòa Bình (hòa)','crop':'lychee'}");
    orchard_create(door, "{'code':'K4','name':'Hoà An','crop':'longan','grower':'000099000001'}");
    orchard_create(door, "{'code':'VN-HD-0907','name':'ĐỒNG  LẠC','crop':'lychee'}");
}

/* -- what is found ------------------------------------------------------------------------- */

static const struct {
    const char *q, *more, *public, *official;
} asked[] = {
    { "vải thiều", "", "K1 ", "K1 " },
    { "vai thieu", "", "K1 ", "K1 " },
    { "  VẢI,  Thiêu ", "", "K1 ", "K1 " },
    { "thieu vai", "", "K1 ", "K1 " },
    { "thieu thieu vai", "", "K1 ", "K1 " },
    { "vai linh", "", "", "" },
    { "hoa", "", "K3 K4 ", "K3 K4 " },
    { "hòa", "", "K3 K4 ", "K3 K4 " },
    { "hoà", "", "K3 K4 ", "K3 K4 " },
    { "hoa binh", "", "K3 ", "K3 " },
    { "đồng", "", "VN-HD-0907 ", "VN-HD-0907 " },
    { "dong l", "", "VN-HD-0907 ", "VN-HD-0907 " },
    { "vuo", "", "K1 K2 ", "K1 K2 " },
    { "mau vuon", "", "K1 K2 ", "K1 K2 " },
    { "vuon mau ch", "", "K2 ", "K2 " },
    { "K3", "", "K3 ", "K3 " },
    { "vn-hd-0907", "", "VN-HD-0907 ", "VN-HD-0907 " },
    { "0907", "", "VN-HD-0907 ", "VN-HD-0907 " },
    { "hd 09", "", "VN-HD-0907 ", "VN-HD-0907 " },
    { "khong co", "", "", "" },
    { "zz", "", "", "" },
    /* With filters. */
    { "vuon", ",'where':{'crop':'longan'}", "K2 ", "K2 " },
    { "vuon", ",'where':{'area':{'to':15}}", "K1 ", "K1 " },
    { "hoa", ",'where':{'area':{'from':1}}", "", "" },
    /* Official fields: not by their words, nor as one among others; nor does an ending tell. */
    { "kin", "", "", "K1 K2 " },
    { "ki", "", "", "K1 K2 " },
    { "kin vuon", "", "", "K1 K2 " },
    { "vuon kin", ",'limit':1", "", "K1 …" },
    { "vuon ki", "", "", "K1 K2 " },
    { "binh", "", "K3 ", "K2 K3 " },
    { "kin binh", "", "", "K2 " },
    /* Personal ones: nobody by them. */
    { "000099000001", "", "", "" },
    { "0000", "", "", "" },
};

static void
finds(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, SEARCHED);

    some(door);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        Str got = found(door, &orchard_anyone, asked[i].q, asked[i].more);

        if (!str_eq(got, str_of(asked[i].public)))
            check(false, str_c(test_arena(), str_format(test_arena(), "%s: %.*s", asked[i].q,
                                                        STR_ARG(got))));
        got = found(door, &orchard_program, asked[i].q, asked[i].more);
        if (!str_eq(got, str_of(asked[i].official)))
            check(false, str_c(test_arena(), str_format(test_arena(), "officially %s: %.*s",
                                                        asked[i].q, STR_ARG(got))));
    }
    check_int(orchard_findings(door, &registry_check_words), 0);
    orchard_close(door);
}
void
test_registry_word__finds_records_as_people_type(void)
{
    on_each_store(finds);
}

/* -- what is refused ------------------------------------------------------------------------ */

static void
check_fault(struct door *door, const struct actor *who, const char *more, const char *place)
{
    struct call c = { 0 };

    check_err(orchard_call(door, who, "registry.list",
                           str_c(test_arena(), str_format(test_arena(),
                                 "{'registry':'orchard',%s}", more)), &c), ERR_INVALID);
    check_str(c.faults.first->field, str_of(place));
}

static void
refuses(const struct store_options *store)
{
    static const Str    rights[] = { { "registry.read", 13 } };
    const struct actor  of_one_unit = { .account = 7, .unit = 7, .n_rights = 1, .rights = rights };
    struct test_clock   clock;
    struct door        *door = orchard_open(store, &clock, SEARCHED);
    struct call         c = { 0 };

    some(door);
    check_fault(door, &orchard_anyone, "'q':'.'", "q");
    check_fault(door, &orchard_anyone, "'q':'v'", "q");
    check_fault(door, &orchard_anyone, "'q':'vai','order':'crop'", "order");
    check_fault(door, &orchard_anyone, "'q':'vai','after':'x'", "after");
    /* Who sees only some records of what is not public. */
    check_ok(orchard_load(door, "2", ORCHARD_FILE("2", "none", ",'crop'", "," NOTE), &c));
    check_fault(door, &of_one_unit, "'q':'vai'", "q");
    check_str(found(door, &orchard_program, "kin", ""), S("K1 K2 "));
    /* Personal fields are not searched, a title that is one neither. */
    check_err(orchard_load(door, "3", ORCHARD_FILE("3", "rows", ",'crop'",
                           "," NOTE ",'who':{'type':'string','x-search':true,'x-read':'personal',"
                           ORCHARD_TITLE "}"), &c), ERR_INVALID);
    check(str_ends(c.faults.first->field, S("properties/who/x-search")),
          str_c(test_arena(), c.faults.first->field));
    orchard_close(door);
}
void
test_registry_word__refuses_what_cannot_be_looked_for(void)
{
    on_each_store(refuses);
}

/* -- as records change ----------------------------------------------------------------------- */

static void
changes(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, SEARCHED);
    struct call       c = { 0 };

    some(door);
    check_ok(orchard_call(door, &orchard_program, "registry.change",
                          "{'registry':'orchard','key':'K1','values':{'code':'K1',"
                          "'name':'Vườn bưởi','crop':'lychee'}}", &c));
    check_str(found(door, &orchard_anyone, "vai", ""), S(""));
    check_str(found(door, &orchard_anyone, "buoi", ""), S("K1 "));
    check_str(found(door, &orchard_program, "kin", ""), S("K2 "));
    check_ok(orchard_call(door, &orchard_program, "registry.correct",
                          "{'registry':'orchard','key':'K1','values':{'code':'K1',"
                          "'name':'Vườn ổi','crop':'lychee'}}", &c));
    check_str(found(door, &orchard_anyone, "buoi", ""), S(""));
    check_str(found(door, &orchard_anyone, "vuon oi", ""), S("K1 "));
    check_ok(orchard_call(door, &orchard_program, "registry.end",
                          "{'registry':'orchard','key':'K1'}", &c));
    check_str(found(door, &orchard_anyone, "oi", ""), S(""));
    check_str(found(door, &orchard_anyone, "K1", ""), S(""));
    check_ok(orchard_call(door, &orchard_program, "registry.push",
                          "{'registry':'orchard','rows':[{'code':'P1','name':'Sầu riêng',"
                          "'crop':'lychee'},{'code':'K2','name':'Sầu đâu','crop':'longan'}]}", &c));
    check_str(found(door, &orchard_anyone, "sau", ""), S("K2 P1 "));
    check_str(found(door, &orchard_anyone, "nhan", ""), S(""));
    check_int(orchard_findings(door, &registry_check_words), 0);
    orchard_close(door);
}
void
test_registry_word__follows_what_records_say(void)
{
    on_each_store(changes);
}

/* Who reads a field changes, another becomes searched: the words are made again. */
static void
declared_anew(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock,
                                          ORCHARD_FILE("1", "rows", ",'crop'",
                                                       ",'note':{'type':'string'," ORCHARD_TITLE
                                                       "}"));
    struct call       c = { 0 };

    some(door);
    check_str(found(door, &orchard_program, "kin", ""), S(""));
    check_ok(orchard_load(door, "2", ORCHARD_FILE("2", "rows", ",'crop'", ",'note':{"
                          "'type':'string','x-search':true," ORCHARD_TITLE "}"), &c));
    check_str(found(door, &orchard_anyone, "kin", ""), S("K1 K2 "));
    check_int(orchard_findings(door, &registry_check_words), 0);
    check_ok(orchard_load(door, "3", ORCHARD_FILE("3", "rows", ",'crop'", "," NOTE), &c));
    check_str(found(door, &orchard_anyone, "kin", ""), S(""));
    check_str(found(door, &orchard_program, "kin", ""), S("K1 K2 "));
    check_int(orchard_findings(door, &registry_check_words), 0);
    check_ok(orchard_load(door, "4", ORCHARD_FILE("4", "rows", ",'crop'", ",'note':{"
                          "'type':'string','x-read':'personal'," ORCHARD_TITLE "}"), &c));
    check_str(found(door, &orchard_program, "kin", ""), S(""));
    check_str(found(door, &orchard_anyone, "vai", ""), S("K1 "));
    check_int(orchard_findings(door, &registry_check_words), 0);
    orchard_close(door);
}
void
test_registry_word__are_made_again_for_a_newer_file(void)
{
    on_each_store(declared_anew);
}

/* -- loads ----------------------------------------------------------------------------------- */

static struct door *
open_loading(const struct store_options *store, struct test_clock *clock)
{
    struct door *door = orchard_open(store, clock, SEARCHED);

    loader_pace(test_world()->loader, 1000);
    return door;
}

/* Even ones are "chẵn", odd ones "lẻ", each thousandth "hiếm". */
static Str
many(int n)
{
    struct buf b = BUF_MAX(1 << 20);
    Str        s;

    buf_add(&b, S("code;name;crop;note\n"));
    for (int i = 0; i < n; i++)
        buf_format(&b, "M%05d;Chung %s%s;lychee;kín\n", i, i % 2 ? "lẻ" : "chẵn",
                   i % 1000 ? "" : " hiếm");
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

static void
pages(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_loading(store, &clock);
    int               n_pages;

    orchard_send(door, many(4500), "");
    orchard_steps(door, 1000, false);
    check_int(walk(door, &orchard_anyone, "hiem", 3, &n_pages), 5);
    check_int(n_pages, 2);
    check_int(walk(door, &orchard_anyone, "chung hi", 50, &n_pages), 5);
    check_int(n_pages, 1);
    check_int(walk(door, &orchard_anyone, "chung", 999, &n_pages), 4500);
    check_int(n_pages, 5);
    check_int(walk(door, &orchard_anyone, "le", 64, &n_pages), 2250);
    check_int(walk(door, &orchard_anyone, "M00", 70, &n_pages), 40); /* so many words, no more */
    check_int(walk(door, &orchard_anyone, "M0010", 3, &n_pages), 10);
    check_int(walk(door, &orchard_anyone, "le chan", 50, &n_pages), 0);
    check_int(walk(door, &orchard_anyone, "chan le", 50, &n_pages), 0);
    check_int(walk(door, &orchard_anyone, "chung le", 50, &n_pages), 2250);
    check_int(walk(door, &orchard_anyone, "le chung m", 1000, &n_pages), 2250);
    check_int(walk(door, &orchard_anyone, "chung chan m0", 50, &n_pages), 2250);
    check_int(walk(door, &orchard_anyone, "chung le m0", 300, &n_pages), 2250);
    check_int(walk(door, &orchard_anyone, "kin", 50, &n_pages), 0);
    check_int(n_pages, 1);
    check_int(walk(door, &orchard_anyone, "chung ki", 50, &n_pages), 0);
    check_int(n_pages, 1);
    check_int(walk(door, &orchard_program, "kin", 1000, &n_pages), 4500);
    check_int(walk(door, &orchard_program, "kin le", 1000, &n_pages), 2250);
    check_int(walk(door, &orchard_program, "kin chung chan", 70, &n_pages), 2250);
    check_int(orchard_findings(door, &registry_check_words), 0);
    orchard_close(door);
}
void
test_registry_word__goes_through_many_page_by_page(void)
{
    on_each_store(pages);
}

static Str
phase_of(struct door *door, int64_t load)
{
    struct call c = { 0 };

    check_ok(orchard_call(door, &orchard_program, "registry.loads",
                          str_c(test_arena(), str_format(test_arena(),
                                "{'registry':'orchard','load':%lld}", (long long)load)), &c));
    return str_copy(test_arena(), json_text(json_get(c.out, "loads")->first, "phase"));
}

static void
loads(const struct store_options *store)
{
    static const char   file[] = "code;name;crop;note\n"
                                 "K1;Vườn vải sớm;lychee;kín\nK9;Mít mẫu;longan;kho\n";
    struct test_clock   clock;
    struct door        *door = open_loading(store, &clock);
    struct call         c = { 0 };
    int64_t             load;

    some(door);
    load = orchard_send(door, str_of(file), "");
    for (int i = 0; i < 20 && !str_eq(phase_of(door, load), S("ready")); i++) {
        orchard_steps(door, 1, false);
        check_str(found(door, &orchard_anyone, "mit", ""), S(""));
        check_str(found(door, &orchard_anyone, "som", ""), S(""));
        check_str(found(door, &orchard_anyone, "thieu", ""), S("K1 "));
        check_int(orchard_findings(door, &registry_check_words), 0);
    }
    check_str(phase_of(door, load), S("ready")); /* merged, and nobody sees it */
    check_ok(orchard_call(door, &orchard_program, "registry.load_cancel",
                          str_c(test_arena(), str_format(test_arena(),
                                "{'registry':'orchard','load':%lld}", (long long)load)), &c));
    orchard_steps(door, 100, false);
    check_int(orchard_findings(door, &registry_check_words), 0);
    check_str(found(door, &orchard_anyone, "mit", ""), S(""));
    check_str(found(door, &orchard_anyone, "thieu", ""), S("K1 "));
    orchard_send(door, str_of(file), "");
    orchard_steps(door, 100, false);
    check_str(found(door, &orchard_anyone, "mit", ""), S("K9 "));
    check_str(found(door, &orchard_anyone, "vai som", ""), S("K1 "));
    check_str(found(door, &orchard_anyone, "thieu", ""), S(""));
    check_str(found(door, &orchard_program, "kho", ""), S("K9 "));
    check_int(orchard_findings(door, &registry_check_words), 0);
    orchard_close(door);
}
void
test_registry_word__come_with_loads_and_go_with_them(void)
{
    on_each_store(loads);
}

/* -- verify ---------------------------------------------------------------------------------- */

static void
alter(const struct store_options *store, const char *sql)
{
    const char *const both[STORE_KINDS] = { sql, sql };
    struct db        *db;
    char              why[256] = "";

    check(db_open(store, DB_WRITER, &db, why) == ERR_OK, why);
    check_ok(db_write_begin(db));
    check_ok(db_define(db, both));
    check_ok(db_commit(db));
    db_close(db);
}

static void
altered(const struct store_options *store)
{
    static const char *const pairs[][2] = {
        { "UPDATE registry_word SET word = 'vay' WHERE word = 'vai'",
          "UPDATE registry_word SET word = 'vai' WHERE word = 'vay'" },
        { "UPDATE registry_word SET level = 0 WHERE word = 'at'",
          "UPDATE registry_word SET level = 1 WHERE word = 'at'" },
        { "UPDATE registry_word SET record = record + 1000 WHERE word = 'linh'",
          "UPDATE registry_word SET record = record - 1000 WHERE word = 'linh'" },
        { "INSERT INTO registry_word (registry, level, word, record) "
          "VALUES ('orchard', 0, 'them', 1)", "DELETE FROM registry_word WHERE word = 'them'" },
        { "DELETE FROM registry_word WHERE word = 'k2' AND level = 0 AND registry = 'orchard'",
          NULL },
    };
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, SEARCHED);

    some(door);
    check_int(orchard_findings(door, &registry_check_words), 0);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        alter(store, pairs[i][0]);
        check_int(orchard_findings(door, &registry_check_words), 1);
        if (pairs[i][1] != NULL) {
            alter(store, pairs[i][1]);
            check_int(orchard_findings(door, &registry_check_words), 0);
        }
    }
    orchard_close(door);
}
void
test_registry_word__verify_names_what_was_altered(void)
{
    on_each_store(altered);
}
