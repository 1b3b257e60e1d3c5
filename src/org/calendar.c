/* org/calendar.c -- questions to a calendar; calendar_build.c makes one.
 *
 * Invariant: row i is the day first + i; its sums count what is worked before
 * it since the beginning of its run (days known without a gap), so both never
 * decrease within a run and a difference of two rows of one run is exact.
 * Floor 4. */
#include "org/calendar_table.h"

static const struct calendar_row *
row_of(const struct calendar *cal, Day day)
{
    const struct calendar_row *row;

    if (day < cal->first || day > cal->last)
        return NULL;
    row = &cal->rows[day - cal->first];
    return row->run != 0 ? row : NULL;
}

/* Compared as moments first: time_day is only for moments of a civil date. */
static const struct calendar_row *
row_at(const struct calendar *cal, Time t, int *minute)
{
    if (t < time_at(cal->first, 0) || t >= time_at(cal->last + 1, 0))
        return NULL;
    *minute = time_minute(t);
    return row_of(cal, time_day(t));
}

static Day
day_at(const struct calendar *cal, const struct calendar_row *row)
{
    return cal->first + (Day)(row - cal->rows);
}

/* Minutes worked since the run began, at this minute of this day. */
static int64_t
worked_at(const struct calendar_row *row, int minute)
{
    int64_t worked = row->minutes;

    for (size_t i = 0; i < row->hours->count && row->hours->at[i].from < minute; i++) {
        const struct calendar_hours *h = &row->hours->at[i];

        worked += (minute < h->to ? minute : h->to) - h->from;
    }
    return worked;
}

bool
calendar_knows(const struct calendar *cal, Day day)
{
    return row_of(cal, day) != NULL;
}

bool
calendar_works(const struct calendar *cal, Day day)
{
    const struct calendar_row *row = row_of(cal, day);

    return row != NULL && row->hours->count > 0;
}

enum err
calendar_known_until(const struct calendar *cal, Day day, Day *out)
{
    const struct calendar_row *row = row_of(cal, day);

    if (row == NULL)
        return ERR_UNKNOWN;
    *out = cal->run_end[row->run];
    return ERR_OK;
}

const struct calendar_hours *
calendar_hours_of(const struct calendar *cal, Day day, size_t *count)
{
    const struct calendar_row *row = row_of(cal, day);

    *count = row != NULL ? row->hours->count : 0;
    return row != NULL ? row->hours->at : NULL;
}

enum err
calendar_minutes_between(const struct calendar *cal, Time from, Time to, int64_t *out)
{
    int                        m1 = 0, m2 = 0;
    const struct calendar_row *a = row_at(cal, from, &m1), *b = row_at(cal, to, &m2);

    if (a == NULL || b == NULL || a->run != b->run)
        return ERR_UNKNOWN;
    *out = worked_at(b, m2) - worked_at(a, m1);
    return ERR_OK;
}

enum err
calendar_days_between(const struct calendar *cal, Day from, Day to, int64_t *out)
{
    const struct calendar_row *a = row_of(cal, from), *b = row_of(cal, to);

    if (a == NULL || b == NULL || a->run != b->run)
        return ERR_UNKNOWN;
    *out = (int64_t)b->days + (b->hours->count > 0) - a->days - (a->hours->count > 0);
    return ERR_OK;
}

static int64_t
minutes_through(const struct calendar_row *row)
{
    return worked_at(row, 24 * 60);
}

static int64_t
days_through(const struct calendar_row *row)
{
    return (int64_t)row->days + (row->hours->count > 0);
}

