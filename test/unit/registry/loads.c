/* Files into registries: checked, merged, published by one act; the same whether or not what the
 * loader keeps in memory is lost after each step; taken back; beside people who write. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "journal/verify.h"
#include "small_registry.h"

static const char orchard[] =
    "{'x-registry':'orchard','x-version':1,'title':{'vi':'Vườn','en':'Orchards'},"
    "'description':{'vi':'Thử','en':'A test'},'x-owner':'30','x-public':'rows',"
    "'x-licence':'https://example.org/licence','type':'object','additionalProperties':false,"
    "'required':['code','crop'],'x-key':['code'],'properties':{"
    "'code':{'type':'string','maxLength':20,'title':{'vi':'Mã vườn','en':'Code'}},"
    "'crop':{'enum':['lychee','longan'],'x-count':true,'title':{'vi':'Cây trồng','en':'Crop'},"
    "'x-words':{'lychee':{'vi':'vải','en':'lychee'},'longan':{'vi':'nhãn','en':'longan'}}},"
    "'area':{'type':'integer','minimum':1,'x-sum':true,'x-index':true,"
    "'title':{'vi':'Diện tích (m²)','en':'Area'}},"
    "'share':{'type':'number','title':{'vi':'Tỷ lệ','en':'Share'}},"
    "'since':{'type':'string','format':'date','x-count':'year','title':{'vi':'Từ ngày','en':'Since'}},"
    "'parent':{'type':'string','x-ref':'orchard','title':{'vi':'Thuộc vườn','en':'Part of'}}}}";

static struct door *
open_door(const struct store_options *store, struct test_clock *clock)
{
    return orchard_open(store, clock, orchard);
}

/* How the load stands, as registry.loads tells it. */
static const struct json *
standing(struct door *door, int64_t load)
{
    struct call c = { 0 };

    check_ok(orchard_call(
        door, &orchard_program, "registry.loads",
        str_c(test_arena(),
              str_format(test_arena(), "{'registry':'orchard','load':%lld}", (long long)load)),
        &c));
    return json_get(c.out, "loads")->first;
}

static void
check_counts(const struct json *load, const char *phase, int created, int changed, int same,
             int refused)
{
    check(str_eq(json_text(load, "phase"), str_of(phase)),
          str_c(test_arena(), json_string(test_arena(), load)));
    check_int(json_int(load, "created", -1), created);
    check_int(json_int(load, "changed", -1), changed);
    check_int(json_int(load, "same", -1), same);
    check_int(json_int(load, "refused", -1), refused);
}

static int64_t
total(struct door *door)
{
    struct call c = { 0 };

    check_ok(orchard_call(door, &orchard_anyone, "registry.list",
                          "{'registry':'orchard','limit':1}", &c));
    return json_int(c.out, "total", -1);
}

static Str
one(struct door *door, const char *key, const char *more)
{
    struct call c = { 0 };
    enum err    err = orchard_call(door, &orchard_program, "registry.one",
                           str_c(test_arena(), str_format(test_arena(),
                                 "{'registry':'orchard','key':'%s'%s}", key, more)), &c);

    return err == ERR_OK ? json_string(test_arena(), c.out) : str_of(err_name(err));
}

