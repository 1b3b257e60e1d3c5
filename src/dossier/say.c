/* dossier/say.c -- see say.h.  Floor 7. */
#include "dossier/say.h"

#include "base/text.h"
#include "dossier/assign.h"
#include "dossier/dossier_sql.h"
#include "dossier/opinion.h"
#include "dossier/place.h"
#include "ident/ident.h"

#define SOON_MINUTES 240 /* less than half a working day left: amber */

static const char *const status_key[] = {
    NULL,
    MSG("Newly filed"),
    MSG("Received"),
    MSG("Not received"),
    MSG("Being handled"),
    MSG("Waiting for a supplement"),
    MSG("Waiting for the fee"),
    MSG("Withdrawn by the person"),
    MSG("Handling stopped"),
    MSG("Handled"),
    MSG("Result returned"),
};

Str
say_state(enum lang lang, const struct dossier *d)
{
    if (!dossier_is_denied(d))
        return say_status(lang, d->status);
    return words(lang, d->status == STATUS_RETURNED ? MSG("Refused; the answer was handed over")
                                                    : MSG("Handled: refused in writing"));
}

Str
say_status(enum lang lang, int64_t status)
{
    if (status < STATUS_NEW || status > STATUS_RETURNED)
        return S("");
    return words(lang, status_key[status]);
}

/* As a rule one that is said already: only another is looked up. */
static enum err
unit_then(struct view *v, const struct saying *said, Id unit, Time at, struct unit *out)
{
    Day day = time_day(at);

    if (unit_is_on(&said->competent, unit, day))
        *out = said->competent;
    else if (unit_is_on(&said->received, unit, day))
        *out = said->received;
    else
        return unit_by_id(v, unit, day, out);
    return ERR_OK;
}

/* As it was called when the dossier was filed; one that came later, as it is called now. */
static enum err
unit_of_dossier(struct view *v, const struct saying *said, const struct dossier *d,
                struct unit *out)
{
    enum err err = unit_then(v, said, d->competent_unit, d->filed, out);

    return err == ERR_NOT_FOUND ? unit_then(v, said, d->competent_unit, v->now, out) : err;
}

enum err
saying_next(struct view *v, const struct dossier *d, struct saying *said)
{
    struct saying s = { .v = v, .d = d };

    TRY(procedure_version(v, d->procedure, d->procedure_version, &s.p));
    TRY(unit_of_dossier(v, said, d, &s.competent));
    s.received = s.competent;
    if (d->received_unit != d->competent_unit)
        TRY(unit_then(v, said, d->received_unit, d->filed, &s.received));
    TRY(calendar_of_unit(v, d->competent_unit, &s.calendar));
    *said = s;
    return ERR_OK;
}

enum err
saying_of(struct view *v, const struct dossier *d, struct saying *out)
{
    *out = (struct saying){ .v = v };
    return saying_next(v, d, out);
}

Str
say_procedure(const struct saying *s)
{
    return pack_words(s->v->lang, s->p->name);
}

Str
say_office(struct view *v, const struct unit *u)
{
    if (str_eq(u->kind, S("district")) || str_eq(u->kind, S("commune")) ||
        str_eq(u->kind, S("province")))
        return words_fill(v->arena, v->lang, "People's Committee of {1}", u->title, STR_NONE);
    return u->title;
}

Str
say_role_at(struct view *v, Str role, const struct unit *u)
{
    Str office = say_office(v, u);

    if (str_eq(role, S("desk")))
        return words_fill(v->arena, v->lang, "One-stop desk, {1}", office, STR_NONE);
    if (str_eq(role, S("leader")))
        return words_fill(v->arena, v->lang, "Leader, {1}", office, STR_NONE);
    return words_fill(v->arena, v->lang, "Case officer, {1}", office, STR_NONE);
}

void
say_moment(struct view *v, struct json *out, const char *key, Time t)
{
    if (t == TIME_NONE)
        return;
    json_put_text(v->arena, out, key, time_text(v->arena, t));
    json_put_text(v->arena, out, str_join(v->arena, str_of(key), S("_words"), STR_NONE).p,
                  when_moment(v->arena, v->lang, t));
}

void
say_due(const struct saying *s, struct json *out)
{
    say_moment(s->v, out, "due", s->d->due);
}

/* -- of a procedure ----------------------------------------------------------------- */

