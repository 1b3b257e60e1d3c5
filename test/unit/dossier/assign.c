/* A dossier assigned at its desk, on both stores: who may, to whom, what its story tells. */
#include "dossier/assign.h"

#include "dossier/check.h"
#include "dossier/dossier_sql.h"
#include "office.h"
#include "pages.h"

static enum err
assign(struct office *o, const struct actor *who, Str code, const char *rest)
{
    return rig_callf(&o->rig, who, "dossier.assign", "{'code':'%.*s'%s}", STR_ARG(code), rest);
}

static const char *
to(const char *format, Id one, Id two, Id three)
{
    return str_format(test_arena(), format, (long long)one, (long long)two, (long long)three).p;
}

/* The field of the last refusal, with its words. */
static void
check_fault(struct office *o, const char *field, const char *words)
{
    const struct fault *f = o->rig.call.faults.first;

    check(f != NULL, "something is wrong");
    check_str(f != NULL ? f->field : STR_NONE, str_of(field));
    check(f != NULL && str_has(str_of(f->message), str_of(words)), f != NULL ? f->message : "");
}

static void
three_roles(const struct store_options *store)
{
    struct office      o;
    struct dossier     before, after;
    const struct json *page;
    Str                code;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    before = office_dossier(&o, code);
    check_ok(assign(&o, &o.leader, code,
                    to(",'note':'Xem kỹ','main':%lld,'support':[%lld],'follow':[%lld]",
                       o.officer.account, o.second.account, o.desk.account)));
    after = office_dossier(&o, code);
    check_int(after.version, before.version + 1);
    check_int(after.assignee, o.officer.account);
    check_int(after.due, before.due);
    check_int(after.status, before.status);
    page = office_page(&o, &o.second, code);
    check(office_says(json_get(page, "team"), "motchuyen"), "who handles it");
    check_int((int64_t)json_get(page, "team")->count, 3);
    check(office_says(json_get(page, "timeline"), "Xem kỹ"), "the story has the note");
    check(office_says(json_get(page, "timeline"), "haichuyen"), "and to whom");
    /* as it is, where nothing is said of it */
    check_ok(assign(&o, &o.leader, code, to(",'main':%lld", o.second.account, 0, 0)));
    page = office_page(&o, &o.second, code);
    check_int((int64_t)json_get(page, "team")->count, 2); /* who handles it supports no more */
    check_ok(assign(&o, &o.second, code, ",'main':-1,'follow':[]"));
    check_int(office_dossier(&o, code).assignee, 0);
    page = office_page(&o, &o.second, code);
    check_int((int64_t)json_get(page, "team")->count, 0);
    office_check(&o);
    office_close(&o);
}

void
test_dossier_assign__three_roles_and_the_story(void)
{
    on_each_store(three_roles);
}

static void
refused(const struct store_options *store)
{
    struct office o;
    Str           code;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    check_err(assign(&o, &o.desk, code, to(",'main':%lld", o.officer.account, 0, 0)),
              ERR_FORBIDDEN);
    check_err(assign(&o, &o.elsewhere, code, to(",'main':%lld", o.officer.account, 0, 0)),
              ERR_FORBIDDEN);
    check_err(assign(&o, &o.leader, code, to(",'main':%lld", o.elsewhere.account, 0, 0)),
              ERR_INVALID);
    check_fault(&o, "main", "no position");
    check_err(assign(&o, &o.leader, code, to(",'main':%lld", o.desk.account, 0, 0)), ERR_INVALID);
    check_fault(&o, "main", "this step");
    check_err(assign(&o, &o.leader, code,
                     to(",'main':%lld,'support':[%lld]", o.officer.account, o.officer.account, 0)),
              ERR_INVALID);
    check_fault(&o, "support", "already");
    check_err(assign(&o, &o.leader, code,
                     to(",'support':[%lld],'follow':[%lld]", o.second.account, o.second.account,
                        0)),
              ERR_INVALID);
    check_fault(&o, "follow", "twice");
    check_err(assign(&o, &o.leader, code, ",'support':['x']"), ERR_INVALID);
    check_err(assign(&o, &o.leader, code, ",'support':{}"), ERR_INVALID);
    check_err(assign(&o, &o.leader, code, ""), ERR_INVALID);
    check_fault(&o, "main", "nothing would change");
    check_err(assign(&o, &o.leader, code, to(",'seen':1,'main':%lld", o.officer.account, 0, 0)),
              ERR_CONFLICT);
    check_int(office_dossier(&o, code).version, 2);
    office_close(&o);
}

