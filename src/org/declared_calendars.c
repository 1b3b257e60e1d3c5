/* org/declared_calendars.c -- the section `calendars`: a file with a year
 * lists its days, a file with "days" says the hours on the days of such a list.
 *
 * One calendar comes of each file of hours.  At most one is for everybody; the
 * others name the units they are for, with all below.  Floor 4. */
#include "org/declared.h"

#define HOURS_A_DAY_MAX 12

struct calendar_parts {
    struct arena              *arena;
    struct pack_build         *build;
    const struct pack_file    *files;
    int                        n_files;
    struct calendar_span      *spans;
    struct calendar_rule      *rules;
    struct calendar_exception *exceptions;
    struct calendar_source     source;
};

/* -- reading --------------------------------------------------------------------- */

static const struct calendar_hours *
place_hours(struct arena *arena, const struct place *p, size_t *count)
{
    const struct json     *list = place_list(p, "hours");
    struct calendar_hours *hours = arena_array(arena, struct calendar_hours, HOURS_A_DAY_MAX);

    *count = 0;
    json_each(pair, list)
    {
        struct calendar_hours *h = &hours[*count];

        if (*count == HOURS_A_DAY_MAX - 1 || pair->kind != JSON_ARRAY || pair->count != 2 ||
            minute_parse(pair->first->text, &h->from) != ERR_OK ||
            minute_parse(pair->last->text, &h->to) != ERR_OK) {
            place_fault(p, "hours", MSG("must be pairs of times such as [\"07:30\", \"11:30\"]"),
                        STR_NONE, STR_NONE);
            return hours;
        }
        ++*count;
    }
    return hours;
}

static unsigned
place_week(const struct place *p)
{
    static const char *const names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
    unsigned                 week = 0;

    json_each(day, place_list(p, "week"))
    {
        unsigned bit = 0;

        for (unsigned i = 0; i < 7; i++)
            if (day->kind == JSON_TEXT && str_eq(day->text, str_of(names[i])))
                bit = 1u << i;
        if (bit == 0 || (week & bit) != 0)
            place_fault(p, "week", MSG("must name each weekday at most once: mon, tue, …"),
                        STR_NONE, STR_NONE);
        week |= bit;
    }
    return week;
}

static Str
source_title(const struct place *p)
{
    struct pack_source s;

    return pack_source_of(p->file->json, p->at, &s) ? s.title : S("");
}

static void
read_exception(struct calendar_parts *parts, const struct place *p,
               const struct calendar_span *span)
{
    static const char *const known[] = { "day", "works", "why", "hours", NULL };
    const struct json        *why = place_words(p, "why");
    struct calendar_exception e = { .day = place_day(p, "day"), .works = place_bool(p, "works"),
                                    .why_vi = json_text(why, "vi"),
                                    .why_en = json_text(why, "en"), .source = source_title(p) };

    place_only(p, known);
    if (json_get(p->at, "hours") != NULL)
        e.hours = place_hours(parts->arena, p, &e.count);
    if (e.day != DAY_NONE && (e.day < span->from || e.day > span->until))
        place_fault(p, "day", MSG("is not within the days of this file"), STR_NONE, STR_NONE);
    parts->exceptions[parts->source.exception_count++] = e;
}

static void
read_days(struct calendar_parts *parts, const struct pack_file *f)
{
    static const char *const known[] = { "calendar", "year",       "from",    "known_until",
                                         "week",     "exceptions", "sources", NULL };
    struct place         file = place_file(parts->build, f), list = place_in(&file, "exceptions");
    struct calendar_span span = { .from = place_day(&file, "from"),
                                  .until = place_day(&file, "known_until"),
                                  .week = place_week(&file) };
    int64_t              year = json_int(f->json, "year", 0);
    int                  i = 0;

    place_only(&file, known);
    if (span.from != DAY_NONE && span.until != DAY_NONE &&
        (day_civil(span.from).year != year || day_civil(span.until).year != year))
        place_fault(&file, "year", MSG("is not the year of its days"), STR_NONE, STR_NONE);
    json_each(exception, place_list(&file, "exceptions"))
    {
        struct place p = place_nth(&list, i++, exception);

        read_exception(parts, &p, &span);
    }
    parts->spans[parts->source.span_count++] = span;
}

static void
read_season(struct calendar_parts *parts, const struct place *p)
{
    static const char *const known[] = { "from", "to", "hours", "name", NULL };
    struct calendar_rule rule = { .from = place_day(p, "from"), .until = place_day(p, "to") };

    place_only(p, known);
    place_words(p, "name");
    rule.hours = place_hours(parts->arena, p, &rule.count);
    parts->rules[parts->source.rule_count++] = rule;
}

static void
read_hours(struct calendar_parts *parts, const struct pack_file *f)
{
    static const char *const known[] = { "calendar", "days", "hours", "seasons",
                                         "units",    "sources", NULL };
    struct place         file = place_file(parts->build, f), list = place_in(&file, "seasons");
    struct calendar_rule rule = { .from = DAY_MIN, .until = DAY_MAX };
    int                  i = 0;

    place_only(&file, known);
    place_text(&file, "days");
    rule.hours = place_hours(parts->arena, &file, &rule.count);
    parts->rules[parts->source.rule_count++] = rule;
    if (json_get(f->json, "units") != NULL)
        place_list(&file, "units");
    json_each(season, place_list(&file, "seasons"))
    {
        struct place p = place_nth(&list, i++, season);

        read_season(parts, &p);
    }
}

/* -- one calendar ------------------------------------------------------------------- */

static bool
is_days(const struct pack_file *f)
{
    return json_get(f->json, "year") != NULL;
}

