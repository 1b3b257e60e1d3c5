/* dossier/queue_page.c -- the pages of those who wait: the entrance, the number one holds, the
 * screen on the wall.  No name stands on any of them.  Floor 7. */
#include "dossier/dossier_sql.h"
#include "dossier/pages.h"
#include "dossier/queue.h"

#define SHOWN_MAX 6 /* numbers at counters, on the wall */
#define NEXT_MAX  6

/* opens_words? before the day's work, closed_words? after it. */
static bool
put_hours(struct view *v, const struct unit *u, struct json *out)
{
    Time opens = queue_opens(v, u);
    bool today = opens == TIME_NONE || time_day(opens) == time_day(v->now);

    if (opens == TIME_NONE || opens <= v->now)
        return today;
    if (today)
        json_put_text(v->arena, out, "opens_words",
                      words_fill(v->arena, v->lang, MSG("The counters open at {1}."),
                                 minute_text(v->arena, time_minute(opens)), STR_NONE));
    else
        json_put_text(v->arena, out, "closed_words",
                      words_fill(v->arena, v->lang,
                                 MSG("The counters are closed now. They open again: {1}"),
                                 when_moment(v->arena, v->lang, opens), STR_NONE));
    return today;
}

static void
put_unit(struct view *v, const struct unit *u, struct json *out)
{
    json_put_text(v->arena, out, "unit", u->code);
    json_put_text(v->arena, out, "unit_name", say_office(v, u));
}

static Str
waiting_words(struct view *v, int n)
{
    return n == 0 ? words(v->lang, MSG("Nobody is waiting."))
                  : words_count(v->arena, v->lang, MSG("{1} person is waiting."),
                                MSG("{1} people are waiting."), n);
}

/* -- the entrance --------------------------------------------------------------------------- */

struct place_in {
    Str unit, pass;
};
static const struct field place_fields[] = {
    FIELD(TEXT, struct place_in, unit, .required = true, .max = 40, .help = "The unit's code"),
    FIELD(TEXT, struct place_in, pass, .max = 40, .help = "What the entrance's address holds"),
};

static void
put_services(struct view *v, struct json *out)
{
    struct json                *list = json_put_array(v->arena, out, "services");
    int                         n;
    const struct queue_service *s = queue_services(&n);

    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_object(v->arena));

        json_put_text(v->arena, o, "value", str_of(s[i].key));
        json_put_text(v->arena, o, "label", words(v->lang, s[i].label));
        json_put_text(v->arena, o, "note", words(v->lang, s[i].note));
    }
}

/* Whom to let go before others is judged by a person, not by a machine. */
static void
put_priority(struct view *v, struct json *fields)
{
    struct json *f = json_add(fields, page_field(v, S("priority"),
                                                 words(v->lang, MSG("Called before others")),
                                                 true));
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, f, "checks"),
                                          "options");
    struct json *o = json_add(options, json_object(v->arena));

    json_put_text(v->arena, o, "id", S("f-priority-0"));
    json_put_text(v->arena, o, "value", S("true"));
    json_put_text(v->arena, o, "label", words(v->lang, MSG("I give this person priority")));
}

static void
put_arrival(struct view *v, struct json *fields)
{
    struct json *f = json_add(fields, page_field(v, S("code"),
                                                 words(v->lang, MSG("The appointment's code")),
                                                 false));

    json_put_text(v->arena, f, "hint", words(v->lang, MSG("Eight digits; typed or scanned.")));
    f = json_put_object(v->arena, f, "text");
    json_put_text(v->arena, f, "type", S("text"));
    json_put_text(v->arena, f, "inputmode", S("numeric"));
    json_put_text(v->arena, f, "autocomplete", S("off"));
    json_put_text(v->arena, f, "width", S("width-10"));
}

