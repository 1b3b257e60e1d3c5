/* dossier/complaint.c -- see complaint.h: the record, and filing one.  Floor 7. */
#include "dossier/complaint.h"

#include "base/text.h"
#include "dossier/dossier_sql.h"
#include "dossier/rules.h"
#include "ident/ident.h"

const char complaint_source[] = "complaint";

static const struct complaint_kind kinds[] = {
    { "late", MSG("It takes too long"), NULL },
    { "paper", MSG("A paper was asked for that is not on the list"), NULL },
    { "money", MSG("More money was asked for than is shown"), NULL },
    { "attitude", MSG("How I was treated"), NULL },
    { "result", MSG("The result is wrong"), NULL },
    { "other", MSG("Something else"), NULL },
    { "legal", MSG("A khiếu nại or tố cáo"),
      MSG("These have a legal channel of their own; they are not sent from here.") },
};
#define N_KINDS ((int)(sizeof kinds / sizeof kinds[0]))

const struct complaint_kind *
complaint_kinds(int *n)
{
    *n = N_KINDS;
    return kinds;
}

static const struct complaint_kind *
kind_of(Str key)
{
    for (int i = 0; i < N_KINDS; i++)
        if (str_eq(key, str_of(kinds[i].key)))
            return &kinds[i];
    return NULL;
}

Str
complaint_kind_words(enum lang lang, Str key)
{
    const struct complaint_kind *k = kind_of(key);

    return k != NULL ? words(lang, k->label) : key;
}

/* -- the record --------------------------------------------------------------------------- */

/* Those that are about `c`, from all steps of its dossier; the last says who has it. */
static void
take_steps(struct view *v, const struct complaint_steps_row *row, int n, struct complaint *c)
{
    struct complaint_step *list = arena_array(v->arena, struct complaint_step, n + 1);

    for (int i = 0; i < n; i++) {
        if (row[i].n != c->n)
            continue;
        list[c->n_steps++] = (struct complaint_step){
            .step = row[i].step, .n = row[i].n, .at = row[i].at, .account = row[i].account,
            .how = row[i].how, .text = row[i].text, .unit = row[i].unit, .desk = row[i].desk,
            .above = row[i].above,
        };
        c->holder = row[i].unit;
        c->desk = row[i].desk;
        c->above = row[i].above;
        if (!str_eq(row[i].how, S("forward"))) {
            c->ended = row[i].at;
            c->how = row[i].how;
        }
    }
    c->steps = list;
}

enum err
complaints_all(struct view *v, Id dossier, struct complaint **out, int *out_n)
{
    struct complaints_of_row   *row;
    struct complaint_steps_row *step;
    struct complaint           *list;
    int                         n, n_steps = 0;

    TRY(complaints_of(v, dossier, COMPLAINTS_MAX, &row, &n));
    if (n > 0)
        TRY(complaint_steps(v, dossier, COMPLAINT_STEPS_MAX, &step, &n_steps));
    list = arena_array(v->arena, struct complaint, n + 1);
    for (int i = 0; i < n; i++) {
        list[i] = (struct complaint){
            .dossier = dossier, .n = row[i].n, .at = row[i].at, .kind = row[i].kind,
            .text = row[i].text, .contact = row[i].contact, .told = row[i].told,
            .unit = row[i].unit, .holder = row[i].unit, .desk = row[i].desk,
            .above = row[i].above, .refuse_by = row[i].refuse_by, .due = row[i].due,
            .ended = TIME_NONE,
        };
        take_steps(v, step, n_steps, &list[i]);
    }
    *out = list;
    *out_n = n;
    return ERR_OK;
}

enum err
complaint_find(struct view *v, Id dossier, Id n, struct complaint *out)
{
    struct complaint *all;
    int               count;

    TRY(complaints_all(v, dossier, &all, &count));
    for (int i = 0; i < count; i++)
        if (all[i].n == n) {
            *out = all[i];
            return ERR_OK;
        }
    return ERR_NOT_FOUND;
}

bool
complaint_is_open(const struct complaint *c)
{
    return c->ended == TIME_NONE;
}

