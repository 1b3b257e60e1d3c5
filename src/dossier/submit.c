/* dossier/submit.c -- a dossier comes into being.
 *
 * Invariant: a code is given once, inside the act that stores the dossier, and
 * the receipt names the entry that covers every row written here.  Floor 7. */
#include "dossier/rules.h"
#include "dossier/submit.h"

#include "dossier/cases.h"
#include "dossier/dossier_sql.h"
#include "dossier/draft.h"
#include "dossier/record.h"
#include "ident/ident.h"
#include "pack/schema.h"

struct submit_in {
    Str                procedure, unit, entered_by, applicant_number, applicant_name;
    int64_t            channel, applicant_kind, version;
    const struct json *form, *files;
};

struct submit_plan {
    const struct procedure *procedure;
    struct unit             unit;
    Id                      desk, received_unit, applicant;
    const struct submit_in *in;
    const struct json      *answers;
    Str                     answers_text, applicant_name, code_prefix;
    struct upload_list      files;
    int64_t                 channel;
    Str                     entered_by;
    struct person           person; /* whom a desk files for, when their number is known */
};

static const struct fold sequence = { .add = &stmt_dossier_sequence_add,
                                      .read = &stmt_dossier_sequence_read };

/* -- before the pen ------------------------------------------------------------------- */

static bool
unit_exists(void *context, Str code)
{
    struct view *v = context;
    struct unit  unit;

    return unit_by_code(v, code, time_day(v->now), &unit) == ERR_OK;
}

enum err
submit_check_form(struct view *v, const struct procedure *p, Day filed,
                  const struct json **answers)
{
    struct schema_options o = { .simulated = v->simulated, .unit_exists = unit_exists,
                                .personal_number = personal_number_is_valid, .context = v,
                                .arena = v->arena, .filed = filed, .today = time_day(v->now) };
    struct json          *typed = schema_coerce(&o, p->form, *answers);

    schema_check(&o, p->form, typed, v->faults, S("form"));
    *answers = typed;
    return ERR_OK;
}

enum err
submit_competent_unit(struct view *v, const struct procedure *p, Str unit_code, struct unit *out)
{
    Str      code = p->level == LEVEL_PROVINCE ? p->department : unit_code;
    enum err err;

    if (code.n == 0) {
        fault_add(v->faults, S("unit"), MSG("is missing"), STR_NONE, STR_NONE);
        return ERR_OK;
    }
    err = unit_by_code(v, code, time_day(v->now), out);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    if (err == ERR_NOT_FOUND || out->level != (int64_t)p->level)
        fault_add(v->faults, S("unit"), MSG("{1} does not handle this procedure"), code, STR_NONE);
    return ERR_OK;
}

static void
check_components(struct view *v, const struct submit_plan *plan)
{
    for (int i = 0; i < plan->procedure->n_components; i++) {
        const struct component *c = &plan->procedure->components[i];
        bool                    given = !c->attached;

        for (int k = 0; k < plan->files.n; k++)
            given |= str_eq(plan->files.list[k].component, c->key);
        if (!given && component_is_required(c, plan->answers) && plan->channel == CHANNEL_ONLINE)
            fault_add(v->faults, str_format(v->arena, "files/%.*s", STR_ARG(c->key)),
                      MSG("needs a file: {1}"), pack_words(v->lang, c->name), STR_NONE);
    }
}

/* Whose name the list shows: what the desk wrote, the account's, or the form's
 * own field for it. */
static Str
applicant_name(struct view *v, const struct submit_plan *plan)
{
    Str field = json_text(plan->procedure->file, "applicant_field");
    const struct json *named = json_get_str(plan->answers, field);

    if (plan->in->applicant_name.n > 0)
        return plan->in->applicant_name;
    if (named != NULL && named->kind == JSON_TEXT)
        return named->text;
    return v->who->person != 0 ? v->who->name : S("");
}

