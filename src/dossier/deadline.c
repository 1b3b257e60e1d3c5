/* dossier/deadline.c -- see deadline.h.  Floor 7. */
#include "dossier/deadline.h"

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
    if (!p->by_days)
        return calendar_add_minutes(c, begin, p->term, out_due);
    TRY(calendar_add_days(c, time_day(begin), p->term, &day));
    return calendar_close_of(c, day, out_due);
}

enum err
deadline_resume(const struct calendar *c, Time due, Time paused_since, Time now, Time *out_due)
{
    int64_t waited;

    if (due == TIME_NONE) {
        *out_due = TIME_NONE;
        return ERR_OK;
    }
    TRY(calendar_minutes_between(c, paused_since, now, &waited));
    return calendar_add_minutes(c, due, waited, out_due);
}