bool
complaint_is_in_time(const struct complaint *c)
{
    Time until = str_eq(c->how, S("refuse")) ? c->refuse_by : c->due;

    return until == TIME_NONE || c->ended <= until;
}

/* Who types without marks is read without them. */
bool
complaint_is_legal(struct view *v, Str text)
{
    struct rule rule;
    Str         all = text_fold_case(v->arena, text);
    bool        bare = str_eq(all, text_fold(v->arena, text));

    if (!rule_on(v, "complaints", time_day(v->now), &rule))
        return false;
    json_each(word, json_get(rule.says, "legal_words"))
        if (str_has(all, bare ? text_fold(v->arena, word->text)
                              : text_fold_case(v->arena, word->text)))
            return true;
    return false;
}

enum err
complaint_erase_all(struct act *a, const struct dossier *d)
{
    struct complaint *all;
    int               n;

    TRY(complaints_all(act_view(a), d->dossier, &all, &n));
    for (int i = 0; i < n; i++) {
        struct complained gone = { .complaint = &all[i], .procedure = d->procedure };

        TRY(act_announce(a, &(struct change){ .source = complaint_source,
                                              .subject = d->dossier, .old = &gone }));
    }
    TRY(complaint_step_erase(a, d->dossier));
    return complaint_erase(a, d->dossier);
}

/* -- filing one ----------------------------------------------------------------------------- */

struct file_in {
    Str  code, secret, kind, complaint, contact;
    bool as_report;
};
static const struct field file_fields[] = {
    FIELD(TEXT, struct file_in, code, .required = true, .max = 60, .help = "The dossier's code"),
    FIELD(TEXT, struct file_in, secret, .max = 40,
          .help = "The receipt's secret, when not signed in"),
    FIELD(TEXT, struct file_in, kind, .max = 20,
          .help = "late, paper, money, attitude, result or other"),
    FIELD(TEXT, struct file_in, complaint, .max = 4000, .help = "What is wrong"),
    FIELD(TEXT, struct file_in, contact, .max = 200, .help = "Telephone or e-mail"),
    FIELD(BOOL, struct file_in, as_report,
          .help = "It speaks of khiếu nại or tố cáo and is sent as phản ánh, kiến nghị"),
};

struct file_plan {
    const struct file_in *in;
    struct dossier        d;
    struct complaint      c;
};

static enum err
find_own(struct view *v, const struct file_in *in, struct dossier *d)
{
    enum err err = dossier_find(v, in->code, d);

    if (err == ERR_NOT_FOUND || (err == ERR_OK && !dossier_is_ones_own(v, d, in->secret)))
        return view_refuse(v, ERR_NOT_FOUND,
                           MSG("No dossier has this code and this secret together."));
    return err;
}

static enum err
check_one(struct view *v, Id dossier)
{
    struct complaint *all;
    int               n;

    TRY(complaints_all(v, dossier, &all, &n));
    if (n > 0 && complaint_is_open(&all[n - 1]))
        return view_refuse(v, ERR_CONFLICT,
                           MSG("What you said before of this dossier is not answered yet. When it "
                               "is, you may say more."));
    if (n == COMPLAINTS_MAX)
        return view_refuse(v, ERR_CONFLICT,
                           MSG("Of this dossier as much was said as can be; please go to the "
                               "office."));
    return ERR_OK;
}

static void
check_words(struct view *v, const struct file_in *in, struct complaint *c)
{
    Str text = in->complaint.p != NULL ? str_trim(in->complaint) : S("");

    if (str_eq(in->kind, S("legal")))
        fault_add(v->faults, S("kind"),
                  MSG("Nothing was sent: khiếu nại and tố cáo have a legal channel of their own. "
                      "To say it as a phản ánh, kiến nghị, choose another kind"),
                  STR_NONE, STR_NONE);
    else if (kind_of(in->kind) == NULL)
        fault_add(v->faults, S("kind"), MSG("Choose what it is about"), STR_NONE, STR_NONE);
    if (text.n == 0)
        fault_add(v->faults, S("complaint"), MSG("is missing"), STR_NONE, STR_NONE);
    c->told = complaint_is_legal(v, text);
    if (c->told && !in->as_report)
        fault_add(v->faults, S("as_report"),
                  MSG("Nothing was sent yet: your words speak of khiếu nại or tố cáo. Tick this to "
                      "send them as a phản ánh, kiến nghị"),
                  STR_NONE, STR_NONE);
    c->kind = in->kind;
    c->text = text;
    c->contact = in->contact.p != NULL ? str_trim(in->contact) : S("");
}

