/* dossier/appointment_rule.c -- how a unit's day is cut, as its head sets it from a day on; the
 * days before keep what they had.  Floor 7. */
#include "dossier/appointment.h"
#include "dossier/dossier_sql.h"
#include "dossier/pages.h"
#include "ident/ident.h"

#define LIST 20

struct set_in {
    Str     unit;
    Day     begins;
    int64_t minutes, places, days_ahead;
};
static const struct field set_fields[] = {
    FIELD(TEXT, struct set_in, unit, .max = 40, .help = "The unit's code; absent: one's own"),
    FIELD(DAY, struct set_in, begins, .required = true, .help = "The first day it counts for"),
    FIELD(INT, struct set_in, minutes, .required = true, .min = SLOT_MINUTES_MIN,
          .max = SLOT_MINUTES_MAX, .help = "How long an appointment is"),
    FIELD(INT, struct set_in, places, .required = true, .min = 0, .max = SLOT_PLACES_MAX,
          .help = "How many people at a time; 0: no appointments"),
    FIELD(INT, struct set_in, days_ahead, .required = true, .min = 1, .max = SLOT_DAYS_MAX,
          .help = "How many days ahead one can book"),
};
static const struct field settings_fields[] = {
    FIELD(TEXT, struct set_in, unit, .max = 40, .help = "The unit's code; absent: one's own"),
};

static enum err
unit_of(struct view *v, Str code, struct unit *out)
{
    TRY(code.n > 0 ? queue_unit(v, code, out) : queue_own_unit(v, out));
    return ident_require(v, S("dossier.approve"), out->id);
}

struct set_plan {
    const struct set_in *in;
    struct unit          unit;
};

static enum err
set_prepare(struct view *v, const void *input, void *p)
{
    struct set_plan *plan = p;

    plan->in = input;
    TRY(unit_of(v, plan->in->unit, &plan->unit));
    if (plan->in->begins < time_day(v->now))
        fault_add(v->faults, S("begins"), MSG("is past: choose today or a later day"), STR_NONE,
                  STR_NONE);
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
set_apply(struct act *a, const void *p, struct json *out)
{
    const struct set_plan *plan = p;
    const struct set_in   *in = plan->in;

    (void)out;
    act_subject(a, str_format(act_arena(a), "unit:%.*s", STR_ARG(plan->unit.code)));
    return appointment_rule_add(a, &(struct appointment_rule_add_in){
        .unit = plan->unit.id, .n = act_new_id(a), .at = act_now(a), .begins = in->begins,
        .minutes = in->minutes, .places = in->places, .days_ahead = in->days_ahead });
}

const struct command appointment_set = {
    .name = "appointment.set", .right = "dossier.approve",
    .help = "How long appointments at a unit are, how many at a time, from a day on.",
    .fields = set_fields, .n_fields = sizeof set_fields / sizeof set_fields[0],
    .in_size = sizeof(struct set_in), .plan_size = sizeof(struct set_plan),
    .prepare = set_prepare, .apply = set_apply,
};

/* -- the page -------------------------------------------------------------------------------- */

static void
put_number(struct view *v, struct json *fields, const char *name, const char *label,
           const char *hint, int64_t value)
{
    struct json *f = json_add(fields, page_field(v, str_of(name), words(v->lang, label), false));

    if (hint != NULL)
        json_put_text(v->arena, f, "hint", words(v->lang, hint));
    if (value >= 0)
        json_put_text(v->arena, f, "value", str_int(v->arena, value));
    f = json_put_object(v->arena, f, "text");
    json_put_text(v->arena, f, "type", S("text"));
    json_put_text(v->arena, f, "inputmode", S("numeric"));
    json_put_text(v->arena, f, "autocomplete", S("off"));
    json_put_text(v->arena, f, "width", S("width-5"));
}

static void
put_fields(struct view *v, const struct slot_rule *now, struct json *out)
{
    struct json *fields = json_put_array(v->arena, out, "fields"), *f;

    f = json_add(fields, page_field(v, S("begins"), words(v->lang, MSG("From which day on")),
                                    false));
    json_put_object(v->arena, f, "date");
    put_number(v, fields, "minutes", MSG("Minutes for one appointment"), NULL, now->minutes);
    put_number(v, fields, "places", MSG("People at a time"),
               MSG("As many as counters that are kept for them; 0 means no appointments."),
               now->places);
    put_number(v, fields, "days_ahead", MSG("How many days ahead one can book"), NULL,
               now->days_ahead);
}

static void
say_rule(struct view *v, Str when, const struct slot_rule *r, struct json *rows)
{
    struct json *o = json_add(rows, json_object(v->arena));

    json_put_text(v->arena, o, "when_words", when);
    json_put_int(v->arena, o, "minutes", r->minutes);
    json_put_int(v->arena, o, "places", r->places);
    json_put_int(v->arena, o, "days_ahead", r->days_ahead);
}

static enum err
settings_run(struct view *v, const void *input, struct json *out)
{
    const struct set_in          *in = input;
    struct json                  *rows = json_put_array(v->arena, out, "rows");
    struct appointment_rules_row *row;
    struct slot_rule              now = { 30, 0, 14 };
    struct unit                   unit;
    bool                          any;
    int                           n;

    TRY(unit_of(v, in->unit, &unit));
    json_put_text(v->arena, out, "unit_name", say_office(v, &unit));
    json_put_text(v->arena, out, "unit", unit.code);
    TRY(slot_rule_on(v, unit.id, time_day(v->now), &now, &any));
    put_fields(v, &now, out);
    TRY(appointment_rules(v, unit.id, LIST, &row, &n));
    for (int i = 0; i < n; i++)
        say_rule(v, when_day(v->arena, v->lang, row[i].begins),
                 &(struct slot_rule){ row[i].minutes, row[i].places, row[i].days_ahead }, rows);
    if (n == 0 && any)
        say_rule(v, words(v->lang, MSG("until the office sets its own")), &now, rows);
    return ERR_OK;
}

const struct query appointment_settings = {
    .name = "appointment.settings", .right = "dossier.approve",
    .help = "How a unit's day is cut into appointments, and since when.",
    .fields = settings_fields, .n_fields = 1, .in_size = sizeof(struct set_in),
    .run = settings_run,
};
