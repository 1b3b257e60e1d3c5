/* dossier/appointment_slots.c -- the page on which a time is chosen: where, which day, which
 * hour; to book, or to move what is booked.  Floor 7. */
#include "dossier/appointment.h"
#include "dossier/pages.h"

#define DAYS_SHOWN  10 /* that are worked */
#define UNITS_SHOWN 20

struct choose_in {
    Str unit, q, code;
    Day day;
};
static const struct field choose_fields[] = {
    FIELD(TEXT, struct choose_in, unit, .max = 40, .help = "The unit's code"),
    FIELD(TEXT, struct choose_in, q, .max = 60, .help = "Words of a unit's name"),
    FIELD(TEXT, struct choose_in, code, .max = 20, .help = "The appointment that is moved"),
    FIELD(DAY, struct choose_in, day, .help = "The day to choose a time of"),
};

struct choosing {
    struct view       *v;
    bool               for_caller; /* an officer books at the own unit */
    struct unit        unit;
    struct appointment moved; /* appointment 0: a new one */
    Day                day;
    struct slot       *slot;
    int                n;
};

/* -- where ------------------------------------------------------------------------------- */

static Str
unit_line(struct view *v, const struct unit *u, const struct unit *parent)
{
    return parent->id == 0 || parent->level == LEVEL_PROVINCE
               ? u->title
               : str_format(v->arena, "%.*s, %.*s", STR_ARG(u->title), STR_ARG(parent->title));
}

static void
put_unit(struct view *v, const struct unit *all, int n, const struct unit *u, struct json *list)
{
    struct unit  parent = { .id = 0 };
    struct json *o = json_add(list, json_object(v->arena));

    for (int i = 0; i < n; i++)
        if (all[i].id == u->parent)
            parent = all[i];
    json_put_text(v->arena, o, "code", u->code);
    json_put_text(v->arena, o, "name", unit_line(v, u, &parent));
}

/* By its name; before anything is typed, the districts and the provincial centre. */
static bool
is_asked_for(struct view *v, const struct unit *u, Str q)
{
    if (str_trim(q).n > 0)
        return page_has_words(v->arena, u->title, q);
    return u->level == LEVEL_DISTRICT || str_eq(u->kind, S("centre"));
}

static enum err
put_units(struct view *v, Str q, struct json *out)
{
    struct json *list = json_put_array(v->arena, out, "units");
    struct unit *all;
    Id           desk;
    int          n;

    json_put_text(v->arena, out, "q", q.p != NULL ? q : S(""));
    TRY(unit_all(v, time_day(v->now), &all, &n));
    for (int i = 0; i < n && list->count < UNITS_SHOWN; i++)
        if (is_asked_for(v, &all[i], q) &&
            desk_of_unit(v, all[i].id, time_day(v->now), &desk) == ERR_OK)
            put_unit(v, all, n, &all[i], list);
    if (list->count == 0)
        json_put_bool(v->arena, out, "nowhere", true);
    return ERR_OK;
}

/* -- which day ----------------------------------------------------------------------------- */

static Str
day_address(const struct choosing *c, Day day)
{
    struct arena *a = c->v->arena;

    if (c->for_caller)
        return str_format(a, "/quay/dat-hen?ngay=%.*s", STR_ARG(day_text(a, day)));
    if (c->moved.appointment != 0)
        return str_format(a, "/hen/%.*s/doi?ngay=%.*s", STR_ARG(c->moved.code),
                          STR_ARG(day_text(a, day)));
    return str_format(a, "/hen/moi?don-vi=%.*s&ngay=%.*s", STR_ARG(c->unit.code),
                      STR_ARG(day_text(a, day)));
}

/* "Thứ Hai, 01/07": all of them are of the next weeks. */
static Str
short_day(struct view *v, Day day)
{
    Str whole = when_day(v->arena, v->lang, day);

    return str_sub(whole, 0, whole.n - 5);
}

static int64_t
places(const struct slot *slot, int n)
{
    int64_t sum = 0;

    for (int i = 0; i < n; i++)
        sum += slot[i].left;
    return sum;
}