/* The unit that decides; where it is no more, whose the dossier's desk is. */
static enum err
find_desk(struct view *v, const struct dossier *d, struct complaint *c)
{
    Day         today = time_day(v->now);
    struct unit unit;
    enum err    err;

    c->unit = d->competent_unit;
    err = desk_of_unit(v, c->unit, today, &c->desk);
    if (err == ERR_NOT_FOUND) {
        c->desk = d->desk;
        err = desk_unit_on(v, d->desk, today, &c->unit);
    }
    TRY(err);
    TRY(unit_by_id(v, c->unit, today, &unit));
    if (unit.parent == 0)
        return ERR_OK;
    err = desk_of_unit(v, unit.parent, today, &c->above);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The day of sending is not counted.  Beyond the published calendar nobody knows. */
static Time
working_days_on(const struct calendar *calendar, Time from, int64_t days)
{
    Day  last;
    Time out;

    if (calendar_add_days(calendar, time_day(from), (int)days, &last) != ERR_OK ||
        calendar_close_of(calendar, last, &out) != ERR_OK)
        return TIME_NONE;
    return out;
}

static enum err
find_terms(struct view *v, struct complaint *c)
{
    const struct calendar *calendar;
    struct rule            rule;

    c->refuse_by = c->due = TIME_NONE;
    if (!rule_on(v, "complaints", time_day(v->now), &rule))
        return ERR_OK;
    TRY(calendar_of_unit(v, c->unit, &calendar));
    c->refuse_by = working_days_on(calendar, v->now, json_int(rule.says, "refuse", 0));
    c->due = working_days_on(calendar, v->now, json_int(rule.says, "answer", 0));
    return ERR_OK;
}

static enum err
file_prepare(struct view *v, const void *input, void *p)
{
    struct file_plan *plan = p;

    plan->in = input;
    TRY(find_own(v, plan->in, &plan->d));
    TRY(check_one(v, plan->d.dossier));
    check_words(v, plan->in, &plan->c);
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
file_apply(struct act *a, const void *p, struct json *out)
{
    const struct file_plan *plan = p;
    struct view            *v = act_view(a);
    struct complaint        c = plan->c;
    struct dossier          d;
    struct complained       made = { .complaint = &c };

    TRY(find_own(v, plan->in, &d));
    TRY(check_one(v, d.dossier));
    TRY(find_desk(v, &d, &c));
    TRY(find_terms(v, &c));
    c.dossier = d.dossier;
    c.n = act_new_id(a);
    c.at = act_now(a);
    c.ended = TIME_NONE;
    TRY(complaint_add(a, &(struct complaint_add_in){
        .dossier = c.dossier, .n = c.n, .at = c.at, .kind = c.kind, .text = c.text,
        .contact = c.contact, .told = c.told, .unit = c.unit, .desk = c.desk, .above = c.above,
        .refuse_by = c.refuse_by, .due = c.due }));
    TRY(complaint_open_add(a, c.dossier, c.n, c.desk, c.above,
                           c.due != TIME_NONE ? c.due : COMPLAINT_WITHOUT_DUE));
    act_subject(a, str_format(act_arena(a), "dossier:%.*s", STR_ARG(d.code)));
    json_put_text(act_arena(a), out, "code", d.code);
    json_put_int(act_arena(a), out, "complaint", c.n);
    made.procedure = d.procedure;
    return act_announce(a, &(struct change){ .source = complaint_source, .subject = d.dossier,
                                             .new = &made });
}

const struct command complaint_file = {
    .name = "complaint.file", .right = "anyone",
    .help = "The person says what is wrong with how their dossier is handled.",
    .fields = file_fields, .n_fields = sizeof file_fields / sizeof file_fields[0],
    .in_size = sizeof(struct file_in), .plan_size = sizeof(struct file_plan),
    .prepare = file_prepare, .apply = file_apply,
};
