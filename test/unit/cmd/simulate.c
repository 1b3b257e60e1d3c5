/* Two hundred invented dossiers through the real commands: what the seed
 * decides, what must hold for whatever it decides. */
#include <stdlib.h>

#include "cmd/command.h"
#include "cmd/simulate.h"
#include "dossier/cases.h"
#include "dossier/deadline.h"
#include "dossier/dossier_sql.h"
#include "dossier/handling.h"
#include "dossier/letters.h"
#include "measure/inside.h"
#include "measure/measure_sql.h"
#include "stores.h"

#define DOSSIERS 200
#define ROWS_MAX 20000

static const struct actor program = { .system = true };

/* -- a province of the test's own ------------------------------------------------------ */

struct rig {
    struct dir      dir;
    struct house    house;
    struct db      *db;
    struct view     view;
    struct faults   faults;
    struct dossier *list; /* by code */
    int             n;
};

static const struct simulate_request request = {
    .from = 19723, /* 2024-01-01 */ .to = 19753, .dossiers = DOSSIERS, .seed = 7,
};

static void
rig_open(struct rig *g, const struct store_options *o, const char *name, bool simulated)
{
    Str   path = str_format(test_arena(), "%s/%s", test_folder(), name);
    Str   store = str_format(test_arena(), o->kind == STORE_SQLITE ? "sqlite:%s" : "%s", o->where);
    char *argv[] = { str_c(test_arena(), S("init")), str_c(test_arena(), path),
                     str_c(test_arena(), S("--store")), str_c(test_arena(), store),
                     str_c(test_arena(), S("--simulated")), NULL };
    char  why[256] = "";

    *g = (struct rig){ .db = NULL };
    check_int(init_main(simulated ? 5 : 4, argv), EXIT_DONE);
    check(dir_open(test_arena(), path, &g->dir, why) == ERR_OK, why);
    check(house_open_in_order(&g->house, &g->dir, why) == ERR_OK, why);
}

static int
by_code(const void *a, const void *b)
{
    return str_cmp(((const struct dossier *)a)->code, ((const struct dossier *)b)->code);
}

static void
rig_read(struct rig *g)
{
    struct dossier_now_page_row *row;
    char                         why[256] = "";

    check(door_reader(g->house.door, &g->db, why) == ERR_OK, why);
    check_ok(db_begin(g->db));
    g->faults.arena = test_arena();
    g->view = (struct view){ .arena = test_arena(), .db = g->db, .who = &program, .lang = LANG_VI,
                             .faults = &g->faults, .simulated = true, .world = &g->house.world,
                             .packs = g->house.world.packs, .now = SIMULATION_BEGINS };
    check_ok(dossier_now_page(&g->view, 0, 1000, &row, &g->n));
    g->list = arena_array(test_arena(), struct dossier, g->n + 1);
    for (int i = 0; i < g->n; i++)
        check_ok(dossier_find(&g->view, row[i].code, &g->list[i]));
    qsort(g->list, (size_t)g->n, sizeof *g->list, by_code);
}

static void
rig_close(struct rig *g)
{
    if (g->db != NULL) {
        db_end(g->db);
        db_close(g->db);
    }
    house_close(&g->house);
}

static void
rig_simulate(struct rig *g, uint64_t seed)
{
    struct simulate_request r = request;
    struct simulate_summary sum;
    char                    why[256] = "";

    r.seed = seed;
    check(simulate_run(&g->house, &r, &sum, why) == ERR_OK, why);
    check_int(sum.dossiers, DOSSIERS);
    check_int(sum.refused, 0);
    rig_read(g);
    check_int(g->n, DOSSIERS);
}

/* -- the seed ----------------------------------------------------------------------------- */

