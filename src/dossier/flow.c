/* dossier/flow.c -- see flow.h: who may do what, all that is said before the pen, and the
 * commands.  What an action does to the record is in flow_change.c.  Floor 7. */
#include "dossier/flow.h"

#include "dossier/cases.h"
#include "dossier/dossier_sql.h"
#include "dossier/flow_inside.h"
#include "dossier/outcome.h"
#include "dossier/place.h"
#include "dossier/rules.h"
#include "dossier/submit.h"
#include "dossier/transfer.h"
#include "ident/ident.h"

Str
flow_right_of_role(Str role)
{
    if (str_eq(role, S("desk")))
        return S("dossier.receive");
    if (str_eq(role, S("leader")))
        return S("dossier.approve");
    return S("dossier.process");
}

static const char *const calendar_ends =
    MSG("The working calendar is not published that far, so no date can be promised. Load the "
        "calendar first.");
static const char *const moved_on =
    MSG("The dossier has moved on, so this can no longer be done. Open it again.");

static bool
step_offers(const struct action *action, const struct dossier *d, const struct procedure *p)
{
    return step_target(procedure_step(p, d->step), str_of(action->word)).n > 0;
}

static Str
right_for(const struct view *v, const struct action *action, const struct dossier *d)
{
    if (action->or_right != NULL && !actor_may(v->who, str_of(action->right)))
        return str_of(action->or_right);
    return action->right ? str_of(action->right) : flow_right_of_role(d->role);
}

enum err
flow_may_sign(struct view *v)
{
    if (!v->who->no_signing)
        return ERR_OK;
    return view_refuse(v, ERR_FORBIDDEN,
                       MSG("You stand for somebody without the right to sign. What waits for a "
                           "signature waits until they are back, or goes to another leader."));
}

static bool
is_signing(const struct action *action)
{
    return strcmp(action->word, "sign") == 0 || strcmp(action->word, "deny") == 0;
}

enum err
flow_allows(struct view *v, const struct action *action, const struct dossier *d,
            const struct procedure *p)
{
    if (is_signing(action))
        TRY(flow_may_sign(v));
    if (!action->by_person && p->has_places && d->status == STATUS_FINISHED)
        TRY(place_require_handover(v, d, right_for(v, action, d)));
    else if (!action->by_person)
        TRY(ident_require(v, right_for(v, action, d), d->competent_unit));
    if (!(action->from & (1u << d->status)) || (action->by_step && !step_offers(action, d, p)))
        return view_refuse(v, ERR_CONFLICT, moved_on);
    return ERR_OK;
}

/* The person is told before the promised day comes; how often and how long before is the
 * rule of the day (rules.h). */
enum err
flow_may_extend(struct view *v, const struct dossier *d)
{
    struct extension_rule         rule = rule_extension(v);
    struct dossier_extensions_row have;

    if (d->due == TIME_NONE)
        return view_refuse(v, ERR_CONFLICT,
                           MSG("This dossier has no promised day that could be extended."));
    TRY(dossier_extensions(v, d->dossier, &have));
    if (have.n >= rule.times)
        return view_refuse(v, ERR_CONFLICT, MSG("A dossier may not be extended again."));
    if (time_day(v->now) > time_day(d->due) - rule.days_before)
        return view_refuse(v, ERR_CONFLICT,
                           MSG("It is too late to extend: the apology has to reach the person "
                               "before the promised day."));
    return ERR_OK;
}

/* -- in the pen ---------------------------------------------------------------------- */

enum err
flow_apply(struct act *a, const void *p, struct json *out)
{
    const struct flow_plan *plan = p;
    struct dossier          d = plan->before;
    enum err                err;

    d.action = str_of(plan->action->word);
    d.note = plan->in->note.p != NULL ? plan->in->note : S("");
    err = plan->action->change(a, plan, &d);
    if (err == ERR_UNKNOWN)
        return view_refuse(act_view(a), err, calendar_ends);
    TRY(err);
    TRY(place_change(a, plan, &d));
    TRY(dossier_store(a, &plan->before, &d));
    json_put_text(act_arena(a), out, "code", d.code);
    json_put_int(act_arena(a), out, "status", d.status);
    json_put_int(act_arena(a), out, "version", d.version);
    json_put_time(act_arena(a), out, "due", d.due);
    json_put_int(act_arena(a), out, "entry", act_number(a));
    return str_eq(d.action, S("sign")) ? outcome_due(a, plan->procedure, &d) : ERR_OK;
}

/* -- before the pen ----------------------------------------------------------------- */

/* What the officer writes, else the sum that stands, else that of the answers. */
static enum err
check_charge(struct view *v, struct flow_plan *plan)
{
    const struct procedure *p;

    TRY(procedure_of(v, plan->procedure, &plan->before, &p));
    plan->charged = plan->in->amount > 0 ? plan->in->amount
                    : plan->before.fee > 0 ? plan->before.fee
                                           : p->fee;
    if (plan->charged <= 0)
        fault_add(v->faults, S("amount"),
                  p->fee == 0 ? MSG("needs an amount: by what was answered nothing is due")
                              : MSG("needs an amount: the procedure's own fee is not known"),
                  STR_NONE, STR_NONE);
    return ERR_OK;
}

