/* dossier/complaint_end.c -- a complaint answered, refused, or forwarded to the unit above; and
 * who may.  Floor 7. */
#include "dossier/complaint.h"

#include "dossier/dossier_sql.h"
#include "dossier/notice.h"
#include "ident/ident.h"

#define VERSIONS_MAX 200

/* -- who ------------------------------------------------------------------------------------ */

enum err
complaint_require(struct view *v, const struct complaint *c)
{
    Id       unit;
    enum err err = desk_unit_on(v, c->desk, time_day(v->now), &unit);

    if (err == ERR_OK)
        return ident_require(v, S("dossier.approve"), unit);
    return err == ERR_NOT_FOUND ? ident_require(v, S("dossier.approve"), c->holder) : err;
}

enum err
complaint_above(struct view *v, const struct complaint *c, Id *out_unit, bool *out_any)
{
    struct holder *there;
    Day            today = time_day(v->now);
    int            n;

    *out_any = false;
    if (c->above == 0)
        return ERR_OK;
    TRY(desk_unit_on(v, c->above, today, out_unit));
    TRY(ident_holders(v, *out_unit, S("leader"), today, &there, &n));
    *out_any = n > 0;
    return ERR_OK;
}

static bool
is_one_of(Str word, const char *const *list)
{
    for (; *list != NULL; list++)
        if (str_eq(word, str_of(*list)))
            return true;
    return false;
}

/* To lead an office is no work on the dossier; to decide it is, where the decision is what was
 * wrong. */
static bool
is_work(Str action, Str kind)
{
    static const char *const leading[] = { "assign", "transfer", "return", "consult", "extend",
                                           NULL };
    static const char *const deciding[] = { "sign", "deny", "stop", NULL };

    if (is_one_of(action, deciding))
        return str_eq(kind, S("result"));
    return !is_one_of(action, leading);
}

static enum err
worked_on(struct view *v, const struct dossier *d, Str kind, bool *out)
{
    struct dossier_versions_row *row;
    int                          n;

    *out = d->assignee != 0 && d->assignee == v->who->account;
    TRY(dossier_versions(v, d->dossier, 0, VERSIONS_MAX, &row, &n));
    for (int i = 0; i < n && !*out; i++)
        *out = row[i].actor != 0 && row[i].actor == v->who->account &&
               is_work(row[i].action, kind);
    return ERR_OK;
}

enum err
complaint_may_decide(struct view *v, const struct dossier *d, const struct complaint *c, bool *out)
{
    Id   unit;
    bool worked, any;

    TRY(worked_on(v, d, c->kind, &worked));
    TRY(complaint_above(v, c, &unit, &any));
    *out = !worked || !any;
    return ERR_OK;
}

/* -- the command ------------------------------------------------------------------------------ */

struct decide_in {
    Str code, how, text;
    Id  complaint;
};
static const struct field decide_fields[] = {
    FIELD(TEXT, struct decide_in, code, .required = true, .max = 60,
          .help = "The dossier's code"),
    FIELD(ID, struct decide_in, complaint, .required = true, .help = "The complaint's number"),
    FIELD(TEXT, struct decide_in, how, .max = 10, .help = "answer, refuse or forward"),
    FIELD(TEXT, struct decide_in, text, .max = 10000,
          .help = "In words that the person reads"),
};

struct decide_plan {
    const struct decide_in *in;
    Str                     text;
};

static enum err
find_open(struct view *v, const struct decide_in *in, struct dossier *d, struct complaint *c)
{
    TRY(dossier_find(v, in->code, d));
    TRY(complaint_find(v, d->dossier, in->complaint, c));
    TRY(complaint_require(v, c));
    return complaint_is_open(c)
               ? ERR_OK
               : view_refuse(v, ERR_CONFLICT,
                             MSG("This was answered or refused while you were at it."));
}

static enum err
check_how(struct view *v, const struct dossier *d, const struct complaint *c, Str how)
{
    bool may, any;
    Id   unit;

    TRY(complaint_may_decide(v, d, c, &may));
    TRY(complaint_above(v, c, &unit, &any));
    if (str_eq(how, S("forward")))
        return any ? ERR_OK
                   : view_refuse(v, ERR_CONFLICT,
                                 MSG("There is no unit above with somebody to answer it."));
    return may ? ERR_OK
               : view_refuse(v, ERR_CONFLICT,
                             MSG("You worked on this dossier yourself, so you do not decide on "
                                 "what is said of it: forward it to the unit above, or leave it to "
                                 "another head of the unit."));
}