/* n rows with the areas i + more, backwards, so that no order helps. */
static Str
rows(int n, int more)
{
    struct buf b = BUF_MAX(1 << 20);
    Str        s;

    buf_add(&b, S("Mã vườn;Cây trồng;Diện tích (m²);Tỷ lệ;Từ ngày;Ghi chú\n"));
    for (int i = n - 1; i >= 0; i--)
        buf_format(&b, "V-%03d;%s;%d;0,%d;%02d/05/2023;x\n", i, i % 3 ? "Vải" : "nhan", i + more,
                   i % 9 + 1, i % 28 + 1);
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

static Str
file_text(const char *name, int64_t load)
{
    char    path[512], *p = arena_alloc(test_arena(), 1 << 16);
    int     fd;
    ssize_t n;

    snprintf(path, sizeof path, "%s/loads/orchard-%lld/%s", test_folder(), (long long)load, name);
    fd = open(path, O_RDONLY);
    n = fd >= 0 ? read(fd, p, 1 << 16) : 0;
    if (fd >= 0)
        close(fd);
    return (Str){ p, n > 0 ? (size_t)n : 0 };
}

/* -- a file enters ---------------------------------------------------------------------------- */

static void
a_file(const struct store_options *store, bool forgets)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };
    int64_t           load = orchard_send(door, rows(300, 1), "");

    orchard_steps(door, 3, forgets);
    check_int(total(door), 0); /* nothing is there before it is published */
    orchard_steps(door, 1000, forgets);
    check_counts(standing(door, load), "done", 300, 0, 0, 0);
    check_int(total(door), 300);
    check(str_has(one(door, "V-004", ""), S("{\"code\":\"V-004\",\"crop\":\"lychee\",\"area\":5,"
                                            "\"share\":0.5,\"since\":\"2023-05-05\"}")),
          str_c(test_arena(), one(door, "V-004", "")));
    check_ok(orchard_call(door, &orchard_anyone, "registry.counts",
                          "{'registry':'orchard','field':'crop','what':'area'}", &c));
    check(str_has(json_string(test_arena(), c.out), S("\"n\":14950")), "the sum of the longans");
    /* The same again, a fifth of it changed: what is the same is left alone. */
    clock.now += TIME_DAY;
    load = orchard_send(door, rows(60, 500), "");
    orchard_steps(door, 1000, forgets);
    check_counts(standing(door, load), "done", 0, 60, 0, 0);
    load = orchard_send(door, rows(100, 500), "");
    orchard_steps(door, 1000, forgets);
    check_counts(standing(door, load), "done", 0, 40, 60, 0);
    check_int(total(door), 300);
    check(str_has(one(door, "V-004", ""), S("\"area\":504")), "as it stands");
    check(str_has(one(door, "V-004", ",'on':'2024-07-01'"), S("\"area\":5,")), "as it stood");
    check(str_has(one(door, "V-004", ",'versions':true"), S("\"kind\":\"created\"")),
          str_c(test_arena(), one(door, "V-004", ",'versions':true")));
    orchard_close(door);
}
static void
remembered(const struct store_options *store)
{
    a_file(store, false);
}
static void
forgotten(const struct store_options *store)
{
    a_file(store, true);
}
void
test_registry_loads__enter_and_change_records(void)
{
    on_each_store(remembered);
}
void
test_registry_loads__go_on_when_all_in_memory_is_lost_after_each_step(void)
{
    on_each_store(forgotten);
}

/* -- what verify says of it ------------------------------------------------------------------------- */

static int64_t
findings(struct door *door)
{
    return orchard_findings(door, &registry_check_loads);
}

static void
behind_our_back(const struct store_options *store, const char *sql)
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
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);

    orchard_send(door, rows(90, 1), "");
    orchard_steps(door, 3, false);
    check_int(findings(door), 0); /* while it is open */
    check_int(orchard_findings(door, &registry_check_counts), 0);
    orchard_steps(door, 1000, false);
    orchard_send(door, rows(50, 9), "");
    orchard_steps(door, 1000, false);
    check_int(findings(door), 0);
    check_int(orchard_findings(door, &registry_check_counts), 0);
    behind_our_back(store, "UPDATE r_orchard SET area = area + 1 WHERE code = 'V-004' AND _until = 0");
    check_int(findings(door), 1);
    check(orchard_findings(door, &registry_check_counts) > 0, "nor are its sums");
    behind_our_back(store, "UPDATE r_orchard SET area = area - 1 WHERE code = 'V-004' AND _until = 0");
    check_int(findings(door), 0);
    behind_our_back(store, "UPDATE r_orchard SET _since = -999 WHERE code = 'V-007' AND _until = 0");
    check_int(findings(door), 2); /* one is missing, one is nobody's */
    orchard_close(door);
}
void
test_registry_loads__are_vouched_for(void)
{
    on_each_store(altered);
}