static enum err
check_fee(struct view *v, struct flow_plan *plan)
{
    bool paid = str_eq(str_of(plan->action->word), S("paid"));

    if (str_eq(str_of(plan->action->word), S("charge")))
        TRY(check_charge(v, plan));
    if (paid && !str_eq(plan->in->way, S("transfer")) && !str_eq(plan->in->way, S("cash")) &&
        !str_eq(plan->in->way, S("card")))
        fault_add(v->faults, S("way"), MSG("is transfer, cash or card"), STR_NONE, STR_NONE);
    return ERR_OK;
}

static enum err
check_note(struct view *v, const struct flow_plan *plan)
{
    if (plan->action->note_required && str_trim(plan->in->note).n == 0)
        fault_add(v->faults, S("note"), MSG("needs a reason that the person can understand"),
                  STR_NONE, STR_NONE);
    return ERR_OK;
}

static enum err
check_supply(struct view *v, struct flow_plan *plan)
{
    plan->answers = plan->in->answers;
    plan->supplied = -1;
    if (plan->answers != NULL) {
        TRY(submit_check_form(v, plan->procedure, time_day(plan->before.filed), &plan->answers));
        plan->supplied = procedure_as(v, plan->procedure, plan->answers, plan->before.channel)->fee;
    }
    TRY(upload_read(v, plan->procedure, plan->in->files, &plan->files));
    if (plan->answers == NULL && plan->files.n == 0 && str_trim(plan->in->note).n == 0)
        fault_add(v->faults, S("note"), MSG("add a file, correct an answer, or write a few words"),
                  STR_NONE, STR_NONE);
    return ERR_OK;
}

/* The promised day moves to a working day after it. */
static enum err
check_extend(struct view *v, struct flow_plan *plan)
{
    Day until = plan->in->until, due;

    TRY(flow_may_extend(v, &plan->before));
    due = time_day(plan->before.due);
    if (until == DAY_NONE)
        fault_add(v->faults, S("until"), MSG("is missing"), STR_NONE, STR_NONE);
    else if (until <= due)
        fault_add(v->faults, S("until"), MSG("must be after {1}, the day promised now"),
                  day_people(v->arena, due), STR_NONE);
    else if (!calendar_knows(plan->calendar, until))
        return view_refuse(v, ERR_UNKNOWN, calendar_ends);
    else if (calendar_close_of(plan->calendar, until, &plan->extended) != ERR_OK)
        fault_add(v->faults, S("until"), MSG("{1} is a day off"), day_people(v->arena, until),
                  STR_NONE);
    return ERR_OK;
}

/* To whoever could read the version that was seen, "somebody was first" is truer than "you may
 * not", also when another unit has it since. */
static bool
had_read(struct view *v, const struct flow_plan *plan)
{
    struct dossier then;

    return dossier_at(v, plan->before.dossier, plan->in->seen, &then) == ERR_OK &&
           ident_require(v, S("dossier.read"), then.competent_unit) == ERR_OK;
}

enum err
flow_prepare(struct view *v, const void *input, void *p, const char *word)
{
    struct flow_plan *plan = p;
    enum err          err;
    bool              moved;

    plan->in = input;
    plan->action = flow_action(str_of(word));
    TRY(dossier_find(v, plan->in->code, &plan->before));
    if (plan->action->by_person && !dossier_is_ones_own(v, &plan->before, plan->in->secret))
        return view_refuse(v, ERR_NOT_FOUND,
                           MSG("No dossier has this code and this secret together."));
    TRY(procedure_version(v, plan->before.procedure, plan->before.procedure_version,
                          &plan->procedure));
    moved = plan->in->seen != 0 && plan->in->seen != plan->before.version;
    err = flow_allows(v, plan->action, &plan->before, plan->procedure);
    if (moved && had_read(v, plan))
        return view_refuse(v, ERR_CONFLICT, moved_on);
    TRY(err);
    if (moved)
        return view_refuse(v, ERR_CONFLICT, moved_on);
    TRY(calendar_of_unit(v, plan->before.competent_unit, &plan->calendar));
    TRY(check_note(v, plan));
    TRY(check_fee(v, plan));
    TRY(place_check(v, plan));
    if (str_eq(str_of(word), S("supply")))
        TRY(check_supply(v, plan));
    if (str_eq(str_of(word), S("extend")))
        TRY(check_extend(v, plan));
    if (str_eq(str_of(word), S("assign")))
        TRY(assign_check(v, plan));
    if (str_eq(str_of(word), S("transfer")))
        TRY(transfer_check(v, plan));
    if (str_eq(str_of(word), S("consult")))
        TRY(opinion_check(v, plan));
    return ERR_OK;
}

/* -- the commands -------------------------------------------------------------------- */

