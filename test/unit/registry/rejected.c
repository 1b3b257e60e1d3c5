/* Refused rows given back: what is hidden from whom, who is told of the reading, how long they are
 * kept; on both stores. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "org/derive.h"
#include "org/org_sql.h"
#include "registry/load.h"

#include "small_registry.h"

#define AN "000187004321"

/* -- a door with a unit that owns the registry, a person, and a loader -------------------- */

static enum err
owner_apply(struct act *a, const void *in, struct json *out)
{
    struct unit_version_add_in version = {
        .n = 1, .begins = day_of(2020, 1, 1), .code = S("30"), .type = S("Tỉnh"), .name = S("Mẫu"),
        .title = S("Tỉnh Mẫu"), .title_en = S("Sample"),
    };
    struct person an = { .name = S("Người mẫu"), .born = DAY_NONE, .personal_number = S(AN) };
    Id            person;

    (void)in;
    version.unit = act_new_id(a);
    version.event = act_new_id(a);
    version.parent = 0;
    TRY(unit_add(a, version.unit, S("province")));
    TRY(unit_event_add(a, version.event, version.unit, S("create"), version.begins, S("mẫu"),
                       STR_NONE));
    TRY(unit_version_add(a, &version));
    TRY(derive_unit(a, version.unit));
    TRY(person_ensure(a, &an, &person));
    json_put_int(act_arena(a), out, "unit", version.unit);
    json_put_int(act_arena(a), out, "person", person);
    return ERR_OK;
}

static const struct command owner_command = {
    .name = "test.owner", .right = "anyone", .help = "A unit and a person.", .apply = owner_apply,
};
static const struct command *const commands[] = { &owner_command, NULL };
static const struct query *const   queries[] = { NULL };
static const struct door_table     extra = { commands, queries };

struct rig {
    struct test_clock clock;
    struct door      *door;
    Id                unit, person;
};

static void
rig_begin(struct rig *rig, const struct store_options *store)
{
    struct call c = { 0 };

    rig->door = orchard_open_with(store, &rig->clock, ORCHARD("1", "rows", ""), &extra);
    check_ok(orchard_call(rig->door, &orchard_program, "test.owner", "{}", &c));
    rig->unit = json_int(c.out, "unit", 0);
    rig->person = json_int(c.out, "person", 0);
}

static struct actor
officer(const struct rig *rig, int n_rights)
{
    static const Str rights[] = { { "registry.load", 13 }, { "registry.read", 13 },
                                  { "registry.unmask", 15 } };

    return (struct actor){ .account = 9, .person = 77, .unit = rig->unit, .n_rights = n_rights,
                           .rights = rights };
}

static enum err
ask(struct rig *rig, const struct actor *who, int64_t load, struct call *c)
{
    return orchard_call(rig->door, who, "registry.load_rejected",
                        str_format(test_arena(), "{'registry':'orchard','load':%lld}",
                                   (long long)load).p, c);
}

/* -- what is hidden ------------------------------------------------------------------------ */

static const char table[] = "code,crop,grower,select,Ghi chú\n"
                            "A,lychee," AN ",true,riêng\n"
                            "B,mango," AN ",true,riêng\n"       /* no such crop */
                            "C,lychee,12345678,true,riêng\n"    /* no such number */
                            "D,lychee," AN ",riêng D,\n"        /* neither true nor false */
                            "E,lychee,x," AN ",true,riêng\n";   /* a cell too many */

