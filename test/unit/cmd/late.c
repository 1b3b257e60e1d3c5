/* Why dossiers were late, and who handled how many: what was counted in the acts is what a
 * recount of the dossiers gives; the page says the same, lists each late dossier once, and
 * follows an erasure. */
#include "dossier/dossier_sql.h"
#include "measure/handled.h"
#include "measure/late.h"
#include "province.h"

#define ROWS_MAX   5000
#define COUNTS_MAX 20000

static const struct actor program = { .system = true };

struct tally {
    Str     key;
    int64_t n;
};
struct tallies {
    int          n;
    struct tally list[COUNTS_MAX];
};

static void
tally(struct tallies *t, Str key, int64_t n)
{
    for (int i = 0; i < t->n; i++)
        if (str_eq(t->list[i].key, key)) {
            t->list[i].n += n;
            return;
        }
    if (t->n < COUNTS_MAX)
        t->list[t->n++] = (struct tally){ key, n };
}

static void
check_nothing_left(const struct tallies *t)
{
    for (int i = 0; i < t->n; i++)
        check(t->list[i].n == 0, str_c(test_arena(), t->list[i].key));
}

struct all {
    struct dossier *list;
    int             n;
};

static struct all
everything(struct view *v)
{
    struct dossier_now_page_row *row;
    struct all                   all;

    check_ok(dossier_now_page(v, 0, ROWS_MAX, &row, &all.n));
    all.list = arena_array(test_arena(), struct dossier, all.n + 1);
    for (int i = 0; i < all.n; i++)
        check_ok(dossier_find(v, row[i].code, &all.list[i]));
    return all;
}

static Str
late_key(Str element, Id unit, Str period, Str role, Str procedure, Str step)
{
    return str_format(test_arena(), "%.*s %lld %.*s %.*s %.*s %.*s", STR_ARG(element),
                      (long long)unit, STR_ARG(period), STR_ARG(role), STR_ARG(procedure),
                      STR_ARG(step));
}

/* Gives how many were late. */
static int
check_late(struct view *v, const struct all *all)
{
    struct tallies           *t = arena_make(test_arena(), struct tallies);
    struct late_step_page_in  in = { .element = S(""), .period = S(""), .role = S(""),
                                     .procedure = S(""), .step = S(""), .limit = COUNTS_MAX };
    struct late_step_page_row *row;
    int                       n, n_late = 0;

    for (int i = 0; i < all->n; i++) {
        struct late_dossier_get_row now, kept;
        struct late_count           count[LATE_ELEMENTS];

        if (!late_is(&all->list[i])) {
            check_err(late_dossier_get(v, all->list[i].dossier, &kept), ERR_NOT_FOUND);
            continue;
        }
        n_late++;
        check_ok(late_find(v, &all->list[i], &now));
        check_ok(late_dossier_get(v, now.dossier, &kept));
        check(str_eq(kept.step, now.step) && kept.overrun == now.overrun &&
                  kept.lateness == now.lateness && kept.waited == now.waited,
              "what is kept is what the versions say");
        check(now.lateness > 0, "late is after the promised moment, in working time");
        check((now.step.n == 0) == (now.overrun == 0), "a step that is named was over its time");
        late_counts(&now, count);
        for (int k = 0; k < LATE_ELEMENTS; k++)
            tally(t, late_key(str_of(count[k].element), now.unit,
                              str_sub(day_text(test_arena(), time_day(now.ended)), 0, 7),
                              now.role, now.procedure, now.step), count[k].n);
    }
    check_ok(late_step_page(v, &in, &row, &n));
    for (int i = 0; i < n; i++)
        tally(t, late_key(row[i].element, row[i].unit, row[i].period, row[i].role,
                          row[i].procedure, row[i].step), -row[i].n);
    check_nothing_left(t);
    return n_late;
}

/* -- the page ------------------------------------------------------------------------------- */

