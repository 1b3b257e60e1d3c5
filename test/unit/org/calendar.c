/* Working time: the tables are the specification, a walk minute by minute is
 * the oracle, and what is not published stays unknown.
 *
 * The holidays of 2024 are those of packs/viet-nam/calendars/2024.json, the
 * hours those of packs/hai-duong/calendars/hours.json. */
#include "org/calendar.h"

#include "check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MON_FRI  0x3eu
#define SATURDAY 0x40u

static const struct calendar_hours winter[] = { { 450, 720 }, { 780, 990 } };
static const struct calendar_hours summer[] = { { 420, 690 }, { 810, 1020 } };
static const struct calendar_hours usual[] = { { 450, 690 }, { 780, 1020 } };
static const struct calendar_hours morning[] = { { 450, 690 } };

/* Month, day, works, why: of 2024. */
static const struct {
    int         m, d;
    bool        works;
    const char *why;
} days_2024[] = {
    { 1, 1, false, "Tết Dương lịch" },
    { 2, 8, false, "Tết Nguyên đán" },
    { 2, 9, false, "Tết Nguyên đán" },
    { 2, 12, false, "Tết Nguyên đán" },
    { 2, 13, false, "Tết Nguyên đán" },
    { 2, 14, false, "Tết Nguyên đán" },
    { 4, 18, false, "Giỗ Tổ Hùng Vương" },
    { 4, 29, false, "Nghỉ hoán đổi dịp 30/4 và 1/5" },
    { 4, 30, false, "Ngày Chiến thắng 30/4" },
    { 5, 1, false, "Ngày Quốc tế lao động 1/5" },
    { 5, 4, true, "Làm bù cho thứ Hai 29/4" },
    { 9, 2, false, "Quốc khánh 2/9" },
    { 9, 3, false, "Quốc khánh, ngày liền kề sau 2/9" },
};

static Day
d24(int month, int day)
{
    return day_of(2024, month, day);
}

static Time
at(const char *text)
{
    Time t = TIME_NONE;

    check_ok(time_parse(str_of(text), &t));
    return t;
}

static const struct calendar *
build(const struct calendar_source *source)
{
    const struct calendar *cal = NULL;
    struct faults          faults = { .arena = test_arena() };

    check_ok(calendar_build(test_arena(), source, &faults, &cal));
    for (const struct fault *f = faults.first; f != NULL; f = f->next)
        check(false, str_c(test_arena(), str_format(test_arena(), "%.*s: %s",
                                                    STR_ARG(f->field), f->message)));
    return cal;
}

/* Every source of these tests dies with this frame: the calendar keeps none. */
static const struct calendar *
calendar_2024(unsigned week)
{
    struct calendar_span      span = { day_of(2024, 1, 1), day_of(2024, 12, 31), week };
    struct calendar_exception exception[COUNT(days_2024)];
    struct calendar_rule      rule[] = {
        { span.from, span.until, 0, usual, 2 },
        { span.from, d24(3, 31), 0, winter, 2 },
        { d24(4, 1), d24(10, 31), 0, summer, 2 },
        { span.from, span.until, (week & SATURDAY) != 0 ? SATURDAY : 0, morning, 1 },
    };
    struct calendar_source source = { &span, 1, rule, 3, exception, COUNT(exception) };

    if ((week & SATURDAY) != 0)
        source.rule_count = 4;
    for (size_t i = 0; i < COUNT(days_2024); i++)
        exception[i] = (struct calendar_exception){ .day = d24(days_2024[i].m, days_2024[i].d),
                                                    .works = days_2024[i].works,
                                                    .why_vi = str_of(days_2024[i].why) };
    return build(&source);
}

