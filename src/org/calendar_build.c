/* org/calendar_build.c -- published data into a table of days.
 *
 * The source is checked whole before anything is made: whoever wrote the pack
 * reads every fault at once.  Then three passes: which days are known, what
 * hours each has, and the running sums.  Floor 4. */
#include "org/calendar_table.h"

static const struct calendar_hours_list no_hours;

struct build {
    struct arena                 *arena;
    const struct calendar_source *source;
    struct faults                *faults;
    struct calendar              *cal;
};

static Str
field(struct build *b, const char *list, size_t i, const char *part)
{
    return str_format(b->arena, "%s/%zu/%s", list, i, part);
}

static void
check_dates(struct build *b, const char *list, size_t i, Day from, Day until)
{
    if (from < DAY_MIN || until > DAY_MAX || from > until)
        fault_add(b->faults, field(b, list, i, "until"), "The last day is before the first.",
                  STR_NONE, STR_NONE);
}

static void
check_hours(struct build *b, const char *list, size_t i, const struct calendar_hours *h,
            size_t count)
{
    int before = -1;

    for (size_t k = 0; k < count; k++) {
        if (h[k].from <= before || h[k].from >= h[k].to || h[k].to > 24 * 60) {
            fault_add(b->faults, field(b, list, i, "hours"),
                      "Working hours must follow each other, each ending after it begins.",
                      STR_NONE, STR_NONE);
            return;
        }
        before = h[k].to;
    }
}

/* Spans may touch, not overlap; together they must fit the table. */
static void
check_spans(struct build *b)
{
    const struct calendar_source *s = b->source;
    Day                           first = DAY_MAX, last = DAY_MIN;

    for (size_t i = 0; i < s->span_count; i++) {
        const struct calendar_span *a = &s->spans[i];

        check_dates(b, "spans", i, a->from, a->until);
        first = a->from < first ? a->from : first;
        last = a->until > last ? a->until : last;
        for (size_t k = 0; k < i; k++)
            if (a->from <= s->spans[k].until && s->spans[k].from <= a->until)
                fault_add(b->faults, field(b, "spans", i, "from"),
                          "These days are already published elsewhere in this calendar.",
                          STR_NONE, STR_NONE);
    }
    if (s->span_count == 0)
        fault_add(b->faults, S("spans"), "A calendar must say which days it knows.", STR_NONE,
                  STR_NONE);
    else if (!faults_any(b->faults) && (int64_t)last - first >= CALENDAR_DAYS_MAX)
        fault_add(b->faults, S("spans"), "A calendar reaches at most 40,000 days.", STR_NONE,
                  STR_NONE);
}

static void
check_rules(struct build *b)
{
    for (size_t i = 0; i < b->source->rule_count; i++) {
        const struct calendar_rule *r = &b->source->rules[i];

        check_dates(b, "rules", i, r->from, r->until);
        check_hours(b, "rules", i, r->hours, r->count);
        if (r->count == 0)
            fault_add(b->faults, field(b, "rules", i, "hours"),
                      "Opening hours need at least one interval.", STR_NONE, STR_NONE);
    }
}

static struct calendar_row *
row_for(struct build *b, Day day)
{
    struct calendar *cal = b->cal;

    if (day < cal->first || day > cal->last || cal->rows[day - cal->first].run == 0)
        return NULL;
    return &cal->rows[day - cal->first];
}

/* -- the table ----------------------------------------------------------------- */

static void
make_rows(struct build *b)
{
    const struct calendar_source *s = b->source;
    struct calendar              *cal = b->cal;

    cal->first = DAY_MAX;
    cal->last = DAY_MIN;
    for (size_t i = 0; i < s->span_count; i++) {
        cal->first = s->spans[i].from < cal->first ? s->spans[i].from : cal->first;
        cal->last = s->spans[i].until > cal->last ? s->spans[i].until : cal->last;
    }
    cal->rows = arena_array(b->arena, struct calendar_row, cal->last - cal->first + 1);
    cal->run_end = arena_array(b->arena, Day, s->span_count + 1);
    for (size_t i = 0; i < s->span_count; i++)
        for (Day d = s->spans[i].from; d <= s->spans[i].until; d++)
            cal->rows[d - cal->first].run = 1; /* numbered by number_runs */
}

static void
number_runs(struct calendar *cal)
{
    uint32_t run = 0;

    for (Day d = cal->first; d <= cal->last; d++) {
        struct calendar_row *row = &cal->rows[d - cal->first];

        if (row->run == 0)
            continue;
        if (d == cal->first || row[-1].run == 0)
            run++;
        row->run = run;
        cal->run_end[run] = d;
    }
}

