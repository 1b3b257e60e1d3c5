/* dossier/appointment_book.c -- booked, moved, given up, kept, called off.  Floor 7.
 *
 * `prepare` says what is wrong at its field; whether a place is left is asked again in the pen,
 * so of two who want the last one the second is told. */
#include "base/scan.h"
#include "base/text.h"
#include "dossier/appointment.h"
#include "dossier/dossier_sql.h"
#include "ident/ident.h"

static const char *const is_full =
    MSG("This time has just been taken. Please choose another one.");

struct book_in {
    Str  unit, service, code;
    Time slot;
};
static const struct field book_fields[] = {
    FIELD(TEXT, struct book_in, unit, .required = true, .max = 40, .help = "The unit's code"),
    FIELD(TEXT, struct book_in, service, .max = 20, .help = "filing, collecting or asking"),
    FIELD(TIME, struct book_in, slot, .help = "When it begins"),
};
static const struct field move_fields[] = {
    FIELD(TEXT, struct book_in, code, .required = true, .max = 20,
          .help = "The appointment's code"),
    FIELD(TIME, struct book_in, slot, .help = "When it is to begin"),
};
static const struct field code_fields[] = {
    FIELD(TEXT, struct book_in, code, .required = true, .max = 20,
          .help = "The appointment's code"),
};

struct book_plan {
    struct unit        unit;
    struct appointment p;
};

/* A time that is no slot, or is full, is a fault of its field. */
static enum err
check_slot(struct view *v, const struct unit *u, Time slot, struct appointment *p)
{
    struct slot found = { .left = 0 };
    enum err    err = slot != TIME_NONE && slot != 0 ? slot_at(v, u, slot, &found)
                                                     : ERR_NOT_FOUND;

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    if (slot == TIME_NONE || slot == 0)
        fault_add(v->faults, S("slot"), MSG("Choose a time"), STR_NONE, STR_NONE);
    else if (err == ERR_NOT_FOUND)
        fault_add(v->faults, S("slot"), MSG("There is no appointment at this time. Choose another"),
                  STR_NONE, STR_NONE);
    else if (found.left == 0)
        fault_add(v->faults, S("slot"), is_full, STR_NONE, STR_NONE);
    p->slot = found.from;
    p->until = found.to;
    return ERR_OK;
}

static enum err
check_place(struct act *a, const struct unit *u, const struct appointment *p)
{
    struct view *v = act_view(a);
    struct slot  slot;
    enum err     err = slot_at(v, u, p->slot, &slot);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    return err == ERR_OK && slot.left > 0 ? ERR_OK : view_refuse(v, ERR_CONFLICT, is_full);
}

static enum err
check_few(struct view *v, Id person)
{
    struct appointment_open_of_row row;

    TRY(appointment_open_of(v, person, v->now, APPOINTMENTS_MAX, &row));
    return row.n < APPOINTMENTS_MAX
               ? ERR_OK
               : view_refuse(v, ERR_CONFLICT,
                             MSG("This person has three appointments already. One has to be "
                                 "given up to book another."));
}

/* -- booking ------------------------------------------------------------------------------ */

/* Eight digits, the first of them no zero, so that nobody and no program drops it. */
#define CODE_MIN 10000000
#define CODE_MAX 99999999

static Str
new_code(struct arena *arena)
{
    uint32_t r;

    random_bytes(&r, sizeof r);
    return str_int(arena, CODE_MIN + (int64_t)(r % (CODE_MAX - CODE_MIN + 1)));
}

