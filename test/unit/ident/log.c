/* The journal searched on both stores: by who, what, about what, when, outcome, whose data;
 * with the index and without it; held against the entries; gone with an erased entry. */
#include "journal/find.h"
#include "journal/journal_sql.h"
#include "rig.h"

static void
index_all(struct rig *r)
{
    bool more = true;

    while (more)
        check_ok(follow_once(r->door, test_world(), &journal_finder, &more));
}

static int64_t
found(struct rig *r, const struct actor *who, const char *ask)
{
    check_ok(rig_call(r, who, "log.search", ask));
    check(json_get(r->call.out, "faults") == NULL, ask);
    return (int64_t)json_get(r->call.out, "rows")->count;
}

static void
asked(struct rig *r, const struct actor *who)
{
    check_int(found(r, who, "{'account':'quantri','act':'account.lock'}"), 1);
    check_int(found(r, who, "{'about':'account:hoa','act':'account.lock'}"), 1);
    check_int(found(r, who, "{'about':'account:hoa','outcome':'refused'}"), 2);
    check_int(found(r, who, "{'outcome':'refused','from':'01/07/2024','until':'01/07/2024'}"), 2);
    check_int(found(r, who, "{'outcome':'refused','from':'02/07/2024'}"), 0);
    check_int(found(r, who, "{'outcome':'refused','until':'30/06/2024'}"), 0);
    check_int(found(r, who, "{'act':'account.unlock'}"), 0);
    check_int(found(r, who, "{'unit':'30','act':'account.lock'}"), 1);
}

static void
searches(const struct store_options *store)
{
    struct rig   r;
    struct actor admin, inspector, below;
    int64_t      act;

    rig_open(&r, store);
    admin = rig_officer(&r, "quantri", "administrator", "30");
    inspector = rig_officer(&r, "thanhtra", "inspector", "30");
    below = rig_officer(&r, "quantrixa", "administrator", "10507");
    (void)rig_officer(&r, "hoa", "desk", "10510");
    check_ok(rig_call(&r, &rig_nobody, "session.open", "{'account':'hoa','password':'một'}"));
    check_ok(rig_call(&r, &rig_nobody, "session.open", "{'account':'hoa','password':'hai'}"));
    act = r.call.act;
    check_ok(rig_call(&r, &admin, "account.lock", "{'account':'hoa'}"));
    asked(&r, &inspector);
    index_all(&r);
    asked(&r, &inspector);
    check(found(&r, &admin, "{'act':'journal.disclose','account':'thanhtra'}") >= 8,
          "searches are recorded");
    check_int(found(&r, &below, "{'act':'account.lock'}"), 0);
    check_ok(rig_call(&r, &admin, "log.search", "{'account':'ai','from':'31/02/2024'}"));
    check_int((int64_t)json_get(json_get(r.call.out, "faults"), "items")->count, 2);
    check_err(rig_call(&r, &rig_nobody, "log.search", "{}"), ERR_SIGN_IN);
    check_ok(rig_call(&r, &admin, "log.file", "{'about':'account:hoa'}"));
    check(str_has(rig_text(&r, "csv"), S("hoa")), "as a file");
    check_ok(rig_callf(&r, &rig_program, "journal.erase", "{'entries':[%lld],'reason':'thử'}",
                       (long long)act));
    index_all(&r);
    check_int(found(&r, &inspector, "{'about':'account:hoa','outcome':'refused'}"), 1);
    rig_close(&r);
}

void
test_ident_log__searches(void)
{
    on_each_store(searches);
}

/* -- the index held against the entries ------------------------------------------------------------ */

static int64_t
check_index(struct rig *r)
{
    struct view          v = rig_view(r, &rig_program);
    struct verify_report report = { .arena = test_arena() };

    check_ok(db_begin(r->db));
    check_ok(journal_find_check.run(&v, &report));
    db_end(r->db);
    return report.found;
}

static enum err
any_plan(struct view *v, void **out)
{
    *out = v->arena;
    return ERR_OK;
}

static enum err
steal(struct act *a, const void *plan)
{
    (void)plan;
    return find_remove(a, S("[[3,\"account.create\",2]]"));
}

static enum err
forge(struct act *a, const void *plan)
{
    (void)plan;
    return find_add(a, S("[[1,\"7\",2]]"));
}

static const struct follower thief = { .name = "thief", .plan = any_plan, .write = steal };
static const struct follower forger = { .name = "forger", .plan = any_plan, .write = forge };

static void
held_against(const struct store_options *store)
{
    struct rig r;
    bool       more;

    rig_open(&r, store);
    (void)rig_officer(&r, "hoa", "desk", "10510");
    check_int(check_index(&r), 0);
    index_all(&r);
    check_int(check_index(&r), 0);
    check_ok(follow_once(r.door, test_world(), &thief, &more));
    check_int(check_index(&r), 1);
    check_ok(follow_once(r.door, test_world(), &forger, &more));
    check_int(check_index(&r), 2);
    rig_close(&r);
}

void
test_ident_log__the_index_is_what_the_entries_say(void)
{
    on_each_store(held_against);
}
