/* cmd/simulate_fate.c -- see simulate_fate.h.
 *
 * A step's time is drawn when the dossier comes to it, and spent by what the
 * officer does there: looking it up (take) a tenth, asking or charging a third,
 * deciding the rest.  Floor 13. */
#include "cmd/simulate_fate.h"

#define LEAST_MINUTES 2 /* between two deeds of officers */

static const struct {
    const char *word;
    bool        by_person;
} deeds[] = {
    [DEED_SUBMIT] = { "submit", false }, [DEED_ACCEPT] = { "accept", false },
    [DEED_REFUSE] = { "refuse", false }, [DEED_TAKE] = { "take", false },
    [DEED_ASK] = { "ask", false },       [DEED_SUPPLY] = { "supply", true },
    [DEED_CHARGE] = { "charge", false }, [DEED_PAID] = { "paid", false },
    [DEED_PROPOSE] = { "propose", false }, [DEED_SIGN] = { "sign", false },
    [DEED_RETURN] = { "return", false }, [DEED_STOP] = { "stop", false },
    [DEED_WITHDRAW] = { "withdraw", true }, [DEED_DELIVER] = { "deliver", false },
};

const char *
deed_word(enum deed deed)
{
    return deeds[deed].word;
}

bool
deed_is_by_person(enum deed deed)
{
    return deeds[deed].by_person;
}

/* -- moments ------------------------------------------------------------------------- */

/* After so many working minutes, at some second of the last one. */
static enum err
by_officer(struct sim_dossier *d, int64_t minutes, Time *out)
{
    Time at, earliest = d->at + TIME_SECOND;

    if (minutes < LEAST_MINUTES)
        minutes = LEAST_MINUTES;
    TRY(calendar_add_minutes(d->unit->calendar, d->at, minutes, &at));
    at -= draw_below(&d->draw, 50) * TIME_SECOND;
    *out = at > earliest ? at : earliest;
    return ERR_OK;
}

static Time
by_person(struct sim_dossier *d, const struct quantiles *hours)
{
    int64_t minutes = draw_quantile(&d->draw, hours) * 60 / WHOLE;

    return d->at + (minutes > 0 ? minutes : 1) * TIME_MINUTE +
           draw_below(&d->draw, 60) * TIME_SECOND;
}

/* The person comes when it suits, and is served in opening hours. */
static enum err
at_counter(struct sim_dossier *d, const struct quantiles *hours, Time *out)
{
    d->at = by_person(d, hours);
    return by_officer(d, draw_between(&d->draw, 2, 20), out);
}

static void
come_to(const struct simulation *s, struct sim_dossier *d, const struct step *step)
{
    int     as = str_eq(step->role, S("desk"))     ? AS_DESK
                 : str_eq(step->role, S("leader")) ? AS_LEADER
                                                   : AS_SPECIALIST;
    int64_t multiple = draw_quantile(&d->draw, &s->officer[as]);

    d->step = step;
    d->left = multiple * step->minutes / WHOLE;
}

/* The officer does this after a share of the time left at the step. */
static enum err
spend(struct sim_dossier *d, enum deed deed, int64_t part)
{
    int64_t minutes = d->left / part;

    d->next_deed = deed;
    d->left -= minutes;
    return by_officer(d, minutes, &d->at);
}

/* -- being filed ------------------------------------------------------------------------ */

static Time
moment_on(struct sim_dossier *d, Day day, const int64_t hour[24])
{
    int h = draw_weighted(&d->draw, hour, 24);

    return time_at(day, h * 60 + (int)draw_below(&d->draw, 60)) +
           draw_below(&d->draw, 60) * TIME_SECOND;
}

/* A counter that is closed sends people to the web on days off, and lets them
 * wait for its opening on others. */
static enum err
file_on(const struct simulation *s, struct sim_dossier *d, Day day)
{
    Time open;

    d->at = moment_on(d, day, s->hour[ONLINE]);
    if (d->channel == ONLINE)
        return ERR_OK;
    open = moment_on(d, day, s->hour[IN_PERSON]);
    TRY(calendar_open_after(d->unit->calendar, open, &open));
    if (time_day(open) != day)
        d->channel = ONLINE;
    else
        d->at = open + draw_below(&d->draw, 60) * TIME_SECOND;
    return ERR_OK;
}

static void
draw_outcome(const struct simulation *s, struct sim_dossier *d)
{
    int64_t u = draw_below(&d->draw, WHOLE), ask = draw_below(&d->draw, WHOLE);

    d->will_be_refused = u < s->refused;
    u -= s->refused;
    d->will_be_withdrawn = u >= 0 && u < s->withdrawn;
    u -= s->withdrawn;
    d->will_be_stopped = u >= 0 && u < s->stopped;
    d->asks = ask < s->second_supplement ? 2 : ask < s->supplement ? 1 : 0;
    d->asked_at_desk = draw_chance(&d->draw, s->supplement_at_desk);
    d->pays_online = draw_chance(&d->draw, s->pays_online);
    d->result = draw_weighted(&d->draw, s->result, RESULTS);
    d->taken = !draw_chance(&d->draw, s->taken); /* what is not to be taken counts as taken */
    d->returned = !draw_chance(&d->draw, s->returned);
}

