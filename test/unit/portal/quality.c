/* How full a registry is: kept in the acts, through changes of records and of the file itself. */
#include "small_registry.h"
#include "pages.h"

static const struct json *
field_of(const struct json *list, const char *name)
{
    json_each(f, list)
        if (str_eq(json_text(f, "name"), str_of(name)))
            return f;
    return NULL;
}

static void
check_missing(struct door *door, const char *field, const char *missing, const char *share)
{
    struct call        c = { 0 };
    const struct json *f;

    check_ok(orchard_call(door, &orchard_program, "data.quality", "{'registry':'orchard'}", &c));
    check_page_model("data_quality", c.out);
    f = field_of(json_get(c.out, "fields"), field);
    check(f != NULL, field);
    check_str(json_text(f, "missing_words"), str_of(missing));
    check_str(json_text(f, "share_words"), str_of(share));
}

static void
filled(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct call       c = { 0 };

    orchard_create(door, "{'code':'A','crop':'lychee','area':1}");
    orchard_create(door, "{'code':'B','crop':'lychee'}");
    orchard_create(door, "{'code':'C','crop':'lychee','area':2,'name':'C'}");
    check_missing(door, "area", "1", "66,7%");
    check_missing(door, "name", "2", "33,3%");
    check_ok(orchard_call(door, &orchard_program, "registry.change",
                          "{'registry':'orchard','key':'B','values':{'code':'B','crop':'longan',"
                          "'area':3}}", &c));
    check_missing(door, "area", "0", "100,0%");
    check_ok(orchard_call(door, &orchard_program, "registry.end",
                          "{'registry':'orchard','key':'C'}", &c));
    check_missing(door, "name", "2", "0,0%");
    orchard_close(door);
}
void
test_portal_quality__is_kept_in_the_acts(void)
{
    on_each_store(filled);
}

/* What is on record lacks a field that is new, and has one that is not needed any more. */
static void
newer(const struct store_options *store)
{
    struct test_clock clock;
    struct door      *door = orchard_open(store, &clock, PLOTS("1", "rows", ""));
    struct call       c = { 0 };

    orchard_create(door, "{'code':'A','crop':'lychee'}");
    orchard_create(door, "{'code':'B','crop':'lychee'}");
    check_ok(orchard_load(door, "2",
                          ORCHARD_FILE("2", "rows", "",
                                       ",'note':{'type':'string','maxLength':9," TITLE "}"),
                          &c));
    orchard_create(door, "{'code':'C','note':'x'}");
    check_missing(door, "note", "2", "33,3%");
    check_missing(door, "crop", "1", "66,7%");
    check_int(orchard_findings(door, &registry_check_counts), 0);
    orchard_close(door);
}
void
test_portal_quality__follows_a_newer_file(void)
{
    on_each_store(newer);
}

/* Where totals alone are open, a handful that lacks a field is not told, nor what is left. */
static void
few(const struct store_options *store)
{
    struct test_clock  clock;
    struct door       *door = orchard_open(store, &clock,
                                           PLOTS("1", "counts", ""));
    struct call        c = { 0 };
    const struct json *f;

    for (int i = 0; i < 30; i++)
        orchard_create(door, str_c(test_arena(),
                                   str_format(test_arena(), "{'code':'K-%d','crop':'lychee'%s}", i,
                                              i < 27 ? ",'area':1" : "")));
    check_ok(orchard_call(door, &orchard_anyone, "data.quality", "{'registry':'orchard'}", &c));
    f = field_of(json_get(c.out, "fields"), "area");
    check_str(json_text(f, "share_words"), S("–"));
    check(json_get(f, "missing_words") == NULL && json_get(f, "length") == NULL, "nor drawn");
    check(field_of(json_get(c.out, "fields"), "select") == NULL, "nothing of what is official");
    check(json_get(c.out, "units")->count == 0, "nothing by unit");
    f = field_of(json_get(c.out, "fields"), "name");
    check_str(json_text(f, "share_words"), S("–"));
    orchard_close(door);
}
void
test_portal_quality__tells_no_few(void)
{
    on_each_store(few);
}
