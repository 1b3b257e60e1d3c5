/* dossier/queue.c -- see queue.h: numbers found, kept, drawn and given up.  Floor 7. */
#include "dossier/queue.h"

#include "base/words.h"
#include "dossier/dossier_sql.h"
#include "ident/ident.h"

static const struct queue_service services[] = {
    { "filing", MSG("File a dossier"), MSG("New papers, or papers that were asked for") },
    { "collecting", MSG("Collect a result"), MSG("With the receipt, or the dossier's code") },
    { "asking", MSG("Ask, be shown how"), MSG("Which papers, which form, how far a dossier is") },
};
#define N_SERVICES ((int)(sizeof services / sizeof services[0]))

const struct queue_service *
queue_services(int *n)
{
    *n = N_SERVICES;
    return services;
}

const struct queue_service *
queue_service(Str key)
{
    for (int i = 0; i < N_SERVICES; i++)
        if (str_eq(key, str_of(services[i].key)))
            return &services[i];
    return NULL;
}

Str
queue_service_words(enum lang lang, Str key)
{
    const struct queue_service *s = queue_service(key);

    return s != NULL ? words(lang, s->label) : key;
}

Str
queue_number(struct arena *arena, int64_t number)
{
    return str_format(arena, "%03lld", (long long)number);
}

/* -- finding ------------------------------------------------------------------------------ */

#define TAKE(type, name) t->name = row->name;
#define READER(of)                                                   \
    static void take_##of(const struct of##_row *row, struct queue_ticket *t) \
    {                                                                \
        QUEUE_FIELDS(TAKE)                                           \
    }
READER(queue_by_key)
READER(queue_by_id)
READER(queue_of_officer)
READER(queue_in_state)
READER(queue_shown)

enum err
queue_find(struct view *v, Id ticket, struct queue_ticket *out)
{
    struct queue_by_id_row row;

    TRY(queue_by_id(v, ticket, &row));
    take_queue_by_id(&row, out);
    return ERR_OK;
}

enum err
queue_find_key(struct view *v, Str key, struct queue_ticket *out)
{
    struct queue_by_key_row row;

    TRY(queue_by_key(v, key, &row));
    take_queue_by_key(&row, out);
    return ERR_OK;
}

enum err
queue_own(struct view *v, struct queue_ticket *out)
{
    struct queue_of_officer_row *row;
    int                          n;

    *out = (struct queue_ticket){ .ticket = 0 };
    TRY(queue_of_officer(v, v->who->account, 1, &row, &n));
    if (n == 1 && row->day == time_day(v->now))
        take_queue_of_officer(row, out);
    return ERR_OK;
}

/* Who came before the time of the appointment waits for it, unless nobody else is there. */
static bool
is_due(const struct queue_ticket *t, Time now)
{
    return t->rank != QUEUE_APPOINTMENT || t->turn <= now;
}

enum err
queue_waiting(struct view *v, Id unit, struct queue_ticket **out, int *out_n)
{
    struct queue_in_state_row *row;
    struct queue_ticket       *list, t;
    int                        n, k = 0;

    TRY(queue_in_state(v, unit, time_day(v->now), S("waiting"), QUEUE_MAX, &row, &n));
    list = arena_array(v->arena, struct queue_ticket, n + 1);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < n; i++) {
            take_queue_in_state(&row[i], &t);
            if (is_due(&t, v->now) == (pass == 0))
                list[k++] = t;
        }
    *out = list;
    *out_n = n;
    return ERR_OK;
}

enum err
queue_shown_last(struct view *v, Id unit, Str state, int limit, struct queue_ticket **out, int *n)
{
    struct queue_shown_row *row;

    TRY(queue_shown(v, unit, time_day(v->now), state, limit, &row, n));
    *out = arena_array(v->arena, struct queue_ticket, *n + 1);
    for (int i = 0; i < *n; i++)
        take_queue_shown(&row[i], &(*out)[i]);
    return ERR_OK;
}

int
queue_ahead(const struct queue_ticket *waiting, int n, Id ticket)
{
    for (int i = 0; i < n; i++)
        if (waiting[i].ticket == ticket)
            return i;
    return n;
}

/* -- changing ------------------------------------------------------------------------------ */

static const struct fold sequence = { .add = &stmt_queue_sequence_add,
                                      .read = &stmt_queue_sequence_read };

