/* Dates and moments as texts: what is accepted is written, and read again the same. */
#include "base/time.h"

int fuzz_time(const unsigned char *p, size_t n);

int
fuzz_time(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    Str           s = { (const char *)p, n };
    Day           day, day_again;
    Time          t, t_again;
    int           minute;

    if (day_parse(s, &day) == ERR_OK && !str_eq(day_text(arena, day), s))
        BUG("a date in two spellings");
    if (day_parse_people(s, &day) == ERR_OK &&
        (day_parse_people(day_people(arena, day), &day_again) != ERR_OK || day_again != day))
        BUG("a date that does not read back");
    if (minute_parse(s, &minute) == ERR_OK && (minute < 0 || minute > 1440))
        BUG("a minute outside the day");
    if (time_parse(s, &t) == ERR_OK) {
        if (time_parse(time_text_utc(arena, t), &t_again) != ERR_OK)
            BUG("a moment that does not read back");
        if (t_again > t || t - t_again >= TIME_SECOND)
            BUG("a moment that reads back as another");
    }
    if (n >= sizeof t) { /* any value, as from a damaged row */
        memcpy(&t, p, sizeof t);
        if (time_minute(t) < 0 || time_minute(t) > 1439 || time_people(arena, t).n == 0)
            BUG("a moment without a day");
    }
    arena_free(arena);
    return 0;
}
