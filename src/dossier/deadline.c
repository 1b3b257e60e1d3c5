/* dossier/deadline.c -- see deadline.h.  Floor 7. */
#include "dossier/deadline.h"

const char deadline_wrong[] = "needs one of working_days, working_hours and days, a whole number "
                              "up to 400";

bool
deadline_read(const struct json *rule, enum term_unit *out_unit, int *out)
{
    static const struct {
        const char    *name;
        enum term_unit unit;
        int            times, least;
    } known[] = {
        { "working_days", TERM_WORKING_DAYS, 1, 0 },
        { "working_hours", TERM_MINUTES, 60, 0 },
        { "days", TERM_DAYS, 1, 1 },
    };
    int     found = -1;
    int64_t n;

    for (int i = 0; i < 3; i++) {
        if (json_get(rule, known[i].name) == NULL)
            continue;
        if (found >= 0)
            return false; /* two units at once */
        found = i;
    }
    n = found >= 0 ? json_int(rule, known[found].name, -1) : -1;
    if (found < 0 || n < known[found].least || n > TERM_MAX)
        return false;
    *out_unit = known[found].unit;
    *out = (int)n * known[found].times;
    return true;
}

/* Where counting begins: the acceptance itself, or the next opening. */
static enum err
begin_of(const struct procedure *p, const struct calendar *c, Time accepted, Time *out)
{
    Time begin = accepted;

    TRY(calendar_open_after(c, accepted, &begin));
    if (p->cut_off >= 0 && time_day(begin) == time_day(accepted) &&
        accepted > time_at(time_day(accepted), p->cut_off))
        TRY(calendar_open_after(c, time_at(time_day(accepted) + 1, 0), &begin));
    *out = begin;
    return ERR_OK;
}

/* The end of working time of a day, or of the next working day when it is a day off. */
static enum err
end_of_day(const struct calendar *c, Day day, Time *out)
{
    Time open;

    TRY(calendar_open_after(c, time_at(day, 0), &open));
    return calendar_close_of(c, time_day(open), out);
}

enum err
deadline_start(const struct procedure *p, const struct calendar *c, Time accepted, Time *out_due)
{
    Time begin;
    Day  day;

    if (p->term < 0) {
        *out_due = TIME_NONE;
        return ERR_OK;
    }
    TRY(begin_of(p, c, accepted, &begin));
    switch (p->term_in) {
    case TERM_MINUTES:
        return calendar_add_minutes(c, begin, p->term, out_due);
    case TERM_DAYS:
        return end_of_day(c, time_day(begin) + p->term, out_due);
    case TERM_WORKING_DAYS:
        break;
    }
    TRY(calendar_add_days(c, time_day(begin), p->term, &day));
    return calendar_close_of(c, day, out_due);
}

Day
deadline_last_day(const struct procedure *p, const struct calendar *c, Time accepted)
{
    Time begin;

    if (p->term_in != TERM_DAYS || begin_of(p, c, accepted, &begin) != ERR_OK)
        return DAY_NONE;
    return time_day(begin) + p->term;
}

enum err
deadline_resume(const struct procedure *p, const struct calendar *c, Time due, Time paused_since,
                Time now, Time *out_due)
{
    int64_t waited;

    if (due == TIME_NONE) {
        *out_due = TIME_NONE;
        return ERR_OK;
    }
    if (p->term_in == TERM_DAYS)
        return end_of_day(c, time_day(due) + (time_day(now) - time_day(paused_since)), out_due);
    TRY(calendar_minutes_between(c, paused_since, now, &waited));
    return calendar_add_minutes(c, due, waited, out_due);
}