static enum err
decide_prepare(struct view *v, const void *input, void *p)
{
    struct decide_plan     *plan = p;
    const struct decide_in *in = input;
    struct dossier          d;
    struct complaint        c;

    plan->in = in;
    plan->text = in->text.p != NULL ? str_trim(in->text) : S("");
    TRY(find_open(v, in, &d, &c));
    if (!str_eq(in->how, S("answer")) && !str_eq(in->how, S("refuse")) &&
        !str_eq(in->how, S("forward")))
        fault_add(v->faults, S("how"), MSG("Choose what becomes of it"), STR_NONE, STR_NONE);
    else
        TRY(check_how(v, &d, &c, in->how));
    if (plan->text.n == 0)
        fault_add(v->faults, S("text"), MSG("is missing"), STR_NONE, STR_NONE);
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

/* Who has it from then on: the unit above, and above that the next. */
static enum err
move_up(struct view *v, struct complaint *c)
{
    Day         today = time_day(v->now);
    struct unit unit;
    enum err    err;

    c->desk = c->above;
    c->above = 0;
    TRY(desk_unit_on(v, c->desk, today, &c->holder));
    TRY(unit_by_id(v, c->holder, today, &unit));
    if (unit.parent == 0)
        return ERR_OK;
    err = desk_of_unit(v, unit.parent, today, &c->above);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err
announce(struct act *a, const struct dossier *d, const struct complaint *before,
         const struct complaint *now)
{
    struct complained old = { before, d->procedure }, new = { now, d->procedure };

    return act_announce(a, &(struct change){ .source = complaint_source, .subject = d->dossier,
                                             .old = &old, .new = &new });
}

static enum err
tell(struct act *a, const struct dossier *d, Id step, Str how)
{
    if (d->applicant == 0)
        return ERR_OK;
    return notice_keep(a, &(struct notice_of){
        .what = d->dossier, .person = d->applicant, .version = step,
        .action = str_join(act_arena(a), S("complaint_"), how, STR_NONE) });
}

/* Of two at once the second is told what became of it. */
static enum err
decide_apply(struct act *a, const void *p, struct json *out)
{
    const struct decide_plan *plan = p;
    struct view              *v = act_view(a);
    struct dossier            d;
    struct complaint          before, c;
    Id                        step = act_new_id(a);

    TRY(find_open(v, plan->in, &d, &before));
    TRY(check_how(v, &d, &before, plan->in->how));
    c = before;
    if (str_eq(plan->in->how, S("forward"))) {
        TRY(move_up(v, &c));
        TRY(complaint_open_move(a, c.desk, c.above, d.dossier, c.n));
    } else {
        c.ended = act_now(a);
        c.how = plan->in->how;
        TRY(complaint_open_remove(a, d.dossier, c.n));
    }
    TRY(complaint_step_add(a, &(struct complaint_step_add_in){
        .dossier = d.dossier, .step = step, .n = c.n, .at = act_now(a),
        .account = act_who(a)->account, .how = plan->in->how, .text = plan->text,
        .unit = c.holder, .desk = c.desk, .above = c.above }));
    act_subject(a, str_format(act_arena(a), "dossier:%.*s", STR_ARG(d.code)));
    json_put_text(act_arena(a), out, "code", d.code);
    json_put_int(act_arena(a), out, "complaint", c.n);
    TRY(tell(a, &d, step, plan->in->how));
    return announce(a, &d, &before, &c);
}

const struct command complaint_decide = {
    .name = "complaint.decide", .right = "dossier.approve",
    .help = "Answers or refuses what a person says of a dossier's handling, or forwards it.",
    .fields = decide_fields, .n_fields = sizeof decide_fields / sizeof decide_fields[0],
    .in_size = sizeof(struct decide_in), .plan_size = sizeof(struct decide_plan),
    .prepare = decide_prepare, .apply = decide_apply,
};