void
test_org_calendar__due_days_of_2024(void)
{
    static const struct {
        int         m, d, days, due_m, due_d;
        const char *why;
    } row[] = {
        { 1, 2, 1, 1, 3, "an ordinary Tuesday" },
        { 1, 5, 1, 1, 8, "Friday runs to Monday" },
        { 1, 6, 1, 1, 8, "received on a Saturday" },
        { 1, 7, 1, 1, 8, "received on a Sunday" },
        { 1, 2, 5, 1, 9, "a week" },
        { 1, 2, 20, 1, 30, "four weeks" },
        { 2, 7, 1, 2, 15, "Tet stands between" },
        { 2, 7, 2, 2, 16, "and one more" },
        { 2, 7, 3, 2, 19, "and a weekend" },
        { 2, 10, 1, 2, 15, "received on Tet" },
        { 2, 1, 10, 2, 22, "ten days around Tet" },
        { 2, 1, 15, 2, 29, "to the leap day" },
        { 2, 28, 2, 3, 1, "over the leap day" },
        { 3, 4, 1, 3, 5, "an ordinary Monday" },
        { 3, 8, 1, 3, 11, "Friday runs to Monday" },
        { 4, 17, 1, 4, 19, "over Hung Kings' Day" },
        { 4, 16, 5, 4, 24, "five days with it inside" },
        { 4, 26, 1, 5, 2, "swapped Monday and two holidays" },
        { 4, 26, 2, 5, 3, "then the Friday" },
        { 4, 26, 3, 5, 4, "ends on the Saturday worked in exchange" },
        { 4, 26, 4, 5, 6, "passes through that Saturday" },
        { 5, 3, 1, 5, 4, "Friday runs to the Saturday worked" },
        { 5, 4, 1, 5, 6, "the Saturday worked runs to Monday" },
        { 5, 10, 1, 5, 13, "the next Saturday is none" },
        { 7, 1, 1, 7, 2, "the demo's first day" },
        { 7, 1, 10, 7, 15, "two weeks" },
        { 7, 1, 15, 7, 22, "three weeks" },
        { 8, 30, 1, 9, 4, "National Day and the day after" },
        { 8, 28, 3, 9, 4, "National Day within" },
        { 8, 31, 1, 9, 4, "received on its eve, a Saturday" },
        { 9, 2, 1, 9, 4, "received on it" },
        { 12, 30, 1, 12, 31, "the last published day" },
        { 12, 31, 0, 12, 31, "no time at all" },
        { 9, 2, 0, 9, 2, "no time at all, on a holiday" },
    };
    const struct calendar *cal = calendar_2024(MON_FRI);

    for (size_t i = 0; i < COUNT(row); i++) {
        Day due = DAY_NONE;

        check_ok(calendar_add_days(cal, d24(row[i].m, row[i].d), row[i].days, &due));
        check(due == d24(row[i].due_m, row[i].due_d), row[i].why);
    }
}

void
test_org_calendar__due_moments_of_2024(void)
{
    static const struct {
        const char *from;
        int         minutes;
        const char *due, *why;
    } row[] = {
        { "2024-07-01T07:00", 480, "2024-07-01T17:00", "a whole day ends at its close" },
        { "2024-07-01T07:00", 481, "2024-07-02T07:01", "one minute more is the next day" },
        { "2024-07-01T06:00", 60, "2024-07-01T08:00", "before opening counts from opening" },
        { "2024-07-01T10:40", 480, "2024-07-02T10:40", "eight hours across a lunch and a night" },
        { "2024-07-01T10:40:59", 480, "2024-07-02T10:40", "seconds are not working time" },
        { "2024-07-01T10:40", 50, "2024-07-01T11:30", "to the end of the morning" },
        { "2024-07-01T10:40", 51, "2024-07-01T13:31", "past lunch" },
        { "2024-07-01T12:15", 1, "2024-07-01T13:31", "from within lunch" },
        { "2024-07-01T17:00", 1, "2024-07-02T07:01", "from the close" },
        { "2024-07-01T23:59", 1, "2024-07-02T07:01", "from the night" },
        { "2024-07-05T16:00", 120, "2024-07-08T08:00", "over a weekend" },
        { "2024-07-06T09:00", 30, "2024-07-08T07:30", "from a Saturday" },
        { "2024-02-07T16:00", 60, "2024-02-15T08:00", "over Tet, in winter hours" },
        { "2024-03-29T16:00", 60, "2024-04-01T07:30", "over the change of hours" },
        { "2024-10-31T16:30", 60, "2024-11-01T08:00", "and back to the default" },
        { "2024-05-03T16:30", 60, "2024-05-04T07:30", "to the Saturday worked" },
        { "2024-04-26T10:00", 1440, "2024-05-04T10:00", "three days by minutes" },
        { "2024-07-01T12:15", 0, "2024-07-01T12:15", "nothing to wait for" },
        { "2024-12-31T07:30", 480, "2024-12-31T17:00", "to the very end of what is known" },
    };
    const struct calendar *cal = calendar_2024(MON_FRI);

    for (size_t i = 0; i < COUNT(row); i++) {
        Time    due = TIME_NONE;
        int64_t worked = -1;

        check_ok(calendar_add_minutes(cal, at(row[i].from), row[i].minutes, &due));
        check(due == at(row[i].due), row[i].why);
        check_ok(calendar_minutes_between(cal, at(row[i].from), due, &worked));
        check(worked == row[i].minutes, row[i].why);
    }
}