static void
hidden(const struct store_options *store)
{
    struct rig   rig;
    struct actor loads, reads, unmasks, an;
    struct call  c = { 0 };
    int64_t      load, act;
    Str          text;

    rig_begin(&rig, store);
    loads = officer(&rig, 1);
    reads = officer(&rig, 2);
    unmasks = officer(&rig, 3);
    an = (struct actor){ .account = 5, .person = rig.person };
    load = orchard_send(rig.door, str_of(table), "");
    orchard_steps(rig.door, 100, false);
    text = orchard_rejected(rig.door, &loads, load, &act);
    check(!str_has(text, S(AN)) && !str_has(text, S("12345678")) && !str_has(text, S("riêng")),
          str_c(test_arena(), text));
    check(str_has(text, S("\nB,mango,•••,•••,•••,3,")), str_c(test_arena(), text));
    check(str_has(text, S("•••,•••,•••,•••,•••,6,")), "nothing of a line whose cells slipped");
    check_int(act, 0);
    text = orchard_rejected(rig.door, &reads, load, &act);
    check(str_has(text, S("D,lychee,•••,riêng D,,5,")) && !str_has(text, S(AN)),
          str_c(test_arena(), text));
    check_int(act, 0);
    check_ok(orchard_call(rig.door, &an, "me.disclosures", "{}", &c));
    check(!str_has(orchard_text(&c), S("load:")), "nobody read of that person");
    text = orchard_rejected(rig.door, &unmasks, load, &act);
    check(str_has(text, S("\nB,mango," AN ",true,riêng,3,")) && str_has(text, S("12345678")) &&
              str_has(text, S("E,lychee,x," AN ",true,6,")), str_c(test_arena(), text));
    check(act > 0, "the reading is recorded");
    check_ok(orchard_call(rig.door, &an, "me.disclosures", "{}", &c));
    check(str_has(orchard_text(&c), S("registry:orchard/load:")), "and whose number it is sees it");
    check(ask(&rig, &orchard_anyone, load, &c) == ERR_SIGN_IN, "nobody else has them");
    check(ask(&rig, &unmasks, 999999, &c) == ERR_NOT_FOUND, "no such load");
    orchard_close(rig.door);
}
void
test_registry_rejected__hide_what_a_reader_may_not_see(void)
{
    on_each_store(hidden);
}

static void
put_back(const struct store_options *store)
{
    struct rig  rig;
    struct call c = { 0 };

    rig_begin(&rig, store);
    check(orchard_call(rig.door, &orchard_program, "registry.create",
                       "{'registry':'orchard','values':{'code':'A','crop':'lychee','name':'•••'}}",
                       &c) == ERR_INVALID, "what stands for something hidden is no value");
    check_str(c.faults.first->field, S("name"));
    orchard_close(rig.door);
}
void
test_registry_rejected__what_was_hidden_does_not_come_back_as_a_value(void)
{
    on_each_store(put_back);
}

/* -- for how long -------------------------------------------------------------------------- */

static char *
path_of(int64_t load, const char *name)
{
    return str_c(test_arena(), str_format(test_arena(), "%s/loads/orchard-%lld%s", test_folder(),
                                          (long long)load, name));
}

static void
date_back(int64_t load, Day day)
{
    struct timespec when = { .tv_sec = time_at(day, 0) / TIME_SECOND };

    check(utimensat(AT_FDCWD, path_of(load, "/rejects"), (struct timespec[2]){ when, when }, 0) ==
              0, "dated back");
}

static const struct json *
told(struct rig *rig, int64_t load)
{
    struct call c = { 0 };

    check_ok(orchard_call(rig->door, &orchard_program, "registry.load_one",
                          str_format(test_arena(), "{'registry':'orchard','load':%lld}",
                                     (long long)load).p, &c));
    return c.out;
}

static void
kept(const struct store_options *store)
{
    struct rig  rig;
    struct call c = { 0 };
    int64_t     load, next;

    rig_begin(&rig, store);
    load = orchard_send(rig.door, str_of(table), "");
    orchard_steps(rig.door, 100, false);
    check(json_bool(told(&rig, load), "rejected_recorded"), "it is said that a reading is");
    check(access(path_of(load, "/file"), F_OK) != 0, "of the file itself nothing is kept");
    date_back(load, day_of(2024, 6, 2));
    check_str(json_text(told(&rig, load), "rejected_until"), S("02/07/2024"));
    check_ok(ask(&rig, &orchard_program, load, &c));
    date_back(load, day_of(2024, 5, 31));
    check(json_bool(told(&rig, load), "rejected_gone"), "gone, though not swept yet");
    check(ask(&rig, &orchard_program, load, &c) == ERR_NOT_FOUND, "nor can it be had");
    next = orchard_send(rig.door, S("code,crop\nZ,mango\n"), "");
    orchard_steps(rig.door, 1, false);
    load_sweep_rejected(test_world()->folder, time_at(day_of(2024, 6, 1), 0));
    check(access(path_of(load, ""), F_OK) != 0, "swept, and its folder with it");
    load_sweep_rejected(test_world()->folder, INT64_MAX);
    orchard_steps(rig.door, 100, false);
    check_ok(ask(&rig, &orchard_program, next, &c)); /* it was not over */
    check(str_eq(json_text(told(&rig, next), "phase"), S("done")), "and came to its end");
    orchard_close(rig.door);
}
void
test_registry_rejected__are_kept_for_thirty_days(void)
{
    on_each_store(kept);
}
