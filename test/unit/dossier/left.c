/* An officer who left: dossiers in the own name, on the side, pages that stood open.  Nothing is
 * lost with the account, colleagues see that nobody is there, and go on; on both stores. */
#include "office.h"

#define GONE "hiện không giữ vị trí tại đây"

static enum err
give(struct office *o, Str code, const char *members, Id account)
{
    return rig_callf(&o->rig, &o->leader, "dossier.assign", "{'code':'%.*s','%s':%s%lld%s}",
                     STR_ARG(code), members, strcmp(members, "main") == 0 ? "" : "[",
                     (long long)account, strcmp(members, "main") == 0 ? "" : "]");
}

static void
leaves(struct office *o, const char *login)
{
    check_ok(rig_callf(&o->rig, &rig_program, "account.close", "{'account':'%s'}", login));
}

/* In one's own hands, at a step that one had begun. */
static void
in_hand(const struct store_options *store)
{
    struct office      o;
    struct dossier     d;
    const struct json *page;
    Str                one, two, three;

    office_open(&o, store);
    one = office_accept(&o, "Trần Thị Mẫu");
    two = office_accept(&o, "Lê Thị Mẫu");
    three = office_accept(&o, "Bùi Thị Mẫu");
    check_ok(give(&o, one, "main", o.officer.account));
    check_ok(give(&o, two, "support", o.officer.account));
    check_ok(rig_callf(&o.rig, &o.officer, "dossier.take", "{'code':'%.*s'}", STR_ARG(three)));
    page = office_page(&o, &o.leader, one);
    check(!office_says(json_get(page, "team"), GONE), "while the officer is there nothing is said");
    check_err(rig_callf(&o.rig, &o.second, "dossier.take_many", "{'codes':['%.*s']}",
                        STR_ARG(one)), ERR_OK);
    check_int(office_dossier(&o, one).assignee, o.officer.account); /* a colleague's stays */
    leaves(&o, "motchuyen");
    page = office_page(&o, &o.leader, one);
    check(office_says(json_get(page, "team"), GONE), "who handles it is not there any more");
    page = office_page(&o, &o.leader, two);
    check(office_says(json_get(page, "team"), GONE), "nor who supports it");
    check_ok(rig_call(&o.rig, &o.second, "dossier.worklist", "{}"));
    check(office_says(o.rig.call.out, str_c(test_arena(), one)) &&
              office_says(o.rig.call.out, str_c(test_arena(), three)),
          "a colleague finds what waits for the role");
    check_err(give(&o, two, "main", o.officer.account), ERR_INVALID); /* a page that stood open */
    check_str(o.rig.call.faults.first->field, S("main"));
    check_ok(rig_callf(&o.rig, &o.second, "dossier.take_many", "{'codes':['%.*s','%.*s']}",
                       STR_ARG(one), STR_ARG(three)));
    check_int(office_dossier(&o, one).assignee, o.second.account);
    check_int(office_dossier(&o, three).assignee, o.second.account);
    check_ok(rig_callf(&o.rig, &o.second, "dossier.propose", "{'code':'%.*s'}", STR_ARG(one)));
    check_ok(rig_callf(&o.rig, &o.leader, "dossier.sign", "{'code':'%.*s','on_paper':true}",
                       STR_ARG(one)));
    check_ok(rig_callf(&o.rig, &o.leader, "dossier.assign",
                       "{'code':'%.*s','main':%lld,'support':[]}", STR_ARG(two),
                       (long long)o.second.account));
    d = office_dossier(&o, two);
    check_int(d.assignee, o.second.account);
    page = office_page(&o, &o.leader, two);
    check(!office_says(json_get(page, "team"), GONE), "and the side is free");
    office_check(&o);
    office_close(&o);
}

void
test_dossier_left__what_was_in_hand_goes_to_a_colleague(void)
{
    on_each_store(in_hand);
}

/* Of another unit: nothing goes where nobody is left, and a question asked there is withdrawn. */
static void
elsewhere(const struct store_options *store)
{
    struct office o;
    Str           code;

    office_open(&o, store);
    code = office_accept(&o, "Trần Thị Mẫu");
    check_ok(rig_callf(&o.rig, &o.officer, "dossier.consult",
                       "{'code':'%.*s','unit':'10510','until':'2024-07-02','note':'Đúng không?'}",
                       STR_ARG(code)));
    leaves(&o, "noikhac");
    check_err(rig_callf(&o.rig, &o.leader, "dossier.transfer",
                        "{'code':'%.*s','unit':'10510','note':'Thuộc nơi khác'}", STR_ARG(code)),
              ERR_INVALID);
    check_str(o.rig.call.faults.first->field, S("unit"));
    check(office_says(office_page(&o, &o.officer, code), "others_words"), "it is still asked");
    check_ok(rig_callf(&o.rig, &o.officer, "dossier.propose", "{'code':'%.*s'}", STR_ARG(code)));
    check_ok(rig_callf(&o.rig, &o.leader, "dossier.sign", "{'code':'%.*s','on_paper':true}",
                       STR_ARG(code))); /* and holds nothing up */
    office_check(&o);
    office_close(&o);
}

void
test_dossier_left__nothing_goes_where_nobody_is_left(void)
{
    on_each_store(elsewhere);
}
