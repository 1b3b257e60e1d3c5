/* What a person says of the handling of a dossier, on both stores: who may say it and answer it,
 * until when, what is counted, and that it goes with the dossier. */
#include "dossier/complaint.h"

#include "dossier/dossier_sql.h"
#include "measure/inside.h"
#include "measure/measure_sql.h"
#include "office.h"
#include "pages.h"

struct said {
    struct office o;
    struct actor  deputy, above;
    Str           code, secret;
};

static void
open_said(struct said *s, const struct store_options *store)
{
    struct view v;

    office_open(&s->o, store);
    s->deputy = rig_officer(&s->o.rig, "pho", "leader", "10507");
    s->above = rig_officer(&s->o.rig, "huyen", "leader", "288");
    s->code = office_accept(&s->o, "Trần Thị Mẫu");
    v = rig_view(&s->o.rig, &rig_nobody);
    s->secret = str_copy(test_arena(), dossier_secret(&v, s->code));
}

static enum err
file(struct said *s, const char *kind, const char *words, const char *more)
{
    return rig_callf(&s->o.rig, &rig_nobody, "complaint.file",
                     "{'code':'%.*s','secret':'%.*s','kind':'%s','complaint':'%s'%s}",
                     STR_ARG(s->code), STR_ARG(s->secret), kind, words, more);
}

static struct complaint
last(struct said *s)
{
    struct view       v = rig_view(&s->o.rig, &rig_program);
    struct complaint *all = NULL;
    int               n = 0;

    check_ok(complaints_all(&v, office_dossier(&s->o, s->code).dossier, &all, &n));
    return n > 0 ? all[n - 1] : (struct complaint){ .n = 0 };
}

static enum err
decide(struct said *s, const struct actor *who, const char *how, const char *text)
{
    return rig_callf(&s->o.rig, who, "complaint.decide",
                     "{'code':'%.*s','complaint':%lld,'how':'%s','text':'%s'}", STR_ARG(s->code),
                     (long long)last(s).n, how, text);
}

static enum err
open_page(struct said *s, const struct actor *who)
{
    enum err err = rig_callf(&s->o.rig, who, "complaint.read", "{'code':'%.*s','complaint':%lld}",
                             STR_ARG(s->code), (long long)last(s).n);

    if (err == ERR_OK)
        check_page_model("complaint", s->o.rig.call.out);
    return err;
}

static const struct json *
list(struct said *s, const struct actor *who, const char *filter)
{
    check_ok(rig_callf(&s->o.rig, who, "dossier.worklist", "{'filter':'%s'}", filter));
    check_page_model("worklist", s->o.rig.call.out);
    return json_get(s->o.rig.call.out, "complained");
}

static const struct json *
track(struct said *s, const char *typed)
{
    check_ok(rig_callf(&s->o.rig, &rig_nobody, "dossier.track",
                       "{'code':'%.*s','secret':'%.*s'%s}", STR_ARG(s->code), STR_ARG(s->secret),
                       typed));
    check_page_model("track", s->o.rig.call.out);
    return s->o.rig.call.out;
}

/* The counters are what a recount of the records gives. */
struct recount {
    const char *element;
    int64_t     n;
};

static void
count_one(void *context, const struct complaint *c, const char *element, Day day)
{
    struct recount *r = context;

    (void)c, (void)day;
    r->n += strcmp(element, r->element) == 0;
}

static void
check_counted(struct said *s, int64_t all, int64_t in_time, int64_t late)
{
    const struct {
        const char *element;
        int64_t     n;
    } row[] = { { "complaint", all }, { "complaint_in_time", in_time },
                { "complaint_late", late } };
    struct view            v = rig_view(&s->o.rig, &rig_program);
    struct counter_sum_row province, unit;
    struct complaint      *list = NULL;
    struct unit            commune;
    int                    n = 0;

    check_ok(unit_by_code(&v, S("10507"), time_day(v.now), &commune));
    check_ok(complaints_all(&v, office_dossier(&s->o, s->code).dossier, &list, &n));
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct recount r = { row[i].element, 0 };

        for (int k = 0; k < n; k++)
            measure_complaint_elements(&list[k], count_one, &r);
        check_ok(counter_sum(&v, str_of(row[i].element), S("m"), S("0000-00"), S("9999-99"), 0,
                             &province));
        check_ok(counter_sum(&v, str_of(row[i].element), S("m"), S("0000-00"), S("9999-99"),
                             commune.id, &unit));
        check_int(r.n, row[i].n);
        check_int(province.n, row[i].n);
        check_int(unit.n, row[i].n);
    }
}

