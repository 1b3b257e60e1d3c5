/* dossier/appointment_page.c -- one's own appointments; one of them, to show at the entrance,
 * and as a file for a calendar.  Floor 7. */
#include "dossier/appointment.h"
#include "dossier/pages.h"

#define PAGE 20

static const struct {
    const char *state, *words;
} states[] = {
    { "booked", MSG("booked") },
    { "arrived", MSG("you came, and have a number") },
    { "cancelled", MSG("given up") },
    { "closed", MSG("called off: the office does not work then") },
};

static Str
state_words(struct view *v, const struct appointment *p)
{
    if (str_eq(p->state, S("booked")) && p->until <= v->now)
        return words(v->lang, MSG("past"));
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (str_eq(p->state, str_of(states[i].state)))
            return words(v->lang, states[i].words);
    return p->state;
}

static bool
is_coming(struct view *v, const struct appointment *p)
{
    return str_eq(p->state, S("booked")) && p->slot > v->now;
}

/* Late is not too late: the code still gives a number. */
static bool
is_todays(struct view *v, const struct appointment *p)
{
    return str_eq(p->state, S("booked")) && time_day(p->slot) == time_day(v->now);
}

static enum err
put_one(struct view *v, const struct appointment *p, struct json *o)
{
    struct unit unit;

    TRY(unit_by_id(v, p->unit, time_day(p->slot), &unit));
    json_put_text(v->arena, o, "code", p->code);
    json_put_text(v->arena, o, "unit_name", say_office(v, &unit));
    json_put_text(v->arena, o, "service_words", queue_service_words(v->lang, p->service));
    json_put_time(v->arena, o, "slot", p->slot);
    json_put_text(v->arena, o, "when_words", appointment_when(v, p));
    json_put_text(v->arena, o, "state_words", state_words(v, p));
    return ERR_OK;
}

/* -- all of them --------------------------------------------------------------------------- */

struct mine_in {
    Time before;
};
static const struct field mine_fields[] = {
    FIELD(TIME, struct mine_in, before, .help = "Page on from here"),
};

static enum err
mine_run(struct view *v, const void *input, struct json *out)
{
    const struct mine_in *in = input;
    struct json          *rows = json_put_array(v->arena, out, "rows");
    struct appointment   *p;
    Time                  before = in->before > 0 ? in->before : INT64_MAX;
    int                   n = 0;

    if (v->who->person != 0)
        TRY(appointment_of(v, v->who->person, before, PAGE + 1, &p, &n));
    for (int i = 0; i < n && i < PAGE; i++) {
        struct json *o = json_add(rows, json_object(v->arena));

        TRY(put_one(v, &p[i], o));
        if (is_coming(v, &p[i]))
            json_put_bool(v->arena, o, "coming", true);
    }
    if (in->before > 0)
        json_put_text(v->arena, out, "newer_url", S("/hen"));
    if (n > PAGE)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/hen?sau=%.*s",
                                 STR_ARG(time_text_utc(v->arena, p[PAGE - 1].slot))));
    return ERR_OK;
}

const struct query appointment_mine = {
    .name = "appointment.mine", .right = "signed-in", .help = "My appointments, the latest first.",
    .fields = mine_fields, .n_fields = 1, .in_size = sizeof(struct mine_in), .run = mine_run,
};

/* -- one ------------------------------------------------------------------------------------- */

struct one_in {
    Str code;
};
static const struct field one_fields[] = {
    FIELD(TEXT, struct one_in, code, .required = true, .max = 20, .help = "The appointment's code"),
};

static enum err
one_run(struct view *v, const void *input, struct json *out)
{
    const struct one_in *in = input;
    struct appointment   p;
    struct json         *qr;

    TRY(appointment_own(v, in->code, &p));
    TRY(put_one(v, &p, out));
    json_put_text(v->arena, out, "code_words", appointment_code(v->arena, p.code));
    if (!is_coming(v, &p) && !is_todays(v, &p))
        return ERR_OK;
    if (is_coming(v, &p))
        json_put_bool(v->arena, out, "coming", true);
    qr = page_qr(v, p.code, words(v->lang, MSG("QR code of the appointment")));
    if (qr != NULL)
        json_put(json_put_object(v->arena, out, "open"), S("qr"), qr);
    return ERR_OK;
}

