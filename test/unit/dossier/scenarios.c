/* Every scenario of every procedure file, through the real commands, on both
 * stores: filed, received, asked, paid, signed at the moments it names, and then
 * the status, the due moment and whether it was in time. */
#include <sys/stat.h>

#include "base/scan.h"
#include "cmd/house.h"
#include "dossier/dossier.h"
#include "dossier/dossier_sql.h"
#include "dossier/record.h"
#include "dossier/upload.h"
#include "measure/inside.h"
#include "measure/measure_sql.h"
#include "packs.h"
#include "store/files.h"
#include "stores.h"

static const struct actor program = { .system = true };

struct playing {
    struct door            *door;
    const struct procedure *p;
    struct test_clock      *clock;
    const struct json      *sample; /* the file's own: a unit, and answers its form accepts */
    const struct json      *with;   /* what one scenario answers otherwise; NULL */
    Str                     code;
    Time                    at; /* of the last event */
    Hash                    paper; /* what every file of theirs holds */
    bool                    charged;
};

static struct view
view_of(struct playing *g, struct db *db)
{
    return (struct view){ .arena = test_arena(), .db = db, .now = g->at, .who = &program,
                          .simulated = true, .world = test_world(),
                          .packs = test_world()->packs };
}

static enum err
call_at(struct playing *g, Str name, struct json *input, struct call *out)
{
    *out = (struct call){ .arena = test_arena(), .who = &program, .name = name, .input = input,
                          .occurred = g->at };
    door_call_wait(g->door, out);
    for (const struct fault *f = out->faults.first; f != NULL; f = f->next)
        check(false, str_format(test_arena(), "%.*s: %s %.*s", STR_ARG(f->field), f->message,
                                STR_ARG(f->value[0])).p);
    return out->err;
}

/* A file for each paper that these answers call for. */
static struct json *
file_list(struct playing *g, const struct json *form)
{
    struct json       *list = json_array(test_arena());
    struct view        v = view_of(g, NULL);
    struct upload_file file = { .name = S("mau.pdf"), .type = S("pdf"), .size = 10,
                                .hash = g->paper };

    for (int i = 0; i < g->p->n_components; i++) {
        struct json *o;

        if (!g->p->components[i].attached || !component_is_required(&g->p->components[i], form))
            continue;
        o = json_add(list, json_object(test_arena()));
        json_put_text(test_arena(), o, "component", g->p->components[i].key);
        json_put_text(test_arena(), o, "ticket", upload_ticket(&v, &file));
    }
    return list;
}

/* The sample holds on 1 July 2024; its days are moved to the day of filing. */
static struct json *
moved(const struct playing *g, const struct json *answer)
{
    const struct json *schema = json_get_str(json_get(g->p->form, "properties"), answer->key);
    Day                day;

    if (!str_eq(json_text(schema, "format"), S("date")) ||
        day_parse(answer->text, &day) != ERR_OK)
        return json_copy(test_arena(), answer);
    return json_new_text(test_arena(), day_text(test_arena(), day + time_day(g->at) -
                                                                  day_of(2024, 7, 1)));
}

/* The sample's answers, and what the scenario answers otherwise. */
static struct json *
form_of(const struct playing *g)
{
    struct json *form = json_object(test_arena());

    json_each(a, json_get(g->sample, "form"))
        if (json_get_str(g->with, a->key) == NULL)
            json_put(form, a->key, moved(g, a));
    json_each(a, g->with)
        json_put(form, a->key, json_copy(test_arena(), a));
    return form;
}

static void
file_it(struct playing *g)
{
    struct json *input = json_object(test_arena()), *form = form_of(g);
    struct call  call;
    Str          unit = json_text(g->sample, "unit");

    json_put_text(test_arena(), input, "procedure", g->p->key);
    if (unit.n > 0)
        json_put_text(test_arena(), input, "unit", unit);
    json_put(input, S("form"), form);
    json_put(input, S("files"), file_list(g, form));
    check_ok(call_at(g, S("dossier.submit"), input, &call));
    g->code = json_text(call.out, "code");
}

