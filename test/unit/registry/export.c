/* A registry as a file, page by page: what is in it, for whom, and that a version never changes. */
#include "registry/export.h"

#include "../journal/sealed.h"
#include "small_registry.h"

#define NOTE "SỐ LIỆU MÔ PHỎNG / SIMULATED DATA\r\n" /* the test's province is one */

static enum err
gather(void *of, Str bytes)
{
    buf_add(of, bytes);
    return ERR_OK;
}

/* `between` is called once, behind the first page. */
static Str
export_as(struct door *door, const struct actor *who, const struct export_options *o,
          void (*between)(struct door *), int64_t *upto)
{
    struct buf     b = BUF_MAX((size_t)1 << 20);
    struct export *e = export_new(test_arena(), o, gather, &b);
    struct json   *in;
    Str            text;

    while ((in = export_ask(e, test_arena())) != NULL) {
        struct call c = { 0 };

        check_ok(test_call(door, who, "registry.export",
                           str_c(test_arena(), json_string(test_arena(), in)), &c));
        check_ok(export_take(e, c.out));
        if (between != NULL)
            between(door);
        between = NULL;
    }
    if (upto != NULL)
        *upto = export_upto(e);
    text = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return text;
}

static void
three(struct door *door)
{
    orchard_create(door, "{'code':'A-1','name':'Vải \\\"Thanh Hà\\\"','crop':'lychee','area':1200,"
                         "'share':0.25,'since':'2023-05-01','select':true,'grower':'000099000001',"
                         "'place':{'type':'Point','coordinates':[106.3,20.9]}}");
    orchard_create(door, "{'code':'B-2','crop':'longan','area':300}");
    orchard_create(door, "{'code':'C-3','crop':'longan','name':'=1+1'}");
}

static void
formats(const struct store_options *store)
{
    struct test_clock     clock;
    struct door          *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct export_options o = { .registry = S("orchard"), .format = WRITE_CSV };
    Str                   csv, map, lines;

    three(door);
    csv = export_as(door, &orchard_anyone, &o, NULL, NULL);
    check_str(csv, S("code,name,crop,area,share,since,place,_sample\r\n"
                     "A-1,\"Vải \"\"Thanh Hà\"\"\",lychee,1200,0.25,2023-05-01,"
                     "\"{\"\"coordinates\"\":[106.3,20.9],\"\"type\"\":\"\"Point\"\"}\"," NOTE
                     "B-2,,longan,300,,,," NOTE "C-3,'=1+1,longan,,,,," NOTE));
    csv = export_as(door, &orchard_program, &o, NULL, NULL);
    check(str_starts(csv, S("code,name,crop,area,share,since,select,place,_sample\r\n")) &&
          str_has(csv, S("2023-05-01,true,")) && !str_has(csv, S("000099000001")),
          "officials have their fields too; personal ones are in no file");
    o.format = WRITE_GEOJSON;
    map = export_as(door, &orchard_anyone, &o, NULL, NULL);
    check(str_has(map, S("\"geometry\":{\"coordinates\":[106.3,20.9],\"type\":\"Point\"}")) &&
          str_has(map, S("\"geometry\":null")) && str_ends(map, S("]}\n")),
          "a collection of features");
    o.format = WRITE_NDJSON;
    o.where = json_object(test_arena());
    json_put_text(test_arena(), (struct json *)(uintptr_t)o.where, "crop", S("longan"));
    lines = export_as(door, &orchard_anyone, &o, NULL, NULL);
    check(!str_has(lines, S("A-1")) && str_has(lines, S("\"B-2\"")) && str_has(lines, S("\"C-3\"")),
          "what a filter leaves");
    orchard_close(door);
}
void
test_registry_export__is_each_format(void)
{
    on_each_store(formats);
}

static void
change_all(struct door *door)
{
    struct call c = { 0 };

    check_ok(orchard_call(door, &orchard_program, "registry.change",
                          "{'registry':'orchard','key':'K-700','values':{'code':'K-700',"
                          "'crop':'longan','area':9999}}", &c));
    check_ok(orchard_call(door, &orchard_program, "registry.end",
                          "{'registry':'orchard','key':'K-701'}", &c));
    orchard_create(door, "{'code':'LATE','crop':'lychee'}");
}