#define SECRET FIELD(TEXT, struct flow_in, secret, .max = 40, .help = "The receipt's secret")

static const struct field officer_fields[] = { CODE, NOTE, SEEN };
static const struct field charge_fields[] = {
    CODE, NOTE, SEEN,
    FIELD(MONEY, struct flow_in, amount, .max = 10000000000,
          .help = "Đồng; the procedure's fee when left out")
};
static const struct field paid_fields[] = {
    CODE, NOTE, SEEN,
    FIELD(TEXT, struct flow_in, way, .required = true, .max = 20, .help = "transfer, cash or card"),
    FIELD(TEXT, struct flow_in, reference, .max = 100, .help = "The bank's or the receipt's number")
};
static const struct field extend_fields[] = {
    CODE, NOTE, SEEN,
    FIELD(DAY, struct flow_in, until, .required = true, .help = "The new promised day")
};
static const struct field assign_fields[] = {
    CODE, NOTE, SEEN,
    FIELD(ID, struct flow_in, main, .min = -1, .max = INT64_MAX,
          .help = "Account of who handles it; -1: nobody in particular; absent: as it is"),
    FIELD(JSON, struct flow_in, support, .help = "[account] of who supports; absent: as it is"),
    FIELD(JSON, struct flow_in, follow, .help = "[account] of who follows; absent: as it is")
};
static const struct field transfer_fields[] = {
    CODE, NOTE, SEEN,
    FIELD(TEXT, struct flow_in, unit, .required = true, .max = 60,
          .help = "Code of the unit that decides it from now on")
};
static const struct field consult_fields[] = {
    CODE, SEEN,
    FIELD(TEXT, struct flow_in, note, .max = 2000, .help = "What is asked"),
    FIELD(TEXT, struct flow_in, unit, .max = 60, .help = "Code of the unit that is asked"),
    FIELD(TEXT, struct flow_in, unit2, .max = 60, .help = "Of a second one"),
    FIELD(TEXT, struct flow_in, unit3, .max = 60, .help = "Of a third one"),
    FIELD(DAY, struct flow_in, until, .help = "The working day by whose end they answer")
};
static const struct field supply_fields[] = { CODE, NOTE, SEEN, SECRET,
    FIELD(JSON, struct flow_in, answers, .help = "The whole form again, corrected"),
    FIELD(JSON, struct flow_in, files, .help = "[{component, ticket}] of files already uploaded") };
static const struct field person_fields[] = { CODE, NOTE, SEEN, SECRET };

#define COMMAND(id, word_, right_, fields_, help_)                                              \
    static enum err prepare_##id(struct view *v, const void *in, void *plan)                    \
    {                                                                                           \
        return flow_prepare(v, in, plan, word_);                                                   \
    }                                                                                           \
    const struct command dossier_##id = {                                                          \
        .name = "dossier." word_, .right = right_, .help = help_, .fields = fields_,            \
        .n_fields = sizeof fields_ / sizeof fields_[0], .in_size = sizeof(struct flow_in),      \
        .plan_size = sizeof(struct flow_plan), .prepare = prepare_##id, .apply = flow_apply,    \
    };

COMMAND(accept, "accept", "dossier.receive", officer_fields,
        "Receives a dossier; its clock starts.")
COMMAND(take, "take", "dossier.read", officer_fields, "Takes a dossier into one's own hands.")
COMMAND(ask, "ask", "dossier.read", officer_fields,
        "Asks the person for a supplement; the clock stands still.")
COMMAND(refuse, "refuse", "dossier.receive", officer_fields,
        "Refuses to receive a dossier, with the reason.")
COMMAND(charge, "charge", "dossier.collect", charge_fields,
        "Asks for the fee; the clock stands still.")
COMMAND(paid, "paid", "dossier.collect", paid_fields,
        "Records that the fee was paid; the clock goes on.")
COMMAND(propose, "propose", "dossier.process", officer_fields, "Proposes the result to the leader.")
COMMAND(extend, "extend", "dossier.read", extend_fields,
        "Apologises and promises a later day; once.")
COMMAND(assign, "assign", "dossier.read", assign_fields,
        "Says who of the unit handles a dossier, who supports and who follows.")
COMMAND(transfer, "transfer", "dossier.read", transfer_fields,
        "Passes a dossier on to another unit that may decide it; its clock goes on.")
COMMAND(consult, "consult", "dossier.read", consult_fields,
        "Asks up to three other units for a written opinion; the clock goes on.")
COMMAND(return, "return", "dossier.read", officer_fields,
        "Sends a dossier back one step, with the reason.")
COMMAND(stop, "stop", "dossier.process", officer_fields,
        "Stops handling a dossier, with the reason.")
COMMAND(deliver, "deliver", "dossier.deliver", officer_fields,
        "Records that the result was handed over.")
COMMAND(supply, "supply", "anyone", supply_fields, "The person supplies what was asked for.")
COMMAND(withdraw, "withdraw", "anyone", person_fields, "The person withdraws the dossier.")