static const struct json *
page(struct house *h, const char *query, Str unit, Str period, const char *role)
{
    struct json *input = json_object(test_arena());
    struct call  call = { .arena = test_arena(), .who = &program, .input = input,
                          .name = str_of(query), .occurred = time_at(day_of(2024, 7, 1), 450) };

    json_put_text(test_arena(), input, "unit", unit);
    json_put_text(test_arena(), input, "period", period);
    if (role != NULL)
        json_put_text(test_arena(), input, "role", str_of(role));
    door_call_wait(h->door, &call);
    check(call.err == ERR_OK, query);
    return call.out;
}

static int64_t
sum_of(const struct json *rows, const char *key)
{
    int64_t sum = 0;

    json_each(row, rows) sum += json_int(row, key, 0);
    return sum;
}

static int
rows_of(const struct json *late)
{
    const struct json *rows = json_get(json_get(late, "own"), "rows");

    return rows != NULL ? (int)rows->count : 0;
}

/* Down from a unit: the numbers add up at each, and every late dossier is on one list. */
static int
check_unit(struct house *h, struct view *v, Str code)
{
    static const char *const role[] = { "desk", "specialist", "leader", "none" };
    const struct json *all = page(h, "measure.late", code, S("2024-h1"), NULL);
    const struct json *report = page(h, "measure.report", code, S("2024-h1"), NULL);
    int64_t            n = json_int(json_get(all, "sum"), "n", -1), own, by_role = 0;
    struct unit        unit, *below;
    int                n_below, listed;

    if (str_eq(code, S("30"))) /* below it a step may have stood with another unit than decided */
        check_int(n, json_int(json_get(report, "sum"), "late", -2));
    check_int(sum_of(json_get(all, "by_role"), "n"), n);
    check_int(sum_of(json_get(all, "by_step"), "n"), n);
    own = n - sum_of(json_get(json_get(all, "below"), "units"), "n");
    listed = rows_of(all);
    check_int(listed, own);
    for (size_t i = 0; i < sizeof role / sizeof role[0]; i++)
        by_role += rows_of(page(h, "measure.late", code, S("2024-h1"), role[i]));
    check_int(by_role, own);
    check_ok(unit_by_code(v, code, day_of(2024, 6, 30), &unit));
    check_ok(unit_children(v, unit.id, day_of(2024, 6, 30), &below, &n_below));
    for (int i = 0; i < n_below && n > own; i++)
        listed += check_unit(h, v, below[i].code);
    check_int(listed, n);
    return listed;
}

/* -- who handled it --------------------------------------------------------------------------- */

/* Two officers go on with what the simulation left open, half a year later: the first takes
 * all and proposes every second, the other signs what can be signed of those. */
static void
go_on(struct house *h, const struct all *all)
{
    static const struct actor officer[2] = { { .account = 77, .system = true },
                                             { .account = 78, .system = true } };
    static const char *const word[] = { "dossier.take", "dossier.propose", "dossier.sign" };

    for (int i = 0; i < all->n; i++)
        for (int k = 0; k < (i % 4 == 0 ? 3 : i % 2 == 0 ? 2 : 1); k++) {
            struct json *input = json_object(test_arena());
            struct call  call = { .arena = test_arena(), .who = &officer[k / 2], .input = input,
                                  .name = str_of(word[k]),
                                  .occurred = time_at(day_of(2024, 7, 1), 452) + i };

            if (!dossier_is_open(&all->list[i]))
                break;
            json_put_text(test_arena(), input, "code", all->list[i].code);
            door_call_wait(h->door, &call); /* not everything can be done with each */
        }
}

