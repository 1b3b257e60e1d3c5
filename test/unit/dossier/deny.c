/* A request that is decided against, on both stores: a signed refusal with its reasons, told to
 * the person, counted as handled; and nothing else. */
#include "dossier/letters.h"
#include "measure/measure_sql.h"
#include "office.h"
#include "pages.h"

static const char form[] =
    "{'procedure':'poor-household-recognition','unit':'10507','channel':1,'form':{"
    "'request':'poor','head_name':'Lương Thị Mẫu','head_born':'1972-02-18','head_sex':'female',"
    "'head_id':'000172000091','residence':'Thôn Mẫu','members':4,'workers':1,'income':4500000,"
    "'hardship':'illness','house':'half','insured':2,'present_status':'none',"
    "'contact_phone':'0912345678'}}";

/* Before the leader. */
static Str
proposed(struct office *o)
{
    static const char *const deed[] = { "accept", "propose", "propose", "propose" };
    Str                      code;

    check_ok(rig_call(&o->rig, &rig_program, "dossier.submit", form));
    code = rig_text(&o->rig, "code");
    for (int i = 0; i < 4; i++)
        check_ok(rig_callf(&o->rig, &rig_program, str_format(test_arena(), "dossier.%s", deed[i]).p,
                           "{'code':'%.*s'}", STR_ARG(code)));
    return code;
}

static const struct json *
tracked(struct office *o, Str code)
{
    struct view v = rig_view(&o->rig, &rig_program);

    check_ok(rig_callf(&o->rig, &rig_nobody, "dossier.track", "{'code':'%.*s','secret':'%.*s'}",
                       STR_ARG(code), STR_ARG(dossier_secret(&v, code))));
    check_page_model("track", o->rig.call.out);
    return o->rig.call.out;
}

static int64_t
counted(struct office *o, const char *element)
{
    struct view            v = rig_view(&o->rig, &rig_program);
    struct counter_sum_row sum;

    check_ok(counter_sum(&v, str_of(element), S("m"), S("0000-00"), S("9999-99"), 0, &sum));
    return sum.n;
}

static Str
paper_of(struct office *o, Str code)
{
    struct view    v = rig_view(&o->rig, &rig_program);
    struct dossier d = office_dossier(o, code);
    Str            pdf = STR_NONE;

    check_ok(letter_read(&v, &d, S("ket-qua"), &pdf));
    return pdf;
}

static void
denied(const struct store_options *store)
{
    struct office      o;
    struct dossier     d;
    const struct json *page;
    Str                code, granted;

    office_open(&o, store);
    code = proposed(&o);
    check_ok(rig_callf(&o.rig, &o.leader, "dossier.action", "{'code':'%.*s','action':'ky-tu-choi'}",
                       STR_ARG(code)));
    check_page_model("action", o.rig.call.out);
    check_err(rig_callf(&o.rig, &o.officer, "dossier.deny", "{'code':'%.*s','note':'Không'}",
                        STR_ARG(code)), ERR_FORBIDDEN);
    check_err(rig_callf(&o.rig, &o.leader, "dossier.deny", "{'code':'%.*s','note':' '}",
                        STR_ARG(code)), ERR_INVALID);
    check_ok(rig_callf(&o.rig, &rig_program, "dossier.deny",
                       "{'code':'%.*s','note':'Thu nhập vượt chuẩn mẫu'}", STR_ARG(code)));
    d = office_dossier(&o, code);
    check_int(d.status, STATUS_FINISHED);
    check(dossier_is_denied(&d) && d.result_hash.n == 32, "with a paper");
    check_int(counted(&o, "finished"), 1);
    check_int(counted(&o, "finished_in_time"), 1);
    check_int(counted(&o, "finished_electronic"), 1);
    page = tracked(&o, code);
    check(office_says(json_get(page, "stop"), "Thu nhập vượt chuẩn mẫu"), "why");
    check(office_says(json_get(page, "result"), "không đủ điều kiện"), "the paper by its name");
    check(office_says(page, "không được chấp thuận"), "and what became of it");
    check(office_says(office_page(&o, &o.leader, code), "không chấp thuận"), "colleagues too");
    check_err(rig_callf(&o.rig, &rig_program, "dossier.sign", "{'code':'%.*s'}", STR_ARG(code)),
              ERR_CONFLICT);
    check_ok(rig_callf(&o.rig, &rig_program, "dossier.deliver",
                       "{'code':'%.*s','note':'Đã trao'}", STR_ARG(code)));
    check(office_says(json_get(tracked(&o, code), "stop"), "Thu nhập vượt chuẩn mẫu"),
          "the reason stays the refusal's");
    check(paper_of(&o, code).n > 1000, "the refusal is drawn after it was handed over too");
    granted = proposed(&o);
    check_ok(rig_callf(&o.rig, &rig_program, "dossier.sign", "{'code':'%.*s'}", STR_ARG(granted)));
    d = office_dossier(&o, granted);
    check(!dossier_is_denied(&d), "a result is none");
    check(json_get(tracked(&o, granted), "stop") == NULL, "and says no reason");
    office_check(&o);
    office_close(&o);
}

void
test_dossier_deny__is_a_signed_refusal_counted_as_handled(void)
{
    on_each_store(denied);
}
