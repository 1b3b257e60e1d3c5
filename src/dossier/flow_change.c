/* dossier/flow_change.c -- the actions, a row each: from which states, and what each does to the
 * record (flow.h; the states are drawn in record.h).  Floor 7. */
#include "dossier/cases.h"
#include "dossier/deadline.h"
#include "dossier/dossier_sql.h"
#include "dossier/flow_inside.h"
#include "dossier/submit.h"
#include "dossier/transfer.h"

#define IN(status) (1u << (status))
#define RUNNING    (IN(STATUS_RECEIVED) | IN(STATUS_IN_WORK))
#define WITH_US    (IN(STATUS_NEW) | RUNNING)
#define WAITING    (IN(STATUS_SUPPLEMENT) | IN(STATUS_PAYMENT))

static Str
role_at(const struct procedure *p, Str step)
{
    const struct step *s = procedure_step(p, step);

    return s != NULL && s->role.p != NULL ? s->role : S("");
}

static void
go_to(struct dossier *d, const struct flow_plan *plan, Str step)
{
    d->step = step;
    d->role = role_at(plan->procedure, step);
    d->assignee = 0;
}

static void
close_as(struct dossier *d, enum status status, Str step, Time now)
{
    d->status = status;
    d->step = step;
    d->role = S("");
    d->assignee = 0;
    d->paused_since = TIME_NONE;
    d->ended = now;
}

static void
pause_for(struct dossier *d, enum status status, Str step, Time now)
{
    d->back_step = d->step;
    d->status = status;
    d->step = step;
    d->role = S("");
    if (d->received != TIME_NONE)
        d->paused_since = now;
}

/* Back from the person to the step that asked; the promised moment moves by the
 * working time that passed. */
static enum err
come_back(struct act *a, struct dossier *d, const struct flow_plan *plan, Time now)
{
    const struct procedure *p;

    TRY(procedure_of(act_view(a), plan->procedure, d, &p));
    if (d->paused_since != TIME_NONE)
        TRY(deadline_resume(p, plan->calendar, d->due, d->paused_since, now, &d->due));
    d->paused_since = TIME_NONE;
    d->status = d->received == TIME_NONE ? STATUS_NEW : STATUS_IN_WORK;
    d->step = d->back_step;
    d->role = role_at(plan->procedure, d->back_step);
    d->back_step = S("");
    return ERR_OK;
}

/* -- what each action does to the record ---------------------------------------------- */

/* The term is that of what was answered: some cases have one of their own. */
static enum err
change_accept(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    const struct procedure *p;

    TRY(procedure_of(act_view(a), plan->procedure, d, &p));
    d->received = act_now(a);
    d->status = STATUS_RECEIVED;
    TRY(deadline_start(p, plan->calendar, d->received, &d->due));
    go_to(d, plan, step_target(procedure_step(plan->procedure, d->step), S("accept")));
    return ERR_OK;
}

static enum err
change_take(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    (void)plan;
    d->assignee = actor_works_as(act_who(a));
    d->status = STATUS_IN_WORK;
    return assign_taken(a, d, d->version + 1);
}

static enum err
change_ask(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    (void)plan;
    d->supplements++;
    pause_for(d, STATUS_SUPPLEMENT, S(STEP_SUPPLEMENT), act_now(a));
    return ERR_OK;
}

static enum err
change_charge(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    d->fee = plan->charged;
    d->fee_state = S("due");
    pause_for(d, STATUS_PAYMENT, S(STEP_PAYMENT), act_now(a));
    return ERR_OK;
}

static enum err
change_paid(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    struct dossier_payment_add_in row = {
        .dossier = d->dossier, .n = act_new_id(a), .at = act_now(a), .amount = d->fee,
        .way = plan->in->way, .reference = plan->in->reference.p ? plan->in->reference : S(""),
        .recorded_by = act_who(a)->account,
    };

    d->fee_state = S("paid");
    TRY(dossier_payment_add(a, &row));
    return come_back(a, d, plan, row.at);
}

/* On to where the step says. */
static enum err
change_step(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    (void)a;
    d->status = STATUS_IN_WORK;
    go_to(d, plan, step_target(procedure_step(plan->procedure, d->step),
                               str_of(plan->action->word)));
    return ERR_OK;
}