static enum err
book_prepare(struct view *v, const void *input, void *p)
{
    const struct book_in *in = input;
    struct book_plan     *plan = p;

    if (v->who->person == 0)
        return view_refuse(v, ERR_FORBIDDEN,
                           MSG("An appointment is booked by the person who comes, signed in with "
                               "an own account."));
    TRY(queue_unit(v, in->unit, &plan->unit));
    TRY(check_few(v, v->who->person));
    plan->p = (struct appointment){ .action = S("appointment_book"), .state = S("booked"),
                                    .code = new_code(v->arena), .unit = plan->unit.id,
                                    .service = in->service, .person = v->who->person };
    if (queue_service(in->service) == NULL)
        fault_add(v->faults, S("service"), MSG("Choose what you come for"), STR_NONE, STR_NONE);
    TRY(check_slot(v, &plan->unit, in->slot, &plan->p));
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

/* One of ninety million; if it is taken, the one after it. */
static enum err
free_code(struct act *a, Str wanted, Str *out)
{
    struct appointment p;
    int64_t            n;
    enum err           err = ERR_OK;

    TRY(scan_int(wanted, CODE_MIN, CODE_MAX, &n));
    while (err == ERR_OK) {
        *out = str_int(act_arena(a), n);
        err = appointment_find(act_view(a), *out, &p);
        n = n == CODE_MAX ? CODE_MIN : n + 1;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err
book_apply(struct act *a, const void *p, struct json *out)
{
    const struct book_plan *plan = p;
    struct appointment      made = plan->p;

    TRY(check_few(act_view(a), plan->p.person));
    TRY(check_place(a, &plan->unit, &made));
    TRY(free_code(a, made.code, &made.code));
    made.appointment = act_new_id(a);
    json_put_text(act_arena(a), out, "code", made.code);
    return appointment_store(a, &made);
}

const struct command appointment_book = {
    .name = "appointment.book", .right = "signed-in",
    .help = "Books a time at a unit's counters.",
    .fields = book_fields, .n_fields = sizeof book_fields / sizeof book_fields[0],
    .in_size = sizeof(struct book_in), .plan_size = sizeof(struct book_plan),
    .prepare = book_prepare, .apply = book_apply,
};

/* -- for somebody who calls ----------------------------------------------------------------- */

struct call_in {
    Str  service, name, phone, number;
    Time slot;
};
static const struct field call_fields[] = {
    FIELD(TEXT, struct call_in, service, .max = 20, .help = "filing, collecting or asking"),
    FIELD(TIME, struct call_in, slot, .help = "When it begins"),
    FIELD(TEXT, struct call_in, name, .max = 100, .help = "The name of whoever comes"),
    FIELD(TEXT, struct call_in, phone, .max = 20, .help = "Where the office may call back"),
    FIELD(TEXT, struct call_in, number, .max = 12,
          .help = "Personal number; with it the person has the appointment in the own account"),
};

struct call_plan {
    struct book_plan book;
    struct person    person;
};

static void
need(struct view *v, const char *field, Str text)
{
    if (text.n == 0)
        fault_add(v->faults, str_of(field), MSG("is missing"), STR_NONE, STR_NONE);
}

static enum err
check_caller(struct view *v, const struct call_in *in, struct person *p)
{
    p->name = in->name.p != NULL ? str_trim(in->name) : S("");
    p->phone = in->phone.p != NULL ? str_trim(in->phone) : S("");
    p->personal_number = in->number.p != NULL ? str_trim(in->number) : S("");
    p->email = p->address = S("");
    p->born = DAY_NONE;
    need(v, "name", p->name);
    need(v, "phone", p->phone);
    if (p->phone.n > 0 && text_number(v->arena, p->phone).n == 0)
        fault_add(v->faults, S("phone"), MSG("A telephone number has 8 to 15 digits."), STR_NONE,
                  STR_NONE);
    return person_check_number(v, S("number"), p->personal_number, p->name);
}

static enum err
call_prepare(struct view *v, const void *input, void *p)
{
    const struct call_in *in = input;
    struct call_plan     *plan = p;
    struct book_plan     *book = &plan->book;

    TRY(queue_own_unit(v, &book->unit));
    TRY(queue_unit(v, book->unit.code, &book->unit));
    TRY(ident_require(v, S("dossier.receive"), book->unit.id));
    book->p = (struct appointment){ .action = S("appointment_book"), .state = S("booked"),
                                    .code = new_code(v->arena), .unit = book->unit.id,
                                    .service = in->service };
    if (queue_service(in->service) == NULL)
        fault_add(v->faults, S("service"), MSG("Choose what you come for"), STR_NONE, STR_NONE);
    TRY(check_slot(v, &book->unit, in->slot, &book->p));
    TRY(check_caller(v, in, &plan->person));
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
call_apply(struct act *a, const void *p, struct json *out)
{
    const struct call_plan *plan = p;
    struct appointment      made = plan->book.p;

    TRY(check_place(a, &plan->book.unit, &made));
    TRY(person_ensure(a, &plan->person, &made.person));
    TRY(check_few(act_view(a), made.person));
    TRY(free_code(a, made.code, &made.code));
    made.appointment = act_new_id(a);
    json_put_text(act_arena(a), out, "code", made.code);
    return appointment_store(a, &made);
}

const struct command appointment_book_for = {
    .name = "appointment.book_for", .right = "dossier.receive",
    .help = "Books a time at one's own unit's counters for somebody who calls.",
    .fields = call_fields, .n_fields = sizeof call_fields / sizeof call_fields[0],
    .in_size = sizeof(struct call_in), .plan_size = sizeof(struct call_plan),
    .prepare = call_prepare, .apply = call_apply,
};

/* -- moving, giving up -------------------------------------------------------------------- */

/* One's own, that is still to come. */
static enum err
find_coming(struct view *v, Str code, struct appointment *out)
{
    TRY(appointment_own(v, code, out));
    if (!str_eq(out->state, S("booked")) || out->slot <= v->now)
        return view_refuse(v, ERR_CONFLICT,
                           MSG("This appointment is over or was given up; it cannot be changed."));
    return ERR_OK;
}

static enum err
move_prepare(struct view *v, const void *input, void *p)
{
    const struct book_in *in = input;
    struct book_plan     *plan = p;

    TRY(find_coming(v, in->code, &plan->p));
    TRY(unit_by_id(v, plan->p.unit, time_day(v->now), &plan->unit));
    TRY(check_slot(v, &plan->unit, in->slot, &plan->p));
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
move_apply(struct act *a, const void *p, struct json *out)
{
    const struct book_plan *plan = p;
    struct appointment      now;

    TRY(find_coming(act_view(a), plan->p.code, &now));
    json_put_text(act_arena(a), out, "code", now.code);
    if (now.slot == plan->p.slot)
        return ERR_OK;
    TRY(check_place(a, &plan->unit, &plan->p));
    now.slot = plan->p.slot;
    now.until = plan->p.until;
    now.action = S("appointment_move");
    return appointment_store(a, &now);
}

const struct command appointment_move = {
    .name = "appointment.move", .right = "signed-in",
    .help = "Moves one's own appointment to another time.",
    .fields = move_fields, .n_fields = 2, .in_size = sizeof(struct book_in),
    .plan_size = sizeof(struct book_plan), .prepare = move_prepare, .apply = move_apply,
};

static enum err
cancel_apply(struct act *a, const void *plan, struct json *out)
{
    const struct book_in *in = plan;
    struct appointment    p;

    (void)out;
    TRY(find_coming(act_view(a), in->code, &p));
    p.state = S("cancelled");
    p.action = S("appointment_cancel");
    return appointment_store(a, &p);
}

const struct command appointment_cancel = {
    .name = "appointment.cancel", .right = "signed-in",
    .help = "Gives one's own appointment up; its place is free again.",
    .fields = code_fields, .n_fields = 1, .in_size = sizeof(struct book_in),
    .apply = cancel_apply,
};

/* -- coming ---------------------------------------------------------------------------------- */

struct arrive_in {
    Str unit, code, pass;
};
static const struct field arrive_fields[] = {
    FIELD(TEXT, struct arrive_in, unit, .required = true, .max = 40, .help = "The unit's code"),
    FIELD(TEXT, struct arrive_in, code, .max = 20, .help = "The appointment's code"),
    FIELD(TEXT, struct arrive_in, pass, .max = 40, .help = "What the entrance's address holds"),
};
struct arrive_plan {
    struct unit        unit;
    struct appointment p;
    Str                key;
};

static enum err
check_today(struct view *v, const struct unit *u, const struct appointment *p)
{
    if (p->unit != u->id)
        return view_refuse(v, ERR_CONFLICT, MSG("This appointment is at another office."));
    if (str_eq(p->state, S("arrived")))
        return view_refuse(v, ERR_CONFLICT,
                           MSG("A number was given for this appointment already."));
    if (!str_eq(p->state, S("booked")))
        return view_refuse(v, ERR_CONFLICT, MSG("This appointment was given up or called off."));
    if (time_day(p->slot) != time_day(v->now))
        return view_refuse(v, ERR_CONFLICT, MSG("This appointment is on another day."));
    return ERR_OK;
}

static enum err
arrive_prepare(struct view *v, const void *input, void *p)
{
    const struct arrive_in *in = input;
    struct arrive_plan     *plan = p;
    unsigned char           bytes[12];
    bool                    officer;
    enum err                err;

    TRY(queue_unit(v, in->unit, &plan->unit));
    TRY(queue_may_draw(v, &plan->unit, in->pass, &officer));
    err = appointment_find(v, in->code.p != NULL ? in->code : S(""), &plan->p);
    if (err == ERR_NOT_FOUND) {
        fault_add(v->faults, S("code"), MSG("is the code of no appointment"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    TRY(err);
    random_bytes(bytes, sizeof bytes);
    plan->key = base64url_text(v->arena, (Str){ (const char *)bytes, sizeof bytes });
    return check_today(v, &plan->unit, &plan->p);
}

/* Too late for the appointment is in time for the queue. */
static enum err
arrive_apply(struct act *a, const void *p, struct json *out)
{
    const struct arrive_plan *plan = p;
    struct appointment        now;
    struct queue_ticket       t = { .unit = plan->unit.id, .key = plan->key };
    bool                      late;

    TRY(appointment_find(act_view(a), plan->p.code, &now));
    TRY(check_today(act_view(a), &plan->unit, &now));
    late = act_now(a) >= now.until;
    t.service = now.service;
    t.rank = late ? QUEUE_PLAIN : QUEUE_APPOINTMENT;
    t.turn = late || now.slot < act_now(a) ? act_now(a) : now.slot;
    TRY(queue_add(a, &t));
    now.state = S("arrived");
    now.action = S("appointment_arrive");
    json_put_text(act_arena(a), out, "key", t.key);
    json_put_int(act_arena(a), out, "number", t.number);
    return appointment_store(a, &now);
}

const struct command appointment_check_in = {
    .name = "appointment.check_in", .right = "anyone",
    .help = "Who comes to an appointment is given a number of the day's queue.",
    .fields = arrive_fields, .n_fields = sizeof arrive_fields / sizeof arrive_fields[0],
    .in_size = sizeof(struct arrive_in), .plan_size = sizeof(struct arrive_plan),
    .prepare = arrive_prepare, .apply = arrive_apply,
};

/* -- called off: the office does not work then any more ------------------------------------ */

#define STALE_MAX    200 /* looked at in one call */
#define DAYS_OFF_MAX 20  /* in a row */

struct stale_in {
    Time slot;
    Id   after;
};
static const struct field stale_fields[] = {
    FIELD(TIME, struct stale_in, slot, .help = "Go on after this time"),
    FIELD(ID, struct stale_in, after, .help = "and this appointment"),
};

/* From the opening of the working day before on; who booked or moved it that day knows. */
static bool
is_to_remind(struct view *v, const struct appointment *p)
{
    const struct calendar       *calendar;
    const struct calendar_hours *hours;
    Day                          day = time_day(p->slot) - 1, first = day - DAYS_OFF_MAX;
    size_t                       n;

    if (p->slot <= v->now || calendar_of_unit(v, p->unit, &calendar) != ERR_OK || calendar == NULL)
        return false;
    while (day > first && !calendar_works(calendar, day))
        day--;
    hours = calendar_hours_of(calendar, day, &n);
    return n > 0 && v->now >= time_at(day, hours[0].from) && p->at < time_at(day, 0);
}

static enum err
stale_run(struct view *v, const void *input, struct json *out)
{
    const struct stale_in *in = input;
    struct json           *codes = json_put_array(v->arena, out, "codes");
    struct json           *remind = json_put_array(v->arena, out, "remind");
    struct appointment    *p;
    int                    n;
    Time                   from = in->slot != TIME_NONE && in->slot > v->now ? in->slot : v->now;

    TRY(appointment_next(v, from, in->after, STALE_MAX, &p, &n));
    for (int i = 0; i < n; i++)
        if (!slot_is_worked(v, p[i].unit, p[i].slot, p[i].until))
            json_add(codes, json_new_text(v->arena, p[i].code));
        else if (is_to_remind(v, &p[i]))
            json_add(remind, json_new_text(v->arena, p[i].code));
    if (n == STALE_MAX) {
        json_put_time(v->arena, out, "slot", p[n - 1].slot);
        json_put_text(v->arena, out, "after", str_int(v->arena, p[n - 1].appointment));
    }
    return ERR_OK;
}

const struct query appointment_stale = {
    .name = "appointment.stale", .right = "system",
    .help = "Appointments at a time that is not worked any more, those that people are to be "
            "reminded of now; where to go on.",
    .fields = stale_fields, .n_fields = 2, .in_size = sizeof(struct stale_in), .run = stale_run,
    .heavy = true,
};

static enum err
close_apply(struct act *a, const void *plan, struct json *out)
{
    const struct book_in *in = plan;
    struct appointment    p;

    (void)out;
    TRY(appointment_find(act_view(a), in->code, &p));
    if (!str_eq(p.state, S("booked")) || slot_is_worked(act_view(a), p.unit, p.slot, p.until))
        return ERR_OK; /* given up or worked again meanwhile */
    p.state = S("closed");
    p.action = S("appointment_close");
    return appointment_store(a, &p);
}

const struct command appointment_close = {
    .name = "appointment.close", .right = "system",
    .help = "Calls an appointment off whose time is not worked any more; the person is told.",
    .fields = code_fields, .n_fields = 1, .in_size = sizeof(struct book_in), .apply = close_apply,
};

static enum err
remind_apply(struct act *a, const void *plan, struct json *out)
{
    const struct book_in *in = plan;
    struct appointment    p;

    (void)out;
    TRY(appointment_find(act_view(a), in->code, &p));
    if (!str_eq(p.state, S("booked")) || !is_to_remind(act_view(a), &p))
        return ERR_OK; /* given up, moved or reminded of meanwhile */
    p.action = S("appointment_remind");
    return appointment_store(a, &p);
}

const struct command appointment_remind = {
    .name = "appointment.remind", .right = "system",
    .help = "Reminds a person of an appointment, the working day before.",
    .fields = code_fields, .n_fields = 1, .in_size = sizeof(struct book_in), .apply = remind_apply,
};
