/* Every row of packs/hai-duong/tests/clocks.json: a term, a moment, the moment it is
 * due, and which published days the page names on the way.  The days are those of the
 * pack viet-nam, the hours the row's own. */
#include "dossier/deadline.h"

#include "packs.h"
#include "stores.h"

struct vectors {
    const struct json *tests;
    const struct json *years[16];
    int                n_years;
};

static struct vectors found;

static enum err
take_tests(struct pack_build *build, void **out)
{
    int                     n;
    const struct pack_file *file = pack_files(build, "tests", &n);

    for (int i = 0; i < n; i++)
        if (str_eq(json_text(file[i].json, "test"), S("clocks")))
            found.tests = file[i].json;
    file = pack_files(build, "calendars", &n);
    for (int i = 0; i < n && found.n_years < 16; i++)
        if (json_get(file[i].json, "year") != NULL)
            found.years[found.n_years++] = file[i].json;
    *out = NULL;
    return ERR_OK;
}

static const struct pack_section tests_section = { .name = "tests", .compile = take_tests };

static Day
day_at(const struct json *o, const char *key)
{
    Day d = DAY_NONE;

    check_ok(day_parse(json_text(o, key), &d));
    return d;
}

static unsigned
week_of(const struct json *list)
{
    static const char *const name[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
    unsigned                 bits = 0;

    json_each(day, list)
        for (unsigned i = 0; i < 7; i++)
            bits |= str_eq(day->text, str_of(name[i])) ? 1u << i : 0;
    return bits;
}

static size_t
read_hours(const struct json *list, struct calendar_hours out[4])
{
    size_t n = 0;

    json_each(pair, list)
    {
        check_ok(minute_parse(pair->first->text, &out[n].from));
        check_ok(minute_parse(pair->first->next->text, &out[n].to));
        n++;
    }
    return n;
}

static const struct calendar *
calendar_with(const struct json *hours_list)
{
    struct calendar_hours     hours[4];
    struct calendar_rule      rule = { DAY_MIN, DAY_MAX, 0, hours, 0 };
    struct calendar_span      span[16];
    struct calendar_exception exception[200];
    struct calendar_source    source = { .spans = span, .rules = &rule, .rule_count = 1,
                                         .exceptions = exception };
    struct faults             faults = { .arena = test_arena() };
    const struct calendar    *cal = NULL;

    rule.count = read_hours(hours_list, hours);
    for (int i = 0; i < found.n_years; i++) {
        const struct json *y = found.years[i];

        span[source.span_count++] = (struct calendar_span){ day_at(y, "from"),
                                                            day_at(y, "known_until"),
                                                            week_of(json_get(y, "week")) };
        json_each(e, json_get(y, "exceptions"))
            exception[source.exception_count++] = (struct calendar_exception){
                .day = day_at(e, "day"), .works = json_bool(e, "works"),
                .why_vi = json_text(json_get(e, "why"), "vi"),
                .why_en = json_text(json_get(e, "why"), "en"), .source = S(""),
            };
    }
    check_ok(calendar_build(test_arena(), &source, &faults, &cal));
    return cal;
}

static struct procedure
procedure_of(const struct json *deadline)
{
    struct procedure p = { .cut_off = -1 };
    Str              cut = json_text(deadline, "cut_off");

    check(deadline_read(deadline, &p.term_in, &p.term), "a term");
    if (cut.n > 0)
        check_ok(minute_parse(cut, &p.cut_off));
    return p;
}

static Time
moment(Str s)
{
    Time t = TIME_NONE;

    check_ok(time_parse(s, &t));
    return t;
}

static enum err
due_of(const struct json *row, const struct calendar *cal, Time start, Time *out)
{
    struct procedure p = procedure_of(json_get(row, "deadline"));

    TRY(deadline_start(&p, cal, start, out));
    json_each(pause, json_get(row, "pauses"))
        TRY(deadline_resume(&p, cal, *out, moment(pause->first->text),
                            moment(pause->first->next->text), out));
    return ERR_OK;
}

/* The published days between are the ones the row lists, each with its reason. */
static void
check_exceptions(const struct json *row, const struct calendar *cal, Time start, Time due,
                 const char *why)
{
    const struct json          *expected = json_get(row, "exceptions");
    const struct json          *next = expected != NULL ? expected->first : NULL;
    const struct calendar_note *note;
    size_t                      n;

    check_ok(calendar_explain(cal, test_arena(), time_day(start), time_day(due), &note, &n));
    for (size_t i = 0; expected != NULL && i < n; i++) {
        if (note[i].key != NULL)
            continue;
        check(next != NULL && str_eq(next->text, day_text(test_arena(), note[i].day)), why);
        check(note[i].why_vi.n > 0 && note[i].why_en.n > 0, why);
        next = next != NULL ? next->next : NULL;
    }
    check(next == NULL, why);
}

static void
check_row(const struct json *row)
{
    const char            *why = str_c(test_arena(), json_text(row, "why"));
    const struct json     *hours = json_get(found.tests, "hours"), *expected = json_get(row, "due");
    const struct calendar *cal = calendar_with(json_get_str(hours, json_text(row, "hours")));
    Time                   start = moment(json_text(row, "start")), due = TIME_NONE;
    enum err               err = due_of(row, cal, start, &due);

    if (expected->kind == JSON_NULL) {
        check(err == ERR_UNKNOWN && due == TIME_NONE, why);
        return;
    }
    check_ok(err);
    check_str(time_text(test_arena(), due), time_text(test_arena(), moment(expected->text)));
    check_exceptions(row, cal, start, due, why);
}

void
test_dossier_deadline__every_row_of_the_table_holds(void)
{
    static const struct pack_section *const        one[] = { &tests_section, NULL };
    static const struct pack_section *const *const lists[] = { one, NULL };
    int                                            n = 0;

    found = (struct vectors){ .n_years = 0 };
    (void)test_packs(lists);
    check(found.n_years >= 4, "the years of the pack viet-nam");
    json_each(row, json_get(found.tests, "clocks"))
    {
        check_row(row);
        n++;
    }
    check(n >= 80, "every row was played");
}
