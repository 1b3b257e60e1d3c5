/* org/calendar.h -- when the administration works.  Floor 4.
 *
 * Deadlines are counted in working time, and the government moves working days
 * around holidays every year, desks open on some Saturday mornings, provinces
 * change their hours with the season.  So the answer is published data rather
 * than arithmetic.  Outside the published days nobody knows, and every
 * function says ERR_UNKNOWN instead of guessing, its outputs untouched.
 *
 * A calendar is built once into an arena: a row a day with running sums, so
 * that a question costs a search among the days, whatever the distance.
 * Moments count by the minute they fall in; seconds are not working time.
 */
#ifndef ORG_CALENDAR_H
#define ORG_CALENDAR_H

#include "base/fault.h"
#include "base/time.h"

#define CALENDAR_DAYS_MAX 40000 /* between the first and last published day */

/* [from, to) in minutes of the day, 0 … 1440. */
struct calendar_hours {
    int from, to;
};

/* Days somebody has published: a week pattern, bit n for weekday n (0 Sunday). */
struct calendar_span {
    Day      from, until;
    unsigned week;
};

/* Opening hours on these weekdays of these days; the last rule that fits a day
 * wins.  weekdays 0 means every day, make-up Saturdays too. */
struct calendar_rule {
    Day                          from, until;
    unsigned                     weekdays;
    const struct calendar_hours *hours; /* ascending, not touching */
    size_t                       count;
};

/* A holiday (works false), a day worked in exchange (true), or a day with
 * hours of its own (count > 0). */
struct calendar_exception {
    Day                          day;
    bool                         works;
    Str                          why_vi, why_en, source;
    const struct calendar_hours *hours;
    size_t                       count;
};

/* What a reader of packs fills in; arrays in any order but rules. */
struct calendar_source {
    const struct calendar_span      *spans;
    size_t                           span_count;
    const struct calendar_rule      *rules;
    size_t                           rule_count;
    const struct calendar_exception *exceptions;
    size_t                           exception_count;
};

struct calendar;

/* ERR_INVALID with every fault, fields named like "exceptions/3/day".  Copies
 * the source, texts included, so that nothing of it need outlive the call. */
enum err calendar_build(struct arena *, const struct calendar_source *, struct faults *,
                        const struct calendar **out) MUST_USE;

bool calendar_knows(const struct calendar *, Day);
bool calendar_works(const struct calendar *, Day); /* false too when unknown */
/* The last day known without a gap from `day` on. */
enum err calendar_known_until(const struct calendar *, Day day, Day *out) MUST_USE;
/* The day's intervals, none when it does not work. */
const struct calendar_hours *calendar_hours_of(const struct calendar *, Day, size_t *count);

/* Working minutes from one moment to the other, negative backwards, so that
 * intervals always add up. */
enum err calendar_minutes_between(const struct calendar *, Time from, Time to, int64_t *out)
    MUST_USE;
/* Working days after `from`, up to and with `to`; negative backwards. */
enum err calendar_days_between(const struct calendar *, Day from, Day to, int64_t *out) MUST_USE;

/* The earliest moment by which that much has been worked: a term that fills the
 * afternoon ends at its close, not at the next opening.
 * ERR_INVALID  minutes < 0 */
enum err calendar_add_minutes(const struct calendar *, Time from, int64_t minutes, Time *out)
    MUST_USE;
/* The last day of a term, the day of receipt being day zero.
 * ERR_INVALID  days < 0 */
enum err calendar_add_days(const struct calendar *, Day received, int days, Day *out) MUST_USE;

/* The first working moment at or after. */
enum err calendar_open_after(const struct calendar *, Time, Time *out) MUST_USE;
/* The end of the day's work.  ERR_INVALID when the day does not work. */
enum err calendar_close_of(const struct calendar *, Day, Time *out) MUST_USE;

/* Why a date is what it is: each day of from … to that is not worked, and each
 * that is worked out of turn, with its reason. */
struct calendar_note {
    Day         day;
    bool        works;
    const char *key; /* message key of the reason, NULL when it is published: */
    Str         why_vi, why_en, source;
};
enum err calendar_explain(const struct calendar *, struct arena *, Day from, Day to,
                          const struct calendar_note **out, size_t *out_count) MUST_USE;

#endif