void
test_org_calendar__beyond_the_published_days_nothing_is_said(void)
{
    const struct calendar       *cal = calendar_2024(MON_FRI);
    const struct calendar_note  *notes = NULL;
    static const char *const     out_of_it[] = { "2023-12-31T23:59:59.999999",
                                                 "2025-01-01T00:00", "0001-01-01T08:00",
                                                 "9999-12-31T23:59" };
    Day     day = 7;
    Time    t = 7;
    int64_t n = 7;
    size_t  count = 7;

    check_err(calendar_add_days(cal, d24(12, 30), 2, &day), ERR_UNKNOWN);
    check_err(calendar_add_days(cal, d24(1, 1), 1000000, &day), ERR_UNKNOWN);
    check_err(calendar_add_days(cal, day_of(2023, 12, 31), 1, &day), ERR_UNKNOWN);
    check_err(calendar_add_days(cal, day_of(2025, 1, 1), 0, &day), ERR_UNKNOWN);
    check_err(calendar_add_days(cal, DAY_NONE, 1, &day), ERR_UNKNOWN);
    check_err(calendar_add_days(cal, d24(1, 2), -1, &day), ERR_INVALID);
    check_err(calendar_known_until(cal, day_of(2025, 1, 1), &day), ERR_UNKNOWN);
    check_err(calendar_add_minutes(cal, at("2024-12-31T07:30"), 481, &t), ERR_UNKNOWN);
    check_err(calendar_add_minutes(cal, at("2024-12-31T07:30"), INT64_MAX, &t), ERR_UNKNOWN);
    check_err(calendar_add_minutes(cal, at("2024-12-31T07:30"), -1, &t), ERR_INVALID);
    check_err(calendar_open_after(cal, at("2024-12-31T17:00"), &t), ERR_UNKNOWN);
    check_err(calendar_close_of(cal, day_of(2025, 1, 2), &t), ERR_UNKNOWN);
    check_err(calendar_close_of(cal, d24(9, 2), &t), ERR_INVALID);
    check_err(calendar_days_between(cal, d24(12, 1), day_of(2025, 1, 1), &n), ERR_UNKNOWN);
    check_err(calendar_explain(cal, test_arena(), d24(12, 1), day_of(2025, 1, 1), &notes, &count),
              ERR_UNKNOWN);
    for (size_t i = 0; i < COUNT(out_of_it); i++) {
        Time far = at(out_of_it[i]);

        check_err(calendar_add_minutes(cal, far, 0, &t), ERR_UNKNOWN);
        check_err(calendar_open_after(cal, far, &t), ERR_UNKNOWN);
        check_err(calendar_minutes_between(cal, at("2024-07-01T08:00"), far, &n), ERR_UNKNOWN);
        check_err(calendar_minutes_between(cal, far, at("2024-07-01T08:00"), &n), ERR_UNKNOWN);
    }
    check_err(calendar_open_after(cal, TIME_NONE, &t), ERR_UNKNOWN);
    check_err(calendar_open_after(cal, INT64_MAX, &t), ERR_UNKNOWN);
    check(day == 7 && t == 7 && n == 7 && count == 7 && notes == NULL, "outputs untouched");
    check(!calendar_knows(cal, day_of(2025, 1, 1)) && !calendar_works(cal, day_of(2025, 1, 1)),
          "an unknown day is not a working day");
}

