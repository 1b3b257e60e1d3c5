/* base/time.c -- see time.h.  Day arithmetic is the proleptic Gregorian
 * calendar in eras of 400 years beginning on 1 March.  Floor 0. */
#include "base/time.h"

#include <stdio.h>

#include "base/scan.h"

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a ^ b) < 0);
}

static int
month_length(int year, int month)
{
    static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return length[month - 1] + (month == 2 && leap);
}

Day
day_of(int year, int month, int day)
{
    int64_t era, y = year, year_of_era, day_of_year, day_of_era;

    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > month_length(year, month))
        return DAY_NONE;
    if (month <= 2)
        y--;
    era = floor_div(y, 400);
    year_of_era = y - era * 400;
    day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (Day)(era * 146097 + day_of_era - 719468);
}

struct civil
day_civil(Day d)
{
    int64_t z = (int64_t)d + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int     month = (int)(mp < 10 ? mp + 3 : mp - 9);

    return (struct civil){ .year = (int)(yoe + era * 400 + (month <= 2)),
                           .month = month,
                           .day = (int)(doy - (153 * mp + 2) / 5 + 1) };
}

int
day_weekday(Day d)
{
    return (int)(((int64_t)d % 7 + 7 + 4) % 7); /* 1970-01-01 was a Thursday */
}

Day
day_add_months(Day d, int months)
{
    struct civil c = day_civil(d);
    int64_t      m = (int64_t)c.year * 12 + c.month - 1 + months;
    int          year = (int)floor_div(m, 12), month = (int)(m - (int64_t)year * 12) + 1;
    int          length;

    if (year < 1 || year > 9999)
        return DAY_NONE;
    length = month_length(year, month);
    return day_of(year, month, c.day < length ? c.day : length);
}

/* The day of a moment at an offset from UTC, and how far into it; sound for
 * every value of Time, TIME_NONE too. */
static Day
split(Time t, Time offset, Time *out_rest)
{
    Time day = t / TIME_DAY, rest = t % TIME_DAY + offset;

    if (rest < 0) {
        rest += TIME_DAY;
        day--;
    } else if (rest >= TIME_DAY) {
        rest -= TIME_DAY;
        day++;
    }
    *out_rest = rest;
    return (Day)day;
}

Day
time_day(Time t)
{
    Time rest;

    return split(t, TIME_ZONE, &rest);
}

int
time_minute(Time t)
{
    Time rest;

    (void)split(t, TIME_ZONE, &rest);
    return (int)(rest / TIME_MINUTE);
}

Time
time_at(Day d, int minute_of_day)
{
    return (Time)d * TIME_DAY + minute_of_day * TIME_MINUTE - TIME_ZONE;
}

enum err
day_parse(Str s, Day *out)
{
    int64_t y, m, d;
    Day     day;

    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
        return ERR_INVALID;
    TRY(scan_digits(str_sub(s, 0, 4), &y));
    TRY(scan_digits(str_sub(s, 5, 2), &m));
    TRY(scan_digits(str_sub(s, 8, 2), &d));
    day = day_of((int)y, (int)m, (int)d);
    if (day == DAY_NONE)
        return ERR_INVALID;
    *out = day;
    return ERR_OK;
}

enum err
day_parse_people(Str s, Day *out)
{
    Str     day, month, year, rest;
    int64_t y, m, d;
    Day     found;

    s = str_trim(s);
    if (s.n == 10 && s.p[4] == '-')
        return day_parse(s, out);
    if (!str_cut(s, '/', &day, &rest) || !str_cut(rest, '/', &month, &year))
        return ERR_INVALID;
    if (day.n < 1 || day.n > 2 || month.n < 1 || month.n > 2 || year.n != 4)
        return ERR_INVALID;
    TRY(scan_digits(day, &d));
    TRY(scan_digits(month, &m));
    TRY(scan_digits(year, &y));
    found = day_of((int)y, (int)m, (int)d);
    if (found == DAY_NONE)
        return ERR_INVALID;
    *out = found;
    return ERR_OK;
}

enum err
minute_parse(Str s, int *out)
{
    int64_t h, m;

    if (s.n != 5 || s.p[2] != ':')
        return ERR_INVALID;
    TRY(scan_digits(str_sub(s, 0, 2), &h));
    TRY(scan_digits(str_sub(s, 3, 2), &m));
    if (h > 24 || m > 59 || (h == 24 && m > 0))
        return ERR_INVALID;
    *out = (int)(h * 60 + m);
    return ERR_OK;
}

/* ":SS[.ffffff]" at the head of *s, if there. */
static enum err
seconds_parse(Str *s, Time *out)
{
    int64_t sec, micro = 0;
    size_t  digits = 0;

    *out = 0;
    if (s->n == 0 || s->p[0] != ':')
        return ERR_OK;
    if (s->n < 3)
        return ERR_INVALID;
    TRY(scan_digits(str_sub(*s, 1, 2), &sec));
    if (sec > 59)
        return ERR_INVALID;
    *s = str_sub(*s, 3, s->n);
    if (s->n > 0 && s->p[0] == '.') {
        while (digits + 1 < s->n && s->p[digits + 1] >= '0' && s->p[digits + 1] <= '9')
            digits++;
        if (digits < 1 || digits > 6)
            return ERR_INVALID;
        TRY(scan_digits(str_sub(*s, 1, digits), &micro));
        *s = str_sub(*s, digits + 1, s->n);
        for (; digits < 6; digits++)
            micro *= 10;
    }
    *out = sec * TIME_SECOND + micro;
    return ERR_OK;
}

