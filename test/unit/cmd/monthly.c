/* The monthly report: every number of every organisation is what a recount of the dossiers, by
 * the words at the columns' heads, gives; of months that are over, of a year that runs, and after
 * an erasure; the file says the same. */
#include "dossier/dossier_sql.h"
#include "dossier/record.h"
#include "org/unit.h"
#include "province.h"

#define ROWS_MAX 5000

static const struct actor program = { .system = true };

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

static const struct json *
ask(struct house *h, const char *query, Str unit, const char *period, enum err expected)
{
    struct json *input = json_object(test_arena());
    struct call  call = { .arena = test_arena(), .who = &program, .input = input,
                          .name = str_of(query), .occurred = time_at(day_of(2024, 7, 1), 450) };

    json_put_text(test_arena(), input, "unit", unit);
    json_put_text(test_arena(), input, "period", str_of(period));
    if (strcmp(query, "measure.monthly_file") == 0)
        json_put_text(test_arena(), input, "format", S("csv"));
    door_call_wait(h->door, &call);
    check(call.err == expected, query);
    return call.out;
}

/* -- the recount ----------------------------------------------------------------------------- */

enum figure { NEW, CARRIED, TOTAL, SOLVED, IN_TIME, LATE, OTHERWISE, PENDING, PENDING_LATE, N };
static const char *const figure[N] = { "new",     "carried", "total",     "solved",  "in_time",
                                       "late",    "otherwise", "pending", "pending_late" };

struct span {
    Day first, last;
};

static bool
is_before(Time t, Day day)
{
    return t != TIME_NONE && time_day(t) < day;
}

static bool
is_within(Time t, const struct span *s)
{
    return t != TIME_NONE && time_day(t) >= s->first && time_day(t) <= s->last;
}

static void
count_one(const struct dossier *d, const struct span *s, int64_t n[N])
{
    bool result = d->status == STATUS_FINISHED || d->status == STATUS_RETURNED;
    bool late = d->due != TIME_NONE && d->ended > d->due;

    if (d->received == TIME_NONE)
        return;
    n[NEW] += is_within(d->received, s);
    n[CARRIED] += is_before(d->received, s->first) && !is_before(d->ended, s->first);
    n[SOLVED] += is_within(d->ended, s);
    n[IN_TIME] += is_within(d->ended, s) && result && !late;
    n[LATE] += is_within(d->ended, s) && result && late;
    n[OTHERWISE] += is_within(d->ended, s) && !result;
    n[PENDING] += is_before(d->received, s->last + 1) && !is_before(d->ended, s->last + 1);
    n[PENDING_LATE] += is_before(d->due, s->last + 1) && d->paused_since == TIME_NONE &&
                       !is_before(d->ended, s->last + 1);
}

static void
recount(struct view *v, const struct all *all, Id unit, bool itself, const struct span *s,
        int64_t n[N])
{
    memset(n, 0, N * sizeof *n);
    for (int i = 0; i < all->n; i++) {
        bool within = all->list[i].competent_unit == unit;

        if (!itself)
            check_ok(unit_is_within(v, all->list[i].competent_unit, unit,
                                    day_of(2024, 6, 30), &within));
        if (within)
            count_one(&all->list[i], s, n);
    }
    n[TOTAL] = n[NEW] + n[CARRIED];
}

static void
compare(const struct json *row, const int64_t n[N])
{
    for (int k = 0; k < N; k++)
        check(json_int(row, figure[k], -1) == n[k],
              str_c(test_arena(), str_format(test_arena(), "%.*s, %s: %lld, a recount %lld",
                                             STR_ARG(json_text(row, "name")), figure[k],
                                             (long long)json_int(row, figure[k], -1),
                                             (long long)n[k])));
    check_int(json_int(row, "total", -1),
              json_int(row, "solved", -1) + json_int(row, "pending", -1));
    check_int(json_int(row, "solved", -1),
              json_int(row, "in_time", -1) + json_int(row, "late", -1) +
                  json_int(row, "otherwise", -1));
}

