/* A dossier received at the commune and decided at the district, on both stores: whose it is at
 * each step, who may do what, where it waits, and whose figures it is in. */
#include "dossier/place.h"

#include "measure/measure_sql.h"
#include "office.h"
#include "pages.h"

static const char form[] =
    "{'procedure':'funeral-support','unit':'10507','channel':1,'form':{"
    "'organiser_kind':'household','organiser_name':'Phan Văn Mẫu','organiser_id':'000068000071',"
    "'organiser_phone':'0912345678','deceased_name':'Phan Thị Thử','deceased_born':'1940-01-01',"
    "'deceased_group':'allowance','died_on':'2024-06-20','residence_unit':'10507',"
    "'buried_on':'2024-06-22','other_support':'no','paid_by':'cash'}}";

static enum err
deed(struct office *o, const struct actor *who, const char *word, Str code)
{
    return rig_callf(&o->rig, who, str_format(test_arena(), "dossier.%s", word).p,
                     "{'code':'%.*s','note':'Lời mẫu'}", STR_ARG(code));
}

/* Does it stand in the list of work of this officer? */
static bool
is_listed(struct office *o, const struct actor *who, Str code)
{
    check_ok(rig_call(&o->rig, who, "dossier.worklist", "{}"));
    return office_says(o->rig.call.out, str_c(test_arena(), code));
}

static int64_t
counted(struct office *o, Id unit, const char *element)
{
    struct view            v = rig_view(&o->rig, &rig_program);
    struct counter_sum_row sum;

    check_ok(counter_sum(&v, str_of(element), S("m"), S("0000-00"), S("9999-99"), unit, &sum));
    return sum.n;
}

static void
goes_up_and_comes_back(const struct store_options *store)
{
    struct office      o;
    struct actor       examiner, chair;
    struct dossier     d;
    const struct json *page;
    struct view        v;
    Str                code;

    office_open(&o, store);
    check_ok(rig_call(&o.rig, &rig_program, "dossier.submit", form));
    code = rig_text(&o.rig, "code");
    check(str_has(code, S(".10507-")), "the commune's code");
    check_ok(deed(&o, &o.desk, "accept", code));
    check_ok(rig_callf(&o.rig, &o.leader, "dossier.assign",
                       "{'code':'%.*s','main':%lld,'support':[%lld]}", STR_ARG(code),
                       (long long)o.officer.account, (long long)o.second.account));
    check_err(deed(&o, &o.officer, "propose", code), ERR_INVALID); /* nobody is there yet */
    check_str(o.rig.call.faults.first->field, S("note"));
    examiner = rig_officer(&o.rig, "phonglaodong", "specialist", "288");
    chair = rig_officer(&o.rig, "chutichhuyen", "leader", "288");
    check_ok(deed(&o, &o.officer, "propose", code));
    d = office_dossier(&o, code);
    check(d.competent_unit == examiner.unit && d.assignee == 0, "the district has it");
    check_str(d.step, S("appraise"));
    check_int(counted(&o, examiner.unit, "received"), 1);
    check(is_listed(&o, &examiner, code), "in the district's list");
    check(!is_listed(&o, &o.officer, code), "and not in the commune's");
    check_err(deed(&o, &o.officer, "propose", code), ERR_FORBIDDEN);
    page = office_page(&o, &o.officer, code); /* the commune still reads it */
    check(office_says(json_get(page, "timeline"), "Thành phố Hải Dương"), "where it went");
    check_err(rig_callf(&o.rig, &o.elsewhere, "dossier.read", "{'code':'%.*s'}", STR_ARG(code)),
              ERR_FORBIDDEN);
    check_ok(deed(&o, &examiner, "return", code)); /* home */
    d = office_dossier(&o, code);
    check(d.competent_unit == o.officer.unit, "the commune has it again");
    check_ok(deed(&o, &o.officer, "propose", code));
    check_ok(deed(&o, &examiner, "ask", code)); /* the person answers to the district */
    v = rig_view(&o.rig, &rig_program);
    check_ok(rig_callf(&o.rig, &rig_nobody, "dossier.supply",
                       "{'code':'%.*s','secret':'%.*s','note':'Có rồi'}", STR_ARG(code),
                       STR_ARG(dossier_secret(&v, code))));
    check(office_dossier(&o, code).competent_unit == examiner.unit, "who had asked");
    check_ok(deed(&o, &examiner, "propose", code));
    check_err(deed(&o, &o.leader, "sign", code), ERR_FORBIDDEN);
    check_ok(rig_callf(&o.rig, &chair, "dossier.sign", "{'code':'%.*s','on_paper':true}",
                       STR_ARG(code)));
    d = office_dossier(&o, code);
    check(d.competent_unit == examiner.unit, "it counts for who decided");
    check_int(counted(&o, examiner.unit, "finished"), 1);
    check_int(counted(&o, o.officer.unit, "finished"), 0);
    page = office_page(&o, &o.desk, code);
    check(office_says(json_get(page, "holder_words"), "Cẩm Thượng"), "the commune hands it over");
    check_ok(rig_callf(&o.rig, &rig_nobody, "dossier.track", "{'code':'%.*s','secret':'%.*s'}",
                       STR_ARG(code), STR_ARG(dossier_secret(&v, code))));
    check_page_model("track", o.rig.call.out);
    check_ok(deed(&o, &o.desk, "deliver", code));
    check_int(office_dossier(&o, code).status, STATUS_RETURNED);
    check_ok(rig_call(&o.rig, &rig_nobody, "procedure.guide", "{'procedure':'funeral-support'}"));
    check_page_model("guide", o.rig.call.out);
    check(office_says(json_get(o.rig.call.out, "steps"), "Cấp huyện") ||
              office_says(json_get(o.rig.call.out, "steps"), "huyện"), "the guide says where");
    office_check(&o);
    office_close(&o);
}

