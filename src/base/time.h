/* base/time.h -- moments and civil days.  Floor 0.
 *
 * Time is microseconds UTC since 1970.  Day is a civil date, counted in days
 * since 1970-01-01.  The administration lives at UTC+7, without summer time.
 * Nothing here reads a clock, and nothing here knows a working day
 * (org/calendar.h does).
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef int64_t Time;
typedef int32_t Day;

#define TIME_SECOND ((Time)1000000)
#define TIME_MINUTE (60 * TIME_SECOND)
#define TIME_HOUR   (60 * TIME_MINUTE)
#define TIME_DAY    (24 * TIME_HOUR)
#define TIME_ZONE   (7 * TIME_HOUR) /* of the administration */
#define TIME_NONE   INT64_MIN       /* unknown, not yet */
#define DAY_NONE    INT32_MIN
#define DAY_MIN     (-719162)       /* 0001-01-01 */
#define DAY_MAX     2932896         /* 9999-12-31 */

struct civil {
    int year, month, day; /* month and day from 1 */
};

Day          day_of(int year, int month, int day); /* DAY_NONE when no such date */
struct civil day_civil(Day);
int          day_weekday(Day); /* 0 Sunday … 6 Saturday */
Day          day_add_months(Day, int months); /* clipped to the month's end */

/* The civil day and the minute of the day, at UTC+7. */
Day  time_day(Time);
int  time_minute(Time); /* 0 … 1439 */
Time time_at(Day, int minute_of_day);

/* Whole text or ERR_INVALID; *out untouched on failure.
 * Day: "2024-07-01".  Time: "2024-07-01T07:30[:00[.000000]][Z|+07:00]",
 * without a zone meaning UTC+7. */
enum err day_parse(Str, Day *out) MUST_USE;
enum err time_parse(Str, Time *out) MUST_USE;
/* "02/01/2024" as people write it here, day first; also accepts ISO. */
enum err day_parse_people(Str, Day *out) MUST_USE;
/* "07:30" to a minute of the day. */
enum err minute_parse(Str, int *out) MUST_USE;

Str day_text(struct arena *, Day);           /* 2024-07-01 */
Str time_text(struct arena *, Time);         /* 2024-07-01T07:30:00+07:00 */
Str time_text_utc(struct arena *, Time);     /* 2024-07-01T00:30:00Z */
Str day_people(struct arena *, Day);         /* 01/07/2024 */
Str time_people(struct arena *, Time);       /* 01/07/2024 07:30 */
Str minute_text(struct arena *, int minute); /* of the day: 07:30 */
/* "Mon, 01 Jul 2024 00:30:00", in UTC and without saying so: RFC 5322 and HTTP end it each in
 * its way.  Not before 1970. */
#define TIME_LETTER 26
void time_letter(Time, char out[TIME_LETTER]);

/* A clock is given by cmd; nothing below it reads the system's. */
struct clock {
    Time (*read)(void *context);
    void *context;
};
static inline Time
clock_now(const struct clock *c)
{
    return c->read(c->context);
}

#endif