/* Of a unit, every row and the sum; gives how many rows there were. */
static int
check_unit(struct house *h, struct view *v, const struct all *all, Str code, const char *period,
           const struct span *s)
{
    const struct json *page = ask(h, "measure.monthly", code, period, ERR_OK);
    Str  csv = json_text(ask(h, "measure.monthly_file", code, period, ERR_OK), "csv");
    int64_t            n[N];
    struct unit        top, u;
    int                rows = 0;

    check_ok(unit_by_code(v, code, day_of(2024, 6, 30), &top));
    recount(v, all, top.id, false, s, n);
    compare(json_get(page, "sum"), n);
    check(str_find(csv, str_format(test_arena(), ",%lld,%lld,%lld,%lld,%lld,", (long long)n[NEW],
                                   (long long)n[CARRIED], (long long)n[TOTAL],
                                   (long long)n[SOLVED], (long long)n[IN_TIME])) >= 0,
          "the file has the page's sum");
    json_each(row, json_get(page, "rows"))
    {
        Str href = json_text(row, "href"), key;
        int at = (int)str_find(href, S("don-vi="));

        rows++;
        if (at < 0) {
            recount(v, all, top.id, true, s, n);
        } else {
            key = str_sub(href, (size_t)at + 7, href.n);
            key = str_sub(key, 0, (size_t)str_find(key, S("&")));
            check_ok(unit_by_code(v, key, day_of(2024, 6, 30), &u));
            recount(v, all, u.id, false, s, n);
        }
        compare(row, n);
    }
    return rows;
}

static void
check_all(struct house *h)
{
    static const struct {
        const char *period;
        int         first, last; /* months of 2024 */
        bool        runs;
    } list[] = { { "2024-01", 1, 1, false }, { "2024-02", 2, 2, false }, { "2024", 1, 12, true },
                 { "2024-07", 7, 7, true } };
    struct view v = province_house_view(h);
    struct all  all = everything(&v);

    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        struct span s = { .first = day_of(2024, list[i].first, 1),
                          .last = day_add_months(day_of(2024, list[i].last, 1), 1) - 1 };
        const struct json *page = ask(h, "measure.monthly", S("30"), list[i].period, ERR_OK);

        if (s.last > day_of(2024, 6, 30)) /* of what runs, up to the end of yesterday */
            s.last = day_of(2024, 6, 30);
        check((json_text(page, "running_words").n > 0) == list[i].runs, list[i].period);
        check(check_unit(h, &v, &all, S("30"), list[i].period, &s) > 3, "by organisation");
        check_unit(h, &v, &all, S("288"), list[i].period, &s);
        check_unit(h, &v, &all, S("10507"), list[i].period, &s);
    }
    db_close(v.db);
}

static void
erase_one(struct house *h)
{
    struct view  v = province_house_view(h);
    struct all   all = everything(&v);
    struct json *input = json_object(test_arena());
    struct call  call = { .arena = test_arena(), .who = &program, .input = input,
                          .name = S("dossier.erase"),
                          .occurred = time_at(day_of(2024, 7, 1), 470) };

    for (int i = 0; i < all.n && json_get(input, "code") == NULL; i++)
        if (all.list[i].status == STATUS_FINISHED || all.list[i].status == STATUS_RETURNED)
            json_put_text(test_arena(), input, "code", all.list[i].code);
    json_put_text(test_arena(), input, "reason", S("bài thử"));
    db_close(v.db);
    door_call_wait(h->door, &call);
    check_ok(call.err);
}

static void
reported(const struct store_options *o)
{
    struct simulate_request r = { .from = 19723, .to = 19753, .dossiers = 600, .seed = 11 };
    struct dir              d;
    struct house            h;
    char                    why[256] = "";

    province_simulated(&d, o, r);
    check(house_open_in_order(&h, &d, why) == ERR_OK, why);
    check_all(&h);
    erase_one(&h);
    check_all(&h);
    ask(&h, "measure.monthly", S("30"), "2024-13", ERR_INVALID);
    ask(&h, "measure.monthly", S("30"), "20241", ERR_INVALID);
    check(json_text(ask(&h, "measure.monthly", S("30"), "2025-01", ERR_OK), "running_words").n > 0,
          "a month to come says that it has not begun");
    house_close(&h);
}

void
test_cmd_monthly__every_number_is_a_recount(void)
{
    on_each_store(reported);
}
