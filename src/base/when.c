/* base/when.c -- see when.h.  Floor 0. */
#include "base/when.h"

#include "base/words.h"

static const char *const weekday_key[] = { MSG("Sunday"),    MSG("Monday"),   MSG("Tuesday"),
                                           MSG("Wednesday"), MSG("Thursday"), MSG("Friday"),
                                           MSG("Saturday") };

Str
when_weekday(enum lang lang, int weekday)
{
    return words(lang, weekday_key[weekday]);
}

Str
when_day(struct arena *arena, enum lang lang, Day d)
{
    return str_join(arena, when_weekday(lang, day_weekday(d)), S(", "), day_people(arena, d));
}

Str
when_moment(struct arena *arena, enum lang lang, Time t)
{
    return str_join(arena, when_day(arena, lang, time_day(t)), S(", "),
                    minute_text(arena, time_minute(t)));
}

#define DAY_MINUTES 480 /* a working day when time is told roughly */

Str
when_working(struct arena *arena, enum lang lang, int64_t minutes)
{
    if (minutes < 60)
        return words_count(arena, lang, "{1} minute", MSG("{1} minutes"), minutes);
    if (minutes < DAY_MINUTES)
        return words_count(arena, lang, "{1} working hour", MSG("{1} working hours"), minutes / 60);
    return words_count(arena, lang, "{1} working day", MSG("{1} working days"),
                       minutes / DAY_MINUTES);
}

Str
when_size(struct arena *arena, enum lang lang, int64_t bytes)
{
    int64_t tenths = (bytes + 52428) / 104858;

    if (bytes < 1000)
        return str_format(arena, "%lld B", (long long)bytes);
    if (tenths < 10)
        return str_format(arena, "%lld\u00a0kB", (long long)((bytes + 512) / 1024));
    return str_format(arena, "%lld%c%lld MB", (long long)(tenths / 10),
                      lang == LANG_VI ? ',' : '.', (long long)(tenths % 10));
}
