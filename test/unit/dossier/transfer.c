/* A dossier goes over to another unit, on both stores: where to, who has it then, and the
 * figures follow. */
#include "dossier/assign.h"
#include "dossier/dossier_sql.h"
#include "dossier/transfer.h"
#include "measure/measure_sql.h"
#include "office.h"
#include "pages.h"

static enum err
transfer(struct office *o, const struct actor *who, Str code, const char *unit)
{
    return rig_callf(&o->rig, who, "dossier.transfer",
                     "{'code':'%.*s','unit':'%s','note':'Thuộc nơi khác'}", STR_ARG(code), unit);
}

/* What the counters of a unit hold: received ones, and open ones. */
static int64_t
counted(struct office *o, Id unit, const char *element)
{
    struct view            v = rig_view(&o->rig, &rig_program);
    struct counter_sum_row sum;

    check_ok(counter_sum(&v, str_of(element), S("m"), S("0000-00"), S("9999-99"), unit, &sum));
    return sum.n;
}

static void
goes_over(const struct store_options *store)
{
    struct office             o;
    struct dossier            before, after;
    struct dossier_sides_row *sides;
    struct view               v;
    const struct json        *page;
    Str                       code;
    int                       n;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    check_ok(rig_callf(&o.rig, &o.leader, "dossier.assign",
                       "{'code':'%.*s','main':%lld,'support':[%lld]}", STR_ARG(code),
                       (long long)o.officer.account, (long long)o.second.account));
    before = office_dossier(&o, code);
    check_int(counted(&o, before.competent_unit, "received"), 1);
    check_ok(transfer(&o, &o.leader, code, "10510"));
    after = office_dossier(&o, code);
    check_int(after.due, before.due);
    check_int(after.status, before.status);
    check_str(after.step, before.step);
    check_int(after.assignee, 0);
    check(after.competent_unit == o.elsewhere.unit && after.desk != before.desk, "there");
    v = rig_view(&o.rig, &rig_program);
    check_ok(dossier_sides(&v, after.dossier, SIDES_MAX, &sides, &n));
    check_int(n, 0);
    check_int(counted(&o, before.competent_unit, "received"), 0);
    check_int(counted(&o, after.competent_unit, "received"), 1);
    check_int(counted(&o, 0, "received"), 1);
    check_err(rig_callf(&o.rig, &o.officer, "dossier.propose", "{'code':'%.*s'}", STR_ARG(code)),
              ERR_FORBIDDEN);
    page = office_page(&o, &o.elsewhere, code);
    check(office_says(json_get(page, "timeline"), "Thuộc nơi khác"), "the story says why");
    check_ok(rig_callf(&o.rig, &rig_nobody, "dossier.track", "{'code':'%.*s','secret':'%.*s'}",
                       STR_ARG(code), STR_ARG(dossier_secret(&v, code))));
    check_page_model("track", o.rig.call.out);
    check(office_says(o.rig.call.out, "chuyển tới cơ quan khác"), "and the person is told");
    check(office_says(o.rig.call.out, "\"to_words\""), "where to");
    check(!office_says(o.rig.call.out, "motchuyen"), "without names");
    check_ok(rig_callf(&o.rig, &o.elsewhere, "dossier.propose", "{'code':'%.*s'}", STR_ARG(code)));
    office_check(&o);
    office_close(&o);
}

void
test_dossier_transfer__goes_over_with_its_clock(void)
{
    on_each_store(goes_over);
}

static void
refused(const struct store_options *store)
{
    static const char *const unit[] = { "10507", "30", "99999", "10513", "288" };
    struct office            o;
    Str                      code;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    for (size_t i = 0; i < sizeof unit / sizeof unit[0]; i++) {
        check_err(transfer(&o, &o.leader, code, unit[i]), ERR_INVALID);
        check_str(o.rig.call.faults.first != NULL ? o.rig.call.faults.first->field : STR_NONE,
                  S("unit"));
    }
    check_err(rig_callf(&o.rig, &o.leader, "dossier.transfer", "{'code':'%.*s','unit':'10510'}",
                        STR_ARG(code)), ERR_INVALID);
    check_err(transfer(&o, &o.officer, code, "10510"), ERR_FORBIDDEN);
    check_err(transfer(&o, &o.elsewhere, code, "10510"), ERR_FORBIDDEN);
    check_int(office_dossier(&o, code).version, 2);
    /* the district above, once it has somebody; the desk may do it too */
    rig_officer(&o.rig, "chuyenhuyen", "specialist", "288");
    check_ok(transfer(&o, &o.desk, code, "288"));
    code = office_accept(&o, "Trần Thị Mẫu");
    check_ok(rig_callf(&o.rig, &o.officer, "dossier.ask", "{'code':'%.*s','note':'Thiếu'}",
                       STR_ARG(code)));
    check_err(transfer(&o, &o.leader, code, "10510"), ERR_CONFLICT); /* the person has it */
    office_close(&o);
}

void
test_dossier_transfer__only_where_it_can_be_decided(void)
{
    on_each_store(refused);
}

/* The unit it left: where it went, and the control sheet up to that moment, nothing more. */
static void
what_it_left(const struct store_options *store)
{
    struct office      o;
    struct view        v;
    struct dossier     d;
    const struct json *page;
    Time               left = TIME_NONE;
    Str                code;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    check_ok(rig_callf(&o.rig, &o.officer, "dossier.take", "{'code':'%.*s'}", STR_ARG(code)));
    check_ok(transfer(&o, &o.leader, code, "10510"));
    check_ok(rig_callf(&o.rig, &o.elsewhere, "dossier.propose", "{'code':'%.*s'}", STR_ARG(code)));
    check_ok(rig_call(&o.rig, &o.officer, "dossier.worklist", "{'filter':'sent'}"));
    page = o.rig.call.out;
    check_page_model("worklist", page);
    check_int((int64_t)json_get(page, "sent")->count, 1);
    check(office_says(json_get(page, "sent"), "10510") == false, "by its name");
    check(!office_says(page, "Trần Thị Mẫu"), "without the person's");
    check_err(rig_callf(&o.rig, &o.officer, "dossier.read", "{'code':'%.*s'}", STR_ARG(code)),
              ERR_FORBIDDEN);
    check_ok(rig_callf(&o.rig, &o.officer, "dossier.paper", "{'code':'%.*s','which':'06'}",
                       STR_ARG(code)));
    check_err(rig_callf(&o.rig, &o.officer, "dossier.paper", "{'code':'%.*s','which':'01'}",
                        STR_ARG(code)), ERR_FORBIDDEN);
    v = rig_view(&o.rig, &o.officer);
    d = office_dossier(&o, code);
    check_ok(transfer_as_left(&v, &d, &left));
    check_int(d.version, 3); /* accepted, taken; not what came after */
    check(left == o.rig.clock.now, "as it was then");
    v = rig_view(&o.rig, &rig_nobody);
    check_err(transfer_as_left(&v, &d, &left), ERR_FORBIDDEN);
    office_close(&o);
}

void
test_dossier_transfer__the_unit_it_left_keeps_where_it_went(void)
{
    on_each_store(what_it_left);
}
