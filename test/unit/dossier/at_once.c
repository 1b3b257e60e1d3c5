/* Two officers on one dossier, at the same moment and having read the same version of it: one of
 * them acts, the other is told, and nothing is there by half; on both stores. */
#include <pthread.h>

#include "dossier/dossier_sql.h"
#include "office.h"

#define ROUNDS 6

/* A call of its own thread, in an arena of its own. */
struct deed {
    struct door        *door;
    const struct actor *who;
    const char         *name;
    Str                 json;
    struct call         call;
};

static void *
do_it(void *context)
{
    struct deed  *deed = context;
    struct arena *arena = arena_new();
    struct json  *input = NULL;

    if (json_parse(arena, deed->json, &input, NULL) != ERR_OK)
        BUG("the test's own JSON");
    deed->call = (struct call){ .arena = arena, .who = deed->who, .lang = LANG_VI,
                                .name = str_of(deed->name), .input = input,
                                .occurred = TIME_NONE };
    door_call_wait(deed->door, &deed->call);
    return NULL;
}

static void
both(struct deed *a, struct deed *b)
{
    pthread_t thread[2];

    check_int(pthread_create(&thread[0], NULL, do_it, a), 0);
    check_int(pthread_create(&thread[1], NULL, do_it, b), 0);
    pthread_join(thread[0], NULL);
    pthread_join(thread[1], NULL);
}

/* ' for ", # for the account. */
static Str
filled(const char *members, Str code, int64_t seen, Id account)
{
    Str out = str_format(test_arena(), "{\"code\":\"%.*s\",\"seen\":%lld,", STR_ARG(code),
                         (long long)seen);

    for (const char *c = members; *c != '\0'; c++)
        out = str_join(test_arena(), out,
                       *c == '\'' ? S("\"")
                       : *c == '#' ? str_int(test_arena(), account)
                                   : (Str){ c, 1 }, STR_NONE);
    return str_join(test_arena(), out, S("}"), STR_NONE);
}

struct pair {
    bool        proposed; /* at the leader's step */
    const char *one, *one_json, *other, *other_json;
};

static const struct pair pairs[] = {
    { true, "dossier.sign", "'on_paper':true", "dossier.return", "'note':'Sửa lại'" },
    { true, "dossier.sign", "'on_paper':true", "dossier.transfer",
      "'unit':'10510','note':'Thuộc nơi khác'" },
    { false, "dossier.transfer", "'unit':'10510','note':'Thuộc nơi khác'", "dossier.take",
      "'note':''" },
    { false, "dossier.assign", "'main':#", "dossier.take", "'note':''" },
    { false, "dossier.stop", "'note':'Thôi'", "dossier.propose", "'note':''" },
    { false, "dossier.consult", "'unit':'10510','until':'2024-07-02','note':'Đúng không?'",
      "dossier.ask", "'note':'Thiếu giấy'" },
};

/* Who does what: the leaders at their step, and what only a leader may. */
static const struct actor *
who_does(struct office *o, const struct actor *deputy, const struct pair *p, bool first)
{
    const char *name = first ? p->one : p->other;

    if (p->proposed)
        return first ? &o->leader : deputy;
    if (strcmp(name, "dossier.transfer") == 0 || strcmp(name, "dossier.assign") == 0)
        return &o->leader;
    return first ? &o->officer : &o->second;
}

static void
one_round(struct office *o, const struct actor *deputy, const struct pair *p, bool swapped)
{
    Str            code = office_accept(o, "Trần Thị Mẫu");
    struct dossier before, after;
    struct deed    deed[2];
    int            won;

    if (p->proposed)
        check_ok(rig_callf(&o->rig, &o->officer, "dossier.propose", "{'code':'%.*s'}",
                           STR_ARG(code)));
    before = office_dossier(o, code);
    for (int i = 0; i < 2; i++)
        deed[i] = (struct deed){
            .door = o->rig.door, .who = who_does(o, deputy, p, i == 0),
            .name = i == 0 ? p->one : p->other,
            .json = filled(i == 0 ? p->one_json : p->other_json, code, before.version,
                           o->second.account),
        };
    both(&deed[swapped], &deed[!swapped]);
    won = deed[0].call.err == ERR_OK ? 0 : 1;
    check_err(deed[won].call.err, ERR_OK);
    check_err(deed[!won].call.err, ERR_CONFLICT);
    check(deed[!won].call.why != NULL && deed[!won].call.why[0] != '\0', "told in words");
    after = office_dossier(o, code);
    check_int(after.version, before.version + 1);
    check(str_ends(str_of(deed[won].name), after.action), "what was done is what the record says");
    arena_free(deed[0].call.arena);
    arena_free(deed[1].call.arena);
}

static void
one_acts(const struct store_options *store)
{
    struct office o;
    struct actor  deputy;

    office_open(&o, store);
    deputy = rig_officer(&o.rig, "phochutich", "leader", "10507");
    rig_officer(&o.rig, "lanhdaokhac", "leader", "10510");
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        for (int k = 0; k < ROUNDS; k++)
            one_round(&o, &deputy, &pairs[i], k % 2);
    office_check(&o);
    office_close(&o);
}

void
test_dossier_at_once__one_acts_and_the_other_is_told(void)
{
    on_each_store(one_acts);
}

/* Another unit answers while the dossier is being signed: the signature stands, and the answer
 * came before it or is refused in words; either way nobody is left asked. */
static void
answer_or_close(const struct store_options *store)
{
    struct office o;

    office_open(&o, store);
    for (int k = 0; k < ROUNDS; k++) {
        Str                     code = office_accept(&o, "Trần Thị Mẫu");
        struct opinions_of_row *asked;
        struct deed             sign, answer;
        struct view             v;
        int                     n;

        check_ok(rig_callf(&o.rig, &o.officer, "dossier.consult",
                           "{'code':'%.*s','unit':'10510','until':'2024-07-02','note':'Đúng?'}",
                           STR_ARG(code)));
        check_ok(rig_callf(&o.rig, &o.officer, "dossier.propose", "{'code':'%.*s'}",
                           STR_ARG(code)));
        v = rig_view(&o.rig, &rig_program);
        check_ok(opinions_of(&v, office_dossier(&o, code).dossier, 1, &asked, &n));
        sign = (struct deed){ .door = o.rig.door, .who = &o.leader, .name = "dossier.sign",
                              .json = filled("'on_paper':true", code,
                                             office_dossier(&o, code).version, 0) };
        answer = (struct deed){
            .door = o.rig.door, .who = &o.elsewhere, .name = "opinion.answer",
            .json = str_format(test_arena(),
                               "{\"code\":\"%.*s\",\"opinion\":%lld,\"text\":\"Đúng\"}",
                               STR_ARG(code), (long long)asked[0].n),
        };
        both(k % 2 ? &sign : &answer, k % 2 ? &answer : &sign);
        check_err(sign.call.err, ERR_OK);
        check(answer.call.err == ERR_OK ||
                  (answer.call.err == ERR_CONFLICT && answer.call.why != NULL),
              "answered in time, or told");
        check_ok(rig_call(&o.rig, &o.elsewhere, "dossier.worklist", "{'filter':'asked'}"));
        check_int((int64_t)json_get(o.rig.call.out, "asked")->count, 0);
        arena_free(sign.call.arena);
        arena_free(answer.call.arena);
    }
    office_check(&o);
    office_close(&o);
}

void
test_dossier_at_once__an_answer_comes_before_the_end_or_not_at_all(void)
{
    on_each_store(answer_or_close);
}