/* -- rows that do not enter ------------------------------------------------------------------------ */

static void
refusals(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    Str  file = S("code,crop,area,parent\n"
                  "A,lychee,1,\n"
                  "B,mango,1,\n"      /* no such crop */
                  ",lychee,1,\n"      /* no key */
                  "C,lychee,0,\n"     /* too small */
                  "A,longan,9,\n"     /* A again */
                  "D,lychee,một,\n"   /* no number */
                  "E,lychee,2,Z\n"    /* part of nothing */
                  "F,lychee,2,X\n"    /* part of what comes later in the file */
                  "Y,=1+1,2,\n"       /* no crop; a formula */
                  "X,lychee,2,A\n");
    int64_t load = orchard_send(door, file, ""), act;
    Str     back;

    orchard_steps(door, 1000, true);
    check_counts(standing(door, load), "done", 3, 0, 0, 7);
    check_int(total(door), 3);
    check(str_has(one(door, "A", ""), S("\"area\":1")), "the first of two lines");
    check(str_has(one(door, "F", ""), S("\"parent\":\"X\"")), "part of a later line");
    back = orchard_rejected(door, &orchard_program, load, &act);
    check(str_has(back, S("code,crop,area,parent,")), str_c(test_arena(), back));
    check(str_has(back, S("B,mango,1,,3,")), "with its line");
    check(str_has(back, S("A,longan,9,,6,")), "the second of two lines");
    check(str_has(back, S("E,lychee,2,Z,8,")), "part of nothing");
    check(!str_has(back, S(",=1+1")), "no formula leaves");
    orchard_close(door);
}
void
test_registry_loads__give_refused_rows_back(void)
{
    on_each_store(refusals);
}

static const struct {
    const char *file, *more, *field, *why;
} wrong[] = {
    { "", "", "file", "empty" },
    { "code;area\nA;1\n", "", "mapping", "no column for what is required" },
    { "code;crop\nA;lychee\n", ",'mapping':{'code':'code','crop':'colour'}", "mapping/crop",
      "no such field" },
    { "code;crop\nA;lychee\n", ",'mapping':{'code':'code','crop':'crop','x':'area'}", "mapping/x",
      "no such column" },
    { "code;crop\nA;lychee\n", ",'encoding':'latin-9'", "encoding", "no such encoding" },
    { "code;crop\nA;lychee\n", ",'delimiter':'#'", "delimiter", "no such delimiter" },
    { "PK\3\4 not a workbook", ",'format':'xlsx'", "file", "damaged" },
};

static void
wrong_files(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct call c = { 0 };
        Hash        hash;
        bool        named = false;

        check_ok(load_keep(test_world()->folder, str_of(wrong[i].file), &hash));
        check(orchard_call(door, &orchard_program, "registry.load",
                           str_c(test_arena(),
                                 str_format(test_arena(), "{'registry':'orchard','file':'%.*s'%s}",
                                            STR_ARG(hex_text(test_arena(), hash_bytes(&hash))),
                                            wrong[i].more)),
                           &c) == ERR_INVALID,
              wrong[i].why);
        for (const struct fault *f = c.faults.first; f != NULL; f = f->next)
            named |= str_eq(f->field, str_of(wrong[i].field));
        check(named, wrong[i].why);
    }
    orchard_close(door);
}
void
test_registry_loads__refuse_a_file_before_anything_begins(void)
{
    on_each_store(wrong_files);
}