static const struct calendar_hours_list *
keep_hours(struct build *b, const struct calendar_hours *h, size_t count)
{
    struct calendar_hours_list *list = arena_make(b->arena, struct calendar_hours_list);
    struct calendar_hours      *copy = arena_array(b->arena, struct calendar_hours, count);

    memcpy(copy, h, count * sizeof *copy);
    list->at = copy;
    list->count = count;
    return list;
}

/* The usual hours of every known day, worked or not; set_days takes away. */
static void
set_hours(struct build *b)
{
    const struct calendar_source *s = b->source;

    for (Day d = b->cal->first; d <= b->cal->last; d++)
        b->cal->rows[d - b->cal->first].hours = &no_hours;
    for (size_t i = 0; i < s->rule_count; i++) {
        const struct calendar_rule       *r = &s->rules[i];
        const struct calendar_hours_list *list = keep_hours(b, r->hours, r->count);
        Day from = r->from > b->cal->first ? r->from : b->cal->first;
        Day until = r->until < b->cal->last ? r->until : b->cal->last;

        for (Day d = from; d <= until; d++)
            if (r->weekdays == 0 || (r->weekdays >> day_weekday(d) & 1) != 0)
                b->cal->rows[d - b->cal->first].hours = list;
    }
}

static void
set_exceptions(struct build *b)
{
    const struct calendar_source *s = b->source;
    struct calendar_exception    *kept;

    kept = arena_array(b->arena, struct calendar_exception, s->exception_count);
    for (size_t i = 0; i < s->exception_count; i++) {
        const struct calendar_exception *e = &s->exceptions[i];
        struct calendar_row             *row = row_for(b, e->day);

        check_hours(b, "exceptions", i, e->hours, e->count);
        if (!e->works && e->count > 0)
            fault_add(b->faults, field(b, "exceptions", i, "hours"),
                      "A day that is not worked has no hours.", STR_NONE, STR_NONE);
        if (row == NULL || row->exception != NULL) {
            fault_add(b->faults, field(b, "exceptions", i, "day"),
                      row == NULL ? "This day is outside the days the calendar knows."
                                  : "This day is listed twice.",
                      STR_NONE, STR_NONE);
            continue;
        }
        kept[i] = *e;
        kept[i].why_vi = str_copy(b->arena, e->why_vi);
        kept[i].why_en = str_copy(b->arena, e->why_en);
        kept[i].source = str_copy(b->arena, e->source);
        kept[i].hours = NULL;
        row->exception = &kept[i];
        if (!e->works)
            row->hours = &no_hours;
        else if (e->count > 0)
            row->hours = keep_hours(b, e->hours, e->count);
    }
}

/* Takes the hours from days off; a day at work without hours is a fault, told
 * once a span, for it is one rule that is missing. */
static void
set_days(struct build *b)
{
    for (size_t i = 0; i < b->source->span_count; i++) {
        const struct calendar_span *s = &b->source->spans[i];
        bool                        told = false;

        for (Day d = s->from; d <= s->until; d++) {
            struct calendar_row *row = row_for(b, d);
            bool works = row->exception != NULL ? row->exception->works
                                                : (s->week >> day_weekday(d) & 1) != 0;

            if (!works)
                row->hours = &no_hours;
            else if (row->hours->count == 0 && !told) {
                fault_add(b->faults, field(b, "spans", i, "from"),
                          "No opening hours are given for the working day {1}.",
                          day_text(b->arena, d), STR_NONE);
                told = true;
            }
        }
    }
}

static void
add_up(struct calendar *cal)
{
    int32_t minutes = 0, days = 0;

    for (struct calendar_row *row = cal->rows; row <= cal->rows + (cal->last - cal->first);
         row++) {
        if (row == cal->rows || row->run != row[-1].run)
            minutes = days = 0;
        row->minutes = minutes;
        row->days = days;
        for (size_t i = 0; i < row->hours->count; i++)
            minutes += row->hours->at[i].to - row->hours->at[i].from;
        days += row->hours->count > 0;
    }
}

enum err
calendar_build(struct arena *arena, const struct calendar_source *source,
               struct faults *faults, const struct calendar **out)
{
    /* Counts only this call's faults: the caller may hold others already. */
    struct faults mine = { .arena = arena };
    struct build  b = { .arena = arena, .source = source, .faults = &mine };

    check_spans(&b);
    check_rules(&b);
    if (!faults_any(&mine)) {
        b.cal = arena_make(arena, struct calendar);
        make_rows(&b);
        number_runs(b.cal);
        set_hours(&b);
        set_exceptions(&b);
        set_days(&b);
        add_up(b.cal);
    }
    for (const struct fault *f = mine.first; f != NULL; f = f->next)
        fault_add(faults, f->field, f->message, f->value[0], f->value[1]);
    if (faults_any(&mine))
        return ERR_INVALID;
    *out = b.cal;
    return ERR_OK;
}