/* A desk says whose dossier it is; with a personal number it becomes that person's own. */
static enum err
for_whom(struct view *v, struct submit_plan *plan)
{
    Str number = str_trim(plan->in->applicant_number), name = str_trim(plan->in->applicant_name);

    if (name.n == 0)
        fault_add(v->faults, S("applicant_name"), MSG("is missing"), STR_NONE, STR_NONE);
    plan->person = (struct person){ .name = name, .personal_number = number, .born = DAY_NONE };
    return person_check_number(v, S("applicant_number"), number, name);
}

static enum err
who_files(struct view *v, struct submit_plan *plan)
{
    bool officer = plan->in->entered_by.n > 0 && !str_eq(plan->in->entered_by, S("self"));

    plan->channel = plan->in->channel ? plan->in->channel : CHANNEL_ONLINE;
    plan->entered_by = officer ? plan->in->entered_by : S("self");
    plan->received_unit = plan->unit.id;
    if (!officer && plan->channel == CHANNEL_ONLINE) {
        TRY(rule_filed_here(v));
        plan->applicant = v->who->person;
        return ERR_OK;
    }
    if (officer && !str_eq(plan->entered_by, S("helped")) && !str_eq(plan->entered_by, S("behalf")))
        fault_add(v->faults, S("entered_by"), MSG("is self, helped or behalf"), STR_NONE, STR_NONE);
    if (!actor_may(v->who, S("dossier.receive")))
        return ERR_FORBIDDEN; /* only a desk files for others or on paper */
    plan->received_unit = v->who->unit != 0 ? v->who->unit : plan->unit.id;
    return v->who->system ? ERR_OK : for_whom(v, plan);
}

/* "H23.30.10507": the agency, the province, the unit; see docs/codes.md. */
static enum err
code_prefix(struct view *v, const struct unit *unit, Str *out)
{
    struct unit province;
    char        letters[40];
    size_t      n = 0, word = 0;

    TRY(unit_province(v, time_day(v->now), &province));
    for (size_t i = 0; i < unit->code.n && n < sizeof letters; i++) {
        char c = unit->code.p[i];

        if (c >= '0' && c <= '9')
            letters[n++] = c;
        else if (c < 'a' || c > 'z')
            word = 0;
        else if (word++ < 3)
            letters[n++] = (char)(c - 32);
    }
    *out = str_format(v->arena, "%.*s.%.*s.%.*s", STR_ARG(unit_agency_code(v)),
                      STR_ARG(province.code), (int)n, letters);
    return ERR_OK;
}

static enum err
prepare(struct view *v, const void *input, void *p)
{
    const struct submit_in *in = input;
    struct submit_plan     *plan = p;
    enum err                err;

    plan->in = in;
    err = procedure_in_force(v, in->procedure, time_day(v->now), &plan->procedure);
    if (err == ERR_NOT_FOUND)
        return view_refuse(v, err, MSG("No procedure of this name is in force today."));
    TRY(err);
    if (in->version != 0 && in->version != plan->procedure->version) {
        fault_add(v->faults, S("version"), MSG("is no longer in force: {1} is"),
                  str_int(v->arena, plan->procedure->version), STR_NONE);
        return ERR_INVALID; /* nobody files what they did not see */
    }
    TRY(submit_competent_unit(v, plan->procedure, in->unit, &plan->unit));
    if (plan->unit.id != 0)
        TRY(desk_of_unit(v, plan->unit.id, time_day(v->now), &plan->desk));
    TRY(who_files(v, plan));
    plan->answers = in->form;
    TRY(submit_check_form(v, plan->procedure, time_day(v->now), &plan->answers));
    TRY(upload_read(v, plan->procedure, in->files, &plan->files));
    check_components(v, plan);
    plan->procedure = procedure_as(v, plan->procedure, plan->answers, plan->channel);
    plan->applicant_name = applicant_name(v, plan);
    plan->answers_text = json_string(v->arena, plan->answers);
    return code_prefix(v, &plan->unit, &plan->code_prefix);
}

/* -- in the pen ------------------------------------------------------------------------ */

