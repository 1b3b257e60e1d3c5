/* dossier/queue_counter.c -- the page of an officer at a counter: the number at it, who waits,
 * and what the last days were like.  Floor 7. */
#include "dossier/appointment.h"
#include "dossier/dossier_sql.h"
#include "dossier/pages.h"

#define LIST_MAX 15 /* of those waiting, on the page */
#define ABSENT_MAX 5
#define DAYS 14
#define EXPECTED_MAX 50

/* -- the number at the counter ------------------------------------------------------------ */

static Str
minutes_words(struct view *v, int64_t seconds)
{
    int64_t minutes = (seconds + 30) / 60;

    return minutes == 0 ? words(v->lang, MSG("less than a minute"))
                        : words_count(v->arena, v->lang, MSG("{1} minute"), MSG("{1} minutes"),
                                      minutes);
}

static void
put_own(struct view *v, const struct queue_ticket *t, struct json *out)
{
    struct json *o = json_put_object(v->arena, out, "own");

    json_put_text(v->arena, o, "ticket", str_int(v->arena, t->ticket));
    json_put_text(v->arena, o, "number_words", queue_number(v->arena, t->number));
    json_put_text(v->arena, o, "service_words", queue_service_words(v->lang, t->service));
    json_put_text(v->arena, o, "counter", str_int(v->arena, t->counter));
    json_put_text(v->arena, o, "times_words",
                  words_fill(v->arena, v->lang, MSG("waited {1} · called at {2}"),
                             minutes_words(v, t->waited),
                             minute_text(v->arena, time_minute(t->called))));
    if (t->calls > 1)
        json_put_text(v->arena, o, "calls_words",
                      words_fill(v->arena, v->lang, MSG("called {1} times"),
                                 str_int(v->arena, t->calls), STR_NONE));
}

/* -- the form of the next call ------------------------------------------------------------- */

static void
add_option(struct view *v, struct json *options, Str value, const char *label, Str chosen)
{
    struct json *o = json_add(options, json_object(v->arena));

    json_put_text(v->arena, o, "value", value);
    json_put_text(v->arena, o, "label", words(v->lang, label));
    if (str_eq(value, chosen))
        json_put_bool(v->arena, o, "selected", true);
}

static enum err
put_form(struct view *v, struct json *out)
{
    struct queue_seat_get_row   seat = { .counter = 0, .service = S("") };
    struct json                *fields = json_put_array(v->arena, out, "fields"), *f, *options;
    int                         n;
    const struct queue_service *s = queue_services(&n);
    enum err                    err = queue_seat_get(v, v->who->account, &seat);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    f = json_add(fields, page_field(v, S("counter"), words(v->lang, MSG("My counter")), false));
    if (seat.counter > 0)
        json_put_text(v->arena, f, "value", str_int(v->arena, seat.counter));
    f = json_put_object(v->arena, f, "text");
    json_put_text(v->arena, f, "type", S("text"));
    json_put_text(v->arena, f, "inputmode", S("numeric"));
    json_put_text(v->arena, f, "autocomplete", S("off"));
    json_put_text(v->arena, f, "width", S("width-5"));
    f = json_add(fields, page_field(v, S("service"), words(v->lang, MSG("I call")), true));
    options = json_put_array(v->arena, json_put_object(v->arena, f, "select"), "options");
    add_option(v, options, S(""), MSG("whoever is next"), seat.service);
    for (int i = 0; i < n; i++)
        add_option(v, options, str_of(s[i].key), s[i].label, seat.service);
    return ERR_OK;
}

/* -- who waits -------------------------------------------------------------------------------- */

static const char *const mark_key[] = {
    [QUEUE_PRIORITY] = MSG("Priority"), [QUEUE_APPOINTMENT] = MSG("Appointment"),
    [QUEUE_PLAIN] = NULL,
};

static void
put_row(struct view *v, const struct queue_ticket *t, struct json *rows)
{
    struct json *o = json_add(rows, json_object(v->arena));

    json_put_text(v->arena, o, "ticket", str_int(v->arena, t->ticket));
    json_put_text(v->arena, o, "number_words", queue_number(v->arena, t->number));
    json_put_text(v->arena, o, "service_words", queue_service_words(v->lang, t->service));
    json_put_text(v->arena, o, "drawn_words", minute_text(v->arena, time_minute(t->drawn)));
    if (t->rank == QUEUE_PRIORITY || t->rank == QUEUE_APPOINTMENT)
        json_put_text(v->arena, o, "mark_words", words(v->lang, mark_key[t->rank]));
    if (t->rank != QUEUE_PRIORITY)
        json_put_bool(v->arena, o, "can_prefer", true);
}