static enum err
kiosk_run(struct view *v, const void *input, struct json *out)
{
    const struct place_in *in = input;
    struct queue_ticket   *list;
    struct json           *fields = json_put_array(v->arena, out, "fields");
    struct unit            unit;
    bool                   officer, open;
    int                    n;
    enum err               may;

    TRY(queue_unit(v, in->unit, &unit));
    may = queue_may_draw(v, &unit, in->pass, &officer);
    if (may != ERR_OK && may != ERR_FORBIDDEN)
        return may;
    put_unit(v, &unit, out);
    if (in->pass.n > 0)
        json_put_text(v->arena, out, "pass", in->pass);
    open = put_hours(v, &unit, out);
    TRY(queue_waiting(v, unit.id, &list, &n));
    json_put_text(v->arena, out, "waiting_words", waiting_words(v, n));
    put_services(v, out);
    put_arrival(v, json_put_array(v->arena, out, "arrive_fields"));
    if (officer)
        put_priority(v, fields);
    if (may == ERR_OK && open)
        json_put_bool(v->arena, out, "can_draw", true);
    else if (may != ERR_OK)
        json_put_bool(v->arena, out, "elsewhere", true);
    return ERR_OK;
}

const struct query queue_kiosk = {
    .name = "queue.kiosk", .right = "anyone",
    .help = "Where a number is drawn: what for, how many wait, whether the counters are open.",
    .fields = place_fields, .n_fields = 2, .in_size = sizeof(struct place_in), .run = kiosk_run,
};

/* -- a number ---------------------------------------------------------------------------------- */

struct key_in {
    Str key;
};
static const struct field key_fields[] = {
    FIELD(TEXT, struct key_in, key, .required = true, .max = 40, .help = "The number's address"),
};

static const char *const why_key[] = {
    [QUEUE_PRIORITY] = MSG("An officer lets you go before others."),
    [QUEUE_APPOINTMENT] = MSG("You have an appointment: from its time on, only those to whom an "
                              "officer gave priority and earlier appointments go before you."),
    [QUEUE_PLAIN] = MSG("People with an appointment at this hour, and those to whom an officer "
                        "gave priority, are called before others."),
};

static enum err
put_place(struct view *v, const struct queue_ticket *t, struct json *out)
{
    struct queue_ticket *list;
    struct json         *o;
    int                  n, ahead;

    TRY(queue_waiting(v, t->unit, &list, &n));
    ahead = queue_ahead(list, n, t->ticket);
    o = json_put_object(v->arena, out, "waits");
    json_put_text(v->arena, o, "ahead_words",
                  ahead == 0 ? words(v->lang, MSG("You are next."))
                             : words_count(v->arena, v->lang, MSG("{1} person before you"),
                                           MSG("{1} people before you"), ahead));
    json_put_text(v->arena, o, "why_words",
                  words(v->lang, why_key[t->rank >= QUEUE_PRIORITY && t->rank <= QUEUE_PLAIN
                                             ? t->rank
                                             : QUEUE_PLAIN]));
    return ERR_OK;
}

static Str
ended_words(struct view *v, const struct queue_ticket *t)
{
    if (t->day != time_day(v->now))
        return words_fill(v->arena, v->lang, MSG("This number was for {1} and counts no more."),
                          when_day(v->arena, v->lang, t->day), STR_NONE);
    if (str_eq(t->state, S("served")))
        return words(v->lang, MSG("You have been served. Thank you for coming."));
    if (str_eq(t->state, S("left")))
        return words(v->lang, MSG("You have given this number up."));
    return words(v->lang, MSG("Your number was called and nobody came. Please speak to an officer: "
                              "they can call it again."));
}

static enum err
put_state(struct view *v, const struct queue_ticket *t, const struct unit *u, struct json *out)
{
    bool today = t->day == time_day(v->now);

    if (today && str_eq(t->state, S("waiting"))) {
        put_hours(v, u, out);
        json_put_bool(v->arena, out, "live", true);
        return put_place(v, t, out);
    }
    if (today && str_eq(t->state, S("called"))) {
        json_put_text(v->arena, out, "counter", str_int(v->arena, t->counter));
        json_put_bool(v->arena, out, "live", true);
        return ERR_OK;
    }
    json_put_text(v->arena, out, "ended_words", ended_words(v, t));
    return ERR_OK;
}

static enum err
ticket_run(struct view *v, const void *input, struct json *out)
{
    const struct key_in *in = input;
    struct queue_ticket  t;
    struct unit          unit;
    struct json         *qr;

    TRY(queue_find_key(v, in->key, &t));
    TRY(unit_by_id(v, t.unit, t.day, &unit));
    put_unit(v, &unit, out);
    json_put_text(v->arena, out, "key", t.key);
    json_put_text(v->arena, out, "number_words", queue_number(v->arena, t.number));
    json_put_text(v->arena, out, "service_words", queue_service_words(v->lang, t.service));
    json_put_time(v->arena, out, "drawn", t.drawn);
    json_put_text(v->arena, out, "drawn_words", when_moment(v->arena, v->lang, t.drawn));
    qr = page_qr(v, str_format(v->arena, "%.*s/so-thu-tu/%.*s", STR_ARG(v->world->base_url),
                               STR_ARG(t.key)),
                 words(v->lang, MSG("QR code that opens this number on a telephone")));
    if (qr != NULL)
        json_put(out, S("qr"), qr);
    return put_state(v, &t, &unit, out);
}