/* "accept@09:30", "pay@2024-07-02T10:00" */
static void
do_one(struct playing *g, Str event)
{
    struct json *input = json_object(test_arena());
    struct call  call;
    Str          word, when;
    int          minute;

    str_cut(event, '@', &word, &when);
    if (when.n == 5) {
        check_ok(minute_parse(when, &minute));
        g->at = time_at(time_day(g->at), minute);
    } else {
        check_ok(time_parse(when, &g->at));
    }
    if (str_eq(word, S("pay"))) {
        word = S("paid");
        json_put_text(test_arena(), input, "way", S("cash"));
    }
    json_put_text(test_arena(), input, "code", g->code);
    json_put_text(test_arena(), input, "note", S("lời mẫu"));
    if (str_eq(word, S("charge")))
        json_put_int(test_arena(), input, "amount", 100000);
    if (str_eq(word, S("supply"))) {
        struct view v = view_of(g, NULL);

        json_put_text(test_arena(), input, "secret", dossier_secret(&v, g->code));
    }
    check_ok(call_at(g, str_format(test_arena(), "dossier.%.*s", STR_ARG(word)), input, &call));
}

static void
check_moment(const struct json *then, const char *key, Time got, const char *why)
{
    const struct json *v = json_get(then, key);
    Time               expected;

    if (v == NULL)
        return;
    if (v->kind == JSON_NULL) {
        check(got == TIME_NONE, why);
        return;
    }
    check_ok(time_parse(v->text, &expected));
    check(got == expected, why);
}

static void
check_end(struct playing *g, const struct json *scenario)
{
    const struct json *then = json_get(scenario, "then"), *on_time = json_get(then, "on_time");
    const char        *why = str_c(test_arena(), json_text(scenario, "why"));
    struct dossier     d;
    struct db         *db;
    struct view        v;
    char               no[256];

    check_ok(door_reader(g->door, &db, no));
    v = view_of(g, db);
    check_ok(dossier_find(&v, g->code, &d));
    check_int(d.status, json_int(then, "status", d.status));
    check_moment(then, "received", d.received, why);
    check_moment(then, "due", d.due, why);
    if (json_get(then, "fee") != NULL)
        check_int(d.fee, json_int(then, "fee", -1));
    if (json_text(then, "unit").n > 0) {
        struct unit with;

        check_ok(unit_by_id(&v, d.competent_unit, time_day(g->at), &with));
        check_str(with.code, json_text(then, "unit"));
    }
    if (on_time != NULL && on_time->kind == JSON_BOOL)
        check(dossier_is_late(&d, g->at) == !on_time->flag, why);
    db_close(db);
}

static int
play_all(struct playing *g)
{
    int n = 0;

    json_each(scenario, json_get(g->p->file, "scenarios"))
    {
        check_ok(time_parse(json_text(scenario, "filed"), &g->at));
        g->with = json_get(scenario, "with");
        file_it(g);
        json_each(event, json_get(scenario, "do")) do_one(g, event->text);
        check_end(g, scenario);
        n++;
    }
    g->with = NULL;
    return n;
}

/* -- what was counted on the way equals a recount -------------------------------------- */

struct recount {
    struct view *v;
    int64_t      n; /* of one element, for the province */
    Str          element;
};

static void
recount_one(void *context, const struct dossier *d, const char *element, Day day)
{
    struct recount *r = context;

    (void)d, (void)day;
    r->n += str_eq(r->element, str_of(element));
}

static void
check_counters(struct door *door)
{
    static const char *const element[] = { "filed", "received", "received_online", "finished",
                                           "finished_late", "finished_in_time" };
    struct db *db;
    char       why[256];

    check_ok(door_reader(door, &db, why));
    for (size_t i = 0; i < sizeof element / sizeof element[0]; i++) {
        struct view v = { .arena = test_arena(), .db = db, .who = &program, .world = test_world(),
                          .packs = test_world()->packs, .simulated = true };
        struct recount              r = { .v = &v, .element = str_of(element[i]) };
        struct counter_sum_row      sum;
        struct dossier_sample_row  *row;
        int                         n;

        check_ok(dossier_sample(&v, 0, 1000, &row, &n));
        check(n > 0, "dossiers were filed");
        for (int k = 0; k < n; k++) {
            struct dossier d;

            check_ok(dossier_find(&v, row[k].code, &d));
            check_ok(measure_elements(&v, &d, recount_one, &r));
        }
        check_ok(counter_sum(&v, r.element, S("m"), S("0000-00"), S("9999-99"), 0, &sum));
        check_int(sum.n, r.n);
    }
    db_close(db);
}