/* Days that are worked, with the places left; the day asked for, else the first with any. */
static enum err
put_days(struct choosing *c, struct json *out)
{
    struct view *v = c->v;
    struct json *list = json_put_array(v->arena, out, "chips");
    Day          today = time_day(v->now), asked = c->day;

    for (Day d = today; d <= today + SLOT_DAYS_MAX && list->count < DAYS_SHOWN; d++) {
        struct json *o;
        struct slot *slot;
        int          n;

        TRY(slots_of(v, &c->unit, d, &slot, &n));
        if (n == 0)
            continue;
        if (d == asked || (c->n == 0 && asked == DAY_NONE && places(slot, n) > 0)) {
            c->slot = slot;
            c->n = n;
            c->day = d;
        }
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "label", short_day(v, d));
        json_put_text(v->arena, o, "href", day_address(c, d));
        json_put_int(v->arena, o, "count", places(slot, n));
    }
    return ERR_OK;
}

static void
mark_day(struct choosing *c, struct json *out)
{
    struct json *chip = (struct json *)(uintptr_t)json_get(out, "chips")->first;
    Str          href = c->n > 0 ? day_address(c, c->day) : S("");

    for (; chip != NULL; chip = chip->next)
        if (str_eq(json_text(chip, "href"), href))
            json_put_bool(c->v->arena, chip, "current", true);
}

/* -- which hour ----------------------------------------------------------------------------- */

static struct json *
add_radio(struct view *v, struct json *options, const char *name, Str value, Str label)
{
    struct json *o = json_add(options, json_object(v->arena));
    int          i = (int)options->count - 1;

    json_put_text(v->arena, o, "id", str_format(v->arena, "f-%s-%d", name, i));
    json_put_text(v->arena, o, "value", value);
    json_put_text(v->arena, o, "label", label);
    return o;
}

static void
put_services(struct choosing *c, struct json *fields)
{
    struct view *v = c->v;
    struct json *f = json_add(fields, page_field(v, S("service"),
                                                 words(v->lang, c->for_caller
                                                     ? MSG("What does the person come for?")
                                                     : MSG("What do you come for?")),
                                                 false));
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, f, "radios"),
                                          "options");
    int          n;
    const struct queue_service *s = queue_services(&n);

    for (int i = 0; i < n; i++)
        json_put_text(v->arena,
                      add_radio(v, options, "service", str_of(s[i].key),
                                words(v->lang, s[i].label)),
                      "note", words(v->lang, s[i].note));
}

static void
put_times(struct choosing *c, struct json *fields)
{
    struct view *v = c->v;
    struct json *f = json_add(fields, page_field(v, S("slot"), when_day(v->arena, v->lang, c->day),
                                                 false));
    struct json *options = json_put_array(v->arena, json_put_object(v->arena, f, "radios"),
                                          "options");

    for (int i = 0; i < c->n; i++) {
        const struct slot *s = &c->slot[i];

        if (s->left == 0)
            continue;
        json_put_text(v->arena,
                      add_radio(v, options, "slot", time_text(v->arena, s->from),
                                str_format(v->arena, "%.*s–%.*s",
                                           STR_ARG(minute_text(v->arena, time_minute(s->from))),
                                           STR_ARG(minute_text(v->arena, time_minute(s->to))))),
                      "note", words_count(v->arena, v->lang, MSG("{1} place left"),
                                          MSG("{1} places left"), s->left));
    }
}

static void
put_line(struct view *v, struct json *fields, const char *name, const char *label,
         const char *type, const char *hint)
{
    struct json *f = json_add(fields, page_field(v, str_of(name), words(v->lang, label),
                                                 hint != NULL));

    if (hint != NULL)
        json_put_text(v->arena, f, "hint", words(v->lang, hint));
    f = json_put_object(v->arena, f, "text");
    json_put_text(v->arena, f, "type", str_of(type));
    json_put_text(v->arena, f, "inputmode", str_of(type));
    json_put_text(v->arena, f, "autocomplete", S("off"));
    json_put_text(v->arena, f, "width", S("width-20"));
}

static void
put_caller(struct view *v, struct json *fields)
{
    put_line(v, fields, "name", MSG("Name of whoever comes"), "text", NULL);
    put_line(v, fields, "phone", MSG("Telephone"), "tel", NULL);
    put_line(v, fields, "number", MSG("Personal number"), "text",
             MSG("With it the person has the appointment in the own account."));
}