/* The first row from `row` on, in its run, whose sum reaches the target. */
static const struct calendar_row *
first_reaching(const struct calendar *cal, const struct calendar_row *row, int64_t target,
               int64_t (*sum)(const struct calendar_row *))
{
    const struct calendar_row *low = row;
    const struct calendar_row *high = &cal->rows[cal->run_end[row->run] - cal->first];

    if (sum(high) < target)
        return NULL;
    while (low < high) {
        const struct calendar_row *mid = low + (high - low) / 2;

        if (sum(mid) < target)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

enum err
calendar_add_minutes(const struct calendar *cal, Time from, int64_t minutes, Time *out)
{
    int                        minute = 0;
    const struct calendar_row *row = row_at(cal, from, &minute);
    int64_t                    left;

    if (minutes < 0)
        return ERR_INVALID;
    /* The run's whole sum fits in 32 bits; a longer term would overflow below. */
    if (row == NULL || minutes > INT32_MAX)
        return ERR_UNKNOWN;
    if (minutes == 0) {
        *out = time_at(day_at(cal, row), minute);
        return ERR_OK;
    }
    minutes += worked_at(row, minute);
    row = first_reaching(cal, row, minutes, minutes_through);
    if (row == NULL)
        return ERR_UNKNOWN;
    left = minutes - row->minutes;
    for (size_t i = 0; i < row->hours->count; i++) {
        const struct calendar_hours *h = &row->hours->at[i];

        if (left <= h->to - h->from) {
            *out = time_at(day_at(cal, row), h->from + (int)left);
            return ERR_OK;
        }
        left -= h->to - h->from;
    }
    BUG("calendar sums of day %d", (int)day_at(cal, row));
}

enum err
calendar_add_days(const struct calendar *cal, Day received, int days, Day *out)
{
    const struct calendar_row *row = row_of(cal, received);

    if (days < 0)
        return ERR_INVALID;
    if (row == NULL)
        return ERR_UNKNOWN;
    if (days > 0)
        row = first_reaching(cal, row, days_through(row) + days, days_through);
    if (row == NULL)
        return ERR_UNKNOWN;
    *out = day_at(cal, row);
    return ERR_OK;
}

enum err
calendar_open_after(const struct calendar *cal, Time t, Time *out)
{
    int                        minute = 0;
    const struct calendar_row *row = row_at(cal, t, &minute);

    if (row == NULL)
        return ERR_UNKNOWN;
    for (size_t i = 0; i < row->hours->count; i++) {
        const struct calendar_hours *h = &row->hours->at[i];

        if (minute < h->to) {
            *out = minute >= h->from ? t : time_at(day_at(cal, row), h->from);
            return ERR_OK;
        }
    }
    row = first_reaching(cal, row, minutes_through(row) + 1, minutes_through);
    if (row == NULL)
        return ERR_UNKNOWN;
    *out = time_at(day_at(cal, row), row->hours->at[0].from);
    return ERR_OK;
}

enum err
calendar_close_of(const struct calendar *cal, Day day, Time *out)
{
    const struct calendar_row *row = row_of(cal, day);

    if (row == NULL)
        return ERR_UNKNOWN;
    if (row->hours->count == 0)
        return ERR_INVALID;
    *out = time_at(day, row->hours->at[row->hours->count - 1].to);
    return ERR_OK;
}

enum err
calendar_explain(const struct calendar *cal, struct arena *arena, Day from, Day to,
                 const struct calendar_note **out, size_t *out_count)
{
    const struct calendar_row *a = row_of(cal, from), *b = row_of(cal, to);
    struct calendar_note      *notes;
    size_t                     n = 0;

    if (a == NULL || b == NULL || a->run != b->run)
        return ERR_UNKNOWN;
    notes = arena_array(arena, struct calendar_note, a <= b ? b - a + 1 : 1);
    for (const struct calendar_row *row = a; row <= b; row++) {
        const struct calendar_exception *e = row->exception;
        bool                             works = row->hours->count > 0;

        if (works && e == NULL)
            continue;
        notes[n] = (struct calendar_note){ .day = day_at(cal, row), .works = works };
        if (e == NULL) {
            notes[n++].key = "Not a working day of the week";
        } else {
            notes[n].why_vi = e->why_vi;
            notes[n].why_en = e->why_en;
            notes[n++].source = e->source;
        }
    }
    *out = notes;
    *out_count = n;
    return ERR_OK;
}