/* Gives how many were handled by an account, each role by itself. */
static int
check_handled(struct view *v, const struct all *all)
{
    struct tallies         *t = arena_make(test_arena(), struct tallies);
    struct handled_page_row  *done;
    struct held_due_page_row *held;
    int                     n, n_handled = 0;

    for (int i = 0; i < all->n; i++) {
        const struct dossier *d = &all->list[i];
        struct handlers       by;

        if (held_is(d))
            tally(t, str_format(test_arena(), "%lld %.*s %lld %lld", (long long)d->competent_unit,
                                STR_ARG(d->role), (long long)d->assignee, (long long)d->due), 1);
        if (d->status != STATUS_FINISHED && d->status != STATUS_RETURNED)
            continue;
        check_ok(handled_find(v, d, &by));
        n_handled += by.n;
        for (int k = 0; k < by.n; k++)
            tally(t, late_key(str_of(handled_outcome(d)), d->competent_unit,
                              str_sub(day_text(test_arena(), time_day(d->ended)), 0, 7),
                              by.list[k].role, str_int(test_arena(), by.list[k].account), S("")),
                  1);
    }
    check_ok(handled_page(v, 0, S(""), S(""), 0, S(""), COUNTS_MAX, &done, &n));
    for (int i = 0; i < n; i++)
        tally(t, late_key(done[i].element, done[i].unit, done[i].period, done[i].role,
                          str_int(test_arena(), done[i].account), S("")), -done[i].n);
    check_ok(held_due_page(v, 0, S(""), 0, 0, COUNTS_MAX, &held, &n));
    for (int i = 0; i < n; i++)
        tally(t, str_format(test_arena(), "%lld %.*s %lld %lld", (long long)held[i].unit,
                            STR_ARG(held[i].role), (long long)held[i].account,
                            (long long)held[i].due), -held[i].n);
    check(n > 0, "something was taken");
    check_nothing_left(t);
    return n_handled;
}

/* -- an erasure ------------------------------------------------------------------------------ */

/* One that an officer signed, so that it is taken out of every table. */
static bool
is_signed_late(struct house *h, const struct dossier *d)
{
    struct view                 v = province_house_view(h);
    struct late_dossier_get_row row;
    struct handlers             by = { .n = 0 };

    if (late_dossier_get(&v, d->dossier, &row) == ERR_OK)
        check_ok(handled_find(&v, d, &by));
    db_close(v.db);
    return by.n > 0;
}

static void
erase_one(struct house *h, const struct all *all)
{
    struct json *input = json_object(test_arena());
    struct call  call = { .arena = test_arena(), .who = &program, .input = input,
                          .name = S("dossier.erase"), .occurred = time_at(day_of(2024, 7, 1), 470) };

    for (int i = 0; i < all->n; i++)
        if (late_is(&all->list[i]) && is_signed_late(h, &all->list[i])) {
            json_put_text(test_arena(), input, "code", all->list[i].code);
            json_put_text(test_arena(), input, "reason", S("bài thử"));
            break;
        }
    door_call_wait(h->door, &call);
    check_ok(call.err);
}

static void
counted(const struct store_options *o)
{
    struct simulate_request r = { .from = 19723, .to = 19753, .dossiers = 600, .seed = 7 };
    struct dir              d;
    struct house            h;
    struct view             v;
    struct all              all;
    int                     late, handled;
    char                    why[256] = "";

    province_simulated(&d, o, r);
    check(house_open_in_order(&h, &d, why) == ERR_OK, why);
    v = province_house_view(&h);
    all = everything(&v);
    late = check_late(&v, &all);
    check(late > 5, "some are late");
    check_int(check_unit(&h, &v, S("30")), late);
    db_close(v.db);
    go_on(&h, &all);
    v = province_house_view(&h);
    all = everything(&v);
    check(check_late(&v, &all) > late, "and more, half a year later");
    late = check_late(&v, &all);
    handled = check_handled(&v, &all);
    check(handled > 2, "some were handled by accounts");
    db_close(v.db);
    erase_one(&h, &all);
    v = province_house_view(&h);
    all = everything(&v);
    check_int(check_late(&v, &all), late - 1);
    check(check_handled(&v, &all) < handled, "in no figure any more");
    db_close(v.db);
    house_close(&h);
}

void
test_cmd_late__counters_are_what_a_recount_gives(void)
{
    on_each_store(counted);
}
