/* dossier/register.c -- the register of dossiers (form 07): what a unit received, in the order
 * of reception, with what became of each.
 *
 * Paged by key over one index, so that a page of the tenth year costs what the first does.
 * Like a work list it names people to officers who may read their dossiers; what is inside a
 * dossier is disclosed when it is opened.  Floor 7. */
#include "dossier/desk.h"
#include "dossier/pages.h"
#include "ident/ident.h"

#define REGISTER_PAGE 50

struct register_in {
    Str  unit;
    Day  from, to;
    Time after_received;
    Id   after;
};

static const struct field register_fields[] = {
    FIELD(TEXT, struct register_in, unit, .max = 60, .help = "Code of a unit; empty: one's own"),
    FIELD(DAY, struct register_in, from, .help = "The first day; empty: 29 days before the last"),
    FIELD(DAY, struct register_in, to, .help = "The last day; empty: today"),
    FIELD(TIME, struct register_in, after_received, .help = "Page on from here"),
    FIELD(ID, struct register_in, after, .help = "Page on from here"),
};

static enum err
find_unit(struct view *v, Str code, struct unit *out)
{
    Day today = time_day(v->now);

    if (code.n == 0)
        return unit_by_id(v, v->who->unit, today, out);
    return unit_by_code_ever(v, code, today, out);
}

static enum err
check_days(struct view *v, Day from, Day to)
{
    if (from <= to)
        return ERR_OK;
    fault_add(v->faults, S("from"), MSG("The last day is before the first."), STR_NONE, STR_NONE);
    return ERR_INVALID;
}

/* Before time, on time, late, or how it stands. */
static Str
outcome(const struct saying *s)
{
    const struct dossier *d = s->d;
    enum lang             lang = s->v->lang;

    if (d->status != STATUS_FINISHED && d->status != STATUS_RETURNED)
        return say_status(lang, d->status);
    if (dossier_is_late(d, s->v->now))
        return words(lang, "Late");
    return words(lang, d->due != TIME_NONE && time_day(d->ended) < time_day(d->due)
                           ? MSG("Before time")
                           : MSG("On time"));
}

static enum err
put_row(struct view *v, const struct dossier *d, struct saying *s, struct json *rows)
{
    struct json *row = json_add(rows, json_object(v->arena));

    TRY(saying_next(v, d, s));
    json_put_text(v->arena, row, "code", d->code);
    json_put_text(v->arena, row, "procedure", say_procedure(s));
    json_put_text(v->arena, row, "person", d->applicant_name);
    json_put_text(v->arena, row, "received_at", say_office(v, &s->received));
    say_moment(v, row, "received", d->received);
    say_moment(v, row, "due", d->due);
    say_moment(v, row, "ended", d->ended);
    say_moment(v, row, "returned", d->returned);
    json_put_text(v->arena, row, "outcome_words", outcome(s));
    if (dossier_is_late(d, v->now))
        json_put_bool(v->arena, row, "late", true);
    return ERR_OK;
}

static void
put_period(struct view *v, const struct unit *unit, Day from, Day to, struct json *out)
{
    json_put_text(v->arena, out, "unit_name", say_office(v, unit));
    json_put_text(v->arena, out, "unit_code", unit->code);
    json_put_text(v->arena, out, "from_words", day_people(v->arena, from));
    json_put_text(v->arena, out, "to_words", day_people(v->arena, to));
}

static Str
older_url(struct view *v, const struct unit *unit, Day from, Day to, const struct dossier *last)
{
    return str_format(v->arena, "/so-theo-doi?don-vi=%.*s&tu=%.*s&den=%.*s&moc=%.*s&sau=%lld",
                      STR_ARG(unit->code), STR_ARG(day_text(v->arena, from)),
                      STR_ARG(day_text(v->arena, to)),
                      STR_ARG(time_text_utc(v->arena, last->received)), (long long)last->dossier);
}

static enum err
register_run(struct view *v, const void *input, struct json *out)
{
    const struct register_in *in = input;
    Day            today = time_day(v->now), to = in->to != DAY_NONE ? in->to : today;
    Day            from = in->from != DAY_NONE ? in->from : to - 29;
    Time           begin = in->after_received != TIME_NONE ? in->after_received
                                                           : time_at(from, 0) - 1;
    struct json   *rows = json_put_array(v->arena, out, "rows");
    struct saying  s = { 0 };
    struct unit    unit;
    struct dossier *d;
    int            n;

    TRY(check_days(v, from, to));
    TRY(find_unit(v, in->unit, &unit));
    TRY(ident_require(v, S("dossier.read"), unit.id));
    put_period(v, &unit, from, to, out);
    TRY(dossier_received_by(v, unit.id, begin, in->after, time_at(to + 1, 0), REGISTER_PAGE + 1, &d,
                            &n));
    for (int i = 0; i < n && i < REGISTER_PAGE; i++)
        TRY(put_row(v, &d[i], &s, rows));
    if (n > REGISTER_PAGE)
        json_put_text(v->arena, out, "older_url",
                      older_url(v, &unit, from, to, &d[REGISTER_PAGE - 1]));
    return ERR_OK;
}

const struct query dossier_register_query = {
    .name = "dossier.register", .right = "dossier.read",
    .help = "What a unit received, in its order, and what became of it (form 07).",
    .fields = register_fields, .n_fields = sizeof register_fields / sizeof register_fields[0],
    .in_size = sizeof(struct register_in), .run = register_run,
};
