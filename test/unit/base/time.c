/* Days and moments: civil dates both ways, parsing whole or not at all. */
#include "base/time.h"

#include "check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
test_base_time__every_day_of_four_centuries_round_trips(void)
{
    Day first = day_of(1800, 1, 1), last = day_of(2200, 12, 31);
    int wrong = 0;

    for (Day d = first; d <= last; d++) {
        struct civil c = day_civil(d);

        wrong += day_of(c.year, c.month, c.day) != d;
        wrong += day_weekday(d + 1) != (day_weekday(d) + 1) % 7;
    }
    check_int(wrong, 0);
    check_int(day_weekday(day_of(2024, 7, 1)), 1);
}

void
test_base_time__days_known_elsewhere(void)
{
    static const struct {
        int year, month, day, number, weekday;
    } row[] = {
        { 1970, 1, 1, 0, 4 },
        { 1969, 12, 31, -1, 3 },
        { 2000, 2, 29, 11016, 2 },
        { 2000, 3, 1, 11017, 3 },
        { 2024, 2, 29, 19782, 4 },
        { 2024, 7, 1, 19905, 1 },
        { 2026, 11, 22, 20779, 0 },
        { 1, 1, 1, DAY_MIN, 1 },
        { 9999, 12, 31, DAY_MAX, 5 },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        Day d = day_of(row[i].year, row[i].month, row[i].day);

        check_int(d, row[i].number);
        check_int(day_weekday(d), row[i].weekday);
    }
}

void
test_base_time__dates_that_do_not_exist(void)
{
    static const int row[][3] = {
        { 2024, 2, 30 }, { 2023, 2, 29 }, { 1900, 2, 29 }, { 2100, 2, 29 }, { 2024, 4, 31 },
        { 2024, 0, 1 },  { 2024, 13, 1 }, { 2024, 1, 0 },  { 2024, 1, 32 }, { 0, 1, 1 },
        { 10000, 1, 1 }, { -1, 1, 1 },    { 2024, -1, 1 }, { 2024, 1, -1 },
    };

    for (size_t i = 0; i < COUNT(row); i++)
        check(day_of(row[i][0], row[i][1], row[i][2]) == DAY_NONE, "no such date");
}

void
test_base_time__months_are_clipped(void)
{
    static const struct {
        const char *from;
        int         months;
        const char *to;
    } row[] = {
        { "2024-01-31", 1, "2024-02-29" },   { "2023-01-31", 1, "2023-02-28" },
        { "2024-01-31", 2, "2024-03-31" },   { "2024-03-31", -1, "2024-02-29" },
        { "2024-12-15", 1, "2025-01-15" },   { "2024-01-15", -1, "2023-12-15" },
        { "2024-02-29", 12, "2025-02-28" },  { "2024-02-29", -48, "2020-02-29" },
        { "2024-07-01", 0, "2024-07-01" },   { "2024-05-31", 1, "2024-06-30" },
        { "0001-01-31", 1, "0001-02-28" },   { "9999-11-30", 1, "9999-12-30" },
    };
    Day day = 0;

    for (size_t i = 0; i < COUNT(row); i++) {
        check_ok(day_parse(str_of(row[i].from), &day));
        check_str(day_text(test_arena(), day_add_months(day, row[i].months)),
                  str_of(row[i].to));
    }
    check(day_add_months(day_of(9999, 12, 1), 1) == DAY_NONE, "past the last year");
    check(day_add_months(day_of(1, 1, 1), -1) == DAY_NONE, "before the first");
    check(day_add_months(0, INT32_MAX) == DAY_NONE, "far past");
    check(day_add_months(0, INT32_MIN) == DAY_NONE, "far before");
}