const struct query queue_ticket_query = {
    .name = "queue.ticket", .right = "anyone",
    .help = "A number that somebody holds: how many are before it, to which counter it is called.",
    .fields = key_fields, .n_fields = 1, .in_size = sizeof(struct key_in), .run = ticket_run,
};

/* -- on the wall ----------------------------------------------------------------------------- */

/* Everybody reads the same screen: the words that matter stand there in both languages. */
static void
put_other(struct view *v, struct json *out)
{
    enum lang    other = v->lang == LANG_VI ? LANG_EN : LANG_VI;
    struct json *o = json_put_object(v->arena, out, "other");

    json_put_text(v->arena, o, "tongue", other == LANG_VI ? S("vi") : S("en"));
    json_put_text(v->arena, o, "number", words(other, MSG("Number")));
    json_put_text(v->arena, o, "counter", words(other, MSG("Counter")));
    json_put_text(v->arena, o, "next", words(other, MSG("Next")));
    json_put_text(v->arena, o, "draw", words(other, MSG("Draw a number with your telephone")));
}

static enum err
put_called(struct view *v, Id unit, struct json *out)
{
    struct json         *list = json_put_array(v->arena, out, "called");
    struct queue_ticket *t;
    int                  n;

    TRY(queue_shown_last(v, unit, S("called"), SHOWN_MAX, &t, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_object(v->arena));

        json_put_text(v->arena, o, "number_words", queue_number(v->arena, t[i].number));
        json_put_text(v->arena, o, "counter", str_int(v->arena, t[i].counter));
        if (i == 0)
            json_put_bool(v->arena, o, "fresh", true);
    }
    return ERR_OK;
}

static enum err
put_next(struct view *v, Id unit, struct json *out)
{
    struct json         *list = json_put_array(v->arena, out, "next");
    struct queue_ticket *t;
    int                  n;

    TRY(queue_waiting(v, unit, &t, &n));
    for (int i = 0; i < n && i < NEXT_MAX; i++)
        json_add(list, json_new_text(v->arena, queue_number(v->arena, t[i].number)));
    json_put_text(v->arena, out, "waiting_words", waiting_words(v, n));
    return ERR_OK;
}

static void
put_telephone(struct view *v, const struct unit *u, Str pass, struct json *out)
{
    struct json *qr;

    if (!queue_pass_opens(v, u, pass))
        return;
    qr = page_qr(v, str_format(v->arena, "%.*s/lay-so/%.*s?ma=%.*s", STR_ARG(v->world->base_url),
                               STR_ARG(u->code), STR_ARG(queue_pass(v, u, time_day(v->now)))),
                 words(v->lang, MSG("Draw a number with your telephone")));
    if (qr != NULL)
        json_put(json_put_object(v->arena, out, "phone"), S("qr"), qr);
}

static enum err
display_run(struct view *v, const void *input, struct json *out)
{
    const struct place_in *in = input;
    struct unit            unit;
    Time                   opens;

    TRY(queue_unit(v, in->unit, &unit));
    put_unit(v, &unit, out);
    json_put_text(v->arena, out, "clock_words", minute_text(v->arena, time_minute(v->now)));
    json_put_text(v->arena, out, "day_words", when_day(v->arena, v->lang, time_day(v->now)));
    opens = queue_opens(v, &unit);
    if (opens != TIME_NONE && opens > v->now)
        put_hours(v, &unit, out);
    put_other(v, out);
    put_telephone(v, &unit, in->pass, out);
    TRY(put_called(v, unit.id, out));
    return put_next(v, unit.id, out);
}

const struct query queue_display = {
    .name = "queue.display", .right = "anyone",
    .help = "What the screen at the counters shows: which number goes to which counter.",
    .fields = place_fields, .n_fields = 2, .in_size = sizeof(struct place_in),
    .run = display_run,
};