static enum err
next_code(struct act *a, const struct submit_plan *plan, Str *out)
{
    Day          today = time_day(act_now(a));
    struct civil c = day_civil(today);
    struct cell  key[2] = { cell_text(plan->code_prefix), cell_day(today) };
    int64_t      n;

    TRY(act_next(a, &sequence, key, &n));
    *out = str_format(act_arena(a), "%.*s-%02d%02d%02d-%04lld", STR_ARG(plan->code_prefix),
                      c.year % 100, c.month, c.day, (long long)n);
    return ERR_OK;
}

static enum err
store(struct act *a, const struct submit_plan *plan, struct dossier *d)
{
    const struct step *first = &plan->procedure->steps[0];

    *d = (struct dossier){
        .dossier = act_new_id(a), .action = S("submit"), .note = S(""), .code = d->code,
        .procedure = plan->procedure->key, .procedure_version = plan->procedure->version,
        .channel = plan->channel, .entered_by = plan->entered_by, .applicant = d->applicant,
        .applicant_kind = plan->in->applicant_kind, .applicant_name = plan->applicant_name,
        .received_unit = plan->received_unit, .competent_unit = plan->unit.id,
        .desk = plan->desk, .status = STATUS_NEW, .step = first->key, .role = first->role,
        .back_step = S(""), .filed = act_now(a), .received = TIME_NONE, .due = TIME_NONE,
        .paused_since = TIME_NONE, .ended = TIME_NONE, .returned = TIME_NONE,
        .fee = plan->procedure->fee > 0 ? plan->procedure->fee : 0,
        .fee_state = S("none"),
    };
    TRY(dossier_form_add(a, d->dossier, 1, plan->answers_text));
    TRY(upload_store(a, d->dossier, 1, &plan->files));
    return dossier_store(a, NULL, d);
}

static enum err
apply(struct act *a, const void *p, struct json *out)
{
    const struct submit_plan *plan = p;
    struct arena             *arena = act_arena(a);
    struct dossier            d = { .applicant = plan->applicant };

    if (plan->person.personal_number.n > 0)
        TRY(person_ensure(a, &plan->person, &d.applicant));
    TRY(next_code(a, plan, &d.code));
    TRY(store(a, plan, &d));
    if (plan->applicant != 0)
        TRY(draft_filed(a, plan->procedure->key));
    json_put_text(arena, out, "code", d.code);
    json_put_text(arena, out, "secret", dossier_secret(act_view(a), d.code));
    json_put_time(arena, out, "filed", d.filed);
    json_put_int(arena, out, "status", d.status);
    json_put_int(arena, out, "entry", act_number(a));
    return ERR_OK;
}

static const struct field fields[] = {
    FIELD(TEXT, struct submit_in, procedure, .required = true, .max = 80,
          .help = "The procedure's key"),
    FIELD(TEXT, struct submit_in, unit, .max = 40,
          .help = "Code of the commune or district that decides"),
    FIELD(INT, struct submit_in, version,
          .help = "The procedure's version that was shown; refused when another is in force"),
    FIELD(JSON, struct submit_in, form, .required = true,
          .help = "The answers, by the procedure's form schema"),
    FIELD(JSON, struct submit_in, files, .help = "[{component, ticket}] of files already uploaded"),
    FIELD(INT, struct submit_in, channel, .max = 3, .help = "1 at the desk, 2 online, 3 by post"),
    FIELD(TEXT, struct submit_in, entered_by, .max = 10, .help = "self, helped or behalf"),
    FIELD(INT, struct submit_in, applicant_kind, .max = 2,
          .help = "0 citizen, 1 enterprise, 2 household business"),
    FIELD(TEXT, struct submit_in, applicant_name, .max = 120,
          .help = "Whose dossier it is, when a desk files it"),
    FIELD(TEXT, struct submit_in, applicant_number, .max = 12,
          .help = "Their personal number, when a desk files it"),
};

const struct command dossier_submit = {
    .name = "dossier.submit", .right = "anyone",
    .help = "Files a dossier under a procedure in force today.",
    .fields = fields, .n_fields = sizeof fields / sizeof fields[0],
    .in_size = sizeof(struct submit_in), .plan_size = sizeof(struct submit_plan),
    .prepare = prepare, .apply = apply,
};