const struct query appointment_one = {
    .name = "appointment.one", .right = "signed-in", .help = "One of my appointments.",
    .fields = one_fields, .n_fields = 1, .in_size = sizeof(struct one_in), .run = one_run,
};

/* -- as a file: RFC 5545 ------------------------------------------------------------------- */

/* 20240701T010000Z */
static Str
stamp(struct arena *arena, Time t)
{
    Str   text = time_text_utc(arena, t);
    char *out = arena_alloc(arena, text.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '-' && text.p[i] != ':')
            out[n++] = text.p[i];
    return (Str){ out, n };
}

/* Commas, semicolons and backslashes are the format's own; a line has 75 bytes at most and goes
 * on after a blank. */
static void
add_line(struct buf *b, const char *name, Str text)
{
    size_t at = strlen(name) + 1;

    buf_format(b, "%s:", name);
    for (size_t i = 0; i < text.n; i++) {
        bool special = text.p[i] == ',' || text.p[i] == ';' || text.p[i] == '\\';

        /* between two characters of UTF-8 only */
        if (at >= 70 && ((unsigned char)text.p[i] & 0xC0) != 0x80) {
            buf_add(b, S("\r\n "));
            at = 1;
        }
        if (special)
            buf_byte(b, '\\');
        buf_byte(b, text.p[i]);
        at += special ? 2 : 1;
    }
    buf_add(b, S("\r\n"));
}

static Str
calendar_of(struct view *v, const struct appointment *p, Str office)
{
    struct buf b = BUF_MAX(8000);
    Str        mark = v->simulated ? str_format(v->arena, "[%.*s] ",
                                                STR_ARG(words(v->lang, MSG("SIMULATED DATA"))))
                                   : S("");
    Str        out;

    buf_add(&b, S("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tinhso//VN\r\nBEGIN:VEVENT\r\n"));
    add_line(&b, "UID", str_format(v->arena, "appointment-%.*s@tinhso", STR_ARG(p->code)));
    buf_format(&b, "SEQUENCE:%lld\r\n", (long long)p->version - 1);
    add_line(&b, "DTSTAMP", stamp(v->arena, p->at));
    add_line(&b, "DTSTART", stamp(v->arena, p->slot));
    add_line(&b, "DTEND", stamp(v->arena, p->until));
    add_line(&b, "SUMMARY", str_format(v->arena, "%.*s%.*s: %.*s", STR_ARG(mark), STR_ARG(office),
                                       STR_ARG(queue_service_words(v->lang, p->service))));
    add_line(&b, "LOCATION", office);
    add_line(&b, "DESCRIPTION",
             words_fill(v->arena, v->lang, MSG("The appointment's code: {1}"),
                        appointment_code(v->arena, p->code), STR_NONE));
    buf_add(&b, S("END:VEVENT\r\nEND:VCALENDAR\r\n"));
    out = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return out;
}

static enum err
file_run(struct view *v, const void *input, struct json *out)
{
    const struct one_in *in = input;
    struct appointment   p;
    struct unit          unit;

    TRY(appointment_own(v, in->code, &p));
    TRY(unit_by_id(v, p.unit, time_day(p.slot), &unit));
    json_put_text(v->arena, out, "name", str_format(v->arena, "hen-%.*s.ics", STR_ARG(p.code)));
    json_put_text(v->arena, out, "type", S("text/calendar; charset=utf-8"));
    json_put_text(v->arena, out, "base64",
                  base64_text(v->arena, calendar_of(v, &p, say_office(v, &unit))));
    return ERR_OK;
}

const struct query appointment_file = {
    .name = "appointment.file", .right = "signed-in",
    .help = "One of my appointments as a file for a calendar (RFC 5545).",
    .fields = one_fields, .n_fields = 1, .in_size = sizeof(struct one_in), .run = file_run,
};