enum err
queue_put(struct act *a, const struct queue_ticket *t)
{
    struct queue_ticket_put_in in;

#define GIVE(type, name) in.name = t->name;
    QUEUE_FIELDS(GIVE)
#undef GIVE
    return queue_ticket_put(a, &in);
}

/* With the first number of a day those of the days before go. */
enum err
queue_add(struct act *a, struct queue_ticket *t)
{
    struct queue_in_state_row *row;
    Day                        day = time_day(act_now(a));
    struct cell                key[2] = { { .i = t->unit }, { .i = day } };
    int                        n;

    TRY(queue_in_state(act_view(a), t->unit, day, S("waiting"), QUEUE_MAX, &row, &n));
    if (n == QUEUE_MAX)
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("So many people are waiting that no more numbers are given for now. "
                               "Please ask an officer."));
    TRY(act_next(a, &sequence, key, &t->number));
    t->ticket = act_new_id(a);
    t->day = day;
    t->drawn = t->shown = act_now(a);
    t->called = TIME_NONE;
    t->state = S("waiting");
    if (t->number == 1)
        TRY(queue_sweep(a, t->unit, day));
    return queue_put(a, t);
}

enum err
queue_record(struct act *a, const struct queue_ticket *t, Str outcome, int64_t spent)
{
    struct queue_end_add_in in = {
        .ticket = t->ticket, .n = act_new_id(a), .at = act_now(a), .unit = t->unit, .day = t->day,
        .number = t->number, .service = t->service, .rank = t->rank, .outcome = outcome,
        .waited = t->waited, .spent = spent, .counter = t->counter, .officer = t->officer,
    };

    return queue_end_add(a, &in);
}

enum err
queue_finish(struct act *a, struct queue_ticket *t, Str outcome, Str state)
{
    Time    now = act_now(a);
    int64_t spent = t->called != TIME_NONE ? (now - t->called) / TIME_SECOND : 0;

    if (t->called == TIME_NONE)
        t->waited = (now - t->drawn) / TIME_SECOND;
    t->state = state;
    TRY(queue_record(a, t, outcome, spent));
    return queue_put(a, t);
}

void
queue_subject(struct act *a, const struct unit *u, const struct queue_ticket *t)
{
    struct civil c = day_civil(t->day);

    act_subject(a, str_format(act_arena(a), "queue:%.*s-%02d%02d%02d-%03lld", STR_ARG(u->code),
                              c.year % 100, c.month, c.day, (long long)t->number));
}

/* -- where and when ------------------------------------------------------------------------- */

enum err
queue_unit(struct view *v, Str code, struct unit *out)
{
    Day  day = time_day(v->now);
    Id   desk;

    TRY(unit_by_code(v, code, day, out));
    return desk_of_unit(v, out->id, day, &desk);
}

enum err
queue_own_unit(struct view *v, struct unit *out)
{
    return v->who->unit != 0 ? unit_by_id(v, v->who->unit, time_day(v->now), out)
                             : ERR_FORBIDDEN;
}

Time
queue_opens(struct view *v, const struct unit *u)
{
    const struct calendar *calendar;
    Time                   opens;

    if (calendar_of_unit(v, u->id, &calendar) != ERR_OK || calendar == NULL ||
        calendar_open_after(calendar, v->now, &opens) != ERR_OK)
        return TIME_NONE;
    return opens;
}

Str
queue_pass(struct view *v, const struct unit *u, Day day)
{
    Hash mac = hash_keyed(v->world->secret,
                          str_format(v->arena, "queue/%.*s/%d", STR_ARG(u->code),
                                     day == DAY_NONE ? 0 : (int)day));

    return base64url_text(v->arena, str_sub(hash_bytes(&mac), 0, 12));
}

bool
queue_pass_opens(struct view *v, const struct unit *u, Str pass)
{
    return pass.n > 0 && (str_eq_secret(pass, queue_pass(v, u, DAY_NONE)) ||
                          str_eq_secret(pass, queue_pass(v, u, time_day(v->now))));
}

enum err
queue_may_draw(struct view *v, const struct unit *u, Str pass, bool *is_officer)
{
    bool reaches = false;

    if (actor_may(v->who, S("dossier.receive")))
        TRY(ident_reaches(v, u->id, &reaches));
    *is_officer = reaches;
    if (reaches || queue_pass_opens(v, u, pass))
        return ERR_OK;
    return view_refuse(v, ERR_FORBIDDEN,
                       MSG("Numbers are drawn at the entrance: there, or with the picture on the "
                           "screen there."));
}