void
test_org_calendar__a_year_nobody_published_cuts_the_known_days(void)
{
    static const struct calendar_span span[] = {
        { 19723, 20088, MON_FRI },        /* 2024 */
        { 20454, 20818, MON_FRI },        /* 2026 */
        { 19358, 19722, MON_FRI },        /* 2023, after which 2024 follows at once */
    };
    static const struct calendar_rule rule[] = { { DAY_MIN, DAY_MAX, 0, usual, 2 } };
    struct calendar_source source = { span, COUNT(span), rule, 1, NULL, 0 };
    const struct calendar *cal = build(&source);
    Day                    day = 7;
    int64_t                n = 7;

    check_int(span[0].from, d24(1, 1));
    check_int(span[1].from, day_of(2026, 1, 1));
    check_ok(calendar_add_days(cal, day_of(2023, 12, 29), 1, &day));
    check_int(day, d24(1, 1));
    check_ok(calendar_known_until(cal, day_of(2023, 5, 5), &day));
    check_int(day, d24(12, 31));
    check_ok(calendar_add_days(cal, day_of(2026, 1, 1), 1, &day));
    check_int(day, day_of(2026, 1, 2));
    day = 7;
    check_err(calendar_add_days(cal, d24(12, 31), 1, &day), ERR_UNKNOWN);
    check_err(calendar_days_between(cal, d24(12, 31), day_of(2026, 1, 5), &n), ERR_UNKNOWN);
    check_err(calendar_add_days(cal, day_of(2025, 6, 2), 1, &day), ERR_UNKNOWN);
    check(day == 7 && n == 7, "outputs untouched");
    check(!calendar_works(cal, day_of(2025, 6, 2)), "hours alone do not make a day known");
}

void
test_org_calendar__opening_and_closing(void)
{
    static const struct {
        const char *t, *open;
    } row[] = {
        { "2024-07-01T00:00", "2024-07-01T07:00" },
        { "2024-07-01T07:00", "2024-07-01T07:00" },
        { "2024-07-01T09:12:13.000014", "2024-07-01T09:12:13.000014" },
        { "2024-07-01T11:29:59.999999", "2024-07-01T11:29:59.999999" },
        { "2024-07-01T11:30", "2024-07-01T13:30" },
        { "2024-07-01T16:59", "2024-07-01T16:59" },
        { "2024-07-01T17:00", "2024-07-02T07:00" },
        { "2024-04-26T17:00", "2024-05-02T07:00" },
        { "2024-05-03T18:00", "2024-05-04T07:00" },
        { "2024-02-07T16:30", "2024-02-15T07:30" },
    };
    const struct calendar *cal = calendar_2024(MON_FRI);
    Time                   t = TIME_NONE;

    for (size_t i = 0; i < COUNT(row); i++) {
        check_ok(calendar_open_after(cal, at(row[i].t), &t));
        check_str(time_text(test_arena(), t), time_text(test_arena(), at(row[i].open)));
    }
    check_ok(calendar_close_of(cal, d24(7, 1), &t));
    check_int(t, at("2024-07-01T17:00"));
    check_ok(calendar_close_of(cal, d24(1, 2), &t));
    check_int(t, at("2024-01-02T16:30"));
}

void
test_org_calendar__a_desk_open_on_saturday_mornings(void)
{
    const struct calendar       *cal = calendar_2024(MON_FRI | SATURDAY);
    const struct calendar_hours *hours;
    size_t                       count = 0;
    Time                         t = TIME_NONE;
    Day                          day = DAY_NONE;

    check_ok(calendar_close_of(cal, d24(7, 6), &t));
    check_int(t, at("2024-07-06T11:30"));
    check_ok(calendar_add_days(cal, d24(7, 5), 2, &day));
    check_int(day, d24(7, 8));
    check_ok(calendar_add_minutes(cal, at("2024-07-05T16:00"), 120, &t));
    check_int(t, at("2024-07-06T08:30"));
    hours = calendar_hours_of(cal, d24(7, 6), &count);
    check(count == 1 && hours[0].from == 450 && hours[0].to == 690, "one interval");
    (void)calendar_hours_of(cal, d24(7, 7), &count);
    check_int((int64_t)count, 0);
}

