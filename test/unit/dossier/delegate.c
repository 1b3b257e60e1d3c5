/* A colleague at work in another's place, on both stores: whose list, whose work, who may sign,
 * what the story says, and that erasing a dossier takes that too. */
#include "dossier/flow.h"
#include "ident/delegation.h"
#include "journal/journal_sql.h"
#include "office.h"
#include "pages.h"

/* `delegate` in the place of `absent`, this week. */
static struct actor
stand_in(struct office *o, const struct actor *absent, const char *login, bool may_sign)
{
    struct view               v = rig_view(&o->rig, &rig_program);
    struct actor              self = rig_actor(&o->rig, login), who = { .account = 0 };
    struct positions_all_row *held;
    int                       n;

    check_ok(positions_all(&v, absent->account, 10, &held, &n));
    check_ok(rig_callf(&o->rig, absent, "delegation.make",
                       "{'position':%lld,'delegate':'%s','until':'2024-07-05','may_sign':%s,"
                       "'reason':'phép'}", (long long)held[0].position, login,
                       may_sign ? "true" : "false"));
    v = rig_view(&o->rig, &rig_nobody);
    v.lang = LANG_VI;
    check_ok(actor_of_account(&v, self.account, 1, json_int(o->rig.call.out, "delegation", 0),
                              &who));
    check_int(who.stands_for, absent->account);
    return who;
}

static enum err
act(struct office *o, const struct actor *who, const char *word, Str code, const char *rest)
{
    return rig_callf(&o->rig, who, str_format(test_arena(), "dossier.%s", word).p,
                     "{'code':'%.*s'%s}", STR_ARG(code), rest);
}

static bool
lists(struct office *o, const struct actor *who, Str code)
{
    check_ok(rig_call(&o->rig, who, "dossier.worklist", "{'filter':'mine'}"));
    check_page_model("worklist", o->rig.call.out);
    json_each(row, json_get(o->rig.call.out, "rows"))
        if (str_eq(json_text(row, "code"), code))
            return true;
    return false;
}

static void
working(const struct store_options *store)
{
    struct office      o;
    struct actor       who;
    const struct json *page;
    Str                had, new;

    office_open(&o, store);
    had = office_accept(&o, "Trần Thị Mẫu");
    new = office_accept(&o, "Lê Thị Mẫu");
    check_ok(act(&o, &o.officer, "take", had, ""));
    who = stand_in(&o, &o.officer, "haichuyen", false);
    check(lists(&o, &who, had), "what the absent one had is on the list");
    check(!lists(&o, &o.second, had), "and on the delegate's own it is not");
    check_ok(act(&o, &who, "take", new, ""));
    check_int(office_dossier(&o, new).assignee, o.officer.account);
    check_int(office_dossier(&o, new).actor, o.second.account);
    check(lists(&o, &o.officer, new), "whoever comes back finds it");
    check_ok(rig_callf(&o.rig, &who, "dossier.take_many", "{'codes':['%.*s']}", STR_ARG(new)));
    check(office_says(o.rig.call.out, "Hồ sơ đã mang tên Ông/Bà") ||
          json_get(o.rig.call.out, "refused")->count == 1, "it stands in that name already");
    check_ok(act(&o, &who, "note", had, ",'note':'Đã gọi điện'"));
    check_ok(act(&o, &who, "propose", had, ""));
    page = office_page(&o, &o.leader, had);
    check(office_says(json_get(page, "timeline"), "Phạm Văn haichuyen thay Phạm Văn motchuyen"),
          "the story says in whose place");
    check(office_says(json_get(page, "steps_taken"), "Phạm Văn haichuyen thay Phạm Văn motchuyen"),
          "and the control sheet");
    check(office_says(json_get(page, "notes"), "Phạm Văn haichuyen thay Phạm Văn motchuyen"),
          "and a note");
    office_check(&o);
    office_close(&o);
}

void
test_dossier_delegate__work_of_who_is_away(void)
{
    on_each_store(working);
}

static void
signing(const struct store_options *store)
{
    struct office o;
    struct actor  who;
    Str           code;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    check_ok(act(&o, &o.officer, "propose", code, ""));
    who = stand_in(&o, &o.leader, "haichuyen", false);
    check_err(act(&o, &who, "sign", code, ",'on_paper':true"), ERR_FORBIDDEN);
    check(str_has(str_of(o.rig.call.why), S("without the right to sign")), o.rig.call.why);
    check_err(act(&o, &who, "deny", code, ",'on_paper':true,'note':'không'"), ERR_FORBIDDEN);
    check_err(rig_call(&o.rig, &who, "dossier.to_sign", "{}"), ERR_FORBIDDEN);
    check_ok(rig_callf(&o.rig, &who, "dossier.sign_many", "{'codes':['%.*s']}", STR_ARG(code)));
    check_int((int64_t)json_get(o.rig.call.out, "refused")->count, 1);
    check(!office_says(office_page(&o, &who, code), "lam/ky"), "nor is it offered");
    check_ok(act(&o, &who, "return", code, ",'note':'Xem lại'")); /* the rest of a leader's work */
    check_ok(act(&o, &o.officer, "propose", code, ""));
    check_ok(rig_callf(&o.rig, &o.leader, "delegation.end", "{'delegation':%lld}",
                       (long long)who.delegation));
    who = stand_in(&o, &o.leader, "haichuyen", true);
    check(office_says(office_page(&o, &who, code), "lam/ky"), "with it, it is offered");
    check_ok(act(&o, &who, "sign", code, ",'on_paper':true"));
    check_int(office_dossier(&o, code).status, STATUS_FINISHED);
    check(office_says(json_get(office_page(&o, &o.leader, code), "timeline"),
                      "Phạm Văn haichuyen thay Phạm Văn lanhdao"), "signed in whose place");
    office_check(&o);
    office_close(&o);
}

void
test_dossier_delegate__with_and_without_signing(void)
{
    on_each_store(signing);
}

/* Whoever gives out work sees who is away. */
static void
assigning(const struct store_options *store)
{
    struct office      o;
    struct stead_acts_row *row;
    struct view        v;
    struct actor       who;
    Str                code;
    int                n;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    who = stand_in(&o, &o.officer, "haichuyen", false);
    check_ok(rig_callf(&o.rig, &o.leader, "dossier.action", "{'code':'%.*s','action':'phan-cong'}",
                       STR_ARG(code)));
    check(office_says(o.rig.call.out, "vắng đến 05/07/2024; Phạm Văn haichuyen làm thay"),
          "marked where work is given out");
    check_ok(act(&o, &who, "take", code, ""));
    check_ok(act(&o, &who, "stop", code, ",'note':'Thôi'"));
    v = rig_view(&o.rig, &rig_program);
    check_ok(stead_acts(&v, who.delegation, INT64_MAX, 10, &row, &n));
    check_int(n, 2);
    check_ok(rig_callf(&o.rig, &rig_program, "dossier.erase",
                       "{'code':'%.*s','reason':'Theo quyết định mẫu'}", STR_ARG(code)));
    v = rig_view(&o.rig, &rig_program);
    check_ok(stead_acts(&v, who.delegation, INT64_MAX, 10, &row, &n));
    check_int(n, 0); /* erased with the dossier's entries */
    office_check(&o);
    office_close(&o);
}

void
test_dossier_delegate__marked_and_erased(void)
{
    on_each_store(assigning);
}