/* -- drawing -------------------------------------------------------------------------------- */

struct draw_in {
    Str  unit, service, pass;
    bool priority;
};
static const struct field draw_fields[] = {
    FIELD(TEXT, struct draw_in, unit, .required = true, .max = 40, .help = "The unit's code"),
    FIELD(TEXT, struct draw_in, service, .max = 20, .help = "filing, collecting or asking"),
    FIELD(TEXT, struct draw_in, pass, .max = 40, .help = "What the entrance's address holds"),
    FIELD(BOOL, struct draw_in, priority, .help = "Called before others: an officer decides it"),
};
struct draw_plan {
    struct unit         unit;
    struct queue_ticket ticket;
};

/* Before today's work a number waits for it; after it there is no more. */
static void
check_open(struct view *v, const struct unit *u)
{
    Time opens = queue_opens(v, u);

    if (opens != TIME_NONE && time_day(opens) != time_day(v->now))
        fault_add(v->faults, S("service"), MSG("The counters are closed now. They open again: {1}"),
                  when_moment(v->arena, v->lang, opens), STR_NONE);
}

static Str
new_key(struct arena *arena)
{
    char bytes[12];

    random_bytes(bytes, sizeof bytes);
    return base64url_text(arena, (Str){ bytes, sizeof bytes });
}

static enum err
draw_prepare(struct view *v, const void *input, void *p)
{
    const struct draw_in *in = input;
    struct draw_plan     *plan = p;
    bool                  officer;

    TRY(queue_unit(v, in->unit, &plan->unit));
    TRY(queue_may_draw(v, &plan->unit, in->pass, &officer));
    if (in->priority && !officer)
        return view_refuse(v, ERR_FORBIDDEN, MSG("Priority is given by an officer at the desk."));
    if (queue_service(in->service) == NULL)
        fault_add(v->faults, S("service"), MSG("Choose what you come for"), STR_NONE, STR_NONE);
    check_open(v, &plan->unit);
    plan->ticket = (struct queue_ticket){
        .unit = plan->unit.id, .service = in->service, .key = new_key(v->arena), .turn = v->now,
        .rank = in->priority ? QUEUE_PRIORITY : QUEUE_PLAIN,
    };
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
draw_apply(struct act *a, const void *p, struct json *out)
{
    const struct draw_plan *plan = p;
    struct queue_ticket     t = plan->ticket;

    TRY(queue_add(a, &t));
    queue_subject(a, &plan->unit, &t);
    json_put_text(act_arena(a), out, "key", t.key);
    json_put_int(act_arena(a), out, "number", t.number);
    return ERR_OK;
}

const struct command queue_draw = {
    .name = "queue.draw", .right = "anyone",
    .help = "A number at a unit's counters, for today; at its entrance, or by an officer there.",
    .fields = draw_fields, .n_fields = sizeof draw_fields / sizeof draw_fields[0],
    .in_size = sizeof(struct draw_in), .plan_size = sizeof(struct draw_plan),
    .prepare = draw_prepare, .apply = draw_apply,
};

/* -- giving it up ----------------------------------------------------------------------------- */

struct leave_in {
    Str key;
};
static const struct field leave_fields[] = {
    FIELD(TEXT, struct leave_in, key, .required = true, .max = 40, .help = "The number's address"),
};

static enum err
leave_apply(struct act *a, const void *plan, struct json *out)
{
    const struct leave_in *in = plan;
    struct view           *v = act_view(a);
    struct queue_ticket    t;
    struct unit            unit;

    (void)out;
    TRY(queue_find_key(v, in->key, &t));
    if (!str_eq(t.state, S("waiting")))
        return view_refuse(v, ERR_CONFLICT, MSG("This number does not wait any more."));
    TRY(unit_by_id(v, t.unit, t.day, &unit));
    queue_subject(a, &unit, &t);
    return queue_finish(a, &t, S("left"), S("left"));
}

const struct command queue_leave = {
    .name = "queue.leave", .right = "anyone",
    .help = "Whoever holds a number gives it up, so that nobody waits for them.",
    .fields = leave_fields, .n_fields = 1, .in_size = sizeof(struct leave_in),
    .apply = leave_apply,
};