static enum err
put_form(struct choosing *c, struct json *out)
{
    struct json *fields = json_put_array(c->v->arena, out, "fields");

    TRY(put_days(c, out));
    mark_day(c, out);
    if (places(c->slot, c->n) == 0) {
        json_put_text(c->v->arena, out, "none_words",
                      words(c->v->lang,
                            json_get(out, "chips")->count == 0
                                ? MSG("This office gives no appointments at present, or its "
                                      "working days are not published yet. You can come and draw "
                                      "a number.")
                                : MSG("Nothing is free on this day. Choose another day.")));
        return ERR_OK;
    }
    if (c->moved.appointment == 0)
        put_services(c, fields);
    put_times(c, fields);
    if (c->for_caller)
        put_caller(c->v, fields);
    json_put_bool(c->v->arena, out, "can_book", true);
    return ERR_OK;
}

/* -- the page --------------------------------------------------------------------------------- */

static enum err
find_where(struct choosing *c, const struct choose_in *in)
{
    struct view *v = c->v;

    if (in->code.n == 0)
        return queue_unit(v, in->unit, &c->unit);
    TRY(appointment_own(v, in->code, &c->moved));
    return unit_by_id(v, c->moved.unit, time_day(v->now), &c->unit);
}

static enum err
choose_run(struct view *v, const void *input, struct json *out)
{
    const struct choose_in *in = input;
    struct choosing         c = { .v = v, .day = in->day };

    if (in->unit.n == 0 && in->code.n == 0) {
        json_put_array(v->arena, out, "fields");
        json_put_array(v->arena, out, "chips");
        json_put_text(v->arena, out, "action", S("/hen/moi"));
        return put_units(v, in->q, out);
    }
    TRY(find_where(&c, in));
    json_put_array(v->arena, out, "units");
    json_put_text(v->arena, out, "q", S(""));
    json_put_text(v->arena, out, "unit", c.unit.code);
    json_put_text(v->arena, out, "unit_name", say_office(v, &c.unit));
    json_put_text(v->arena, out, "action",
                  in->code.n > 0 ? str_format(v->arena, "/hen/%.*s/doi", STR_ARG(c.moved.code))
                                 : S("/hen/moi"));
    if (c.moved.appointment != 0)
        json_put_text(v->arena, out, "moved_words", appointment_when(v, &c.moved));
    TRY(put_form(&c, out));
    if (c.n > 0)
        json_put_text(v->arena, out, "day", day_text(v->arena, c.day));
    return ERR_OK;
}

const struct query appointment_choose = {
    .name = "appointment.choose", .right = "signed-in",
    .help = "Where and when an appointment can be had: units, days, times with the places left.",
    .fields = choose_fields, .n_fields = sizeof choose_fields / sizeof choose_fields[0],
    .in_size = sizeof(struct choose_in), .run = choose_run,
};

/* -- for somebody who calls ------------------------------------------------------------------ */

/* What was booked just now, to be read out. */
static enum err
put_booked(struct view *v, const struct unit *u, Str code, struct json *out)
{
    struct appointment p;
    enum err           err = code.n > 0 ? appointment_find(v, code, &p) : ERR_NOT_FOUND;

    if (err == ERR_OK && p.unit == u->id && appointment_is_held(&p))
        json_put_text(v->arena, out, "booked_words",
                      words_fill(v->arena, v->lang,
                                 MSG("Booked: {1}. Read the code out: {2}"),
                                 appointment_when(v, &p), appointment_code(v->arena, p.code)));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err
choose_for_run(struct view *v, const void *input, struct json *out)
{
    const struct choose_in *in = input;
    struct choosing         c = { .v = v, .for_caller = true, .day = in->day };

    TRY(queue_own_unit(v, &c.unit));
    TRY(queue_unit(v, c.unit.code, &c.unit));
    json_put_array(v->arena, out, "units");
    json_put_text(v->arena, out, "q", S(""));
    json_put_bool(v->arena, out, "office", true);
    json_put_text(v->arena, out, "unit", c.unit.code);
    json_put_text(v->arena, out, "unit_name", say_office(v, &c.unit));
    json_put_text(v->arena, out, "action", S("/quay/dat-hen"));
    TRY(put_booked(v, &c.unit, in->code, out));
    TRY(put_form(&c, out));
    if (c.n > 0)
        json_put_text(v->arena, out, "day", day_text(v->arena, c.day));
    return ERR_OK;
}

const struct query appointment_choose_for = {
    .name = "appointment.choose_for", .right = "dossier.receive",
    .help = "When an appointment can be had at one's own unit, for somebody who calls; what was "
            "booked just now.",
    .fields = &choose_fields[2], .n_fields = 2, .in_size = sizeof(struct choose_in),
    .run = choose_for_run,
};