Str
say_term(struct view *v, const struct procedure *p)
{
    if (p->term < 0)
        return words(v->lang, "The term is not known");
    if (p->term_in == TERM_MINUTES)
        return words_count(v->arena, v->lang, "{1} working hour", MSG("{1} working hours"),
                           p->term / 60);
    if (p->term_in == TERM_DAYS)
        return words_count(v->arena, v->lang, "{1} day, days off counted",
                           MSG("{1} days, days off counted"), p->term);
    if (p->term == 0)
        return words(v->lang, "The same working day");
    return words_count(v->arena, v->lang, "{1} working day", MSG("{1} working days"), p->term);
}

Str
say_fee_of(struct view *v, const struct procedure *p)
{
    if (p->fee < 0)
        return words(v->lang, "The fee is not known");
    if (p->fee == 0)
        return words(v->lang, "Free of charge");
    return words_fill(v->arena, v->lang, "{1} đồng",
                      number_text(v->arena, p->fee, v->lang == LANG_EN), STR_NONE);
}

/* -- the clock --------------------------------------------------------------------- */

static void
clock_is(const struct saying *s, struct json *out, const char *state, Str text)
{
    struct json *clock = json_put_object(s->v->arena, out, "clock");

    json_put_text(s->v->arena, clock, "state", str_of(state));
    json_put_text(s->v->arena, clock, "words", text);
}

static void
running_clock(const struct saying *s, struct json *out)
{
    struct view *v = s->v;
    int64_t      left;
    Str          length;

    if (calendar_minutes_between(s->calendar, v->now, s->d->due, &left) != ERR_OK) {
        clock_is(s, out, "none", words(v->lang, "the working calendar is not known that far"));
        return;
    }
    length = when_working(v->arena, v->lang, left < 0 ? -left : left);
    if (v->now > s->d->due)
        clock_is(s, out, "late", words_fill(v->arena, v->lang, "late by {1}", length, STR_NONE));
    else
        clock_is(s, out, left < SOON_MINUTES ? "soon" : "ok",
                 words_fill(v->arena, v->lang, "{1} left", length, STR_NONE));
}

static void
ended_clock(const struct saying *s, struct json *out)
{
    bool late = dossier_is_late(s->d, s->v->now);

    if (s->d->status != STATUS_FINISHED && s->d->status != STATUS_RETURNED)
        clock_is(s, out, "done", words(s->v->lang, "closed"));
    else
        clock_is(s, out, late ? "late" : "done",
                 words(s->v->lang, late ? MSG("finished late") : MSG("finished on time")));
}

void
say_clock(const struct saying *s, struct json *out)
{
    const struct dossier *d = s->d;

    if (d->ended != TIME_NONE)
        ended_clock(s, out);
    else if (dossier_waits(d) == WAITS_PERSON)
        clock_is(s, out, "paused",
                 words(s->v->lang, d->received == TIME_NONE ? MSG("waiting for the person")
                                                            : MSG("the clock stands still")));
    else if (d->due == TIME_NONE)
        clock_is(s, out, "none",
                 words(s->v->lang, d->received == TIME_NONE ? MSG("not yet received")
                                                            : MSG("no term is known")));
    else
        running_clock(s, out);
}

void
say_row(const struct saying *s, struct json *row)
{
    json_put_text(s->v->arena, row, "code", s->d->code);
    json_put_text(s->v->arena, row, "person", s->d->applicant_name);
    json_put_text(s->v->arena, row, "procedure", say_procedure(s));
    say_clock(s, row);
}

Str
say_holder(const struct saying *s)
{
    const struct dossier *d = s->d;
    struct view          *v = s->v;
    struct unit           home;
    Str                   name;

    switch (dossier_waits(d)) {
    case WAITS_PERSON:
        return words(v->lang, "The person who filed");
    case WAITS_NOBODY:
        return words(v->lang, "Nobody: the dossier is closed");
    case WAITS_HANDOVER:
        return say_role_at(v, S("desk"),
                           s->p->has_places && place_home(v, d, s->p, &home) == ERR_OK
                               ? &home
                               : &s->competent);
    case WAITS_OFFICER:
        break;
    }
    if (d->assignee != 0 && v->who->n_rights > 0 &&
        ident_account_name(v, d->assignee, &name) == ERR_OK)
        return str_format(v->arena, "%.*s, %.*s", STR_ARG(name),
                          STR_ARG(say_role_at(v, d->role, &s->competent)));
    return say_role_at(v, d->role, &s->competent);
}

/* -- the story ----------------------------------------------------------------------- */

