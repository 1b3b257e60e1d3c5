/* dossier/opinion.c -- see opinion.h: asking, answering, withdrawing.  Floor 7. */
#include "dossier/opinion.h"

#include "dossier/dossier_sql.h"
#include "dossier/flow_inside.h"
#include "dossier/pages.h"
#include "ident/ident.h"

/* -- asking ------------------------------------------------------------------------------- */

struct asking {
    struct view            *v;
    struct flow_plan       *plan;
    struct opinions_of_row *had;
    int                     n_had;
};

static bool
is_named(const struct asking *k, Id unit)
{
    for (int i = 0; i < k->plan->consultation.n; i++)
        if (k->plan->consultation.to[i].unit == unit)
            return true;
    return false;
}

static bool
is_asked_already(const struct asking *k, Id unit)
{
    for (int i = 0; i < k->n_had; i++)
        if (k->had[i].asked_unit == unit && k->had[i].ended == TIME_NONE)
            return true;
    return false;
}

/* Somebody there examines or decides. */
static enum err
has_somebody(struct view *v, Id unit, bool *out)
{
    struct holder *there;
    int            n, m;

    TRY(ident_holders(v, unit, S("specialist"), time_day(v->now), &there, &n));
    TRY(ident_holders(v, unit, S("leader"), time_day(v->now), &there, &m));
    *out = n + m > 0;
    return ERR_OK;
}

static enum err
check_due(struct asking *k, const struct unit *unit, Time *out)
{
    struct view           *v = k->v;
    const struct calendar *calendar;
    Day                    until = k->plan->in->until;

    *out = TIME_NONE;
    if (until == DAY_NONE)
        return ERR_OK;
    TRY(calendar_of_unit(v, unit->id, &calendar));
    if (!calendar_knows(calendar, until))
        fault_add(v->faults, S("until"), MSG("lies beyond the published working calendar"),
                  STR_NONE, STR_NONE);
    else if (calendar_close_of(calendar, until, out) != ERR_OK)
        fault_add(v->faults, S("until"), MSG("{1} is a day off"), day_people(v->arena, until),
                  STR_NONE);
    else if (*out <= v->now)
        fault_add(v->faults, S("until"), MSG("leaves no working time to answer"), STR_NONE,
                  STR_NONE);
    return ERR_OK;
}

static enum err
check_unit(struct asking *k, const char *field, Str typed)
{
    struct view         *v = k->v;
    struct consultation *to = &k->plan->consultation;
    Str                  code = typed.p != NULL ? str_trim(typed) : S("");
    struct unit          unit;
    bool                 somebody = false;
    enum err             err;

    if (code.n == 0)
        return ERR_OK;
    err = unit_by_code(v, code, time_day(v->now), &unit);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    if (err == ERR_OK)
        TRY(has_somebody(v, unit.id, &somebody));
    if (err == ERR_NOT_FOUND)
        fault_add(v->faults, str_of(field), MSG("there is no unit {1} on that day"), code,
                  STR_NONE);
    else if (unit.id == k->plan->before.competent_unit)
        fault_add(v->faults, str_of(field), MSG("has the dossier itself: {1}"), unit.title,
                  STR_NONE);
    else if (is_named(k, unit.id))
        fault_add(v->faults, str_of(field), MSG("{1} is named twice"), unit.title, STR_NONE);
    else if (is_asked_already(k, unit.id))
        fault_add(v->faults, str_of(field), MSG("has a question about this dossier to answer: {1}"),
                  unit.title, STR_NONE);
    else if (!somebody)
        fault_add(v->faults, str_of(field), MSG("has nobody who could answer: {1}"), unit.title,
                  STR_NONE);
    else {
        to->to[to->n].unit = unit.id;
        TRY(desk_of_unit(v, unit.id, time_day(v->now), &to->to[to->n].desk));
        return check_due(k, &unit, &to->to[to->n++].due);
    }
    return ERR_OK;
}

enum err
opinion_check(struct view *v, struct flow_plan *plan)
{
    struct asking k = { .v = v, .plan = plan };

    TRY(opinions_of(v, plan->before.dossier, OPINIONS_MAX + 1, &k.had, &k.n_had));
    if (k.n_had + OPINIONS_ONCE > OPINIONS_MAX)
        return view_refuse(v, ERR_CONFLICT,
                           MSG("About this dossier as many questions were asked as can be."));
    if (plan->in->until == DAY_NONE)
        fault_add(v->faults, S("until"), MSG("is missing"), STR_NONE, STR_NONE);
    if (plan->in->note.p == NULL || str_trim(plan->in->note).n == 0)
        fault_add(v->faults, S("note"), MSG("is missing"), STR_NONE, STR_NONE);
    if (plan->in->unit.p == NULL || str_trim(plan->in->unit).n == 0)
        fault_add(v->faults, S("unit"), MSG("is missing"), STR_NONE, STR_NONE);
    TRY(check_unit(&k, "unit", plan->in->unit));
    TRY(check_unit(&k, "unit2", plan->in->unit2));
    return check_unit(&k, "unit3", plan->in->unit3);
}

/* The new version's key keeps out whatever came between. */
enum err
opinion_ask(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    const struct consultation *to = &plan->consultation;

    for (int i = 0; i < to->n; i++) {
        struct opinion_add_in row = {
            .dossier = d->dossier, .n = act_new_id(a), .version = d->version + 1,
            .at = act_now(a), .asker = act_who(a)->account, .unit = d->competent_unit,
            .asked_unit = to->to[i].unit, .desk = to->to[i].desk, .question = d->note,
            .due = to->to[i].due,
        };

        TRY(opinion_add(a, &row));
        TRY(opinion_open_add(a, d->dossier, row.n, row.desk, d->desk, row.due));
    }
    return ERR_OK;
}