static enum err
decide(struct act *a, const struct flow_plan *plan, struct dossier *d, Str step)
{
    close_as(d, STATUS_FINISHED, step, act_now(a));
    d->role = S("desk");
    if (plan->has_result)
        d->result_hash = hash_bytes(&plan->result);
    return ERR_OK;
}

static enum err
change_sign(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    return decide(a, plan, d, S(STEP_DONE));
}

static enum err
change_deny(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    return decide(a, plan, d, S(STEP_DENIED));
}

static enum err
change_refuse(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    (void)plan;
    close_as(d, STATUS_REFUSED, S(STEP_REFUSED), act_now(a));
    return ERR_OK;
}

static enum err
change_stop(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    (void)plan;
    close_as(d, STATUS_STOPPED, S(STEP_STOPPED), act_now(a));
    return ERR_OK;
}

static enum err
change_withdraw(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    (void)plan;
    close_as(d, STATUS_WITHDRAWN, S(STEP_WITHDRAWN), act_now(a));
    return ERR_OK;
}

static enum err
change_extend(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    (void)a;
    d->due = plan->extended;
    return ERR_OK;
}

static enum err
change_deliver(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    (void)plan;
    d->status = STATUS_RETURNED;
    d->role = S("");
    d->returned = act_now(a);
    return ERR_OK;
}

static enum err
change_supply(struct act *a, const struct flow_plan *plan, struct dossier *d)
{
    if (plan->supplied >= 0 && str_eq(d->fee_state, S("none")))
        d->fee = plan->supplied;
    if (plan->answers != NULL)
        TRY(dossier_form_add(a, d->dossier, d->version + 1,
                             json_string(act_arena(a), plan->answers)));
    TRY(upload_store(a, d->dossier, d->version + 1, &plan->files));
    return come_back(a, d, plan, act_now(a));
}

static const struct action actions[] = {
    { .word = "accept", .change = change_accept, .from = IN(STATUS_NEW), .by_step = true },
    { .word = "take", .change = change_take, .from = RUNNING },
    { .word = "assign", .change = assign_change, .from = WITH_US | WAITING,
      .right = "dossier.approve",
      .or_right = "dossier.process", .inside = true },
    { .word = "transfer", .change = transfer_change, .from = RUNNING, .right = "dossier.approve",
      .or_right = "dossier.receive", .note_required = true },
    { .word = "consult", .change = opinion_ask, .from = WITH_US | WAITING,
      .right = "dossier.approve",
      .or_right = "dossier.process", .inside = true },
    { .word = "ask", .change = change_ask, .from = WITH_US, .by_step = true,
      .note_required = true },
    { .word = "refuse", .change = change_refuse, .from = IN(STATUS_NEW), .by_step = true,
      .note_required = true },
    { .word = "charge", .change = change_charge, .from = RUNNING, .by_step = true,
      .right = "dossier.collect" },
    { .word = "paid", .change = change_paid, .from = IN(STATUS_PAYMENT),
      .right = "dossier.collect" },
    { .word = "propose", .change = change_step, .from = RUNNING, .by_step = true },
    { .word = "sign", .change = change_sign, .from = RUNNING, .by_step = true },
    { .word = "deny", .change = change_deny, .from = RUNNING, .by_step = true,
      .note_required = true },
    { .word = "extend", .change = change_extend, .from = RUNNING, .note_required = true },
    { .word = "return", .change = change_step, .from = RUNNING, .by_step = true,
      .note_required = true },
    { .word = "stop", .change = change_stop, .from = RUNNING, .by_step = true,
      .note_required = true },
    { .word = "deliver", .change = change_deliver, .from = IN(STATUS_FINISHED),
      .right = "dossier.deliver" },
    { .word = "supply", .change = change_supply, .from = IN(STATUS_SUPPLEMENT),
      .by_person = true },
    { .word = "withdraw", .change = change_withdraw, .from = WITH_US | WAITING,
      .by_person = true, .note_required = true },
};

const struct action *
flow_actions(int *n)
{
    *n = (int)(sizeof actions / sizeof actions[0]);
    return actions;
}

const struct action *
flow_action(Str word)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (str_eq(word, str_of(actions[i].word)))
            return &actions[i];
    return NULL;
}