static Str
lives_of(const struct rig *g)
{
    struct buf b = BUF_MAX(1 << 20);
    Str        s;

    for (int i = 0; i < g->n; i++)
        buf_format(&b, "%.*s %lld %lld %.*s\n", STR_ARG(g->list[i].code),
                   (long long)g->list[i].status, (long long)g->list[i].due,
                   STR_ARG(g->list[i].applicant_name));
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

static Str
lives_on_sqlite(const char *name, uint64_t seed)
{
    struct store_options o = { .kind = STORE_SQLITE };
    struct rig           g;
    Str                  lives, path = str_format(test_arena(), "%s/%s.db", test_folder(), name);

    o.where = path.p;
    rig_open(&g, &o, name, true);
    rig_simulate(&g, seed);
    lives = lives_of(&g);
    rig_close(&g);
    return lives;
}

/* -- counters -------------------------------------------------------------------------------- */

struct tally {
    Str     key;
    int64_t n;
};

struct tallies {
    int          n;
    struct tally list[ROWS_MAX];
};

static void
tally(struct tallies *t, Str key, int64_t n)
{
    for (int i = 0; i < t->n; i++)
        if (str_eq(t->list[i].key, key)) {
            t->list[i].n += n;
            return;
        }
    if (t->n < ROWS_MAX)
        t->list[t->n++] = (struct tally){ key, n };
}

static Str
key_of(const char *element, const char *grain, Str period, Id unit, Str procedure)
{
    return str_format(test_arena(), "%s %s %.*s %lld %.*s", element, grain, STR_ARG(period),
                      (long long)unit, STR_ARG(procedure));
}

/* Of the unit and of the province, by the procedure and of all of them. */
static void
tally_totals(struct tallies *t, const char *element, const char *grain, Str period,
             const struct dossier *d)
{
    tally(t, key_of(element, grain, period, d->competent_unit, S("")), 1);
    tally(t, key_of(element, grain, period, 0, S("")), 1);
}

static void
tally_four(struct tallies *t, const char *element, const char *grain, Str period,
           const struct dossier *d)
{
    tally_totals(t, element, grain, period, d);
    tally(t, key_of(element, grain, period, d->competent_unit, d->procedure), 1);
    tally(t, key_of(element, grain, period, 0, d->procedure), 1);
}

static bool
is_one_of(const char *element, const char *list)
{
    return strstr(list, str_c(test_arena(), str_format(test_arena(), " %s ", element))) != NULL;
}

static void
recount_one(void *context, const struct dossier *d, const char *element, Day day)
{
    Str iso = day_text(test_arena(), day);

    tally_four(context, element, "m", str_sub(iso, 0, 7), d);
    if (is_one_of(element, " received closed due due_and_closed "))
        tally_four(context, element, "y", str_sub(iso, 0, 4), d);
    if (is_one_of(element, " due due_and_closed "))
        tally_four(context, element, "d", iso, d);
    if (is_one_of(element, " received closed finished finished_early finished_in_time "
                           "finished_late "))
        tally_totals(context, element, "d", iso, d);
}

static void
check_counters(struct rig *g)
{
    struct tallies         *t = arena_make(test_arena(), struct tallies);
    struct counter_page_row *row;
    struct counter_total_page_row *total;
    int                     n, wrong = 0;

    for (int i = 0; i < g->n; i++)
        check_ok(measure_elements(&g->view, &g->list[i], recount_one, t));
    check(t->n > 100, "there is something to count");
    check_ok(counter_total_page(&g->view, S(""), S(""), 0, S(""), ROWS_MAX, &total, &n));
    for (int i = 0; i < n; i++)
        tally(t, key_of(str_c(test_arena(), total[i].element), str_c(test_arena(), total[i].grain),
                        total[i].period, total[i].unit, S("")), -total[i].n);
    check_ok(counter_page(&g->view, S(""), S(""), 0, S(""), S(""), ROWS_MAX, &row, &n));
    for (int i = 0; i < n; i++)
        tally(t, key_of(str_c(test_arena(), row[i].element), str_c(test_arena(), row[i].grain),
                        row[i].period, row[i].unit, row[i].procedure), -row[i].n);
    for (int i = 0; i < t->n; i++)
        wrong += t->list[i].n != 0;
    check_int(wrong, 0);
}

static Str
open_key(Id unit, int64_t waits, Str grain, Time due)
{
    return str_format(test_arena(), "%lld %lld %.*s %lld", (long long)unit, (long long)waits,
                      STR_ARG(grain), (long long)due);
}

/* By what the clock on the wall says, not by how the counters reckon it. */
static void
recount_open(struct tallies *t, const struct dossier *d)
{
    int64_t waits = dossier_waits(d);
    Day     day = time_day(d->due);

    tally(t, open_key(d->competent_unit, waits, S("t"), 0), 1);
    if (d->due == TIME_NONE)
        return;
    tally(t, open_key(d->competent_unit, waits, S("d"), time_at(day, 0)), 1);
    tally(t, open_key(d->competent_unit, waits, S("h"),
                      time_at(day, time_minute(d->due) / 60 * 60)), 1);
    tally(t, open_key(d->competent_unit, waits, S("x"), d->due), 1);
}

static void
check_open(struct rig *g)
{
    struct tallies           *t = arena_make(test_arena(), struct tallies);
    struct open_due_page_row *row;
    int                       n, wrong = 0;

    for (int i = 0; i < g->n; i++)
        if (dossier_is_open(&g->list[i]))
            recount_open(t, &g->list[i]);
    check_ok(open_due_page(&g->view, 0, 0, S(""), 0, ROWS_MAX, &row, &n));
    for (int i = 0; i < n; i++)
        tally(t, open_key(row[i].unit, row[i].waits, row[i].grain, row[i].due), -row[i].n);
    for (int i = 0; i < t->n; i++)
        wrong += t->list[i].n != 0;
    check_int(wrong, 0);
}

/* -- due moments ---------------------------------------------------------------------------- */

/* From the story alone: what accept promised, moved by each pause.  And officers
 * were at work when they acted. */
static void
check_story(struct rig *g, const struct dossier *d)
{
    struct dossier_versions_row *row;
    struct dossier_answers_row  *form;
    struct json                 *answers;
    const struct procedure      *p;
    const struct calendar       *calendar;
    Time                         due = TIME_NONE, open;
    int                          n;

    check_ok(procedure_version(&g->view, d->procedure, d->procedure_version, &p));
    check_ok(dossier_answers(&g->view, d->dossier, 1, &form, &n));
    check_ok(json_parse(test_arena(), form[0].answers, &answers, NULL));
    p = procedure_as(&g->view, p, answers, d->channel);
    check_ok(calendar_of_unit(&g->view, d->competent_unit, &calendar));
    check_ok(dossier_versions(&g->view, d->dossier, 0, 100, &row, &n));
    for (int i = 0; i < n; i++) {
        if (str_eq(row[i].action, S("accept")))
            check_ok(deadline_start(p, calendar, row[i].at, &due));
        if (i > 0 && row[i - 1].paused_since != TIME_NONE && row[i].paused_since == TIME_NONE &&
            row[i].status == STATUS_IN_WORK)
            check_ok(deadline_resume(p, calendar, due, row[i - 1].paused_since, row[i].at, &due));
        check(i == 0 || row[i].at > row[i - 1].at, "a dossier's deeds follow each other");
        check_ok(calendar_open_after(calendar, row[i].at - TIME_MINUTE, &open));
        if (str_eq(row[i].action, S("accept")) || str_eq(row[i].action, S("sign")))
            check(open <= row[i].at, "officers act in working time");
    }
    check_int(d->due, due);
}

/* Where the time went: the stretches fill the time from reception to the end, no minute twice
 * and none left out; what waited for the person is what moved the due moment. */
static void
check_handling(struct rig *g, const struct dossier *d)
{
    struct saying    s;
    struct stretches all;
    int64_t          sum = 0, whole = 0;

    check_ok(saying_of(&g->view, d, &s));
    check_ok(handling_read(&s, &all));
    check((all.n > 0) == (d->received != TIME_NONE), "stretches begin with the reception");
    for (int i = 0; i < all.n; i++) {
        sum += all.list[i].minutes;
        check(i == 0 || all.list[i].from == all.list[i - 1].to, "one follows the other");
    }
    if (all.n == 0)
        return;
    check(all.list[0].from == d->received, "from the reception");
    check_ok(calendar_minutes_between(s.calendar, d->received,
                                      d->ended != TIME_NONE ? d->ended : g->view.now, &whole));
    check_int(sum, whole);
}

/* -- a report, against the dossiers themselves ------------------------------------------------ */

struct account {
    int64_t received, carried, closed, early, on_time, late, open, open_late;
};

/* By the moments of each record, without any counter. */
static struct account
tally_of(const struct rig *g, Time begin, Time end)
{
    struct account t = { .received = 0 };

    for (int i = 0; i < g->n; i++) {
        const struct dossier *d = &g->list[i];
        bool here = d->received != TIME_NONE && d->received < end;
        bool ended = d->ended != TIME_NONE && d->ended < end;
        bool now = ended && d->ended >= begin;
        bool done = now && (d->status == STATUS_FINISHED || d->status == STATUS_RETURNED);

        if (!here)
            continue;
        t.received += d->received >= begin;
        t.carried += d->received < begin && !(d->ended != TIME_NONE && d->ended < begin);
        t.closed += now;
        t.early += done && time_day(d->ended) < time_day(d->due);
        t.on_time += done && time_day(d->ended) == time_day(d->due) && d->ended <= d->due;
        t.late += done && d->ended > d->due;
        t.open += !ended;
        t.open_late += !ended && d->due < end && d->paused_since == TIME_NONE;
    }
    return t;
}

static void
check_report_by(struct rig *g, const char *by, const char *period, const struct account *t)
{
    const struct json *sum, *rows;
    struct json       *input = json_object(test_arena());
    struct call        call = { .arena = test_arena(), .who = &program, .input = input,
                                .name = S("measure.report"),
                                .occurred = SIMULATION_BEGINS };
    int64_t            received = 0;

    json_put_text(test_arena(), input, "unit", S("30"));
    json_put_text(test_arena(), input, "by", str_of(by));
    json_put_text(test_arena(), input, "period", str_of(period));
    door_call_wait(g->house.door, &call);
    check(call.err == ERR_OK, by);
    sum = json_get(call.out, "sum");
    rows = json_get(call.out, "rows");
    check_int(json_int(sum, "received", -1), t->received);
    check_int(json_int(sum, "carried", -1), t->carried);
    check_int(json_int(sum, "total", -1), t->received + t->carried);
    check_int(json_int(sum, "closed", -1), t->closed);
    check_int(json_int(sum, "early", -1), t->early);
    check_int(json_int(sum, "on_time", -1), t->on_time);
    check_int(json_int(sum, "late", -1), t->late);
    check_int(json_int(sum, "otherwise", -1), t->closed - t->early - t->on_time - t->late);
    check_int(json_int(sum, "open", -1), t->open);
    check_int(json_int(sum, "open_late", -1), t->open_late);
    json_each(row, rows) received += json_int(row, "received", 0);
    check_int(received, t->received);
}

/* -- the register: every unit's, together, is everything received; and a page goes on behind a row. */

static const struct json *
register_of(struct rig *g, Str unit, const struct json *after)
{
    struct json *input = json_object(test_arena());
    struct call  call = { .arena = test_arena(), .who = &program, .input = input,
                          .name = S("dossier.register"), .occurred = SIMULATION_BEGINS };

    json_put_text(test_arena(), input, "unit", unit);
    json_put_text(test_arena(), input, "from", S("2024-01-01"));
    json_put_text(test_arena(), input, "to", S("2024-01-31"));
    for (int i = 0; after != NULL && i < g->n; i++)
        if (str_eq(g->list[i].code, json_text(after, "code"))) {
            json_put_text(test_arena(), input, "after_received",
                          time_text_utc(test_arena(), g->list[i].received));
            json_put_int(test_arena(), input, "after", g->list[i].dossier);
        }
    door_call_wait(g->house.door, &call);
    check(call.err == ERR_OK, "the register is read");
    return json_get(call.out, "rows");
}

static void
check_register(struct rig *g)
{
    int64_t received = 0, listed = 0;

    for (int i = 0; i < g->n; i++) {
        const struct json *rows, *rest;
        struct unit        unit;
        bool               first = true;

        received += g->list[i].received != TIME_NONE;
        for (int k = 0; k < i; k++)
            first &= g->list[k].competent_unit != g->list[i].competent_unit;
        if (!first)
            continue;
        check_ok(unit_by_id(&g->view, g->list[i].competent_unit, time_day(g->view.now), &unit));
        rows = register_of(g, unit.code, NULL);
        listed += (int64_t)rows->count;
        if (rows->count < 2)
            continue;
        rest = register_of(g, unit.code, rows->first);
        check_int((int64_t)rest->count, (int64_t)rows->count - 1);
        check_str(json_text(rest->first, "code"), json_text(rows->first->next, "code"));
    }
    check_int(listed, received);
}

static void
check_reports(struct rig *g)
{
    static const struct {
        const char *period;
        int         from, to; /* months of 2024 */
    } periods[] = { { "2024-01", 1, 2 }, { "2024-02", 2, 3 }, { "2024-q1", 1, 4 },
                    { "2024-h1", 1, 7 }, { "2023-12", 0, 1 } };
    static const char *const by[] = { "unit", "procedure", "field" };

    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        Day begin = periods[i].from == 0 ? day_of(2023, 12, 1) : day_of(2024, periods[i].from, 1);
        struct account t = tally_of(g, time_at(begin, 0),
                                  time_at(day_of(2024, periods[i].to, 1), 0));

        for (size_t k = 0; k < sizeof by / sizeof by[0]; k++)
            check_report_by(g, by[k], periods[i].period, &t);
    }
}