void
test_dossier_place__goes_up_to_the_district_and_comes_back(void)
{
    on_each_store(goes_up_and_comes_back);
}

/* Which unit a dossier is late for: the one that had the slow step, whoever decides. */
static void
late_where_it_stood(const struct store_options *store)
{
    static const struct {
        int         accept, propose, appraise; /* days of July on which each is done */
        const char *step;
        bool        at_home;
    } row[] = { { 1, 9, 9, "commune_send", true }, { 15, 15, 26, "appraise", false } };
    struct office o;
    struct actor  examiner, chair;

    office_open(&o, store);
    examiner = rig_officer(&o.rig, "phonglaodong", "specialist", "288");
    chair = rig_officer(&o.rig, "chutichhuyen", "leader", "288");
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct late_dossier_get_row late = { .step = STR_NONE };
        struct view                  v;
        Str                          code;

        test_clock_set(&o.rig.clock, time_at(day_of(2024, 7, row[i].accept), 450));
        check_ok(rig_call(&o.rig, &rig_program, "dossier.submit", form));
        code = rig_text(&o.rig, "code");
        check_ok(deed(&o, &o.desk, "accept", code));
        test_clock_set(&o.rig.clock, time_at(day_of(2024, 7, row[i].propose), 540));
        check_ok(deed(&o, &o.officer, "propose", code));
        test_clock_set(&o.rig.clock, time_at(day_of(2024, 7, row[i].appraise), 600));
        check_ok(deed(&o, &examiner, "propose", code));
        check_ok(rig_callf(&o.rig, &chair, "dossier.sign", "{'code':'%.*s','on_paper':true}",
                           STR_ARG(code)));
        v = rig_view(&o.rig, &rig_program);
        check_ok(late_dossier_get(&v, office_dossier(&o, code).dossier, &late));
        check_str(late.step, str_of(row[i].step));
        check_int(late.unit, row[i].at_home ? o.officer.unit : examiner.unit);
        check(office_dossier(&o, code).competent_unit == examiner.unit, "the district decided");
    }
    office_close(&o);
}

void
test_dossier_place__a_late_one_counts_where_the_slow_step_stood(void)
{
    on_each_store(late_where_it_stood);
}
