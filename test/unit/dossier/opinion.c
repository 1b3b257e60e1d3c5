/* What another unit is asked for, on both stores: who may ask and answer, until when, who
 * reads what; two at once; and that nothing of it moves the dossier's clock. */
#include "dossier/opinion.h"

#include "dossier/dossier_sql.h"
#include "measure/measure_sql.h"
#include "office.h"
#include "pages.h"

#define TUESDAY_NIGHT "2024-07-02" /* the office opened on Monday the first */

static enum err
ask(struct office *o, const struct actor *who, Str code, const char *unit, const char *until)
{
    return rig_callf(&o->rig, who, "dossier.consult",
                     "{'code':'%.*s','unit':'%s','until':'%s','note':'Nơi sinh có đúng không?'}",
                     STR_ARG(code), unit, until);
}

static Id
last_question(struct office *o, Str code)
{
    struct view             v = rig_view(&o->rig, &rig_program);
    struct opinions_of_row *row = NULL;
    int                     n = 0;

    check_ok(opinions_of(&v, office_dossier(o, code).dossier, OPINIONS_MAX, &row, &n));
    return n > 0 ? row[n - 1].n : 0;
}

static enum err
end(struct office *o, const struct actor *who, const char *command, Str code, const char *text)
{
    return rig_callf(&o->rig, who, command, "{'code':'%.*s','opinion':%lld,'text':'%s'}",
                     STR_ARG(code), (long long)last_question(o, code), text);
}

static enum err
open_question(struct office *o, const struct actor *who, Str code)
{
    return rig_callf(&o->rig, who, "opinion.read", "{'code':'%.*s','opinion':%lld}",
                     STR_ARG(code), (long long)last_question(o, code));
}

static const struct json *
list(struct office *o, const struct actor *who, const char *filter)
{
    check_ok(rig_callf(&o->rig, who, "dossier.worklist", "{'filter':'%s'}", filter));
    check_page_model("worklist", o->rig.call.out);
    return o->rig.call.out;
}

static void
asked_and_answered(const struct store_options *store)
{
    struct office      o;
    struct dossier     before, after;
    const struct json *page;
    Str                code;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    before = office_dossier(&o, code);
    check_err(rig_callf(&o.rig, &o.elsewhere, "dossier.read", "{'code':'%.*s'}", STR_ARG(code)),
              ERR_FORBIDDEN);
    check_ok(ask(&o, &o.officer, code, "10510", TUESDAY_NIGHT));
    after = office_dossier(&o, code);
    check_int(after.due, before.due);
    check_int(after.status, before.status);
    check(after.paused_since == TIME_NONE, "the clock does not stand still");
    office_check(&o);
    /* the asker sees that it waits */
    check_int((int64_t)json_get(list(&o, &o.officer, "others"), "rows")->count, 1);
    page = office_page(&o, &o.leader, code);
    check(json_get(page, "others_words") != NULL, "its page says whom it waits for");
    check(office_says(json_get(page, "timeline"), "Đã lấy ý kiến"), "its story tells it");
    /* who is asked finds it, and reads what it is about; nobody else there does more */
    page = list(&o, &o.elsewhere, "asked");
    check_int((int64_t)json_get(page, "asked")->count, 1);
    check(!office_says(page, "Trần Thị Mẫu"), "the list names no person");
    check_ok(open_question(&o, &o.elsewhere, code));
    check_page_model("opinion", o.rig.call.out);
    check(office_says(o.rig.call.out, "Trẻ mẫu"), "the answers of the form");
    check_err(rig_callf(&o.rig, &o.elsewhere, "dossier.read", "{'code':'%.*s'}", STR_ARG(code)),
              ERR_FORBIDDEN);
    check_err(open_question(&o, &rig_nobody, code), ERR_SIGN_IN);
    check_err(end(&o, &o.officer, "opinion.answer", code, "Tự trả lời"), ERR_FORBIDDEN);
    check_err(end(&o, &o.elsewhere, "opinion.answer", code, "  "), ERR_INVALID);
    check_ok(end(&o, &o.elsewhere, "opinion.answer", code, "Đúng, có trong sổ."));
    check_err(end(&o, &o.elsewhere, "opinion.answer", code, "Lần nữa"), ERR_CONFLICT);
    check_err(end(&o, &o.leader, "opinion.withdraw", code, ""), ERR_CONFLICT);
    page = office_page(&o, &o.leader, code);
    check(office_says(json_get(page, "opinions"), "Đúng, có trong sổ."), "the answer");
    check(json_get(page, "others_words") == NULL, "it waits for nobody else");
    check_int(office_dossier(&o, code).version, after.version);
    /* once answered, its content is closed again */
    check_ok(open_question(&o, &o.elsewhere, code));
    check_page_model("opinion", o.rig.call.out);
    check(!office_says(o.rig.call.out, "Trẻ mẫu"), "the form no longer");
    check_int((int64_t)json_get(list(&o, &o.elsewhere, "asked"), "asked")->count, 0);
    office_check(&o);
    office_close(&o);
}

void
test_dossier_opinion__is_asked_and_answered(void)
{
    on_each_store(asked_and_answered);
}