/* -- steps that stand with another unit ------------------------------------------------------ */

/* Such dossiers are among them; each deed was done by whom the step is. */
static void
check_places(struct rig *g)
{
    int away = 0;

    for (int i = 0; i < g->n; i++) {
        struct dossier_versions_row *row;
        const struct procedure      *p;
        int                          n;

        check_ok(procedure_version(&g->view, g->list[i].procedure, g->list[i].procedure_version,
                                   &p));
        if (!p->has_places)
            continue;
        check_ok(dossier_versions(&g->view, g->list[i].dossier, 0, 100, &row, &n));
        for (int k = 1; k < n; k++)
            if (str_eq(row[k].action, S("propose")) || str_eq(row[k].action, S("sign"))) {
                check(row[k].actor_unit == row[k - 1].competent_unit, "done where it stood");
                away += row[k].actor_unit != g->list[i].received_unit;
            }
    }
    check(away > 0, "some were done at another unit");
}

/* -- results -------------------------------------------------------------------------------- */

static void
check_results(struct rig *g)
{
    int drawn = 0, none = 0;

    for (int i = 0; i < g->n && (drawn < 2 || none < 1); i++) {
        struct dossier d = g->list[i];
        Str            pdf = STR_NONE;

        if (d.ended == TIME_NONE || d.status < STATUS_FINISHED)
            continue;
        if (d.result_hash.n == 0) {
            none++;
            continue;
        }
        drawn++;
        check_ok(letter_read(&g->view, &d, S("ket-qua"), &pdf));
        check(str_starts(pdf, S("%PDF-")), "drawn when it is read");
        d.code = S("H23.30.10507-240101-9999");
        check_err(letter_read(&g->view, &d, S("ket-qua"), &pdf), ERR_NOT_FOUND);
    }
    check(drawn >= 2, "results there are");
    check(none > 0, "some results are on paper alone");
}

