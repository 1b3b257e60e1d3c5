/* Who stands for whom while one is away, on both stores: what is refused, on which days it
 * holds, what ends it, and whose act it then is. */
#include "ident/delegation.h"

#include "journal/journal_sql.h"
#include "pages.h"
#include "rig.h"

/* Of the commune 10507: a leader, a desk officer, two case officers of whom one stays until
 * 10 July; nobody's colleagues; and an administrator. */
struct unit_of {
    struct rig   rig;
    struct actor lan, hoa, minh, tam, nam, dong, admin;
};

static void
go_to(struct unit_of *u, int month, int day)
{
    test_clock_set(&u->rig.clock, time_at(day_of(2024, month, day), 450));
}

/* The position somebody holds. */
static Id
held(struct unit_of *u, const struct actor *who)
{
    struct view               v = rig_view(&u->rig, &rig_program);
    struct positions_all_row *row;
    int                       n;

    check_ok(positions_all(&v, who->account, 10, &row, &n));
    return n > 0 ? row[0].position : 0;
}

static void
begin(struct unit_of *u, const struct store_options *store)
{
    struct rig *r = &u->rig;

    rig_open(r, store);
    u->lan = rig_officer(r, "lan", "leader", "10507");
    u->hoa = rig_officer(r, "hoa", "desk", "10507");
    u->minh = rig_officer(r, "minh", "specialist", "10507");
    u->tam = rig_officer(r, "tam", "specialist", "10507");
    u->nam = rig_officer(r, "nam", "leader", "10510");
    u->dong = rig_officer(r, "dong", "specialist", "10507");
    u->admin = rig_officer(r, "quantri", "administrator", "10507");
    check_ok(rig_callf(r, &rig_program, "position.end", "{'position':%lld,'until':'2024-07-11'}",
                       (long long)held(u, &u->tam)));
    check_ok(rig_call(r, &rig_program, "account.close", "{'account':'dong'}"));
}

static enum err
make(struct unit_of *u, const struct actor *who, const struct actor *whose, const char *rest)
{
    return rig_callf(&u->rig, who, "delegation.make", "{'position':%lld,%s}",
                     (long long)held(u, whose), rest);
}

/* Somebody's session that chose a delegation, as it is now. */
static struct actor
chosen(struct unit_of *u, const struct actor *who, Id delegation)
{
    struct view  v = rig_view(&u->rig, &rig_nobody);
    struct actor out = { .account = 0 };

    check_ok(actor_of_account(&v, who->account, 1, delegation, &out));
    return out;
}

static bool
has_fault(const struct rig *r, const char *field, const char *words)
{
    for (const struct fault *f = r->call.faults.first; f != NULL; f = f->next)
        if (str_eq(f->field, str_of(field)) && str_has(str_of(f->message), str_of(words)))
            return true;
    return false;
}

/* -- what is refused ---------------------------------------------------------------------- */

/* Given by the leader, of the own position, but where `of` says whose. */
static const struct {
    const char *rest, *field, *words, *of;
} refused[] = {
    { "'delegate':'hoa','from':'2024-06-30','until':'2024-07-02','reason':'phép'", "from", "past",
      NULL },
    { "'delegate':'hoa','reason':'phép'", "until", "missing", NULL },
    { "'delegate':'hoa','from':'2024-07-03','until':'2024-07-02','reason':'phép'", "until",
      "before", NULL },
    { "'delegate':'hoa','until':'2024-07-31','reason':'phép'", "until", "days at most", NULL },
    { "'until':'2024-07-05','reason':'phép'", "delegate", "missing", NULL },
    { "'delegate':'khong','until':'2024-07-05','reason':'phép'", "delegate", "no account", NULL },
    { "'delegate':'nam','until':'2024-07-05','reason':'phép'", "delegate", "at this unit", NULL },
    { "'delegate':'dong','until':'2024-07-05','reason':'phép'", "delegate", "not open", NULL },
    { "'delegate':'lan','until':'2024-07-05','reason':'phép'", "delegate", "who is away", NULL },
    { "'delegate':'tam','until':'2024-07-11','reason':'phép'", "delegate", "at this unit", NULL },
    { "'delegate':'hoa','until':'2024-07-05','reason':' '", "reason", "missing", NULL },
    { "'delegate':'hoa','until':'2024-07-05'", "reason", "missing", NULL },
    { "'delegate':'minh','until':'2024-07-05','may_sign':true,'reason':'ốm'", "may_sign",
      "signs nothing", "hoa" },
    { "'delegate':'hoa','until':'2024-07-11','reason':'ốm'", "position", "all of these days",
      "tam" },
    { "'delegate':'hoa','until':'2024-07-05','reason':'ốm'", "position", "not open", "dong" },
    { "'delegate':'hoa','until':'2024-07-05','reason':'ốm'", "position", "administrator",
      "quantri" },
};