void
test_base_time__parsing_days(void)
{
    static const struct {
        const char *text;
        bool        iso, people;
    } row[] = {
        { "2024-07-01", true, true },   { "0001-01-01", true, true },
        { "9999-12-31", true, true },   { "2024-02-29", true, true },
        { "01/07/2024", false, true },  { "1/7/2024", false, true },
        { " 1/7/2024 ", false, true },  { "29/02/2024", false, true },
        { "29/02/2023", false, false }, { "31/04/2024", false, false },
        { "07/13/2024", false, false }, { "1/7/24", false, false },
        { "001/7/2024", false, false }, { "1//2024", false, false },
        { "1/7", false, false },        { "1/7/2024/", false, false },
        { "+1/7/2024", false, false },  { "1 /7/2024", false, false },
        { "", false, false },           { "/", false, false },
        { "2024-7-1", false, false },   { "2024-07-1", false, false },
        { "2024/07/01", false, false }, { "2024-02-30", false, false },
        { "2024-13-01", false, false }, { "0000-01-01", false, false },
        { "-024-07-01", false, false }, { "20240701", false, false },
        { "2024-07-01x", false, false }, { "2024-07-0x", false, false },
        { "\xef\xbc\x92" "024-07-1", false, false },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        Day iso = 77, people = 77;

        check_err(day_parse(str_of(row[i].text), &iso), row[i].iso ? ERR_OK : ERR_INVALID);
        check_err(day_parse_people(str_of(row[i].text), &people),
                  row[i].people ? ERR_OK : ERR_INVALID);
        check(row[i].iso == (iso != 77) && row[i].people == (people != 77), row[i].text);
    }
    check_err(day_parse(STR_NONE, &(Day){ 0 }), ERR_INVALID);
    check_err(day_parse_people(STR_NONE, &(Day){ 0 }), ERR_INVALID);
}

