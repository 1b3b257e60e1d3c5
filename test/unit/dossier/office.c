/* See office.h. */
#include "office.h"

#include "dossier/check.h"
#include "dossier/dossier.h"
#include "measure/check.h"
#include "measure/measure.h"
#include "packs.h"
#include "pages.h"

static const struct door_table *const tables[] = { &org_table, &ident_table, &dossier_table };
static const struct pack_section *const *const sections[] = { org_sections, ident_sections,
                                                              dossier_sections, NULL };

static listener_fn *const listeners[] = { measure_heard, notice_heard, NULL };

void
office_open(struct office *o, const struct store_options *store)
{
    struct rig *r = &o->rig;
    char        why[256] = "";

    *o = (struct office){ .rig = { .call = { .arena = NULL } } };
    test_clock_set(&r->clock, time_at(day_of(2024, 7, 1), 450));
    r->door = test_door(store, tables, 3, listeners, &r->clock);
    test_world()->tables = tables;
    test_world()->n_tables = 3;
    test_use_packs(test_packs(sections));
    check(door_reader(r->door, &r->db, why) == ERR_OK, why);
    check_ok(rig_call(r, &rig_program, "org.found", "{'province':'30'}"));
    o->desk = rig_officer(r, "quay", "desk", "10507");
    o->officer = rig_officer(r, "motchuyen", "specialist", "10507");
    o->second = rig_officer(r, "haichuyen", "specialist", "10507");
    o->leader = rig_officer(r, "lanhdao", "leader", "10507");
    o->elsewhere = rig_officer(r, "noikhac", "specialist", "10510");
}

void
office_close(struct office *o)
{
    rig_close(&o->rig);
}

Str
office_file(struct office *o, const char *name)
{
    check_ok(rig_callf(&o->rig, &rig_program, "dossier.submit",
        "{'procedure':'birth-registration','unit':'10507','channel':1,'form':{"
        "'child_name':'Trẻ mẫu','child_born':'2024-06-28','child_sex':'female',"
        "'child_birth_place':'Nơi mẫu','mother_name':'%s','parents_married':'no',"
        "'mother_id':'000195000123','requester_relation':'mother',"
        "'requester_phone':'0912345678'}}", name));
    return rig_text(&o->rig, "code");
}

Str
office_accept(struct office *o, const char *name)
{
    Str code = office_file(o, name);

    check_ok(rig_callf(&o->rig, &o->desk, "dossier.accept", "{'code':'%.*s'}", STR_ARG(code)));
    return code;
}

struct dossier
office_dossier(struct office *o, Str code)
{
    struct view    v = rig_view(&o->rig, &rig_program);
    struct dossier d = { .dossier = 0 };

    check_ok(dossier_find(&v, code, &d));
    return d;
}

const struct json *
office_page(struct office *o, const struct actor *who, Str code)
{
    check_ok(rig_callf(&o->rig, who, "dossier.read", "{'code':'%.*s'}", STR_ARG(code)));
    check_page_model("dossier", o->rig.call.out);
    return o->rig.call.out;
}

bool
office_says(const struct json *model, const char *words)
{
    return str_has(json_string(test_arena(), model), str_of(words));
}

void
office_check(struct office *o)
{
    static const struct derived_check *const all[] = { &dossier_now_check, &dossier_sides_check,
                                                     &dossier_opinions_check,
                                                     &dossier_complaints_check,
                                                     &measure_counters_check };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct view          v = rig_view(&o->rig, &rig_program);
        struct verify_report report = { .arena = test_arena() };

        check_ok(all[i]->run(&v, &report));
        check_int(report.found, 0);
    }
}