static const struct actor *
named(const struct unit_of *u, const char *name)
{
    return name == NULL                 ? &u->lan
           : strcmp(name, "hoa") == 0   ? &u->hoa
           : strcmp(name, "tam") == 0   ? &u->tam
           : strcmp(name, "dong") == 0  ? &u->dong
                                        : &u->admin;
}

static void
refusals(const struct store_options *store)
{
    struct unit_of u;

    begin(&u, store);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        check_err(make(&u, &u.lan, named(&u, refused[i].of), refused[i].rest), ERR_INVALID);
        check(has_fault(&u.rig, refused[i].field, refused[i].words), refused[i].rest);
        check_int(u.rig.call.faults.count, 1);
    }
    check_err(rig_call(&u.rig, &u.lan, "delegation.make", "{}"), ERR_INVALID);
    check_int(u.rig.call.faults.count, 4); /* all at once */
    check_err(make(&u, &u.admin, &u.admin, "'delegate':'hoa','until':'2024-07-05','reason':'x'"),
              ERR_INVALID);
    check(has_fault(&u.rig, "position", "administrator"), "an administrator's own");
    check_err(make(&u, &u.hoa, &u.minh, "'delegate':'hoa','until':'2024-07-05','reason':'x'"),
              ERR_FORBIDDEN);
    check_err(make(&u, &u.nam, &u.hoa, "'delegate':'minh','until':'2024-07-05','reason':'x'"),
              ERR_FORBIDDEN);
    check_err(make(&u, &rig_nobody, &u.hoa, "'delegate':'minh','until':'2024-07-05'"),
              ERR_SIGN_IN);
    check_ok(make(&u, &u.hoa, &u.hoa, "'delegate':'minh','until':'2024-07-30','reason':'phép'"));
    rig_close(&u.rig);
}

void
test_ident_delegation__what_is_refused(void)
{
    on_each_store(refusals);
}

/* -- days ----------------------------------------------------------------------------------- */

/* Beside lan → hoa from the 10th to the 12th. */
static const struct {
    const char *from, *until, *whose, *delegate, *field;
} beside[] = {
    { "2024-07-08", "2024-07-09", "lan", "minh", NULL },
    { "2024-07-09", "2024-07-10", "lan", "minh", "from" },
    { "2024-07-12", "2024-07-13", "lan", "minh", "from" },
    { "2024-07-05", "2024-07-20", "lan", "minh", "from" },
    { "2024-07-11", "2024-07-11", "lan", "hoa", "from" },
    { "2024-07-13", "2024-07-14", "lan", "minh", NULL },
    { "2024-07-11", "2024-07-11", "hoa", "minh", "position" },
    { "2024-07-13", "2024-07-13", "hoa", "minh", NULL },
    { "2024-07-12", "2024-07-12", "minh", "lan", "delegate" },
    { "2024-07-13", "2024-07-13", "minh", "lan", NULL },
    { "2024-07-11", "2024-07-11", "minh", "hoa", NULL }, /* one may stand for two */
};