void
test_base_time__parsing_moments(void)
{
    static const struct {
        const char *text, *utc; /* NULL: refused */
    } row[] = {
        { "2024-07-01T07:30", "2024-07-01T00:30:00Z" },
        { "2024-07-01 07:30", "2024-07-01T00:30:00Z" },
        { "2024-07-01T07:30:15", "2024-07-01T00:30:15Z" },
        { "2024-07-01T07:30:15.5", "2024-07-01T00:30:15Z" },
        { "2024-07-01T07:30:15.123456", "2024-07-01T00:30:15Z" },
        { "2024-07-01T00:30Z", "2024-07-01T00:30:00Z" },
        { "2024-07-01T00:30:00Z", "2024-07-01T00:30:00Z" },
        { "2024-07-01T07:30:00+07:00", "2024-07-01T00:30:00Z" },
        { "2024-06-30T19:00:00-05:30", "2024-07-01T00:30:00Z" },
        { "2024-07-01T00:00", "2024-06-30T17:00:00Z" },
        { "2024-07-01T23:59:59", "2024-07-01T16:59:59Z" },
        { "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
        { "0001-01-01T00:00Z", "0001-01-01T00:00:00Z" },
        { "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
        { "2024-07-01", NULL },
        { "2024-07-01T", NULL },
        { "2024-07-01T7:30", NULL },
        { "2024-07-01T24:00", NULL },
        { "2024-07-01T24:00:30", NULL },
        { "2024-07-01T25:00", NULL },
        { "2024-07-01T07:60", NULL },
        { "2024-07-01T07:30:60", NULL },
        { "2024-07-01T07:30:", NULL },
        { "2024-07-01T07:30:1", NULL },
        { "2024-07-01T07:30:15.", NULL },
        { "2024-07-01T07:30:15.1234567", NULL },
        { "2024-07-01T07:30:15,5", NULL },
        { "2024-07-01T07:30.5", NULL },
        { "2024-07-01T07:30z", NULL },
        { "2024-07-01T07:30ZZ", NULL },
        { "2024-07-01T07:30+7", NULL },
        { "2024-07-01T07:30+0700", NULL },
        { "2024-07-01T07:30+24:00", NULL },
        { "2024-07-01T07:30+07:60", NULL },
        { "2024-07-01T07:30 ", NULL },
        { " 2024-07-01T07:30", NULL },
        { "2024-02-30T07:30", NULL },
        { "0001-01-01T00:00+07:00", NULL }, /* the year before the first */
        { "9999-12-31T23:00-07:00", NULL }, /* the year after the last */
        { "", NULL },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        Time t = 77;

        check_err(time_parse(str_of(row[i].text), &t), row[i].utc ? ERR_OK : ERR_INVALID);
        if (row[i].utc != NULL)
            check_str(time_text_utc(test_arena(), t), str_of(row[i].utc));
        else
            check_int(t, 77);
    }
}

void
test_base_time__fractions_to_the_microsecond(void)
{
    Time t = 0;

    check_ok(time_parse(S("1970-01-01T00:00:00.000001Z"), &t));
    check_int(t, 1);
    check_ok(time_parse(S("1970-01-01T00:00:00.25Z"), &t));
    check_int(t, 250000);
    check_ok(time_parse(S("1969-12-31T23:59:59.999999Z"), &t));
    check_int(t, -1);
}

void
test_base_time__minutes_of_the_day(void)
{
    static const struct {
        const char *text;
        int         minute; /* -1: refused */
    } row[] = {
        { "00:00", 0 },  { "07:30", 450 }, { "23:59", 1439 }, { "24:00", 1440 }, { "24:01", -1 },
        { "25:00", -1 }, { "07:60", -1 },  { "7:30", -1 },    { "07:3", -1 },    { "07.30", -1 },
        { "07:3x", -1 }, { "-7:30", -1 },  { "", -1 },        { "07:30:00", -1 },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        int minute = -1;

        check_err(minute_parse(str_of(row[i].text), &minute),
                  row[i].minute < 0 ? ERR_INVALID : ERR_OK);
        check_int(minute, row[i].minute);
    }
}

void
test_base_time__the_civil_day_is_that_of_the_zone(void)
{
    static const struct {
        const char *utc, *day;
        int         minute;
    } row[] = {
        { "2024-06-30T16:59:59.999999Z", "2024-06-30", 1439 },
        { "2024-06-30T17:00Z", "2024-07-01", 0 },
        { "2024-07-01T00:30:59Z", "2024-07-01", 450 },
        { "1969-12-31T16:59Z", "1969-12-31", 1439 },
        { "1969-12-31T17:00Z", "1970-01-01", 0 },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        Time t = 0;

        check_ok(time_parse(str_of(row[i].utc), &t));
        check_str(day_text(test_arena(), time_day(t)), str_of(row[i].day));
        check_int(time_minute(t), row[i].minute);
        check_int(time_at(time_day(t), time_minute(t)),
                  t - (t % TIME_MINUTE + TIME_MINUTE) % TIME_MINUTE);
    }
}

void
test_base_time__writing(void)
{
    Time t = time_at(day_of(2024, 7, 1), 450) + 5 * TIME_SECOND;

    check_str(day_text(test_arena(), day_of(2024, 7, 1)), S("2024-07-01"));
    check_str(day_text(test_arena(), day_of(1, 2, 3)), S("0001-02-03"));
    check_str(day_people(test_arena(), day_of(2024, 7, 1)), S("01/07/2024"));
    check_str(time_text(test_arena(), t), S("2024-07-01T07:30:05+07:00"));
    check_str(time_text_utc(test_arena(), t), S("2024-07-01T00:30:05Z"));
    check_str(time_people(test_arena(), t), S("01/07/2024 07:30"));
}

void
test_base_time__what_is_written_reads_back(void)
{
    int wrong = 0;

    for (Time t = -TIME_DAY * 400000; t < TIME_DAY * 400000; t += 7919 * TIME_HOUR + TIME_SECOND) {
        Time again = TIME_NONE;
        Day  day = DAY_NONE, people = DAY_NONE;

        wrong += time_parse(time_text(test_arena(), t), &again) != ERR_OK || again != t;
        wrong += time_parse(time_text_utc(test_arena(), t), &again) != ERR_OK || again != t;
        wrong += day_parse(day_text(test_arena(), time_day(t)), &day) != ERR_OK ||
                 day != time_day(t);
        wrong += day_parse_people(day_people(test_arena(), time_day(t)), &people) != ERR_OK ||
                 people != time_day(t);
    }
    check_int(wrong, 0);
}

/* Moments that no text can name, from a damaged row or TIME_NONE, are still a day. */
void
test_base_time__the_ends_of_time(void)
{
    static const Time row[] = { TIME_NONE, TIME_NONE + 1, INT64_MAX, INT64_MAX - TIME_ZONE };

    for (size_t i = 0; i < COUNT(row); i++) {
        check(time_minute(row[i]) >= 0 && time_minute(row[i]) < 1440, "a minute");
        check(time_text(test_arena(), row[i]).n > 0, "some text");
        check(time_people(test_arena(), row[i]).n > 0, "some text");
    }
}