void
test_dossier_assign__what_is_refused(void)
{
    on_each_store(refused);
}

/* The person reads that it was assigned, and neither to whom nor why. */
static void
from_outside(const struct store_options *store)
{
    struct office      o;
    struct view        v;
    const struct json *page;
    Str                code;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    check_ok(assign(&o, &o.leader, code,
                    to(",'note':'Xem kỹ','main':%lld", o.officer.account, 0, 0)));
    v = rig_view(&o.rig, &rig_nobody);
    check_ok(rig_callf(&o.rig, &rig_nobody, "dossier.track", "{'code':'%.*s','secret':'%.*s'}",
                       STR_ARG(code), STR_ARG(dossier_secret(&v, code))));
    page = o.rig.call.out;
    check_page_model("track", page);
    check(office_says(page, "đã phân công người"), "it was assigned");
    check(!office_says(page, "Xem kỹ") && !office_says(page, "motchuyen"), "and no more");
    office_close(&o);
}

void
test_dossier_assign__the_person_reads_no_names(void)
{
    on_each_store(from_outside);
}

static int
sides_of(struct office *o, Id dossier)
{
    struct view                    v = rig_view(&o->rig, &rig_program);
    struct dossier_sides_row      *now;
    struct dossier_side_story_row *all;
    int                            n, n_all;

    check_ok(dossier_sides(&v, dossier, 100, &now, &n));
    check_ok(dossier_side_story(&v, dossier, 100, &all, &n_all));
    return n + n_all;
}

/* The lists of those who follow go with it, and its erasure takes their rows. */
static void
to_the_end(const struct store_options *store)
{
    struct office  o;
    struct dossier d;
    Str            code;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    check_ok(assign(&o, &o.leader, code,
                    to(",'main':%lld,'support':[%lld]", o.officer.account, o.second.account, 0)));
    check_ok(rig_callf(&o.rig, &o.officer, "dossier.ask", "{'code':'%.*s','note':'Thiếu'}",
                       STR_ARG(code)));
    office_check(&o);
    check_ok(assign(&o, &o.leader, code, to(",'main':%lld", o.second.account, 0, 0)));
    d = office_dossier(&o, code);
    check_int(d.status, STATUS_SUPPLEMENT);
    check_ok(assign(&o, &o.leader, code, to(",'support':[%lld]", o.officer.account, 0, 0)));
    check_ok(rig_callf(&o.rig, &rig_program, "dossier.supply",
                       "{'code':'%.*s','note':'Đây','secret':'%.*s'}", STR_ARG(code),
                       STR_ARG(dossier_secret(&(struct view){ .arena = test_arena(),
                                                              .world = test_world() }, code))));
    check_int(office_dossier(&o, code).assignee, o.second.account);
    check_ok(rig_callf(&o.rig, &o.officer, "dossier.take", "{'code':'%.*s'}", STR_ARG(code)));
    check_int((int64_t)json_get(office_page(&o, &o.officer, code), "team")->count, 1);
    check_ok(rig_callf(&o.rig, &o.second, "dossier.stop", "{'code':'%.*s','note':'Thôi'}",
                       STR_ARG(code)));
    office_check(&o);
    check(sides_of(&o, d.dossier) > 0, "still known");
    check_err(assign(&o, &o.leader, code, to(",'main':%lld", o.second.account, 0, 0)),
              ERR_CONFLICT);
    check_ok(rig_callf(&o.rig, &rig_program, "dossier.erase",
                       "{'code':'%.*s','reason':'Theo quyết định mẫu'}", STR_ARG(code)));
    check_int(sides_of(&o, d.dossier), 0);
    office_check(&o);
    office_close(&o);
}

void
test_dossier_assign__goes_with_it_to_the_end(void)
{
    on_each_store(to_the_end);
}