/* Two pages, and what happens between them is not in the file; nor is it in the same version
 * when that is asked for again. */
static void
one_version(const struct store_options *store)
{
    struct test_clock     clock;
    struct door          *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct export_options o = { .registry = S("orchard"), .format = WRITE_CSV };
    int64_t               upto = 0;
    Str                   whole, again, now;

    for (int i = 0; i < 702; i++)
        orchard_create(door, str_c(test_arena(),
                                   str_format(test_arena(), "{'code':'K-%d','crop':'lychee',"
                                                            "'area':%d}", i, i + 1)));
    whole = export_as(door, &orchard_anyone, &o, change_all, &upto);
    check(upto > 0, "an entry");
    check(str_has(whole, S("K-700,,lychee,701,")) && str_has(whole, S("\r\nK-701,")) &&
          !str_has(whole, S("\r\nLATE")) && !str_has(whole, S("9999")), "as it was when it began");
    o.upto = upto;
    again = export_as(door, &orchard_anyone, &o, NULL, NULL);
    check(str_eq(whole, again), "the same version again, byte by byte");
    o.upto = 0;
    now = export_as(door, &orchard_anyone, &o, NULL, NULL);
    check(str_has(now, S("K-700,,longan,9999,")) && !str_has(now, S("\r\nK-701,")) &&
          str_has(now, S("\r\nLATE,")), "and as it is now");
    orchard_close(door);
}
void
test_registry_export__is_one_version_however_long_it_takes(void)
{
    on_each_store(one_version);
}

/* A load of sample data is in force: each row of each file says so. */
static void
sample(const struct store_options *store)
{
    struct test_clock     clock;
    struct door          *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct export_options o = { .registry = S("orchard"), .format = WRITE_NDJSON };
    struct call           c = { 0 };
    Str                   lines;

    three(door);
    sealed_sql(store, store->kind == STORE_PG
                          ? "INSERT INTO registry_published (registry, load, act, name, file,"
                            " digest, created, changed, ended, refused, same, sample)"
                            " VALUES ('orchard', 1, 2, 'x.csv', '', '', 3, 0, 0, 1, 0, 1)"
                          : "INSERT INTO registry_published (registry, load, act, name, file,"
                            " digest, created, changed, ended, refused, same, sample)"
                            " VALUES ('orchard', 1, 2, 'x.csv', x'', x'', 3, 0, 0, 1, 0, 1)");
    lines = export_as(door, &orchard_anyone, &o, NULL, NULL);
    for (int i = 0; i < 3; i++) {
        Str line;

        str_cut(lines, '\n', &line, &lines);
        check(str_has(line, S("\"_sample\":\"dữ liệu mẫu / sample data; ")), "every row");
    }
    check_ok(orchard_call(door, &orchard_anyone, "data.set", "{'registry':'orchard'}", &c));
    check(json_bool(c.out, "sample"), "the page");
    check_ok(orchard_call(door, &orchard_anyone, "data.quality", "{'registry':'orchard'}", &c));
    check_int((int64_t)json_get(c.out, "loads")->count, 1);
    orchard_close(door);
}
void
test_registry_export__says_that_it_is_a_sample(void)
{
    on_each_store(sample);
}

static void
refused(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock,
                                          PLOTS("1", "counts", ""));
    struct call       c = { 0 };

    three(door);
    check(orchard_call(door, &orchard_anyone, "registry.export", "{'registry':'orchard'}", &c) ==
              ERR_SIGN_IN, "no rows for everybody");
    check_ok(orchard_call(door, &orchard_program, "registry.export", "{'registry':'orchard'}",
                          &c));
    check(orchard_call(door, &orchard_program, "registry.export",
                       "{'registry':'orchard','where':{'grower':'000099000001'}}", &c) ==
              ERR_INVALID, "nobody filters by what is personal");
    orchard_close(door);
}
void
test_registry_export__is_for_who_sees_rows(void)
{
    on_each_store(refused);
}