static enum err
put_lists(struct view *v, Id unit, struct json *out)
{
    struct json         *waiting = json_put_array(v->arena, out, "waiting");
    struct json         *absent = json_put_array(v->arena, out, "absent");
    struct queue_ticket *t;
    int                  n;

    TRY(queue_waiting(v, unit, &t, &n));
    json_put_int(v->arena, out, "count", n);
    json_put_text(v->arena, out, "count_words",
                  words_count(v->arena, v->lang, MSG("{1} person is waiting."),
                              MSG("{1} people are waiting."), n));
    for (int i = 0; i < n && i < LIST_MAX; i++)
        put_row(v, &t[i], waiting);
    if (n > LIST_MAX)
        json_put_text(v->arena, out, "more_words",
                      words_count(v->arena, v->lang, MSG("and {1} more"), MSG("and {1} more"),
                                  n - LIST_MAX));
    TRY(queue_shown_last(v, unit, S("absent"), ABSENT_MAX, &t, &n));
    for (int i = 0; i < n; i++)
        put_row(v, &t[i], absent);
    return ERR_OK;
}

/* Who comes is found by the code alone; a name is not needed to give a number. */
static enum err
put_expected(struct view *v, Id unit, struct json *out)
{
    struct json        *list = json_put_array(v->arena, out, "expected");
    struct appointment *p;
    int                 n;

    TRY(appointment_today(v, unit, EXPECTED_MAX, &p, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_object(v->arena));

        json_put_text(v->arena, o, "code", p[i].code);
        json_put_text(v->arena, o, "when_words",
                      str_format(v->arena, "%.*s–%.*s",
                                 STR_ARG(minute_text(v->arena, time_minute(p[i].slot))),
                                 STR_ARG(minute_text(v->arena, time_minute(p[i].until)))));
        json_put_text(v->arena, o, "service_words", queue_service_words(v->lang, p[i].service));
    }
    return ERR_OK;
}

/* -- the days before -------------------------------------------------------------------- */

static Str
mean_words(struct view *v, int64_t sum, int64_t n)
{
    return n > 0 ? minutes_words(v, sum / n) : S("–");
}

static enum err
put_days(struct view *v, Id unit, struct json *out)
{
    struct json           *days = json_put_array(v->arena, out, "days");
    struct queue_days_row *row;
    int                    n;

    TRY(queue_days(v, unit, time_day(v->now) - DAYS, DAYS, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(days, json_object(v->arena));

        json_put_text(v->arena, o, "day_words", when_day(v->arena, v->lang, row[i].day));
        json_put_int(v->arena, o, "served", row[i].served);
        json_put_int(v->arena, o, "absent", row[i].absent);
        json_put_int(v->arena, o, "gone", row[i].gone);
        json_put_text(v->arena, o, "waited_words", mean_words(v, row[i].waited, row[i].served));
        json_put_text(v->arena, o, "spent_words", mean_words(v, row[i].spent, row[i].served));
    }
    return ERR_OK;
}

/* -- the page ---------------------------------------------------------------------------- */

static enum err
counter_run(struct view *v, const void *input, struct json *out)
{
    struct queue_ticket own;
    struct unit         unit;
    Str                 pass;

    (void)input;
    TRY(queue_own_unit(v, &unit));
    TRY(queue_unit(v, unit.code, &unit));
    TRY(queue_own(v, &own));
    json_put_text(v->arena, out, "unit_name", say_office(v, &unit));
    pass = queue_pass(v, &unit, DAY_NONE);
    json_put_text(v->arena, out, "draw_url",
                  str_format(v->arena, "/lay-so/%.*s", STR_ARG(unit.code)));
    json_put_text(v->arena, out, "kiosk_url",
                  str_format(v->arena, "/lay-so/%.*s?ma=%.*s", STR_ARG(unit.code), STR_ARG(pass)));
    json_put_text(v->arena, out, "display_url",
                  str_format(v->arena, "/man-hinh/%.*s?ma=%.*s", STR_ARG(unit.code),
                             STR_ARG(pass)));
    if (own.ticket != 0)
        put_own(v, &own, out);
    TRY(put_form(v, out));
    TRY(put_lists(v, unit.id, out));
    TRY(put_expected(v, unit.id, out));
    json_put_text(v->arena, out, "unit", unit.code);
    if (actor_may(v->who, S("dossier.approve")))
        json_put_text(v->arena, out, "settings_url", S("/quay/lich-hen"));
    return put_days(v, unit.id, out);
}

const struct query queue_counter = {
    .name = "queue.counter", .right = "dossier.receive",
    .help = "My counter: the number at it, who waits, the last fourteen days.",
    .run = counter_run,
};