static void
overlaps(const struct store_options *store)
{
    struct unit_of u;

    begin(&u, store);
    check_ok(make(&u, &u.lan, &u.lan,
                  "'delegate':'hoa','from':'2024-07-10','until':'2024-07-12','reason':'phép'"));
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        const struct actor *whose = strcmp(beside[i].whose, "minh") == 0 ? &u.minh
                                    : strcmp(beside[i].whose, "hoa") == 0 ? &u.hoa
                                                                          : &u.lan;
        enum err err = make(&u, &u.lan, whose,
                            str_format(test_arena(),
                                       "'delegate':'%s','from':'%s','until':'%s','reason':'x'",
                                       beside[i].delegate, beside[i].from, beside[i].until).p);

        if (beside[i].field != NULL) {
            check_err(err, ERR_INVALID);
            check(has_fault(&u.rig, beside[i].field, ""), beside[i].until);
            continue;
        }
        check_ok(err);
        check_ok(rig_callf(&u.rig, &u.lan, "delegation.end", "{'delegation':%lld}",
                           (long long)json_int(u.rig.call.out, "delegation", 0)));
    }
    rig_close(&u.rig);
}

void
test_ident_delegation__days_in_common(void)
{
    on_each_store(overlaps);
}

/* -- when it holds -------------------------------------------------------------------------- */

static void
check_stands(struct unit_of *u, Id delegation, bool stands, const char *why)
{
    struct actor who = chosen(u, &u->hoa, delegation);

    check(who.account == u->hoa.account, why);
    check(who.stands_for == (stands ? u->lan.account : 0), why);
    check(who.stood_down == !stands, why);
    check(actor_may(&who, S("dossier.approve")) == stands, why);
    check(actor_may(&who, S("dossier.receive")) == !stands, why);
    check(actor_works_as(&who) == (stands ? u->lan.account : u->hoa.account), why);
    check_str(who.absent, S("Phạm Văn lan"));
}

static Id
lend(struct unit_of *u, const char *rest)
{
    check_ok(make(u, &u->lan, &u->lan, rest));
    return json_int(u->rig.call.out, "delegation", 0);
}

static void
holding(const struct store_options *store)
{
    struct unit_of u;
    struct actor   who;
    struct view    v;
    Id             id;

    begin(&u, store);
    id = lend(&u, "'delegate':'hoa','from':'2024-07-02','until':'2024-07-03','reason':'phép'");
    check_stands(&u, id, false, "before its days");
    go_to(&u, 7, 2);
    check_stands(&u, id, true, "the first day");
    check(chosen(&u, &u.hoa, id).no_signing, "without the signature");
    check(str_has(chosen(&u, &u.hoa, id).position, S("Phạm Văn lan")), "says in whose place");
    v = rig_view(&u.rig, &rig_nobody);
    check_ok(actor_of_account(&v, u.hoa.account, 0, id, &who)); /* a program's token */
    check_int(who.stands_for, 0);
    check_int(chosen(&u, &u.minh, id).stands_for, 0); /* not lent to them */
    check_ok(rig_call(&u.rig, &rig_program, "account.lock", "{'account':'lan'}"));
    check_stands(&u, id, false, "whoever is away is locked out");
    check_ok(rig_call(&u.rig, &rig_program, "account.unlock", "{'account':'lan'}"));
    check_stands(&u, id, true, "and back");
    go_to(&u, 7, 3);
    check_stands(&u, id, true, "the last day");
    go_to(&u, 7, 4);
    check_stands(&u, id, false, "over");
    check_err(rig_callf(&u.rig, &u.lan, "delegation.end", "{'delegation':%lld}", (long long)id),
              ERR_CONFLICT);
    rig_close(&u.rig);
}

void
test_ident_delegation__holds_on_its_days(void)
{
    on_each_store(holding);
}