/* -- the tests ------------------------------------------------------------------------------- */

static void
whole(const struct store_options *o)
{
    struct rig              g;
    struct simulate_summary sum;
    char                    why[256] = "";
    const char             *other = o->kind == STORE_SQLITE ? "again" : "again-pg";

    rig_open(&g, o, o->kind == STORE_SQLITE ? "province" : "province-pg", true);
    rig_simulate(&g, request.seed);
    check_counters(&g);
    check_open(&g);
    for (int i = 0; i < g.n; i++)
        check_story(&g, &g.list[i]);
    for (int i = 0; i < g.n; i++)
        check_handling(&g, &g.list[i]);
    check_places(&g);
    check_results(&g);
    check_reports(&g);
    check_register(&g);
    check_str(lives_on_sqlite(other, request.seed), lives_of(&g));
    check_err(simulate_run(&g.house, &request, &sum, why), ERR_CONFLICT);
    rig_close(&g);
}

void
test_cmd_simulate__same_seed_same_lives_counted_and_promised(void)
{
    on_each_store(whole);
}

void
test_cmd_simulate__another_seed_other_lives(void)
{
    check(!str_eq(lives_on_sqlite("one", 1), lives_on_sqlite("two", 2)), "the seed decides");
}

void
test_cmd_simulate__refused_in_a_real_directory(void)
{
    struct store_options    o = { .kind = STORE_SQLITE };
    Str                     path = str_format(test_arena(), "%s/real.db", test_folder());
    struct simulate_summary sum;
    struct rig              g;
    char                    why[256] = "";

    o.where = path.p;
    rig_open(&g, &o, "real", false);
    check_err(simulate_run(&g.house, &request, &sum, why), ERR_INVALID);
    check(why[0] != '\0', "it says why");
    rig_read(&g);
    check_int(g.n, 0);
    rig_close(&g);
}
