/* dossier/say_why.c -- why a promised date is no earlier, and where a fact comes from (say.h).
 * Floor 7. */
#include "dossier/cases.h"
#include "dossier/deadline.h"
#include "dossier/dossier_sql.h"
#include "dossier/rules.h"
#include "dossier/say.h"

#define VERSIONS_MAX 200

/* "Saturday, Sunday": the days of the week that are no working days, each once. */
static Str
rest_days(struct view *v, const struct calendar_note *note, size_t n)
{
    unsigned seen = 0;
    Str      all = S("");

    for (size_t i = 0; i < n; i++) {
        int weekday = day_weekday(note[i].day);

        if (note[i].key == NULL || (seen & (1u << weekday)))
            continue;
        seen |= 1u << weekday;
        all = str_join(v->arena, all, all.n > 0 ? S(", ") : S(""), when_weekday(v->lang, weekday));
    }
    return all;
}

static void
add_skipped(struct view *v, struct json *list, Str text)
{
    json_put_text(v->arena, json_add(list, json_object(v->arena)), "words", text);
}

/* Of a term of working time: what the days between are. */
static void
say_working(struct view *v, const struct calendar *calendar, Time from, Time due,
            struct json *list)
{
    const struct calendar_note *note;
    size_t                      n;
    Str                         rest;

    if (calendar_explain(calendar, v->arena, time_day(from), time_day(due), &note, &n) != ERR_OK)
        return;
    for (size_t i = 0; i < n; i++)
        if (note[i].key == NULL)
            add_skipped(v, list,
                        words_fill(v->arena, v->lang,
                                   note[i].works ? MSG("{1} is worked: {2}")
                                                 : MSG("{1} is not counted: {2}"),
                                   when_day(v->arena, v->lang, note[i].day),
                                   v->lang == LANG_VI ? note[i].why_vi : note[i].why_en));
    rest = rest_days(v, note, n);
    if (rest.n > 0)
        add_skipped(v, list,
                    words_fill(v->arena, v->lang, "Days of rest are not counted: {1}", rest,
                               STR_NONE));
}

/* Of a term of days: all are counted, and the last may be a day off. */
static void
say_days(struct view *v, const struct procedure *p, const struct calendar *calendar, Time start,
         Time due, struct json *list)
{
    struct rule rule;
    Time        counted;
    Day         last = deadline_last_day(p, calendar, start);

    add_skipped(v, list, words(v->lang, MSG("Every day after the day of acceptance counts, days "
                                            "off too.")));
    if (deadline_start(p, calendar, start, &counted) != ERR_OK || counted != due ||
        last == time_day(due))
        return;
    add_skipped(v, list,
                words_fill(v->arena, v->lang,
                           MSG("{1} is a day off, so the term ends on the next working day."),
                           when_day(v->arena, v->lang, last), STR_NONE));
    if (rule_on(v, "calendar-days", last, &rule))
        add_skipped(v, list, pack_words(v->lang, json_get(rule.says, "note")));
}

void
say_skipped(struct view *v, const struct procedure *p, const struct calendar *calendar, Time from,
            Time start, Time due, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "skipped");

    if (due == TIME_NONE)
        return;
    if (p->term_in == TERM_DAYS)
        say_days(v, p, calendar, start, due, list);
    else
        say_working(v, calendar, from, due, list);
}

/* The promised moment behind one version of its story, by today's calendar of who had it. */
static enum err
recount(const struct saying *s, const struct procedure *p, const struct dossier_versions_row *row,
        int i, Time *due)
{
    bool accepted = str_eq(row[i].action, S("accept"));
    bool resumed = i > 0 && row[i - 1].paused_since != TIME_NONE &&
                   row[i].paused_since == TIME_NONE && row[i].status == STATUS_IN_WORK;
    const struct calendar *calendar;

    if (str_eq(row[i].action, S("extend")))
        *due = row[i].due;
    if (!accepted && !resumed)
        return ERR_OK;
    TRY(calendar_of_unit(s->v, row[i > 0 ? i - 1 : 0].competent_unit, &calendar));
    return accepted ? deadline_start(p, calendar, row[i].at, due)
                    : deadline_resume(p, calendar, *due, row[i - 1].paused_since, row[i].at, due);
}

/* What would be promised, had today's calendar been there all along; TIME_NONE: unknown. */
static Time
due_today(const struct saying *s, const struct procedure *p)
{
    struct dossier_versions_row *row;
    Time                         due = TIME_NONE;
    enum err err;
    int      n;

    err = dossier_versions(s->v, s->d->dossier, 0, VERSIONS_MAX, &row, &n);
    for (int i = 0; err == ERR_OK && i < n && row[i].version <= s->d->version; i++)
        err = recount(s, p, row, i, &due);
    return err == ERR_OK ? due : TIME_NONE;
}

/* A promise stands; what a calendar published later says of the days is no reason for it. */
void
say_skips(const struct saying *s, struct json *out)
{
    const struct procedure *p = s->p;
    const struct dossier   *d = s->d;
    Time                    counted;

    if (d->due != TIME_NONE && procedure_of(s->v, s->p, d, &p) != ERR_OK)
        p = s->p;
    counted = d->due != TIME_NONE ? due_today(s, p) : TIME_NONE;
    if (counted != TIME_NONE && counted != d->due) {
        add_skipped(s->v, json_put_array(s->v->arena, out, "skipped"),
                    words(s->v->lang, MSG("The working calendar was changed after this date was "
                                          "promised. The promised date stays.")));
        return;
    }
    say_skipped(s->v, p, s->calendar, d->filed, d->received, d->due, out);
}

/* -- sources ------------------------------------------------------------------------------- */

void
say_source(struct view *v, const struct json *file, const struct json *fact, struct json *o)
{
    struct pack_source s;
    struct json       *source;

    if (fact == NULL || !pack_source_of(file, fact, &s))
        return;
    source = json_put_object(v->arena, o, "source");
    json_put_text(v->arena, source, "title", s.title);
    if (s.url.n > 0)
        json_put_text(v->arena, source, "url", s.url);
    json_put_text(v->arena, source, "read_words",
                  s.read != DAY_NONE ? day_people(v->arena, s.read) : S("–"));
    json_put_text(v->arena, source, "grade", s.grade);
    json_put_text(v->arena, source, "grade_words",
                  words(v->lang, str_eq(s.grade, S("V1"))   ? MSG("read in an official text")
                                 : str_eq(s.grade, S("V2")) ? MSG("read in a secondary source")
                                                            : MSG("not verified")));
}