static void
ending(const struct store_options *store)
{
    struct unit_of u;
    Id             id;

    begin(&u, store);
    id = lend(&u, "'delegate':'hoa','until':'2024-07-05','may_sign':true,'reason':'phép'");
    check_stands(&u, id, true, "from today");
    check(!chosen(&u, &u.hoa, id).no_signing, "with the signature");
    check_err(rig_callf(&u.rig, &u.minh, "delegation.end", "{'delegation':%lld}", (long long)id),
              ERR_NOT_FOUND);
    check_err(rig_callf(&u.rig, &u.nam, "delegation.end", "{'delegation':%lld}", (long long)id),
              ERR_NOT_FOUND);
    check_ok(rig_callf(&u.rig, &u.hoa, "delegation.end", "{'delegation':%lld}", (long long)id));
    check_stands(&u, id, false, "given back");
    check_err(rig_callf(&u.rig, &u.lan, "delegation.end", "{'delegation':%lld}", (long long)id),
              ERR_CONFLICT);
    id = lend(&u, "'delegate':'hoa','until':'2024-07-05','reason':'phép'");
    check_ok(rig_callf(&u.rig, &rig_program, "position.end", "{'position':%lld}",
                       (long long)held(&u, &u.lan)));
    check_stands(&u, id, false, "the position ended");
    rig_close(&u.rig);
}

void
test_ident_delegation__ends_with_what_it_rests_on(void)
{
    on_each_store(ending);
}

/* An officer left: the one who is away, or the one who stands in. */
static void
leaving(const struct store_options *store)
{
    struct unit_of     u;
    struct away       *away;
    struct view        v;
    const struct json *row;
    Id                 id;
    int                n;

    begin(&u, store);
    id = lend(&u, "'delegate':'hoa','until':'2024-07-05','reason':'phép'");
    v = rig_view(&u.rig, &rig_program);
    check_ok(ident_away(&v, u.lan.unit, &away, &n));
    check(n == 1 && away[0].account == u.lan.account, "who is away is known");
    check_str(away[0].delegate, S("Phạm Văn hoa"));
    check_ok(rig_call(&u.rig, &rig_program, "account.move",
                      "{'account':'hoa','unit':'10510','from':'2024-07-01'}"));
    check_stands(&u, id, false, "moved to another unit");
    check_ok(rig_call(&u.rig, &u.lan, "delegation.mine", "{}"));
    check_page_model("delegations", u.rig.call.out);
    row = json_get(json_get(u.rig.call.out, "current"), "rows")->first;
    check_str(json_text(row, "state"), S("stop"));
    v = rig_view(&u.rig, &rig_program);
    check_ok(ident_away(&v, u.lan.unit, &away, &n));
    check(n == 1 && away[0].delegate.n == 0, "still away, and nobody stands in");
    check_ok(rig_callf(&u.rig, &u.lan, "delegation.end", "{'delegation':%lld}", (long long)id));
    id = lend(&u, "'delegate':'minh','until':'2024-07-05','reason':'phép'");
    check_int(chosen(&u, &u.minh, id).stands_for, u.lan.account);
    check_ok(rig_call(&u.rig, &rig_program, "account.close", "{'account':'lan'}"));
    check_int(chosen(&u, &u.minh, id).stands_for, 0);
    check(chosen(&u, &u.minh, id).stood_down, "and is told");
    rig_close(&u.rig);
}

void
test_ident_delegation__an_officer_left(void)
{
    on_each_store(leaving);
}

/* -- whose act it is ------------------------------------------------------------------------ */

/* One position of the unit looked at, as a leader may; gives the act. */
static int64_t
review(struct unit_of *u, const struct actor *who, const struct actor *whose, enum err expected)
{
    check_err(rig_callf(&u->rig, who, "access.review",
                        "{'unit':'10507','items':[{'position':%lld,'seen':1,'decision':'keep',"
                        "'reason':''}]}", (long long)held(u, whose)), expected);
    return u->rig.call.act;
}