static void
left_waiting(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };
    Hash              hash;
    char             *in;

    check_ok(load_keep(test_world()->folder, rows(3, 1), &hash));
    in = str_c(test_arena(), str_format(test_arena(), "{'registry':'orchard','file':'%.*s'}",
                                        STR_ARG(hex_text(test_arena(), hash_bytes(&hash)))));
    load_sweep(test_world()->folder, DAY_1); /* it was sent later */
    check_ok(orchard_call(door, &orchard_program, "registry.load_look", in, &c));
    load_sweep(test_world()->folder, INT64_MAX);
    check(orchard_call(door, &orchard_program, "registry.load_look", in, &c) == ERR_INVALID,
          "swept");
    orchard_close(door);
}
void
test_registry_loads__files_that_nobody_loads_are_swept(void)
{
    on_each_store(left_waiting);
}

/* A CSV whose quotation marks never end is cut: nothing of it enters. */
static void
cut_file(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct buf        b = BUF_MAX(4 << 20);
    int64_t           load;

    buf_add(&b, rows(200, 1));
    buf_add(&b, S("V-900;\"vải;1;0,1;01/05/2023;x\n"));
    for (int i = 0; i < 40000; i++)
        buf_add(&b, S("V-901;vải;1;0,1;01/05/2023;x\n"));
    load = orchard_send(door, buf_str(&b), "");
    orchard_steps(door, 1000, false);
    check(str_eq(json_text(standing(door, load), "phase"), S("failed")), "it failed");
    check(json_text(standing(door, load), "why").n > 0, "and says why");
    check(file_text("file", load).n == 0, "the file is not kept");
    check_int(total(door), 0);
    load = orchard_send(door, rows(20, 1), "");
    orchard_steps(door, 1000, false);
    check_int(total(door), 20);
    buf_free(&b);
    orchard_close(door);
}
void
test_registry_loads__leave_nothing_of_a_file_that_is_cut(void)
{
    on_each_store(cut_file);
}

/* -- beside others ----------------------------------------------------------------------------------- */

static void
taken_back(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };
    int64_t           load = orchard_send(door, rows(100, 1), "");

    orchard_steps(door, 1000, false);
    for (int steps = 1; steps < 12; steps++) {
        load = orchard_send(door, rows(250, 700), "");
        orchard_steps(door, steps, steps % 2);
        check_int(total(door), 100);
        check_ok(orchard_call(
            door, &orchard_program, "registry.load_cancel",
            str_c(test_arena(),
                  str_format(test_arena(), "{'registry':'orchard','load':%lld}", (long long)load)),
            &c));
        orchard_steps(door, 1000, steps % 2);
        check(str_eq(json_text(standing(door, load), "phase"), S("cancelled")), "taken back");
        check_int(total(door), 100);
        check(str_has(one(door, "V-004", ""), S("\"area\":5,")), "as before");
        check(str_eq(one(door, "V-200", ""), S("NOT_FOUND")) || total(door) == 100, "not there");
    }
    load = orchard_send(door, rows(250, 700), "");
    orchard_steps(door, 1000, false);
    check_counts(standing(door, load), "done", 150, 100, 0, 0);
    orchard_close(door);
}
void
test_registry_loads__are_taken_back_at_any_step(void)
{
    on_each_store(taken_back);
}

static void
beside_people(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };
    Hash              hash;
    int64_t           load = orchard_send(door, rows(200, 1), "");

    check_ok(load_keep(test_world()->folder, rows(3, 1), &hash));
    check(orchard_call(
              door, &orchard_program, "registry.load",
              str_c(test_arena(), str_format(test_arena(), "{'registry':'orchard','file':'%.*s'}",
                                             STR_ARG(hex_text(test_arena(), hash_bytes(&hash))))),
              &c) == ERR_CONFLICT,
          "two at once");
    orchard_steps(door, 4, false); /* read; nothing looked up, since there was nothing */
    check_ok(orchard_call(
        door, &orchard_program, "registry.create",
        "{'registry':'orchard','values':{'code':'V-150','crop':'longan','area':9}}", &c));
    check(orchard_call(door, &orchard_program, "registry.create",
                       "{'registry':'orchard','values':{'code':'V-001','crop':'longan'}}",
                       &c) == ERR_CONFLICT,
          "what the load brought is taken already");
    orchard_steps(door, 1000, false);
    check_counts(standing(door, load), "done", 199, 1, 0, 0);
    check_int(total(door), 200);
    check(str_has(one(door, "V-150", ""), S("\"area\":151")), "the file came after");
    load = orchard_send(door, rows(200, 300), "");
    orchard_steps(door, 7, false);
    check(orchard_call(
              door, &orchard_program, "registry.change",
              "{'registry':'orchard','key':'V-001','values':{'code':'V-001','crop':'longan'}}",
              &c) == ERR_CONFLICT,
          "the load is at it");
    orchard_steps(door, 1000, false);
    check_ok(orchard_call(
        door, &orchard_program, "registry.change",
        "{'registry':'orchard','key':'V-001','values':{'code':'V-001','crop':'longan'}}", &c));
    check_int(total(door), 200);
    orchard_close(door);
}
void
test_registry_loads__beside_people_who_write(void)
{
    on_each_store(beside_people);
}