void
test_org_calendar__says_why_a_day_is_skipped(void)
{
    static const struct {
        int         m, d;
        bool        works;
        const char *why;
    } expected[] = {
        { 4, 27, false, "" },
        { 4, 28, false, "" },
        { 4, 29, false, "Nghỉ hoán đổi dịp 30/4 và 1/5" },
        { 4, 30, false, "Ngày Chiến thắng 30/4" },
        { 5, 1, false, "Ngày Quốc tế lao động 1/5" },
        { 5, 4, true, "Làm bù cho thứ Hai 29/4" },
        { 5, 5, false, "" },
    };
    const struct calendar      *cal = calendar_2024(MON_FRI);
    const struct calendar_note *note = NULL;
    size_t                      n = 0;

    check_ok(calendar_explain(cal, test_arena(), d24(4, 26), d24(5, 6), &note, &n));
    check_int((int64_t)n, (int64_t)COUNT(expected));
    for (size_t i = 0; i < n && i < COUNT(expected); i++) {
        check_int(note[i].day, d24(expected[i].m, expected[i].d));
        check(note[i].works == expected[i].works, "worked or not");
        check_str(note[i].why_vi, str_of(expected[i].why));
        check((note[i].key != NULL) == (expected[i].why[0] == '\0'), "a reason, always one");
    }
    check_ok(calendar_explain(cal, test_arena(), d24(5, 6), d24(4, 26), &note, &n));
    check_int((int64_t)n, 0);
}

/* -- the oracle: the same questions, by walking ------------------------------------ */

static bool
oracle_works(Day d)
{
    struct civil c = day_civil(d);

    for (size_t i = 0; i < COUNT(days_2024); i++)
        if (days_2024[i].m == c.month && days_2024[i].d == c.day)
            return days_2024[i].works;
    return day_weekday(d) >= 1 && day_weekday(d) <= 5;
}

static bool
oracle_open(Day d, int minute)
{
    int month = day_civil(d).month;
    const struct calendar_hours *h = month <= 3 ? winter : month <= 10 ? summer : usual;

    return oracle_works(d) && ((minute >= h[0].from && minute < h[0].to) ||
                               (minute >= h[1].from && minute < h[1].to));
}

void
test_org_calendar__every_day_and_term_of_2024_agrees_with_a_walk(void)
{
    const struct calendar *cal = calendar_2024(MON_FRI);
    int                    wrong = 0;

    for (Day from = d24(1, 1); from <= d24(12, 31); from++) {
        int days = 0;

        wrong += calendar_works(cal, from) != oracle_works(from);
        for (Day to = from; to <= d24(12, 31); to++) {
            int64_t between = -1;
            Day     due = DAY_NONE;

            if (to > from)
                days += oracle_works(to);
            wrong += calendar_days_between(cal, from, to, &between) != ERR_OK || between != days;
            if (to == from || oracle_works(to))
                wrong += calendar_add_days(cal, from, days, &due) != ERR_OK || due != to;
        }
        wrong += calendar_add_days(cal, from, days + 1, &(Day){ 0 }) != ERR_UNKNOWN;
    }
    check_int(wrong, 0);
}

void
test_org_calendar__every_minute_of_a_season_agrees_with_a_walk(void)
{
    static const char *const start[] = { "2024-01-26T10:40", "2024-03-28T12:34",
                                         "2024-04-26T17:00", "2024-08-29T07:00" };
    const struct calendar   *cal = calendar_2024(MON_FRI);
    int                      wrong = 0;

    for (size_t i = 0; i < COUNT(start); i++) {
        Time    from = at(start[i]);
        int64_t worked = 0;

        for (Time t = from; t < from + 21 * TIME_DAY; t += TIME_MINUTE) {
            int64_t between = -1, back = 1;
            Time    due = TIME_NONE;
            bool    open = oracle_open(time_day(t), time_minute(t));

            wrong += calendar_minutes_between(cal, from, t, &between) != ERR_OK ||
                     between != worked;
            wrong += calendar_minutes_between(cal, t, from, &back) != ERR_OK || back != -worked;
            worked += open;
            if (open)
                wrong += calendar_add_minutes(cal, from, worked, &due) != ERR_OK ||
                         due != t + TIME_MINUTE;
        }
    }
    check_int(wrong, 0);
}

/* xorshift: the same numbers on every run. */
static uint32_t
next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    return *seed ^= *seed << 5;
}