/* -- ending one --------------------------------------------------------------------------- */

struct end_in {
    Str code, text;
    Id  opinion;
};
static const struct field answer_fields[] = {
    FIELD(TEXT, struct end_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(ID, struct end_in, opinion, .required = true, .help = "The question's number"),
    FIELD(TEXT, struct end_in, text, .required = true, .max = 10000, .help = "The unit's opinion"),
};
static const struct field withdraw_fields[] = {
    FIELD(TEXT, struct end_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(ID, struct end_in, opinion, .required = true, .help = "The question's number"),
    FIELD(TEXT, struct end_in, text, .max = 2000, .help = "Why it is not needed any more"),
};

struct end_plan {
    const struct end_in *in;
    struct dossier       d;
    const char          *how;
};

enum err
opinion_find(struct view *v, const struct dossier *d, Id n, struct opinions_of_row *out)
{
    struct opinions_of_row *all;
    int                     n_all;

    TRY(opinions_of(v, d->dossier, OPINIONS_MAX + 1, &all, &n_all));
    for (int i = 0; i < n_all; i++)
        if (all[i].n == n) {
            *out = all[i];
            return ERR_OK;
        }
    return ERR_NOT_FOUND;
}

/* Whoever examines or decides at a unit speaks for it. */
static enum err
speaks_for(struct view *v, Id unit)
{
    return ident_require(v, actor_may(v->who, S("dossier.approve")) ? S("dossier.approve")
                                                                    : S("dossier.process"), unit);
}

static enum err
still_open(struct view *v, const struct dossier *d, const struct opinions_of_row *o)
{
    if (o->ended != TIME_NONE)
        return view_refuse(v, ERR_CONFLICT,
                           str_eq(o->how, S("answered"))
                               ? MSG("This question was answered while you were at it.")
                               : MSG("This question was withdrawn; nobody need answer it."));
    if (!dossier_is_open(d))
        return view_refuse(v, ERR_CONFLICT,
                           MSG("The dossier is closed meanwhile; nobody need answer any more."));
    return ERR_OK;
}

static enum err
prepare(struct view *v, const void *input, void *p, const char *how)
{
    struct end_plan       *plan = p;
    struct opinions_of_row o;

    plan->in = input;
    plan->how = how;
    TRY(dossier_find(v, plan->in->code, &plan->d));
    TRY(opinion_find(v, &plan->d, plan->in->opinion, &o));
    return speaks_for(v, str_eq(str_of(how), S("answered")) ? o.asked_unit
                                                            : plan->d.competent_unit);
}

static enum err
prepare_answer(struct view *v, const void *input, void *p)
{
    TRY(prepare(v, input, p, "answered"));
    if (str_trim(((const struct end_in *)input)->text).n > 0)
        return ERR_OK;
    fault_add(v->faults, S("text"), MSG("is missing"), STR_NONE, STR_NONE);
    return ERR_INVALID;
}

static enum err
prepare_withdraw(struct view *v, const void *input, void *p)
{
    return prepare(v, input, p, "withdrawn");
}

/* Of two at once the second is told what became of it. */
static enum err
apply_end(struct act *a, const void *p, struct json *out)
{
    const struct end_plan *plan = p;
    struct view           *v = act_view(a);
    struct dossier         d;
    struct opinions_of_row o;

    TRY(dossier_find(v, plan->in->code, &d));
    TRY(opinion_find(v, &d, plan->in->opinion, &o));
    TRY(still_open(v, &d, &o));
    TRY(opinion_end_add(a, d.dossier, o.n, act_now(a), act_who(a)->account, str_of(plan->how),
                        plan->in->text.p != NULL ? plan->in->text : S("")));
    TRY(opinion_open_remove(a, d.dossier, o.n));
    act_subject(a, str_format(act_arena(a), "dossier:%.*s", STR_ARG(d.code)));
    json_put_text(act_arena(a), out, "code", d.code);
    json_put_int(act_arena(a), out, "opinion", o.n);
    return ERR_OK;
}

const struct command opinion_answer = {
    .name = "opinion.answer", .right = "dossier.read",
    .help = "Answers what another unit asked about its dossier.", .fields = answer_fields,
    .n_fields = 3, .in_size = sizeof(struct end_in), .plan_size = sizeof(struct end_plan),
    .prepare = prepare_answer, .apply = apply_end,
};

const struct command opinion_withdraw = {
    .name = "opinion.withdraw", .right = "dossier.read",
    .help = "Withdraws a question to another unit.", .fields = withdraw_fields,
    .n_fields = 3, .in_size = sizeof(struct end_in), .plan_size = sizeof(struct end_plan),
    .prepare = prepare_withdraw, .apply = apply_end,
};

enum err
opinion_opens(struct view *v, const struct dossier *d, bool *out)
{
    struct opinions_of_row *all;
    int                     n;

    *out = false;
    if (!dossier_is_open(d) || !actor_may(v->who, S("dossier.read")))
        return ERR_OK;
    TRY(opinions_of(v, d->dossier, OPINIONS_MAX + 1, &all, &n));
    for (int i = 0; i < n && !*out; i++)
        if (all[i].ended == TIME_NONE)
            TRY(ident_reaches(v, all[i].asked_unit, out));
    return ERR_OK;
}
