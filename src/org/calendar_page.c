/* org/calendar_page.c -- a year of the working calendar, each day that differs
 * and each opening hour with the source it rests on.  A year that nobody has
 * published is said to be unknown.  Floor 4. */
#include "base/when.h"
#include "base/words.h"
#include "org/commands.h"
#include "org/declared.h"

struct calendar_in {
    int64_t year;
};

struct calendar_page {
    struct view                    *v;
    const struct declared_calendar *calendar; /* NULL: none is loaded */
    int                             year;
    bool                            known;
};

static const char *const month_names[] = {
    MSG("January"),   MSG("February"), MSG("March"),    MSG("April"),
    MSG("May"),       MSG("June"),     MSG("July"),     MSG("August"),
    MSG("September"), MSG("October"),  MSG("November"), MSG("December"),
};

static int
file_year(const struct pack_file *f)
{
    return (int)json_int(f->json, "year", 0);
}

/* -- years ---------------------------------------------------------------------------- */

static bool
has_year(const struct calendar_page *p, int year)
{
    for (int i = 0; p->calendar != NULL && i < p->calendar->n_days; i++)
        if (file_year(p->calendar->days[i]) == year)
            return true;
    return false;
}

static void
put_chip(const struct calendar_page *p, struct json *list, int year)
{
    struct view *v = p->v;
    struct json *o = json_add(list, json_object(v->arena));
    Str          label = str_format(v->arena, "%d", year);

    if (!has_year(p, year))
        label = words_fill(v->arena, v->lang, MSG("{1} – not known"), label, STR_NONE);
    json_put_text(v->arena, o, "label", label);
    json_put_text(v->arena, o, "href", str_format(v->arena, "/lich?nam=%d", year));
    if (year == p->year)
        json_put_bool(v->arena, o, "current", true);
}

/* The published years, the one after them, and the one asked for. */
static void
put_chips(const struct calendar_page *p, struct json *out)
{
    struct json *list = json_put_array(p->v->arena, out, "chips");
    int          first = p->year, last = p->year;

    for (int i = 0; p->calendar != NULL && i < p->calendar->n_days; i++) {
        int year = file_year(p->calendar->days[i]);

        first = year < first ? year : first;
        last = year >= last ? year + 1 : last;
    }
    for (int year = first; year <= last; year++)
        if (year == p->year || has_year(p, year) || has_year(p, year - 1))
            put_chip(p, list, year);
}

/* -- days -------------------------------------------------------------------------------- */

static const struct json *
exception_of(const struct calendar_page *p, Day day)
{
    Str text = day_text(p->v->arena, day);

    for (int i = 0; p->calendar != NULL && i < p->calendar->n_days; i++)
        json_each(e, json_get(p->calendar->days[i]->json, "exceptions"))
            if (file_year(p->calendar->days[i]) == p->year && str_eq(json_text(e, "day"), text))
                return e;
    return NULL;
}

static const char *
kind_of(const struct calendar_page *p, Day day)
{
    const struct json *exception = exception_of(p, day);
    int                weekday = day_weekday(day);

    if (p->calendar == NULL || !calendar_knows(p->calendar->calendar, day))
        return weekday == 0 || weekday == 6 ? "rest" : "blank";
    if (exception != NULL)
        return json_bool(exception, "works") ? "made" : "off";
    return calendar_works(p->calendar->calendar, day) ? "work" : "rest";
}

static const char *
kind_words(const char *kind)
{
    return strcmp(kind, "off") == 0    ? MSG("day off")
           : strcmp(kind, "made") == 0 ? MSG("worked to make up")
           : strcmp(kind, "rest") == 0 ? MSG("weekly rest")
                                       : NULL;
}

static void
put_day(const struct calendar_page *p, struct json *list, Day day, bool first)
{
    struct view *v = p->v;
    struct json *o = json_add(list, json_object(v->arena));
    const char  *kind = kind_of(p, day), *message = kind_words(kind);
    int          weekday = day_weekday(day);

    json_put_text(v->arena, o, "words", when_day(v->arena, v->lang, day));
    json_put_text(v->arena, o, "number", str_format(v->arena, "%d", day_civil(day).day));
    if (first) /* the month begins under its weekday, Monday first */
        json_put_text(v->arena, o, "column",
                      str_format(v->arena, "%d", weekday == 0 ? 7 : weekday));
    json_put_text(v->arena, o, "kind", str_of(kind));
    if (message != NULL && (p->known || strcmp(kind, "rest") != 0))
        json_put_text(v->arena, o, "kind_words", words(v->lang, message));
}

static void
put_months(const struct calendar_page *p, struct json *out)
{
    struct json *months = json_put_array(p->v->arena, out, "months");

    for (int m = 1; m <= 12; m++) {
        struct json *month = json_add(months, json_object(p->v->arena)), *days;
        Day          first = day_of(p->year, m, 1), end = day_add_months(first, 1);

        json_put_text(p->v->arena, month, "name", words(p->v->lang, month_names[m - 1]));
        days = json_put_array(p->v->arena, month, "days");
        for (Day day = first; day < end; day++)
            put_day(p, days, day, day == first);
    }
}