static void
make_room(struct calendar_parts *parts)
{
    size_t exceptions = 0, seasons = 0;

    for (int i = 0; i < parts->n_files; i++) {
        const struct json *e = json_get(parts->files[i].json, "exceptions");
        const struct json *s = json_get(parts->files[i].json, "seasons");

        exceptions += e != NULL ? e->count : 0;
        seasons += s != NULL ? s->count : 0;
    }
    parts->source = (struct calendar_source){ 0 };
    parts->spans = arena_array(parts->arena, struct calendar_span, parts->n_files + 1);
    parts->rules = arena_array(parts->arena, struct calendar_rule, seasons + 2);
    parts->exceptions = arena_array(parts->arena, struct calendar_exception, exceptions + 1);
    parts->source.spans = parts->spans;
    parts->source.rules = parts->rules;
    parts->source.exceptions = parts->exceptions;
}

static void
pass_faults_on(struct calendar_parts *parts, const struct pack_file *hours,
               const struct faults *faults)
{
    for (const struct fault *f = faults->first; f != NULL; f = f->next)
        pack_fault(parts->build, hours, f->field, f->message, f->value[0], f->value[1]);
}

static void
build_one(struct calendar_parts *parts, const struct pack_file *hours,
          struct declared_calendar *out)
{
    struct faults           faults = { .arena = parts->arena };
    Str                     list = json_text(hours->json, "days");
    const struct pack_file **days = arena_array(parts->arena, const struct pack_file *,
                                                parts->n_files + 1);

    make_room(parts);
    read_hours(parts, hours);
    *out = (struct declared_calendar){ .name = json_text(hours->json, "calendar"),
                                       .units = json_get(hours->json, "units"), .hours = hours,
                                       .days = days };
    for (int i = 0; i < parts->n_files; i++)
        if (is_days(&parts->files[i]) &&
            str_eq(json_text(parts->files[i].json, "calendar"), list)) {
            days[out->n_days++] = &parts->files[i];
            read_days(parts, &parts->files[i]);
        }
    if (calendar_build(parts->arena, &parts->source, &faults, &out->calendar) != ERR_OK)
        pass_faults_on(parts, hours, &faults);
}

/* The files are checked alone first, so that a fault in a list of days is told
 * once and not with each calendar that uses it. */
static void
check_files(struct calendar_parts *parts)
{
    for (int i = 0; i < parts->n_files; i++) {
        struct place file = place_file(parts->build, &parts->files[i]);

        place_text(&file, "calendar");
        make_room(parts);
        if (is_days(&parts->files[i]))
            read_days(parts, &parts->files[i]);
        else
            read_hours(parts, &parts->files[i]);
    }
}

static enum err
compile(struct pack_build *b, void **out)
{
    struct calendar_parts      parts = { .arena = pack_arena(b), .build = b };
    struct declared_calendars *c = arena_make(parts.arena, struct declared_calendars);
    int                        before = pack_fault_count(b), n_general = 0;

    parts.files = pack_files(b, "calendars", &parts.n_files);
    c->list = arena_array(parts.arena, struct declared_calendar, parts.n_files + 1);
    check_files(&parts);
    for (int i = 0; i < parts.n_files && pack_fault_count(b) == before; i++) {
        if (is_days(&parts.files[i]))
            continue;
        build_one(&parts, &parts.files[i], &c->list[c->n]);
        if (c->list[c->n++].units == NULL && ++n_general > 1)
            pack_fault(b, &parts.files[i], S("units"),
                       MSG("must name its units: another calendar is for everybody"), STR_NONE,
                       STR_NONE);
    }
    *out = c;
    return ERR_OK;
}

const struct pack_section org_calendars_section = { .name = "calendars", .compile = compile,
                                                 .title = MSG("Working calendars") };

/* -- whose calendar ----------------------------------------------------------------- */

static bool
is_for(const struct declared_calendar *c, Str code)
{
    json_each(unit, c->units)
        if (unit->kind == JSON_TEXT && str_eq(unit->text, code))
            return true;
    return false;
}

/* The one that names the unit nearest, else the one for everybody. */
static enum err
choose(struct view *v, const struct declared_calendars *d, Id unit,
       const struct declared_calendar **out)
{
    struct unit *path;
    int          n;

    TRY(unit_path(v, unit, time_day(v->now), &path, &n));
    for (int i = n - 1; i >= 0; i--)
        for (int k = 0; k < d->n; k++)
            if (is_for(&d->list[k], path[i].code)) {
                *out = &d->list[k];
                return ERR_OK;
            }
    return ERR_NOT_FOUND;
}

enum err
declared_calendar_of(struct view *v, Id unit, const struct declared_calendar **out)
{
    const struct declared_calendars *d = pack_data(v, "calendars");
    const struct declared_calendar  *general = NULL;
    enum err                         err = ERR_NOT_FOUND;

    for (int i = 0; d != NULL && i < d->n; i++)
        if (d->list[i].units == NULL)
            general = &d->list[i];
    if (d != NULL && unit != 0 && d->n > (general != NULL))
        err = choose(v, d, unit, out);
    if (err != ERR_NOT_FOUND)
        return err;
    if (general == NULL)
        return view_refuse(v, ERR_UNKNOWN, MSG("No working calendar is loaded for this unit."));
    *out = general;
    return ERR_OK;
}

enum err
calendar_of_unit(struct view *v, Id unit, const struct calendar **out)
{
    const struct declared_calendar *c = NULL;

    TRY(declared_calendar_of(v, unit, &c));
    *out = c->calendar;
    return ERR_OK;
}