static enum err
zone_parse(Str s, Time *out)
{
    int minutes;

    *out = TIME_ZONE;
    if (s.n == 0)
        return ERR_OK;
    *out = 0;
    if (s.n == 1 && s.p[0] == 'Z')
        return ERR_OK;
    if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-'))
        return ERR_INVALID;
    TRY(minute_parse(str_sub(s, 1, 5), &minutes));
    if (minutes >= 24 * 60)
        return ERR_INVALID;
    *out = (s.p[0] == '-' ? -1 : 1) * minutes * TIME_MINUTE;
    return ERR_OK;
}

enum err
time_parse(Str s, Time *out)
{
    Day  day;
    int  minute;
    Time seconds, zone, t, into;
    Str  rest;

    if (s.n < 16 || (s.p[10] != 'T' && s.p[10] != ' '))
        return ERR_INVALID;
    TRY(day_parse(str_sub(s, 0, 10), &day));
    TRY(minute_parse(str_sub(s, 11, 5), &minute));
    if (minute == 24 * 60) /* the end of an interval, never a moment's name */
        return ERR_INVALID;
    rest = str_sub(s, 16, s.n);
    TRY(seconds_parse(&rest, &seconds));
    TRY(zone_parse(rest, &zone));
    t = (Time)day * TIME_DAY + minute * TIME_MINUTE + seconds - zone;
    day = split(t, 0, &into);
    if (day < DAY_MIN || day > DAY_MAX) /* only its zone took it out of the calendar */
        return ERR_INVALID;
    *out = t;
    return ERR_OK;
}

/* Written digit by digit: a page shows dozens of moments, and printf costs more
 * than all else about them. */
static char *
put_number(char *p, int value, int width)
{
    unsigned rest = value < 0 ? 0 - (unsigned)value : (unsigned)value;

    for (int i = width - 1; i >= 0; i--, rest /= 10)
        p[i] = (char)('0' + rest % 10);
    return p + width;
}

static char *
put_three(char *p, int a, int b, int c, int width_a, int width_c, char between)
{
    p = put_number(p, a, width_a);
    *p++ = between;
    p = put_number(p, b, 2);
    *p++ = between;
    return put_number(p, c, width_c);
}

Str
day_text(struct arena *arena, Day d)
{
    struct civil c = day_civil(d);
    char         out[16], *end = put_three(out, c.year, c.month, c.day, 4, 2, '-');

    return str_copy(arena, (Str){ out, (size_t)(end - out) });
}

static Str
moment(struct arena *arena, Time t, Time offset, Str zone)
{
    Time         into;
    struct civil c = day_civil(split(t, offset, &into));
    int          s = (int)(into / TIME_SECOND);
    char         out[32], *end = put_three(out, c.year, c.month, c.day, 4, 2, '-');

    *end++ = 'T';
    end = put_three(end, s / 3600, s / 60 % 60, s % 60, 2, 2, ':');
    memcpy(end, zone.p, zone.n);
    return str_copy(arena, (Str){ out, (size_t)(end - out) + zone.n });
}

Str
time_text(struct arena *arena, Time t)
{
    return moment(arena, t, TIME_ZONE, S("+07:00"));
}

Str
time_text_utc(struct arena *arena, Time t)
{
    return moment(arena, t, 0, S("Z"));
}

Str
day_people(struct arena *arena, Day d)
{
    struct civil c = day_civil(d);
    char         out[16], *end = put_three(out, c.day, c.month, c.year, 2, 4, '/');

    return str_copy(arena, (Str){ out, (size_t)(end - out) });
}

Str
minute_text(struct arena *arena, int minute)
{
    char out[5];

    put_number(out, minute / 60, 2);
    out[2] = ':';
    put_number(out + 3, minute % 60, 2);
    return str_copy(arena, (Str){ out, sizeof out });
}

Str
time_people(struct arena *arena, Time t)
{
    return str_join(arena, day_people(arena, time_day(t)), S(" "),
                    minute_text(arena, time_minute(t)));
}

void
time_letter(Time t, char out[TIME_LETTER])
{
    static const char week[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char year[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    Time         second = t / TIME_SECOND;
    Day          day = (Day)(second / 86400);
    int          rest = (int)(second % 86400);
    struct civil c = day_civil(day);

    snprintf(out, TIME_LETTER, "%s, %02d %s %04d %02d:%02d:%02d", week[day_weekday(day)],
             c.day % 100, year[c.month - 1], c.year % 10000, rest / 3600 % 24, rest / 60 % 60,
             rest % 60);
}