/* -- a leader's day, page after page ----------------------------------------------------- */

#define WAITING 45

/* More than two pages wait at one office, for two of its roles: each is listed once, the
 * most pressing first, and the last page leads nowhere. */
static void
page_today(struct playing *g)
{
    struct json *seen = json_object(test_arena()), *input = json_object(test_arena());
    int          pages = 0, n_seen = 0, n_waiting = 0;
    Str          url = STR_NONE;

    g->at = time_at(day_of(2024, 9, 9), 480);
    for (int i = 0; i < WAITING; i++) {
        g->at += TIME_MINUTE;
        file_it(g);
        if (i % 2 == 0)
            do_one(g, str_format(test_arena(), "accept@%.5s",
                                     time_people(test_arena(), g->at).p + 11));
    }
    do {
        struct call call;
        Str         at, after;

        json_put_text(test_arena(), input, "unit", S("10507"));
        check_ok(call_at(g, S("office.today"), input, &call));
        n_waiting = (int)json_int(json_get(call.out, "waiting"), "count", 0);
        json_each(row, json_get(json_get(call.out, "by_dossier"), "rows"))
        {
            Str code = json_text(row, "code");

            check(json_get_str(seen, code) == NULL, "a dossier is on one page only");
            json_put(seen, code, json_object(test_arena()));
            n_seen++;
        }
        url = json_text(call.out, "older_url");
        input = json_object(test_arena());
        if (str_cut(url, '?', &at, &after) && str_cut(after, '&', &at, &after)) {
            json_put_text(test_arena(), input, "after_urgency", str_sub(at, 4, at.n));
            json_put_text(test_arena(), input, "after", str_sub(after, 4, after.n));
        }
    } while (url.n > 0 && ++pages < 20);
    check(pages >= WAITING / 20 && pages < 20, "page after page");
    check_int(n_seen, n_waiting);
}

static void
play(const struct store_options *store)
{
    static listener_fn *const listeners[] = { measure_heard, NULL };
    static const struct pack_section *const *const sections[] = {
        org_sections, dossier_sections, measure_sections, NULL,
    };
    struct call       founded = { .arena = NULL };
    struct test_clock clock;
    struct playing    g = { .clock = &clock };
    struct db        *db;
    struct view       v;
    const struct procedure_list *all;
    char              why[256];
    int               n_tables, played = 0;
    const struct door_table *const *tables = house_tables(&n_tables);

    test_clock_set(&clock, time_at(day_of(2024, 6, 1), 450));
    g.door = test_door(store, tables, n_tables, listeners, &clock);
    test_use_packs(test_packs(sections));
    check_ok(test_call(g.door, &program, "org.found", "{\"province\":\"30\"}", &founded));
    check_ok(door_reader(g.door, &db, why));
    mkdir(str_format(test_arena(), "%s/files", test_folder()).p, 0700);
    check_ok(files_write(str_of(test_folder()), S("%PDF-1.4\n%"), &g.paper));
    g.at = clock.now;
    v = view_of(&g, db);
    all = procedures(&v);
    for (int i = 0; i < all->n; i++) {
        g.p = all->list[i];
        g.sample = json_get(g.p->file, "sample");
        check(g.sample != NULL, str_c(test_arena(), g.p->key));
        played += play_all(&g);
        if (str_eq(g.p->key, S("birth-registration")))
            page_today(&g);
    }
    db_close(db);
    check(played >= 200, "every scenario of the packs was played");
    check_counters(g.door);
    door_close(g.door);
}

void
test_dossier_scenarios__end_as_their_files_say(void)
{
    on_each_store(play);
}