enum err
fate_begin(const struct simulation *s, struct sim_dossier *d, uint64_t seed, int64_t number,
           const struct sim_procedure *of, const struct sim_unit *unit, Day day)
{
    *d = (struct sim_dossier){ .draw = draw_begin(seed, (uint64_t)number), .number = number,
                               .of = of, .unit = unit, .next_deed = DEED_SUBMIT };
    d->channel = draw_weighted(&d->draw, of->says->channel, CHANNELS);
    draw_outcome(s, d);
    d->charged = of->procedure->fee <= 0;
    return file_on(s, d, day);
}

/* -- afterwards -------------------------------------------------------------------------- */

static bool
offers(const struct sim_dossier *d, const char *word)
{
    return step_target(d->step, str_of(word)).n > 0;
}

static enum err
at_desk(struct sim_dossier *d)
{
    if (d->asks > 0 && d->asked_at_desk && offers(d, "ask"))
        return spend(d, DEED_ASK, 3);
    if (d->will_be_refused && offers(d, "refuse"))
        return spend(d, DEED_REFUSE, 1);
    return spend(d, DEED_ACCEPT, 1);
}

/* Some time before the officer would have been done. */
static enum err
withdraw(struct sim_dossier *d)
{
    Time before = d->at, after;

    TRY(by_officer(d, d->left, &after));
    d->at = before + (after - before) / WHOLE * draw_between(&d->draw, 1000, 9000);
    d->next_deed = DEED_WITHDRAW;
    return ERR_OK;
}

static enum err
in_work(struct sim_dossier *d)
{
    if (d->will_be_withdrawn)
        return withdraw(d);
    if (!d->taken) {
        d->taken = true;
        return spend(d, DEED_TAKE, 10);
    }
    if (d->asks > 0 && offers(d, "ask"))
        return spend(d, DEED_ASK, 3);
    if (!d->charged && offers(d, "charge")) {
        d->charged = true;
        return spend(d, DEED_CHARGE, 3);
    }
    if (d->will_be_stopped && offers(d, "stop"))
        return spend(d, DEED_STOP, 1);
    return spend(d, DEED_PROPOSE, 1);
}

static enum err
at_leader(struct sim_dossier *d)
{
    if (!d->returned && offers(d, "return")) {
        d->returned = true;
        return spend(d, DEED_RETURN, 1);
    }
    return spend(d, DEED_SIGN, 1);
}

static enum err
at_step(struct sim_dossier *d)
{
    if (offers(d, "accept"))
        return at_desk(d);
    if (offers(d, "sign"))
        return at_leader(d);
    if (offers(d, "propose"))
        return in_work(d);
    d->next_deed = DEED_NONE;
    return ERR_OK;
}

static enum err
arrive(const struct simulation *s, struct sim_dossier *d, const struct step *step)
{
    if (step == NULL || step->status != 0)
        return ERR_OK; /* a procedure of another shape: it stays where it is */
    come_to(s, d, step);
    return at_step(d);
}

static enum err
pay(const struct simulation *s, struct sim_dossier *d)
{
    d->next_deed = DEED_PAID;
    if (!d->pays_online)
        return at_counter(d, &s->person[PAYS], &d->at);
    d->at = by_person(d, &s->person[PAYS]);
    return ERR_OK;
}

/* On a screen it is handed over at the officer's next look, on paper when the
 * person comes for it. */
static enum err
deliver(const struct simulation *s, struct sim_dossier *d)
{
    d->next_deed = DEED_DELIVER;
    if (d->result != ON_SCREEN)
        return at_counter(d, &s->person[COLLECTS], &d->at);
    come_to(s, d, &d->of->procedure->steps[0]);
    return by_officer(d, d->left, &d->at);
}

static const struct step *
led_to(const struct sim_dossier *d, enum deed deed)
{
    return procedure_step(d->of->procedure, step_target(d->step, str_of(deed_word(deed))));
}

enum err
fate_next(const struct simulation *s, struct sim_dossier *d)
{
    enum deed done = d->next_deed;

    d->next_deed = DEED_NONE;
    switch (done) {
    case DEED_SUBMIT:
        return arrive(s, d, &d->of->procedure->steps[0]);
    case DEED_ACCEPT:
    case DEED_PROPOSE:
    case DEED_RETURN:
        return arrive(s, d, led_to(d, done));
    case DEED_ASK:
        d->asks--;
        d->next_deed = DEED_SUPPLY;
        d->at = by_person(d, &s->person[SUPPLIES]);
        return ERR_OK;
    case DEED_CHARGE:
        return pay(s, d);
    case DEED_TAKE:
    case DEED_SUPPLY:
    case DEED_PAID:
        return at_step(d);
    case DEED_SIGN:
        return deliver(s, d);
    case DEED_NONE:
    case DEED_REFUSE:
    case DEED_STOP:
    case DEED_WITHDRAW:
    case DEED_DELIVER:
        return ERR_OK;
    }
    return ERR_OK;
}