static const struct {
    const char *action, *person, *officer, *kind;
} event[] = {
    { "submit", MSG("You filed the dossier"), MSG("The dossier was filed"), "done" },
    { "accept", MSG("The dossier was received; a date for the result is set"),
      MSG("The dossier was received; a date for the result is set"), "done" },
    { "take", MSG("An officer took the dossier in hand"),
      MSG("An officer took the dossier in hand"), "done" },
    { "assign", MSG("The office named who handles your dossier"), MSG("The dossier was assigned"),
      "done" },
    { "transfer", MSG("The dossier was passed on to another office, which decides it now"),
      MSG("The dossier was transferred to another unit"), "done" },
    { "consult", MSG("The office asked another office for its opinion"),
      MSG("Other units were asked for their opinion"), "done" },
    { "ask", MSG("You were asked for a supplement"), MSG("The person was asked for a supplement"),
      "wait" },
    { "supply", MSG("You supplied what was asked for"),
      MSG("The person supplied what was asked for"), "done" },
    { "refuse", MSG("The dossier was not received"), MSG("The dossier was not received"), "stop" },
    { "charge", MSG("You were asked to pay the fee"), MSG("The person was asked to pay the fee"),
      "wait" },
    { "paid", MSG("Your payment was recorded"), MSG("The payment was recorded"), "done" },
    { "propose", MSG("The result was proposed for signature"),
      MSG("The result was proposed for signature"), "done" },
    { "sign", MSG("The result was approved"), MSG("The result was approved"), "done" },
    { "deny", MSG("Your request was refused; the written answer says why"),
      MSG("The request was refused in writing"), "stop" },
    { "return", MSG("The leader sent it back for rework"),
      MSG("The leader sent it back for rework"), "done" },
    { "extend", MSG("The office apologised and promised a later day"),
      MSG("The term was extended"), "done" },
    { "stop", MSG("Handling was stopped"), MSG("Handling was stopped"), "stop" },
    { "withdraw", MSG("You withdrew the dossier"), MSG("The person withdrew the dossier"), "stop" },
    { "deliver", MSG("The result was handed over"), MSG("The result was handed over"), "done" },
};

static const char *
event_words(Str action, bool for_officer, const char **kind)
{
    for (size_t i = 0; i < sizeof event / sizeof event[0]; i++)
        if (str_eq(action, str_of(event[i].action))) {
            *kind = event[i].kind;
            return for_officer ? event[i].officer : event[i].person;
        }
    *kind = "done";
    return MSG("The dossier changed");
}

static const char *
kind_words(const char *kind)
{
    return strcmp(kind, "done") == 0   ? "Done"
           : strcmp(kind, "now") == 0  ? "Now"
           : strcmp(kind, "next") == 0 ? "Next"
           : strcmp(kind, "wait") == 0 ? "Waiting"
                                       : MSG("Ended");
}

static struct json *
add_event(const struct saying *s, struct json *timeline, const char *kind, Str what)
{
    struct json *e = json_add(timeline, json_object(s->v->arena));

    json_put_text(s->v->arena, e, "kind", str_of(kind));
    json_put_text(s->v->arena, e, "kind_words", words(s->v->lang, kind_words(kind)));
    json_put_text(s->v->arena, e, "what", what);
    return e;
}

/* What comes next and what is going on: the two lines above the past. */
static void
say_future(const struct saying *s, struct json *timeline)
{
    const struct step *step = procedure_step(s->p, s->d->step), *next = NULL;
    struct view       *v = s->v;
    struct unit        unit = s->competent;
    struct json       *e;

    if (!dossier_is_open(s->d) || step == NULL)
        return;
    for (int i = 0; i < step->n_actions && next == NULL; i++)
        next = procedure_step(s->p, step->actions[i].target);
    if (next != NULL) {
        bool ends = next->status != 0;

        e = add_event(s, timeline, "next",
                      ends ? words_fill(v->arena, v->lang, "The result: {1}",
                                        pack_words(v->lang, s->p->result_name), STR_NONE)
                           : pack_words(v->lang, next->name));
        if (s->p->has_places && place_of_step(v, s->d, s->p, next, &unit) != ERR_OK)
            unit = s->competent;
        if (!ends)
            json_put_text(v->arena, e, "who", say_role_at(v, next->role, &unit));
    }
    e = add_event(s, timeline, "now", pack_words(v->lang, step->name));
    json_put_text(v->arena, e, "who", say_holder(s));
}

/* To whom it was assigned, for colleagues. */
static void
say_assigned(const struct saying *s, const struct dossier_versions_row *row,
             const struct side_story *sides, struct json *e)
{
    Id  main = row[0].assignee != row[-1].assignee ? row[0].assignee : -1;
    Str to = assign_words(s, sides, row->version, main);

    if (to.n > 0)
        json_put_text(s->v->arena, e, "to_words", to);
}