static void
answered(const struct store_options *store)
{
    struct said       s;
    const struct json *page;
    struct complaint  c;

    open_said(&s, store);
    check_err(rig_callf(&s.o.rig, &rig_nobody, "complaint.file",
                        "{'code':'%.*s','secret':'AAAAAAAAAA','kind':'late','complaint':'x'}",
                        STR_ARG(s.code)), ERR_NOT_FOUND);
    check_ok(file(&s, "paper", "Quầy đòi sổ hộ khẩu", ",'contact':'0900000000'"));
    c = last(&s);
    check_str(day_text(test_arena(), time_day(c.refuse_by)), S("2024-07-03"));
    check_str(day_text(test_arena(), time_day(c.due)), S("2024-07-22"));
    check_err(file(&s, "late", "Lần nữa", ""), ERR_CONFLICT); /* one at a time */
    office_check(&s.o);
    check_counted(&s, 1, 0, 0);
    /* the head finds it; the list says nothing of it, and officers do not see it */
    page = list(&s, &s.o.leader, "complaints");
    check_int((int64_t)page->count, 1);
    check(!office_says(page, "sổ hộ khẩu") && !office_says(page, "Trần Thị Mẫu"), "neither words");
    check_err(rig_callf(&s.o.rig, &s.o.officer, "dossier.worklist", "{'filter':'complaints'}"),
              ERR_FORBIDDEN);
    check_err(open_page(&s, &s.o.officer), ERR_FORBIDDEN);
    check_err(open_page(&s, &rig_nobody), ERR_SIGN_IN);
    check(!office_says(office_page(&s.o, &s.o.officer, s.code), "complaint_url"), "no link");
    check(office_says(office_page(&s.o, &s.o.leader, s.code), "complaint_url"), "a link");
    check_ok(open_page(&s, &s.o.leader));
    check(office_says(s.o.rig.call.out, "sổ hộ khẩu"), "the head reads it");
    check(office_says(s.o.rig.call.out, "0900000000"), "and how to reach the person");
    check_err(decide(&s, &s.o.officer, "answer", "x"), ERR_FORBIDDEN);
    check_err(rig_callf(&s.o.rig, &s.o.leader, "complaint.decide",
                        "{'code':'%.*s','complaint':%lld}", STR_ARG(s.code), (long long)c.n),
              ERR_INVALID);
    check_int(s.o.rig.call.faults.count, 2); /* every fault at once */
    check_ok(decide(&s, &s.o.leader, "answer", "Xin lỗi, không cần giấy đó"));
    check_err(decide(&s, &s.deputy, "answer", "Lần nữa"), ERR_CONFLICT);
    office_check(&s.o);
    check_counted(&s, 1, 1, 0);
    page = track(&s, "");
    check(office_says(json_get(page, "complaints"), "không cần giấy đó"), "the person reads it");
    check(!office_says(json_get(page, "complaints"), "lanhdao"), "from the office, not from a name");
    check_int((int64_t)list(&s, &s.o.leader, "complaints")->count, 0);
    check_ok(open_page(&s, &s.o.leader));
    check(json_get(s.o.rig.call.out, "can_decide") == NULL, "nothing more to decide");
    check_ok(file(&s, "late", "Vẫn chậm", "")); /* and may say more */
    check_ok(decide(&s, &s.o.leader, "refuse", "Chưa tới hạn"));
    check_counted(&s, 2, 2, 0);
    office_close(&s.o);
}

void
test_dossier_complaint__is_answered_by_the_head(void)
{
    on_each_store(answered);
}