static void
rehearsed(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };
    int64_t           load = orchard_send(door, rows(50, 1), "");
    char             *which;

    orchard_steps(door, 1000, false);
    load = orchard_send(door, rows(150, 2), ",'dry':true");
    orchard_steps(door, 1000, true);
    check_counts(standing(door, load), "checked", 100, 50, 0, 0);
    check_int(total(door), 50);
    check(str_has(one(door, "V-004", ""), S("\"area\":5,")), "nothing was written");
    which = str_c(test_arena(), str_format(test_arena(), "{'registry':'orchard','load':%lld}",
                                           (long long)load));
    check_ok(orchard_call(door, &orchard_program, "registry.load_go", which, &c));
    orchard_steps(door, 1000, true);
    check_counts(standing(door, load), "done", 100, 50, 0, 0);
    check_int(total(door), 150);
    check(orchard_call(door, &orchard_program, "registry.load_go", which, &c) == ERR_CONFLICT,
          "once");
    check(orchard_call(door, &orchard_program, "registry.load_cancel", which, &c) == ERR_CONFLICT,
          "too late");
    orchard_close(door);
}
void
test_registry_loads__can_be_rehearsed(void)
{
    on_each_store(rehearsed);
}

static void
looked_at(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = open_door(store, &clock);
    struct call       c = { 0 };
    Hash              hash;
    Str               said;

    check_ok(load_keep(test_world()->folder, S("ma vuon;Loại;Diện tích m2;_x\nA;Vải;1.200;\n"
                                               "B;xoài;3;\n"), &hash));
    check_ok(orchard_call(
        door, &orchard_program, "registry.load_look",
        str_c(test_arena(), str_format(test_arena(), "{'registry':'orchard','file':'%.*s'}",
                                       STR_ARG(hex_text(test_arena(), hash_bytes(&hash))))),
        &c));
    said = json_string(test_arena(), c.out);
    check(str_has(said, S("\"heading\":\"ma vuon\",\"field\":\"code\"")), "without marks");
    check(str_has(said, S("\"heading\":\"Loại\",\"field\":\"\"")), "means nothing here");
    check(json_text(c.out, "mapping_faults").n > 0, "the crop is missing");
    check_ok(orchard_call(
        door, &orchard_program, "registry.load_look",
        str_c(test_arena(),
              str_format(test_arena(),
                         "{'registry':'orchard','file':'%.*s','mapping':{'ma vuon':'code',"
                         "'Loại':'crop','Diện tích m2':'area'}}",
                         STR_ARG(hex_text(test_arena(), hash_bytes(&hash))))),
        &c));
    check(json_text(c.out, "mapping_faults").n == 0, "all is said");
    check_int(json_int(c.out, "looked", 0), 2);
    check_int(json_int(c.out, "wrong", 0), 1); /* a mango is no crop of this registry */
    orchard_close(door);
}
void
test_registry_loads__show_what_a_file_holds(void)
{
    on_each_store(looked_at);
}