void
test_org_calendar__adding_and_measuring_undo_each_other(void)
{
    const struct calendar *cal = calendar_2024(MON_FRI);
    uint32_t               seed = 20240701;
    int                    wrong = 0;

    for (int i = 0; i < 20000; i++) {
        Time    from = at("2024-01-01T00:00") + (Time)(next(&seed) % (300 * 1440)) * TIME_MINUTE +
                    next(&seed) % 60000000;
        int64_t n = next(&seed) % 10000, m = n + next(&seed) % 500, a = -1, b = -1, c = -1;
        Time    due = TIME_NONE, later = TIME_NONE, mid = from + next(&seed);

        wrong += calendar_add_minutes(cal, from, n, &due) != ERR_OK;
        wrong += calendar_add_minutes(cal, from, m, &later) != ERR_OK;
        wrong += calendar_minutes_between(cal, from, due, &a) != ERR_OK || a != n;
        wrong += later < due || (m == n && later != due);
        wrong += calendar_minutes_between(cal, from, mid, &a) != ERR_OK;
        wrong += calendar_minutes_between(cal, mid, later, &b) != ERR_OK;
        wrong += calendar_minutes_between(cal, from, later, &c) != ERR_OK || a + b != c;
    }
    check_int(wrong, 0);
}

void
test_org_calendar__a_bad_source_is_refused_with_every_fault(void)
{
    static const struct calendar_hours backwards[] = { { 700, 600 } };
    static const struct calendar_hours touching[] = { { 450, 600 }, { 600, 700 } };
    static const struct calendar_hours late[] = { { 450, 1441 } };
    static const struct calendar_span  good[] = { { 19723, 20088, MON_FRI } };
    static const struct calendar_span  crossed[] = { { 19723, 20088, MON_FRI },
                                                     { 20088, 20100, MON_FRI } };
    static const struct calendar_span  reversed[] = { { 20088, 19723, MON_FRI } };
    static const struct calendar_span  endless[] = { { 0, CALENDAR_DAYS_MAX, MON_FRI } };
    static const struct calendar_rule  hours[] = { { DAY_MIN, DAY_MAX, 0, usual, 2 } };
    static const struct calendar_rule  bad_hours[] = { { DAY_MIN, DAY_MAX, 0, backwards, 1 },
                                                       { DAY_MIN, DAY_MAX, 0, touching, 2 },
                                                       { DAY_MIN, DAY_MAX, 0, late, 1 },
                                                       { DAY_MIN, DAY_MAX, 0, NULL, 0 } };
    static const struct calendar_exception twice[] = { { .day = 19723 }, { .day = 19723 } };
    static const struct calendar_exception outside[] = { { .day = 19722 } };
    static const struct calendar_exception odd[] = {
        { .day = 19723, .works = false, .hours = usual, .count = 2 },
        { .day = 19724, .works = true, .hours = backwards, .count = 1 },
    };
    static const struct {
        struct calendar_source source;
        int                    faults;
        const char            *field;
    } row[] = {
        { { NULL, 0, hours, 1, NULL, 0 }, 1, "spans" },
        { { crossed, 2, hours, 1, NULL, 0 }, 1, "spans/1/from" },
        { { reversed, 1, hours, 1, NULL, 0 }, 1, "spans/0/until" },
        { { endless, 1, hours, 1, NULL, 0 }, 1, "spans" },
        { { good, 1, bad_hours, 4, NULL, 0 }, 4, "rules/0/hours" },
        { { good, 1, NULL, 0, NULL, 0 }, 1, "spans/0/from" },
        { { good, 1, hours, 1, twice, 2 }, 1, "exceptions/1/day" },
        { { good, 1, hours, 1, outside, 1 }, 1, "exceptions/0/day" },
        { { good, 1, hours, 1, odd, 2 }, 2, "exceptions/0/hours" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        const struct calendar *cal = NULL;
        struct faults          faults = { .arena = test_arena() };

        check_err(calendar_build(test_arena(), &row[i].source, &faults, &cal), ERR_INVALID);
        check_int(faults.count, row[i].faults);
        if (faults.first != NULL)
            check_str(faults.first->field, str_of(row[i].field));
        check(cal == NULL, "output untouched");
    }
}
