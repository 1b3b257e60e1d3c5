/* dossier/appointment.c -- see appointment.h: slots, and the record.  Floor 7. */
#include "dossier/appointment.h"

#include "base/words.h"
#include "dossier/dossier_sql.h"
#include "dossier/notice.h"
#include "dossier/rules.h"

#define A_DAY 400 /* slots, at most */

/* -- how a day is cut ------------------------------------------------------------------- */

enum err
slot_rule_on(struct view *v, Id unit, Day day, struct slot_rule *out, bool *any)
{
    struct appointment_rule_on_row row;
    struct rule                    rule;
    enum err                       err = appointment_rule_on(v, unit, day, &row);

    *any = true;
    if (err == ERR_OK)
        *out = (struct slot_rule){ row.minutes, row.places, row.days_ahead };
    else if (err == ERR_NOT_FOUND && rule_on(v, "appointments", day, &rule))
        *out = (struct slot_rule){ json_int(rule.says, "minutes", 0),
                                   json_int(rule.says, "places", 0),
                                   json_int(rule.says, "days_ahead", 0) };
    else
        *any = false;
    *any = *any && out->places > 0;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The slots that the day's hours hold. */
static int
cut(const struct calendar_hours *hours, size_t count, Day day, int minutes, struct slot *out)
{
    int n = 0;

    for (size_t i = 0; i < count; i++)
        for (int at = hours[i].from; at + minutes <= hours[i].to && n < A_DAY; at += minutes)
            out[n++] = (struct slot){ .from = time_at(day, at), .to = time_at(day, at + minutes) };
    return n;
}

static void
take_places(struct slot *slot, int n, const struct appointment_taken_row *row, int rows)
{
    for (int i = 0, k = 0; i < n; i++) {
        while (k < rows && row[k].slot < slot[i].from)
            k++;
        if (k < rows && row[k].slot == slot[i].from)
            slot[i].left -= row[k].n < slot[i].left ? row[k].n : slot[i].left;
    }
}

/* Only those to come. */
static int
drop_past(struct slot *slot, int n, Time now)
{
    int k = 0;

    for (int i = 0; i < n; i++)
        if (slot[i].from > now)
            slot[k++] = slot[i];
    return k;
}

enum err
slots_of(struct view *v, const struct unit *u, Day day, struct slot **out, int *out_n)
{
    const struct calendar        *calendar;
    const struct calendar_hours  *hours;
    struct appointment_taken_row *row;
    struct slot_rule              rule;
    struct slot                  *slot = arena_array(v->arena, struct slot, A_DAY);
    size_t                        count;
    bool                          any;
    int                           n, rows;

    *out = slot;
    *out_n = 0;
    TRY(slot_rule_on(v, u->id, day, &rule, &any));
    if (!any || day > time_day(v->now) + rule.days_ahead ||
        calendar_of_unit(v, u->id, &calendar) != ERR_OK || calendar == NULL)
        return ERR_OK;
    hours = calendar_hours_of(calendar, day, &count);
    n = cut(hours, count, day, (int)rule.minutes, slot);
    for (int i = 0; i < n; i++)
        slot[i].left = rule.places;
    TRY(appointment_taken(v, u->id, time_at(day, 0), time_at(day + 1, 0), A_DAY, &row, &rows));
    take_places(slot, n, row, rows);
    *out_n = drop_past(slot, n, v->now);
    return ERR_OK;
}

enum err
slot_at(struct view *v, const struct unit *u, Time from, struct slot *out)
{
    struct slot *slot;
    int          n;

    TRY(slots_of(v, u, time_day(from), &slot, &n));
    for (int i = 0; i < n; i++)
        if (slot[i].from == from) {
            *out = slot[i];
            return ERR_OK;
        }
    return ERR_NOT_FOUND;
}

bool
slot_is_worked(struct view *v, Id unit, Time from, Time to)
{
    const struct calendar       *calendar;
    const struct calendar_hours *hours;
    size_t                       count;
    int                          begins = time_minute(from), ends;

    if (calendar_of_unit(v, unit, &calendar) != ERR_OK || calendar == NULL ||
        !calendar_knows(calendar, time_day(from)))
        return true; /* nobody has said otherwise */
    ends = begins + (int)((to - from) / TIME_MINUTE);
    hours = calendar_hours_of(calendar, time_day(from), &count);
    for (size_t i = 0; i < count; i++)
        if (hours[i].from <= begins && ends <= hours[i].to)
            return true;
    return false;
}

/* -- finding ------------------------------------------------------------------------------ */

#define TAKE(type, name) p->name = row->name;
#define READER(of)                                                                   \
    static void take_##of(const struct of##_row *row, struct appointment *p)         \
    {                                                                                \
        APPOINTMENT_FIELDS(TAKE)                                                     \
    }
#define LIST(of)                                                                     \
    static void list_##of(struct arena *arena, const struct of##_row *row, int n,    \
                          struct appointment **out)                                  \
    {                                                                                \
        *out = arena_array(arena, struct appointment, n + 1);                        \
        for (int i = 0; i < n; i++)                                                  \
            take_##of(&row[i], &(*out)[i]);                                          \
    }