/* Who chooses khiếu nại or tố cáo files nothing; who writes of them does so knowingly. */
static void
diverted(const struct store_options *store)
{
    static const struct {
        const char *kind, *words, *more, *field;
    } row[] = {
        { "legal", "Ông A nhận tiền", "", "kind" },
        { "", "Chậm", "", "kind" },
        { "khac", "Chậm", "", "kind" },
        { "late", "  ", "", "complaint" },
        { "late", "TÔI KHIẾU NẠI việc này", "", "as_report" },
        { "money", "toi to cao ong A", "", "as_report" },
    };
    struct said s;

    open_said(&s, store);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        check_err(file(&s, row[i].kind, row[i].words, row[i].more), ERR_INVALID);
        check_str(s.o.rig.call.faults.first != NULL ? s.o.rig.call.faults.first->field : STR_NONE,
                  str_of(row[i].field));
    }
    check_err(file(&s, "", "", ""), ERR_INVALID);
    check_int(s.o.rig.call.faults.count, 2);
    check_int(last(&s).n, 0);
    check(!office_says(track(&s, ""), "legal_words"), "nobody is told without need");
    check(office_says(track(&s, ",'complaining':true,'kind':'late','words':'Tôi tố cáo'"),
                      "as_report"), "the box is there when the words ask for it");
    check(office_says(track(&s, ",'complaining':true,'kind':'legal','words':''"), "legal_words"),
          "and what is known of that channel");
    check_ok(file(&s, "attitude", "Một cán bộ to cao", "")); /* no such words */
    check(!last(&s).told, "not told");
    check_ok(decide(&s, &s.o.leader, "answer", "Xin lỗi"));
    check_ok(file(&s, "money", "Tôi tố cáo ông A", ",'as_report':true"));
    check(last(&s).told, "told, and sent all the same");
    check_ok(open_page(&s, &s.o.leader));
    check(office_says(s.o.rig.call.out, "\"told\":true"), "which the head reads");
    office_close(&s.o);
}

void
test_dossier_complaint__of_another_channel_is_not_filed_unsaid(void)
{
    on_each_store(diverted);
}

/* Who worked on the dossier does not decide; the unit above does, and sees what is late. */
static void
forwarded(const struct store_options *store)
{
    struct said s;

    open_said(&s, store);
    check_ok(rig_callf(&s.o.rig, &s.o.officer, "dossier.propose", "{'code':'%.*s'}",
                       STR_ARG(s.code)));
    check_ok(rig_callf(&s.o.rig, &s.o.leader, "dossier.sign", "{'code':'%.*s','on_paper':true}",
                       STR_ARG(s.code)));
    check_ok(file(&s, "result", "Sai tên", ""));
    check_err(decide(&s, &s.o.leader, "answer", "Không sai"), ERR_CONFLICT); /* signed it */
    check_ok(open_page(&s, &s.o.leader));
    check(office_says(s.o.rig.call.out, "\"own\":true"), "which the page says");
    check_ok(open_page(&s, &s.deputy));
    check(!office_says(s.o.rig.call.out, "\"own\":true"), "a colleague may answer");
    check_int((int64_t)list(&s, &s.above, "complaints_below")->count, 0);
    test_clock_set(&s.o.rig.clock, time_at(day_of(2024, 7, 23), 480));
    check_int((int64_t)list(&s, &s.above, "complaints_below")->count, 1);
    check_int((int64_t)list(&s, &s.o.leader, "complaints_below")->count, 0);
    check_ok(decide(&s, &s.o.leader, "forward", "Tôi đã ký"));
    office_check(&s.o);
    check_int((int64_t)list(&s, &s.o.leader, "complaints")->count, 0);
    check_int((int64_t)list(&s, &s.above, "complaints")->count, 1);
    check_int((int64_t)list(&s, &s.above, "complaints_below")->count, 0);
    check_ok(open_page(&s, &s.o.leader)); /* sees what becomes of it */
    check(json_get(s.o.rig.call.out, "can_decide") == NULL, "and decides no more");
    check_err(decide(&s, &s.deputy, "answer", "Không sai"), ERR_FORBIDDEN);
    check(office_says(json_get(track(&s, ""), "complaints"), "Tôi đã ký"), "the person reads why");
    check_ok(decide(&s, &s.above, "answer", "Sẽ cấp lại"));
    office_check(&s.o);
    check_counted(&s, 1, 0, 1);
    office_close(&s.o);
}

void
test_dossier_complaint__is_not_decided_by_who_worked_on_it(void)
{
    on_each_store(forwarded);
}