/* Which office has it from then on, for everyone. */
static void
say_transferred(const struct saying *s, const struct dossier_versions_row *row, struct json *e)
{
    struct unit unit;

    if (unit_then(s->v, s, row->competent_unit, row->at, &unit) == ERR_OK)
        json_put_text(s->v->arena, e, "to_words",
                      words_fill(s->v->arena, s->v->lang, "To {1}", say_office(s->v, &unit),
                                 STR_NONE));
}

/* Which units were asked, for colleagues. */
static enum err
say_consulted(const struct saying *s, const struct dossier_versions_row *row, struct json *e)
{
    Str to;

    TRY(opinion_asked_words(s, row->version, &to));
    if (to.n > 0)
        json_put_text(s->v->arena, e, "to_words", to);
    return ERR_OK;
}

/* What colleagues tell each other is not for the person. */
static bool
is_inside(Str action)
{
    const struct action *a = flow_action(action);

    return a != NULL && a->inside;
}

static struct json *
say_version(const struct saying *s, bool for_officer, const struct dossier_versions_row *row,
            struct json *timeline)
{
    struct view *v = s->v;
    const char  *kind, *what = event_words(row->action, for_officer, &kind);
    struct json *e = add_event(s, timeline, kind, words(v->lang, what));
    struct unit  unit;
    Str          name;

    say_moment(v, e, "at", row->at);
    if (for_officer && row->actor != 0 &&
        ident_account_did(v, row->actor, row->act, &name) == ERR_OK)
        json_put_text(v->arena, e, "who", name);
    else if (row->actor_unit != 0 && unit_then(v, s, row->actor_unit, row->at, &unit) == ERR_OK)
        json_put_text(v->arena, e, "who", say_office(v, &unit));
    if (row->note.n > 0 && (for_officer || !is_inside(row->action)))
        json_put_text(v->arena, e, "note", row->note);
    json_put_text(v->arena, e, "entry", str_int(v->arena, row->act));
    return e;
}

static void
say_pause(const struct saying *s, const struct dossier_versions_row *begun, Time to,
          struct json *pauses)
{
    struct view *v = s->v;
    struct json *p = json_add(pauses, json_object(v->arena));
    int64_t      minutes = 0;
    Time         end = to != TIME_NONE ? to : v->now;

    json_put_text(v->arena, p, "why",
                  words(v->lang, begun->status == STATUS_PAYMENT
                                     ? "Waiting for the fee"
                                     : MSG("Waiting for a supplement")));
    say_moment(v, p, "from", begun->paused_since);
    say_moment(v, p, "to", to);
    if (calendar_minutes_between(s->calendar, begun->paused_since, end, &minutes) != ERR_OK)
        minutes = 0;
    json_put_text(v->arena, p, "length_words", when_working(v->arena, v->lang, minutes));
}

static void
say_pauses(const struct saying *s, const struct dossier_versions_row *row, int n, struct json *out)
{
    struct json *pauses = json_put_array(s->v->arena, out, "pauses");

    for (int i = 0; i < n; i++)
        if (row[i].paused_since != TIME_NONE && (i == 0 || row[i - 1].paused_since == TIME_NONE)) {
            int k = i + 1;

            while (k < n && row[k].paused_since != TIME_NONE)
                k++;
            say_pause(s, &row[i], k < n ? row[k].at : TIME_NONE, pauses);
        }
}

enum err
say_story(const struct saying *s, bool for_officer, struct json *out)
{
    struct dossier_versions_row *row;
    struct json                 *timeline = json_put_array(s->v->arena, out, "timeline");
    const struct side_story     *sides = NULL;
    int                          n;

    TRY(dossier_versions(s->v, s->d->dossier, 0, 200, &row, &n));
    if (for_officer)
        TRY(assign_story(s, &sides));
    say_future(s, timeline);
    for (int i = n - 1; i >= 0; i--) {
        struct json *e = say_version(s, for_officer, &row[i], timeline);

        if (for_officer && i > 0 && str_eq(row[i].action, S("assign")))
            say_assigned(s, &row[i], sides, e);
        if (i > 0 && row[i].competent_unit != row[i - 1].competent_unit)
            say_transferred(s, &row[i], e);
        if (for_officer && str_eq(row[i].action, S("consult")))
            TRY(say_consulted(s, &row[i], e));
    }
    say_pauses(s, row, n, out);
    return ERR_OK;
}