READER(appointment_by_code)
READER(appointment_of_person)
READER(appointment_of_day)
READER(appointment_coming)
LIST(appointment_of_person)
LIST(appointment_of_day)
LIST(appointment_coming)

static Str
digits_of(struct arena *arena, Str typed)
{
    char  *out = arena_alloc(arena, typed.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < typed.n; i++)
        if (typed.p[i] >= '0' && typed.p[i] <= '9')
            out[n++] = typed.p[i];
    return (Str){ out, n };
}

enum err
appointment_find(struct view *v, Str code, struct appointment *out)
{
    struct appointment_by_code_row row;

    TRY(appointment_by_code(v, digits_of(v->arena, code), &row));
    take_appointment_by_code(&row, out);
    return ERR_OK;
}

enum err
appointment_own(struct view *v, Str code, struct appointment *out)
{
    TRY(appointment_find(v, code, out));
    return v->who->person != 0 && out->person == v->who->person ? ERR_OK : ERR_NOT_FOUND;
}

enum err
appointment_of(struct view *v, Id person, Time before, int limit, struct appointment **out, int *n)
{
    struct appointment_of_person_row *row;

    TRY(appointment_of_person(v, person, before, limit, &row, n));
    list_appointment_of_person(v->arena, row, *n, out);
    return ERR_OK;
}

enum err
appointment_today(struct view *v, Id unit, int limit, struct appointment **out, int *n)
{
    struct appointment_of_day_row *row;
    Day                            day = time_day(v->now);

    TRY(appointment_of_day(v, unit, time_at(day, 0), time_at(day + 1, 0), limit, &row, n));
    list_appointment_of_day(v->arena, row, *n, out);
    return ERR_OK;
}

enum err
appointment_next(struct view *v, Time slot, Id after, int limit, struct appointment **out, int *n)
{
    struct appointment_coming_row *row;

    TRY(appointment_coming(v, slot, after, limit, &row, n));
    list_appointment_coming(v->arena, row, *n, out);
    return ERR_OK;
}

/* -- changing ------------------------------------------------------------------------------ */

bool
appointment_is_held(const struct appointment *p)
{
    return str_eq(p->state, S("booked")) || str_eq(p->state, S("arrived"));
}

enum err
appointment_store(struct act *a, struct appointment *p)
{
    struct appointment_version_add_in version;
    struct appointment_now_put_in     now;

    p->version++;
    p->at = act_now(a);
    act_subject(a, str_format(act_arena(a), "appointment:%.*s", STR_ARG(p->code)));
    now.act = act_number(a);
    now.held = appointment_is_held(p);
#define GIVE(type, name) version.name = now.name = p->name;
    APPOINTMENT_FIELDS(GIVE)
#undef GIVE
    TRY(appointment_version_add(a, &version));
    TRY(appointment_now_put(a, &now));
    return notice_keep(a, &(struct notice_of){ .what = p->appointment, .version = p->version,
                                               .person = p->person, .action = p->action });
}

/* -- in words --------------------------------------------------------------------------------- */

Str
appointment_code(struct arena *arena, Str code)
{
    return str_format(arena, "%.*s %.*s", STR_ARG(str_sub(code, 0, 4)),
                      STR_ARG(str_sub(code, 4, code.n)));
}

Str
appointment_when(struct view *v, const struct appointment *p)
{
    return str_format(v->arena, "%.*s–%.*s",
                      STR_ARG(when_moment(v->arena, v->lang, p->slot)),
                      STR_ARG(minute_text(v->arena, time_minute(p->until))));
}