/* -- what differs, and the hours ------------------------------------------------------------ */

static void
put_source(const struct calendar_page *p, struct json *o, const struct pack_file *f,
           const struct json *fact)
{
    struct pack_source source;

    pack_put_source(p->v, o, pack_source_of(f->json, fact, &source) ? &source : NULL);
}

static void
put_exceptions(const struct calendar_page *p, struct json *out)
{
    struct view *v = p->v;
    struct json *list = json_put_array(v->arena, out, "exceptions");

    for (int i = 0; p->calendar != NULL && i < p->calendar->n_days; i++) {
        const struct pack_file *f = p->calendar->days[i];

        if (file_year(f) != p->year)
            continue;
        json_each(e, json_get(f->json, "exceptions"))
        {
            struct json *o = json_add(list, json_object(v->arena));
            Day          day = DAY_NONE;

            if (day_parse(json_text(e, "day"), &day) != ERR_OK)
                continue;
            json_put_day(v->arena, o, "day", day);
            json_put_text(v->arena, o, "day_words", when_day(v->arena, v->lang, day));
            json_put_text(v->arena, o, "kind_words",
                          words(v->lang, kind_words(json_bool(e, "works") ? "made" : "off")));
            json_put_text(v->arena, o, "why", pack_words(v->lang, json_get(e, "why")));
            put_source(p, o, f, e);
        }
    }
}

static Str
hours_words(struct arena *arena, const struct json *hours)
{
    Str all = STR_NONE;

    json_each(pair, hours)
    {
        Str one = str_format(arena, "%.*s–%.*s", STR_ARG(pair->first->text),
                             STR_ARG(pair->last->text));

        all = all.n == 0 ? one : str_format(arena, "%.*s, %.*s", STR_ARG(all), STR_ARG(one));
    }
    return all;
}

static void
put_hours_row(const struct calendar_page *p, struct json *list, const struct json *rule, Str when)
{
    struct view *v = p->v;
    struct json *o = json_add(list, json_object(v->arena));

    json_put_text(v->arena, o, "when_words", when);
    if (json_get(rule, "name") != NULL)
        json_put_text(v->arena, o, "name", pack_words(v->lang, json_get(rule, "name")));
    json_put_text(v->arena, o, "hours_words", hours_words(v->arena, json_get(rule, "hours")));
    put_source(p, o, p->calendar->hours, rule);
}

static void
put_hours(const struct calendar_page *p, struct json *out)
{
    struct view *v = p->v;
    struct json *list = json_put_array(v->arena, out, "hours");
    Day          first = day_of(p->year, 1, 1), last = day_of(p->year, 12, 31);
    bool         seasons = false;

    if (!p->known)
        return;
    json_each(season, json_get(p->calendar->hours->json, "seasons"))
    {
        Day from, to;

        if (day_parse(json_text(season, "from"), &from) != ERR_OK ||
            day_parse(json_text(season, "to"), &to) != ERR_OK || to < first || from > last)
            continue;
        seasons = true;
        put_hours_row(p, list, season,
                      str_format(v->arena, "%.*s – %.*s", STR_ARG(day_people(v->arena, from)),
                                 STR_ARG(day_people(v->arena, to))));
    }
    put_hours_row(p, list, p->calendar->hours->json,
                  words(v->lang, seasons ? MSG("on all other days") : MSG("on all days")));
}

/* -- the page ---------------------------------------------------------------------------------- */

static enum err
calendar_run(struct view *v, const void *input, struct json *out)
{
    const struct calendar_in *in = input;
    struct calendar_page      p = { .v = v };
    Day                       until;
    enum err                  err = declared_calendar_of(v, 0, &p.calendar);

    if (err != ERR_OK && err != ERR_UNKNOWN)
        return err;
    v->why = NULL;
    p.year = in->year != 0 ? (int)in->year : day_civil(time_day(v->now)).year;
    p.known = p.calendar != NULL && has_year(&p, p.year);
    json_put_text(v->arena, out, "year", str_format(v->arena, "%d", p.year));
    put_chips(&p, out);
    if (!p.known)
        json_put_bool(v->arena, out, "unknown", true);
    else if (calendar_known_until(p.calendar->calendar, day_of(p.year, 1, 1), &until) == ERR_OK)
        json_put_text(v->arena, out, "until_words",
                      words_fill(v->arena, v->lang, MSG("Known up to the end of {1}."),
                                 when_day(v->arena, v->lang, until), STR_NONE));
    put_months(&p, out);
    put_exceptions(&p, out);
    put_hours(&p, out);
    return ERR_OK;
}

static const struct field fields[] = {
    FIELD(INT, struct calendar_in, year, .min = 1900, .max = 2200,
          .help = "This year when absent."),
};

const struct query org_calendar_query = {
    .name = "org.calendar", .right = "anyone",
    .help = "A year's days off, make-up days and hours, with their sources.", .fields = fields,
    .n_fields = 1, .in_size = sizeof(struct calendar_in), .run = calendar_run,
};