static void
acting(const struct store_options *store)
{
    struct unit_of      u;
    struct actor        who;
    struct view         v;
    struct entry_get_row e;
    int64_t             act;
    Str                 name;
    Id                  id;

    begin(&u, store);
    id = lend(&u, "'delegate':'hoa','until':'2024-07-05','reason':'phép'");
    who = chosen(&u, &u.hoa, id);
    act = review(&u, &who, &u.minh, ERR_OK);
    v = rig_view(&u.rig, &rig_program);
    v.lang = LANG_VI;
    check_ok(ident_account_did(&v, u.hoa.account, act, &name));
    check_str(name, S("Phạm Văn hoa thay Phạm Văn lan"));
    check_ok(entry_get(&v, act, &e));
    check(str_has(e.payload, str_format(test_arena(), "\"stands_for\":%lld,",
                                        (long long)u.lan.account)), "in the entry");
    (void)review(&u, &who, &u.hoa, ERR_INVALID); /* neither one's own */
    (void)review(&u, &who, &u.lan, ERR_INVALID); /* nor that of whom one stands for */
    check_err(make(&u, &who, &u.minh, "'delegate':'hoa','until':'2024-07-05','reason':'x'"),
              ERR_FORBIDDEN);
    act = review(&u, &u.lan, &u.minh, ERR_OK);
    check_ok(ident_account_did(&v, u.lan.account, act, &name));
    check_str(name, S("Phạm Văn lan"));
    check_ok(rig_callf(&u.rig, &u.lan, "delegation.show", "{'delegation':%lld}", (long long)id));
    check_page_model("delegation", u.rig.call.out);
    check_int((int64_t)json_get(u.rig.call.out, "done")->count, 1);
    check_err(rig_callf(&u.rig, &u.minh, "delegation.show", "{'delegation':%lld}", (long long)id),
              ERR_NOT_FOUND);
    check_ok(rig_call(&u.rig, &rig_program, "log.search",
                      "{'account':'lan','act':'access.review'}"));
    check_int((int64_t)json_get(u.rig.call.out, "rows")->count, 2);
    check(str_has(json_text(json_get(u.rig.call.out, "rows")->last, "who"), S("thay")),
          "found under both");
    check_ok(rig_call(&u.rig, &who, "me.show", "{}"));
    check_page_model("me", u.rig.call.out);
    check_int((int64_t)json_get(json_get(u.rig.call.out, "away"), "rows")->count, 1);
    rig_close(&u.rig);
}

void
test_ident_delegation__whose_act_it_is(void)
{
    on_each_store(acting);
}

/* -- many ----------------------------------------------------------------------------------- */

static void
paging(const struct store_options *store)
{
    struct unit_of u;
    Str            last;
    int            seen = 0;

    begin(&u, store);
    for (int i = 0; i < 23; i++) { /* each given and at once ended */
        Id id = lend(&u, "'delegate':'hoa','until':'2024-07-05','reason':'phép'");

        check_ok(rig_callf(&u.rig, &u.lan, "delegation.end", "{'delegation':%lld}",
                           (long long)id));
    }
    check_ok(rig_call(&u.rig, &u.hoa, "delegation.mine", "{}"));
    check_page_model("delegations", u.rig.call.out);
    seen += (int)json_get(json_get(u.rig.call.out, "past"), "rows")->count;
    check_str(str_sub(rig_text(&u.rig, "older_url"), 0, 25), S("/uy-quyen?ngay=2024-07-05"));
    last = json_text(json_get(json_get(u.rig.call.out, "past"), "rows")->last, "id");
    check_ok(rig_callf(&u.rig, &u.hoa, "delegation.mine", "{'last':'2024-07-05','before':'%.*s'}",
                       STR_ARG(last)));
    seen += (int)json_get(json_get(u.rig.call.out, "past"), "rows")->count;
    check_int(seen, 23);
    check(rig_text(&u.rig, "older_url").n == 0, "no third page");
    rig_close(&u.rig);
}

void
test_ident_delegation__paged_by_key(void)
{
    on_each_store(paging);
}