static void
refused(const struct store_options *store)
{
    static const struct {
        const char *unit, *until, *field;
    } row[] = {
        { "", TUESDAY_NIGHT, "unit" },      { "99999", TUESDAY_NIGHT, "unit" },
        { "10507", TUESDAY_NIGHT, "unit" }, { "10513", TUESDAY_NIGHT, "unit" },
        { "10510", "2024-07-06", "until" }, { "10510", "2024-06-28", "until" },
        { "10510", "2199-01-01", "until" },
    };
    struct office o;
    Str           code;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        check_err(ask(&o, &o.officer, code, row[i].unit, row[i].until), ERR_INVALID);
        check_str(o.rig.call.faults.first != NULL ? o.rig.call.faults.first->field : STR_NONE,
                  str_of(row[i].field));
    }
    check_err(rig_callf(&o.rig, &o.officer, "dossier.consult", "{'code':'%.*s'}", STR_ARG(code)),
              ERR_INVALID);
    check_int(o.rig.call.faults.count, 3); /* every fault at once */
    check_err(ask(&o, &o.desk, code, "10510", TUESDAY_NIGHT), ERR_FORBIDDEN);
    check_err(ask(&o, &o.elsewhere, code, "10510", TUESDAY_NIGHT), ERR_FORBIDDEN);
    check_ok(ask(&o, &o.officer, code, "10510", TUESDAY_NIGHT));
    check_err(ask(&o, &o.officer, code, "10510", TUESDAY_NIGHT), ERR_INVALID); /* asked already */
    /* of two who act at once the second is told */
    check_err(rig_callf(&o.rig, &o.second, "dossier.consult",
                        "{'code':'%.*s','seen':2,'unit':'10510','until':'" TUESDAY_NIGHT
                        "','note':'x'}", STR_ARG(code)), ERR_CONFLICT);
    check_ok(end(&o, &o.second, "opinion.withdraw", code, "Đã rõ"));
    check_err(end(&o, &o.elsewhere, "opinion.answer", code, "Muộn"), ERR_CONFLICT);
    check_ok(ask(&o, &o.officer, code, "10510", TUESDAY_NIGHT)); /* and may be asked again */
    office_check(&o);
    office_close(&o);
}

void
test_dossier_opinion__is_refused_with_its_field(void)
{
    on_each_store(refused);
}

/* What nobody answered holds nothing up, and follows its dossier. */
static void
goes_with_it(const struct store_options *store)
{
    struct office o;
    Str           code, other;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    other = office_accept(&o, "Trần Thị Mẫu");
    check_ok(ask(&o, &o.officer, code, "10510", TUESDAY_NIGHT));
    rig_officer(&o.rig, "chuyenhuyen", "specialist", "288");
    check_ok(ask(&o, &o.officer, other, "288", TUESDAY_NIGHT));
    test_clock_set(&o.rig.clock, time_at(day_of(2024, 7, 3), 480));
    check(office_says(list(&o, &o.elsewhere, "asked"), "\"late\""), "late, where it is answered");
    check(office_says(office_page(&o, &o.leader, code), "\"others_words\""), "and still open");
    check_ok(rig_callf(&o.rig, &o.officer, "dossier.propose", "{'code':'%.*s'}", STR_ARG(code)));
    check_ok(rig_callf(&o.rig, &o.leader, "dossier.sign", "{'code':'%.*s','on_paper':true}",
                       STR_ARG(code)));
    office_check(&o);
    check_int((int64_t)json_get(list(&o, &o.elsewhere, "asked"), "asked")->count, 0);
    check_err(end(&o, &o.elsewhere, "opinion.answer", code, "Quá muộn"), ERR_CONFLICT);
    /* passed on: the question stands at the unit that has it now */
    check_ok(rig_callf(&o.rig, &o.leader, "dossier.transfer",
                       "{'code':'%.*s','unit':'10510','note':'Thuộc nơi khác'}", STR_ARG(other)));
    office_check(&o);
    check_int((int64_t)json_get(list(&o, &o.officer, "others"), "rows")->count, 0);
    check_int((int64_t)json_get(list(&o, &o.elsewhere, "others"), "rows")->count, 1);
    office_close(&o);
}

void
test_dossier_opinion__goes_with_its_dossier(void)
{
    on_each_store(goes_with_it);
}

/* Why it was late: another unit, when most of the time over was its; else who had the step. */
static void
why_late(const struct store_options *store)
{
    static const struct {
        const char *until, *role;
    } row[] = { { "2024-07-01", "others" }, { "2024-07-04", "specialist" } };
    struct office o;
    Str           code[2];

    office_open(&o, store);
    for (int i = 0; i < 2; i++) {
        code[i] = office_accept(&o, "Trần Thị Mẫu");
        check_ok(ask(&o, &o.officer, code[i], "10510", row[i].until));
    }
    test_clock_set(&o.rig.clock, time_at(day_of(2024, 7, 4), 600));
    for (int i = 0; i < 2; i++) {
        struct late_dossier_get_row late = { .role = STR_NONE };
        struct view                 v;

        check_ok(rig_callf(&o.rig, &o.officer, "dossier.propose", "{'code':'%.*s'}",
                           STR_ARG(code[i])));
        check_ok(rig_callf(&o.rig, &o.leader, "dossier.sign", "{'code':'%.*s','on_paper':true}",
                           STR_ARG(code[i])));
        v = rig_view(&o.rig, &rig_program);
        check_ok(late_dossier_get(&v, office_dossier(&o, code[i]).dossier, &late));
        check_str(late.role, str_of(row[i].role));
        check(late.step.n > 0, "and at which step");
    }
    office_close(&o);
}

void
test_dossier_opinion__is_why_a_dossier_was_late(void)
{
    on_each_store(why_late);
}
